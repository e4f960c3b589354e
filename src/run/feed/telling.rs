//! What a listener is told, and when.

use super::listener::Listener;
use crate::capture::Source;
use crate::diagnose::Census;
use crate::engine::{Engine, Event, Statistics, Taken};
use crate::net::Time;
use crate::run::input::Input;
use crate::session::{Security, Session, SessionId};
use crate::views::{CaptureSummary, Captured};
use std::io;

/// Tells of a frame, as far as `listener` wants to know.
#[inline(always)]
pub fn tell_frame<L: Listener>(source: &Input, taken: Taken, listener: &mut L) -> io::Result<()> {
    match L::WANTS_FRAMES {
        true => listener.frame(source, taken),
        false => listener.frames(source, 1),
    }
}

/// Tells what has happened by `now`.
pub(super) fn tell_events(
    engine: &mut Engine,
    now: Time,
    listener: &mut impl Listener,
) -> io::Result<()> {
    tell(|told| engine.tell_events(now, told), listener)
}

/// Hands on what `teller` tells, up to the first error.
fn tell(
    teller: impl FnOnce(&mut dyn FnMut(SessionId, &Session, Event<'_>)),
    listener: &mut impl Listener,
) -> io::Result<()> {
    let mut result = Ok(());
    teller(&mut |id, session, event| {
        if result.is_ok() {
            result = listener.event(id, session, event);
        }
    });
    result
}

/// What was handed over of a capture so far.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) sessions: u64,
    census: Census,
    /// Whether one of them was encrypted and could not be read.
    is_unread: bool,
    /// What to say of that.
    pub(super) suggestion: Option<String>,
}

/// Tells of every session that is finished.
pub(super) fn hand_over(
    engine: &mut Engine,
    tally: &mut Tally,
    listener: &mut impl Listener,
) -> io::Result<()> {
    while let Some(session) = engine.next_session() {
        tally.sessions += 1;
        tally.census.take(&session);
        tally.is_unread |= session.security == Security::Tls;
        tell(|told| engine.tell_last_events(&session, told), listener)?;
        listener.session(tally.sessions, session)?;
    }
    Ok(())
}

/// Ends what is open, and tells of it and of the capture as a whole; returns how many sessions it had.
pub(super) fn end(
    source: &Input,
    mut engine: Engine,
    mut tally: Tally,
    cut: bool,
    captured: Option<Captured>,
    listener: &mut impl Listener,
) -> io::Result<u64> {
    engine.finish();
    hand_over(&mut engine, &mut tally, listener)?;
    let Tally {
        mut census,
        is_unread,
        suggestion,
        ..
    } = tally;
    if let Some(suggestion) = suggestion.filter(|_| is_unread) {
        listener.notice(&suggestion)?;
    }
    census.note_dropped(captured.as_ref().map_or(0, Captured::dropped));
    let undecoded = engine.decoder().undecoded_by_reason();
    let undecoded = undecoded.map(|(reason, count)| (reason.name(), count));
    let statistics = engine.statistics();
    let Statistics {
        sessions, strays, ..
    } = statistics;
    let summary = CaptureSummary {
        name: source.name(),
        statistics: &statistics,
        link_types: source.link_types().iter().map(|link| link.name()).collect(),
        undecoded: undecoded.collect(),
        cut,
        orphans: engine.orphans(),
        captured,
        verdicts: census.verdicts(cut, sessions, strays, engine.orphans()),
        passive_ranges: census.passive_ranges(),
    };
    listener.end(source, &summary)?;
    Ok(sessions)
}
