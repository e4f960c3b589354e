use std::io::Write as _;

use super::build::*;
use super::*;

fn three() -> Vec<Kept> {
    vec![
        kept(1_000_000_001_000, b"one"),
        kept(1_000_000_000_000, b"earlier than the one before"),
        Kept {
            length: 1514,
            ..kept(2_000_000_999_000, b"cut by the snap length")
        },
    ]
}

fn three_as_pcapng() -> Vec<u8> {
    let file = Pcapng::new(LITTLE).nano_interface(1);
    let write = |file: Pcapng, frame| file.enhanced(frame, &[]);
    three().iter().fold(file, write).bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn lz4(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = lz4_flex::frame::FrameEncoder::new(Vec::new());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const SKIPPABLE: &[u8] = &[0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, b'x', b'y', b'z'];

#[test]
fn every_kind_of_pcap_is_read_in_both_byte_orders() {
    for numbers in [LITTLE, BIG] {
        for kind in [Kind::Micro, Kind::Nano, Kind::Modified] {
            assert_eq!(
                whole(&pcap(numbers, kind, 1, &three())),
                three(),
                "{kind:?}"
            );
        }
    }
}

#[test]
fn a_pcap_of_nanoseconds_keeps_them() {
    let frames = [kept(1_000_000_000_000_000_001, b"x")];
    assert_eq!(whole(&pcap(LITTLE, Kind::Nano, 1, &frames)), frames);
}

#[test]
fn the_bits_above_a_pcap_link_type_are_masked_off() {
    let bytes = pcap(LITTLE, Kind::Micro, 0x5400_0071, &three());
    assert_eq!(whole(&bytes)[0].link, 113);
}

#[test]
fn raw_ip_as_the_bsds_number_it_is_the_registry_s_raw_ip() {
    assert_eq!(whole(&pcap(LITTLE, Kind::Micro, 12, &three()))[0].link, 101);
    assert_eq!(whole(&pcap(LITTLE, Kind::Micro, 14, &three()))[0].link, 101);
}

#[test]
fn a_captured_length_over_the_length_is_the_length() {
    let short = Kept {
        length: 2,
        ..kept(0, b"five!")
    };
    let frames = whole(&pcap(LITTLE, Kind::Micro, 1, &[short]));
    assert_eq!(frames, [kept(0, b"five!")]);
}

#[test]
fn old_pcap_versions_have_the_lengths_the_other_way_round() {
    for minor in [2, 3] {
        let mut bytes = pcap_header(LITTLE, Kind::Micro, minor, 1);
        for value in [1, 0, 60, 3] {
            bytes.extend(LITTLE.u32(value));
        }
        bytes.extend(b"abc");
        let frames = whole(&bytes);
        assert_eq!((frames[0].length, frames[0].data.len()), (60, 3));
    }
}

#[test]
fn a_header_without_frames_is_a_capture() {
    assert_eq!(whole(&pcap(BIG, Kind::Micro, 1, &[])), []);
    assert_eq!(whole(&Pcapng::new(BIG).bytes), []);
}

#[test]
fn snoop_files_are_read() {
    let mut bytes = b"snoop\0\0\0\0\0\0\x02\0\0\0\x04".to_vec();
    for value in [60, 3, 28, 0, 5, 7] {
        bytes.extend(BIG.u32(value));
    }
    bytes.extend(b"abc\0");
    for value in [2, 2, 28, 0, 6, 8] {
        bytes.extend(BIG.u32(value));
    }
    bytes.extend(b"de");
    let first = Kept {
        length: 60,
        ..kept(5_000_007_000, b"abc")
    };
    assert_eq!(whole(&bytes), [first, kept(6_000_008_000, b"de")]);
}

#[test]
fn enhanced_simple_and_obsolete_packet_blocks_are_read() {
    for numbers in [LITTLE, BIG] {
        let bytes = Pcapng::new(numbers)
            .nano_interface(1)
            .enhanced(&kept(70, b"enhanced"), &[])
            .simple(6, b"simple")
            .obsolete(&kept(80, b"obsolete"))
            .bytes;
        let simple = kept(70, b"simple");
        let expected = [kept(70, b"enhanced"), simple, kept(80, b"obsolete")];
        assert_eq!(whole(&bytes), expected);
    }
}

#[test]
fn a_simple_packet_is_cut_at_the_snap_length_of_its_interface() {
    let file = Pcapng::new(LITTLE).interface(1, 5, &[]);
    let frames = whole(&file.simple(60, b"five!").bytes);
    assert_eq!((frames[0].length, &frames[0].data[..]), (60, &b"five!"[..]));
}

#[test]
fn interfaces_have_their_own_link_type_and_clock() {
    let file = Pcapng::new(LITTLE);
    let binary = file.option(9, &[0x80 | 10]);
    let mut late = file.option(9, &[3]);
    late.extend(file.option(14, &LITTLE.u64(100)));
    let on = |interface, time| Kept {
        interface,
        ..kept(time, b"frame")
    };
    let bytes = file
        .interface(1, 0, &[])
        .interface(113, 0, &binary)
        .interface(101, 0, &late)
        .enhanced(&on(2, 1), &[])
        .enhanced(&on(1, 512), &[])
        .enhanced(&on(0, 1), &[])
        .bytes;
    let frames = whole(&bytes);
    let seen: Vec<_> = frames.iter().map(|f| (f.link, f.time)).collect();
    assert_eq!(
        seen,
        [(101, 100_001_000_000), (113, 500_000_000), (1, 1000)]
    );
    let mut reader = open(&bytes).unwrap();
    drain(&mut reader);
    let links = [LinkType(101), LinkType(113), LinkType(1)];
    assert_eq!(reader.link_types(), links);
    assert_eq!(
        reader.interfaces()[1].resolution,
        Resolution::PowerOfTwo(10)
    );
    assert_eq!(reader.interfaces()[2].offset, 100);
}

#[test]
fn a_new_section_has_its_own_byte_order_and_interfaces() {
    let bytes = Pcapng::new(LITTLE)
        .nano_interface(1)
        .nano_interface(1)
        .enhanced(&kept(1, b"first"), &[])
        .section(BIG, &[])
        .nano_interface(113)
        .enhanced(&kept(2, b"second"), &[])
        .bytes;
    let second = Kept {
        interface: 2,
        link: 113,
        ..kept(2, b"second")
    };
    assert_eq!(whole(&bytes), [kept(1, b"first"), second]);
}

#[test]
fn names_comments_secrets_and_drops_are_kept() {
    let file = Pcapng::new(BIG);
    let mut described = file.option(2, b"eth0");
    described.extend(file.option(3, b"uplink"));
    described.extend(file.option(1, b"noisy"));
    let about_frame = file.option(1, b"look here");
    let about_file = file.option(1, b"a session");
    let mut secrets = BIG.u32(0x544c_534b).to_vec();
    secrets.extend(BIG.u32(5));
    secrets.extend(b"keys!");
    let mut statistics = [0; 12].to_vec();
    statistics.extend(file.option(4, &BIG.u64(90)));
    statistics.extend(file.option(5, &BIG.u64(3)));
    statistics.extend(file.option(7, &BIG.u64(4)));
    let bytes = file
        .section(BIG, &about_file)
        .interface(1, 96, &described)
        .block(10, &secrets)
        .enhanced(&kept(1, b"frame"), &about_frame)
        .block(5, &statistics)
        .bytes;
    let mut reader = open(&bytes).unwrap();
    assert!(drain(&mut reader).1.is_none());

    let [interface] = reader.interfaces() else {
        panic!("{:?}", reader.interfaces());
    };
    assert_eq!(interface.name.as_deref(), Some("eth0"));
    assert_eq!(interface.description.as_deref(), Some("uplink"));
    assert_eq!(interface.snap_length, 96);
    assert_eq!(interface.received, Some(90));
    let dropped = [interface.dropped_by_interface, interface.dropped_by_system];
    assert_eq!(dropped, [Some(3), Some(4)]);

    let comments = reader.comments().iter();
    let comments: Vec<_> = comments.map(|c| (c.subject, c.text.as_str())).collect();
    let expected = [
        (Subject::Section, "a session"),
        (Subject::Interface(0), "noisy"),
        (Subject::Frame(1), "look here"),
    ];
    assert_eq!(comments, expected);

    let [secret] = reader.secrets() else {
        panic!("{:?}", reader.secrets());
    };
    assert_eq!(
        (secret.kind, &secret.bytes[..]),
        (0x544c_534b, &b"keys!"[..])
    );
}

#[test]
fn comments_over_the_limit_are_counted_only() {
    let mut file = Pcapng::new(LITTLE).nano_interface(1);
    let comment = file.option(1, &[b'x'; 60_000]);
    for _ in 0..20 {
        file = file.enhanced(&kept(1, b"frame"), &comment);
    }
    let mut reader = open(&file.bytes).unwrap();
    assert_eq!(drain(&mut reader).0.len(), 20);
    assert_eq!(reader.comments().len(), 17);
    assert_eq!(reader.comments_left_out(), 3);
}

#[test]
fn unknown_blocks_are_skipped() {
    let file = Pcapng::new(LITTLE).nano_interface(1);
    let file = file.block(0x8000_0001, b"private").block(4, &[]);
    let file = file.enhanced(&kept(9, b"frame"), &[]);
    assert_eq!(whole(&file.bytes), [kept(9, b"frame")]);
}

#[test]
fn compressed_captures_are_told_by_their_first_bytes() {
    for (pack, compression) in [
        (gzip as fn(&[u8]) -> Vec<u8>, Compression::Gzip),
        (zstd, Compression::Zstd),
        (lz4, Compression::Lz4),
    ] {
        let packed = pack(&three_as_pcapng());
        assert_eq!(whole(&packed), three(), "{compression}");
        assert_eq!(open(&packed).unwrap().compression(), Some(compression));
    }
}

#[test]
fn a_compressed_capture_may_have_several_members_or_frames() {
    let bytes = three_as_pcapng();
    let (a, b) = bytes.split_at(bytes.len() / 2);
    assert_eq!(whole(&[gzip(a), gzip(b)].concat()), three());
    let zstd = [SKIPPABLE, &zstd(a), SKIPPABLE, &zstd(b), SKIPPABLE].concat();
    assert_eq!(whole(&zstd), three());
    let lz4 = [SKIPPABLE, &lz4(a), SKIPPABLE, &lz4(b), SKIPPABLE].concat();
    assert_eq!(whole(&lz4), three());
}

#[test]
fn zeros_behind_a_gzip_member_are_padding() {
    let padded = [gzip(&three_as_pcapng()), vec![0; 100]].concat();
    assert_eq!(whole(&padded), three());
}

#[test]
fn a_gzip_header_may_have_every_field() {
    let mut encoder = flate2::GzBuilder::new()
        .filename("capture.pcapng")
        .comment("a comment")
        .extra(vec![1, 2, 3])
        .write(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&three_as_pcapng()).unwrap();
    assert_eq!(whole(&encoder.finish().unwrap()), three());
}

#[test]
fn a_pipe_may_give_a_byte_a_time() {
    let plain = three_as_pcapng();
    for bytes in [plain.clone(), gzip(&plain), zstd(&plain), lz4(&plain)] {
        let input = Trickle(Cursor::new(bytes), 1);
        let mut reader = Reader::from_input("-".to_owned(), Box::new(input)).unwrap();
        assert_eq!(drain(&mut reader).0, three());
    }
}

#[test]
fn frames_larger_than_the_window_are_read() {
    let big = kept(1, &vec![7; 3 << 20]);
    let frames = [kept(0, b"small"), big, kept(2, b"small again")];
    let file = Pcapng::new(LITTLE).nano_interface(1);
    let write = |file: Pcapng, frame| file.enhanced(frame, &[]);
    assert_eq!(whole(&frames.iter().fold(file, write).bytes), frames);
}

#[test]
fn position_and_size_tell_the_progress_through_a_file() {
    let path = std::env::temp_dir().join(format!("ftpscope-size-{}", std::process::id()));
    let bytes = gzip(&three_as_pcapng());
    std::fs::write(&path, &bytes).unwrap();
    let mut reader = Reader::open(&path).unwrap();
    let outcome = drain(&mut reader);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(outcome.0, three());
    assert_eq!(reader.size(), Some(bytes.len() as u64));
    assert_eq!(reader.position(), bytes.len() as u64);
}
