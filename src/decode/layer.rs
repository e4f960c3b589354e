//! What one step of decoding hands to the next: a piece of the frame, and how to read it.

use super::fragments::Fragment;
use super::{Decoded, Undecoded};
use crate::net::Address;

/// A stretch of a frame: the bytes that the capture holds of it, and its length on the wire.
///
/// It never holds more bytes than its length. The distinction keeps a frame that the snap length
/// cut ([`Undecoded::Cut`]) apart from one that was broken when it was sent
/// ([`Undecoded::Malformed`]).
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    held: &'a [u8],
    length: usize,
}

impl<'a> Piece<'a> {
    /// `held` of a stretch of `length` bytes; what is held beyond the length is left out.
    #[inline]
    pub(super) fn new(held: &'a [u8], length: usize) -> Self {
        let held = held.get(..length).unwrap_or(held);
        Self { held, length }
    }

    /// The bytes that the capture holds.
    #[inline]
    pub(super) fn held(self) -> &'a [u8] {
        self.held
    }

    /// The length on the wire in bytes.
    #[inline]
    pub(super) fn length(self) -> usize {
        self.length
    }

    /// The first `N` bytes and what follows them.
    #[inline]
    pub(super) fn header<const N: usize>(self) -> Result<(&'a [u8; N], Self), Undecoded> {
        let Some((header, held)) = self.held.split_first_chunk::<N>() else {
            return Err(self.ends_before(N));
        };
        let length = self.length - N;
        Ok((header, Self { held, length }))
    }

    /// What follows the first `count` bytes.
    #[inline]
    pub(super) fn skip(self, count: usize) -> Result<Self, Undecoded> {
        let Some(held) = self.held.get(count..) else {
            return Err(self.ends_before(count));
        };
        let length = self.length - count;
        Ok(Self { held, length })
    }

    /// The `N` bytes at the offset `at`.
    pub(super) fn peek<const N: usize>(self, at: usize) -> Result<[u8; N], Undecoded> {
        self.held
            .get(at..)
            .and_then(|rest| rest.first_chunk::<N>().copied())
            .ok_or_else(|| self.ends_before(at.saturating_add(N)))
    }

    /// The big-endian 16-bit number at the offset `at`.
    pub(super) fn peek_u16(self, at: usize) -> Result<u16, Undecoded> {
        self.peek(at).map(u16::from_be_bytes)
    }

    /// The upper half of the first byte: the version of an IP header.
    pub(super) fn first_nibble(self) -> Result<u8, Undecoded> {
        self.peek::<1>(0).map(|[first]| first >> 4)
    }

    /// The first `length` bytes, or all of it where it is shorter.
    pub(super) fn shortened(self, length: usize) -> Self {
        Self::new(self.held, self.length.min(length))
    }

    /// The same bytes with another length on the wire, which a header told.
    #[inline]
    pub(super) fn with_length(self, length: usize) -> Self {
        Self::new(self.held, length)
    }

    fn ends_before(self, needed: usize) -> Undecoded {
        if self.length < needed {
            Undecoded::Malformed
        } else {
            Undecoded::Cut
        }
    }
}

/// The payload of an IP header, with what the header says.
#[derive(Clone, Copy)]
pub(super) struct Packet<'a> {
    pub(super) source: Address,
    pub(super) destination: Address,
    pub(super) ttl: u8,
    /// The IPv4 identification; 0 in IPv6.
    pub(super) identification: u16,
    /// The protocol, or in IPv6 the next header.
    pub(super) protocol: u8,
    pub(super) payload: Piece<'a>,
}

/// How the next piece is to be read.
pub(super) enum Layer<'a> {
    /// From the destination MAC address on.
    Ethernet(Piece<'a>),
    /// What follows an EtherType.
    Typed { kind: u16, payload: Piece<'a> },
    /// From the (perhaps left out) HDLC address or the protocol number on.
    Ppp(Piece<'a>),
    /// From the first MPLS label on.
    Mpls(Piece<'a>),
    /// An IPv4 or IPv6 header; its first four bits tell which.
    Ip(Piece<'a>),
    /// What an IP header carries.
    Packet(Packet<'a>),
    /// A part of what an IP header carries.
    Fragment(Fragment<'a>),
    /// Nothing more to read.
    Done(Decoded<'a>),
}

/// One step of decoding.
pub(super) type Step<'a> = Result<Layer<'a>, Undecoded>;

/// The end of decoding where nothing of concern was found.
pub(super) const OTHER: Step<'static> = Ok(Layer::Done(Decoded::Other));
