//! From a transfer to a file in its place.

use super::directory::{Directory, Hidden, Obstacle};
use super::extraction::Extraction;
use super::making::{Carried, LARGEST, Made, digest};
use super::spool::{Spool, Stream};
use crate::cli::extract::Ascii;
use crate::extract::ascii::LineEnds;
use crate::extract::charset::Charset;
use crate::extract::check::{Agreement, Algorithm, Check, Digests};
use crate::extract::entry::{Entry, Fate, Lack, Reason};
use crate::extract::join::{Key, Part};
use crate::extract::layout::Layout;
use crate::extract::mode::Decoder;
use crate::extract::name::Path;
use crate::extract::subject::Subject;
use crate::ftp::command::Verb;
use crate::session::transfer::{Outcome, Transfer};
use crate::session::{DataConnection, Session};
use crate::tcp::{Answer, Direction};
use std::collections::HashMap;
use std::io;

/// A transfer on its way to a file.
pub struct Placing<'s> {
    number: u64,
    session: &'s Session,
    index: usize,
    transfer: &'s Transfer,
    subject: &'s Subject,
    connection: Option<&'s DataConnection>,
    /// The path on the server in Unicode.
    path: String,
    charset: Charset,
    /// The path without the folders of a layout.
    name: Path,
}

impl<'s> Placing<'s> {
    /// Transfer `index` of session `number`, whose names are in `charset`.
    pub fn new(
        number: u64,
        session: &'s Session,
        index: usize,
        subject: &'s Subject,
        charset: Charset,
    ) -> Self {
        let transfer = &session.transfers[index];
        let connection = transfer.connection;
        let raw = match (&subject.path, transfer.verb) {
            (Some(path), Some(verb)) if subject.is_listing => {
                [path, &b"/"[..], verb.name().as_bytes(), b".txt"].concat()
            }
            (Some(path), _) => path.clone(),
            (None, Some(verb)) if subject.is_listing => format!("{verb}.txt").into_bytes(),
            (None, _) => format!("unnamed-{number}-{index}").into_bytes(),
        };
        Self {
            number,
            session,
            index,
            transfer,
            subject,
            connection: connection.map(|index| &session.connections[index as usize]),
            path: charset.decode(&raw),
            charset,
            name: Path::of(&raw, charset),
        }
    }

    /// The path on the server in Unicode.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What the manifest says of a transfer of which there is no file.
    fn entry(&self) -> Entry {
        let Self {
            session,
            transfer,
            subject,
            ..
        } = self;
        let exchange = transfer
            .exchange
            .map(|index| &session.exchanges[index as usize]);
        let is_named = subject.path.is_some();
        Entry {
            capture: String::new(),
            session: self.number,
            transfer: self.index,
            frame: exchange.map(|exchange| exchange.frame),
            verb: transfer.verb,
            client: session.client,
            server: session.server,
            user: session.user.map(|user| session.text(user).to_vec()),
            way: transfer.way,
            subject: (*subject).clone(),
            path: is_named.then(|| (self.path.clone(), self.charset.label())),
            file: None,
            fate: Fate::Absent(Reason::NotCaptured),
            bytes: transfer.bytes,
            holes: Vec::new(),
            sha256: None,
            carried: transfer.bytes,
            carried_sha256: transfer.sha256,
            offset: transfer.restart.unwrap_or(0),
            joined: Vec::new(),
            converted: false,
            frames: self.connection.map(|one| (one.first_frame, one.last_frame)),
            times: self.connection.map(|one| (one.start, one.end)),
            final_code: transfer.final_code,
            outcome: transfer.outcome,
            checks: Vec::new(),
        }
    }

    /// Whether the file is one that a later transfer may go on with, and which.
    fn key(&self) -> Option<Key> {
        let is_plain = self.subject.mode == b'S' && self.subject.structure == b'F';
        let verb = self.transfer.verb;
        let is_file = matches!(verb, Some(Verb::Retr | Verb::Stor | Verb::Stou));
        Some(Key {
            server: self.session.server,
            path: self.subject.path.clone().filter(|_| is_plain && is_file)?,
            way: self.transfer.way?,
            representation: self.subject.representation,
        })
    }

    /// The length of the whole file, where the server told it.
    fn total(&self) -> Option<u64> {
        let is_size = |expected: &&crate::extract::check::Expected| {
            expected.algorithm == Algorithm::Size
                && expected.representation == self.subject.representation
        };
        let said = self.subject.expected.iter().find(is_size);
        let said = said.and_then(|expected| expected.value.parse().ok());
        let restart = self.transfer.restart.unwrap_or(0);
        said.or_else(|| self.transfer.promised?.checked_add(restart))
    }

    /// Why the file would not be whole even if it had no holes.
    fn lack(&self) -> Option<Lack> {
        let (transfer, connection) = (self.transfer, self.connection?);
        let sender = transfer.sender?;
        let is_all = transfer.promised == Some(transfer.bytes);
        let begins = match sender {
            Direction::FromInitiator => connection.syns > 0,
            Direction::FromListener => connection.answer == Answer::SynAck,
        };
        let ends = connection.sent(sender).fin_frame.is_some() && connection.reset.is_none();
        // Of records that were lost, or could not be read, nobody knows what they held.
        let is_patchy = connection.tls.is_some() && transfer.bytes > 0 && transfer.sha256.is_none();
        match transfer.outcome {
            _ if is_patchy => Some(Lack::Missing),
            Outcome::Failed => Some(Lack::Failed),
            Outcome::Aborted => Some(Lack::Aborted),
            Outcome::Truncated => Some(Lack::Truncated),
            _ if is_all => None,
            _ if !begins => Some(Lack::Beginning),
            Outcome::Unknown if !ends => Some(Lack::Unfinished),
            Outcome::Unknown | Outcome::Complete => None,
        }
    }
}

/// A file that was made, and what is to be said of it.
struct Finished {
    made: Made,
    /// The place that it is to have, if another file had it before.
    wanted: Option<Path>,
    joined: Vec<(u64, usize)>,
    converted: bool,
    sha256: Option<[u8; 32]>,
    /// Whether its bytes begin where the file on the server does.
    begins: bool,
}

impl Extraction<'_> {
    /// Makes the file of a transfer and puts it into its place. Of connections that carry several,
    /// `consumed` says where the next begins.
    pub(super) fn place(
        &mut self,
        placing: Placing<'_>,
        consumed: &mut HashMap<u32, u64>,
    ) -> Entry {
        let mut entry = placing.entry();
        entry.capture.clone_from(&self.capture);
        let (Some(connection), Some(sender)) = (placing.connection, placing.transfer.sender) else {
            return entry;
        };
        let Some(target) = &self.target else {
            let path = self.claim(&placing);
            entry.file = Some(path.to_string());
            entry.fate = Fate::Listed;
            return entry;
        };
        if self.summary.whole + self.summary.partial >= self.options.most.max_files {
            entry.fate = Fate::Absent(Reason::TooMany);
            return entry;
        }
        let spool = target.spool.clone();
        let directory = target.directory.clone();
        let stream = spool.borrow_mut().lend(connection.id, sender);
        let (stream, was_lent) = match stream {
            Some(stream) => (stream, true),
            None => (Stream::default(), false),
        };
        let done = self.make(
            &placing,
            &mut entry,
            &stream,
            (&directory.borrow(), &mut spool.borrow_mut()),
            consumed,
        );
        if was_lent {
            spool.borrow_mut().give_back(connection.id, sender, stream);
        }
        match done {
            Ok(Some(finished)) => self.settle(&placing, &mut entry, finished),
            Ok(None) => {}
            Err(error) => {
                entry.fate = Fate::Absent(Reason::Refused);
                self.trouble_writing(&error);
            }
        }
        entry
    }

    /// Says that something cannot be written, and what can be done about it.
    pub(super) fn trouble_writing(&mut self, error: &io::Error) {
        let name = self.target.as_ref().map(|target| {
            let directory = target.directory.borrow();
            directory.name().display().to_string()
        });
        let name = name.unwrap_or_default();
        let advice = match error.kind() {
            io::ErrorKind::StorageFull => {
                "the disk is full, or nearly; files from here on are marked as partial or absent: make room, or choose another folder with -d"
            }
            io::ErrorKind::QuotaExceeded => "the quota is used up: choose another folder with -d",
            _ => "choose another folder with -d",
        };
        self.trouble(format_args!("cannot write below {name}: {error}; {advice}"));
    }

    /// A path that no other file has.
    fn claim(&mut self, placing: &Placing<'_>) -> Path {
        let layout = match self
            .target
            .as_ref()
            .and_then(|target| target.scratch.as_ref())
        {
            Some(_) => Layout::Flat,
            None => self.options.layout.into(),
        };
        let path = layout.place(placing.session, placing.name.clone());
        self.taken.claim(path)
    }

    /// Makes the file, hidden as yet; none where there is nothing to make one of, which `entry` says.
    fn make(
        &self,
        placing: &Placing<'_>,
        entry: &mut Entry,
        stream: &Stream,
        (directory, spool): (&Directory, &mut Spool),
        consumed: &mut HashMap<u32, u64>,
    ) -> io::Result<Option<Finished>> {
        let (transfer, subject) = (placing.transfer, placing.subject);
        let (Some(connection), Some(sender)) = (placing.connection, transfer.sender) else {
            return Ok(None);
        };
        let sent = connection.sent(sender);
        let place = transfer.connection.unwrap_or_default();
        let room = spool.largest().min(LARGEST);
        let (mode, structure) = (subject.mode, subject.structure);
        let decoder = match subject.is_listing {
            true => Decoder::new(mode, b'F', b'A', room),
            false => Decoder::new(mode, structure, subject.representation, room),
        };
        let begins = consumed.get(&place).copied().unwrap_or(transfer.begins);
        let length = match &decoder {
            Some(decoder) if decoder.tells_the_end() => sent.payload().saturating_sub(begins),
            _ => transfer.bytes,
        };
        let is_encrypted = connection.tls.is_some() && sent.plaintext.is_none();
        if is_encrypted && sent.bytes > 0 {
            entry.fate = Fate::Absent(Reason::Encrypted);
            return Ok(None);
        }
        let carried = Carried::new(stream, begins, length.min(room), sent.lead);
        let is_whole = carried.present.holes(carried.length).is_empty();
        let is_text = subject.representation == b'A' && self.options.ascii == Ascii::Native;
        let ends = (is_text && is_whole).then(LineEnds::default);
        let mut finished = if decoder.is_some() || ends.is_some() {
            let converted = ends.is_some();
            let decoding = decoder.is_some();
            let made = carried.convert(directory, spool, decoder, ends)?;
            if decoding {
                consumed.insert(place, begins + made.used);
            }
            Finished {
                made,
                wanted: None,
                joined: Vec::new(),
                converted,
                sha256: None,
                begins: transfer.restart.unwrap_or(0) == 0,
            }
        } else {
            self.copy(placing, &carried, (directory, spool))?
        };
        let made = &mut finished.made;
        if length > room {
            made.lack = Some(Lack::TooLarge);
        }
        made.lack = made.lack.or(stream.lack());
        self.check(placing, entry, &mut finished, directory)?;
        Ok(Some(finished))
    }

    /// Makes a file of the bytes as they are, behind what came before, if anything did.
    fn copy(
        &self,
        placing: &Placing<'_>,
        carried: &Carried<'_>,
        (directory, spool): (&Directory, &mut Spool),
    ) -> io::Result<Finished> {
        let transfer = placing.transfer;
        let restart = transfer.restart.unwrap_or(0);
        let before = placing.key().filter(|_| restart > 0);
        let before = before.and_then(|key| self.parts.find(&key));
        let before = before.filter(|part| part.is_continued_at(restart, placing.total()));
        if let Some(part) = before
            && let Ok(file) = directory.read(&part.file)
            && carried.agrees_with(directory, &file, &part.present, restart)?
        {
            let length = file.metadata()?.len();
            let hidden = match part.is_whole {
                true => duplicate(directory, spool, file, length)?,
                false => Some(directory.take_back(&part.file)?),
            };
            if let Some(hidden) = hidden {
                let into = Some((hidden, part.present.clone(), length));
                return Ok(Finished {
                    made: carried.copy(directory, spool, into, restart)?,
                    wanted: (!part.is_whole).then(|| part.wanted.clone()),
                    joined: part.transfers.clone(),
                    converted: false,
                    sha256: None,
                    begins: true,
                });
            }
        }
        let is_far = restart.saturating_add(carried.length) > LARGEST.min(spool.largest());
        let base = if is_far || carried.length == 0 {
            0
        } else {
            restart
        };
        let is_own = placing
            .connection
            .is_none_or(|one| !spool.is_shared(one.id));
        let in_place = carried.as_it_is().filter(|_| base == 0 && is_own);
        let made = match in_place {
            Some(hidden) => {
                directory.reopen(hidden)?.set_len(carried.length)?;
                Made {
                    hidden: hidden.clone(),
                    length: carried.length,
                    present: carried.present.clone(),
                    lack: None,
                    used: carried.length,
                }
            }
            None => carried.copy(directory, spool, None, base)?,
        };
        Ok(Finished {
            made,
            wanted: None,
            joined: Vec::new(),
            converted: false,
            sha256: transfer.sha256.filter(|_| base == 0),
            begins: restart == 0,
        })
    }

    /// Computes the hashes of a file that has no holes, and compares it with what the server said.
    fn check(
        &self,
        placing: &Placing<'_>,
        entry: &mut Entry,
        finished: &mut Finished,
        directory: &Directory,
    ) -> io::Result<()> {
        let is_known = finished.sha256.is_some();
        let made = &finished.made;
        let expected = &placing.subject.expected;
        let has_holes = !made.present.holes(made.length).is_empty();
        let is_comparable = !has_holes
            && finished.begins
            && !finished.converted
            && placing.transfer.verb != Some(Verb::Appe)
            && made.lack.is_none()
            && matches!(placing.lack(), None | Some(Lack::Truncated));
        let hashes = expected.iter().map(|one| one.algorithm);
        let hashes = hashes.filter(|&one| is_comparable && one != Algorithm::Size);
        let digests = if has_holes || (is_known && hashes.clone().next().is_none()) {
            Digests::of_length(made.length)
        } else {
            let mut digests = Digests::new(hashes.chain([Algorithm::Sha256]));
            digest(directory, &made.hidden, &mut digests)?;
            finished.sha256 = digests.sha256();
            digests
        };
        let is_binary = |letter: u8| letter != b'A' && letter != b'E';
        entry.checks.clear();
        for one in expected {
            let own = placing.subject.representation;
            let fits = match one.algorithm {
                Algorithm::Size => is_binary(one.representation) == is_binary(own),
                _ => is_binary(own),
            };
            let agreement = match is_comparable && fits {
                true => digests.compare(one),
                false => Agreement::Unknown,
            };
            entry.checks.push(Check {
                expected: one.clone(),
                agreement,
            });
        }
        Ok(())
    }

    /// Gives a file its name, and says what became of it.
    fn settle(&mut self, placing: &Placing<'_>, entry: &mut Entry, finished: Finished) {
        let Finished {
            made,
            wanted,
            joined,
            converted,
            sha256,
            begins,
        } = finished;
        let holes = made.present.holes(made.length);
        let restart = placing.transfer.restart.unwrap_or(0);
        let is_tail = restart > 0 && !begins;
        let is_only_tail = is_tail && holes.iter().all(|&hole| hole == (0, restart));
        let lack = match made.lack {
            Some(lack) => Some(lack),
            None if is_only_tail => Some(Lack::Restarted),
            None if !holes.is_empty() => Some(Lack::Missing),
            None => placing.lack(),
        };
        let was_joined = wanted.is_some();
        let wanted = wanted.unwrap_or_else(|| self.claim(placing));
        let place = match lack {
            None => wanted.clone(),
            Some(_) if was_joined => wanted.partial(),
            Some(_) => self.taken.claim(wanted.partial()),
        };
        let Some(target) = &mut self.target else {
            return;
        };
        let mut directory = target.directory.borrow_mut();
        if let Some(modified) = placing.subject.modified {
            directory.date(&made.hidden, modified.0);
        }
        let placed = directory.place(&made.hidden, &place, self.options.force);
        let placed = placed.inspect_err(|_| directory.remove(&made.hidden));
        drop(directory);
        let file = match placed {
            Ok(file) => file,
            Err(obstacle) => {
                entry.fate = Fate::Absent(match obstacle {
                    Obstacle::Exists => Reason::Exists,
                    Obstacle::Refused(_) => Reason::Refused,
                });
                match obstacle {
                    Obstacle::Exists => self.trouble(format_args!(
                        "{place} is there already and was left as it is: --force replaces it"
                    )),
                    Obstacle::Refused(error) => self.trouble_writing(&error),
                }
                return;
            }
        };
        if was_joined && let Some(manifest) = &mut target.manifest {
            for &transfer in &joined {
                manifest.join(transfer, &file.to_string());
            }
        }
        entry.file = Some(file.to_string());
        entry.fate = lack.map_or(Fate::Whole, Fate::Partial);
        entry.bytes = made.length;
        entry.holes = holes;
        entry.sha256 = sha256;
        entry.converted = converted;
        entry.joined.clone_from(&joined);
        if let Some(key) = placing.key().filter(|_| !converted) {
            let mut transfers = joined;
            transfers.push((placing.number, placing.index));
            let part = Part {
                file,
                wanted,
                transfers,
                present: made.present,
                total: placing.total(),
                is_whole: lack.is_none(),
            };
            self.parts.remember(key, part);
        }
    }
}

/// A hidden copy of a file, if there is room for it.
fn duplicate(
    directory: &Directory,
    spool: &mut Spool,
    mut file: std::fs::File,
    length: u64,
) -> io::Result<Option<Hidden>> {
    if !spool.allows(length) {
        return Ok(None);
    }
    let (hidden, mut copy) = directory.hide()?;
    io::copy(&mut file, &mut copy)?;
    Ok(Some(hidden))
}
