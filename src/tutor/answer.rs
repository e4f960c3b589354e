//! Answers as people type them, and what a wrong one comes of.

use super::question::{Ask, Question};
use crate::net::{Address, Endpoint};
use crate::session::Party;
use std::net::IpAddr;

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// One of the two sides.
    Party(Party),
    /// A reply code.
    Code(u16),
    /// A port.
    Port(u16),
    /// An address and a port.
    Endpoint(Endpoint),
    /// An address.
    Address(Address),
    /// A number of things.
    Count(u64),
    /// One of several, counted from 0.
    Choice(usize),
}

/// What a wrong answer comes of, where it can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// Low and high byte were exchanged.
    Swapped,
    /// The numbers were added, without the 256.
    Added,
    /// The low byte was left out.
    HighOnly,
    /// The high byte was left out.
    LowOnly,
    /// The numbers were written one after the other.
    Joined,
    /// The port is right, the address is not.
    WrongAddress,
    /// The address is right, the port is not.
    WrongPort,
    /// The port of the control connection was named.
    ControlPort,
    /// The first digit is right.
    SameDigit,
    /// Nothing that can be told.
    Other,
}

/// What is to be said of what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It is right.
    Right,
    /// It is wrong.
    Wrong(Slip),
    /// It is no answer to such a question.
    Unreadable,
}

/// The most characters of an answer that are looked at.
const LONGEST: usize = 80;

impl Question {
    /// How many answers there are to choose from; 0 where it is to be typed.
    pub const fn choices(&self) -> usize {
        match self.ask {
            Ask::FirstWord
            | Ask::Opener
            | Ask::Firewall
            | Ask::Way
            | Ask::Helper
            | Ask::Mode
            | Ask::Accepts { .. } => 2,
            Ask::Silence { .. } => 3,
            _ => 0,
        }
    }

    /// Judges what was typed.
    pub fn judge(&self, typed: &str) -> Judgement {
        let typed: String = typed.chars().take(LONGEST).map(narrow).collect();
        let typed = typed.trim();
        let Some(given) = self.read(typed) else {
            return Judgement::Unreadable;
        };
        if given == self.right {
            return Judgement::Right;
        }
        Judgement::Wrong(self.slip(given))
    }

    /// What was typed, as an answer of the right kind.
    fn read(&self, typed: &str) -> Option<Answer> {
        let number = |most: u64| typed.parse::<u64>().ok().filter(|&number| number <= most);
        Some(match self.right {
            Answer::Party(_) => Answer::Party(party(typed)?),
            Answer::Choice(_) => {
                let most = self.choices() as u64;
                Answer::Choice(number(most)?.checked_sub(1)? as usize)
            }
            Answer::Code(_) => Answer::Code(number(999).filter(|&code| code >= 100)? as u16),
            // A sum that is too great for a port is a wrong answer, not an unreadable one.
            Answer::Port(_) => match number(u64::from(u32::MAX))? {
                port @ 0..=65_535 => Answer::Port(port as u16),
                more => Answer::Count(more),
            },
            Answer::Count(_) => Answer::Count(number(u64::from(u32::MAX))?),
            Answer::Address(_) => Answer::Address(address(typed)?),
            Answer::Endpoint(_) => Answer::Endpoint(endpoint(typed)?),
        })
    }

    fn slip(&self, given: Answer) -> Slip {
        match (&self.ask, self.right, given) {
            (&Ask::Port { high, low, .. }, _, given) => slip_in_port(high, low, given),
            (_, Answer::Code(right), Answer::Code(given)) if right / 100 == given / 100 => {
                Slip::SameDigit
            }
            (&Ask::Source { control }, _, Answer::Port(port)) if port == control => {
                Slip::ControlPort
            }
            (&Ask::Target { control, .. }, Answer::Endpoint(right), Answer::Endpoint(given)) => {
                if given.port == right.port {
                    Slip::WrongAddress
                } else if given.port == control {
                    Slip::ControlPort
                } else if given.address == right.address {
                    Slip::WrongPort
                } else {
                    Slip::Other
                }
            }
            _ => Slip::Other,
        }
    }
}

fn slip_in_port(high: u8, low: u8, given: Answer) -> Slip {
    let given = match given {
        Answer::Port(port) => u64::from(port),
        Answer::Count(more) => more,
        _ => return Slip::Other,
    };
    let joined = format!("{high}{low}").parse().ok();
    let (high, low) = (u64::from(high), u64::from(low));
    match given {
        _ if given == low * 256 + high => Slip::Swapped,
        _ if given == high + low => Slip::Added,
        _ if given == high * 256 => Slip::HighOnly,
        _ if given == low => Slip::LowOnly,
        _ if Some(given) == joined => Slip::Joined,
        _ => Slip::Other,
    }
}

/// A character of full width as the one of ASCII that it stands for: input methods of Chinese write
/// digits so.
fn narrow(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        '\u{3002}' => '.',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        other => other,
    }
}

/// A side by its number, its first letter or its name.
fn party(typed: &str) -> Option<Party> {
    let typed = typed.to_lowercase();
    match typed.as_str() {
        "1" | "c" | "client" | "客户端" | "用戶端" => Some(Party::Client),
        "2" | "s" | "server" | "服务器" | "伺服器" => Some(Party::Server),
        _ => None,
    }
}

fn address(typed: &str) -> Option<Address> {
    let bare = typed.trim_start_matches('[').trim_end_matches(']');
    if let Some([a, b, c, d]) = numbers(bare) {
        return Some(Address::v4([a, b, c, d]));
    }
    bare.parse::<IpAddr>().ok().map(Address::from)
}

/// `10.0.13.222:10120`, `10.0.13.222 10120`, `[2001:db8::1]:10120`, or the six numbers of PORT.
fn endpoint(typed: &str) -> Option<Endpoint> {
    if let Some([a, b, c, d, high, low]) = numbers(typed) {
        let port = u16::from_be_bytes([high, low]);
        return Some(Endpoint::new(Address::v4([a, b, c, d]), port));
    }
    let (before, after) = typed
        .rsplit_once(|one: char| one.is_whitespace() || one == ',')
        .or_else(|| typed.rsplit_once(':'))?;
    let port = after.trim().parse().ok()?;
    let before = before.trim_end_matches([':', ',', ' ']);
    Some(Endpoint::new(address(before)?, port))
}

/// So many numbers of a byte each, with commas between them.
fn numbers<const COUNT: usize>(typed: &str) -> Option<[u8; COUNT]> {
    let parts: Option<Vec<u8>> = typed
        .split(',')
        .map(|part| part.trim().parse().ok())
        .collect();
    parts?.try_into().ok()
}
