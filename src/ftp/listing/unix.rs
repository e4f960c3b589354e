//! `ls -l` in all its variants, and NetWare's, which has rights in brackets.

use super::{Entry, Format, Kind, between, is_clock, plain_number, span, word};

/// How many words may stand between the permissions and the date: links, owner, group with
/// spaces in them, and size.
const WORDS_BEFORE_DATE: usize = 12;

/// Reads a line like `drwxr-xr-x 2 root root 4096 Jan 1 12:34 name`. Owner, group and the number
/// of links may be absent; names of months may be in any language.
pub(super) fn entry(line: &[u8]) -> Option<Entry<'_>> {
    let &[kind, second, ..] = line else {
        return None;
    };
    let kind = match kind {
        b'-' => Kind::File,
        b'd' => Kind::Directory,
        b'l' => Kind::Link,
        b'b' | b'c' | b'p' | b's' | b'D' | b'n' | b'w' | b'C' => Kind::Other,
        _ => return None,
    };
    let (format, permissions, rest) = match second {
        b' ' | b'[' => rights(line)?,
        _ => mode(line)?,
    };
    let Dated { fields, date, name } = split_at_date(rest)?;
    let mut entry = Entry {
        permissions: Some(permissions),
        modified: Some(date),
        ..Entry::new(format, kind, name)
    };
    owner_and_size(&mut entry, &fields);
    if kind == Kind::Link
        && let Some(arrow) = memchr::memmem::find(name, b" -> ")
    {
        entry.name = name.get(..arrow)?;
        entry.target = name.get(arrow + 4..);
    }
    Some(entry)
}

/// `-rwxr-xr-x`, with a mark for access lists or security contexts behind, which some servers
/// write without a space after.
fn mode(line: &[u8]) -> Option<(Format, &[u8], &[u8])> {
    let permissions = line.get(1..10)?;
    if !permissions.iter().all(|byte| b"rwxsStTlL-".contains(byte)) {
        return None;
    }
    let rest = line.get(10..)?;
    let rest = match rest {
        [b'+' | b'.' | b'@', rest @ ..] => rest,
        rest => rest,
    };
    matches!(rest.first(), Some(b' ' | b'\t')).then_some((Format::Unix, permissions, rest))
}

/// NetWare's `- [RWCEAFMS]`.
fn rights(line: &[u8]) -> Option<(Format, &[u8], &[u8])> {
    let text = line.get(1..)?.trim_ascii_start().strip_prefix(b"[")?;
    let close = text.iter().position(|&byte| byte == b']')?;
    let rights = text.get(..close)?;
    let known = rights.len() <= 10 && rights.iter().all(|byte| b"SRWCEMFAK-".contains(byte));
    known.then_some((Format::Novell, rights, text.get(close + 1..)?))
}

/// A line without its permissions.
struct Dated<'a> {
    /// The words before the date, the size last.
    fields: Vec<&'a [u8]>,
    date: &'a [u8],
    name: &'a [u8],
}

/// Finds the date, which the size stands before.
fn split_at_date(text: &[u8]) -> Option<Dated<'_>> {
    let mut fields: Vec<&[u8]> = Vec::new();
    let mut rest = text;
    while fields.len() <= WORDS_BEFORE_DATE {
        let (first, after_first) = word(rest)?;
        if fields.last().is_some_and(|size| is_size(size))
            && let Some(last) = date(first, after_first)
        {
            let name = text.get(span(text, last)?..)?.get(1..)?;
            if name.is_empty() {
                return None;
            }
            let date = between(text, first, last)?;
            return Some(Dated { fields, date, name });
        }
        fields.push(first);
        rest = after_first;
    }
    None
}

/// Whether a date begins with `first`: its last word. `Jan 1 12:34`, `1 Jan 2020`, `2020-01-01 12:34`,
/// and with `--full-iso` a zone behind.
fn date<'a>(first: &[u8], rest: &'a [u8]) -> Option<&'a [u8]> {
    let (second, rest) = word(rest)?;
    if is_iso_day(first) && is_clock(second) {
        return match word(rest) {
            Some((zone @ [b'+' | b'-', ..], _))
                if zone.len() == 5 && plain_number(zone.get(1..)?).is_some() =>
            {
                Some(zone)
            }
            _ => Some(second),
        };
    }
    let (third, _) = word(rest)?;
    let ordered = (is_month(first) && is_day(second)) || (is_day(first) && is_month(second));
    (ordered && (is_clock(third) || is_year(third))).then_some(third)
}

fn is_month(text: &[u8]) -> bool {
    (2..=12).contains(&text.len())
        && text.iter().any(|byte| !byte.is_ascii_digit())
        && text
            .iter()
            .all(|&byte| byte >= 128 || byte.is_ascii_alphanumeric() || byte == b'.')
}

fn is_day(text: &[u8]) -> bool {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = text.get(..digits).and_then(plain_number);
    // A point in German, a character in Chinese and Japanese.
    let tail = text.get(digits..).unwrap_or_default();
    let known = tail.is_empty() || tail == b"." || tail == "日".as_bytes();
    known && matches!(number, Some(1..=31))
}

fn is_year(text: &[u8]) -> bool {
    let text = text.strip_suffix("年".as_bytes()).unwrap_or(text);
    text.len() == 4 && matches!(plain_number(text), Some(1900..=2999))
}

fn is_iso_day(text: &[u8]) -> bool {
    matches!(text, [y @ .., b'-', _, _, b'-', _, _] if y.len() == 4)
        && text
            .iter()
            .all(|byte| byte.is_ascii_digit() || *byte == b'-')
}

/// A size, or the minor number of a device.
fn is_size(text: &[u8]) -> bool {
    plain_number(text).is_some()
        || text
            .iter()
            .all(|byte| byte.is_ascii_digit() || *byte == b',')
}

/// Sorts out the words between permissions and date: `links owner group size`, of which any but the
/// size may be absent.
fn owner_and_size<'a>(entry: &mut Entry<'a>, fields: &[&'a [u8]]) {
    let Some((size, mut before)) = fields.split_last() else {
        return;
    };
    entry.size = plain_number(size);
    // Devices have two numbers, `8, 0`, in place of a size.
    if let Some((major, rest)) = before.split_last()
        && (major.ends_with(b",") || size.contains(&b','))
    {
        entry.size = None;
        if major.ends_with(b",") {
            before = rest;
        }
    }
    if before.len() > 1
        && let Some((links, rest)) = before.split_first()
        && plain_number(links).is_some()
    {
        before = rest;
    }
    match before {
        [] => {}
        // A single number is the number of links.
        [alone] if plain_number(alone).is_some() && fields.len() == 2 => {}
        [owner] => entry.owner = Some(owner),
        [owner, group, ..] => {
            entry.owner = Some(owner);
            entry.group = Some(group);
        }
    }
}
