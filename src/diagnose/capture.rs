//! The capture itself: what it lacks, what it holds twice, and what shows only over all sessions.

use super::case::Case;
use super::passive::{PassiveRange, PassiveRanges};
use super::{Circumstance, Confidence, Facts, Findings, Id, Severity, Verdict};
use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::limits;
use crate::net::Address;
use crate::session::{DataConnection, Opened, Party, Session};
use std::collections::HashMap;

/// What the capture lacks of a session.
pub(super) fn incomplete(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    let transport = &session.transport;
    let control_cut: u64 = transport.parties.iter().map(|party| party.cut).sum();
    let mut say = |circumstance: Circumstance, bytes: u64, frames: &[u64]| {
        let facts = Facts {
            circumstance,
            bytes,
            ..Facts::default()
        };
        let verdict = Verdict::new(Id::CaptureIncomplete, frames.iter().copied());
        // Whoever keeps only the headers of data connections wants it so, and they tell enough.
        let is_harmless = circumstance == Circumstance::FramesCut && control_cut == 0;
        let verdict = verdict.facts(facts);
        findings.say(if is_harmless {
            verdict.severity(Severity::Note)
        } else {
            verdict
        });
    };
    if session.opened == Opened::Midstream {
        say(Circumstance::StartMissing, 0, &[session.first_frame]);
    }
    let data_cut = used_connections(session)
        .flat_map(|one| &one.sent)
        .map(|sent| sent.cut);
    let cut = control_cut + data_cut.sum::<u64>();
    if cut > 0 {
        say(Circumstance::FramesCut, cut, &[session.first_frame]);
    }
    let [client, server] = transport.parties;
    let is_deaf = |one: &crate::session::transport::Carried| one.bytes > 0 && one.segments == 0;
    if is_deaf(&client) != is_deaf(&server) {
        say(Circumstance::OneDirection, 0, &[session.first_frame]);
        return;
    }
    let holes = used_connections(session)
        .filter(|one| one.sent.iter().any(|sent| sent.acknowledged_unseen));
    let frames: Vec<u64> = holes
        .clone()
        .map(|one| one.first_frame)
        .take(limits::EVIDENCE)
        .collect();
    let data_missing: u64 = holes
        .flat_map(|one| &one.sent)
        .map(|sent| sent.missing - sent.cut.min(sent.missing))
        .sum();
    let control_missing = session.losses.control_bytes.saturating_sub(control_cut);
    let missing = data_missing + control_missing;
    // What could not be decoded is in the capture all the same.
    if missing.div_ceil(USUAL_SEGMENT) > session.undecoded {
        let frames = if frames.is_empty() {
            vec![session.first_frame]
        } else {
            frames
        };
        say(Circumstance::PacketsMissing, missing, &frames);
    }
    if case.lacks_data && session.opened != Opened::Midstream {
        let left_out = session.transfers.iter().filter(|one| case.is_left_out(one));
        let frames: Vec<u64> = left_out
            .filter_map(|one| case.exchange(one).map(|exchange| exchange.frame))
            .take(limits::EVIDENCE)
            .collect();
        say(Circumstance::DataMissing, 0, &frames);
    }
}

/// The connections that carried a transfer.
fn used_connections(session: &Session) -> impl Iterator<Item = &DataConnection> + Clone {
    let used = session.transfers.iter().filter_map(|one| one.connection);
    used.filter_map(|index| session.connections.get(index as usize))
}

/// The payload of a full segment on Ethernet.
const USUAL_SEGMENT: u64 = 1_460;

/// Segments of a control connection that show that every one of them is there twice.
const DOUBLED: u32 = 4;

/// Whether the capture holds every segment of the control connection twice.
pub(super) fn is_doubled(session: &Session) -> bool {
    let parties = &session.transport.parties;
    let all: u32 = parties.iter().map(|party| party.segments).sum();
    all >= 2 * DOUBLED
        && parties
            .iter()
            .all(|party| party.retransmitted > 0 && party.retransmitted * 2 + 1 >= party.segments)
}

/// Every packet twice: a mirror port that copies both ways, or both sides of a NAT.
pub(super) fn twice(case: &Case<'_>, findings: &mut Findings) {
    let session = case.session;
    let same = session.other_sides.iter().find(|side| {
        let here = session.announcements.iter().map(|one| one.endpoint);
        let there = side.announced.iter().filter_map(|&(_, endpoint)| endpoint);
        here.zip(there).all(|(here, there)| here == there)
    });
    if same.is_none() && !is_doubled(session) {
        return;
    }
    let facts = Facts {
        circumstance: if same.is_some() {
            Circumstance::ByBox
        } else {
            Circumstance::Plain
        },
        times: session
            .transport
            .parties
            .iter()
            .map(|party| u64::from(party.retransmitted))
            .sum(),
        ..Facts::default()
    };
    let frames = [session.first_frame]
        .into_iter()
        .chain(same.map(|side| side.first_frame));
    findings.say(Verdict::new(Id::CapturedTwice, frames).facts(facts));
}

/// What was refused to one client.
#[derive(Debug, Default)]
struct Refusals {
    times: u64,
    frames: Vec<u64>,
}

/// What shows only over all sessions of a capture.
#[derive(Debug, Default)]
pub struct Census {
    refusals: HashMap<Address, Refusals>,
    dropped: u64,
    passive: PassiveRanges,
}

impl Census {
    /// Takes a session that is finished.
    pub fn take(&mut self, session: &Session) {
        self.passive.take(session);
        let refused = session.exchanges.iter().filter(|exchange| {
            exchange.verb == Some(Verb::Pass)
                && matches!(exchange.final_code(), Some(Code(530 | 430)))
        });
        for exchange in refused {
            let client = session.client.address;
            let is_full = self.refusals.len() >= limits::CLIENTS_COUNTED;
            if is_full && !self.refusals.contains_key(&client) {
                return;
            }
            let known = self.refusals.entry(client).or_default();
            known.times += 1;
            if known.frames.len() < limits::EVIDENCE {
                known.frames.push(exchange.frame);
            }
        }
    }

    /// Takes note of how many packets were lost while capturing.
    pub fn note_dropped(&mut self, packets: u64) {
        self.dropped = packets;
    }

    /// The passive ports of each server.
    pub fn passive_ranges(&self) -> Vec<PassiveRange> {
        self.passive.all()
    }

    /// What there is to say about the capture as a whole.
    ///
    /// `cut` says that it ended in a broken record, `sessions` how many there were, `strays` how
    /// many segments belong to connections that began before it, and `orphans` are data connections
    /// whose control connection it does not hold.
    pub fn verdicts(
        &self,
        cut: bool,
        sessions: u64,
        strays: u64,
        orphans: &[DataConnection],
    ) -> Vec<Verdict> {
        let mut findings = Findings::default();
        let mut guessers: Vec<(&Address, &Refusals)> = self
            .refusals
            .iter()
            .filter(|(_, refusals)| refusals.times >= limits::REFUSED_LOGINS.into())
            .collect();
        guessers.sort_by_key(|(_, refusals)| refusals.frames.first().copied());
        for (&client, refusals) in guessers {
            let facts = Facts {
                times: refusals.times,
                peer: Some(client),
                party: Some(Party::Client),
                ..Facts::default()
            };
            let frames = refusals.frames.iter().copied();
            findings.say(
                Verdict::new(Id::BruteForce, frames)
                    .facts(facts)
                    .confidence(Confidence::Likely),
            );
        }
        let incomplete = |circumstance: Circumstance, times: u64, frames: Vec<u64>| {
            let facts = Facts {
                circumstance,
                times,
                ..Facts::default()
            };
            Verdict::new(Id::CaptureIncomplete, frames).facts(facts)
        };
        if self.dropped > 0 {
            findings.say(incomplete(Circumstance::Dropped, self.dropped, Vec::new()));
        }
        if cut {
            findings.say(incomplete(Circumstance::FileBroken, 0, Vec::new()));
        }
        if !orphans.is_empty() {
            let frames = orphans.iter().map(|one| one.first_frame).collect();
            let verdict = incomplete(Circumstance::ControlMissing, orphans.len() as u64, frames);
            findings.say(verdict.confidence(Confidence::Likely));
        } else if sessions == 0 && strays > 0 {
            let verdict = incomplete(Circumstance::StartMissing, strays, Vec::new());
            findings.say(verdict.confidence(Confidence::Possible));
        }
        findings.verdicts
    }
}
