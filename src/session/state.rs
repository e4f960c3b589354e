//! The state that a session is in between two commands: login, directory, transfer parameters.

use super::exchange::Exchange;
use super::{Login, Session};
use crate::ftp::command::Verb;
use crate::ftp::reply::{self, Code};

/// The level of protection of data connections (RFC 2228 §3, PROT).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protection {
    /// PROT C, the default.
    #[default]
    Clear,
    /// PROT S.
    Safe,
    /// PROT E.
    Confidential,
    /// PROT P.
    Private,
}

/// The state of a session, as its accepted commands have made it.
#[derive(Clone, Debug)]
pub struct State {
    /// What became of the login.
    pub login: Login,
    /// The working directory as an absolute path, where it is known.
    pub directory: Option<Vec<u8>>,
    /// TYPE as it was set, `A` by default (RFC 959 §5.1).
    pub representation: Vec<u8>,
    /// STRU, `F` by default.
    pub structure: u8,
    /// MODE, `S` by default.
    pub mode: u8,
    /// The marker of an accepted REST, until the next command that uses it.
    pub restart: Option<u64>,
    /// PROT.
    pub protection: Protection,
    /// What SIZE told of which path.
    pub size: Option<(Vec<u8>, u64)>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            login: Login::None,
            directory: None,
            representation: b"A".to_vec(),
            structure: b'F',
            mode: b'S',
            restart: None,
            protection: Protection::Clear,
            size: None,
        }
    }
}

impl State {
    /// Takes the next exchange of the session.
    pub fn apply(&mut self, session: &Session, exchange: &Exchange) {
        let (Some(verb), Some(code)) = (exchange.verb, exchange.final_code()) else {
            return;
        };
        let argument = session.argument(exchange).unwrap_or_default();
        if matches!(verb, Verb::User | Verb::Pass | Verb::Acct | Verb::Adat) {
            self.log_in(code);
        }
        if verb.takes_data() {
            self.restart = None;
        }
        if !matches!(code.0, 200..=399) {
            return;
        }
        let first = argument.first().map(u8::to_ascii_uppercase);
        match verb {
            Verb::Rein => *self = Self::default(),
            Verb::Type => self.representation = argument.to_ascii_uppercase(),
            Verb::Stru => self.structure = first.unwrap_or(b'F'),
            Verb::Mode => self.mode = first.unwrap_or(b'S'),
            Verb::Rest => self.restart = number(argument),
            Verb::Cwd | Verb::Xcwd => self.directory = self.absolute(argument),
            Verb::Cdup | Verb::Xcup => self.directory = self.absolute(b".."),
            Verb::Pwd | Verb::Xpwd => self.take_directory(session, exchange),
            Verb::Size => {
                let reply = exchange
                    .final_reply()
                    .and_then(|reply| session.lines(reply).last());
                let size = reply.and_then(number);
                self.size = size.map(|size| (argument.to_vec(), size));
            }
            Verb::Prot => {
                self.protection = match first {
                    Some(b'S') => Protection::Safe,
                    Some(b'E') => Protection::Confidential,
                    Some(b'P') => Protection::Private,
                    _ => Protection::Clear,
                }
            }
            _ => {}
        }
    }

    fn log_in(&mut self, code: Code) {
        match code.0 {
            230 | 232 | 202 => self.login = Login::Accepted,
            // 331 and 332 ask for more; 421 and 5yz refuse.
            400..=599 if self.login != Login::Accepted => self.login = Login::Refused,
            _ => {}
        }
    }

    /// 257 has the path between double quotes, with quotes in it doubled (RFC 959, appendix II).
    fn take_directory(&mut self, session: &Session, exchange: &Exchange) {
        let Some(reply) = exchange
            .final_reply()
            .filter(|reply| reply.code == Some(Code(257)))
        else {
            return;
        };
        let Some(line) = session.lines(reply).next() else {
            return;
        };
        if let Some(path) = reply::quoted_path(line) {
            self.directory = Some(path);
        }
    }

    /// The absolute path of `name` in the working directory; `None` where that is not known.
    pub fn absolute(&self, name: &[u8]) -> Option<Vec<u8>> {
        let mut path = if name.starts_with(b"/") {
            Vec::new()
        } else {
            self.directory.clone()?
        };
        while path.last() == Some(&b'/') {
            path.pop();
        }
        for part in name.split(|&byte| byte == b'/') {
            match part {
                b"" | b"." => {}
                b".." => {
                    let parent = path.iter().rposition(|&byte| byte == b'/').unwrap_or(0);
                    path.truncate(parent);
                }
                part => {
                    path.push(b'/');
                    path.extend_from_slice(part);
                }
            }
        }
        if path.is_empty() {
            path.push(b'/');
        }
        Some(path)
    }
}

fn number(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state_in(directory: &str) -> State {
        State {
            directory: Some(directory.into()),
            ..State::default()
        }
    }

    #[test]
    fn names_are_taken_from_the_working_directory() {
        let state = state_in("/pub/linux");
        assert_eq!(state.absolute(b"a.iso").unwrap(), b"/pub/linux/a.iso");
        assert_eq!(state.absolute(b"../bsd/./x").unwrap(), b"/pub/bsd/x");
        assert_eq!(state.absolute(b"/etc/motd").unwrap(), b"/etc/motd");
        assert_eq!(state.absolute(b"../../../..").unwrap(), b"/");
    }

    #[test]
    fn an_unknown_directory_makes_relative_names_unknown() {
        assert_eq!(State::default().absolute(b"a.iso"), None);
        assert_eq!(State::default().absolute(b"/a.iso").unwrap(), b"/a.iso");
    }
}
