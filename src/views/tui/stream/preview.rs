//! The beginning of what a transfer carried, for other screens.

use super::magic::{Magic, magic};
use super::paint::{Painter, Reader};
use super::reassembly::{Reassembly, Run, Window};
use super::rows::{self, Form, Page};
use crate::net::Time;
use crate::tcp::Direction;
use crate::views::pen::Ink;
use crate::views::story::quantities;
use crate::views::tui::context::Context;
use crate::views::tui::following::Subject;
use crate::views::tui::packets::Packets;
use crate::views::tui::parts::put;
use crate::views::tui::question::Stop;
use crate::views::tui::unsealing::Seal;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// The bytes of a row of a hex dump.
const COLUMNS: usize = 16;

/// What is to be looked at.
#[derive(Clone, Debug)]
pub struct Carried {
    /// The connection.
    pub subject: Subject,
    /// What it takes to decrypt it; `None` where it was not encrypted.
    pub seal: Option<Seal>,
    /// Who sent what was asked for.
    pub sender: Direction,
    /// Whether a listing was asked for.
    pub is_listing: bool,
}

/// The beginning of what a transfer carried.
#[derive(Debug)]
pub struct Preview {
    window: Window,
    page: Page,
    form: Form,
    magic: Option<Magic>,
    sender: Direction,
    /// Whether it cannot be read for want of keys.
    is_sealed: bool,
    /// Bytes that the capture lacks, and how many runs these are.
    missing: (u64, u64),
    /// Whether there is more.
    goes_on: bool,
}

impl Preview {
    /// Reads it; `None` once nobody wants it any more.
    pub fn read(carried: &Carried, packets: &dyn Packets, stop: &Stop) -> Option<Self> {
        let seal = carried.seal.as_ref();
        let is_sealed = seal.is_some_and(|seal| seal.keys.is_none());
        let mut reassembly = Reassembly::new(packets, carried.subject, seal);
        let mut window = reassembly.window(packets, stop, &Arc::<AtomicU64>::default())?;
        window.keep_one_side(carried.sender);
        let at_start = matches!(window.runs.first(), Some(Run::Bytes { offset: 0, .. }));
        let bytes = &window.bytes;
        let magic = match at_start {
            true => magic(bytes),
            false => None,
        };
        let form = if bytes.is_empty() {
            Form::Text
        } else if carried.is_listing && rows::is_text(bytes) {
            Form::Listing
        } else if magic.is_none() && rows::is_text(bytes) {
            Form::Text
        } else {
            Form::Hex
        };
        let page = match form {
            Form::Text => rows::text(&window),
            Form::Listing => rows::listing(&window),
            Form::Hex => rows::hex(&window, COLUMNS),
        };
        let gaps = window.runs.iter().filter_map(|run| match run {
            Run::Gap { length, .. } => Some(*length),
            _ => None,
        });
        let missing = gaps.fold((0, 0), |(bytes, runs), length| (bytes + length, runs + 1));
        Some(Self {
            page,
            form,
            magic,
            sender: carried.sender,
            is_sealed,
            missing,
            goes_on: !reassembly.is_over(),
            window,
        })
    }

    /// What it is, in a few words.
    pub fn title(&self, context: &Context) -> String {
        let texts = context.texts.stream;
        let mut parts = Vec::new();
        match self.magic {
            Some(Magic::Image(name, Some((width, height)))) => {
                parts.push((texts.image)(name, width.into(), height.into()));
            }
            Some(Magic::Image(name, None) | Magic::File(name)) => {
                parts.push((texts.of_format)(name));
            }
            None if self.window.bytes.is_empty() => {}
            None => parts.push(super::form_name(self.form, context).to_owned()),
        }
        if self.window.is_plain && !self.is_sealed {
            parts.push(texts.decrypted.to_owned());
        }
        let (bytes, runs) = self.missing;
        if runs > 0 {
            parts.push((texts.holes)(&quantities::count(bytes), runs));
        }
        if self.goes_on {
            let held = quantities::short_bytes(self.window.bytes.len() as u64);
            parts.push((texts.beginning)(&held));
        }
        parts.join(context.pen.glyphs.dot)
    }

    /// Draws as much of it as there is room for.
    pub fn draw(&self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let texts = context.texts.stream;
        let words = match (self.is_sealed, self.page.rows.is_empty()) {
            (true, _) => texts.no_keys,
            (false, true) => texts.nothing,
            (false, false) => "",
        };
        if !words.is_empty() {
            if area.height > 0 {
                let style = context.theme.ink(Ink::Faint);
                let words = context.pen.sentence(words.to_owned());
                put(
                    buffer,
                    context,
                    (area.x, area.y),
                    area.width.into(),
                    &words,
                    style,
                );
            }
            return;
        }
        let painter = Painter {
            reader: Reader {
                context,
                window: &self.window,
                page: &self.page,
                client: self.sender,
                is_control: false,
                start: Time::default(),
                columns: COLUMNS,
            },
            selected: usize::MAX,
            focused: false,
            shift: 0,
            sought: "",
        };
        let mut area = area;
        let visible = 0..self.page.rows.len().min(area.height.into());
        if self.form == Form::Listing && area.height > 1 {
            painter.draw_headings(visible.clone(), super::draw::first_row(&mut area), buffer);
        }
        painter.draw(visible, area, buffer);
    }
}
