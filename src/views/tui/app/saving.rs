//! What is saved: the screen as a picture, packets as a capture.

use super::super::packets::{Numbers, of_session};
use super::super::picture;
use super::super::screen::ScreenId;
use super::{App, Effect};
use crate::views::visible::visible;
use ratatui::buffer::Buffer;

/// Packets to be saved.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The name of the file, without its ending.
    pub stem: String,
    /// Their capture, by its place in the book.
    pub capture: usize,
    /// Their numbers.
    pub numbers: Numbers,
    /// What the file says of itself.
    pub comment: String,
}

impl App {
    /// Saves the screen.
    pub(super) fn save(&mut self, as_picture: bool) {
        let mut buffer = Buffer::empty(self.area);
        self.draw(self.area, &mut buffer);
        let number = self.context.entry().map_or(0, |entry| entry.number);
        let screen = match self.current {
            ScreenId::Sessions => "sessions",
            ScreenId::Walkthrough => "walkthrough",
            ScreenId::Packets => "packets",
            ScreenId::Stream => "stream",
            ScreenId::Transfers => "transfers",
            ScreenId::Findings => "findings",
        };
        let stem = match self.current {
            ScreenId::Sessions => format!("ftpscope-{screen}"),
            _ => format!("ftpscope-{screen}-{number}"),
        };
        let (ending, contents) = if as_picture {
            ("svg", picture::svg(&buffer, self.context.theme.name()))
        } else {
            ("txt", picture::text(&buffer))
        };
        self.effects.push(Effect::Save {
            stem,
            ending,
            contents,
        });
    }

    /// Saves the packets that are listed, or else those of the session that is looked at.
    pub(super) fn save_packets(&mut self) {
        self.refresh();
        let context = &self.context;
        let capture = context.capture();
        let listed = self.screens.screen(self.current).packets(context);
        let numbers = listed.clone().or_else(|| of_session(context));
        let Some(numbers) = numbers.filter(|numbers| !numbers.is_empty()) else {
            self.say(context.texts.live.no_packets.to_owned());
            return;
        };
        let name = context.book.captures.get(capture);
        let name = name.map_or_else(String::new, |capture| visible(capture.name.as_bytes()));
        let (stem, comment) = match context.entry().filter(|_| listed.is_none()) {
            Some(entry) => {
                let session = &entry.session;
                let (number, client, server) = (entry.number, session.client, session.server);
                (
                    format!("ftpscope-session-{number}"),
                    format!("session {number} of {name}: {client} to {server}"),
                )
            }
            None => (
                "ftpscope-packets".to_owned(),
                format!("{} packets of {name}", numbers.len()),
            ),
        };
        self.effects.push(Effect::SavePackets(Selection {
            stem,
            capture,
            numbers,
            comment,
        }));
    }
}
