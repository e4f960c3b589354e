//! The manifest, which grows in a hidden file and gets its name in the end.

use super::directory::{Directory, Hidden, Obstacle};
use crate::extract::name::{MANIFEST, Path};
use crate::views::extract as view;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};

/// Writes an object for each file, and in the end all of them as one.
pub struct Manifest {
    hidden: Hidden,
    lines: BufWriter<File>,
    count: usize,
    /// Which lines are about which transfer, of those that may yet be joined.
    open: HashMap<(u64, usize), usize>,
    /// The files that those of some lines became part of.
    joined: HashMap<usize, String>,
}

impl Manifest {
    /// A manifest of nothing.
    ///
    /// # Errors
    ///
    /// Where the system refuses.
    pub fn new(directory: &Directory) -> io::Result<Self> {
        let (hidden, file) = directory.hide()?;
        Ok(Self {
            hidden,
            lines: BufWriter::new(file),
            count: 0,
            open: HashMap::new(),
            joined: HashMap::new(),
        })
    }

    /// Adds an object, which is a line, of a transfer that `may_be_joined`.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn add(
        &mut self,
        line: &[u8],
        transfer: (u64, usize),
        may_be_joined: bool,
    ) -> io::Result<()> {
        if may_be_joined {
            self.open.insert(transfer, self.count);
        }
        self.count += 1;
        self.lines.write_all(line)
    }

    /// The file of `transfer` became part of `file`.
    pub fn join(&mut self, transfer: (u64, usize), file: &str) {
        if let Some(&line) = self.open.get(&transfer) {
            self.joined.insert(line, file.to_owned());
        }
    }

    /// Another capture begins, whose sessions are numbered anew.
    pub fn begin(&mut self) {
        self.open.clear();
    }

    /// Gives it its name.
    ///
    /// # Errors
    ///
    /// Where that cannot be done.
    pub fn finish(
        mut self,
        directory: &mut Directory,
        summary: &view::Summary,
        force: bool,
    ) -> io::Result<()> {
        self.lines.flush()?;
        let mut lines = self
            .lines
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        lines.rewind()?;
        let (whole, file) = directory.hide()?;
        let mut out = BufWriter::new(file);
        out.write_all(&view::manifest_head(summary))?;
        for (index, line) in BufReader::new(lines).split(b'\n').enumerate() {
            let line = line?;
            out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
            match self.joined.get(&index) {
                Some(file) => out.write_all(&view::joined_line(&line, file))?,
                None => out.write_all(&line)?,
            }
        }
        out.write_all(view::MANIFEST_TAIL)?;
        out.flush()?;
        directory.remove(&self.hidden);
        let place = directory.place(&whole, &Path::alone(MANIFEST), force);
        place.map(drop).map_err(|obstacle| {
            directory.remove(&whole);
            match obstacle {
                Obstacle::Exists => io::ErrorKind::AlreadyExists.into(),
                Obstacle::Refused(error) => error,
            }
        })
    }
}
