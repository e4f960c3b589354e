//! A control connection from its segments to its exchanges.

mod ears;

pub use super::dialogue::Happened;
use super::transfer;
use super::transport::Transport;
use super::{Closed, Opened, Session};
use crate::ftp::command::Verb;
use crate::ftp::detect::Likeness;
use crate::limits;
use crate::net::Time;
use crate::tcp::conversation::Spoken;
use crate::tcp::{Answer, Conversation, Direction, Flow, FrameMap};
use crate::tls::KeyRing;
use ears::Ears;

/// A control connection that is being followed.
#[derive(Clone, Debug)]
pub struct ControlConnection {
    conversation: Conversation,
    ears: Ears,
}

impl ControlConnection {
    /// A control connection whose client sends in `client`.
    ///
    /// `forced` says that the port alone makes it one; else what is said has to show it. `trace`
    /// keeps which frame carried which bytes.
    pub fn new(
        flow: &Flow,
        client: Direction,
        forced: bool,
        implicit_tls: bool,
        trace: bool,
    ) -> Self {
        let (client_end, server_end) = match client {
            Direction::FromInitiator => (flow.initiator, flow.listener),
            Direction::FromListener => (flow.listener, flow.initiator),
        };
        let session = Session::new(client_end, server_end, flow.first_frame, flow.start);
        let mut ears = Ears::new(session, client, forced);
        if trace {
            ears.keep_frames();
        }
        if implicit_tls {
            ears.may_encrypt();
        }
        let mut conversation = Conversation::default();
        for direction in Direction::BOTH {
            if flow.side(direction).initial_sequence().is_some() {
                conversation.begins(direction, crate::tcp::side::ORIGIN);
            }
        }
        Self { conversation, ears }
    }

    /// Tells that the listener's SYN was seen after the connection was taken up.
    pub fn begins(&mut self, direction: Direction) {
        self.conversation
            .begins(direction, crate::tcp::side::ORIGIN);
    }

    /// Takes a segment with payload; what is encrypted is read with the keys of `ring`, here and
    /// below.
    pub fn take(&mut self, spoken: Spoken<'_>, ring: &KeyRing) {
        let Self { conversation, ears } = self;
        conversation.take(spoken, &mut |delivery| ears.deliver(delivery, ring));
    }

    /// Takes an acknowledgment without payload.
    pub fn acknowledge(&mut self, direction: Direction, offset: u64, time: Time, ring: &KeyRing) {
        let Self { conversation, ears } = self;
        conversation.acknowledge(direction, offset, time, &mut |delivery| {
            ears.deliver(delivery, ring)
        });
    }

    /// Takes the news that nothing was captured until `now`.
    pub fn pass_time(&mut self, now: Time, ring: &KeyRing) {
        let Self { conversation, ears } = self;
        conversation.pass_time(now, &mut |delivery| ears.deliver(delivery, ring));
    }

    /// Reads what waits for keys; returns whether there was anything to try.
    pub fn take_keys(&mut self, ring: &KeyRing) -> bool {
        let waits = self.ears.tls.as_ref().is_some_and(|tls| !tls.has_keys());
        if waits {
            self.ears
                .read(ring, |tls, ring, each| tls.advance(ring, each));
        }
        waits
    }

    /// Whether segments wait for others, so that acknowledgments matter.
    pub fn is_waiting(&self) -> bool {
        !self.conversation.idle()
    }

    /// What has been said so far.
    pub fn session(&self) -> &Session {
        &self.ears.dialogue.session
    }

    /// What has been said so far, to be completed.
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.ears.dialogue.session
    }

    /// Whether this is FTP, by port or by what was said.
    pub fn likeness(&self) -> Likeness {
        if self.ears.forced {
            return Likeness::Certain;
        }
        match self.ears.evidence.likeness() {
            Likeness::Unsure if self.ears.lines > limits::PROBE_LINES => Likeness::No,
            likeness => likeness,
        }
    }

    /// Whether what was said shows that this is FTP.
    pub fn is_certain(&self) -> bool {
        self.ears.evidence.likeness() == Likeness::Certain
    }

    /// Keeps what happens from now on for [`ControlConnection::take_happened`].
    pub fn keep_happened(&mut self) {
        self.ears.dialogue.keep_happened();
    }

    /// Takes what happened since this was last called.
    pub fn take_happened(&mut self) -> Vec<Happened> {
        self.ears.dialogue.take_happened()
    }

    /// Whether a final reply in `frame` ended a transfer.
    pub fn ended_transfer(&self, frame: u64) -> bool {
        self.ears.dialogue.ended_transfer(frame)
    }

    /// Whether a transfer was asked for whose final reply has not come.
    pub fn awaits_transfer(&self) -> bool {
        let last = self.session().exchanges.iter().rev().take(8);
        last.filter(|exchange| transfer::is_transfer(exchange))
            .any(|exchange| exchange.final_reply().is_none())
    }

    /// The direction in which the client sends.
    pub fn client(&self) -> Direction {
        self.ears.client
    }

    /// Which frames carried what `direction` said, where that is kept.
    pub fn frames(&self, direction: Direction) -> Option<&FrameMap> {
        self.ears
            .frames
            .as_ref()
            .map(|frames| &frames[direction.index()])
    }

    /// Ends the connection and returns its session as far as the control connection tells it, and
    /// what happened that was not taken.
    pub fn finish(mut self, flow: Option<&Flow>, ring: &KeyRing) -> (Session, Vec<Happened>) {
        let Self { conversation, ears } = &mut self;
        conversation.finish(&mut |delivery| ears.deliver(delivery, ring));
        ears.finish();
        let happened = ears.dialogue.take_happened();
        let mut session = self.ears.dialogue.session;
        if let Some(flow) = flow {
            describe(&mut session, flow);
        }
        let protocol = self.ears.foreign.or(self.ears.evidence.other());
        if self.ears.evidence.likeness() != Likeness::Certain
            && (protocol.is_some() || !speaks_ftp(&session))
        {
            session.protocol = protocol;
            session.exchanges.clear();
            session.announcements.clear();
            session.malformed.clear();
        }
        (session, happened)
    }
}

/// Whether anything in the session can be a command or a reply of FTP.
fn speaks_ftp(session: &Session) -> bool {
    session.exchanges.iter().any(|exchange| {
        exchange.verb.is_some_and(|verb| verb != Verb::Other)
            || exchange.replies.iter().any(|reply| reply.code.is_some())
    })
}

/// Fills in what the TCP connection tells about its session.
pub fn describe(session: &mut Session, flow: &Flow) {
    session.first_frame = session.first_frame.min(flow.first_frame);
    session.last_frame = session.last_frame.max(flow.last_frame);
    session.start = session.start.min(flow.start);
    session.end = session.end.max(flow.end);
    session.transport = Transport::of(flow, session.client);
    session.syns = flow.syns;
    session.answer = flow.answer;
    (session.answer_frame, session.answer_time) = flow.answered_in().unzip();
    session.opened = match flow.answer {
        _ if flow.established => {
            if flow.handshake {
                Opened::Handshake
            } else {
                Opened::Midstream
            }
        }
        Answer::SynAck => Opened::Handshake,
        Answer::Rst => Opened::Refused,
        Answer::Icmp { .. } => Opened::Rejected,
        Answer::None if flow.syns > 0 => Opened::Unanswered,
        Answer::None => Opened::Midstream,
    };
    let fin_frame = flow.sides.iter().filter_map(|side| side.fin_frame()).min();
    session.close_frame = fin_frame
        .into_iter()
        .chain(flow.reset.map(|(_, frame)| frame))
        .min();
    session.closed = match (fin_frame, flow.reset) {
        (Some(_), _) => Closed::Fin,
        (None, Some(_)) => Closed::Rst,
        _ if flow.answer == Answer::Rst => Closed::Rst,
        _ if is_lost(flow) => Closed::Lost,
        _ => Closed::Open,
    };
}

/// Whether the connection ended in retransmissions that nothing answered: three in a row.
fn is_lost(flow: &Flow) -> bool {
    flow.sides
        .iter()
        .any(|side| side.unanswered_retransmissions() >= 3)
}
