//! Commands with the replies that answer them.

use super::{Party, Session, Text};
use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::ftp::rfc;
use crate::limits;
use crate::net::Time;
use smallvec::SmallVec;
use std::collections::VecDeque;

/// A command and its replies; without a verb, replies that answer no command, such as the greeting.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The frame that carried the command's line end, or the first reply where there is no command.
    pub frame: u64,
    /// When that frame was captured.
    pub time: Time,
    /// The verb.
    pub verb: Option<Verb>,
    /// The verb as it was sent.
    pub word: Text,
    /// What followed the verb.
    pub argument: Option<Text>,
    /// What answered it, in order.
    pub replies: SmallVec<[Reply; 2]>,
}

/// A reply: one line, or several under one code.
#[derive(Clone, Copy, Debug)]
pub struct Reply {
    /// The frame that carried the end of its last line.
    pub frame: u64,
    /// When that frame was captured.
    pub time: Time,
    /// The code; `None` for a line that has none.
    pub code: Option<Code>,
    /// Its lines without the code, joined by line feeds: [`Session::lines`].
    pub text: Text,
    /// Whether it may be the rest of a line of which the capture lacks a part, so that its code may
    /// be none.
    pub doubtful: bool,
    /// Whether it answers out of turn: its code is legal for no command that was waiting.
    pub out_of_turn: bool,
}

impl Exchange {
    /// The first reply that says how it ended: any code but 1yz.
    pub fn final_reply(&self) -> Option<&Reply> {
        self.replies
            .iter()
            .find(|reply| reply.code.is_some_and(|code| !code.is_preliminary()))
    }

    /// The code of [`Exchange::final_reply`].
    pub fn final_code(&self) -> Option<Code> {
        self.final_reply().and_then(|reply| reply.code)
    }

    /// Whether a 1yz reply came.
    pub fn has_preliminary(&self) -> bool {
        self.replies
            .iter()
            .any(|reply| reply.code.is_some_and(Code::is_preliminary))
    }
}

/// The commands that wait for a reply, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Pending {
    waiting: VecDeque<u32>,
}

impl Pending {
    /// Notes that the command of exchange `index` waits; returns whether the oldest had to go.
    pub fn push(&mut self, index: u32) -> bool {
        self.waiting.push_back(index);
        self.waiting.len() > limits::PENDING_COMMANDS && self.waiting.pop_front().is_some()
    }

    /// The exchange that has waited longest.
    pub fn oldest(&self) -> Option<u32> {
        self.waiting.front().copied()
    }

    /// Whether `code` is legal for a command that waits.
    pub fn expects(&self, session: &Session, code: Code) -> bool {
        self.waiting
            .iter()
            .any(|&index| self.legal(session, index, code))
    }

    fn legal(&self, session: &Session, index: u32, code: Code) -> bool {
        session.exchanges[index as usize]
            .verb
            .is_some_and(|verb| rfc::legal(verb, code))
    }

    /// Takes the exchange that `code` answers, and whether it does so in turn.
    ///
    /// RFC 959 §5.4 has replies in the order of commands, but STAT and NOOP are answered during a
    /// transfer, ABOR has two replies, and 421 may come at any time. So the oldest command for
    /// which the code is legal is the one; a code that belongs to other commands only (227, 257 …)
    /// answers none of those that wait; any other answers the oldest.
    pub fn answer(&mut self, session: &Session, code: Code) -> Option<(u32, bool)> {
        let legal = self
            .waiting
            .iter()
            .position(|&index| self.legal(session, index, code));
        if legal.is_none() && !rfc::owners(code).is_empty() {
            return None;
        }
        let place = legal.unwrap_or(0);
        let index = *self.waiting.get(place)?;
        if !code.is_preliminary() {
            self.waiting.remove(place);
        }
        if session.losses.control_gaps > 0 {
            self.give_up_before(session, index);
        }
        Some((index, legal.is_some()))
    }

    /// Replies are missing from the capture, and one that answers a later command was seen: those
    /// of earlier commands will not come, save that of a transfer that is under way.
    fn give_up_before(&mut self, session: &Session, answered: u32) {
        self.waiting.retain(|&index| {
            index >= answered || session.exchanges[index as usize].has_preliminary()
        });
    }
}

/// A line of a control connection with the frame that ended it.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// Who said it.
    pub party: Party,
    /// The line without its end.
    pub text: &'a [u8],
    /// The frame's number.
    pub frame: u64,
    /// When it was captured.
    pub time: Time,
    /// Whether it follows a line of which the capture lacks the end.
    pub doubtful: bool,
}
