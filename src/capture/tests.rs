//! Tests of the whole way from bytes to frames.

use std::io::{Cursor, Read};

use super::*;
use crate::net::Time;

mod archive;
mod build;
mod damage;
mod formats;
mod merging;
mod properties;

/// A frame with its own bytes, to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Kept {
    time: i64,
    interface: u32,
    link: u16,
    length: u32,
    data: Vec<u8>,
}

impl Kept {
    fn of(frame: &Frame<'_>) -> Self {
        Self {
            time: frame.time.0,
            interface: frame.interface,
            link: frame.link.0,
            length: frame.length,
            data: frame.data.to_vec(),
        }
    }

    fn frame(&self, number: u64) -> Frame<'_> {
        Frame {
            number,
            time: Time(self.time),
            interface: self.interface,
            link: LinkType(self.link),
            length: self.length,
            data: &self.data,
        }
    }
}

/// An input that gives a few bytes a time, as a pipe may.
struct Trickle(Cursor<Vec<u8>>, usize);

impl Read for Trickle {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = into.len().min(self.1);
        self.0.read(&mut into[..length])
    }
}

fn open(bytes: &[u8]) -> Result<Reader, CaptureError> {
    Reader::from_input("test".to_owned(), Box::new(Cursor::new(bytes.to_vec())))
}

/// All frames of a source, and its first error.
fn drain(source: &mut dyn Source) -> (Vec<Kept>, Option<CaptureError>) {
    let mut frames = Vec::new();
    loop {
        match source.next_frame() {
            Ok(Some(frame)) => {
                assert_eq!(frame.number, frames.len() as u64 + 1);
                assert!(frame.length as usize >= frame.data.len());
                frames.push(Kept::of(&frame));
            }
            Ok(None) => return (frames, None),
            Err(error) => return (frames, Some(error)),
        }
    }
}

/// All frames of a capture, and what stopped it.
fn read(bytes: &[u8]) -> (Vec<Kept>, Option<CaptureError>) {
    match open(bytes) {
        Ok(mut reader) => {
            let outcome = drain(&mut reader);
            assert!(matches!(reader.next_frame(), Ok(None)));
            outcome
        }
        Err(error) => (Vec::new(), Some(error)),
    }
}

/// All frames of a capture that is whole.
fn whole(bytes: &[u8]) -> Vec<Kept> {
    let (frames, error) = read(bytes);
    assert!(error.is_none(), "{error:?}");
    frames
}

fn kept(time: i64, data: &[u8]) -> Kept {
    Kept {
        time,
        interface: 0,
        link: 1,
        length: data.len() as u32,
        data: data.to_vec(),
    }
}
