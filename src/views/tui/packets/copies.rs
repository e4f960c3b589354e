//! What can be copied of a frame.

use super::detail::Detail;
use super::line::{Line, Looker};
use crate::views::tui::context::Context;
use crate::views::tui::overlay::Choice;
use crate::views::tui::wireshark;
use std::fmt::Write;

/// The bytes that are copied as a hex dump at most; a clipboard by OSC 52 takes no more.
const DUMPED: usize = 16 * 1024;

/// What can be copied of the frame that is looked at.
pub fn copies(
    context: &Context,
    looker: &Looker,
    detail: &Detail,
    line: Option<&Line>,
) -> Vec<Choice> {
    let texts = context.texts.packets;
    let Some(packet) = &detail.packet else {
        return Vec::new();
    };
    let mut choices = Vec::new();
    let mut add = |label: &str, value: String| {
        if !value.is_empty() {
            choices.push(Choice {
                label: label.to_owned(),
                value,
            });
        }
    };
    add(
        texts.copy_frame_filter,
        format!("frame.number == {}", packet.number),
    );
    let glance = looker.glance(packet);
    // Of UDP the ports go by other names there.
    let is_tcp = glance.flags.is_some() || glance.icmp;
    if let Some((one, other)) = glance.ends.filter(|_| is_tcp) {
        add(texts.copy_connection_filter, wireshark::between(one, other));
    }
    if let Some(line) = line {
        add(texts.copy_info, sentence(line));
    }
    let marked = detail.marked();
    if !marked.is_empty() {
        let hexadecimal = marked.clone().take(DUMPED);
        let digits: Vec<String> = hexadecimal.map(|at| digits(detail, at)).collect();
        add(texts.copy_field_hex, digits.join(" "));
        let bytes = detail.veil().shown(detail.bytes(), &marked);
        let bytes = bytes.get(..DUMPED).unwrap_or(&bytes);
        add(texts.copy_field_text, context.pen.visible(bytes));
    }
    let label = match detail.record() {
        Some(_) => texts.copy_plaintext,
        None => texts.copy_bytes,
    };
    add(label, dump(detail));
    choices
}

/// The line of the list.
fn sentence(line: &Line) -> String {
    format!(
        "{} {} {} {} {} {}",
        line.number, line.source, line.destination, line.protocol, line.length, line.info
    )
}

/// Two digits for a byte; asterisks where it is hidden.
fn digits(detail: &Detail, at: usize) -> String {
    match detail.bytes().get(at) {
        Some(byte) if !detail.veil().hides(at) => format!("{byte:02x}"),
        _ => "**".to_owned(),
    }
}

/// Offsets, digits and characters, sixteen bytes in a row.
fn dump(detail: &Detail) -> String {
    let held = detail.bytes().len().min(DUMPED);
    let mut text = String::new();
    for start in (0..held).step_by(16) {
        let row = start..held.min(start + 16);
        let hexadecimal: Vec<String> = row.clone().map(|at| digits(detail, at)).collect();
        let characters: String = row
            .map(|at| match detail.bytes().get(at) {
                _ if detail.veil().hides(at) => '*',
                Some(byte @ b' '..=b'~') => char::from(*byte),
                _ => '.',
            })
            .collect();
        let _ = writeln!(
            text,
            "{start:04x}  {:47}  {characters}",
            hexadecimal.join(" ")
        );
    }
    text
}
