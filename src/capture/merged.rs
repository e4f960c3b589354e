//! Several captures read as one, in time order.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::reader::{LinkTypes, Reader};
use super::{CaptureError, Comment, Frame, Interface, LinkType, Origin, Source};
use crate::net::Time;

/// Several captures as one: the frame with the earliest time comes next, the earlier input first
/// where times are equal.
///
/// Frames are numbered anew from 1, and interfaces from 0 in the order of their first frame. Where
/// an input cannot be read to its end, the others are; its error comes after the last frame, and
/// one call gives one error where several inputs have one.
pub struct Merged {
    name: String,
    inputs: Vec<Input>,
    /// The inputs that have a frame waiting.
    waiting: BinaryHeap<Reverse<(Time, usize)>>,
    /// The input whose frame was handed out last.
    last: Option<usize>,
    begun: bool,
    held: VecDeque<CaptureError>,
    links: LinkTypes,
    frames: u64,
    /// The input of each interface, and its number there, by its new number.
    numbers: Vec<(usize, u32)>,
    /// The new number of the interface of the frame that was handed out last.
    interface: u32,
}

struct Input {
    reader: Reader,
    /// The new number of each of its interfaces, once a frame of it came.
    interfaces: Vec<Option<u32>>,
}

impl Merged {
    /// Merges captures that were opened already.
    pub fn new(readers: Vec<Reader>) -> Self {
        let names: Vec<_> = readers.iter().map(Source::name).collect();
        Self {
            name: names.join(" + "),
            inputs: readers
                .into_iter()
                .map(|reader| Input {
                    reader,
                    interfaces: Vec::new(),
                })
                .collect(),
            waiting: BinaryHeap::new(),
            last: None,
            begun: false,
            held: VecDeque::new(),
            links: LinkTypes::default(),
            frames: 0,
            numbers: Vec::new(),
            interface: 0,
        }
    }

    /// The captures, for what they say of themselves.
    pub fn readers(&self) -> impl Iterator<Item = &Reader> {
        self.inputs.iter().map(|input| &input.reader)
    }

    /// How many bytes of all files were read so far.
    pub fn position(&self) -> u64 {
        self.readers().map(Reader::position).sum()
    }

    /// The size of all files in bytes; `None` where one is no regular file.
    pub fn size(&self) -> Option<u64> {
        self.readers().map(Reader::size).sum()
    }

    /// Reads the next frame of an input.
    fn read(&mut self, index: usize) {
        let Some(input) = self.inputs.get_mut(index) else {
            return;
        };
        match input.reader.advance() {
            Ok(true) => {
                let time = input.reader.current().time;
                self.waiting.push(Reverse((time, index)));
            }
            Ok(false) => {}
            Err(error) => self.held.push_back(error),
        }
    }
}

impl Source for Merged {
    fn advance(&mut self) -> Result<bool, CaptureError> {
        if !self.begun {
            self.begun = true;
            for index in 0..self.inputs.len() {
                self.read(index);
            }
        }
        if let Some(index) = self.last.take() {
            self.read(index);
        }
        let Some(Reverse((_, index))) = self.waiting.pop() else {
            return self.held.pop_front().map_or(Ok(false), Err);
        };
        self.last = Some(index);
        self.frames += 1;
        let Some(input) = self.inputs.get_mut(index) else {
            return Ok(false);
        };
        let frame = input.reader.current();
        self.links.note(frame.link);
        let old = frame.interface as usize;
        if input.interfaces.len() <= old {
            input.interfaces.resize(old + 1, None);
        }
        self.interface = 0;
        if let Some(known) = input.interfaces.get_mut(old) {
            self.interface = *known.get_or_insert_with(|| {
                let new = self.numbers.len() as u32;
                self.numbers.push((index, frame.interface));
                new
            });
        }
        Ok(true)
    }

    fn current(&self) -> Frame<'_> {
        let input = self.last.and_then(|index| self.inputs.get(index));
        let frame = input.map_or(Frame::EMPTY, |input| input.reader.current());
        Frame {
            number: self.frames,
            interface: self.interface,
            ..frame
        }
    }

    fn origin(&self) -> Origin {
        let input = self.last.unwrap_or_default();
        let reader = self.inputs.get(input).map(|input| &input.reader);
        Origin {
            input,
            ..reader.map_or_else(Origin::default, Source::origin)
        }
    }

    fn interface(&self, number: u32) -> Option<&Interface> {
        let &(input, old) = self.numbers.get(number as usize)?;
        self.inputs.get(input)?.reader.interface(old)
    }

    fn interface_comments(&self, number: u32) -> Vec<&str> {
        let known = self.numbers.get(number as usize);
        let input = known.and_then(|&(input, old)| Some((self.inputs.get(input)?, old)));
        input.map_or_else(Vec::new, |(input, old)| {
            input.reader.interface_comments(old)
        })
    }

    fn comments(&self) -> &[Comment] {
        let input = self.last.and_then(|index| self.inputs.get(index));
        input.map_or(&[], |input| input.reader.comments())
    }

    fn link_types(&self) -> &[LinkType] {
        self.links.in_order()
    }

    fn name(&self) -> &str {
        &self.name
    }
}
