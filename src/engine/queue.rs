//! Control connections in the order of their first frames, and the sessions that they become.

use super::Order;
use crate::ftp::detect::Likeness;
use crate::limits;
use crate::session::Session;
use crate::session::control::ControlConnection;
use crate::tcp::conversation::Spoken;
use crate::tcp::greeted::Greeted;
use crate::tcp::{FlowId, GreetedId};
use crate::tls::KeyRing;
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use std::collections::VecDeque;

/// A control connection on its way to becoming a session.
#[derive(Debug)]
pub enum Place {
    /// Nothing was said on it yet; its flow.
    Waiting(FlowId),
    /// Only the server has spoken on it.
    Greeted(GreetedId),
    /// It is being followed.
    Open(Box<Followed>),
    /// It is finished and waits for those that began before it.
    Finished(Box<Session>),
    /// The same, as it was kept when only the server had spoken, which takes less.
    Ended(GreetedId),
}

impl Place {
    fn is_finished(&self) -> bool {
        matches!(self, Self::Finished(_) | Self::Ended(_))
    }

    /// What it becomes when its turn has come, and how much it held back.
    fn ready(self, number: u64) -> Option<(Ready, usize)> {
        match self {
            Self::Finished(session) => {
                let bytes = session.memory();
                Some((Ready::Session(session), bytes))
            }
            Self::Ended(id) => Some((Ready::Greeted(number, id), size_of::<Greeted>())),
            Self::Waiting(_) | Self::Greeted(_) | Self::Open(_) => None,
        }
    }
}

/// A session whose turn it is.
#[derive(Debug)]
pub enum Ready {
    /// It is made.
    Session(Box<Session>),
    /// It is to be made of the connection with this number at this place.
    Greeted(u64, GreetedId),
}

impl Ready {
    fn number(&self) -> u64 {
        match self {
            Self::Session(session) => session.id.0,
            Self::Greeted(number, _) => *number,
        }
    }
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
    /// How often something was noted that no frame of its own tells.
    pub noted: u32,
}

impl Followed {
    /// A control connection on which something is being said, with no data connections yet.
    pub fn new(flow: FlowId, control: ControlConnection) -> Self {
        Self {
            flow,
            control,
            announced: 0,
            flows: Vec::new(),
            over: Vec::new(),
            unannounced: 0,
            confirmed: false,
            noted: 0,
        }
    }

    /// Takes a segment of its flow with payload; returns whether segments wait for others, and whether what
    /// was said matters to more than the session itself.
    pub fn take(&mut self, spoken: Spoken<'_>, ring: &KeyRing) -> (bool, bool) {
        self.control.take(spoken, ring);
        (self.control.is_waiting(), self.has_news(spoken.frame))
    }

    /// Whether a data connection or a final reply may yet come after the control connection closed.
    pub fn is_outstanding(&self) -> bool {
        self.flows.iter().any(|own| own.announced) || self.control.awaits_transfer()
    }

    /// Whether what was said in `frame` matters to more than the session itself.
    fn has_news(&self, frame: u64) -> bool {
        !self.confirmed
            || self.control.likeness() != Likeness::Certain
            || self.control.session().announcements.len() > self.announced
            || self.ends_transfer(frame)
    }

    /// Whether a final reply in `frame` ended a transfer.
    pub fn ends_transfer(&self, frame: u64) -> bool {
        self.control.ended_transfer(frame)
    }
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
///
/// Half-open ones take no place here, so that a flood of them costs none; but they have numbers,
/// and hold back what began after them.
///
/// Invariants: `order` is sorted, has the numbers of `places`, and not many others; `first` is the
/// first of them, and `front` as well where that is finished.
#[derive(Debug)]
pub struct Queue {
    places: HashMap<u64, Place, RandomState>,
    order: VecDeque<u64>,
    /// `u64::MAX` where there is none.
    first: u64,
    front: Option<u64>,
    numbers: u64,
    held_bytes: usize,
    /// Handed out before their turn, to stay within the limit or because nobody wants to wait.
    early: VecDeque<Ready>,
    hand_out: Order,
}

impl Default for Queue {
    fn default() -> Self {
        Self::new(Order::default())
    }
}

impl Queue {
    /// A queue that hands out sessions in `hand_out`.
    pub fn new(hand_out: Order) -> Self {
        Self {
            places: HashMap::default(),
            order: VecDeque::new(),
            first: u64::MAX,
            front: None,
            numbers: 0,
            held_bytes: 0,
            early: VecDeque::new(),
            hand_out,
        }
    }

    /// The number of the next control connection in the order of first frames.
    pub fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// Gives connection `number` a place, or puts something else in the place that it has.
    pub fn put(&mut self, number: u64, place: Place) {
        if self.places.insert(number, place).is_none() {
            self.put_in_order(number);
        }
        self.look_at_the_front(number);
    }

    /// The numbers of all that were not handed out yet and are no half-open ones, in order.
    pub fn numbers(&self) -> impl Iterator<Item = u64> {
        let all = self.order.iter().copied();
        all.filter(|number| self.places.contains_key(number))
    }

    fn put_in_order(&mut self, number: u64) {
        // Numbers stay in the order when their places go, until they are its first, or too many.
        if self.order.len() > 2 * self.places.len() + 1_024 {
            let places = &self.places;
            self.order.retain(|number| places.contains_key(number));
        }
        match self.order.back() {
            Some(&last) if last >= number => {
                let at = self.order.partition_point(|&before| before < number);
                if self.order.get(at) != Some(&number) {
                    self.order.insert(at, number);
                }
            }
            _ => self.order.push_back(number),
        }
    }

    /// How many were not handed out yet.
    pub fn len(&self) -> usize {
        self.places.len() + self.early.len()
    }

    /// Whether connection `number` was not handed out yet.
    pub fn has(&self, number: u64) -> bool {
        let mut early = self.early.iter();
        self.places.contains_key(&number) || early.any(|ready| ready.number() == number)
    }

    /// The place of connection `number`.
    pub fn place(&self, number: u64) -> Option<&Place> {
        self.places.get(&number)
    }

    /// The place of connection `number`.
    pub fn place_mut(&mut self, number: u64) -> Option<&mut Place> {
        self.places.get_mut(&number)
    }

    /// The connection `number`, where it is being followed.
    pub fn followed(&mut self, number: u64) -> Option<&mut Followed> {
        match self.place_mut(number)? {
            Place::Open(followed) => Some(followed),
            _ => None,
        }
    }

    /// Takes the connection `number` away, with its place.
    pub fn remove(&mut self, number: u64) -> Option<Place> {
        let place = self.places.remove(&number)?;
        self.look_at_the_front(number);
        Some(place)
    }

    /// Takes the connection `number` to finish it, where it is being followed; its place keeps those
    /// behind it waiting.
    pub fn take(&mut self, number: u64) -> Option<Box<Followed>> {
        let place = self.place_mut(number)?;
        let Place::Open(followed) = place else {
            return None;
        };
        let waiting = Place::Waiting(followed.flow);
        match std::mem::replace(place, waiting) {
            Place::Open(followed) => Some(followed),
            _ => None,
        }
    }

    /// The connection on which something was said, that is not finished, and began first.
    pub fn oldest_followed(&self) -> Option<u64> {
        let followed = |number: &u64| {
            let place = self.places.get(number);
            matches!(place, Some(Place::Open(_) | Place::Greeted(_)))
        };
        self.numbers().find(followed)
    }

    /// Puts a finished session in the place of connection `number`.
    pub fn finish(&mut self, number: u64, session: Session) {
        if self.hand_out == Order::End {
            self.remove(number);
            self.early.push_back(Ready::Session(Box::new(session)));
            return;
        }
        self.held_bytes += session.memory();
        self.put(number, Place::Finished(Box::new(session)));
    }

    /// Notes that connection `number`, on which only the server has spoken, is over.
    pub fn end(&mut self, number: u64, id: GreetedId) {
        if self.hand_out == Order::End {
            self.remove(number);
            self.early.push_back(Ready::Greeted(number, id));
            return;
        }
        self.held_bytes += size_of::<Greeted>();
        self.put(number, Place::Ended(id));
    }

    /// Finds out again what is first, and whether it is finished, after the place `changed` has.
    fn look_at_the_front(&mut self, changed: u64) {
        if changed > self.first {
            return;
        }
        while let Some(&first) = self.order.front() {
            if let Some(place) = self.places.get(&first) {
                self.first = first;
                self.front = place.is_finished().then_some(first);
                return;
            }
            self.order.pop_front();
        }
        self.first = u64::MAX;
        self.front = None;
    }

    /// The next finished session, in order of first frame as far as the limit permits. What began
    /// after `half_open`, the oldest connection on which nothing was said yet, waits.
    ///
    /// When too much is held back, the finished ones go first, so that memory follows what is open.
    pub fn next_ready(&mut self, half_open: Option<u64>) -> Option<Ready> {
        match self
            .front
            .filter(|&front| half_open.is_none_or(|oldest| front < oldest))
        {
            Some(front) if self.early.is_empty() => self.hand_out(front),
            _ => self.hand_out_early(),
        }
    }

    /// Whether [`Queue::next_ready`] has a session; costs next to nothing.
    #[inline]
    pub fn is_ready(&self, half_open: impl FnOnce() -> Option<u64>) -> bool {
        let is_early = !self.early.is_empty() || self.held_bytes > limits::HELD_BACK_BYTES;
        let is_first = |front: u64| half_open().is_none_or(|oldest| front < oldest);
        is_early || self.front.is_some_and(is_first)
    }

    fn hand_out(&mut self, number: u64) -> Option<Ready> {
        let (ready, bytes) = self.remove(number)?.ready(number)?;
        // What went before the others to stay within the limit is no longer counted.
        self.held_bytes = self.held_bytes.saturating_sub(bytes);
        Some(ready)
    }

    fn hand_out_early(&mut self) -> Option<Ready> {
        if self.early.is_empty() && self.held_bytes > limits::HELD_BACK_BYTES {
            self.held_bytes = 0;
            let finished = |number: &u64| self.places.get(number).is_some_and(Place::is_finished);
            let numbers: Vec<u64> = self.numbers().filter(finished).collect();
            for number in numbers {
                let place = self.remove(number);
                let ready = place.and_then(|place| place.ready(number));
                self.early.extend(ready.map(|(ready, _)| ready));
            }
        }
        self.early.pop_front()
    }

    /// The connection that began first.
    pub fn oldest(&self) -> Option<u64> {
        self.numbers().next()
    }

    /// Takes the connection `number` away, unless it is finished.
    pub fn remove_unfinished(&mut self, number: u64) {
        if !self.place(number).is_some_and(Place::is_finished) {
            self.remove(number);
        }
    }

    /// The session of connection `number`, followed or finished, until it is handed out.
    pub fn session_mut(&mut self, number: u64) -> Option<&mut Session> {
        match self.place_mut(number)? {
            Place::Finished(session) => Some(session),
            Place::Open(followed) => Some(followed.control.session_mut()),
            Place::Waiting(_) | Place::Greeted(_) | Place::Ended(_) => None,
        }
    }

    /// The flow of connection `number`.
    pub fn flow_of(&self, number: u64) -> Option<FlowId> {
        match self.places.get(&number)? {
            Place::Open(followed) => Some(followed.flow),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Address, Endpoint, Time};
    use crate::tcp::{Flow, FlowTable};

    fn session(first_frame: u64) -> Session {
        let host = Endpoint::new(Address::v4([10, 0, 0, 1]), 21);
        Session::new(host, host, first_frame, Time(0))
    }

    fn handed_out(queue: &mut Queue, half_open: Option<u64>) -> Vec<u64> {
        let sessions = std::iter::from_fn(|| queue.next_ready(half_open));
        let first_frame = |ready| match ready {
            Ready::Session(session) => session.first_frame,
            Ready::Greeted(..) => unreachable!("nobody greeted"),
        };
        sessions.map(first_frame).collect()
    }

    #[test]
    fn a_session_waits_for_an_older_connection_on_which_nothing_was_said_yet() {
        let mut queue = Queue::default();
        let silent = queue.number();
        let spoken = queue.number();
        queue.finish(spoken, session(2));
        assert!(handed_out(&mut queue, Some(silent)).is_empty());
        queue.finish(silent, session(1));
        assert_eq!(handed_out(&mut queue, None), [1, 2]);
    }

    #[test]
    fn beyond_the_limit_finished_sessions_pass_one_that_is_open() {
        let mut queue = Queue::default();
        let open = queue.number();
        let host = Endpoint::new(Address::v4([10, 0, 0, 1]), 21);
        let flow = FlowTable::default().insert(Flow::new(host, host, 1, Time(0)));
        queue.put(open, Place::Waiting(flow));
        let count = limits::HELD_BACK_BYTES / session(0).memory() + 1;
        for first_frame in 0..count as u64 {
            let number = queue.number();
            queue.finish(number, session(first_frame));
            assert_eq!(
                queue.next_ready(None).is_some(),
                first_frame + 1 == count as u64
            );
        }
        assert_eq!(handed_out(&mut queue, None).len(), count - 1);
        assert_eq!(queue.oldest(), Some(open));
    }
}
