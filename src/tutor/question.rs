//! What is asked about a session, and what the right answer is: the next packet, before the learner
//! sees it.

use super::answer::Answer;
use super::lesson::{Lesson, names_another};
use crate::ftp::command::Verb;
use crate::net::Address;
use crate::session::{
    Announcement, By, DataConnection, Exchange, Mode, Opened, Party, Security, Session, Transfer,
};
use crate::tcp;

/// What happens in a session, by its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// The control connection begins.
    Opening,
    /// A command, by the index of its exchange.
    Command(u32),
    /// A reply, by the index of its exchange and its place there.
    Reply(u32, u32),
    /// A data connection is opened or tried, by its index.
    Connects(u32),
    /// A data connection ends, by its index.
    Carries(u32),
    /// The control connection ends.
    Closing,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Who says the first words on the control connection.
    FirstWord,
    /// The code of the first reply to a command.
    Code {
        /// Its verb.
        verb: Verb,
    },
    /// The code that ends a transfer.
    LastCode {
        /// Whether its data connection came to be.
        connected: bool,
    },
    /// Which connection carries what a command asks for.
    Way,
    /// The port that two numbers stand for.
    Port {
        /// What announced it.
        by: By,
        /// The first number.
        high: u8,
        /// The second number.
        low: u8,
    },
    /// The port that is announced as it is.
    PlainPort {
        /// What announced it.
        by: By,
    },
    /// Who sends the SYN of the data connection.
    Opener,
    /// Where that SYN goes to.
    Target {
        /// What announced it.
        by: By,
        /// The frame that did.
        announced: u64,
        /// The server's port of the control connection.
        control: u16,
    },
    /// From which port the server sends it.
    Source {
        /// Its port of the control connection.
        control: u16,
    },
    /// Whether the server agrees to an address that is not the client's.
    Accepts {
        /// What announced it.
        by: By,
        /// The announced address.
        announced: Address,
    },
    /// Which address should have been announced.
    Address {
        /// What announced it.
        by: By,
        /// The announced address.
        announced: Address,
    },
    /// Which address a helper has put in, as seen on the other side of the NAT.
    Behind {
        /// What announced it.
        by: By,
        /// The address on this side.
        announced: Address,
    },
    /// What it tells that SYNs were answered by this.
    Silence {
        /// The connection, by its index.
        connection: u32,
    },
    /// Whose firewall has to let the SYN in.
    Firewall,
    /// Whether a helper in a NAT can read what is encrypted.
    Helper,
    /// Which mode it is, where the announcement is encrypted.
    Mode,
    /// How many TCP connections there were.
    Connections {
        /// The first frames of the data connections.
        data: Vec<u64>,
    },
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// When it is asked: this was seen, and nothing that comes after.
    pub moment: Moment,
    /// What is asked.
    pub ask: Ask,
    /// The right answer.
    pub right: Answer,
    /// The frame that shows it.
    pub proof: u64,
}

/// How often one kind of question is asked in a session.
const REPEATED: usize = 2;

/// What a lesson asks about a session, in the order of the moments.
pub fn questions(lesson: Lesson, session: &Session) -> Vec<Question> {
    let mut kept: Vec<Question> = Vec::new();
    for question in all(session) {
        let kind = std::mem::discriminant(&question.ask);
        let same = |one: &&Question| match (&one.ask, &question.ask) {
            (Ask::Code { verb: one }, Ask::Code { verb: other }) => one == other,
            (one, _) => std::mem::discriminant(one) == kind,
        };
        // Code after code of the same command teaches nothing new.
        let most = match question.ask {
            Ask::Code { .. } | Ask::Way => 1,
            _ => REPEATED,
        };
        if lesson.asks(&question.ask) && kept.iter().filter(same).count() < most {
            kept.push(question);
        }
    }
    kept
}

/// Everything that could be asked.
fn all(session: &Session) -> Vec<Question> {
    let mut asked = Vec::new();
    asked.extend(first_word(session));
    for (exchange, index) in session.exchanges.iter().zip(0u32..) {
        asked.extend(way(session, exchange, index));
        asked.extend(announced(session, index));
        asked.extend(code(exchange, index));
        asked.extend(helper(session, exchange, index));
    }
    for (connection, index) in session.connections.iter().zip(0u32..) {
        asked.extend(attempt(session, connection, index));
        asked.extend(mode(session, connection, index));
    }
    for transfer in &session.transfers {
        asked.extend(last_code(session, transfer));
    }
    asked.extend(connections(session));
    asked
}

fn first_word(session: &Session) -> Option<Question> {
    let first = session.exchanges.first()?;
    if session.opened != Opened::Handshake {
        return None;
    }
    let (party, proof) = match first.verb {
        Some(_) => (Party::Client, first.frame),
        None => {
            let greeting = first.replies.first()?;
            greeting.code.filter(|code| code.0 == 220)?;
            (Party::Server, greeting.frame)
        }
    };
    Some(Question {
        moment: Moment::Opening,
        ask: Ask::FirstWord,
        right: Answer::Party(party),
        proof,
    })
}

/// The code that a command is answered with where all is well; only such a code can be foreseen.
const fn expected(verb: Verb) -> &'static [u16] {
    match verb {
        Verb::User => &[331],
        Verb::Pass => &[230],
        Verb::Port | Verb::Eprt => &[200],
        Verb::Pasv => &[227],
        Verb::Epsv => &[229],
        Verb::Auth => &[234],
        _ if verb.takes_data() => &[150, 125],
        _ => &[],
    }
}

fn code(exchange: &Exchange, index: u32) -> Option<Question> {
    let verb = exchange.verb?;
    let reply = exchange.replies.first()?;
    let code = reply.code.filter(|code| expected(verb).contains(&code.0))?;
    (reply.frame > exchange.frame && !reply.doubtful).then_some(Question {
        moment: Moment::Command(index),
        ask: Ask::Code { verb },
        right: Answer::Code(code.0),
        proof: reply.frame,
    })
}

fn way(session: &Session, exchange: &Exchange, index: u32) -> Option<Question> {
    let own = |one: &&Transfer| one.exchange == Some(index);
    let transfer = session.transfers.iter().find(own)?;
    let connection = session.connections.get(transfer.connection? as usize)?;
    (connection.established && exchange.verb?.takes_data()).then_some(Question {
        moment: Moment::Command(index),
        ask: Ask::Way,
        right: Answer::Choice(1),
        proof: connection.first_frame,
    })
}

/// What is asked where an endpoint is announced.
fn announced(session: &Session, exchange: u32) -> Vec<Question> {
    let own = session.announcements.iter();
    let own = own.filter(|one| one.exchange == exchange && !one.fxp);
    own.flat_map(|announcement| of_announcement(session, announcement))
        .collect()
}

fn of_announcement(session: &Session, announcement: &Announcement) -> Vec<Question> {
    let by = announcement.by;
    let moment = if by.client_listens() {
        Moment::Command(announcement.exchange)
    } else {
        Moment::Reply(announcement.exchange, 0)
    };
    let ask = |ask, right, proof| Question {
        moment,
        ask,
        right,
        proof,
    };
    let port = match announcement.port_numbers {
        Some((high, low)) => Ask::Port { by, high, low },
        None => Ask::PlainPort { by },
    };
    let endpoint = announcement.endpoint;
    let control = session.server.port;
    let mut asked = vec![ask(port, Answer::Port(endpoint.port), announcement.frame)];
    let tried = announcement.attempts.first();
    let tried = tried.and_then(|&index| session.connections.get(index as usize));
    if let Some(connection) = tried.filter(|one| one.first_frame > announcement.frame)
        && let Some(opener) = opener(session, connection, Some(by))
    {
        let proof = connection.first_frame;
        asked.push(ask(Ask::Opener, Answer::Party(opener), proof));
        if opener == Party::Server && connection.initiator.port == DATA_PORT {
            asked.push(ask(Ask::Source { control }, Answer::Port(DATA_PORT), proof));
        }
        let target = Ask::Target {
            by,
            announced: announcement.frame,
            control,
        };
        asked.push(ask(target, Answer::Endpoint(connection.listener), proof));
    }
    if names_another(session, announcement) {
        asked.extend(
            of_another_address(session, announcement)
                .map(|(kind, right, proof)| ask(kind, right, proof)),
        );
    }
    if let Some((there, proof)) = behind(session, announcement) {
        let announced = endpoint.address;
        asked.push(ask(
            Ask::Behind { by, announced },
            Answer::Address(there),
            proof,
        ));
    }
    asked
}

/// The data port of FTP servers (RFC 959 §3.2: the port before that of the control connection).
const DATA_PORT: u16 = 20;

/// Whether the server agrees, and which address would have done.
fn of_another_address(
    session: &Session,
    announcement: &Announcement,
) -> impl Iterator<Item = (Ask, Answer, u64)> {
    let by = announcement.by;
    let announced = announcement.endpoint.address;
    let exchange = session.exchanges.get(announcement.exchange as usize);
    let reply = exchange.and_then(Exchange::final_reply);
    let agrees = reply
        .filter(|reply| by.client_listens() && reply.frame > announcement.frame)
        .and_then(|reply| {
            let is_yes = matches!(reply.code?.0, 200..=299);
            let right = Answer::Choice(usize::from(!is_yes));
            Some((Ask::Accepts { by, announced }, right, reply.frame))
        });
    let own = if by.client_listens() {
        session.client.address
    } else {
        session.server.address
    };
    let reached = announcement.attempts.iter().any(|&index| {
        let connection = session.connections.get(index as usize);
        connection.is_some_and(|one| one.established && one.listener.address == announced)
    });
    let address = (
        Ask::Address { by, announced },
        Answer::Address(own),
        session.first_frame,
    );
    [Some(address).filter(|_| !reached), agrees]
        .into_iter()
        .flatten()
}

/// The address of an announcement on the other side of a NAT, where it differs, and its frame.
fn behind(session: &Session, announcement: &Announcement) -> Option<(Address, u64)> {
    let there = session.other_sides.first()?;
    let same = |one: &Announcement| std::ptr::eq(one, announcement);
    let place = session.announcements.iter().position(same)?;
    let &(frame, endpoint) = there.announced.get(place)?;
    let address = endpoint?.address;
    (address != announcement.endpoint.address).then_some((address, frame))
}

/// Who sent the SYN: by its address, and where both sides have the same, by who announced.
fn opener(session: &Session, connection: &DataConnection, by: Option<By>) -> Option<Party> {
    let from = connection.initiator.address;
    let (client, server) = (session.client.address, session.server.address);
    match by {
        _ if from == server && from != client => Some(Party::Server),
        _ if from == client && from != server => Some(Party::Client),
        Some(by) if from == client && by.client_listens() => Some(Party::Server),
        Some(_) if from == client => Some(Party::Client),
        _ => None,
    }
}

/// What is asked where a data connection is tried in vain.
fn attempt(session: &Session, connection: &DataConnection, index: u32) -> Vec<Question> {
    let own = |one: &&Announcement| one.attempts.contains(&index);
    let Some(announcement) = session.announcements.iter().find(own) else {
        return Vec::new();
    };
    let Some(reading) = reading(connection) else {
        return Vec::new();
    };
    let (listener, end) = match opener(session, connection, Some(announcement.by)) {
        Some(Party::Server) => (Party::Client, session.client),
        Some(Party::Client) => (Party::Server, session.server),
        None => return Vec::new(),
    };
    // A host that nothing else is heard of may as well be off.
    if connection.established || connection.listener.address != end.address {
        return Vec::new();
    }
    let ask = |ask, right| Question {
        moment: Moment::Connects(index),
        ask,
        right,
        proof: connection.first_frame,
    };
    let mut asked = vec![ask(
        Ask::Silence { connection: index },
        Answer::Choice(reading),
    )];
    if connection.answer != tcp::Answer::Rst {
        asked.push(ask(Ask::Firewall, Answer::Party(listener)));
    }
    asked
}

/// So many SYNs without an answer are no accident.
const SYNS: u32 = 3;

/// What the answer to SYNs tells: dropped, nobody listens, refused by a filter; `None` where it
/// tells nothing of the kind.
fn reading(connection: &DataConnection) -> Option<usize> {
    match connection.answer {
        tcp::Answer::None if connection.syns >= SYNS => Some(0),
        tcp::Answer::Rst => Some(1),
        // What a filter says (RFC 792, RFC 1812 §5.2.7.1, RFC 4443 §3.1): that the port, or all of
        // it, is forbidden. Other errors come of routes.
        tcp::Answer::Icmp { kind, code, v6, .. } => matches!(
            (v6, kind, code),
            (false, 3, 3 | 9 | 10 | 13) | (true, 1, 1 | 4 | 5 | 6)
        )
        .then_some(2),
        tcp::Answer::None | tcp::Answer::SynAck => None,
    }
}

fn last_code(session: &Session, transfer: &Transfer) -> Option<Question> {
    let exchange = session.exchanges.get(transfer.exchange? as usize)?;
    let last = exchange.final_reply()?;
    let code = last.code?.0;
    let index = transfer.connection?;
    let connection = session.connections.get(index as usize)?;
    let connected = connection.established;
    let (moment, frame) = if connected {
        let end = connection.close_frame().unwrap_or(connection.last_frame);
        (Moment::Carries(index), end.max(connection.first_frame))
    } else {
        (Moment::Connects(index), connection.first_frame)
    };
    let foreseen = if connected { code == 226 } else { code == 425 };
    (foreseen && last.frame > frame && exchange.frame < frame).then_some(Question {
        moment,
        ask: Ask::LastCode { connected },
        right: Answer::Code(code),
        proof: last.frame,
    })
}

fn helper(session: &Session, exchange: &Exchange, index: u32) -> Option<Question> {
    let agreed = |code: u16| matches!(code, 200..=299 | 334);
    let place = exchange
        .replies
        .iter()
        .position(|reply| reply.code.is_some_and(|code| agreed(code.0)))?;
    let is_tls = session.is_encrypted() && exchange.verb == Some(Verb::Auth);
    is_tls.then(|| Question {
        moment: Moment::Reply(index, place as u32),
        ask: Ask::Helper,
        right: Answer::Choice(1),
        proof: exchange.replies[place].frame,
    })
}

fn mode(session: &Session, connection: &DataConnection, index: u32) -> Option<Question> {
    let used = |one: &Transfer| one.connection == Some(index) && one.mode != Mode::Default;
    let is_hidden = session.security == Security::Tls
        && connection.established
        && session.transfers.iter().any(used);
    let opener = opener(session, connection, None).filter(|_| is_hidden)?;
    Some(Question {
        moment: Moment::Connects(index),
        ask: Ask::Mode,
        right: Answer::Choice(usize::from(opener == Party::Client)),
        proof: connection.first_frame,
    })
}

fn connections(session: &Session) -> Option<Question> {
    let tried = session.announcements.iter().flat_map(|one| &one.attempts);
    let used = session.transfers.iter().filter_map(|one| one.connection);
    let mut own: Vec<u32> = tried.copied().chain(used).collect();
    own.sort_unstable();
    own.dedup();
    let own = own
        .iter()
        .filter_map(|&index| session.connections.get(index as usize));
    let data: Vec<u64> = own
        .filter(|connection| connection.established)
        .map(|connection| connection.first_frame)
        .collect();
    (session.opened == Opened::Handshake && !data.is_empty()).then(|| Question {
        moment: Moment::Closing,
        right: Answer::Count(1 + data.len() as u64),
        ask: Ask::Connections { data },
        proof: session.first_frame,
    })
}
