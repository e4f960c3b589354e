//! Control connections in the order of their first frames, and the sessions that they become.

use crate::limits;
use crate::session::Session;
use crate::session::control::ControlConnection;
use crate::tcp::FlowId;
use std::collections::VecDeque;

/// A control connection on its way to becoming a session.
#[derive(Debug)]
pub enum Place {
    /// Nothing was said on it yet.
    Waiting,
    /// It is being followed.
    Open(Box<Followed>),
    /// It is finished and waits for those that began before it.
    Finished(Box<Session>),
    /// It turned out to be no control connection, or was handed out, or had to go.
    Gone,
}

/// A control connection that is being followed, with its data connections.
#[derive(Debug)]
pub struct Followed {
    /// Its own flow.
    pub flow: FlowId,
    /// What is said on it.
    pub control: ControlConnection,
    /// How many of its announcements the ledger knows.
    pub announced: usize,
    /// The flows that may be its data connections.
    pub flows: Vec<OwnFlow>,
    /// The data connections that are over.
    pub over: Vec<crate::session::DataConnection>,
    /// How many of `flows` and `over` no announcement names.
    pub unannounced: usize,
    /// Whether it is known to be FTP.
    pub confirmed: bool,
}

/// A flow that may be a data connection of a session.
#[derive(Debug)]
pub struct OwnFlow {
    /// The flow.
    pub flow: FlowId,
    /// Whether an announcement names it, so that the session waits for its end.
    pub announced: bool,
    /// How far it was at the replies that came while it was open.
    pub marks: Vec<crate::session::connection::Mark>,
}

/// All control connections that were not handed out yet, by number.
#[derive(Debug, Default)]
pub struct Queue {
    places: VecDeque<Place>,
    base: u64,
    held_bytes: usize,
    ready: VecDeque<Session>,
}

impl Queue {
    /// Adds a control connection and returns its number.
    pub fn push(&mut self, place: Place) -> u64 {
        self.places.push_back(place);
        self.base + self.places.len() as u64 - 1
    }

    /// The place of connection `number`.
    pub fn place_mut(&mut self, number: u64) -> Option<&mut Place> {
        self.places.get_mut(number.checked_sub(self.base)? as usize)
    }

    /// The connection `number`, where it is being followed.
    pub fn followed(&mut self, number: u64) -> Option<&mut Followed> {
        match self.place_mut(number)? {
            Place::Open(followed) => Some(followed),
            _ => None,
        }
    }

    /// Puts something else in the place of connection `number` and returns what was there.
    pub fn replace(&mut self, number: u64, place: Place) -> Place {
        let gone = matches!(place, Place::Gone);
        let old = self
            .place_mut(number)
            .map_or(Place::Gone, |old| std::mem::replace(old, place));
        if gone {
            self.release();
        }
        old
    }

    /// Takes the connection `number` to finish it; its place keeps those behind it waiting.
    pub fn take(&mut self, number: u64) -> Place {
        self.place_mut(number).map_or(Place::Gone, |place| {
            std::mem::replace(place, Place::Waiting)
        })
    }

    /// The connection that is being followed and began first.
    pub fn oldest_followed(&self) -> Option<u64> {
        let mut places = self.places.iter();
        let index = places.position(|place| matches!(place, Place::Open(_)))?;
        Some(self.base + index as u64)
    }

    /// Puts a finished session in the place of connection `number`.
    pub fn finish(&mut self, number: u64, session: Session) {
        let Some(place) = self.place_mut(number) else {
            self.ready.push_back(session);
            return;
        };
        let memory = session.memory();
        *place = Place::Finished(Box::new(session));
        self.held_bytes += memory;
        self.release();
    }

    /// Moves sessions that nothing before them holds up to those that are ready. When too much is
    /// held back, the finished ones go first, so that memory follows what is open.
    fn release(&mut self) {
        while let Some(Place::Finished(_) | Place::Gone) = self.places.front() {
            let Some(place) = self.places.pop_front() else {
                return;
            };
            self.base += 1;
            if let Place::Finished(session) = place {
                // What went before the others to stay within the limit is no longer counted.
                self.held_bytes = self.held_bytes.saturating_sub(session.memory());
                self.ready.push_back(*session);
            }
        }
        if self.held_bytes <= limits::HELD_BACK_BYTES {
            return;
        }
        for place in &mut self.places {
            if let Place::Finished(_) = place
                && let Place::Finished(session) = std::mem::replace(place, Place::Gone)
            {
                self.ready.push_back(*session);
            }
        }
        self.held_bytes = 0;
    }

    /// The next finished session, in order of first frame as far as the limit permits.
    pub fn next_ready(&mut self) -> Option<Session> {
        self.ready.pop_front()
    }

    /// The numbers of all connections that are not finished.
    pub fn unfinished(&self) -> Vec<u64> {
        let open = self
            .places
            .iter()
            .enumerate()
            .filter(|(_, place)| matches!(place, Place::Waiting | Place::Open(_)));
        open.map(|(index, _)| self.base + index as u64).collect()
    }

    /// The session of connection `number`, followed or finished, until it is handed out.
    pub fn session_mut(&mut self, number: u64) -> Option<&mut Session> {
        match self.place_mut(number)? {
            Place::Finished(session) => Some(session),
            Place::Open(followed) => Some(followed.control.session_mut()),
            Place::Waiting | Place::Gone => None,
        }
    }

    /// The flow of connection `number`.
    pub fn flow_of(&self, number: u64) -> Option<FlowId> {
        match self.places.get(number.checked_sub(self.base)? as usize)? {
            Place::Open(followed) => Some(followed.flow),
            Place::Waiting | Place::Finished(_) | Place::Gone => None,
        }
    }
}
