//! How the walkthrough is drawn.

use super::explanation::explanation;
use super::ladder::{Columns, Ladder};
use super::{HEAD, WalkthroughScreen};
use crate::diagnose::Severity;
use crate::session::TransferOutcome;
use crate::views::pen::Ink;
use crate::views::tui::context::Context;
use crate::views::tui::parts::put;
use crate::views::verdict::said;
use crate::views::width::wrapped;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

impl WalkthroughScreen {
    /// One line on how the session went.
    fn draw_outcome(&self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let Some(entry) = context.entry() else {
            return;
        };
        let subject = context.subject(entry);
        let texts = context.texts;
        let session = &entry.session;
        let glyphs = context.pen.glyphs;
        let failures = subject.failures();
        let failed = failures
            .iter()
            .find(|one| one.is_transfer)
            .or(failures.first());
        let user = session
            .user
            .map(|user| context.pen.visible(session.text(user)));
        let mut parts: Vec<String> = user.iter().map(|user| (texts.user)(user)).collect();
        let error = self
            .verdicts
            .iter()
            .find(|one| one.severity == Severity::Error);
        let (mark, ink) = if let Some(verdict) = error {
            parts.push(said(Some(session), verdict, texts).0);
            (glyphs.lost, Ink::Bad)
        } else if let Some(trouble) = subject.trouble() {
            parts.push(trouble.to_owned());
            (glyphs.lost, Ink::Bad)
        } else if let Some(failure) = failed {
            let reasons = failure.reasons.join(texts.semicolon);
            parts.push((texts.failed)(&failure.what, failure.frame, &reasons));
            (glyphs.lost, Ink::Bad)
        } else {
            let asked = session
                .transfers
                .iter()
                .filter(|one| one.exchange.is_some());
            let complete = asked
                .clone()
                .filter(|one| one.outcome == TransferOutcome::Complete);
            parts.push(match asked.clone().count() as u64 {
                0 => texts.no_transfers.to_owned(),
                count => (texts.complete)(complete.count() as u64, count),
            });
            if entry.is_open {
                parts.push(texts.live.open.to_owned());
                (glyphs.open, Ink::Waiting)
            } else {
                (glyphs.well, Ink::Good)
            }
        };
        let line = format!("{mark} {}", parts.join(glyphs.dot));
        let line = context.pen.sentence(line);
        let room = usize::from(area.width).saturating_sub(1);
        put(
            buffer,
            context,
            (area.x + 1, area.y),
            room,
            &line,
            context.theme.ink(ink),
        );
    }

    /// The ladder, with the outcome and the two ends above it.
    pub(super) fn draw_ladder(&mut self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let Some(entry) = context.entry() else {
            return;
        };
        self.draw_outcome(
            context,
            Rect {
                height: area.height.min(1),
                ..area
            },
            buffer,
        );
        let head = Rect {
            y: area.y + 1.min(area.height),
            height: (HEAD - 1).min(area.height.saturating_sub(1)),
            ..area
        };
        let body = Rect {
            y: area.y + HEAD.min(area.height),
            height: area.height.saturating_sub(HEAD),
            ..area
        };
        self.ladder = body;
        self.bring_into_view(usize::from(body.height));
        let session = &entry.session;
        let ladder = Ladder {
            context,
            script: &self.script,
            start: session.start,
            selected: self.selected,
            focused: !self.on_pane,
            columns: Columns::new(context, area, session.last_frame),
        };
        let [client, server] = [session.client, session.server].map(|end| end.to_string());
        ladder.draw_ends(
            head,
            buffer,
            [context.texts.client, &client],
            [context.texts.server, &server],
        );
        let end = self
            .script
            .lines
            .len()
            .min(self.top + usize::from(body.height));
        ladder.draw(body, buffer, self.top..end);
    }

    /// What is said of the selected step.
    pub(super) fn draw_explanation(&mut self, context: &Context, area: Rect, buffer: &mut Buffer) {
        self.pane = area;
        let Some(entry) = context.entry() else {
            return;
        };
        if self.explained != Some(self.selected) {
            self.paragraphs = explanation(
                context,
                entry,
                (&self.script, &self.verdicts),
                self.selected,
            );
            self.explained = Some(self.selected);
        }
        let room = usize::from(area.width).saturating_sub(1).max(1);
        let lines: Vec<(Ink, String)> = self
            .paragraphs
            .iter()
            .flat_map(|paragraph| {
                let lines = if paragraph.wraps {
                    wrapped(&paragraph.text, room, room)
                } else {
                    vec![paragraph.text.clone()]
                };
                lines.into_iter().map(|line| (paragraph.ink, line))
            })
            .collect();
        self.pane_rows.fit(lines.len(), usize::from(area.height));
        let visible = self.pane_rows.visible();
        for (y, (ink, line)) in (area.y..area.bottom()).zip(&lines[visible]) {
            put(
                buffer,
                context,
                (area.x + 1, y),
                room,
                line,
                context.theme.ink(*ink),
            );
        }
    }
}
