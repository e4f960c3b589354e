//! Listings of directories, in the forms that servers write them.
//!
//! No RFC says what LIST returns; MLSD (RFC 3659 section 7) came late. Each form is read by a reader of
//! its own that takes a line only if all of it fits, and a line that fits none is kept as it stands.

use memchr::memmem;

mod mainframe;
mod unix;

/// How many lines are kept of one listing; the rest is counted.
pub const LISTING_LINES: usize = 100_000;

/// What an entry of a listing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A file.
    File,
    /// A directory, or what stands for one (a partitioned data set).
    Directory,
    /// A symbolic link.
    Link,
    /// A device, a pipe, a socket, or what the form does not tell.
    Other,
}

/// The form of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `ls -l`.
    Unix,
    /// `dir` of MS-DOS, as IIS writes it.
    MsDos,
    /// Facts of RFC 3659 section 7.2.
    Facts,
    /// Easily Parsed LIST Format.
    Eplf,
    /// NetWare.
    Novell,
    /// OpenVMS.
    Vms,
    /// Data sets of z/OS.
    DataSets,
    /// Members of a partitioned data set of z/OS.
    Members,
    /// Jobs of z/OS.
    Jobs,
    /// IBM i.
    Os400,
}

/// One file or directory; what the line does not tell is none. All text is as it stands in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The form that the line has.
    pub format: Format,
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: &'a [u8],
    /// Its size in bytes; none where the form counts something else (blocks, tracks).
    pub size: Option<u64>,
    /// When it was modified: in no common form, and mostly without a time zone.
    pub modified: Option<&'a [u8]>,
    /// Who may do what, as `rwxr-xr-x`.
    pub permissions: Option<&'a [u8]>,
    /// The user that it belongs to.
    pub owner: Option<&'a [u8]>,
    /// The group that it belongs to.
    pub group: Option<&'a [u8]>,
    /// What the link points to.
    pub target: Option<&'a [u8]>,
}

impl<'a> Entry<'a> {
    /// An entry of which nothing but this is known.
    fn new(format: Format, kind: Kind, name: &'a [u8]) -> Self {
        Self {
            format,
            kind,
            name,
            size: None,
            modified: None,
            permissions: None,
            owner: None,
            group: None,
            target: None,
        }
    }
}

/// One line of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row<'a> {
    /// A file or directory.
    Entry(Entry<'a>),
    /// A line about the listing: `total 8`, a heading of columns, the sum at the end.
    About(&'a [u8]),
    /// A line of no known form.
    Unknown(&'a [u8]),
}

/// A listing, line by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing<'a> {
    /// Its lines, up to [`LISTING_LINES`]; empty ones are left out.
    pub rows: Vec<Row<'a>>,
    /// How many lines were not kept.
    pub more: u64,
}

impl<'a> Listing<'a> {
    /// Reads a whole listing, or the beginning of one. Lines end in LF, or CR LF.
    pub fn parse(bytes: &'a [u8]) -> Self {
        let mut listing = Self::default();
        let mut heading = None;
        let mut lines = bytes
            .split(|&byte| byte == b'\n')
            .map(without_cr)
            .peekable();
        while let Some(line) = lines.next() {
            if line.trim_ascii().is_empty() {
                continue;
            }
            if listing.rows.len() >= LISTING_LINES {
                listing.more += 1;
                continue;
            }
            if let Some(format) = mainframe::heading(line) {
                heading = Some(format);
                listing.rows.push(Row::About(line));
                continue;
            }
            let continued = lines
                .peek()
                .and_then(|next| mainframe::vms_continued(line, next));
            if continued.is_some() {
                lines.next();
            }
            let entry = continued
                .or_else(|| heading.and_then(|format| mainframe::under(format, line)))
                .or_else(|| entry(line));
            listing.rows.push(match entry {
                Some(entry) => Row::Entry(entry),
                None if is_about(line) => Row::About(line),
                None => Row::Unknown(line),
            });
        }
        listing
    }

    /// The files and directories.
    pub fn entries(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.rows.iter().filter_map(|row| match row {
            Row::Entry(entry) => Some(entry),
            Row::About(_) | Row::Unknown(_) => None,
        })
    }

    /// The form of its first entry.
    pub fn format(&self) -> Option<Format> {
        self.entries().next().map(|entry| entry.format)
    }
}

/// Reads one line of a listing, without its end; none if it has no known form. Lines that only a
/// heading explains (members of data sets) are not read.
pub fn entry(line: &[u8]) -> Option<Entry<'_>> {
    let line = without_cr(line);
    unix::entry(line)
        .or_else(|| dos(line))
        .or_else(|| facts(line))
        .or_else(|| eplf(line))
        .or_else(|| mainframe::vms(line))
        .or_else(|| mainframe::os400(line))
        .or_else(|| mainframe::data_set(line))
        .or_else(|| mainframe::job(line))
}

/// Whether the first bytes of a stream look like a listing: its first line is `total n`, a heading, or
/// an entry. Looks at one line, of 512 bytes at most.
pub fn looks_like_listing(bytes: &[u8]) -> bool {
    const LOOK: usize = 512;
    let head = bytes.get(..LOOK).unwrap_or(bytes);
    // Nearly all else ends here: listings are text, and long binary lines would be read in vain.
    let Some(end) = memchr::memchr(b'\n', head) else {
        return false;
    };
    let line = without_cr(head.get(..end).unwrap_or(head));
    if line.iter().any(|&byte| byte < b' ' && byte != b'\t') {
        return false;
    }
    is_total(line) || mainframe::heading(line).is_some() || entry(line).is_some()
}

/// `MM-DD-YY  HH:MMAM  <DIR>  name`, or a size in place of `<DIR>`.
fn dos(line: &[u8]) -> Option<Entry<'_>> {
    if !line.first()?.is_ascii_digit() {
        return None;
    }
    let (date, rest) = word(line)?;
    let (time, rest) = word(rest)?;
    let (size, rest) = word(rest)?;
    let numeric_date = date
        .iter()
        .all(|byte| byte.is_ascii_digit() || b"-/.".contains(byte));
    if !numeric_date || date.len() < 6 || date.iter().all(u8::is_ascii_digit) || !is_clock(time) {
        return None;
    }
    let modified = line.get(..span(line, time)?);
    let kind = match size {
        b"<DIR>" => Kind::Directory,
        b"<JUNCTION>" | b"<SYMLINK>" | b"<SYMLINKD>" => Kind::Link,
        _ => Kind::File,
    };
    let name = match kind {
        Kind::File => rest.get(1..)?,
        _ => rest.trim_ascii_start(),
    };
    if name.is_empty() {
        return None;
    }
    let size = match kind {
        Kind::File => Some(grouped_number(size)?),
        _ => None,
    };
    Some(Entry {
        size,
        modified,
        ..Entry::new(Format::MsDos, kind, name)
    })
}

/// `fact=value;fact=value; name` (RFC 3659 section 7.2). Values may hold spaces; the name begins after
/// the first semicolon that a space follows. One space before the facts is MLST's.
pub fn facts(line: &[u8]) -> Option<Entry<'_>> {
    let line = line.strip_prefix(b" ").unwrap_or(line);
    let end = memmem::find(line, b"; ")?;
    let (facts, name) = (line.get(..end)?, line.get(end + 2..)?);
    if name.is_empty() {
        return None;
    }
    let mut entry = Entry::new(Format::Facts, Kind::Other, name);
    for fact in facts.split(|&byte| byte == b';') {
        let equals = memchr::memchr(b'=', fact)?;
        let (key, value) = (fact.get(..equals)?, fact.get(equals + 1..)?);
        let is = |name: &[u8]| key.eq_ignore_ascii_case(name);
        if key.is_empty() || key.iter().any(|byte| !byte.is_ascii_graphic()) {
            return None;
        } else if is(b"type") {
            (entry.kind, entry.target) = fact_type(value);
        } else if is(b"size") || is(b"sizd") {
            entry.size = plain_number(value);
        } else if is(b"modify") {
            entry.modified = Some(value);
        } else if is(b"unix.mode") || (is(b"perm") && entry.permissions.is_none()) {
            entry.permissions = Some(value);
        } else if is(b"unix.owner") || is(b"unix.ownername") {
            entry.owner = Some(value);
        } else if is(b"unix.uid") {
            entry.owner = entry.owner.or(Some(value));
        } else if is(b"unix.group") || is(b"unix.groupname") {
            entry.group = Some(value);
        } else if is(b"unix.gid") {
            entry.group = entry.group.or(Some(value));
        }
    }
    Some(entry)
}

/// The value of the fact `type` (RFC 3659 section 7.5.1), and the target of a link.
fn fact_type(value: &[u8]) -> (Kind, Option<&[u8]>) {
    let begins = |name: &[u8]| {
        value
            .get(..name.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(name))
    };
    if begins(b"OS.unix=slink") || begins(b"OS.unix=symlink") {
        let colon = memchr::memchr(b':', value);
        return (Kind::Link, colon.and_then(|at| value.get(at + 1..)));
    }
    let is = |name: &[u8]| value.eq_ignore_ascii_case(name);
    if is(b"file") {
        return (Kind::File, None);
    }
    if is(b"dir") || is(b"cdir") || is(b"pdir") {
        return (Kind::Directory, None);
    }
    (Kind::Other, None)
}

/// `+facts,<tab>name`: `/` a directory, `r` a file, `s` the size, `m` the time, `up` permissions.
fn eplf(line: &[u8]) -> Option<Entry<'_>> {
    let line = line.strip_prefix(b"+")?;
    let tab = memchr::memchr(b'\t', line)?;
    let (facts, name) = (line.get(..tab)?, line.get(tab + 1..)?);
    let mut entry = Entry::new(Format::Eplf, Kind::Other, name);
    for fact in facts.split(|&byte| byte == b',') {
        match fact {
            b"/" => entry.kind = Kind::Directory,
            b"r" => entry.kind = Kind::File,
            [b's', size @ ..] => entry.size = plain_number(size),
            [b'm', time @ ..] => entry.modified = Some(time),
            [b'u', b'p', permissions @ ..] => entry.permissions = Some(permissions),
            _ => {}
        }
    }
    Some(entry)
}

/// Whether a line is about the listing.
fn is_about(line: &[u8]) -> bool {
    is_total(line) || line.starts_with(b"Total of ") || line.starts_with(b"Directory ")
}

/// `total 8`, as `ls` writes before the entries; in other languages another word of letters.
fn is_total(line: &[u8]) -> bool {
    let Some((word, number)) = word(line) else {
        return false;
    };
    let known: [&[u8]; 4] = [
        b"total",
        b"insgesamt",
        "总用量".as_bytes(),
        "總計".as_bytes(),
    ];
    known.contains(&word) && grouped_number(number.trim_ascii()).is_some()
}

fn without_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The first word of a text, and what follows it, spaces included.
fn word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let text = text.trim_ascii_start();
    let end = text
        .iter()
        .position(|byte| matches!(byte, b' ' | b'\t'))
        .unwrap_or(text.len());
    if end == 0 {
        return None;
    }
    text.split_at_checked(end)
}

/// The words of a text.
fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| matches!(byte, b' ' | b'\t'))
        .filter(|word| !word.is_empty())
}

/// Where `part`, a piece of `text`, ends in it.
fn span(text: &[u8], part: &[u8]) -> Option<usize> {
    let start = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let end = start.checked_add(part.len())?;
    (end <= text.len()).then_some(end)
}

/// The bytes of `text` from the beginning of one piece to the end of another.
fn between<'a>(text: &'a [u8], first: &[u8], last: &[u8]) -> Option<&'a [u8]> {
    let start = span(text, first)?.checked_sub(first.len())?;
    text.get(start..span(text, last)?)
}

/// A number of digits alone.
fn plain_number(text: &[u8]) -> Option<u64> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// A number of digits, with or without commas or points between groups.
fn grouped_number(text: &[u8]) -> Option<u64> {
    if !text.first()?.is_ascii_digit() {
        return None;
    }
    text.iter().try_fold(0u64, |value, &byte| match byte {
        b'0'..=b'9' => value.checked_mul(10)?.checked_add(u64::from(byte - b'0')),
        b',' | b'.' => Some(value),
        _ => None,
    })
}

/// `12:34`, `12:34PM`, `12:34:56.123456789`.
fn is_clock(text: &[u8]) -> bool {
    let colon = memchr::memchr(b':', text);
    text.first().is_some_and(u8::is_ascii_digit)
        && matches!(colon, Some(1 | 2))
        && text.len() <= 18
        && text
            .iter()
            .all(|byte| byte.is_ascii_digit() || b":.APMapm".contains(byte))
}

#[cfg(test)]
mod tests;
