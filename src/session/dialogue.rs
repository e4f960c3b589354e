//! From lines to exchanges: commands wait for their replies, replies find their commands, and
//! endpoints are announced.

use super::announcement::Outcome;
use super::announcement::{Announcement, By, MalformedAnnouncement, Standing};
use super::exchange::{Exchange, Heard, Pending, Reply};
use super::{Party, Session, Text};
use crate::ftp::command::{Command, Verb};
use crate::ftp::endpoint::{self, Announced, Malformed};
use crate::ftp::reply::{self, Code, ReplyAssembler};
use crate::limits;
use crate::net::{Endpoint, Time};
use smallvec::SmallVec;

/// Something that was said, by where it stands in the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A command: the index of its exchange.
    Command(u32),
    /// A reply: the index of its exchange, and its own in that.
    Reply(u32, u32),
    /// An announcement, by its index.
    Announcement(u32),
    /// An announcement that could not be read, by its index.
    Malformed(u32),
}

/// What happened, where somebody wants to know; he takes it out.
#[derive(Clone, Debug, Default)]
struct Log(Option<Vec<Happened>>);

impl Log {
    fn note(&mut self, happened: Happened) {
        if let Some(all) = &mut self.0 {
            all.push(happened);
        }
    }
}

/// The talk on one control connection.
#[derive(Clone, Debug)]
pub struct Dialogue {
    /// What it amounts to so far.
    pub session: Session,
    pending: Pending,
    replies: ReplyAssembler,
    news: News,
    log: Log,
}

/// What a reply said that others wait for.
#[derive(Clone, Copy, Debug, Default)]
struct News {
    /// Whether TLS follows.
    secured: bool,
    /// The frame of the last final reply to a command that takes data.
    transfer_end: Option<u64>,
}

/// How far back among the exchanges one may be whose transfer a reply ends.
const RECENT: usize = 4;

impl Dialogue {
    /// A dialogue in which nothing was said yet.
    pub fn new(session: Session) -> Self {
        Self {
            session,
            pending: Pending::default(),
            replies: ReplyAssembler::new(),
            news: News::default(),
            log: Log::default(),
        }
    }

    /// Keeps what happens from now on for [`Dialogue::take_happened`].
    pub fn keep_happened(&mut self) {
        self.log.0.get_or_insert_default();
    }

    /// Takes what happened since this was last called.
    pub fn take_happened(&mut self) -> Vec<Happened> {
        self.log.0.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Whether the last reply said that TLS follows (234 to AUTH, RFC 4217 §4).
    pub fn take_secured(&mut self) -> bool {
        std::mem::take(&mut self.news.secured)
    }

    /// Whether a final reply in `frame` ended a transfer.
    pub fn ended_transfer(&self, frame: u64) -> bool {
        self.news.transfer_end == Some(frame)
    }

    /// Takes a line; `whole` says that nothing of it is missing.
    pub fn line(&mut self, heard: Heard<'_>, start: u64, end: u64, whole: bool) {
        match heard.party {
            Party::Client => self.command(heard, whole),
            Party::Server => self.reply_line(heard, start, end, whole),
        }
    }

    /// Takes the news that bytes of one party are missing.
    pub fn gap(&mut self, party: Party, frame: u64, time: Time) {
        if party == Party::Server {
            self.close_reply(frame, time);
        }
    }

    /// Ends a reply of several lines that never ended by itself.
    pub fn close_reply(&mut self, frame: u64, time: Time) {
        let Self {
            session,
            pending,
            replies,
            news,
            log,
        } = self;
        replies.finish(&mut |reply| {
            let at = At {
                frame,
                time,
                whole: false,
                doubtful: false,
            };
            if reply.marks.unended() {
                session.oddities.unended_replies += 1;
                if session.oddities.first_frame == 0 {
                    session.oddities.first_frame = frame;
                }
            }
            take_whole(session, (pending, log), news, &reply, at);
        });
    }

    fn command(&mut self, heard: Heard<'_>, whole: bool) {
        let Some(command) = Command::parse(heard.text) else {
            return;
        };
        let session = &mut self.session;
        if session.exchanges.len() >= limits::EXCHANGES {
            session.losses.exchanges += 1;
            return;
        }
        if session.exchanges.len() < 2 {
            // Who says something says more: growing step by step would copy it all several times.
            session.exchanges.reserve(14);
            session.text.reserve(1_024);
        }
        let index = session.exchanges.len() as u32;
        let word = session.keep(command.word);
        let argument = command.argument.map(|argument| session.keep(argument));
        session.exchanges.push(Exchange {
            frame: heard.frame,
            time: heard.time,
            verb: Some(command.verb),
            word,
            argument,
            replies: SmallVec::new(),
        });
        self.log.note(Happened::Command(index));
        if command.verb == Verb::User {
            session.user = argument;
        }
        session.losses.pending += u64::from(self.pending.push(index));
        let Some(by) = announced_by(command.verb) else {
            return;
        };
        if whole {
            let parsed = parse_command(by, command.argument.unwrap_or_default());
            let before = Told::of(session);
            announce(session, by, index, heard.frame, heard.time, parsed);
            before.note(session, &mut self.log);
        }
    }

    fn reply_line(&mut self, heard: Heard<'_>, start: u64, end: u64, whole: bool) {
        let Self {
            session,
            pending,
            replies,
            news,
            log,
        } = self;
        let at = At {
            frame: heard.frame,
            time: heard.time,
            whole,
            doubtful: heard.doubtful,
        };
        if let Some((code, text)) = replies.alone(heard.text) {
            let lines = &[text];
            take_reply(session, (pending, log), news, Said { code, lines }, at);
            return;
        }
        let mut complete: SmallVec<[reply::Reply; 2]> = SmallVec::new();
        replies.push(
            heard.text,
            start,
            end,
            &mut |code| pending.expects(session, code),
            &mut |reply| complete.push(reply),
        );
        for reply in &complete {
            take_whole(session, (pending, log), news, reply, at);
        }
    }
}

/// How many announcements a session had.
#[derive(Clone, Copy)]
struct Told {
    announcements: usize,
    malformed: usize,
}

impl Told {
    fn of(session: &Session) -> Self {
        Self {
            announcements: session.announcements.len(),
            malformed: session.malformed.len(),
        }
    }

    /// Notes those that came since.
    fn note(self, session: &Session, log: &mut Log) {
        for index in self.announcements..session.announcements.len() {
            log.note(Happened::Announcement(index as u32));
        }
        for index in self.malformed..session.malformed.len() {
            log.note(Happened::Malformed(index as u32));
        }
    }
}

/// Where a reply ended, and how well it was seen.
#[derive(Clone, Copy)]
struct At {
    frame: u64,
    time: Time,
    /// Whether nothing of it is missing.
    whole: bool,
    /// Whether it may be the rest of another line.
    doubtful: bool,
}

/// What a reply says.
#[derive(Clone, Copy)]
struct Said<'l> {
    code: Option<Code>,
    /// Its lines, without codes and line ends.
    lines: &'l [&'l [u8]],
}

fn take_whole(
    session: &mut Session,
    (pending, log): (&mut Pending, &mut Log),
    news: &mut News,
    reply: &reply::Reply,
    at: At,
) {
    let lines: SmallVec<[&[u8]; 8]> = reply.lines.iter().map(|line| &**line).collect();
    let said = Said {
        code: reply.code,
        lines: &lines,
    };
    take_reply(session, (pending, log), news, said, at);
}

/// Gives a reply to the exchange that it answers, with all that follows from it.
fn take_reply(
    session: &mut Session,
    (pending, log): (&mut Pending, &mut Log),
    news: &mut News,
    said: Said<'_>,
    at: At,
) {
    let At {
        frame, time, whole, ..
    } = at;
    let text = session.keep_lines(said.lines.iter().copied());
    let mut kept = Reply {
        frame,
        time,
        code: said.code,
        text,
        doubtful: at.doubtful,
        out_of_turn: false,
    };
    let Some(code) = said.code else {
        // A line without a code belongs to whatever the server is answering.
        let index = pending.oldest().map(|index| index as usize);
        let index = index.or_else(|| session.exchanges.len().checked_sub(1));
        attach_or_open(session, index, kept, log);
        return;
    };
    let greets = |session: &Session| {
        let last = session.exchanges.last();
        last.is_some_and(|last| last.verb.is_none() && last.final_code().is_none())
    };
    let answered = pending.answer(session, code);
    kept.out_of_turn = answered.is_some_and(|(_, in_turn)| !in_turn);
    let index = match answered {
        Some((index, _)) => Some(index as usize),
        // 120 and the 220 that follows it are one greeting.
        None if greets(session) => Some(session.exchanges.len() - 1),
        None => None,
    };
    let Some(index) = attach_or_open(session, index, kept, log) else {
        return;
    };
    if session.exchanges[index].verb == Some(Verb::Auth) && code == Code(234) {
        news.secured = true;
    }
    let answered = &session.exchanges[index];
    let is_recent = index + RECENT >= session.exchanges.len();
    let ends = is_recent && !code.is_preliminary() && answered.verb.is_some_and(Verb::takes_data);
    if ends
        && answered
            .final_reply()
            .is_some_and(|first| first.frame == frame)
    {
        news.transfer_end = Some(frame);
    }
    settle_announcements(session, index as u32, code);
    if whole {
        let before = Told::of(session);
        announce_by_reply(session, index as u32, code, said.lines, frame, time);
        before.note(session, log);
    }
}

/// Adds the reply to exchange `index`, or to a new one without a command.
fn attach_or_open(
    session: &mut Session,
    index: Option<usize>,
    reply: Reply,
    log: &mut Log,
) -> Option<usize> {
    if let Some(exchange) = index.and_then(|index| session.exchanges.get_mut(index)) {
        exchange.replies.push(reply);
        let own = exchange.replies.len() as u32 - 1;
        log.note(Happened::Reply(index? as u32, own));
        return index;
    }
    if session.exchanges.len() >= limits::EXCHANGES {
        session.losses.exchanges += 1;
        return None;
    }
    if session.exchanges.is_empty() {
        // Many connections end after the greeting.
        session.exchanges.reserve_exact(1);
    }
    session.exchanges.push(Exchange {
        frame: reply.frame,
        time: reply.time,
        verb: None,
        word: Text::default(),
        argument: None,
        replies: SmallVec::from_slice(&[reply]),
    });
    let index = session.exchanges.len() - 1;
    log.note(Happened::Reply(index as u32, 0));
    Some(index)
}

fn announced_by(verb: Verb) -> Option<By> {
    match verb {
        Verb::Port => Some(By::Port),
        Verb::Eprt => Some(By::Eprt),
        Verb::Lprt => Some(By::Lprt),
        Verb::Spor => Some(By::Spor),
        _ => None,
    }
}

fn parse_command(by: By, argument: &[u8]) -> Vec<Result<Announced, Malformed>> {
    match by {
        By::Eprt => vec![endpoint::eprt(argument)],
        By::Lprt => vec![endpoint::lprt(argument)],
        By::Spor => endpoint::striped_port(argument),
        _ => vec![endpoint::port(argument)],
    }
}

fn announce(
    session: &mut Session,
    by: By,
    exchange: u32,
    frame: u64,
    time: Time,
    parsed: Vec<Result<Announced, Malformed>>,
) {
    for result in parsed {
        if session.announcements.len() + session.malformed.len() >= limits::ANNOUNCEMENTS {
            session.losses.announcements += 1;
            continue;
        }
        match result {
            Err(malformed) => {
                session.malformed.push(MalformedAnnouncement {
                    by,
                    exchange,
                    frame,
                    reason: malformed.fault,
                });
            }
            Ok(announced) => {
                let listener = if by.client_listens() {
                    session.client
                } else {
                    session.server
                };
                let address = announced.address.unwrap_or(listener.address);
                let standing = if by.client_listens() {
                    Standing::Unanswered
                } else {
                    Standing::Accepted
                };
                session.announcements.push(Announcement {
                    by,
                    exchange,
                    frame,
                    time,
                    endpoint: Endpoint::new(address, announced.port),
                    port_numbers: announced.numbers,
                    standing,
                    fxp: false,
                    outcome: Outcome::NoAttempt,
                    attempts: SmallVec::new(),
                });
            }
        }
    }
}

/// Takes the answer to a PORT, EPRT, LPRT or SPOR.
fn settle_announcements(session: &mut Session, exchange: u32, code: Code) {
    if code.is_preliminary() {
        return;
    }
    let own = session
        .announcements
        .iter_mut()
        .rev()
        .take_while(|own| own.exchange >= exchange);
    for announcement in own.filter(|own| own.exchange == exchange && own.by.client_listens()) {
        announcement.standing = if code.0 < 400 {
            Standing::Accepted
        } else {
            Standing::Declined
        };
    }
}

fn announce_by_reply(
    session: &mut Session,
    exchange: u32,
    code: Code,
    lines: &[&[u8]],
    frame: u64,
    time: Time,
) {
    let last = lines.last().copied().unwrap_or_default();
    let first = lines.first().copied().unwrap_or_default();
    // `227 Logout.` and the like are no announcements; 227 to a QUIT has been seen.
    let asked = session.exchanges[exchange as usize].verb;
    if matches!(asked, Some(Verb::Quit | Verb::User | Verb::Pass)) {
        return;
    }
    let (by, parsed) = match code.0 {
        227 => {
            let parsed = endpoint::passive(first).or_else(|error| {
                // Some servers put the numbers on another line of the reply.
                lines
                    .iter()
                    .skip(1)
                    .find_map(|line| endpoint::passive(line).ok())
                    .ok_or(error)
            });
            (By::Reply227, vec![parsed])
        }
        228 => (By::Reply228, vec![endpoint::long_passive(last)]),
        229 if lines.len() > 2 => (By::Reply229, endpoint::striped(lines.iter().copied())),
        229 => (By::Reply229, vec![endpoint::extended_passive(last)]),
        _ => return,
    };
    announce(session, by, exchange, frame, time, parsed);
}
