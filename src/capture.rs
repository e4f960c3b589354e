//! Where frames come from: capture files, pipes and, with libpcap, network interfaces and filters.
//!
//! ```text
//! input → window (raw) → gzip, zstd, lz4 → window → pcap, pcapng, snoop → frames
//!                      └───── plain ─────┘
//! ```
//!
//! A frame is a slice of the window that it was read into: nothing is copied, and nothing is
//! allocated for it.

use crate::net::Time;
use std::borrow::Cow;

mod archive;
mod bytes;
mod compression;
mod error;
#[cfg(feature = "live")]
mod filter;
mod guess;
#[cfg(all(unix, feature = "live"))]
pub mod interfaces;
#[cfg(all(unix, feature = "live"))]
mod live;
mod merged;
mod notes;
mod pcap;
mod pcapng;
mod reader;
mod snoop;
#[cfg(test)]
mod tests;
mod window;
mod write;

pub use archive::{Archive, ArchiveError, Kept};
pub use compression::{Compression, Unpacking, ZSTD_WINDOW_LIMIT};
pub use error::{CaptureError, Damage, Part, Place};
#[cfg(feature = "live")]
pub use filter::{Filter, FilterError};
pub use guess::Guess;
#[cfg(all(unix, feature = "live"))]
pub use live::{Counts, Guard, Live, LiveError, Moment, Notice, Options as LiveOptions};
pub use merged::Merged;
pub use notes::{
    COMMENT_BYTES_LIMIT, Comment, FILTER_BYTES_LIMIT, INTERFACE_LIMIT, Interface, NAME_LIMIT,
    Resolution, SECRET_BYTES_LIMIT, Secret, Subject,
};
pub use pcap::FRAME_LIMIT;
pub use reader::Reader;
pub use window::RECORD_LIMIT;
pub use write::Writer;

/// A link-layer type as the tcpdump registry numbers it (`LINKTYPE_…` values of capture files).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LinkType(pub u16);

impl LinkType {
    /// The name that libpcap and tcpdump give it, such as `EN10MB`; `LINKTYPE_n` for a number
    /// without a name here.
    pub fn name(self) -> Cow<'static, str> {
        let name = match self.0 {
            0 => "NULL",
            1 => "EN10MB",
            6 => "IEEE802",
            8 => "SLIP",
            9 => "PPP",
            10 => "FDDI",
            12 | 14 | 101 => "RAW",
            50 => "PPP_SERIAL",
            51 => "PPP_ETHER",
            100 => "ATM_RFC1483",
            104 => "C_HDLC",
            105 => "IEEE802_11",
            108 => "LOOP",
            109 => "ENC",
            113 => "LINUX_SLL",
            119 => "PRISM_HEADER",
            127 => "IEEE802_11_RADIO",
            163 => "IEEE802_11_RADIO_AVS",
            166 => "PPP_PPPD",
            192 => "PPI",
            226 => "IPNET",
            228 => "IPV4",
            229 => "IPV6",
            239 => "NFLOG",
            242 => "IPOIB",
            249 => "USBPCAP",
            253 => "NETLINK",
            258 => "PKTAP",
            276 => "LINUX_SLL2",
            number => return format!("LINKTYPE_{number}").into(),
        };
        name.into()
    }
}

/// One captured frame.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Its number in the capture, counted from 1 as other analyzers do.
    pub number: u64,
    /// When it was captured.
    pub time: Time,
    /// The interface that it was captured on, counted from 0 in the file.
    pub interface: u32,
    /// How its first bytes are to be read.
    pub link: LinkType,
    /// Its length on the wire in bytes; at least `data.len()`.
    pub length: u32,
    /// The bytes that were kept of it.
    pub data: &'a [u8],
}

impl Frame<'_> {
    /// No frame at all.
    const EMPTY: Self = Self {
        number: 0,
        time: Time(0),
        interface: 0,
        link: LinkType(0),
        length: 0,
        data: &[],
    };
}

/// Where the bytes of a frame stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The input, counted from 0 where several are merged.
    pub input: usize,
    /// The offset in it in bytes, once it is unpacked.
    pub offset: u64,
}

/// Something that hands out frames, one after the other.
pub trait Source {
    /// Reads the next frame, for [`Source::current`]; false at the end.
    ///
    /// # Errors
    ///
    /// What made the input unreadable, once every frame before it was handed out; after the last
    /// error the answer is `Ok(false)`.
    fn advance(&mut self) -> Result<bool, CaptureError>;

    /// The frame that was read last.
    fn current(&self) -> Frame<'_>;

    /// Where the bytes of the frame that was read last stand.
    fn origin(&self) -> Origin;

    /// The next frame, or `None` at the end.
    ///
    /// # Errors
    ///
    /// As [`Source::advance`].
    #[inline]
    fn next_frame(&mut self) -> Result<Option<Frame<'_>>, CaptureError> {
        Ok(self.advance()?.then(|| self.current()))
    }

    /// What is known of the interface of this number, as [`Frame::interface`] counts.
    fn interface(&self, number: u32) -> Option<&Interface>;

    /// The comments on the frame that was read last.
    fn comments(&self) -> &[Comment] {
        &[]
    }

    /// The comments on the interface of this number.
    fn interface_comments(&self, _number: u32) -> Vec<&str> {
        Vec::new()
    }

    /// The link types of the frames handed out so far, in order of first use.
    fn link_types(&self) -> &[LinkType];

    /// The name that people know the input by, as the command line gave it.
    fn name(&self) -> &str;
}
