//! The captures that the command line names.

use crate::capture::{CaptureError, Frame, LinkType, Merged, Reader, Source};
use std::path::Path;

/// One capture, or several read as one.
pub enum Input {
    /// One.
    One(Box<Reader>),
    /// Several.
    Merged(Merged),
}

impl Input {
    /// Opens a file, or standard input where the name is `-`.
    pub fn open(path: &Path) -> Result<Self, CaptureError> {
        Ok(Input::One(Box::new(reader(path)?)))
    }

    /// How many bytes were read so far.
    pub fn position(&self) -> u64 {
        match self {
            Input::One(reader) => reader.position(),
            Input::Merged(merged) => merged.position(),
        }
    }

    /// How many bytes there are; `None` for a pipe.
    pub fn size(&self) -> Option<u64> {
        match self {
            Input::One(reader) => reader.size(),
            Input::Merged(merged) => merged.size(),
        }
    }

    fn source(&self) -> &dyn Source {
        match self {
            Input::One(reader) => &**reader,
            Input::Merged(merged) => merged,
        }
    }
}

/// Opens a file, or standard input where the name is `-`.
pub fn reader(path: &Path) -> Result<Reader, CaptureError> {
    if path.as_os_str() == "-" {
        Reader::stdin()
    } else {
        Reader::open(path)
    }
}

impl Source for Input {
    fn next_frame(&mut self) -> Result<Option<Frame<'_>>, CaptureError> {
        match self {
            Input::One(reader) => reader.next_frame(),
            Input::Merged(merged) => merged.next_frame(),
        }
    }

    fn link_types(&self) -> &[LinkType] {
        self.source().link_types()
    }

    fn name(&self) -> &str {
        self.source().name()
    }
}
