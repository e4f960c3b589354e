//! Capture files made of frames, written from the specifications and not by the code under test.

use super::Kept;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Micro,
    Nano,
    Modified,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    pub(super) big: bool,
}

pub(super) const LITTLE: Numbers = Numbers { big: false };
pub(super) const BIG: Numbers = Numbers { big: true };

impl Numbers {
    pub(super) fn u16(self, value: u16) -> [u8; 2] {
        if self.big {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    }

    pub(super) fn u32(self, value: u32) -> [u8; 4] {
        if self.big {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    }

    pub(super) fn u64(self, value: u64) -> [u8; 8] {
        if self.big {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    }
}

pub(super) fn pcap_header(numbers: Numbers, kind: Kind, minor: u16, network: u32) -> Vec<u8> {
    let magic = match kind {
        Kind::Micro => 0xa1b2_c3d4,
        Kind::Nano => 0xa1b2_3c4d,
        Kind::Modified => 0xa1b2_cd34,
    };
    let mut bytes = numbers.u32(magic).to_vec();
    bytes.extend(numbers.u16(2));
    bytes.extend(numbers.u16(minor));
    bytes.extend([0; 8]);
    bytes.extend(numbers.u32(65_535));
    bytes.extend(numbers.u32(network));
    bytes
}

pub(super) fn pcap(numbers: Numbers, kind: Kind, link: u32, frames: &[Kept]) -> Vec<u8> {
    let mut bytes = pcap_header(numbers, kind, 4, link);
    for frame in frames {
        let unit = if kind == Kind::Nano { 1 } else { 1000 };
        bytes.extend(numbers.u32((frame.time / 1_000_000_000) as u32));
        bytes.extend(numbers.u32((frame.time % 1_000_000_000 / unit) as u32));
        bytes.extend(numbers.u32(frame.data.len() as u32));
        bytes.extend(numbers.u32(frame.length));
        if kind == Kind::Modified {
            bytes.extend([7, 0, 0, 0, 8, 0, 1, 0]);
        }
        bytes.extend(&frame.data);
    }
    bytes
}

/// A pcapng file, block by block.
#[derive(Clone)]
pub(super) struct Pcapng {
    pub(super) numbers: Numbers,
    pub(super) bytes: Vec<u8>,
}

impl Pcapng {
    /// A file with the header of its first section.
    pub(super) fn new(numbers: Numbers) -> Self {
        let bytes = Vec::new();
        Self { numbers, bytes }.section(numbers, &[])
    }

    pub(super) fn section(mut self, numbers: Numbers, options: &[u8]) -> Self {
        self.numbers = numbers;
        let mut body = numbers.u32(0x1a2b_3c4d).to_vec();
        body.extend(numbers.u16(1));
        body.extend(numbers.u16(0));
        body.extend([0xff; 8]);
        body.extend(options);
        self.block(0x0a0d_0d0a, &body)
    }

    pub(super) fn block(mut self, kind: u32, body: &[u8]) -> Self {
        let padding = body.len().wrapping_neg() % 4;
        let length = self.numbers.u32((body.len() + padding + 12) as u32);
        self.bytes.extend(self.numbers.u32(kind));
        self.bytes.extend(length);
        self.bytes.extend(body);
        self.bytes.extend(&[0; 3][..padding]);
        self.bytes.extend(length);
        self
    }

    pub(super) fn option(&self, code: u16, value: &[u8]) -> Vec<u8> {
        let mut bytes = self.numbers.u16(code).to_vec();
        bytes.extend(self.numbers.u16(value.len() as u16));
        bytes.extend(value);
        bytes.extend(&[0; 3][..value.len().wrapping_neg() % 4]);
        bytes
    }

    pub(super) fn interface(self, link: u16, snap_length: u32, options: &[u8]) -> Self {
        let mut body = self.numbers.u16(link).to_vec();
        body.extend([0; 2]);
        body.extend(self.numbers.u32(snap_length));
        body.extend(options);
        self.block(1, &body)
    }

    /// An interface whose clock counts nanoseconds.
    pub(super) fn nano_interface(self, link: u16) -> Self {
        let options = self.option(9, &[9]);
        self.interface(link, 0, &options)
    }

    fn timed(&self, units: u64, frame: &Kept, options: &[u8]) -> Vec<u8> {
        let mut body = self.numbers.u32((units >> 32) as u32).to_vec();
        body.extend(self.numbers.u32(units as u32));
        body.extend(self.numbers.u32(frame.data.len() as u32));
        body.extend(self.numbers.u32(frame.length));
        body.extend(&frame.data);
        body.extend(&[0; 3][..frame.data.len().wrapping_neg() % 4]);
        body.extend(options);
        body
    }

    /// An Enhanced Packet Block; the time of the frame is taken as units of the interface's clock.
    pub(super) fn enhanced(self, frame: &Kept, options: &[u8]) -> Self {
        let mut body = self.numbers.u32(frame.interface).to_vec();
        body.extend(self.timed(frame.time as u64, frame, options));
        self.block(6, &body)
    }

    /// The obsolete Packet Block.
    pub(super) fn obsolete(self, frame: &Kept) -> Self {
        let mut body = self.numbers.u16(frame.interface as u16).to_vec();
        body.extend(self.numbers.u16(3));
        body.extend(self.timed(frame.time as u64, frame, &[]));
        self.block(2, &body)
    }

    pub(super) fn simple(self, length: u32, data: &[u8]) -> Self {
        let mut body = self.numbers.u32(length).to_vec();
        body.extend(data);
        self.block(3, &body)
    }
}
