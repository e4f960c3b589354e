//! What is said of the step that is selected: what happens, what of it is announced, which frames
//! and bytes it is.

use super::script::{Script, Told};
use crate::diagnose::{Severity, Verdict};
use crate::session::{Announcement, Exchange, Session};
use crate::views::pen::Ink;
use crate::views::story::quantities;
use crate::views::story::{Event, Row};
use crate::views::tui::book::Entry;
use crate::views::tui::context::{Clock, Context};
use crate::views::verdict::said;
use memchr::memmem;
use std::net::IpAddr;

/// The bytes of a line that are shown in hexadecimal.
const BYTES: usize = 64;
/// The bytes in one row of hexadecimal.
const BYTES_A_ROW: usize = 8;

/// A paragraph of the explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// How it is drawn.
    pub ink: Ink,
    /// Its text.
    pub text: String,
    /// Whether it is wrapped; a table is cut.
    pub wraps: bool,
}

impl Paragraph {
    /// Running text.
    pub fn new(ink: Ink, text: String) -> Self {
        Self {
            ink,
            text,
            wraps: true,
        }
    }

    /// An empty line.
    pub fn space() -> Self {
        Self::row(Ink::Plain, String::new())
    }

    fn row(ink: Ink, text: String) -> Self {
        Self {
            ink,
            text,
            wraps: false,
        }
    }
}

/// The explanation of a step.
pub fn explanation(
    context: &Context,
    entry: &Entry,
    (script, verdicts): (&Script, &[Verdict]),
    index: usize,
) -> Vec<Paragraph> {
    let Some(told) = script.steps.get(index) else {
        return Vec::new();
    };
    let mut paragraphs = heading(context, told);
    paragraphs.extend(reasons(context, entry, (script, verdicts), index));
    paragraphs
}

/// Why a step happens, what it has to do with others, its bytes, and where it is defined.
pub fn reasons(
    context: &Context,
    entry: &Entry,
    (script, verdicts): (&Script, &[Verdict]),
    index: usize,
) -> Vec<Paragraph> {
    let Some(told) = script.steps.get(index) else {
        return Vec::new();
    };
    let session = &*entry.session;
    let mut paragraphs = Vec::new();
    for verdict in verdicts.iter().filter(|verdict| concerns(verdict, told)) {
        paragraphs.extend(judgement(context, session, verdict));
    }
    for &announcement in &told.announcements {
        if let Some(announcement) = session.announcements.get(announcement as usize) {
            paragraphs.push(Paragraph::row(Ink::Plain, String::new()));
            paragraphs.extend(numbers(context, announcement));
        }
    }
    let relations = relations(context, entry, told);
    let general = general(context, session, told);
    let mut notes: Vec<String> = Vec::new();
    // The numbers stand above already, row by row.
    let arithmetic: Vec<String> = told
        .announcements
        .iter()
        .filter_map(|&index| in_one_sentence(context, session.announcements.get(index as usize)?))
        .collect();
    for note in relations
        .into_iter()
        .chain(general)
        .chain(told.step.notes.iter().cloned())
    {
        if !notes.contains(&note) && !arithmetic.contains(&note) {
            notes.push(note);
        }
    }
    for note in notes {
        paragraphs.push(Paragraph::row(Ink::Plain, String::new()));
        paragraphs.push(Paragraph::new(Ink::Plain, context.pen.sentence(note)));
    }
    if let Some((frame, needle)) = line_in_frame(context, session, told) {
        paragraphs.extend(bytes(context, entry.capture, frame, &needle));
    }
    if let Some(section) = section(session, told).filter(|section| !section.is_empty()) {
        paragraphs.push(Paragraph::row(Ink::Plain, String::new()));
        paragraphs.push(Paragraph::new(
            Ink::Faint,
            context.pen.sentence(section.to_owned()),
        ));
    }
    paragraphs
}

/// Whether a verdict is proved by the step, among others.
fn concerns(verdict: &Verdict, told: &Told) -> bool {
    let Some((first, last)) = told.step.frames else {
        return false;
    };
    verdict
        .evidence
        .iter()
        .any(|frame| (first..=last).contains(frame))
}

/// A verdict: its sentence with the frames that prove it, and what to change.
fn judgement(context: &Context, session: &Session, verdict: &Verdict) -> Vec<Paragraph> {
    let pen = &context.pen;
    let (summary, fixes) = said(Some(session), verdict, context.texts);
    let (mark, ink) = match verdict.severity {
        Severity::Error => (pen.glyphs.lost, Ink::Bad),
        Severity::Warning => (pen.glyphs.warning, Ink::Waiting),
        Severity::Note => (pen.glyphs.note, Ink::Faint),
    };
    let frames: String = verdict
        .evidence
        .iter()
        .map(|frame| format!(" #{frame}"))
        .collect();
    let sentence = pen.sentence(format!("{mark} {summary}{frames}"));
    let mut paragraphs = vec![
        Paragraph::row(Ink::Plain, String::new()),
        Paragraph::new(ink, sentence),
    ];
    let cure = |fix| Paragraph::new(Ink::Plain, pen.sentence(format!("→ {fix}")));
    paragraphs.extend(fixes.into_iter().map(cure));
    paragraphs
}

/// What the step is, its frames and its time.
pub fn heading(context: &Context, told: &Told) -> Vec<Paragraph> {
    let texts = context.texts.walkthrough;
    let mut paragraphs = Vec::new();
    for row in &told.step.rows {
        match row {
            Row::Arrow { text, ink, .. } | Row::Bar { text, ink } => {
                let text = told.in_full.first().unwrap_or(text);
                let ink = if *ink == Ink::Plain {
                    Ink::Heading
                } else {
                    *ink
                };
                paragraphs.push(Paragraph::new(ink, text.clone()));
            }
            Row::Text {
                text,
                ink: Ink::Bad,
                ..
            } => {
                paragraphs.push(Paragraph::new(Ink::Bad, text.clone()));
            }
            Row::Text { .. } | Row::Listing { .. } | Row::Line { .. } => {}
        }
    }
    let mut place = Vec::new();
    if let Some((first, last)) = told.step.frames {
        place.push(if last > first {
            (texts.frames)(first, last)
        } else {
            (texts.frame)(first)
        });
    }
    if let Some(time) = told.step.time {
        let (date, moment) = (
            quantities::date(time),
            Clock::TimeOfDay.shown(time, time, time),
        );
        place.push(format!("{date} {moment} UTC"));
    }
    let place = context.pen.sentence(place.join(context.pen.glyphs.dot));
    if !place.is_empty() {
        paragraphs.push(Paragraph::new(Ink::Faint, place));
    }
    paragraphs
}

/// The numbers of an announcement taken apart, one row each (RFC 959 §4.1.2).
fn numbers(context: &Context, announcement: &Announcement) -> Vec<Paragraph> {
    let texts = context.texts.walkthrough;
    let endpoint = announcement.endpoint;
    let mut rows = Vec::new();
    if let (Some((high, low)), IpAddr::V4(v4)) = (announcement.port_numbers, endpoint.address.ip())
    {
        for (name, octet) in ["h1", "h2", "h3", "h4"].iter().zip(v4.octets()) {
            rows.push(format!("{name}  {octet:>3}"));
        }
        if let Some(last) = rows.last_mut() {
            last.push_str(&format!("  →  {} {}", texts.address, endpoint.address));
        }
        let high_part = u32::from(high) * 256;
        rows.push(format!("p1  {high:>3}  ×  256 = {high_part:>5}"));
        rows.push(format!("p2  {low:>3}  +        {low:>5}"));
        rows.push(format!(
            "              = {:>5}  →  {} {}",
            endpoint.port, texts.port, endpoint.port
        ));
    } else {
        if let Some((high, low)) = announcement.port_numbers {
            rows.push(format!("{high} × 256 + {low} = {}", endpoint.port));
        }
        rows.push(format!("{}  {}", texts.address, endpoint.address));
        rows.push(format!("{}  {}", texts.port, endpoint.port));
    }
    let data = |row| Paragraph::row(Ink::Data, context.pen.sentence(row));
    rows.into_iter().map(data).collect()
}

/// The numbers of an announcement as the story tells them.
fn in_one_sentence(context: &Context, announcement: &Announcement) -> Option<String> {
    let (high, low) = announcement.port_numbers?;
    let IpAddr::V4(v4) = announcement.endpoint.address.ip() else {
        return None;
    };
    let [a, b, c, d] = v4.octets();
    let (address, port) = (format!("{a},{b},{c},{d}"), format!("{high},{low}"));
    let text = context.texts.six_numbers;
    Some(
        context
            .pen
            .sentence(text(&address, &port, high, low, announcement.endpoint.port)),
    )
}

/// What the step has to do with others.
fn relations(context: &Context, entry: &Entry, told: &Told) -> Vec<String> {
    let texts = context.texts.walkthrough;
    let session = &*entry.session;
    let subject = context.subject(entry);
    let mut sentences = Vec::new();
    let command = |exchange: Option<u32>| {
        let exchange = session.exchanges.get(exchange? as usize)?;
        Some((subject.verb(exchange), exchange.frame))
    };
    for &index in &told.announcements {
        let users = session
            .transfers
            .iter()
            .filter(|one| one.announcement == Some(index));
        for (name, frame) in users
            .filter_map(|transfer| command(transfer.exchange))
            .take(3)
        {
            sentences.push((texts.used_by)(&name, frame));
        }
        let announcement = session.announcements.get(index as usize);
        let attempts = announcement.map_or(&[][..], |one| &one.attempts);
        let attempts = attempts
            .iter()
            .filter_map(|&one| session.connections.get(one as usize));
        sentences.extend(
            attempts
                .take(3)
                .map(|one| (texts.connected_in)(one.first_frame)),
        );
    }
    if let Event::Connects(connection) | Event::Carries(connection) = told.event {
        let named = |one: &&Announcement| one.attempts.contains(&connection);
        if let Some(announcement) = session.announcements.iter().find(named) {
            sentences.push((texts.announced_by)(
                announcement.by.name(),
                announcement.frame,
            ));
        }
        let users = session
            .transfers
            .iter()
            .filter(|one| one.connection == Some(connection));
        for (name, frame) in users
            .filter_map(|transfer| command(transfer.exchange))
            .take(3)
        {
            sentences.push((texts.serves)(&name, frame));
        }
    }
    sentences
}

fn exchange_of<'s>(session: &'s Session, told: &Told) -> Option<&'s Exchange> {
    match told.event {
        Event::Command(index) | Event::Reply(index, _) => session.exchanges.get(index),
        _ => None,
    }
}

/// What the verb or the code says, whatever the session.
fn general(context: &Context, session: &Session, told: &Told) -> Option<String> {
    let exchange = exchange_of(session, told)?;
    let texts = context.texts.explain;
    let sentence = match told.event {
        Event::Command(_) => (texts.verb)(exchange.verb?.name()),
        Event::Reply(_, place) => (texts.code)(exchange.replies.get(place)?.code?.0),
        _ => return None,
    };
    (!sentence.is_empty()).then(|| sentence.to_owned())
}

/// The section of an RFC that the step is described in.
fn section(session: &Session, told: &Told) -> Option<&'static str> {
    use crate::ftp::rfc;
    Some(match told.event {
        Event::Opening => "RFC 9293 §3.5, RFC 959 §2.3",
        Event::Command(_) => rfc::section(exchange_of(session, told)?.verb?),
        Event::Reply(_, place) => {
            rfc::reply_section(exchange_of(session, told)?.replies.get(place)?.code?)
        }
        Event::Connects(_) => "RFC 959 §3.2",
        Event::Carries(_) => "RFC 959 §3.4.1",
        Event::Inferred(..) => return None,
        Event::Closing => "RFC 9293 §3.6",
    })
}

/// The frame of a command or a reply, and what of its line is on the wire; a password only where it
/// may be seen.
fn line_in_frame(context: &Context, session: &Session, told: &Told) -> Option<(u64, Vec<u8>)> {
    use crate::ftp::command::Verb;
    let exchange = exchange_of(session, told)?;
    match told.event {
        Event::Command(_) => {
            let mut line = session.text(exchange.word).to_vec();
            let secret = matches!(exchange.verb, Some(Verb::Pass | Verb::Acct));
            let argument = session.argument(exchange).unwrap_or_default();
            if !argument.is_empty() && (!secret || context.show_passwords) {
                line.push(b' ');
                line.extend_from_slice(argument);
            }
            Some((exchange.frame, line))
        }
        Event::Reply(_, place) => {
            let reply = exchange.replies.get(place)?;
            let mut lines = session.lines(reply);
            let first = lines.next()?;
            let mark = if lines.next().is_some() { '-' } else { ' ' };
            let code = reply.code.map(|code| format!("{:03}{mark}", code.0));
            let line = [code.unwrap_or_default().as_bytes(), first].concat();
            Some((reply.frame, line))
        }
        _ => None,
    }
}

/// Where in its frame a line stands, in hexadecimal.
fn bytes(context: &Context, capture: usize, frame: u64, needle: &[u8]) -> Vec<Paragraph> {
    if needle.is_empty() {
        return Vec::new();
    }
    let Ok(packet) = context.packets.packet(capture, frame) else {
        return Vec::new();
    };
    // The line may have begun in an earlier frame: then as much of its end as is here.
    let whole = memmem::find(&packet.bytes, needle);
    let Some(at) = whole else {
        return Vec::new();
    };
    let texts = context.texts.walkthrough;
    let last = at + needle.len() - 1;
    let place = (texts.bytes_of_frame)(frame, at as u64, last as u64);
    let mut paragraphs = vec![
        Paragraph::row(Ink::Plain, String::new()),
        Paragraph::new(Ink::Faint, context.pen.sentence(place)),
    ];
    let shown = needle.get(..BYTES).unwrap_or(needle);
    for (row, part) in shown.chunks(BYTES_A_ROW).enumerate() {
        let hexadecimal: String = part.iter().map(|byte| format!("{byte:02x} ")).collect();
        let text: String = part
            .iter()
            .map(|&byte| {
                if matches!(byte, b' '..=b'~') {
                    char::from(byte)
                } else {
                    '.'
                }
            })
            .collect();
        let offset = at + row * BYTES_A_ROW;
        let room = BYTES_A_ROW * 3;
        paragraphs.push(Paragraph::row(
            Ink::Command,
            format!("{offset:04x}  {hexadecimal:room$} {text}"),
        ));
    }
    if needle.len() > BYTES {
        paragraphs.push(Paragraph::row(
            Ink::Faint,
            context.pen.glyphs.ellipsis.to_owned(),
        ));
    }
    paragraphs
}

/// The text of a step, as it is copied.
pub fn copied(told: &Told) -> String {
    let rows = told.step.rows.iter().flat_map(|row| match row {
        Row::Arrow { text, .. } | Row::Bar { text, .. } => {
            vec![told.in_full.first().unwrap_or(text).as_str()]
        }
        Row::Text { text, .. } | Row::Line { text, .. } => vec![text.as_str()],
        Row::Listing { lines, .. } => lines.iter().map(String::as_str).collect(),
    });
    rows.collect::<Vec<_>>().join("\n")
}
