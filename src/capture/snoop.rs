//! snoop files, the captures of Solaris (RFC 1761).

use super::LinkType;
use super::bytes::words;
use super::error::{Damage, Fault};
use super::notes::{Interface, Resolution};
use super::pcap::FRAME_LIMIT;
use super::reader::Record;
use super::window::Window;
use crate::net::Time;

const HEADER: usize = 16;
const RECORD_HEADER: usize = 24;
const VERSION: u32 = 2;

/// A link type that stands in no registry, for datalink types that have none.
const UNKNOWN: LinkType = LinkType(u16::MAX);

/// What the header of a snoop file says about its records.
pub(super) struct Snoop {
    link: LinkType,
}

impl Snoop {
    pub(super) const MAGIC: &'static [u8] = b"snoop\0\0\0";

    /// Reads the file header.
    pub(super) fn header(window: &mut Window) -> Result<Self, Fault> {
        window.fill(HEADER)?;
        let Some(&[_, _, version, datalink]) = words(window.unread()) else {
            let wanted = HEADER as u64;
            return Err(Fault::Cut { wanted });
        };
        let major = u32::from_be_bytes(version);
        if major != VERSION {
            return Err(Damage::Version { major, minor: 0 }.into());
        }
        window.skip(HEADER);
        let link = link_type(u32::from_be_bytes(datalink));
        Ok(Self { link })
    }

    /// The one interface of a snoop file.
    pub(super) fn interface(&self) -> Interface {
        Interface {
            name: None,
            description: None,
            link: self.link,
            resolution: Resolution::PowerOfTen(6),
            offset: 0,
            snap_length: 0,
            received: None,
            filter: None,
            dropped_by_interface: None,
            dropped_by_system: None,
        }
    }

    /// Reads the next record into `record`; false at the end. The window is then past it and its
    /// padding.
    pub(super) fn next(&self, window: &mut Window, record: &mut Record) -> Result<bool, Fault> {
        if !window.fill(RECORD_HEADER)? && window.unread().is_empty() {
            return Ok(false);
        }
        let Some(&[length, captured, whole, _drops, seconds, fraction]) = words(window.unread())
        else {
            let wanted = RECORD_HEADER as u64;
            return Err(Fault::Cut { wanted });
        };
        let length = u32::from_be_bytes(length);
        let captured = u32::from_be_bytes(captured);
        let whole = u32::from_be_bytes(whole);
        if captured > FRAME_LIMIT {
            let (length, limit) = (captured, FRAME_LIMIT);
            return Err(Damage::CapturedLength { length, limit }.into());
        }
        let least = RECORD_HEADER + captured as usize;
        if (whole as usize) < least {
            return Err(Damage::Length { length: whole }.into());
        }
        // Padding to a multiple of four or eight, so there is no need to believe in more.
        if whole as usize - least > FRAME_LIMIT as usize {
            let (length, limit) = (whole, FRAME_LIMIT);
            return Err(Damage::TooLong { length, limit }.into());
        }
        let wanted = u64::from(whole);
        // The last record's padding is often missing.
        if !window.fill(whole as usize)? && window.unread().len() < least {
            return Err(Fault::Cut { wanted });
        }
        let seconds = i64::from(u32::from_be_bytes(seconds));
        let fraction = i64::from(u32::from_be_bytes(fraction));
        *record = Record {
            time: Time(seconds * 1_000_000_000 + fraction * 1000),
            interface: 0,
            link: self.link,
            length: length.max(captured),
            data: window.range(RECORD_HEADER, captured as usize),
        };
        window.skip(whole as usize);
        Ok(true)
    }
}

/// The link type of a datalink type (RFC 1761, and the Solaris `sys/dlpi.h` for the later ones).
fn link_type(datalink: u32) -> LinkType {
    match datalink {
        // IEEE 802.3 and Ethernet.
        0 | 4 => LinkType(1),
        // Token ring.
        2 => LinkType(6),
        // FDDI.
        8 => LinkType(10),
        // ATM as SunATM writes it.
        18 => LinkType(123),
        // IP over InfiniBand.
        26 => LinkType(242),
        _ => UNKNOWN,
    }
}
