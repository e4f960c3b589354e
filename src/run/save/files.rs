//! The files that packets are written to: one, or one after the other.

use crate::net::Time;
use std::collections::VecDeque;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// Numbers that are tried before one gives up, where files of these names are there already.
const NAMES: u32 = 10_000;

/// The ending of a name that has none.
const ENDING: &str = "pcapng";

/// Makes files, each with its number and the time of its first packet in its name, and removes the
/// oldest of them where there are enough.
pub struct Ring {
    path: PathBuf,
    /// How many are kept; `None` for all.
    limit: Option<usize>,
    made: VecDeque<PathBuf>,
    number: u32,
}

impl Ring {
    /// Files whose names are made from `path`.
    pub fn new(path: PathBuf, limit: Option<usize>) -> Self {
        Self {
            path,
            limit,
            made: VecDeque::new(),
            number: 0,
        }
    }

    /// The folder that they are made in.
    pub fn folder(&self) -> PathBuf {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        Path::new(".").join(folder)
    }

    /// Whether files can be made; to be known before there is a packet for one.
    ///
    /// # Errors
    ///
    /// Why not.
    pub fn check(&self) -> io::Result<()> {
        let folder = self.folder();
        if !fs::metadata(&folder)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        #[cfg(unix)]
        {
            use rustix::fs::{Access, access};
            access(&folder, Access::WRITE_OK | Access::EXEC_OK)?;
        }
        Ok(())
    }

    /// Makes the next file, never over one that is there; then removes the oldest of its own that
    /// is one too many.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn next(&mut self, time: Time) -> io::Result<(PathBuf, File)> {
        for _ in 0..NAMES {
            self.number += 1;
            let path = self.name(time);
            // To be written only: files that may be read are not to be made in this folder.
            let opened = File::options().write(true).create_new(true).open(&path);
            let file = match opened {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                created => created?,
            };
            self.made.push_back(path.clone());
            while self.limit.is_some_and(|limit| self.made.len() > limit) {
                let Some(oldest) = self.made.pop_front() else {
                    break;
                };
                match fs::remove_file(&oldest) {
                    // Somebody else may have moved it away.
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
            return Ok((path, file));
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// `name-00001-20261121T120000.pcapng`, in UTC.
    fn name(&self, time: Time) -> PathBuf {
        let second = jiff::Timestamp::from_nanosecond(time.0.into())
            .map(|time| time.strftime("%Y%m%dT%H%M%S").to_string());
        let mut name = self.path.file_stem().unwrap_or_default().to_owned();
        name.push(format!("-{:05}", self.number));
        if let Ok(second) = second {
            name.push("-");
            name.push(second);
        }
        name.push(".");
        name.push(self.path.extension().unwrap_or(ENDING.as_ref()));
        self.path.with_file_name(name)
    }
}

/// Opens the one file, which becomes empty only when it is written to.
///
/// # Errors
///
/// What the system says; [`io::ErrorKind::InvalidInput`] where the file is one of `inputs`.
pub fn open(path: &Path, inputs: &[PathBuf]) -> io::Result<File> {
    let file = File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    let own = file.metadata()?;
    let is_own = |input: &PathBuf| {
        let metadata = match super::super::input::is_stdin(input) {
            true => super::super::input::unbuffered_stdin().and_then(|stdin| stdin.metadata()),
            false => fs::metadata(input),
        };
        metadata.is_ok_and(|metadata| is_same(&own, path, &metadata, input))
    };
    if own.is_file() && inputs.iter().any(is_own) {
        let reason = "it is what is read";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
    }
    Ok(file)
}

#[cfg(unix)]
fn is_same(one: &Metadata, _: &Path, other: &Metadata, _: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(_: &Metadata, one: &Path, _: &Metadata, other: &Path) -> bool {
    let whole = |path: &Path| fs::canonicalize(path).ok();
    whole(one).is_some_and(|one| whole(other) == Some(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    const NOON: Time = Time(1_795_262_400_000_000_000);

    #[test]
    fn files_have_number_and_time_in_their_names() {
        let folder = tempfile::tempdir().unwrap();
        let mut ring = Ring::new(folder.path().join("probe.pcapng"), None);
        let mut bare = Ring::new(folder.path().join("bare"), None);
        ring.next(NOON).unwrap();
        ring.next(NOON).unwrap();
        bare.next(NOON).unwrap();
        let expected = [
            "bare-00001-20261121T120000.pcapng",
            "probe-00001-20261121T120000.pcapng",
            "probe-00002-20261121T120000.pcapng",
        ];
        assert_eq!(names(folder.path()), expected);
    }

    #[test]
    fn of_a_ring_the_last_files_are_kept_and_those_of_others() {
        let folder = tempfile::tempdir().unwrap();
        let other = folder.path().join("probe-00002-20261121T120000.pcapng");
        fs::write(&other, "of another").unwrap();
        let mut ring = Ring::new(folder.path().join("probe.pcapng"), Some(2));
        for _ in 0..4 {
            ring.next(NOON).unwrap();
        }
        let expected = [
            "probe-00002-20261121T120000.pcapng",
            "probe-00004-20261121T120000.pcapng",
            "probe-00005-20261121T120000.pcapng",
        ];
        assert_eq!(names(folder.path()), expected);
        assert_eq!(fs::read_to_string(other).unwrap(), "of another");
    }

    #[test]
    fn an_input_is_not_opened_to_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let (input, link) = (folder.path().join("one"), folder.path().join("two"));
        fs::write(&input, "a capture").unwrap();
        fs::hard_link(&input, &link).unwrap();
        for path in [&input, &link] {
            assert!(open(path, std::slice::from_ref(&input)).is_err());
        }
        assert_eq!(fs::read_to_string(&input).unwrap(), "a capture");
        assert!(open(&folder.path().join("three"), &[input]).is_ok());
    }
}
