//! pcap files (draft-ietf-opsawg-pcap), with the variants that are met.

use super::bytes::{ByteOrder, words};
use super::error::{Damage, Fault};
use super::notes::{Interface, Resolution};
use super::reader::Record;
use super::window::{RECORD_LIMIT, Window};
use super::{Frame, LinkType};
use crate::net::Time;

/// The most bytes of a frame that a record may hold where the file's own snap length is not
/// larger; more are damage. libpcap's tools keep 262,144 bytes at most.
pub const FRAME_LIMIT: u32 = 256 * 1024;

const HEADER: usize = 24;
const RECORD_HEADER: usize = 16;
/// Kuznetzov's modified format adds the interface's index, the protocol and the packet's type.
const MODIFIED_RECORD_HEADER: usize = 24;

/// In which order a record stores the captured length and the length on the wire.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lengths {
    CapturedFirst,
    /// Before version 2.3.
    WireFirst,
    /// Version 2.3 was written in both orders: the smaller one is the captured length.
    Smaller,
}

/// What the header of a pcap file says about its records.
pub(super) struct Pcap {
    order: ByteOrder,
    nanoseconds_per_unit: i64,
    record_header: usize,
    lengths: Lengths,
    limit: u32,
    snap_length: u32,
    link: LinkType,
    /// Whether records are as [`Pcap::next_at_hand`] takes them: little-endian, in version 2.4, with
    /// nothing added.
    is_plain: bool,
}

impl Pcap {
    /// The variant whose magic the file begins with, if it is one of pcap's.
    pub(super) fn from_magic(start: &[u8]) -> Option<Self> {
        let (order, number) = match *start.first_chunk::<4>()? {
            magic @ [0xa1, ..] => (ByteOrder::Big, u32::from_be_bytes(magic)),
            magic => (ByteOrder::Little, u32::from_le_bytes(magic)),
        };
        let (nanoseconds_per_unit, record_header) = match number {
            0xa1b2_c3d4 => (1000, RECORD_HEADER),
            0xa1b2_3c4d => (1, RECORD_HEADER),
            0xa1b2_cd34 => (1000, MODIFIED_RECORD_HEADER),
            _ => return None,
        };
        Some(Self {
            order,
            nanoseconds_per_unit,
            record_header,
            lengths: Lengths::CapturedFirst,
            limit: FRAME_LIMIT,
            snap_length: 0,
            link: LinkType(0),
            is_plain: false,
        })
    }

    /// Reads the file header.
    pub(super) fn header(&mut self, window: &mut Window) -> Result<(), Fault> {
        window.fill(HEADER)?;
        let Some(&[_, version, _, _, snap_length, network]) = words(window.unread()) else {
            let wanted = HEADER as u64;
            return Err(Fault::Cut { wanted });
        };
        let [a, b, c, d] = version;
        let major = u32::from(self.order.u16([a, b]));
        let minor = u32::from(self.order.u16([c, d]));
        if major != 2 {
            return Err(Damage::Version { major, minor }.into());
        }
        self.lengths = match minor {
            0..=2 => Lengths::WireFirst,
            3 => Lengths::Smaller,
            _ => Lengths::CapturedFirst,
        };
        self.is_plain = self.order == ByteOrder::Little
            && self.lengths == Lengths::CapturedFirst
            && self.record_header == RECORD_HEADER;
        self.snap_length = self.order.u32(snap_length);
        self.limit = self.snap_length.clamp(FRAME_LIMIT, RECORD_LIMIT);
        self.link = link_type(self.order.u32(network) as u16);
        window.skip(HEADER);
        Ok(())
    }

    /// The one interface of a pcap file.
    pub(super) fn interface(&self) -> Interface {
        let digits = if self.nanoseconds_per_unit == 1 { 9 } else { 6 };
        Interface {
            name: None,
            description: None,
            link: self.link,
            resolution: Resolution::PowerOfTen(digits),
            offset: 0,
            snap_length: self.snap_length,
            received: None,
            filter: None,
            dropped_by_interface: None,
            dropped_by_system: None,
        }
    }

    /// Takes the next record into `record` where that is no more than to look at it: the window holds it,
    /// and it is as nearly all files have them; else false, and nothing is changed.
    #[inline(always)]
    pub(super) fn next_at_hand(&self, window: &mut Window, record: &mut Record) -> bool {
        let unread = window.unread();
        let Some((header, held)) = unread.split_first_chunk::<RECORD_HEADER>() else {
            return false;
        };
        let [seconds, fraction, captured, length] = fields(header);
        if !self.is_plain || captured > self.limit || captured as usize > held.len() {
            return false;
        }
        *record = Record {
            time: self.time(seconds, fraction),
            interface: 0,
            link: self.link,
            length: length.max(captured),
            data: window.range(RECORD_HEADER, captured as usize),
        };
        window.skip(RECORD_HEADER + captured as usize);
        true
    }

    /// Gives the frames of the records at hand, as [`Pcap::next_at_hand`] takes them, to `each`, numbered from
    /// `number` on, until it returns false. Returns how many frames there were, and where the record of the
    /// last begins.
    #[inline(always)]
    pub(super) fn each_at_hand<'w>(
        &self,
        unread: &'w [u8],
        number: u64,
        mut each: impl FnMut(&Frame<'w>) -> bool,
    ) -> (u64, usize) {
        let mut rest = unread;
        let mut last = unread;
        let mut frames = 0;
        while let Some((header, held)) = rest.split_first_chunk::<RECORD_HEADER>() {
            let [seconds, fraction, captured, length] = fields(header);
            if captured > self.limit || !self.is_plain {
                break;
            }
            let Some((data, next)) = held.split_at_checked(captured as usize) else {
                break;
            };
            let frame = Frame {
                number: number + frames,
                time: self.time(seconds, fraction),
                interface: 0,
                link: self.link,
                length: length.max(captured),
                data,
            };
            frames += 1;
            last = rest;
            rest = next;
            if !each(&frame) {
                break;
            }
        }
        (frames, unread.len() - last.len())
    }

    #[inline]
    fn time(&self, seconds: u32, fraction: u32) -> Time {
        // 32 bits of seconds and of microseconds stay far below 2^63 nanoseconds.
        let fraction = i64::from(fraction) * self.nanoseconds_per_unit;
        Time(i64::from(seconds) * 1_000_000_000 + fraction)
    }

    /// Reads the next record into `record`; false at the end. The window is then past it.
    pub(super) fn next(&self, window: &mut Window, record: &mut Record) -> Result<bool, Fault> {
        let header = self.record_header;
        if !window.fill(header)? && window.unread().is_empty() {
            return Ok(false);
        }
        let Some(&[seconds, fraction, first, second]) = words(window.unread()) else {
            return Err(cut(header, 0));
        };
        let first = self.order.u32(first);
        let second = self.order.u32(second);
        let (captured, length) = match self.lengths {
            Lengths::CapturedFirst => (first, second),
            Lengths::WireFirst => (second, first),
            Lengths::Smaller => (first.min(second), first.max(second)),
        };
        if captured > self.limit {
            let limit = self.limit;
            let length = captured;
            return Err(Damage::CapturedLength { length, limit }.into());
        }
        let whole = header + captured as usize;
        if !window.fill(whole)? {
            return Err(cut(header, captured));
        }
        let seconds = self.order.u32(seconds);
        let fraction = self.order.u32(fraction);
        *record = Record {
            time: self.time(seconds, fraction),
            interface: 0,
            link: self.link,
            length: length.max(captured),
            data: window.range(header, captured as usize),
        };
        window.skip(whole);
        Ok(true)
    }
}

/// The fields of a record header of little-endian order.
#[inline(always)]
fn fields(header: &[u8; RECORD_HEADER]) -> [u32; 4] {
    let (fields, _) = header.as_chunks::<4>();
    [0, 1, 2, 3].map(|field| u32::from_le_bytes(fields[field]))
}

#[cold]
fn cut(header: usize, captured: u32) -> Fault {
    Fault::Cut {
        wanted: header as u64 + u64::from(captured),
    }
}

/// The registry's number for the number in a file: 12 and 14 are what raw IP was written as
/// before it had one, the `DLT_RAW` of the BSDs.
pub(super) fn link_type(number: u16) -> LinkType {
    match number {
        12 | 14 => LinkType(101),
        number => LinkType(number),
    }
}
