//! What stands above and below the ladder of a session.

use crate::diagnose::{Severity, Verdict, diagnose};
use crate::session::{Session, Transfer, TransferOutcome};
use crate::texts::Texts;
use crate::views::pen::{Ink, Pen};
use crate::views::story::cells::volumes;
use crate::views::story::{Failure, Subject, quantities};
use crate::views::verdict::said;
use crate::views::width::{padded, shortened, width, wrapped};
use std::cmp::Reverse;
use std::io::{self, Write};

/// The failures that a summary names.
const FAILURES: usize = 5;

/// The most columns of a line of text outside the ladder.
const TEXT: usize = 100;

/// Writes what stands above the ladder.
pub fn heading(
    out: &mut impl Write,
    subject: Subject<'_>,
    page: usize,
    number: u64,
) -> io::Result<()> {
    let Subject {
        session,
        texts,
        pen,
        ..
    } = subject;
    let mut line = String::new();
    pen.write(&mut line, Ink::Heading, &(texts.session)(number));
    let mut parts = vec![
        format!(
            "{} {} UTC",
            quantities::date(session.start),
            quantities::time_of_day(session.start)
        ),
        subject.span(session.end - session.start),
    ];
    if let Some(user) = session.user {
        let name = pen.visible(session.text(user));
        parts.push((texts.user)(&shortened(&name, 32, pen.glyphs.ellipsis)));
    }
    parts.push(match session.transfers.len() as u64 {
        0 => texts.no_transfers.to_owned(),
        count => (texts.transfers)(count),
    });
    let heading = parts.join(pen.glyphs.dot);
    let mut used = width(&(texts.session)(number));
    for part in heading.split(pen.glyphs.dot) {
        let wide = width(part) + 3;
        if used + wide > page {
            writeln!(out, "{line}")?;
            line = "  ".to_owned();
            used = 2;
        } else {
            line.push_str(pen.glyphs.dot);
            used += 3;
        }
        line.push_str(part);
        used += wide - 3;
    }
    writeln!(out, "{line}")?;
    let mut remarks = Vec::new();
    if let Some(protocol) = session.protocol {
        remarks.push((texts.other_protocol)(protocol.name()));
    }
    for side in &session.other_sides {
        remarks.push((texts.other_side)(
            &side.client.to_string(),
            &side.server.to_string(),
            side.first_frame,
        ));
        let announced = side
            .announced
            .iter()
            .filter_map(|&(frame, endpoint)| Some((frame, endpoint?)));
        remarks.extend(
            announced
                .take(FAILURES)
                .map(|(frame, endpoint)| (texts.announced_there)(&endpoint.to_string(), frame)),
        );
    }
    for remark in remarks {
        paragraph(out, subject, page, Ink::Note, "", &remark)?;
    }
    Ok(())
}

/// Writes what stands below the ladder: what was transferred, what failed, what is missing.
pub fn summary(out: &mut impl Write, subject: Subject<'_>, page: usize) -> io::Result<()> {
    let Subject {
        session,
        texts,
        pen,
        ..
    } = subject;
    let mut parts = Vec::new();
    let transfers: Vec<&Transfer> = session
        .transfers
        .iter()
        .filter(|transfer| transfer.exchange.is_some())
        .collect();
    let complete = transfers
        .iter()
        .filter(|transfer| transfer.outcome == TransferOutcome::Complete)
        .count();
    if !transfers.is_empty() {
        parts.push((texts.complete)(complete as u64, transfers.len() as u64));
    }
    let [received, sent] = volumes(session);
    if received > 0 {
        parts.push((texts.received)(&subject.bytes(received)));
    }
    if sent > 0 {
        parts.push((texts.sent)(&subject.bytes(sent)));
    }
    if parts.is_empty() {
        parts.push(texts.nothing_carried.to_owned());
    }
    let trouble = subject.trouble();
    let failures = subject.failures();
    let fulfilled = match transfers.len() {
        0 => failures.is_empty(),
        all => complete == all,
    };
    let well = fulfilled && trouble.is_none() && !subject.ended_by_server();
    let (mark, ink) = if well {
        (pen.glyphs.well, Ink::Good)
    } else {
        (pen.glyphs.lost, Ink::Bad)
    };
    paragraph(out, subject, page, ink, mark, &parts.join(pen.glyphs.dot))?;
    if let Some(trouble) = trouble {
        paragraph(out, subject, page, Ink::Bad, " ", trouble)?;
    }
    if subject.ended_by_server() {
        paragraph(out, subject, page, Ink::Bad, " ", texts.ended_by_server)?;
    }
    let mut verdicts = diagnose(session);
    verdicts.sort_by_key(|verdict| Reverse(verdict.severity));
    // A verdict says of a failure what the failure says, and more.
    let (judged, failures): (Vec<Failure>, Vec<Failure>) = failures
        .into_iter()
        .partition(|failure| verdicts.iter().any(|one| is_about(session, one, failure)));
    for failure in failures.iter().take(FAILURES) {
        let text = (texts.failed)(
            &failure.what,
            failure.frame,
            &failure.reasons.join(texts.semicolon),
        );
        let ink = if failure.is_transfer || !well {
            Ink::Bad
        } else {
            Ink::Waiting
        };
        paragraph(out, subject, page, ink, " ", &text)?;
    }
    if failures.len() > FAILURES {
        let more = (texts.more_failures)((failures.len() - FAILURES) as u64);
        paragraph(out, subject, page, Ink::Bad, " ", &more)?;
    }
    let losses = &session.losses;
    let mut remarks = Vec::new();
    if losses.control_bytes > 0 {
        remarks.push((texts.control_gaps)(
            &subject.bytes(losses.control_bytes),
            losses.control_gaps.into(),
        ));
    }
    for (count, text) in [
        (u64::from(losses.long_lines), texts.long_lines),
        (losses.exchanges, texts.dropped_exchanges),
        (
            losses.announcements + losses.connections,
            texts.dropped_connections,
        ),
        (losses.pending, texts.dropped_pending),
    ] {
        if count > 0 {
            remarks.push(text(count));
        }
    }
    for remark in remarks {
        paragraph(out, subject, page, Ink::Waiting, " ", &remark)?;
    }
    for verdict in &verdicts {
        let failure = judged
            .iter()
            .find(|failure| is_about(session, verdict, failure));
        let said = said(Some(session), verdict, texts);
        pronounce(out, (pen, texts), page, failure, (verdict, said))?;
    }
    Ok(())
}

/// Whether a verdict is about the command or the announcement that failed.
fn is_about(session: &Session, verdict: &Verdict, failure: &Failure) -> bool {
    let transfer = verdict.transfer.and_then(|index| {
        let transfer = session.transfers.get(index as usize)?;
        let exchange = session.exchanges.get(transfer.exchange? as usize)?;
        Some(exchange.frame)
    });
    let announcement = verdict.announcement.and_then(|index| {
        let announcement = session.announcements.get(index as usize)?;
        Some(announcement.frame)
    });
    transfer.or(announcement) == Some(failure.frame)
}

/// Writes a verdict: what failed by it, its sentence with the frames that prove it, and a line for
/// each cure.
pub fn pronounce(
    out: &mut impl Write,
    (pen, texts): (&Pen, &Texts),
    page: usize,
    failure: Option<&Failure>,
    (verdict, (summary, fix)): (&Verdict, (String, Vec<String>)),
) -> io::Result<()> {
    let summary = match failure {
        Some(failure) => (texts.cell_failed)(&failure.what, &summary),
        None => summary,
    };
    let (mark, ink) = match verdict.severity {
        Severity::Error => (pen.glyphs.lost, Ink::Bad),
        Severity::Warning => (pen.glyphs.warning, Ink::Waiting),
        Severity::Note => (pen.glyphs.note, Ink::Note),
    };
    let frames = verdict.evidence.iter();
    let frames: String = frames.map(|frame| format!(" #{frame}")).collect();
    block(out, pen, page, (ink, mark), &format!("{summary}{frames}"))?;
    for line in &fix {
        block(out, pen, page, (Ink::Plain, " "), &format!("→ {line}"))?;
    }
    Ok(())
}

/// Writes a text in lines of the terminal's width, with a mark before the first.
fn paragraph(
    out: &mut impl Write,
    subject: Subject<'_>,
    page: usize,
    ink: Ink,
    mark: &str,
    text: &str,
) -> io::Result<()> {
    block(out, subject.pen, page, (ink, mark), text)
}

fn block(
    out: &mut impl Write,
    pen: &Pen,
    page: usize,
    (ink, mark): (Ink, &str),
    text: &str,
) -> io::Result<()> {
    let indent = if mark.is_empty() { 0 } else { 2 };
    let room = page.min(TEXT).saturating_sub(indent).max(1);
    for (index, part) in wrapped(&pen.sentence(text.to_owned()), room, room)
        .iter()
        .enumerate()
    {
        let before = if index == 0 { mark } else { "" };
        let mut line = String::new();
        pen.write(&mut line, ink, &format!("{}{part}", padded(before, indent)));
        writeln!(out, "{line}")?;
    }
    Ok(())
}
