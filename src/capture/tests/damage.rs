use std::io::{self, Write as _};
use std::path::Path;

use super::build::*;
use super::*;

fn two() -> [Kept; 2] {
    [kept(1000, b"one"), kept(2000, b"two")]
}

fn two_as_pcap() -> Vec<u8> {
    pcap(LITTLE, Kind::Micro, 1, &two())
}

fn two_as_pcapng() -> Vec<u8> {
    let file = Pcapng::new(LITTLE).nano_interface(1);
    let file = file.enhanced(&two()[0], &[]).enhanced(&two()[1], &[]);
    file.bytes
}

/// The damage, its part and its offset, after as many frames.
fn damage(bytes: &[u8]) -> (usize, Part, u64, Damage) {
    match read(bytes) {
        (frames, Some(CaptureError::Damaged { place, damage })) => {
            (frames.len(), place.part, place.offset, damage)
        }
        other => panic!("{other:?}"),
    }
}

fn guess(bytes: &[u8]) -> &'static str {
    match open(bytes) {
        Err(CaptureError::NotACapture { guess, .. }) => guess.what,
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("a capture"),
    }
}

fn text(bytes: &[u8]) -> String {
    read(bytes).1.expect("an error").to_string()
}

/// An input of endless zeros that counts how many were taken.
struct Zeros(std::sync::Arc<std::sync::atomic::AtomicUsize>);

impl Read for Zeros {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        into.fill(0);
        self.0
            .fetch_add(into.len(), std::sync::atomic::Ordering::Relaxed);
        Ok(into.len())
    }
}

/// An input that fails after its bytes.
struct Failing(Cursor<Vec<u8>>);

impl Read for Failing {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.0.read(into)? {
            0 => Err(io::Error::other("the disk is on fire")),
            read => Ok(read),
        }
    }
}

#[test]
fn a_cut_record_is_reported_with_its_offset() {
    let bytes = two_as_pcap();
    let (frames, error) = read(&bytes[..bytes.len() - 1]);
    assert_eq!(frames, two()[..1]);
    assert_eq!(
        error.unwrap().to_string(),
        "test: record 2 at byte 43: the input ends in the middle of it, \
         after 18 of at least 19 bytes; all before it was read"
    );
}

#[test]
fn a_cut_block_is_reported_with_its_number() {
    let bytes = two_as_pcapng();
    let (frames, error) = read(&bytes[..bytes.len() - 30]);
    assert_eq!(frames, two()[..1]);
    let Some(CaptureError::Cut {
        place,
        there,
        wanted,
    }) = error
    else {
        panic!("{error:?}");
    };
    assert_eq!((place.part, place.offset), (Part::Block(4), 92));
    assert_eq!((there, wanted), (6, 12));
}

#[test]
fn a_cut_header_is_reported() {
    let bytes = two_as_pcap();
    let Err(CaptureError::Cut { place, there, .. }) = open(&bytes[..10]) else {
        panic!("no cut");
    };
    assert_eq!((place.part, there), (Part::Header, 10));
}

#[test]
fn an_implausible_captured_length_is_damage() {
    let mut bytes = two_as_pcap();
    bytes[43 + 8..43 + 12].fill(0xff);
    let expected = Damage::CapturedLength {
        length: u32::MAX,
        limit: FRAME_LIMIT,
    };
    assert_eq!(damage(&bytes), (1, Part::Record(2), 43, expected));
}

#[test]
fn block_lengths_that_are_not_possible_are_damage() {
    for length in [0, 4, 11, 37] {
        let mut bytes = two_as_pcapng();
        bytes[96..100].copy_from_slice(&LITTLE.u32(length));
        assert_eq!(
            damage(&bytes),
            (1, Part::Block(4), 92, Damage::Length { length })
        );
    }
}

#[test]
fn a_block_over_the_limit_is_damage_before_it_is_read() {
    let mut bytes = two_as_pcapng();
    let length = RECORD_LIMIT + 4;
    bytes[96..100].copy_from_slice(&LITTLE.u32(length));
    let limit = RECORD_LIMIT;
    assert_eq!(damage(&bytes).3, Damage::TooLong { length, limit });
}

#[test]
fn lengths_that_differ_at_the_ends_of_a_block_are_damage() {
    let mut bytes = two_as_pcapng();
    *bytes.last_mut().unwrap() ^= 1;
    assert!(matches!(damage(&bytes).3, Damage::LengthsDiffer { .. }));
}

#[test]
fn a_frame_of_an_interface_that_is_not_there_is_damage() {
    let stray = Kept {
        interface: 1,
        ..kept(1, b"stray")
    };
    let file = Pcapng::new(LITTLE).nano_interface(1).enhanced(&stray, &[]);
    let expected = Damage::UnknownInterface {
        interface: 1,
        known: 1,
    };
    assert_eq!(damage(&file.bytes).3, expected);
}

#[test]
fn a_frame_longer_than_its_block_is_damage() {
    let mut bytes = two_as_pcapng();
    bytes[92 + 20..92 + 24].copy_from_slice(&LITTLE.u32(5));
    assert_eq!(damage(&bytes).3, Damage::Overfull);
}

#[test]
fn unknown_versions_are_damage() {
    let mut bytes = two_as_pcap();
    bytes[4] = 77;
    let expected = Damage::Version {
        major: 77,
        minor: 4,
    };
    assert_eq!(damage(&bytes), (0, Part::Header, 0, expected));
}

#[test]
fn more_interfaces_than_the_limit_are_damage() {
    let mut file = Pcapng::new(LITTLE);
    for _ in 0..=INTERFACE_LIMIT {
        file = file.interface(1, 0, &[]);
    }
    let limit = INTERFACE_LIMIT;
    assert_eq!(damage(&file.bytes).3, Damage::TooManyInterfaces { limit });
}

#[test]
fn a_cut_compressed_capture_gives_what_was_readable() {
    let frames: Vec<_> = (0..20_000u64)
        .map(|n| {
            kept(
                n as i64 * 1000,
                &n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes(),
            )
        })
        .collect();
    let plain = pcap(LITTLE, Kind::Micro, 1, &frames);
    for (name, packed) in packed(&plain) {
        let cut = &packed[..packed.len() * 9 / 10];
        let (read, error) = read(cut);
        assert!(read.len() > 10_000, "{name}: {}", read.len());
        assert!(frames.starts_with(&read), "{name}");
        let Some(CaptureError::Unpacking { place, problem }) = error else {
            panic!("{name}: {error:?}");
        };
        assert_eq!(problem, Unpacking::Cut, "{name}");
        assert_eq!(place.part, Part::Record(read.len() as u64 + 1));
        assert_eq!(place.offset, 24 + 24 * read.len() as u64, "{name}");
        assert!(place.compression.is_some());
    }
}

fn packed(plain: &[u8]) -> [(&'static str, Vec<u8>); 3] {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(plain).unwrap();
    let blocks = lz4_flex::frame::FrameInfo::new().block_size(lz4_flex::frame::BlockSize::Max64KB);
    let mut lz4 = lz4_flex::frame::FrameEncoder::with_frame_info(blocks, Vec::new());
    lz4.write_all(plain).unwrap();
    let fastest = ruzstd::encoding::CompressionLevel::Fastest;
    [
        ("gzip", gzip.finish().unwrap()),
        ("zstd", ruzstd::encoding::compress_to_vec(plain, fastest)),
        ("lz4", lz4.finish().unwrap()),
    ]
}

#[test]
fn an_lz4_frame_cut_between_its_blocks_is_cut() {
    let (_, whole) = &packed(&two_as_pcap())[2];
    // Without the end mark, and without the checksum that may follow it.
    let end = whole.windows(4).rposition(|w| w == [0; 4]).unwrap();
    let (frames, error) = read(&whole[..end]);
    assert_eq!(frames, two());
    let problem = Unpacking::Cut;
    assert!(matches!(error, Some(CaptureError::Unpacking { problem: p, .. }) if p == problem));
}

#[test]
fn a_wrong_checksum_is_told_after_the_frames() {
    for (name, mut packed) in packed(&two_as_pcap()) {
        if name == "lz4" {
            continue;
        }
        let end = packed.len() - if name == "gzip" { 8 } else { 4 };
        packed[end] ^= 1;
        let (frames, error) = read(&packed);
        assert_eq!(frames, two(), "{name}");
        let text = error.unwrap().to_string();
        assert!(text.contains("checksum is wrong"), "{name}: {text}");
    }
}

#[test]
fn a_zstd_window_over_the_limit_is_refused() {
    // No single segment, no checksum, and a window of 2^41 bytes.
    let text = text(&[0x28, 0xb5, 0x2f, 0xfd, 0, 0xf8, 1, 0, 0]);
    assert!(
        text.contains("needs a window of 2199023255552 bytes"),
        "{text}"
    );
}

#[test]
fn a_read_error_is_told_after_the_frames() {
    for bytes in [two_as_pcap(), packed(&two_as_pcap())[0].1[..40].to_vec()] {
        let input = Box::new(Failing(Cursor::new(bytes)));
        let error = Reader::from_input("test".to_owned(), input)
            .map_or_else(Some, |mut reader| drain(&mut reader).1);
        let text = error.unwrap().to_string();
        assert!(
            text.contains("cannot be read: the disk is on fire"),
            "{text}"
        );
    }
}

#[test]
fn an_empty_input_is_told() {
    assert_eq!(
        text(b""),
        "test is empty (0 bytes): no capture was written to it"
    );
}

#[test]
fn what_is_no_capture_is_named() {
    assert_eq!(guess(b"\xff\xd8\xff\xe0\0\x10JFIF"), "a JPEG image");
    assert_eq!(guess(b"Dear reader,\n"), "text");
    assert_eq!(guess(b"x"), "text");
}

#[test]
fn what_is_compressed_and_no_capture_is_named() {
    let (_, letter) = &packed(b"Dear reader,\n")[0];
    assert_eq!(
        text(letter),
        "test is not a capture file that can be read here: \
         decompressed (gzip), it looks like text"
    );
    let (_, twice) = &packed(letter)[1];
    assert_eq!(
        text(twice),
        "test is not a capture file that can be read here: \
         decompressed (zstd), it looks like gzip-compressed data (decompress it first)"
    );
    assert_eq!(guess(&packed(b"")[0].1), "an empty file");
}

#[test]
fn endless_zeros_are_refused_after_the_first_of_them() {
    let taken = std::sync::Arc::default();
    let input = Zeros(std::sync::Arc::clone(&taken));
    let error = Reader::from_input("-".to_owned(), Box::new(input)).err();
    assert_eq!(
        error.unwrap().to_string(),
        "standard input is not a capture file that can be read here: it looks like zeros"
    );
    let taken = taken.load(std::sync::atomic::Ordering::Relaxed);
    assert!(taken <= 256 * 1024, "{taken}");
}

#[test]
fn a_directory_and_a_missing_file_are_told() {
    let text = |path| Reader::open(Path::new(path)).err().unwrap().to_string();
    assert_eq!(
        text("/"),
        "/ is a directory, not a capture file: name the files in it"
    );
    assert_eq!(
        text("/no/such.pcap"),
        "cannot open /no/such.pcap: No such file or directory"
    );
}
