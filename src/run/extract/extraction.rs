//! Files, while captures are read.

use super::directory::Directory;
use super::manifest::Manifest;
use super::placing::Placing;
use super::spool::Spool;
use crate::cli;
use crate::extract::charset::Charset;
use crate::extract::entry::{Entry, Fate};
use crate::extract::glob;
use crate::extract::join::Parts;
use crate::extract::subject::{Subject, subjects};
use crate::extract::taken::Taken;
use crate::run::feed::{Listener, Status};
use crate::run::input::Input;
use crate::run::progress::Progress;
use crate::run::{complain, environment};
use crate::session::Session;
use crate::session::transfer::{Outcome, Transfer, Way};
use crate::texts::Texts;
use crate::views::CaptureSummary;
use crate::views::extract::{self as view, Summary};
use crate::views::tui::Stop;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Display;
use std::io::{self, Write};
use std::rc::Rc;

/// Where files are written.
pub struct Target {
    /// The folder.
    pub directory: Rc<RefCell<Directory>>,
    /// What is on its way to being files.
    pub spool: Rc<RefCell<Spool>>,
    /// The manifest; none where the one file goes to standard output.
    pub manifest: Option<Manifest>,
    /// The temporary folder that this is then.
    pub scratch: Option<tempfile::TempDir>,
}

/// Makes files of what sessions transferred, as they are handed out.
pub struct Extraction<'o> {
    pub(super) options: &'o cli::Extract,
    login: Option<String>,
    pub(super) target: Option<Target>,
    texts: &'static Texts,
    stop: Stop,
    pub(super) capture: String,
    pub(super) taken: Taken,
    pub(super) parts: Parts,
    pub(super) summary: Summary,
    /// The file for standard output, once there is one.
    single: Option<Entry>,
    progress: Progress,
    sessions: u64,
    is_live: bool,
    status: Status,
}

impl<'o> Extraction<'o> {
    /// Nothing yet; files of logins that are not like `login` are passed over.
    pub fn new(
        options: &'o cli::Extract,
        login: Option<String>,
        target: Option<Target>,
        texts: &'static Texts,
        stop: Stop,
    ) -> Self {
        Self {
            options,
            login,
            target,
            texts,
            stop,
            capture: String::new(),
            taken: Taken::default(),
            parts: Parts::default(),
            summary: Summary::default(),
            single: None,
            progress: Progress::new(None),
            sessions: 0,
            is_live: false,
            status: Status::Complete,
        }
    }

    /// Says that something went wrong, and that not all is as it was asked for.
    pub(super) fn trouble(&mut self, trouble: impl Display) {
        self.progress.erase();
        self.status = self.status.max(Status::Unreadable);
        complain(trouble);
    }

    /// Writes the manifest, or the one file to standard output, and says what there was; `status` is
    /// that of the reading.
    pub fn finish_up(mut self, status: Status) -> io::Result<Status> {
        self.progress.erase();
        self.summary.interrupted = self.stop.is_stopped();
        if self.summary.interrupted {
            self.status = self.status.max(Status::Unreadable);
        }
        let target = self.target.take();
        if let Some(target) = target {
            target.spool.borrow_mut().clear();
            match target.manifest {
                Some(manifest) => {
                    let mut directory = target.directory.borrow_mut();
                    let force = self.options.force;
                    let finished = manifest.finish(&mut directory, &self.summary, force);
                    let name = directory.name().display().to_string();
                    if let Err(error) = finished {
                        self.trouble(format_args!(
                            "cannot write {name}/manifest.json: {error}; the files themselves are there"
                        ));
                    }
                }
                None => {
                    self.write_single(&target.directory.borrow())?;
                }
            }
            drop(target.scratch);
            if self
                .options
                .directory
                .as_deref()
                .is_some_and(crate::run::input::is_stdin)
            {
                return Ok(self.status.max(status));
            }
        }
        if !self.options.json {
            let mut out = io::stdout().lock();
            writeln!(out, "{}", view::summary_line(&self.summary, self.texts))?;
        }
        Ok(self.status.max(status))
    }

    /// Writes the one file to standard output.
    fn write_single(&mut self, directory: &Directory) -> io::Result<()> {
        let files = self.summary.whole + self.summary.partial;
        let Some(entry) = self.single.take() else {
            self.trouble(self.texts.extract.nothing);
            return Ok(());
        };
        if files > 1 {
            self.trouble(format_args!(
                "-d -: {files} files are left, and standard output takes one; --list lists them, and --session, --name, --direction, --login and --min-size choose among them"
            ));
            self.status = Status::WrongUsage;
            return Ok(());
        }
        let Some(file) = entry.file.as_deref() else {
            return Ok(());
        };
        let path = crate::extract::name::Path::of(file.as_bytes(), Charset::Utf8);
        let mut file = directory.read(&path)?;
        let mut out = io::stdout().lock();
        io::copy(&mut file, &mut out)?;
        out.flush()?;
        if entry.fate != Fate::Whole {
            let line = view::text_line(&entry, self.texts, environment::unicode());
            self.trouble(line);
        }
        Ok(())
    }

    /// Whether a file is one of those that are meant.
    fn is_meant(
        &self,
        number: u64,
        session: &Session,
        one: (&Transfer, &Subject),
        path: &str,
    ) -> bool {
        let (transfer, subject) = one;
        let which = &self.options.which;
        let way = which.direction.map(|direction| match direction {
            cli::extract::Direction::Download => Way::Download,
            cli::extract::Direction::Upload => Way::Upload,
        });
        let is_named = |pattern: &String| {
            let name = match pattern.contains('/') {
                true => path,
                false => path.rsplit('/').next().unwrap_or_default(),
            };
            glob::matches(pattern, name)
        };
        let is_of_login = |pattern: &String| {
            let user = session.user.map(|user| session.text(user));
            user.is_some_and(|user| glob::matches(pattern, &String::from_utf8_lossy(user)))
        };
        (self.options.listings || !subject.is_listing)
            && which.session.is_none_or(|wanted| wanted == number)
            && which.min_size.is_none_or(|least| transfer.bytes >= least)
            && way.is_none_or(|way| transfer.way == Some(way))
            && which.name.as_ref().is_none_or(is_named)
            && self.login.as_ref().is_none_or(is_of_login)
    }

    /// Tells of a file.
    fn tell(&mut self, entry: Entry) -> io::Result<()> {
        self.summary.add(&entry);
        let line = view::json_line(&entry);
        if let Some(target) = &mut self.target {
            let Some(manifest) = &mut target.manifest else {
                if entry.file.is_some() {
                    self.single.get_or_insert(entry);
                }
                return Ok(());
            };
            let may_be_joined = matches!(entry.fate, Fate::Partial(_));
            let transfer = (entry.session, entry.transfer);
            if let Err(error) = manifest.add(&line, transfer, may_be_joined) {
                self.trouble(format_args!("cannot write the manifest: {error}"));
            }
        }
        self.progress.erase();
        let mut out = io::stdout().lock();
        match self.options.json {
            true => out.write_all(&line),
            false => {
                let line = view::text_line(&entry, self.texts, environment::unicode());
                writeln!(out, "{line}")
            }
        }
    }
}

/// Whether a transfer carried anything, or would have.
fn is_of_interest(transfer: &Transfer, subject: &Subject) -> bool {
    match transfer.connection {
        Some(_) => {
            transfer.opened != Some(false) && (transfer.bytes > 0 || transfer.verb.is_some())
        }
        None => {
            transfer.opened.is_none()
                && transfer.outcome == Outcome::Complete
                && transfer.way.is_some()
                && !subject.is_listing
        }
    }
}

impl Listener for Extraction<'_> {
    const WANTS_FRAMES: bool = false;

    fn begin(&mut self, source: &Input) -> io::Result<()> {
        use crate::capture::Source;
        self.progress = Progress::new(source.size());
        self.sessions = 0;
        self.is_live = source.is_live();
        self.capture = source.name().to_owned();
        self.summary.captures.push(self.capture.clone());
        self.parts = Parts::default();
        if let Some(manifest) = self
            .target
            .as_mut()
            .and_then(|target| target.manifest.as_mut())
        {
            manifest.begin();
        }
        if self.is_live {
            complain(format_args!("capturing on {}", self.capture));
        }
        Ok(())
    }

    #[inline]
    fn frames(&mut self, source: &Input, count: u64) -> io::Result<()> {
        if !self.is_live {
            self.progress.frames(count, source, self.sessions);
        }
        Ok(())
    }

    fn session(&mut self, number: u64, session: Session) -> io::Result<()> {
        self.sessions = number;
        let subjects = subjects(&session);
        let names = subjects
            .iter()
            .filter_map(|subject| subject.path.as_deref());
        let charset = Charset::guess(names.flat_map(|path| path.split(|&byte| byte == b'/')));
        let mut consumed: HashMap<u32, u64> = HashMap::new();
        for (index, (transfer, subject)) in session.transfers.iter().zip(&subjects).enumerate() {
            if !is_of_interest(transfer, subject) {
                continue;
            }
            let placing = Placing::new(number, &session, index, subject, charset);
            if !self.is_meant(number, &session, (transfer, subject), placing.path()) {
                continue;
            }
            let entry = self.place(placing, &mut consumed);
            self.tell(entry)?;
        }
        let trouble = self.target.as_ref().and_then(|target| {
            let mut spool = target.spool.borrow_mut();
            for connection in &session.connections {
                spool.release(connection.id);
            }
            spool.take_trouble()
        });
        if let Some(error) = trouble {
            self.trouble_writing(&error);
        }
        Ok(())
    }

    fn complain(&mut self, complaint: &dyn Display) -> io::Result<()> {
        self.progress.erase();
        complain(complaint);
        Ok(())
    }

    fn end(&mut self, _source: &Input, _summary: &CaptureSummary<'_>) -> io::Result<()> {
        self.progress.erase();
        if let Some(target) = &self.target {
            target.spool.borrow_mut().clear();
        }
        Ok(())
    }

    fn summary(&mut self, summary: &dyn Display) -> io::Result<()> {
        self.complain(summary)
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn has_enough(&self) -> bool {
        self.stop.is_stopped()
    }
}
