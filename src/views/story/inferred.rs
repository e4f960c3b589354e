//! What follows for FTPS without keys, as lines of the ladder and as notes.

use super::outcome::Subject;
use super::quantities;
use super::step::{Row, Step, Stroke};
use crate::catalog::Confidence;
use crate::session::inferred::{Carriage, Content, Spot};
use crate::session::transfer::Way;
use crate::session::{By, Login, Transfer, TransferOutcome};
use crate::texts::Side;
use crate::views::pen::Ink;

/// A line on the control connection that was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The command that an endpoint is announced with or asked for.
    Announcing,
    /// The reply to that.
    Announced,
    /// The command that asked for the transfer.
    Command,
    /// The reply that announces the transfer.
    Preliminary,
    /// The reply that ends it.
    Final,
}

/// The lines that belong to a transfer, with where they stand.
pub fn lines(transfer: &Transfer) -> impl Iterator<Item = (Line, Spot)> {
    let carriage = transfer.inferred.as_deref();
    let served = carriage.and_then(|carriage| carriage.served);
    let served = served.map(|guess| guess.value);
    let announced = served.and_then(|served| served.announced);
    [
        (Line::Announcing, announced.map(|one| one.command)),
        (Line::Announced, announced.map(|one| one.reply)),
        (Line::Command, served.map(|one| one.command)),
        (Line::Preliminary, served.and_then(|one| one.preliminary)),
        (Line::Final, served.and_then(|one| one.last)),
    ]
    .into_iter()
    .filter_map(|(line, spot)| Some((line, spot?)))
}

/// The step of a line.
pub fn step(subject: Subject<'_>, transfer: &Transfer, line: Line) -> Option<Step> {
    let (_, spot) = lines(transfer).find(|&(own, _)| own == line)?;
    let carriage = transfer.inferred.as_deref()?;
    let texts = subject.texts.inferred;
    let announced = carriage
        .served?
        .value
        .announced
        .map(|announced| announced.by);
    let way = carriage.way.map(|way| way.value);
    let content = carriage.content.map(|content| content.value);
    let text = match line {
        Line::Announcing => match announced? {
            Some(By::Port) => "PORT",
            Some(By::Eprt) => "EPRT",
            Some(By::Reply227) => "PASV",
            Some(By::Reply229) => "EPSV",
            _ => "PASV/EPSV",
        },
        Line::Announced => match announced? {
            Some(By::Port | By::Eprt) => "200",
            Some(By::Reply227) => "227",
            Some(By::Reply229) => "229",
            _ => "227/229",
        },
        Line::Command => match (content, way) {
            (Some(Content::Listing), _) => "LIST/NLST/MLSD",
            (Some(Content::File), Some(Way::Upload)) => "STOR/APPE/STOU",
            (Some(Content::File), Some(Way::Download)) => "RETR",
            _ => texts.transfer_command,
        },
        Line::Preliminary => "150/125",
        Line::Final => match carriage.outcome.map(|outcome| outcome.value) {
            Some(TransferOutcome::Complete) => "226/250",
            Some(TransferOutcome::Failed) => "4yz/5yz",
            _ => texts.final_reply,
        },
    };
    let from = match line {
        Line::Announcing | Line::Command => Side::Client,
        Line::Announced | Line::Preliminary | Line::Final => Side::Server,
    };
    let rows = vec![Row::Arrow {
        from,
        stroke: Stroke::Control,
        text: (texts.line)(text),
        ink: Ink::Faint,
    }];
    Some(Step {
        time: Some(spot.time),
        frames: Some((spot.frame, spot.frame)),
        rows,
        notes: Vec::new(),
    })
}

/// What follows for the session.
pub fn of_session(subject: Subject<'_>) -> Vec<String> {
    let Some(inferred) = subject.session.inferred.as_deref() else {
        return Vec::new();
    };
    let texts = subject.texts.inferred;
    let counts = inferred.commands.zip(inferred.replies);
    let counts = counts.map(|(commands, replies)| {
        let text = (texts.counts)(commands.value.into(), replies.value.into());
        (commands.confidence.min(replies.confidence), text)
    });
    let login = inferred.login.and_then(|login| {
        let text = match login.value {
            Login::Accepted => texts.login_accepted,
            Login::Refused => texts.login_refused,
            Login::None => return None,
        };
        Some((login.confidence, text.to_owned()))
    });
    notes(subject, counts.into_iter().chain(login))
}

/// What follows for a transfer.
pub fn of_transfer(subject: Subject<'_>, carriage: &Carriage) -> Vec<String> {
    let texts = subject.texts.inferred;
    let bytes = carriage.bytes.map(|bytes| {
        let (least, most) = bytes.value;
        let text = match (least, most) {
            (0, 0) => texts.nothing.to_owned(),
            _ if least == most => (texts.bytes)(&quantities::count(most)),
            _ => (texts.between)(&quantities::count(least), &quantities::count(most)),
        };
        (bytes.confidence, text)
    });
    let content = carriage.content.map(|content| {
        let text = match content.value {
            Content::Listing => texts.listing,
            Content::File => texts.file,
        };
        (content.confidence, text.to_owned())
    });
    let outcome = carriage.outcome.and_then(|outcome| {
        let text = match outcome.value {
            TransferOutcome::Complete => texts.complete,
            TransferOutcome::Failed => texts.failed,
            _ => return None,
        };
        Some((outcome.confidence, text.to_owned()))
    });
    notes(subject, [bytes, content, outcome].into_iter().flatten())
}

/// A sentence for each confidence, the surest first.
fn notes(subject: Subject<'_>, parts: impl Iterator<Item = (Confidence, String)>) -> Vec<String> {
    let texts = subject.texts.inferred;
    let parts: Vec<(Confidence, String)> = parts.collect();
    let grades = [Confidence::Proved, Confidence::Likely, Confidence::Possible];
    let sentence = |grade: Confidence| {
        let own = parts.iter().filter(|(confidence, _)| *confidence == grade);
        let own = own.map(|(_, text)| text.clone());
        let text = own.reduce(|all, one| (texts.joined)(&all, &one))?;
        Some((texts.note)(grade, &text))
    };
    grades.into_iter().filter_map(sentence).collect()
}
