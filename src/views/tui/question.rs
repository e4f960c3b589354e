//! Work that takes too long to be done between two keys.

use super::findings::Diagnosed;
use super::packets::Packets;
use super::stream::Streamed;
use super::transfers::Series;
use super::{
    packets::{Found, Unsealed},
    screen::ScreenId,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Says to work that its result is no longer wanted.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Nobody wants the result any more.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// What becomes true when it is stopped, for who can set nothing else.
    pub fn flag(&self) -> &Arc<AtomicBool> {
        &self.0
    }

    /// Whether the work can be given up.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What work has found out.
#[derive(Debug)]
pub enum Answer {
    /// What a connection carried.
    Streamed(Streamed),
    /// How fast a connection carried it.
    Series(Box<Series>),
    /// Where a search has come to.
    Found(Found),
    /// What of TLS was read again.
    Opened(Unsealed),
    /// What the rules say of sessions.
    Diagnosed(Vec<Diagnosed>),
}

type Work = Box<dyn FnOnce(&dyn Packets, &Stop) -> Option<Answer> + Send>;

/// Work that a screen wants done beside the UI; one that is asked later by the same screen takes
/// its place.
pub struct Question {
    /// Who asks.
    pub screen: ScreenId,
    work: Work,
}

impl Question {
    /// Work for `screen`; `work` looks at its [`Stop`] often, and answers nothing once stopped.
    pub fn new(
        screen: ScreenId,
        work: impl FnOnce(&dyn Packets, &Stop) -> Option<Answer> + Send + 'static,
    ) -> Self {
        let work = Box::new(work);
        Self { screen, work }
    }

    /// Does the work.
    pub fn answer(self, packets: &dyn Packets, stop: &Stop) -> Option<Answer> {
        (self.work)(packets, stop)
    }
}

impl std::fmt::Debug for Question {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Question")
            .field("screen", &self.screen)
            .finish_non_exhaustive()
    }
}
