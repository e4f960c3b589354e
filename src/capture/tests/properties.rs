use proptest::prelude::*;

use super::build::*;
use super::*;

fn frames() -> impl Strategy<Value = Vec<Kept>> {
    // Whole microseconds before 2038, so that every format and oracle can tell them.
    let time = (0..i64::from(i32::MAX), 0..1_000_000i64);
    let data = proptest::collection::vec(any::<u8>(), 0..80);
    let frame = (time, data, 0..2000u32).prop_map(|((seconds, micro), data, more)| Kept {
        length: data.len() as u32 + more,
        ..kept(seconds * 1_000_000_000 + micro * 1000, &data)
    });
    proptest::collection::vec(frame, 0..20)
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![Just(Kind::Micro), Just(Kind::Nano), Just(Kind::Modified)]
}

fn numbers() -> impl Strategy<Value = Numbers> {
    prop_oneof![Just(LITTLE), Just(BIG)]
}

fn pcapng(numbers: Numbers, frames: &[Kept]) -> Vec<u8> {
    let file = Pcapng::new(numbers).nano_interface(1);
    let write = |file: Pcapng, frame| file.enhanced(frame, &[]);
    frames.iter().fold(file, write).bytes
}

/// A capture of either format, and its frames.
fn capture() -> impl Strategy<Value = (Vec<u8>, Vec<Kept>)> {
    let any = (numbers(), kind(), any::<bool>(), frames());
    any.prop_map(|(numbers, kind, old, frames)| {
        let bytes = match old {
            true => pcap(numbers, kind, 1, &frames),
            false => pcapng(numbers, &frames),
        };
        (bytes, frames)
    })
}

/// The frames that `pcap-parser` finds in a capture, with times in its units.
fn parsed(bytes: &[u8]) -> Vec<(u64, Vec<u8>)> {
    use pcap_parser::traits::PcapReaderIterator;
    use pcap_parser::{Block, LegacyPcapReader, PcapBlockOwned, PcapError, PcapNGReader};
    let mut reader: Box<dyn PcapReaderIterator> = match bytes.starts_with(&[10, 13, 13, 10]) {
        true => Box::new(PcapNGReader::new(1 << 16, bytes).unwrap()),
        false => Box::new(LegacyPcapReader::new(1 << 16, bytes).unwrap()),
    };
    let mut frames = Vec::new();
    loop {
        let used = match reader.next() {
            Ok((used, PcapBlockOwned::Legacy(block))) => {
                let time = u64::from(block.ts_sec) << 32 | u64::from(block.ts_usec);
                frames.push((time, block.data.to_vec()));
                used
            }
            Ok((used, PcapBlockOwned::NG(Block::EnhancedPacket(block)))) => {
                let time = u64::from(block.ts_high) << 32 | u64::from(block.ts_low);
                let data = &block.data[..block.caplen as usize];
                frames.push((time, data.to_vec()));
                used
            }
            Ok((used, _)) => used,
            Err(PcapError::Eof) => return frames,
            Err(PcapError::Incomplete(_)) => {
                reader.refill().unwrap();
                continue;
            }
            Err(error) => panic!("{error:?}"),
        };
        reader.consume(used);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_was_written_is_read((bytes, frames) in capture()) {
        prop_assert_eq!(whole(&bytes), frames);
    }

    #[test]
    fn a_cut_capture_gives_a_prefix_and_one_error((bytes, frames) in capture(), at in 0.0..1.0) {
        let cut = (bytes.len() as f64 * at) as usize;
        let (read, error) = read(&bytes[..cut]);
        prop_assert!(frames.starts_with(&read));
        prop_assert!(error.is_some() || cut >= 24);
    }

    #[test]
    fn the_frames_before_a_flipped_bit_are_read(
        (mut bytes, frames) in capture(),
        at in 0.0..1.0,
        bit in 0..8u32,
    ) {
        let flipped = (bytes.len() as f64 * at) as usize;
        bytes[flipped] ^= 1u8 << bit;
        let read = read(&bytes).0;
        let mut end = bytes.len() - frames.iter().rev().map(record_size(&bytes)).sum::<usize>();
        for (index, frame) in frames.iter().enumerate() {
            end += record_size(&bytes)(frame);
            if end > flipped || flipped < 80 {
                break;
            }
            prop_assert_eq!(read.get(index), Some(frame));
        }
    }

    #[test]
    fn any_bytes_are_survived(start in 0..8usize, rest in proptest::collection::vec(any::<u8>(), 0..400)) {
        let magics: [&[u8]; 8] = [
            b"", b"\xd4\xc3\xb2\xa1\x02\0\x04\0", b"\n\r\r\n\x1c\0\0\0\x4d\x3c\x2b\x1a\x01\0",
            b"snoop\0\0\0\0\0\0\x02", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18",
            b"\x50\x2a\x4d\x18",
        ];
        read(&[magics[start], &rest].concat());
    }

    #[test]
    fn pcap_parser_reads_the_same((bytes, _) in capture()) {
        // It does not know the modified format.
        prop_assume!(!bytes.starts_with(&[0x34, 0xcd]) && !bytes.starts_with(&[0xa1, 0xb2, 0xcd]));
        let micro = bytes.starts_with(&[0xd4, 0xc3]) || bytes.starts_with(&[0xa1, 0xb2, 0xc3]);
        let ours: Vec<_> = whole(&bytes)
            .into_iter()
            .map(|frame| {
                let time = frame.time as u64;
                let unit = if micro { 1000 } else { 1 };
                let legacy = ((time / 1_000_000_000) << 32) | (time % 1_000_000_000 / unit);
                let time = if bytes[0] == 10 { time } else { legacy };
                (time, frame.data)
            })
            .collect();
        prop_assert_eq!(ours, parsed(&bytes));
    }

    #[test]
    fn what_the_writer_keeps_is_read_again(frames in frames()) {
        let mut writer = Writer::new(Vec::new()).unwrap();
        for frame in &frames {
            writer.frame(&frame.frame(1)).unwrap();
        }
        prop_assert_eq!(whole(&writer.into_inner()), frames);
    }
}

/// How many bytes the record or block of a frame takes.
fn record_size(bytes: &[u8]) -> impl Fn(&Kept) -> usize {
    let header = match bytes {
        [10, 13, ..] => None,
        [0x34, 0xcd, ..] | [_, _, 0xcd, 0x34, ..] => Some(24),
        _ => Some(16),
    };
    move |frame| match header {
        Some(header) => header + frame.data.len(),
        None => 32 + frame.data.len().next_multiple_of(4),
    }
}

#[cfg(feature = "live")]
mod libpcap {
    use super::*;

    /// The frames that libpcap finds in a capture.
    fn theirs(bytes: &[u8]) -> Vec<Kept> {
        use std::sync::atomic::{AtomicU64, Ordering};
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let unique = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("ftpscope-oracle-{}-{unique}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, bytes).unwrap();
        let nano = ::pcap::Precision::Nano;
        let capture = ::pcap::Capture::from_file_with_precision(&path, nano);
        std::fs::remove_file(&path).unwrap();
        let mut capture = capture.unwrap();
        let link = capture.get_datalink().0 as u16;
        let mut frames = Vec::new();
        while let Ok(packet) = capture.next_packet() {
            let ts = packet.header.ts;
            frames.push(Kept {
                // With this precision libpcap keeps nanoseconds in the field of microseconds.
                time: ts.tv_sec * 1_000_000_000 + ts.tv_usec,
                interface: 0,
                link,
                length: packet.header.len,
                data: packet.data.to_vec(),
            });
        }
        frames
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn libpcap_reads_the_same((bytes, _) in capture()) {
            prop_assert_eq!(whole(&bytes), theirs(&bytes));
        }
    }
}
