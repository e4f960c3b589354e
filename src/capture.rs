//! Where frames come from: capture files, pipes and (with libpcap) filters over them.

use crate::net::Time;

/// A link-layer type as the tcpdump registry numbers it (`LINKTYPE_…` values of capture files).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LinkType(pub u16);

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
