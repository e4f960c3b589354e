//! The archive, as the UI sees it.

use crate::capture::Archive;
use crate::decode::Packet;
use crate::views::tui::{Flows, Packets, Unavailable};
use std::sync::Arc;

/// Frames that are read again where they are looked at.
pub struct Archived(pub Arc<Archive>);

impl Packets for Archived {
    fn count(&self, capture: usize) -> u64 {
        self.0.count(capture)
    }

    fn first(&self, capture: usize) -> u64 {
        self.0.first(capture)
    }

    fn packet(&self, capture: usize, number: u64) -> Result<Packet, Unavailable> {
        let mut buffer = Vec::new();
        match self.0.frame(capture, number, &mut buffer) {
            Ok(frame) => Ok(Packet::new(&frame)),
            Err(error) => Err(Unavailable(error.to_string())),
        }
    }

    fn select(&self, capture: usize, flows: &Flows) -> Vec<u64> {
        self.0
            .select(capture, &flows.between, flows.first, flows.last)
    }
}
