//! Transfers that are extracted from the UI into the current folder.
//!
//! Names, decoding and what is said of a file are those of `ftpscope extract`; what differs is that
//! everything is read again from the frames, and that only new files are made, in one folder, because
//! that is all that the fence allows here.

use crate::extract::charset::Charset;
use crate::extract::check::{Agreement, Algorithm, Check, Digests};
use crate::extract::entry::{Entry, Fate, Lack, Reason};
use crate::extract::extent::Extents;
use crate::extract::mode::Decoder;
use crate::extract::name::Path as Name;
use crate::extract::subject::{Subject, subjects};
use crate::extract::taken::Taken;
use crate::ftp::command::Verb;
use crate::run::extract::{LARGEST, Placing};
use crate::views::extract::{self as view, Summary};
use crate::views::tui::{Carried, Extracted, Extraction, Packets, Stop, Unread};
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

/// The name of the manifest.
const MANIFEST: &str = "ftpscope-manifest.json";
/// Names that are tried before one gives up.
const NAMES: u64 = 10_000;
/// Bytes that are decoded at once: a few may become many.
const PIECE: usize = 16 << 10;

/// Extracts transfers into `folder`, and says what became of them.
///
/// # Errors
///
/// Where the manifest cannot be written; the files are there then.
pub fn extract(folder: &Path, wanted: &Extraction, packets: &dyn Packets) -> io::Result<Extracted> {
    let mut taken = Taken::default();
    let mut summary = Summary {
        captures: wanted.captures.clone(),
        ..Summary::default()
    };
    let mut lines = Vec::new();
    let mut last = None;
    for one in &wanted.transfers {
        let subjects = subjects(&one.session);
        let names = subjects
            .iter()
            .filter_map(|subject| subject.path.as_deref());
        let charset = Charset::guess(names.flat_map(|path| path.split(|&byte| byte == b'/')));
        let Some(subject) = subjects.get(one.index) else {
            continue;
        };
        let placing = Placing::new(one.number, &one.session, one.index, subject, charset);
        let mut entry = placing.entry();
        let capture = wanted.captures.get(one.capture);
        entry.capture = capture.cloned().unwrap_or_default();
        let carried = one
            .session
            .transfers
            .get(one.index)
            .and_then(|transfer| Carried::of(one.capture, &one.session, transfer));
        if let Some(carried) = carried {
            let making = Making {
                folder,
                packets,
                placing: &placing,
                subject,
                carried: &carried,
            };
            if let Err(error) = making.run(&mut entry, &mut taken) {
                entry.fate = Fate::Absent(match error.kind() {
                    io::ErrorKind::StorageFull => Reason::NoRoom,
                    _ => Reason::Refused,
                });
            }
        }
        summary.add(&entry);
        last = entry.file.clone().or(last);
        if !lines.is_empty() {
            lines.extend_from_slice(b",\n");
        }
        lines.extend_from_slice(view::json_line(&entry).trim_ascii_end());
    }
    let (manifest, mut file) = create(folder, &Name::alone(MANIFEST), &mut taken)?;
    file.write_all(&view::manifest_head(&summary))?;
    file.write_all(b"\n")?;
    file.write_all(&lines)?;
    file.write_all(view::MANIFEST_TAIL)?;
    Ok(Extracted {
        whole: summary.whole,
        partial: summary.partial,
        absent: summary.absent,
        file: last,
        manifest,
    })
}

/// Makes a file that was not there before, which nobody else may read, and says its name.
fn create(folder: &Path, name: &Name, taken: &mut Taken) -> io::Result<(String, File)> {
    for number in 1..=NAMES {
        let name = match number {
            1 => name.clone(),
            number => name.numbered(0, number),
        };
        let name = taken.claim(name).to_string();
        let mut options = File::options();
        // To be written only: what is in the folder is not to be read.
        options.write(true).create_new(true);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(folder.join(&name)) {
            Ok(file) => return Ok((name, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// One file on its way.
struct Making<'m> {
    folder: &'m Path,
    packets: &'m dyn Packets,
    placing: &'m Placing<'m>,
    subject: &'m Subject,
    carried: &'m Carried,
}

impl Making<'_> {
    /// Makes the file. What it is called depends on whether it is whole, and it cannot be given
    /// another name; so everything is read twice, and written the second time.
    fn run(&self, entry: &mut Entry, taken: &mut Taken) -> io::Result<()> {
        if self.carried.is_sealed() {
            entry.fate = Fate::Absent(Reason::Encrypted);
            return Ok(());
        }
        let (tried, unread) = self.read(None)?;
        let restart = entry.offset;
        let (holes, lack) = self.lack(&tried, &unread, restart);
        let name = self.placing.name().clone().flat();
        let name = match lack {
            None => name,
            Some(_) => name.partial(),
        };
        let (name, file) = create(self.folder, &name, taken)?;
        let (made, again) = self.read(Some(file))?;
        // Frames may have been let go of in between.
        let is_same = made.present == tried.present && again == unread;
        entry.file = Some(name);
        entry.bytes = tried.base + tried.length;
        entry.holes = holes;
        entry.fate = match lack {
            _ if !is_same => Fate::Partial(Lack::Missing),
            None => Fate::Whole,
            Some(lack) => Fate::Partial(lack),
        };
        self.check(entry, &tried, restart);
        Ok(())
    }

    /// Reads what was carried, into a file if there is one.
    fn read(&self, into: Option<File>) -> io::Result<(Made, Unread)> {
        let transfer = self.placing.transfer();
        let begins = transfer.begins;
        let (mode, structure) = (self.subject.mode, self.subject.structure);
        let decoder = match self.subject.is_listing {
            true => Decoder::new(mode, b'F', b'A', LARGEST),
            false => Decoder::new(mode, structure, self.subject.representation, LARGEST),
        };
        let tells_the_end = decoder.as_ref().is_some_and(Decoder::tells_the_end);
        let end = match tells_the_end {
            true => u64::MAX,
            false => begins.saturating_add(transfer.bytes),
        };
        let restart = transfer.restart.unwrap_or(0);
        let is_far = restart.saturating_add(transfer.bytes) > LARGEST;
        let base = if is_far || transfer.bytes == 0 || decoder.is_some() {
            0
        } else {
            restart
        };
        let expected = self.subject.expected.iter().map(|one| one.algorithm);
        let wanted: Vec<Algorithm> = expected
            .filter(|&one| one != Algorithm::Size)
            .chain([Algorithm::Sha256])
            .collect();
        let mut made = Made {
            file: into,
            base,
            decoder,
            digests: Digests::new(wanted.into_iter()),
            present: Extents::default(),
            used: 0,
            length: 0,
            is_broken: false,
            error: None,
            out: Vec::new(),
        };
        let stop = Stop::default();
        let unread = self
            .carried
            .each(self.packets, &stop, &mut |offset, bytes| {
                let from = begins.saturating_sub(offset).min(bytes.len() as u64);
                let until = end.saturating_sub(offset).min(bytes.len() as u64);
                let own = bytes.get(from as usize..until as usize).unwrap_or_default();
                let is_taken = own.is_empty() || made.take((offset + from) - begins, own);
                is_taken && offset + (bytes.len() as u64) < end
            });
        if let Some(error) = made.error.take() {
            return Err(error);
        }
        if made.decoder.is_none() {
            made.length = transfer.bytes;
        }
        made.fill()?;
        Ok((made, unread.unwrap_or_default()))
    }

    /// Which bytes of the file are missing, and why it is not whole.
    fn lack(&self, made: &Made, unread: &Unread, restart: u64) -> (Vec<(u64, u64)>, Option<Lack>) {
        let length = made.base + made.length;
        let holes = made.present.shifted(made.base).holes(length);
        let is_only_tail = restart > 0 && holes.iter().all(|&hole| hole == (0, made.base));
        let decoder = made.decoder.as_ref();
        let is_unended = decoder.is_some_and(|one| one.needs_an_end() && !one.is_over());
        let is_short =
            decoder.is_some_and(|one| !one.is_over()) && made.used < self.placing.transfer().bytes;
        let lack = if made.is_broken {
            Some(Lack::Undecodable)
        } else if is_unended || is_short {
            Some(Lack::Unfinished)
        } else if is_only_tail {
            Some(Lack::Restarted)
        } else if !holes.is_empty() || unread.is_cut || unread.trouble.is_some() {
            Some(Lack::Missing)
        } else {
            self.placing.lack_at_ends()
        };
        (holes, lack)
    }

    /// Says how the file compares with what the server said of it.
    fn check(&self, entry: &mut Entry, made: &Made, restart: u64) {
        let is_all = entry.holes.is_empty() && restart == 0;
        let is_whole = matches!(entry.fate, Fate::Whole | Fate::Partial(Lack::Truncated));
        let is_comparable = is_all && is_whole && entry.verb != Some(Verb::Appe);
        entry.sha256 = made.digests.sha256().filter(|_| entry.holes.is_empty());
        let is_binary = |letter: u8| letter != b'A' && letter != b'E';
        let own = self.subject.representation;
        let checks = self.subject.expected.iter().map(|one| {
            let fits = match one.algorithm {
                Algorithm::Size => is_binary(one.representation) == is_binary(own),
                _ => is_binary(own),
            };
            let agreement = match is_comparable && fits {
                true => made.digests.compare(one),
                false => Agreement::Unknown,
            };
            Check {
                expected: one.clone(),
                agreement,
            }
        });
        entry.checks = checks.collect();
    }
}

/// A file that is being made, or tried.
struct Made {
    file: Option<File>,
    /// Where in the file the first byte stands.
    base: u64,
    decoder: Option<Decoder>,
    digests: Digests,
    /// Which bytes there are, behind the base.
    present: Extents,
    /// How many of the bytes that were carried were used.
    used: u64,
    length: u64,
    is_broken: bool,
    error: Option<io::Error>,
    out: Vec<u8>,
}

impl Made {
    /// Takes bytes that stand at an offset of the transfer; returns whether more are wanted.
    fn take(&mut self, offset: u64, bytes: &[u8]) -> bool {
        if self.decoder.is_some() {
            return self.decode(offset, bytes);
        }
        let end = offset + bytes.len() as u64;
        self.digests.update(bytes);
        let is_noted = self.present.insert(offset, end);
        self.used = end;
        is_noted && self.write(self.base + offset, bytes)
    }

    /// Decodes bytes, up to the first that are missing.
    fn decode(&mut self, offset: u64, bytes: &[u8]) -> bool {
        if offset != self.used {
            return false;
        }
        for piece in bytes.chunks(PIECE) {
            let mut out = std::mem::take(&mut self.out);
            out.clear();
            let Some(decoder) = &mut self.decoder else {
                return false;
            };
            let pushed = decoder.push(piece, &mut out);
            let is_over = decoder.is_over();
            self.digests.update(&out);
            let at = self.length;
            self.length += out.len() as u64;
            self.present.insert(at, self.length);
            let is_written = self.write(at, &out);
            self.out = out;
            self.used += pushed.as_ref().map_or(0, |&used| used as u64);
            self.is_broken |= pushed.is_err();
            if !is_written || is_over || self.is_broken {
                return false;
            }
        }
        true
    }

    /// Gives the file its length where its last bytes are missing. To set the length of a file is
    /// more than the fence allows; to write the last of the zeros that stand for them is not.
    fn fill(&mut self) -> io::Result<()> {
        let Some(last) = self.length.checked_sub(1) else {
            return Ok(());
        };
        if let Some(file) = &mut self.file
            && self.present.end() < self.length
        {
            file.seek(SeekFrom::Start(self.base + last))?;
            file.write_all(&[0])?;
        }
        Ok(())
    }

    fn write(&mut self, at: u64, bytes: &[u8]) -> bool {
        let Some(file) = &mut self.file else {
            return true;
        };
        let written = file
            .seek(SeekFrom::Start(at))
            .and_then(|_| file.write_all(bytes));
        self.error = written.err();
        self.error.is_none()
    }
}
