//! What is explained under PORT, EPRT, 227, 228, 229 and their kin.

use super::outcome::Subject;
use crate::ftp::endpoint::Fault;
use crate::session::{Announcement, AnnouncementOutcome, By};
use crate::texts::{Side, Unreadable};
use std::net::IpAddr;

/// What was explained already, so that it need not be explained again.
#[derive(Debug, Default)]
pub struct Explained {
    active: bool,
    passive: bool,
    extended: bool,
    other_address: bool,
}

impl Explained {
    /// Forgets what is to be told anew of each session.
    pub fn begin_session(&mut self) {
        self.other_address = false;
    }
}

/// The explanations of an announcement.
pub fn notes(
    subject: Subject<'_>,
    announcement: &Announcement,
    explained: &mut Explained,
) -> Vec<String> {
    let texts = subject.texts;
    let mut notes = Vec::new();
    let endpoint = announcement.endpoint;
    let by = announcement.by;
    let (side, own) = if by.client_listens() {
        (Side::Client, subject.session.client.address)
    } else {
        (Side::Server, subject.session.server.address)
    };
    match (announcement.port_numbers, endpoint.address.ip()) {
        (Some((high, low)), IpAddr::V4(v4)) if matches!(by, By::Port | By::Reply227 | By::Spor) => {
            let [a, b, c, d] = v4.octets();
            let address = format!("{a},{b},{c},{d}");
            notes.push((texts.six_numbers)(
                &address,
                &format!("{high},{low}"),
                high,
                low,
                endpoint.port,
            ));
        }
        (Some((high, low)), _) => notes.push((texts.two_numbers)(high, low, endpoint.port)),
        (None, _) => {
            if !std::mem::replace(&mut explained.extended, true) {
                match by {
                    By::Eprt => notes.push(texts.extended_port_note.to_owned()),
                    By::Reply229 => notes.push(texts.extended_passive_note.to_owned()),
                    _ => {}
                }
            }
        }
    }
    let (told, note) = if by.client_listens() {
        (&mut explained.active, texts.active_note)
    } else {
        (&mut explained.passive, texts.passive_note)
    };
    let told = if announcement.fxp {
        true
    } else {
        std::mem::replace(told, true)
    };
    if announcement.fxp {
        notes.push(texts.fxp_note.to_owned());
        return notes;
    }
    if !told || announcement.port_numbers.is_none() {
        notes.push((texts.listens)(
            side,
            &endpoint.address.to_string(),
            endpoint.port,
        ));
    }
    if !told {
        notes.push(note.to_owned());
    }
    if endpoint.address != own && !std::mem::replace(&mut explained.other_address, true) {
        notes.push((texts.other_address)(
            side,
            &endpoint.address.to_string(),
            &own.to_string(),
        ));
    }
    match announcement.outcome {
        AnnouncementOutcome::Superseded => notes.push(texts.superseded_note.to_owned()),
        AnnouncementOutcome::Declined => notes.push(texts.declined_note.to_owned()),
        _ => {}
    }
    notes
}

/// Why an announcement could not be read.
pub fn unreadable(fault: Fault) -> Unreadable {
    match fault {
        Fault::Missing => Unreadable::Missing,
        Fault::TooFew => Unreadable::TooFew,
        Fault::TooMany => Unreadable::TooMany,
        Fault::OutOfRange => Unreadable::OutOfRange,
        Fault::PortZero => Unreadable::PortZero,
        Fault::WrongFamily | Fault::UnknownFamily | Fault::BadAddress => Unreadable::Address,
    }
}
