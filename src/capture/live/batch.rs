//! Frames that were taken from a handle together.

use crate::capture::{Frame, LinkType};
use crate::net::Time;
use std::ops::Range;

/// Frames of one handle, in the order in which libpcap gave them.
#[derive(Debug)]
pub struct Batch {
    link: LinkType,
    bytes: Vec<u8>,
    records: Vec<Record>,
    /// The first record that was not handed out.
    next: usize,
}

#[derive(Debug)]
struct Record {
    time: Time,
    length: u32,
    data: Range<usize>,
}

impl Default for Batch {
    fn default() -> Self {
        Self {
            link: LinkType(0),
            bytes: Vec::new(),
            records: Vec::new(),
            next: 0,
        }
    }
}

impl Batch {
    /// Whether every frame was handed out.
    pub fn is_empty(&self) -> bool {
        self.next >= self.records.len()
    }

    /// Forgets what was handed out, for frames of the link type `link`.
    pub fn begin(&mut self, link: LinkType) {
        self.link = link;
        self.bytes.clear();
        self.records.clear();
        self.next = 0;
    }

    /// Adds a frame.
    pub fn push(&mut self, time: Time, length: u32, data: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(data);
        self.records.push(Record {
            time,
            length,
            data: start..self.bytes.len(),
        });
    }

    /// When the first frame was captured.
    pub fn time(&self) -> Option<Time> {
        self.records.get(self.next).map(|record| record.time)
    }

    /// How the frames begin.
    pub fn link(&self) -> LinkType {
        self.link
    }

    /// The length of the first frame on the wire in bytes.
    pub fn length(&self) -> u64 {
        self.records
            .get(self.next)
            .map_or(0, |record| record.length.into())
    }

    /// The first frame, without its number and interface.
    pub fn first(&self) -> Frame<'_> {
        let Some(record) = self.records.get(self.next) else {
            return Frame::EMPTY;
        };
        Frame {
            time: record.time,
            link: self.link,
            length: record.length,
            data: self.bytes.get(record.data.clone()).unwrap_or_default(),
            ..Frame::EMPTY
        }
    }

    /// Drops the first frame.
    pub fn drop_first(&mut self) {
        self.next += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_out_as_they_went_in() {
        let mut batch = Batch::default();
        batch.begin(LinkType(1));
        batch.push(Time(5), 9, &[1, 2]);
        batch.push(Time(6), 1, &[3]);
        assert_eq!(batch.first().data, [1, 2]);
        assert_eq!((batch.length(), batch.time()), (9, Some(Time(5))));
        batch.drop_first();
        assert_eq!(batch.first().data, [3]);
        batch.drop_first();
        assert!(batch.is_empty());
        assert_eq!(batch.time(), None);
    }
}
