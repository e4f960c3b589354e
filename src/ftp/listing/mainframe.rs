//! Listings of OpenVMS, z/OS and IBM i.

use super::{Entry, Format, Kind, between, grouped_number, is_clock, plain_number, word, words};

/// The form of the lines under a heading of z/OS; none if the line is no heading.
pub(super) fn heading(line: &[u8]) -> Option<Format> {
    let mut words = words(line);
    match (words.next()?, words.next()?) {
        (b"Volume", b"Unit") => Some(Format::DataSets),
        (b"Name", b"VV.MM" | b"Size") => Some(Format::Members),
        (b"JOBNAME", b"JOBID") => Some(Format::Jobs),
        _ => None,
    }
}

/// Reads a line under a heading, which explains what would be unknown without it.
pub(super) fn under(format: Format, line: &[u8]) -> Option<Entry<'_>> {
    match format {
        Format::DataSets => data_set(line),
        Format::Members => member(line),
        Format::Jobs => job(line),
        _ => None,
    }
}

/// `WPTA01 3290 2004/03/04 1 3 FB 80 3125 PO SITE.PROD`; columns may be empty, or the data set is
/// migrated to tape and only its name is told.
pub(super) fn data_set(line: &[u8]) -> Option<Entry<'_>> {
    let fields: Vec<&[u8]> = words(line).take(12).collect();
    let (name, before) = fields.split_last()?;
    if !is_data_set_name(name) {
        return None;
    }
    match before {
        [b"Migrated" | b"MIGRAT" | b"ARCIVE"] => {
            Some(Entry::new(Format::DataSets, Kind::File, name))
        }
        [_, _, referred, .., organization]
            if is_slashed_day(referred) || *referred == b"**NONE**" =>
        {
            let kind = match *organization {
                b"PO" | b"PO-E" => Kind::Directory,
                b"PS" | b"PS-E" | b"PS-L" | b"DA" | b"VS" | b"VSAM" | b"GDG" => Kind::File,
                _ => return None,
            };
            Some(Entry {
                modified: is_slashed_day(referred).then_some(*referred),
                ..Entry::new(Format::DataSets, kind, name)
            })
        }
        _ => None,
    }
}

/// `MEMBER 01.03 2002/09/12 2002/10/11 09:37 11 11 0 USER`, or the name alone. Sizes are in records.
fn member(line: &[u8]) -> Option<Entry<'_>> {
    let mut fields = words(line);
    let name = fields.next()?;
    let known = name.len() <= 8 && name.iter().all(is_name_byte);
    if !known {
        return None;
    }
    let mut entry = Entry::new(Format::Members, Kind::File, name);
    let rest: Vec<&[u8]> = fields.take(9).collect();
    if let [_, created, changed, clock, ..] = rest.as_slice()
        && is_slashed_day(created)
        && is_slashed_day(changed)
        && is_clock(clock)
    {
        entry.modified = between(line, changed, clock);
        entry.owner = rest.get(7).copied();
    }
    Some(entry)
}

/// `JOBNAME JOB00054 USER OUTPUT A 3 Spool Files`.
pub(super) fn job(line: &[u8]) -> Option<Entry<'_>> {
    let mut fields = words(line);
    let (job, id) = (fields.next()?, fields.next()?);
    let digits = match id {
        [b'J' | b'S' | b'T', b'0'..=b'9', rest @ ..] => rest,
        _ => id
            .strip_prefix(b"JOB")
            .or_else(|| id.strip_prefix(b"STC"))
            .or_else(|| id.strip_prefix(b"TSU"))?,
    };
    let known = digits.len() >= 5 && job.len() <= 8 && job.iter().all(is_name_byte);
    if !known || plain_number(digits).is_none() {
        return None;
    }
    let owner = fields.next();
    Some(Entry {
        owner: owner.filter(|owner| !matches!(*owner, b"INPUT" | b"ACTIVE" | b"OUTPUT")),
        ..Entry::new(Format::Jobs, Kind::File, id)
    })
}

/// `QSYS 77824 02/23/00 15:09:55 *DIR /QIBM/`.
pub(super) fn os400(line: &[u8]) -> Option<Entry<'_>> {
    let (owner, rest) = word(line)?;
    let (size, rest) = word(rest)?;
    let (date, rest) = word(rest)?;
    let (time, rest) = word(rest)?;
    let (kind, rest) = word(rest)?;
    let name = rest.trim_ascii();
    let kind_name = kind.strip_prefix(b"*")?;
    if !is_clock(time) || name.is_empty() {
        return None;
    }
    let directory = matches!(kind_name, b"DIR" | b"DDIR" | b"LIB" | b"FLR") || name.ends_with(b"/");
    Some(Entry {
        size: Some(plain_number(size)?),
        modified: between(line, date, time),
        owner: Some(owner),
        ..Entry::new(
            Format::Os400,
            if directory {
                Kind::Directory
            } else {
                Kind::File
            },
            name.strip_suffix(b"/").unwrap_or(name),
        )
    })
}

/// `NAME.EXT;1 12/12 2-JAN-1996 12:34 [OWNER] (RWED,RWED,RE,)`. The size is in blocks.
pub(super) fn vms(line: &[u8]) -> Option<Entry<'_>> {
    let (name, rest) = word(line)?;
    vms_entry(name, rest)
}

/// The same, with all but the name on the next line, as is written for long names.
pub(super) fn vms_continued<'a>(line: &'a [u8], next: &'a [u8]) -> Option<Entry<'a>> {
    let (name, rest) = word(line)?;
    if !rest.trim_ascii().is_empty() || !next.first().is_some_and(u8::is_ascii_whitespace) {
        return None;
    }
    vms_entry(name, next)
}

fn vms_entry<'a>(name: &'a [u8], rest: &'a [u8]) -> Option<Entry<'a>> {
    let semicolon = memchr::memrchr(b';', name)?;
    plain_number(name.get(semicolon + 1..)?)?;
    let (first, after) = word(rest)?;
    let blocks = first
        .split(|&byte| byte == b'/')
        .all(|part| grouped_number(part).is_some());
    let (day, after) = if blocks && !first.is_empty() {
        word(after)?
    } else {
        (first, after)
    };
    let (time, after) = word(after)?;
    let mut parts = day.split(|&byte| byte == b'-');
    let day_known = parts.next().and_then(plain_number).is_some()
        && parts
            .next()
            .is_some_and(|month| month.len() == 3 && month.is_ascii())
        && parts.next().and_then(plain_number).is_some();
    if !day_known || !is_clock(time) {
        return None;
    }
    let bracketed = |open: u8, close: u8| {
        let start = memchr::memchr(open, after)? + 1;
        let length = memchr::memchr(close, after.get(start..)?)?;
        after.get(start..start + length)
    };
    let ids = bracketed(b'[', b']');
    let mut ids = ids
        .into_iter()
        .flat_map(|ids| ids.split(|&byte| byte == b','));
    let (first_id, second_id) = (ids.next(), ids.next());
    let directory = name
        .get(..semicolon)?
        .to_ascii_uppercase()
        .ends_with(b".DIR");
    Some(Entry {
        modified: between(rest, day, time),
        permissions: bracketed(b'(', b')'),
        // `[GROUP,OWNER]`, or the owner alone.
        owner: second_id.or(first_id),
        group: second_id.and(first_id),
        ..Entry::new(
            Format::Vms,
            if directory {
                Kind::Directory
            } else {
                Kind::File
            },
            name,
        )
    })
}

/// `2004/03/04`.
fn is_slashed_day(text: &[u8]) -> bool {
    text.len() == 10
        && text.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'/',
            _ => byte.is_ascii_digit(),
        })
}

fn is_data_set_name(text: &[u8]) -> bool {
    !text.is_empty()
        && text.len() <= 46
        && text
            .iter()
            .all(|byte| is_name_byte(byte) || b".'-".contains(byte))
}

fn is_name_byte(byte: &u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"$#@".contains(byte)
}
