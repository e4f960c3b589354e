//! The lessons and the captures that they are taught with.

use super::question::Ask;
use crate::ftp::command::Verb;
use crate::session::{Announcement, By, Session};

/// What is taught.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lesson {
    /// One control connection, a data connection for each transfer.
    Connections,
    /// Active mode: PORT, and the server connects.
    Active,
    /// Passive mode: PASV, 227, and the client connects.
    Passive,
    /// What a NAT does to announced addresses.
    Nat,
    /// What a firewall does to data connections.
    Firewalls,
    /// EPSV and EPRT: a port without arithmetic.
    Epsv,
    /// FTP over TLS: what remains visible.
    Ftps,
}

/// A capture that is part of the program.
#[derive(Clone, Copy, Debug)]
pub struct Bundled {
    /// Its name in `captures/`.
    pub name: &'static str,
    /// The file.
    pub bytes: &'static [u8],
}

macro_rules! bundled {
    ($($name:literal),*) => {
        &[$(Bundled {
            name: $name,
            bytes: include_bytes!(concat!("../../captures/", $name)),
        }),*]
    };
}

impl Lesson {
    /// All lessons, in the order in which they build on one another.
    pub const ALL: [Self; 7] = [
        Self::Connections,
        Self::Active,
        Self::Passive,
        Self::Nat,
        Self::Firewalls,
        Self::Epsv,
        Self::Ftps,
    ];

    /// The word that stands for it on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connections => "connections",
            Self::Active => "active",
            Self::Passive => "passive",
            Self::Nat => "nat",
            Self::Firewalls => "firewalls",
            Self::Epsv => "epsv",
            Self::Ftps => "ftps",
        }
    }

    /// Its number, counted from 1.
    pub const fn number(self) -> usize {
        self as usize + 1
    }

    /// The lesson that a word of the command line stands for: its name or its number.
    pub fn named(word: &str) -> Option<Self> {
        let word = word.to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|lesson| word == lesson.name() || word == lesson.number().to_string())
    }

    /// The captures that it is taught with where the learner brings none.
    pub const fn captures(self) -> &'static [Bundled] {
        match self {
            Self::Connections => bundled!["active.pcap"],
            Self::Active => bundled!["tutorial-active.pcap"],
            Self::Passive => bundled!["passive.pcap"],
            Self::Nat => bundled![
                "nat-private-port.pcap",
                "nat-private-227.pcap",
                "two-sides-of-a-nat.pcapng"
            ],
            Self::Firewalls => bundled![
                "active-blocked.pcap",
                "passive-blocked.pcap",
                "active-rejected.pcap"
            ],
            Self::Epsv => bundled!["epsv-ipv6.pcap"],
            Self::Ftps => bundled!["ftps.pcap"],
        }
    }

    /// Whether a session shows what is taught.
    pub fn suits(self, session: &Session) -> bool {
        let announced =
            |is_so: &dyn Fn(&Announcement) -> bool| session.announcements.iter().any(is_so);
        match self {
            Self::Connections => !session.exchanges.is_empty(),
            Self::Active => announced(&|one| one.by.client_listens()),
            Self::Passive => announced(&|one| !one.by.client_listens()),
            Self::Nat => {
                !session.other_sides.is_empty() || announced(&|one| names_another(session, one))
            }
            Self::Firewalls => announced(&|one| {
                let tried = one.attempts.iter();
                let tried = tried.filter_map(|&index| session.connections.get(index as usize));
                tried.into_iter().any(|connection| !connection.established)
            }),
            Self::Epsv => announced(&|one| matches!(one.by, By::Eprt | By::Reply229)),
            Self::Ftps => session.is_encrypted(),
        }
    }

    /// The lesson that a session shows best; `None` where nothing was said in it.
    pub fn of(session: &Session) -> Option<Self> {
        [
            Self::Ftps,
            Self::Nat,
            Self::Firewalls,
            Self::Epsv,
            Self::Active,
            Self::Passive,
            Self::Connections,
        ]
        .into_iter()
        .find(|lesson| lesson.suits(session))
    }

    /// Whether it asks this.
    pub(super) fn asks(self, ask: &Ask) -> bool {
        let code_of = |verbs: &[Verb]| matches!(ask, Ask::Code { verb } if verbs.contains(verb));
        let takes_data = matches!(ask, Ask::Code { verb } if verb.takes_data());
        match self {
            Self::Connections => {
                code_of(&[Verb::User, Verb::Pass])
                    || matches!(
                        ask,
                        Ask::FirstWord | Ask::Way | Ask::LastCode { .. } | Ask::Connections { .. }
                    )
            }
            Self::Active => {
                code_of(&[Verb::Port, Verb::Eprt])
                    || takes_data
                    || matches!(
                        ask,
                        Ask::Port { .. }
                            | Ask::PlainPort { .. }
                            | Ask::Opener
                            | Ask::Source { .. }
                            | Ask::Target { .. }
                            | Ask::LastCode { .. }
                    )
            }
            Self::Passive => {
                code_of(&[Verb::Pasv, Verb::Epsv])
                    || matches!(
                        ask,
                        Ask::Port { .. }
                            | Ask::PlainPort { .. }
                            | Ask::Opener
                            | Ask::Target { .. }
                            | Ask::LastCode { .. }
                    )
            }
            Self::Nat => matches!(
                ask,
                Ask::Port { .. }
                    | Ask::Accepts { .. }
                    | Ask::Address { .. }
                    | Ask::Behind { .. }
                    | Ask::Target { .. }
            ),
            Self::Firewalls => matches!(
                ask,
                Ask::Opener
                    | Ask::Target { .. }
                    | Ask::Silence { .. }
                    | Ask::Firewall
                    | Ask::LastCode { .. }
            ),
            Self::Epsv => {
                code_of(&[Verb::Epsv, Verb::Eprt])
                    || matches!(
                        ask,
                        Ask::PlainPort { .. } | Ask::Opener | Ask::Target { .. }
                    )
            }
            Self::Ftps => code_of(&[Verb::Auth]) || matches!(ask, Ask::Helper | Ask::Mode),
        }
    }
}

/// Whether an announcement names another address than its side has on the control connection.
pub(super) fn names_another(session: &Session, announcement: &Announcement) -> bool {
    let own = if announcement.by.client_listens() {
        session.client.address
    } else {
        session.server.address
    };
    !announcement.fxp && announcement.endpoint.address != own
}
