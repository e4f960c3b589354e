//! Files that were extracted: as lines for people, as NDJSON, and as the manifest.

use super::json::writer::{Object, Writer};
use super::json::{outcome, way};
use super::story::quantities::count;
use super::visible::{visible, visible_ascii};
use super::width::{padded, padded_left, width};
use crate::extract::check::Agreement;
use crate::extract::entry::{Entry, Fate, Lack, Reason};
use crate::texts::Texts;

/// What follows the last file in the manifest.
pub const MANIFEST_TAIL: &[u8] = b"\n]}\n";

/// The columns of a number of bytes.
const NUMBER: usize = 15;

/// What was extracted in all.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// The captures.
    pub captures: Vec<String>,
    /// Files under their own names.
    pub whole: u64,
    /// Files that are not whole.
    pub partial: u64,
    /// What is no file.
    pub absent: u64,
    /// What would be files (`--list`).
    pub listed: u64,
    /// The bytes of all files, without their holes.
    pub bytes: u64,
    /// Whether somebody ended it early.
    pub interrupted: bool,
}

impl Summary {
    /// Counts a file.
    pub fn add(&mut self, entry: &Entry) {
        match entry.fate {
            Fate::Whole => self.whole += 1,
            Fate::Partial(_) => self.partial += 1,
            Fate::Absent(_) => {
                self.absent += 1;
                return;
            }
            Fate::Listed => self.listed += 1,
        }
        self.bytes += entry.bytes.saturating_sub(entry.missing());
    }
}

/// The object of a file, with a line feed.
pub fn json_line(entry: &Entry) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.line(|object| whole_entry(object, entry));
    writer.bytes().to_vec()
}

fn whole_entry(object: &mut Object<'_>, entry: &Entry) {
    let subject = &entry.subject;
    object.word("type", "file");
    object.text("capture", &entry.capture);
    object.number("session", entry.session);
    object.number("transfer", entry.transfer as u64);
    object.maybe("frame", entry.frame, Writer::number);
    object.maybe("command", entry.verb, |out, verb| out.text(verb.name()));
    object.key("client").endpoint(entry.client);
    object.key("server").endpoint(entry.server);
    object.wire("user", "user_hex", entry.user.as_deref());
    object.maybe("direction", entry.way, |out, one| out.text(way(one)));
    let path = entry.path.as_ref();
    object.maybe("path", path, |out, (path, _)| out.text(path));
    object.maybe("path_hex", subject.path.as_deref(), Writer::hex);
    object.maybe("charset", path, |out, (_, charset)| out.text(charset));
    object.maybe("file", entry.file.as_deref(), Writer::text);
    object.word("state", entry.fate.name());
    object.maybe("reason", entry.fate.reason(), Writer::text);
    object.number("bytes", entry.bytes);
    object.number("missing", entry.missing());
    object.objects("holes", entry.holes.iter(), |object, &(start, end)| {
        object.number("offset", start);
        object.number("length", end - start);
    });
    object.maybe("sha256", entry.sha256, |out, hash| out.hex(&hash));
    object.number("carried", entry.carried);
    object.maybe("carried_sha256", entry.carried_sha256, |out, hash| {
        out.hex(&hash)
    });
    object.number("offset", entry.offset);
    object.objects(
        "joined",
        entry.joined.iter(),
        |object, &(session, transfer)| {
            object.number("session", session);
            object.number("transfer", transfer as u64);
        },
    );
    let letter = |letter: u8| char::from(letter).to_string();
    object.text("mode", &letter(subject.mode));
    object.text("structure", &letter(subject.structure));
    object.text("representation", &letter(subject.representation));
    object.key("converted").boolean(entry.converted);
    object.maybe("modified", subject.modified, Writer::time);
    object.wire(
        "renamed_to",
        "renamed_to_hex",
        subject.renamed_to.as_deref(),
    );
    object.key("deleted").boolean(subject.deleted);
    object.maybe("first_frame", entry.frames, |out, frames| {
        out.number(frames.0)
    });
    object.maybe("last_frame", entry.frames, |out, frames| {
        out.number(frames.1)
    });
    object.maybe("start", entry.times, |out, times| out.time(times.0));
    object.maybe("duration", entry.times, |out, times| {
        out.seconds((times.1 - times.0).as_seconds());
    });
    object.maybe("final", entry.final_code, |out, code| {
        out.number(code.0.into())
    });
    object.word("outcome", outcome(entry.outcome));
    object.objects("checks", entry.checks.iter(), |object, check| {
        object.text("by", check.expected.verb.name());
        object.number("frame", check.expected.frame);
        object.word("algorithm", check.expected.algorithm.name());
        object.text("expected", &check.expected.value);
        object.word("result", check.agreement.name());
    });
}

/// What stands in the manifest before the first file.
pub fn manifest_head(summary: &Summary) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.object(|object| {
        object.word("type", "manifest");
        object.text("program", concat!("ftpscope ", env!("CARGO_PKG_VERSION")));
        object.array("captures", summary.captures.iter(), |out, name| {
            out.text(name)
        });
        object.number("whole", summary.whole);
        object.number("partial", summary.partial);
        object.number("absent", summary.absent);
        object.number("bytes", summary.bytes);
        object.key("interrupted").boolean(summary.interrupted);
    });
    let mut head = writer.bytes().to_vec();
    head.pop();
    head.extend_from_slice(b",\"files\":[");
    head
}

/// The object of a file that became part of another one, whose name is `file`; without a line feed.
pub fn joined_line(line: &[u8], file: &str) -> Vec<u8> {
    // Within a string a quote has a backslash before it, so this is the key and nothing else.
    const KEY: &[u8] = b",\"file\":";
    let Some(at) = line.windows(KEY.len()).position(|window| window == KEY) else {
        return line.to_vec();
    };
    let value = &line[at + KEY.len()..];
    let mut escaped = false;
    let closing = value.iter().skip(1).position(|&byte| {
        let is_quote = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        is_quote
    });
    let Some(closing) = closing else {
        return line.to_vec();
    };
    let mut into = Writer::default();
    into.text(file);
    [
        &line[..at],
        b",\"file\":null,\"joined_into\":",
        into.bytes(),
        &value[closing + 2..],
    ]
    .concat()
}

/// A file in one line.
pub fn text_line(entry: &Entry, texts: &Texts, unicode: bool) -> String {
    let words = texts.extract;
    let clean = |text: &str| match unicode {
        true => visible(text.as_bytes()),
        false => visible_ascii(text.as_bytes()),
    };
    let states = [words.whole, words.partial, words.absent, words.listed];
    let state = match entry.fate {
        Fate::Whole => words.whole,
        Fate::Partial(_) => words.partial,
        Fate::Absent(_) => words.absent,
        Fate::Listed => words.listed,
    };
    let columns = states.map(width).into_iter().max().unwrap_or_default();
    let path = entry.path.as_ref().map(|(path, _)| path.as_str());
    let name = entry.file.as_deref().or(path).unwrap_or("-");
    let verb = entry.verb.map_or("-", |verb| verb.name());
    let mut line = format!(
        "{}{}  {verb:<4}  {}",
        padded(state, columns),
        padded_left(&count(entry.bytes), NUMBER),
        clean(name)
    );
    for note in notes(entry, texts) {
        line.push_str("; ");
        line.push_str(&clean(&note));
    }
    line
}

fn notes(entry: &Entry, texts: &Texts) -> Vec<String> {
    let words = texts.extract;
    let mut notes = Vec::new();
    if entry.missing() > 0 && entry.fate != Fate::Partial(Lack::Restarted) {
        let places = entry.holes.len() as u64;
        notes.push((words.missing)(&count(entry.missing()), places));
    }
    let reason = match entry.fate {
        Fate::Whole | Fate::Listed => None,
        Fate::Partial(Lack::Missing) if entry.missing() > 0 => None,
        Fate::Partial(Lack::Restarted) => Some((words.restarted)(&count(entry.offset))),
        Fate::Partial(lack) => Some(lacking(lack, texts).to_owned()),
        Fate::Absent(reason) => Some(why(reason, texts).to_owned()),
    };
    notes.extend(reason);
    if !entry.joined.is_empty() {
        notes.push((words.joined)(entry.joined.len() as u64));
    }
    for check in &entry.checks {
        let by = check.expected.algorithm.name();
        match check.agreement {
            Agreement::Agrees => notes.push((words.agrees)(by)),
            Agreement::Differs => notes.push((words.differs)(by)),
            Agreement::Unknown => {}
        }
    }
    if let Some(name) = &entry.subject.renamed_to {
        notes.push((words.renamed)(&visible(name)));
    }
    notes
}

fn lacking(lack: Lack, texts: &Texts) -> &'static str {
    let words = texts.extract;
    match lack {
        Lack::Missing => words.patchy,
        // The first of these is told with its place.
        Lack::Restarted | Lack::Beginning => words.beginning,
        Lack::Unfinished => words.unfinished,
        Lack::Failed => words.failed,
        Lack::Aborted => words.aborted,
        Lack::Truncated => words.truncated,
        Lack::Undecodable => words.undecodable,
        Lack::TooLarge => words.too_large,
        Lack::NoRoom => words.no_room,
    }
}

fn why(reason: Reason, texts: &Texts) -> &'static str {
    let words = texts.extract;
    match reason {
        Reason::Encrypted => words.encrypted,
        Reason::NotCaptured => words.not_captured,
        Reason::Exists => words.exists,
        Reason::TooMany => words.too_many,
        Reason::NoRoom => words.no_room,
        Reason::Refused => words.refused,
    }
}

/// The last line.
pub fn summary_line(summary: &Summary, texts: &Texts) -> String {
    let words = texts.extract;
    let files = summary.whole + summary.partial;
    let bytes = count(summary.bytes);
    match (files, summary.listed) {
        (0, 0) => words.nothing.to_owned(),
        (0, listed) => (words.found)(listed, &bytes),
        _ => (words.summary)(files, summary.whole, summary.partial, &bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_joined_says_into_which() {
        let line =
            br#"{"type":"file","path":"a,\"file\":\"b","file":"a\\\"b.partial","state":"partial"}"#;
        let joined = joined_line(line, "a");
        let expected = br#"{"type":"file","path":"a,\"file\":\"b","file":null,"joined_into":"a","state":"partial"}"#;
        assert_eq!(
            String::from_utf8_lossy(&joined),
            String::from_utf8_lossy(expected)
        );
    }
}
