//! What is said besides of a reply, of an announcement, and of transfers.

use super::{Stage, Story, announced};
use crate::ftp::command::Verb;
use crate::session::{Exchange, Reply, Session, Transfer, TransferOutcome};

impl<S: Stage> Story<'_, '_, S> {
    /// What a reply means, where it is the first of its kind.
    pub(super) fn reply_notes(
        &mut self,
        index: usize,
        exchange: &Exchange,
        reply: &Reply,
    ) -> Vec<String> {
        let texts = self.subject.texts;
        let explained = &mut *self.explained;
        let note = match (exchange.verb, reply.code.map(|code| code.0)) {
            (verb, Some(421)) if verb != Some(Verb::Quit) => texts.service_closing_note,
            (None, Some(220))
                if index == 0 && !std::mem::replace(&mut explained.greeting, true) =>
            {
                texts.greeting_note
            }
            (None, _) if index == 0 => return Vec::new(),
            _ if reply.out_of_turn || exchange.verb.is_none() => {
                if std::mem::replace(&mut explained.out_of_turn, true) {
                    return Vec::new();
                }
                texts.out_of_turn_note
            }
            (Some(Verb::User | Verb::Pass), Some(230))
                if !std::mem::replace(&mut explained.login, true) =>
            {
                texts.logged_in_note
            }
            (Some(Verb::Pass), Some(530))
                if !std::mem::replace(&mut explained.refused_login, true) =>
            {
                texts.login_refused_note
            }
            (_, Some(125 | 150)) if !std::mem::replace(&mut explained.preliminary, true) => {
                texts.preliminary_note
            }
            (Some(verb), Some(226))
                if verb.takes_data() && !std::mem::replace(&mut explained.complete, true) =>
            {
                texts.complete_note
            }
            _ => return Vec::new(),
        };
        vec![note.to_owned()]
    }

    /// What is announced in an exchange, by its command or by its reply.
    pub(super) fn announcement_notes(&mut self, index: usize, by_command: bool) -> Vec<String> {
        let session = self.subject.session;
        let first = session
            .announcements
            .partition_point(|announcement| (announcement.exchange as usize) < index);
        let announcements = session
            .announcements
            .get(first..)
            .unwrap_or_default()
            .iter();
        let own = announcements
            .take_while(|announcement| announcement.exchange as usize == index)
            .filter(|announcement| announcement.by.client_listens() == by_command);
        let mut notes = Vec::new();
        for announcement in own {
            notes.extend(announced::notes(
                self.subject,
                announcement,
                &mut self.explained.announced,
            ));
        }
        let malformed = session.malformed.iter();
        for malformed in malformed
            .filter(|one| one.exchange as usize == index && one.by.client_listens() == by_command)
        {
            notes.push((self.subject.texts.unreadable)(announced::unreadable(
                malformed.reason,
            )));
        }
        notes
    }

    /// What became of the transfers of an exchange, where the ladder does not show it.
    pub(super) fn transfer_notes(&self, index: usize) -> Vec<String> {
        let session = self.subject.session;
        let texts = self.subject.texts;
        let first = session.transfers.partition_point(|transfer| {
            transfer_place(session, transfer) < frame_of(session, index)
        });
        let own = session.transfers.get(first..).unwrap_or_default().iter();
        let own = own
            .take_while(|transfer| transfer_place(session, transfer) <= frame_of(session, index));
        let mut notes = Vec::new();
        if self.subject.goes_on(index as u32) {
            return notes;
        }
        for transfer in own.filter(|transfer| transfer.exchange == Some(index as u32)) {
            match (transfer.connection, transfer.opened) {
                (None, None) => notes.push(texts.data_not_captured_note.to_owned()),
                (None, Some(false))
                    if transfer.announcement.is_some()
                        && transfer.final_code.is_none_or(|code| code.0 < 450) =>
                {
                    notes.push(texts.no_attempt_note.to_owned());
                }
                _ => {}
            }
            if transfer.outcome == TransferOutcome::Truncated {
                let promised = transfer.promised.unwrap_or_default();
                let text = (texts.truncated)(
                    &self.subject.bytes(transfer.bytes),
                    &self.subject.bytes(promised),
                );
                notes.push(text);
            }
        }
        notes
    }
}

fn frame_of(session: &Session, index: usize) -> u64 {
    session
        .exchanges
        .get(index)
        .map_or(0, |exchange| exchange.frame)
}

/// The frame that transfers are sorted by.
fn transfer_place(session: &Session, transfer: &Transfer) -> u64 {
    match (transfer.exchange, transfer.connection) {
        (Some(exchange), _) => frame_of(session, exchange as usize),
        (None, Some(connection)) => session
            .connections
            .get(connection as usize)
            .map_or(0, |one| one.first_frame),
        (None, None) => 0,
    }
}
