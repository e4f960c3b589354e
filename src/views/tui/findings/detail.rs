//! The selected finding in full: what is said, how sure it is, the frames that prove it, what to
//! change.

use super::index::{About, Finding};
use super::look;
use crate::diagnose::{Confidence, Verdict};
use crate::views::pen::Ink;
use crate::views::tui::context::{Clock, Context};
use crate::views::tui::keys::Action;
use crate::views::tui::packets::describe;
use crate::views::tui::parts::{Rows, paint_row, put};
use crate::views::verdict::said;
use crate::views::width::wrapped;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::sync::Arc;

/// A line of it.
#[derive(Clone, Debug)]
struct Line {
    text: String,
    ink: Ink,
    /// The place among the frames of one that proves it.
    evidence: Option<usize>,
}

/// The selected finding in full.
#[derive(Debug, Default)]
pub struct Detail {
    found: Option<(Finding, Verdict)>,
    /// Which state of its session it is of, by address.
    state: usize,
    /// The frames that prove it, each in a line.
    frames: Vec<(u64, String, Ink)>,
    selected: usize,
    rows: Rows,
    lines: Vec<Line>,
    /// What the lines were made for.
    made_for: Option<(usize, &'static str, bool, Clock)>,
}

impl Detail {
    /// Shows a finding, or none.
    pub fn show(&mut self, context: &Context, finding: Option<Finding>) {
        let entry = finding.and_then(|finding| finding.entry(&context.book));
        let state = entry.map_or(0, |entry| Arc::as_ptr(&entry.session).addr());
        let shown = self.found.as_ref().map(|found| found.0);
        if shown == finding && self.state == state {
            return;
        }
        if shown != finding {
            (self.selected, self.rows) = (0, Rows::default());
        }
        self.found = finding.and_then(|finding| Some((finding, finding.find(&context.book)?)));
        self.state = state;
        self.made_for = None;
    }

    /// What stands above it: the id, and how bad it is.
    pub fn title(&self, context: &Context) -> String {
        let Some((finding, _)) = &self.found else {
            return String::new();
        };
        let severity = super::index::severity(finding.severity, context.texts);
        format!("{}{}{severity}", finding.id.name(), context.pen.glyphs.dot)
    }

    /// The selected frame.
    pub fn frame(&self) -> Option<u64> {
        let (_, verdict) = self.found.as_ref()?;
        verdict.evidence.get(self.selected).copied()
    }

    /// Selects a frame where it proves the finding.
    pub fn select(&mut self, frame: Option<u64>) {
        let Some((_, verdict)) = &self.found else {
            return;
        };
        let place = verdict
            .evidence
            .iter()
            .position(|&known| Some(known) == frame);
        self.selected = place.unwrap_or(self.selected);
    }

    /// Selects the next frame or the one before, and tells it.
    pub fn step(&mut self, forward: bool) -> Option<u64> {
        let (_, verdict) = self.found.as_ref()?;
        let last = verdict.evidence.len().checked_sub(1)?;
        self.selected = if forward {
            (self.selected + 1).min(last)
        } else {
            self.selected.saturating_sub(1)
        };
        self.show_selected();
        self.frame()
    }

    fn show_selected(&mut self) {
        let row = self
            .lines
            .iter()
            .position(|line| line.evidence == Some(self.selected));
        if let Some(row) = row {
            self.rows.select(row);
        }
    }

    /// Scrolls where `action` is one that does; returns whether it is.
    pub fn act(&mut self, action: Action) -> bool {
        let page = self.rows.height().saturating_sub(1).max(1) as i32;
        let whole = self.rows.count() as i32;
        let rows = match action {
            Action::Up => -1,
            Action::Down => 1,
            Action::PageUp => -page,
            Action::PageDown => page,
            Action::First => -whole,
            Action::Last => whole,
            _ => return false,
        };
        self.rows.scroll(rows);
        true
    }

    /// Moves what is visible.
    pub fn scroll(&mut self, rows: i32) {
        self.rows.scroll(rows);
    }

    /// Selects the frame that stands at a place on the screen, and tells it.
    pub fn frame_at(&mut self, at: Position, area: Rect) -> Option<u64> {
        let row = self.rows.at(at, area)?;
        self.selected = self.lines.get(row)?.evidence?;
        self.frame()
    }

    /// Draws it.
    pub fn draw(&mut self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let made_for = (
            usize::from(area.width),
            context.texts.findings.proved,
            context.show_passwords,
            context.clock,
        );
        if self.made_for != Some(made_for) {
            self.made_for = Some(made_for);
            self.read_frames(context);
            self.lines = self.lines(context, area.width.into());
        }
        self.rows.fit_loosely(self.lines.len(), area.height.into());
        for (row, y) in self.rows.visible().zip(area.top()..area.bottom()) {
            let Some(line) = self.lines.get(row) else {
                continue;
            };
            let style = context.theme.ink(line.ink);
            let room = usize::from(area.width);
            put(buffer, context, (area.x, y), room, &line.text, style);
            if line.evidence == Some(self.selected) {
                paint_row(buffer, area, y, context.theme.selected(false));
            }
        }
    }

    /// Reads the frames that prove it.
    fn read_frames(&mut self, context: &Context) {
        let Some((finding, verdict)) = &self.found else {
            return;
        };
        let entry = finding.entry(&context.book);
        let capture = match finding.about {
            About::Capture(capture) => capture,
            About::Session(_) => entry.map_or(0, |entry| entry.capture),
        };
        self.frames = describe(context, capture, entry, &verdict.evidence);
    }

    fn lines(&self, context: &Context, room: usize) -> Vec<Line> {
        let texts = context.texts.findings;
        let pen = &context.pen;
        let Some((finding, verdict)) = &self.found else {
            return Vec::new();
        };
        let mut lines = Vec::new();
        let mut paragraph = |text: String, ink: Ink, indent: usize| {
            let narrow = room.saturating_sub(indent).max(1);
            let text = pen.sentence(text);
            for (row, part) in wrapped(&text, narrow, narrow).into_iter().enumerate() {
                let before = if row == 0 { 0 } else { indent };
                let before = " ".repeat(before);
                lines.push(Line {
                    text: format!("{before}{part}"),
                    ink,
                    evidence: None,
                });
            }
        };
        let session = finding.entry(&context.book).map(|entry| &*entry.session);
        let (summary, fixes) = said(session, verdict, context.texts);
        let (mark, ink) = look(context, finding.severity);
        paragraph(format!("{mark} {summary}"), ink, 2);
        let sure = match verdict.confidence {
            Confidence::Proved => texts.proved,
            Confidence::Likely => texts.likely,
            Confidence::Possible => texts.possible,
        };
        paragraph(format!("  {sure}"), Ink::Faint, 2);
        if verdict.others > 0 {
            paragraph(
                format!("  {}", (texts.others)(verdict.others.into())),
                Ink::Faint,
                2,
            );
        }
        if !fixes.is_empty() {
            paragraph(texts.what_to_change.to_owned(), Ink::Heading, 0);
            for fix in fixes {
                paragraph(format!("→ {fix}"), Ink::Plain, 2);
            }
        }
        if !self.frames.is_empty() {
            paragraph(texts.proof.to_owned(), Ink::Heading, 0);
        }
        for (place, (_, text, ink)) in self.frames.iter().enumerate() {
            lines.push(Line {
                text: text.clone(),
                ink: *ink,
                evidence: Some(place),
            });
        }
        lines
    }
}
