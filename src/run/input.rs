//! The captures that the command line names.

#[cfg(all(unix, feature = "live"))]
use crate::capture::Live;
use crate::capture::{
    CaptureError, Comment, Frame, Interface, LinkType, Merged, Origin, Reader, Source,
};
use crate::views::tui::Stop;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use stoppable::Stoppable;

mod stoppable;

/// One capture, several read as one, or what passes on interfaces.
pub enum Input {
    /// One.
    One(Box<Reader>),
    /// Several.
    Merged(Box<Merged>),
    /// Network interfaces.
    #[cfg(all(unix, feature = "live"))]
    Live(Box<Live>),
}

impl Input {
    /// Whether frames come while one looks, for as long as one looks.
    pub fn is_live(&self) -> bool {
        match self {
            Input::One(_) | Input::Merged(_) => false,
            #[cfg(all(unix, feature = "live"))]
            Input::Live(_) => true,
        }
    }

    /// How many bytes were read so far.
    pub fn position(&self) -> u64 {
        match self {
            Input::One(reader) => reader.position(),
            Input::Merged(merged) => merged.position(),
            #[cfg(all(unix, feature = "live"))]
            Input::Live(live) => live.position(),
        }
    }

    /// How many bytes there are; `None` for a pipe.
    pub fn size(&self) -> Option<u64> {
        match self {
            Input::One(reader) => reader.size(),
            Input::Merged(merged) => merged.size(),
            #[cfg(all(unix, feature = "live"))]
            Input::Live(_) => None,
        }
    }

    /// For each input the file in which [`Origin::offset`] counts, where it is one.
    pub fn plain_files(&self) -> Vec<Option<PathBuf>> {
        let plain_file = |reader: &Reader| reader.plain_file().map(Path::to_owned);
        match self {
            Input::One(reader) => vec![plain_file(reader)],
            Input::Merged(merged) => merged.readers().map(plain_file).collect(),
            #[cfg(all(unix, feature = "live"))]
            Input::Live(_) => vec![None],
        }
    }

    /// Whether the captures are of a format in which secrets can stand.
    pub fn may_bring_secrets(&self) -> bool {
        self.readers().any(Reader::may_bring_secrets)
    }

    /// How many secrets the captures have brought along so far.
    #[inline]
    pub fn secrets(&self) -> usize {
        match self {
            Input::One(reader) => reader.secrets().len(),
            Input::Merged(merged) => merged.readers().map(|one| one.secrets().len()).sum(),
            #[cfg(all(unix, feature = "live"))]
            Input::Live(_) => 0,
        }
    }

    /// The captures that are read.
    pub fn readers(&self) -> impl Iterator<Item = &Reader> {
        let (one, merged) = match self {
            Input::One(reader) => (Some(&**reader), None),
            Input::Merged(merged) => (None, Some(&**merged)),
            #[cfg(all(unix, feature = "live"))]
            Input::Live(_) => (None, None),
        };
        one.into_iter()
            .chain(merged.into_iter().flat_map(Merged::readers))
    }

    fn source(&self) -> &dyn Source {
        match self {
            Input::One(reader) => &**reader,
            Input::Merged(merged) => &**merged,
            #[cfg(all(unix, feature = "live"))]
            Input::Live(live) => &**live,
        }
    }
}

/// Opens captures.
#[derive(Clone, Debug, Default)]
pub struct Opener {
    stop: Option<Stop>,
}

impl Opener {
    /// One whose pipes end when `stop` is said, even while nothing comes out of them.
    pub fn until(stop: Stop) -> Self {
        Self { stop: Some(stop) }
    }

    /// Whether there is somebody who says when to stop.
    #[cfg(all(unix, feature = "live"))]
    pub fn can_be_stopped(&self) -> bool {
        self.stop.is_some()
    }

    /// Opens a file, or standard input where the name is `-`.
    pub fn reader(&self, path: &Path) -> Result<Reader, CaptureError> {
        match &self.stop {
            Some(stop) if is_pipe(path) => {
                let name = path.display().to_string();
                let opened = if is_stdin(path) {
                    unbuffered_stdin()
                } else {
                    File::open(path)
                };
                match opened {
                    Ok(file) => {
                        let input = Stoppable::new(file, stop.clone());
                        Reader::from_input(name, Box::new(input))
                    }
                    Err(source) => Err(CaptureError::Open { name, source }),
                }
            }
            _ if is_stdin(path) => Reader::stdin(),
            _ => Reader::open(path),
        }
    }
}

/// Whether a name stands for something that can be read once only.
pub fn is_pipe(path: &Path) -> bool {
    let metadata = path.metadata();
    is_stdin(path) || metadata.is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// Whether a name stands for standard input.
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Standard input without the buffer of [`io::Stdin`]: what waits there can be seen by nobody who
/// asks the system whether there is anything.
pub fn unbuffered_stdin() -> io::Result<File> {
    #[cfg(unix)]
    let stdin = std::os::fd::AsFd::as_fd(&io::stdin()).try_clone_to_owned()?;
    #[cfg(windows)]
    let stdin = std::os::windows::io::AsHandle::as_handle(&io::stdin()).try_clone_to_owned()?;
    Ok(stdin.into())
}

// Inlined, because a frame that is handed on in memory is read as soon as it was written.
impl Source for Input {
    #[inline(always)]
    fn advance(&mut self) -> Result<bool, CaptureError> {
        match self {
            Input::One(reader) => reader.advance(),
            Input::Merged(merged) => merged.advance(),
            #[cfg(all(unix, feature = "live"))]
            Input::Live(live) => live.advance(),
        }
    }

    #[inline(always)]
    fn current(&self) -> Frame<'_> {
        match self {
            Input::One(reader) => reader.current(),
            Input::Merged(merged) => merged.current(),
            #[cfg(all(unix, feature = "live"))]
            Input::Live(live) => live.current(),
        }
    }

    fn origin(&self) -> Origin {
        self.source().origin()
    }

    fn interface(&self, number: u32) -> Option<&Interface> {
        self.source().interface(number)
    }

    fn interface_comments(&self, number: u32) -> Vec<&str> {
        self.source().interface_comments(number)
    }

    fn comments(&self) -> &[Comment] {
        self.source().comments()
    }

    fn link_types(&self) -> &[LinkType] {
        self.source().link_types()
    }

    fn name(&self) -> &str {
        self.source().name()
    }
}
