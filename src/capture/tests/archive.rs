use std::fs;
use std::path::PathBuf;

use super::build::*;
use super::*;
use crate::net::{Address, Endpoint};

const ROOM: u64 = 1 << 20;

/// Keeps every frame of a source.
fn keep(archive: &Archive, source: &mut impl Source) {
    while source.advance().unwrap() {
        archive
            .keep(&source.current(), source.origin(), None)
            .unwrap();
    }
}

fn again(archive: &Archive, capture: usize, number: u64) -> Result<Kept, ArchiveError> {
    let mut buffer = Vec::new();
    archive
        .frame(capture, number, &mut buffer)
        .map(|frame| Kept::of(&frame))
}

/// All frames of a capture, read again.
fn all_again(archive: &Archive, capture: usize) -> Vec<Kept> {
    (1..=archive.count(capture))
        .map(|number| again(archive, capture, number).unwrap())
        .collect()
}

fn some_frames() -> Vec<Kept> {
    (0..300u16)
        .map(|at| {
            kept(
                i64::from(at) * 1000,
                &at.to_le_bytes().repeat(usize::from(at) + 1),
            )
        })
        .collect()
}

/// A file in a folder of this test's own.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

fn archived(path: &std::path::Path) -> Archive {
    let archive = Archive::new(ROOM);
    let mut reader = Reader::open(path).unwrap();
    archive.begin(vec![reader.plain_file().map(Into::into)]);
    keep(&archive, &mut reader);
    archive
}

#[test]
fn frames_of_a_pcap_are_read_again_from_the_file() {
    let (files, frames) = (Files::new(), some_frames());
    let path = files.write("a.pcap", &pcap(BIG, Kind::Micro, 1, &frames));
    assert_eq!(all_again(&archived(&path), 0), frames);
}

#[test]
fn frames_of_a_pcapng_are_read_again_from_the_file() {
    let (files, frames) = (Files::new(), some_frames());
    let mut file = Pcapng::new(LITTLE).nano_interface(1);
    for frame in &frames {
        file = file.enhanced(frame, &[]);
    }
    let path = files.write("a.pcapng", &file.bytes);
    assert_eq!(all_again(&archived(&path), 0), frames);
}

#[test]
fn frames_of_a_compressed_file_and_of_a_pipe_are_kept_beside_it() {
    let frames = some_frames();
    let plain = pcap(LITTLE, Kind::Micro, 1, &frames);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, &plain).unwrap();
    let archive = Archive::new(ROOM);
    for bytes in [gzip.finish().unwrap(), plain] {
        let mut reader = open(&bytes).unwrap();
        archive.begin(vec![reader.plain_file().map(Into::into)]);
        keep(&archive, &mut reader);
    }
    assert_eq!(all_again(&archive, 0), frames);
    assert_eq!(all_again(&archive, 1), frames);
}

#[test]
fn frames_of_merged_captures_are_read_again_each_from_its_file() {
    let files = Files::new();
    let frames = some_frames();
    let (odd, even): (Vec<_>, Vec<_>) = frames
        .iter()
        .cloned()
        .partition(|frame| frame.time / 1000 % 2 == 1);
    let paths = [("odd", odd), ("even", even)]
        .map(|(name, frames)| files.write(name, &pcap(LITTLE, Kind::Micro, 1, &frames)));
    let mut merged = Merged::new(
        paths
            .iter()
            .map(|path| Reader::open(path).unwrap())
            .collect(),
    );
    let archive = Archive::new(0);
    let plain = merged
        .readers()
        .map(|reader| reader.plain_file().map(Into::into));
    archive.begin(plain.collect());
    keep(&archive, &mut merged);
    let seen: Vec<_> = all_again(&archive, 0)
        .into_iter()
        .map(|frame| frame.data)
        .collect();
    let expected: Vec<_> = frames.into_iter().map(|frame| frame.data).collect();
    assert_eq!(seen, expected);
}

#[test]
fn a_file_that_has_become_shorter_has_changed() {
    let files = Files::new();
    let bytes = pcap(LITTLE, Kind::Micro, 1, &some_frames());
    let path = files.write("a.pcap", &bytes);
    let archive = archived(&path);
    files.write("a.pcap", &bytes[..100]);
    assert!(again(&archive, 0, 1).is_ok());
    assert!(matches!(
        again(&archive, 0, 200),
        Err(ArchiveError::Changed { .. })
    ));
}

#[test]
fn other_bytes_in_the_same_place_are_not_taken_for_the_frame() {
    let files = Files::new();
    let mut bytes = pcap(LITTLE, Kind::Micro, 1, &some_frames());
    let path = files.write("a.pcap", &bytes);
    let archive = archived(&path);
    bytes[24..].fill(0xee);
    files.write("a.pcap", &bytes);
    let told = again(&archive, 0, 100).unwrap_err().to_string();
    assert!(
        told.ends_with("a.pcap has changed since it was read"),
        "{told}"
    );
}

#[test]
fn a_file_that_is_gone_cannot_be_opened() {
    let files = Files::new();
    let path = files.write("a.pcap", &pcap(LITTLE, Kind::Micro, 1, &some_frames()));
    let archive = archived(&path);
    fs::remove_file(path).unwrap();
    assert!(matches!(
        again(&archive, 0, 1),
        Err(ArchiveError::Open { .. })
    ));
}

#[test]
fn beyond_the_room_nothing_is_kept() {
    let frames = some_frames();
    let mut reader = open(&pcap(LITTLE, Kind::Micro, 1, &frames)).unwrap();
    let archive = Archive::new(2 + 4 + 6);
    archive.begin(vec![None]);
    let mut outcomes = Vec::new();
    while reader.advance().unwrap() {
        let kept = archive.keep(&reader.current(), reader.origin(), None);
        outcomes.push(kept.unwrap());
    }
    use crate::capture::Kept::{Dropped, Whole};
    assert_eq!(outcomes[..4], [Whole, Whole, Whole, Dropped]);
    assert_eq!(outcomes.last(), Some(&Dropped));
    assert_eq!(all_again(&archive, 0), frames[..3]);
    assert!(matches!(
        again(&archive, 0, 4),
        Err(ArchiveError::NotKept { number: 4 })
    ));
}

#[test]
fn frames_are_selected_by_the_ends_of_their_connection() {
    let end = |port| Endpoint::new(Address::v4([10, 0, 0, 1]), port);
    let archive = Archive::new(ROOM);
    archive.begin(vec![None]);
    for number in 1..=10_000u64 {
        let ends = match number % 4 {
            0 => Some((end(1), end(2))),
            1 => Some((end(2), end(1))),
            2 => Some((end(1), end(3))),
            _ => None,
        };
        let frame = Frame {
            number,
            ..Frame::EMPTY
        };
        archive.keep(&frame, Origin::default(), ends).unwrap();
    }
    let wanted = [(end(1), end(2))];
    assert_eq!(archive.select(0, &wanted, 3, 9), [4, 5, 8, 9]);
    assert_eq!(
        archive.select(0, &wanted, 4_095, 4_101),
        [4_096, 4_097, 4_100, 4_101]
    );
    assert_eq!(archive.select(0, &wanted, 0, u64::MAX).len(), 5_000);
    let both = [wanted[0], (end(3), end(1))];
    assert_eq!(archive.select(0, &both, 1, u64::MAX).len(), 7_500);
    assert!(archive.select(0, &[], 1, u64::MAX).is_empty());
    assert!(archive.select(1, &wanted, 1, u64::MAX).is_empty());
}

/// Frames of a hundred bytes, each of its own.
fn hundreds(count: u64) -> impl Iterator<Item = Vec<u8>> {
    (0..count).map(|at| at.to_le_bytes().repeat(13)[..100].to_vec())
}

/// A ring with room for so many bytes in which so many frames of a hundred bytes were kept.
fn ring(room: u64, count: u64) -> Archive {
    let archive = Archive::new(room);
    archive.begin_ring();
    for (data, number) in hundreds(count).zip(1..) {
        let frame = Frame {
            number,
            time: Time(number as i64),
            interface: 0,
            link: LinkType(1),
            length: 100,
            data: &data,
        };
        let origin = Origin {
            input: 0,
            offset: 0,
        };
        let kept = archive.keep(&frame, origin, None).unwrap();
        assert_eq!(kept, super::super::Kept::Whole);
    }
    archive
}

#[test]
fn of_a_ring_the_oldest_frames_go_and_the_others_are_read_as_they_were() {
    // Rooms that no frame ends at, less than the buffer and more.
    for room in [1_050, 65_432, 300_001] {
        let count = 20_000;
        let archive = ring(room, count);
        let first = archive.first(0);
        assert_eq!(first, count - room / 100 + 1, "{room}");
        let mut buffer = Vec::new();
        for (data, number) in hundreds(count).zip(1u64..) {
            match archive.frame(0, number, &mut buffer) {
                Ok(frame) => assert!(number >= first && frame.data == data),
                Err(ArchiveError::LetGo { .. }) => assert!(number < first),
                Err(error) => panic!("{room} {number}: {error}"),
            }
        }
        assert_eq!(archive.count(0), count);
    }
}

#[test]
fn a_ring_without_room_keeps_nothing_and_does_not_fail() {
    let archive = ring(0, 5_000);
    assert_eq!(archive.first(0), 5_001);
    let read = archive.frame(0, 5_000, &mut Vec::new()).map(|_| ());
    assert!(matches!(read, Err(ArchiveError::LetGo { number: 5_000 })));
}

#[test]
fn a_frame_that_a_ring_never_had_is_told_from_one_that_went() {
    let archive = ring(1_000, 100);
    let read = archive.frame(0, 101, &mut Vec::new()).map(|_| ());
    assert!(matches!(read, Err(ArchiveError::NotKept { number: 101 })));
}

#[test]
fn a_ring_selects_what_it_still_has() {
    let archive = Archive::new(100_000);
    archive.begin_ring();
    let end = |last, port| Endpoint::new(Address::v4([192, 0, 2, last]), port);
    let ends = [(end(1, 4_000), end(2, 21)), (end(1, 4_001), end(2, 21))];
    for number in 1..=20_000u64 {
        let data = [0; 100];
        let frame = Frame {
            number,
            time: Time(0),
            interface: 0,
            link: LinkType(1),
            length: 100,
            data: &data,
        };
        let origin = Origin {
            input: 0,
            offset: 0,
        };
        let of = ends[(number % 2) as usize];
        archive.keep(&frame, origin, Some(of)).unwrap();
    }
    let odd = archive.select(0, &ends[1..], 1, u64::MAX);
    assert!(odd.iter().all(|number| number % 2 == 1));
    assert_eq!(odd.first(), Some(&19_001));
    assert_eq!((odd.len(), odd.last()), (500, Some(&19_999)));
}
