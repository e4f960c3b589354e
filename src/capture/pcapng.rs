//! pcapng files (draft-ietf-opsawg-pcapng).

use super::LinkType;
use super::bytes::{ByteOrder, words};
use super::error::{Damage, Fault};
use super::notes::{INTERFACE_LIMIT, Interface, Notes, Resolution, Subject, name};
use super::pcap::link_type;
use super::reader::Record;
use super::window::{RECORD_LIMIT, Window};
use crate::net::Time;

mod clock;
pub(super) mod options;

use clock::Clock;
use options::Options;

/// The block type of a section header, the same in both byte orders.
pub(super) const SECTION_HEADER: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];
const INTERFACE_DESCRIPTION: u32 = 1;
const PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const INTERFACE_STATISTICS: u32 = 5;
const ENHANCED_PACKET: u32 = 6;
const DECRYPTION_SECRETS: u32 = 10;

/// Type and total length before a block's body, and the total length once more after it.
const BLOCK_HEADER: usize = 8;
const BLOCK_TRAILER: usize = 4;
const LEAST_BLOCK: u32 = 12;
const LEAST_SECTION: u32 = 28;

/// What a frame needs to know of its interface.
struct Card {
    link: LinkType,
    clock: Clock,
    snap_length: u32,
}

/// Where a frame lies in the body of its block.
struct Packet {
    time: Time,
    card: u32,
    link: LinkType,
    captured: u32,
    length: u32,
    header: usize,
}

/// The state of the current section of a pcapng file.
pub(super) struct Pcapng {
    order: ByteOrder,
    cards: Vec<Card>,
    /// How many interfaces the sections before this one described.
    base: u32,
    /// The time of the frame before: what a frame without a time gets.
    time: Time,
    blocks: u64,
    frames: u64,
}

impl Pcapng {
    /// Reads the first section header, which the window stands at.
    pub(super) fn header(window: &mut Window, notes: &mut Notes) -> Result<Self, Fault> {
        let mut this = Self {
            order: ByteOrder::Little,
            cards: Vec::new(),
            base: 0,
            time: Time::default(),
            blocks: 0,
            frames: 0,
        };
        window.fill(BLOCK_HEADER)?;
        this.block(window, notes)?;
        Ok(this)
    }

    /// How many whole blocks were read.
    pub(super) fn blocks(&self) -> u64 {
        self.blocks
    }

    /// Reads the next frame into `record`; false at the end. The window is then past its block.
    pub(super) fn next(
        &mut self,
        window: &mut Window,
        notes: &mut Notes,
        record: &mut Record,
    ) -> Result<bool, Fault> {
        loop {
            if !window.fill(BLOCK_HEADER)? && window.unread().is_empty() {
                return Ok(false);
            }
            if let Some(next) = self.block(window, notes)? {
                *record = next;
                return Ok(true);
            }
        }
    }

    /// Reads one block, and moves past it.
    #[inline]
    fn block(&mut self, window: &mut Window, notes: &mut Notes) -> Result<Option<Record>, Fault> {
        let Some(&[kind, length]) = words(window.unread()) else {
            let wanted = u64::from(LEAST_BLOCK);
            return Err(Fault::Cut { wanted });
        };
        let section = kind == SECTION_HEADER;
        if section {
            self.section_order(window)?;
        }
        let length = self.order.u32(length);
        let least = if section { LEAST_SECTION } else { LEAST_BLOCK };
        if length < least || !length.is_multiple_of(4) {
            return Err(Damage::Length { length }.into());
        }
        if length > RECORD_LIMIT {
            let limit = RECORD_LIMIT;
            return Err(Damage::TooLong { length, limit }.into());
        }
        let whole = length as usize;
        if !window.fill(whole)? {
            let wanted = u64::from(length);
            return Err(Fault::Cut { wanted });
        }
        let (body, end) = window
            .unread()
            .get(BLOCK_HEADER..whole)
            .and_then(|rest| rest.split_last_chunk::<BLOCK_TRAILER>())
            .ok_or(Damage::Length { length })?;
        let trailing = self.order.u32(*end);
        if trailing != length {
            let leading = length;
            return Err(Damage::LengthsDiffer { leading, trailing }.into());
        }
        let packet = if section {
            self.section(body, notes)?;
            None
        } else {
            self.body(self.order.u32(kind), body, notes)?
        };
        self.blocks += 1;
        let record = packet.map(|packet| {
            self.time = packet.time;
            self.frames += 1;
            Record {
                time: packet.time,
                interface: self.base + packet.card,
                link: packet.link,
                length: packet.length.max(packet.captured),
                data: window.range(BLOCK_HEADER + packet.header, packet.captured as usize),
            }
        });
        window.skip(whole);
        Ok(record)
    }

    /// Takes a body apart by the type of its block; unknown ones say nothing.
    #[inline]
    fn body(&mut self, kind: u32, body: &[u8], notes: &mut Notes) -> Result<Option<Packet>, Fault> {
        match kind {
            ENHANCED_PACKET => return self.enhanced_packet(body, notes).map(Some),
            SIMPLE_PACKET => return self.simple_packet(body).map(Some),
            PACKET => return self.obsolete_packet(body, notes).map(Some),
            INTERFACE_DESCRIPTION => self.interface(body, notes)?,
            INTERFACE_STATISTICS => self.statistics(body, notes),
            DECRYPTION_SECRETS => self.secrets(body, notes)?,
            _ => {}
        }
        Ok(None)
    }

    /// Learns the byte order of a new section, which its own length is written in already.
    fn section_order(&mut self, window: &mut Window) -> Result<(), Fault> {
        window.fill(12)?;
        let Some(&[_, _, magic]) = words(window.unread()) else {
            let wanted = u64::from(LEAST_SECTION);
            return Err(Fault::Cut { wanted });
        };
        self.order = match magic {
            [0x4d, 0x3c, 0x2b, 0x1a] => ByteOrder::Little,
            [0x1a, 0x2b, 0x3c, 0x4d] => ByteOrder::Big,
            magic => {
                let magic = u32::from_le_bytes(magic);
                return Err(Damage::ByteOrder { magic }.into());
            }
        };
        Ok(())
    }

    /// The section's own length is not looked at: it may be unknown, and is never needed.
    fn section(&mut self, body: &[u8], notes: &mut Notes) -> Result<(), Fault> {
        let Some((&[_, [a, b, c, d], _, _], options)) = split(body) else {
            return Err(Damage::Overfull.into());
        };
        let major = u32::from(self.order.u16([a, b]));
        let minor = u32::from(self.order.u16([c, d]));
        if major != 1 {
            return Err(Damage::Version { major, minor }.into());
        }
        self.base += self.cards.len() as u32;
        self.cards.clear();
        self.comments(Subject::Section, options, notes);
        Ok(())
    }

    fn interface(&mut self, body: &[u8], notes: &mut Notes) -> Result<(), Fault> {
        let Some((&[[a, b, _, _], snap_length], options)) = split(body) else {
            return Err(Damage::Overfull.into());
        };
        if notes.interfaces.len() >= INTERFACE_LIMIT {
            let limit = INTERFACE_LIMIT;
            return Err(Damage::TooManyInterfaces { limit }.into());
        }
        let mut interface = Interface {
            name: None,
            description: None,
            link: link_type(self.order.u16([a, b])),
            resolution: Resolution::PowerOfTen(6),
            offset: 0,
            snap_length: self.order.u32(snap_length),
            filter: None,
            received: None,
            dropped_by_interface: None,
            dropped_by_system: None,
        };
        let number = notes.interfaces.len() as u32;
        for (code, value) in Options::new(options, self.order) {
            match (code, value) {
                (options::COMMENT, text) => notes.comment(Subject::Interface(number), text),
                (options::NAME, value) => interface.name = name(value),
                (options::DESCRIPTION, value) => interface.description = name(value),
                // One of libpcap's language; others are programs.
                (options::FILTER, &[0, ref text @ ..]) => interface.filter = notes.filter(text),
                (options::RESOLUTION, &[value, ..]) => {
                    interface.resolution = clock::resolution(value);
                }
                (options::OFFSET, value) => {
                    if let Some(&seconds) = value.first_chunk::<8>() {
                        interface.offset = self.order.u64(seconds).cast_signed();
                    }
                }
                _ => {}
            }
        }
        self.cards.push(Card {
            link: interface.link,
            clock: Clock::new(interface.resolution, interface.offset),
            snap_length: interface.snap_length,
        });
        notes.interfaces.push(interface);
        Ok(())
    }

    #[inline]
    fn card(&self, interface: u32) -> Result<&Card, Fault> {
        let known = self.cards.len();
        let card = self.cards.get(interface as usize);
        card.ok_or(Fault::Damaged(Damage::UnknownInterface {
            interface,
            known,
        }))
    }

    #[inline]
    fn enhanced_packet(&self, body: &[u8], notes: &mut Notes) -> Result<Packet, Fault> {
        let Some((&[interface, high, low, captured, length], rest)) = split(body) else {
            return Err(Damage::Overfull.into());
        };
        let interface = self.order.u32(interface);
        self.timed_packet(interface, [high, low, captured, length], rest, notes)
    }

    fn obsolete_packet(&self, body: &[u8], notes: &mut Notes) -> Result<Packet, Fault> {
        let Some((&[[a, b, _, _], high, low, captured, length], rest)) = split(body) else {
            return Err(Damage::Overfull.into());
        };
        let interface = u32::from(self.order.u16([a, b]));
        self.timed_packet(interface, [high, low, captured, length], rest, notes)
    }

    /// What Enhanced Packet Blocks and the obsolete Packet Blocks have in common.
    #[inline]
    fn timed_packet(
        &self,
        interface: u32,
        [high, low, captured, length]: [[u8; 4]; 4],
        rest: &[u8],
        notes: &mut Notes,
    ) -> Result<Packet, Fault> {
        let card = self.card(interface)?;
        let captured = self.order.u32(captured);
        if captured as usize > rest.len() {
            return Err(Damage::Overfull.into());
        }
        let padded = (captured as usize).next_multiple_of(4);
        if let Some(options) = rest.get(padded..)
            && !options.is_empty()
        {
            self.comments(Subject::Frame(self.frames + 1), options, notes);
        }
        let high = u64::from(self.order.u32(high));
        let low = u64::from(self.order.u32(low));
        Ok(Packet {
            time: card.clock.time(high << 32 | low),
            card: interface,
            link: card.link,
            captured,
            length: self.order.u32(length),
            header: 20,
        })
    }

    /// A frame of the section's first interface, without a time: it gets that of the frame
    /// before.
    fn simple_packet(&self, body: &[u8]) -> Result<Packet, Fault> {
        let Some((&[length], rest)) = split(body) else {
            return Err(Damage::Overfull.into());
        };
        let card = self.card(0)?;
        let length = self.order.u32(length);
        let mut captured = length;
        if card.snap_length > 0 {
            captured = captured.min(card.snap_length);
        }
        if captured as usize > rest.len() {
            return Err(Damage::Overfull.into());
        }
        Ok(Packet {
            time: self.time,
            card: 0,
            link: card.link,
            captured,
            length,
            header: 4,
        })
    }

    fn comments(&self, subject: Subject, options: &[u8], notes: &mut Notes) {
        for (code, value) in Options::new(options, self.order) {
            if code == options::COMMENT {
                notes.comment(subject, value);
            }
        }
    }

    /// Statistics of an interface that is not there, or cut ones, are no reason to stop.
    fn statistics(&self, body: &[u8], notes: &mut Notes) {
        let Some((&[interface, _, _], options)) = split(body) else {
            return;
        };
        let interface = self.order.u32(interface);
        if interface as usize >= self.cards.len() {
            return;
        }
        let number = self.base.saturating_add(interface);
        let Some(interface) = notes.interfaces.get_mut(number as usize) else {
            return;
        };
        for (code, value) in Options::new(options, self.order) {
            let Some(&count) = value.first_chunk::<8>() else {
                continue;
            };
            let count = self.order.u64(count);
            match code {
                options::RECEIVED => interface.received = Some(count),
                options::DROPPED_BY_INTERFACE => interface.dropped_by_interface = Some(count),
                options::DROPPED_BY_SYSTEM => interface.dropped_by_system = Some(count),
                _ => {}
            }
        }
    }

    fn secrets(&self, body: &[u8], notes: &mut Notes) -> Result<(), Fault> {
        let Some((&[kind, length], rest)) = split(body) else {
            return Err(Damage::Overfull.into());
        };
        let length = self.order.u32(length) as usize;
        let bytes = rest.get(..length).ok_or(Damage::Overfull)?;
        notes.secret(self.order.u32(kind), bytes);
        Ok(())
    }
}

/// The first `N` groups of four bytes, and what follows them.
#[inline]
fn split<const N: usize>(body: &[u8]) -> Option<(&[[u8; 4]; N], &[u8])> {
    Some((words(body)?, body.get(4 * N..)?))
}
