//! The folder that files are written below, held open, so that nothing outside it is ever reached.

use crate::extract::name::{HIDDEN, Path};
use rustix::fs::{self, AtFlags, Mode, OFlags};
use rustix::io::Errno;
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// Whoever made the files may read and write them, and nobody else may anything.
const FILE: Mode = Mode::RUSR.union(Mode::WUSR);

/// As [`FILE`], of folders.
const FOLDER: Mode = Mode::RWXU;

/// [`FOLDER`] as the standard library wants it, on every system.
const FOLDER_BITS: u32 = 0o700;

/// How often another name is tried where something stands in the way.
const TRIES: u64 = 64;

/// Folders that are remembered as having another name.
const REDIRECTED: usize = 4_096;

/// What every file is opened with: a link is not followed, and a pipe not waited for.
const CAUTION: OFlags = OFlags::NOFOLLOW
    .union(OFlags::CLOEXEC)
    .union(OFlags::NONBLOCK);

/// Bytes that stay free on the disk.
const SPARE: u64 = 64 << 20;

/// A folder.
pub struct Directory {
    name: PathBuf,
    handle: OwnedFd,
    /// The next number for a hidden file.
    next: AtomicU64,
    /// The names of folders that are others than was wanted, because something else stood there.
    redirected: HashMap<String, String>,
}

/// Why a file did not get its place.
#[derive(Debug)]
pub enum Obstacle {
    /// Another one stands there.
    Exists,
    /// The system refuses.
    Refused(io::Error),
}

impl From<Errno> for Obstacle {
    fn from(error: Errno) -> Self {
        Obstacle::Refused(error.into())
    }
}

/// A file whose name nobody is to see, in the folder itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden(String);

impl Directory {
    /// Opens the folder, and makes it where there is none.
    ///
    /// # Errors
    ///
    /// Where that cannot be done.
    pub fn open(path: &std::path::Path) -> io::Result<Self> {
        use std::os::unix::fs::DirBuilderExt;
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true).mode(FOLDER_BITS).create(path)?;
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::RDONLY;
        Ok(Self {
            name: path.to_owned(),
            handle: fs::open(path, flags, Mode::empty())?,
            next: AtomicU64::new(0),
            redirected: HashMap::new(),
        })
    }

    /// How the folder was named.
    pub fn name(&self) -> &std::path::Path {
        &self.name
    }

    /// Whether something stands in the folder under `name`.
    pub fn has(&self, name: &str) -> bool {
        fs::statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW).is_ok()
    }

    /// Whether there is room for `bytes` more, and some to spare; true where that is not known.
    pub fn has_room(&self, bytes: u64) -> bool {
        fs::fstatvfs(&self.handle).map_or(true, |room| {
            room.f_bavail.saturating_mul(room.f_frsize) >= bytes.saturating_add(SPARE)
        })
    }

    /// Makes a hidden file.
    ///
    /// # Errors
    ///
    /// Where the system refuses.
    pub fn hide(&self) -> io::Result<(Hidden, File)> {
        let process = std::process::id();
        for _ in 0..TRIES {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let name = format!("{HIDDEN}{process}-{number}");
            match self.create(&self.handle, &name) {
                Ok(file) => return Ok((Hidden(name), file)),
                Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Errno::EXIST.into())
    }

    fn create(&self, folder: impl AsFd, name: &str) -> Result<File, Errno> {
        let flags = CAUTION | OFlags::CREATE | OFlags::EXCL | OFlags::RDWR;
        fs::openat(folder, name, flags, FILE).map(File::from)
    }

    /// Opens a hidden file again, to read and to write.
    ///
    /// # Errors
    ///
    /// Where the system refuses.
    pub fn reopen(&self, hidden: &Hidden) -> io::Result<File> {
        let file = fs::openat(
            &self.handle,
            &hidden.0,
            CAUTION | OFlags::RDWR,
            Mode::empty(),
        )?;
        Ok(file.into())
    }

    /// Removes a hidden file; one that is not there is no trouble.
    pub fn remove(&self, hidden: &Hidden) {
        let _ = fs::unlinkat(&self.handle, &hidden.0, AtFlags::empty());
    }

    /// Opens a file that was placed, to read it.
    ///
    /// # Errors
    ///
    /// Where the system refuses, or where it is no file.
    pub fn read(&self, path: &Path) -> io::Result<File> {
        let folder = self.folder(path)?;
        let flags = CAUTION | OFlags::RDONLY;
        let file = File::from(fs::openat(&folder, path.name(), flags, Mode::empty())?);
        match file.metadata()?.is_file() {
            true => Ok(file),
            false => Err(Errno::INVAL.into()),
        }
    }

    /// Gives a hidden file its place, or one that is like it where a folder cannot be had; returns
    /// where it stands.
    ///
    /// # Errors
    ///
    /// Where another file stands there, unless `force` has it replaced, or where the system refuses.
    /// The hidden file is still there then.
    pub fn place(&mut self, hidden: &Hidden, path: &Path, force: bool) -> Result<Path, Obstacle> {
        let (path, folder) = self.make_folders(path)?;
        if force {
            fs::renameat(&self.handle, &hidden.0, &folder, path.name())?;
            return Ok(path);
        }
        match self.place_anew(hidden, &folder, path.name()) {
            Ok(()) => Ok(path),
            Err(Errno::EXIST) => Err(Obstacle::Exists),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives a hidden file its place where nothing stands.
    fn place_anew(&self, hidden: &Hidden, folder: &OwnedFd, name: &str) -> Result<(), Errno> {
        // Some systems write a file to the disk at once when it takes the place of another one, so
        // that is not made first where there is another way.
        #[cfg(target_os = "linux")]
        match fs::renameat_with(
            &self.handle,
            &hidden.0,
            folder,
            name,
            fs::RenameFlags::NOREPLACE,
        ) {
            // Not every file system knows it.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
            other => return other,
        }
        // What is made here is free, so that what takes its place replaces nothing of others.
        self.create(folder, name)?;
        fs::renameat(&self.handle, &hidden.0, folder, name)
    }

    /// Takes a file that was placed away from there, so that it is a hidden one again.
    ///
    /// # Errors
    ///
    /// Where the system refuses.
    pub fn take_back(&self, path: &Path) -> io::Result<Hidden> {
        let folder = self.folder(path)?;
        let (hidden, _) = self.hide()?;
        fs::renameat(&folder, path.name(), &self.handle, &hidden.0)?;
        Ok(hidden)
    }

    /// The folder that a file stands in.
    fn folder(&self, path: &Path) -> io::Result<OwnedFd> {
        let mut folder = self.handle.try_clone()?;
        for name in path.folders() {
            folder = enter(&folder, name, false)?;
        }
        Ok(folder)
    }

    /// Makes the folders of a path. Where one of them is a link or a file, another one is made.
    fn make_folders(&mut self, wanted: &Path) -> Result<(Path, OwnedFd), Obstacle> {
        let mut path = wanted.clone();
        let mut folder = self.handle.try_clone().map_err(Obstacle::Refused)?;
        for depth in 0..wanted.folders().len() {
            let hindered = path.components()[..=depth].join("/");
            if let Some(name) = self.redirected.get(&hindered) {
                path = path.with(depth, name.clone());
            }
            let plain = path.clone();
            let mut number = 2;
            folder = loop {
                match enter(&folder, &path.components()[depth], true) {
                    Ok(inner) => break inner,
                    Err(Errno::LOOP | Errno::NOTDIR | Errno::MLINK) if number < TRIES => {
                        path = plain.numbered(depth, number);
                        number += 1;
                    }
                    Err(error) => return Err(error.into()),
                }
            };
            if number > 2 && self.redirected.len() < REDIRECTED {
                let name = path.components()[depth].clone();
                self.redirected.insert(hindered, name);
            }
        }
        Ok((path, folder))
    }

    /// Sets when a hidden file was last changed, in nanoseconds since 1970.
    pub fn date(&self, hidden: &Hidden, nanoseconds: i64) {
        let time = fs::Timespec {
            tv_sec: nanoseconds.div_euclid(1_000_000_000),
            tv_nsec: nanoseconds.rem_euclid(1_000_000_000),
        };
        let times = fs::Timestamps {
            last_access: time,
            last_modification: time,
        };
        // A date that the file system does not have is no reason to lose the file.
        let _ = fs::utimensat(&self.handle, &hidden.0, &times, AtFlags::SYMLINK_NOFOLLOW);
    }
}

/// Opens a folder in `folder` that is none elsewhere, and makes it where there is none.
fn enter(folder: &OwnedFd, name: &str, make: bool) -> Result<OwnedFd, Errno> {
    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::RDONLY;
    match fs::openat(folder, name, flags, Mode::empty()) {
        Err(Errno::NOENT) if make => {
            match fs::mkdirat(folder, name, FOLDER) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(error),
            }
            fs::openat(folder, name, flags, Mode::empty())
        }
        opened => opened,
    }
}
