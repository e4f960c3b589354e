//! Frames in a line each, for other screens.

use super::line::{Line, Looker};
use super::owners::Owners;
use crate::views::pen::{Ink, Pen};
use crate::views::tui::book::Entry;
use crate::views::tui::context::Context;
use crate::views::width::{padded, padded_left, width};
use std::sync::Arc;

/// Frames of a capture, each with its number, a line about it and the colour of that; `entry` is
/// the session that they belong to.
pub fn describe(
    context: &Context,
    capture: usize,
    entry: Option<&Entry>,
    frames: &[u64],
) -> Vec<(u64, String, Ink)> {
    let mut owners = Owners::default();
    if let Some(entry) = entry {
        owners.learn_one(entry);
    }
    let looker = Looker {
        texts: context.texts,
        pen: Pen::new(false, context.pen.is_unicode()),
        owners: Arc::new(owners),
        capture,
        show_passwords: context.show_passwords,
        opened: Vec::new(),
        openings: Default::default(),
    };
    let lines: Vec<Line> = frames
        .iter()
        .map(|&number| match context.packets.packet(capture, number) {
            Ok(packet) => looker.line(&packet),
            Err(reason) => Line::missing(number, &reason.0),
        })
        .collect();
    let start = entry.map_or_else(
        || lines.first().map(|line| line.time).unwrap_or_default(),
        |entry| entry.session.start,
    );
    let widest = |text: fn(&Line) -> String| {
        lines
            .iter()
            .map(|line| width(&text(line)))
            .max()
            .unwrap_or(0)
    };
    let numbers = widest(|line| format!("#{}", line.number));
    let ends = widest(|line| format!("{}{}", line.source, line.destination));
    let arrow = context.pen.glyphs.right;
    let described = lines.iter().map(|line| {
        let number = padded_left(&format!("#{}", line.number), numbers);
        let text = if line.protocol.is_empty() {
            format!("  {number}  {}", line.info)
        } else {
            let time = context.clock.shown(line.time, start, start);
            let ends_of = format!("{} {arrow} {}", line.source, line.destination);
            let ends_of = padded(&ends_of, ends + 2 + width(arrow));
            let protocol = padded(line.protocol, 8);
            let info = &line.info;
            format!("  {number}  {time}  {ends_of}  {protocol}  {info}")
        };
        (line.number, text, line.ink)
    });
    described.collect()
}
