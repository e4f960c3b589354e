//! TLS records that hold no data that can be shown.

use crate::texts::stream::Stream;
use crate::tls::{Kind, alert_name};
use crate::views::pen::Ink;
use crate::views::tui::packets::handshake_name;
use crate::views::tui::unsealing::{Held, Record, Sealed};

/// The handshake messages that are named in one row.
const NAMED: usize = 8;

/// What they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Handshake messages, by their numbers.
    Handshake(Vec<u8>),
    /// The cipher changes.
    ChangeCipherSpec,
    /// An alert: level and description.
    Alert(u8, u8),
    /// What cannot be read.
    Sealed(Sealed),
    /// Something else.
    Other,
}

impl Note {
    /// That of a record.
    pub fn of(record: &Record) -> Self {
        match &record.held {
            Held::Sealed(why) => Self::Sealed(*why),
            Held::Plain { kind, bytes, .. } => match (kind, bytes.as_slice()) {
                (Kind::Handshake, _) => Self::Handshake(record.messages()),
                (Kind::ChangeCipherSpec, _) => Self::ChangeCipherSpec,
                (Kind::Alert, &[level, description]) => Self::Alert(level, description),
                _ => Self::Other,
            },
        }
    }

    /// Takes in what comes right behind, where both are one row; returns whether they are.
    pub fn join(&mut self, next: &Self) -> bool {
        match (self, next) {
            (Self::Handshake(all), Self::Handshake(more)) => {
                let room = NAMED.saturating_sub(all.len());
                all.extend(more.iter().take(room));
                true
            }
            (Self::Sealed(why), Self::Sealed(other)) => why == other,
            _ => false,
        }
    }

    /// Its colour.
    pub fn ink(&self) -> Ink {
        const CLOSE_NOTIFY: u8 = 0;
        match self {
            Self::Alert(_, description) if *description != CLOSE_NOTIFY => Ink::Bad,
            Self::Sealed(Sealed::NotAuthentic) => Ink::Bad,
            _ => Ink::Faint,
        }
    }

    /// What people are told.
    pub fn words(&self, texts: &'static Stream) -> String {
        match self {
            Self::Handshake(messages) => {
                let names = messages.iter().filter_map(|&kind| handshake_name(kind));
                let names: Vec<&str> = names.collect();
                match names.is_empty() {
                    true => texts.tls_handshake.to_owned(),
                    false => (texts.tls_messages)(&names.join(", ")),
                }
            }
            Self::ChangeCipherSpec => texts.tls_change_cipher_spec.to_owned(),
            Self::Alert(level, description) => {
                const FATAL: u8 = 2;
                let name = alert_name(*description);
                (texts.tls_alert_named)(name, *description, *level == FATAL)
            }
            Self::Sealed(Sealed::NoKeys) => texts.tls_no_keys.to_owned(),
            Self::Sealed(Sealed::NotAuthentic) => texts.tls_not_authentic.to_owned(),
            Self::Sealed(Sealed::Unsupported) => texts.tls_unsupported.to_owned(),
            Self::Other => texts.tls_application_data.to_owned(),
        }
    }
}
