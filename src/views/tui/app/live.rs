//! What a capture that goes on asks of the UI: sessions that grow and are let go, standing still.

use super::super::book::{Book, News};
use super::App;

impl App {
    /// What was read so far, also where the screen stands still and does not show it.
    pub fn book(&self) -> &Book {
        self.ahead.as_ref().unwrap_or(&self.context.book)
    }

    /// Whether only the clock of a live capture goes on, and nothing that is shown.
    pub fn is_still(&self) -> bool {
        self.context.live.is_still() && !self.book().has_open()
    }

    /// Takes what reading has brought, out of sight where the screen stands still.
    pub(super) fn take_news(&mut self, news: News) {
        if let News::Counted(counted) = &news {
            self.context.live.learn(*counted);
            if self.ahead.is_none() {
                self.context.now = Some(counted.now);
            }
        }
        let looked_at = self.context.session;
        let book = self.ahead.as_mut().unwrap_or(&mut self.context.book);
        book.learn(news);
        book.trim(self.keep, looked_at);
        self.forget_gone();
    }

    /// Looks at no session where the one that was looked at is in the book no more.
    fn forget_gone(&mut self) {
        if self.context.session.is_some() && self.context.entry().is_none() {
            self.context.session = None;
            self.context.connection = None;
        }
    }

    /// Lets the screen stand still while the capture goes on, or move again.
    pub(super) fn pause(&mut self) {
        let texts = self.context.texts.live;
        if let Some(ahead) = self.ahead.take() {
            self.context.book = ahead;
            self.context.paused = false;
            self.context.now = self.context.live.now();
            self.forget_gone();
            self.say(texts.pause_ends.to_owned());
        } else if self.context.follows() {
            self.ahead = Some(self.context.book.clone());
            self.context.paused = true;
            self.say(texts.pause_begins.to_owned());
        } else {
            self.say(texts.nothing_to_pause.to_owned());
        }
    }

    /// Why a frame cannot be gone to.
    pub(super) fn why_no_frame(&self, number: u64) -> Option<String> {
        let context = &self.context;
        let capture = context.capture();
        let (first, count) = (
            context.packets.first(capture),
            context.packets.count(capture),
        );
        if number == 0 || number > count {
            return Some((context.texts.tui.no_such_frame)(number, count));
        }
        (number < first).then(|| (context.texts.live.not_kept)(number, first))
    }
}
