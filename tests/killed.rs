//! Files that are written while the program is killed, or the disk is full.

use ftpscope::capture::{CaptureError, Reader, Source};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A pcap header: raw IP, microseconds.
const HEADER: [u8; 24] = [
    0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 101, 0, 0, 0,
];

/// A SYN to port 21 with its number as its sequence number, and the record header.
fn packet(number: u32) -> Vec<u8> {
    let mut packet = vec![
        0x45, 0, 0, 40, 0, 1, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0xc0, 0, 0, 21, 0, 0, 0,
        0, 0, 0, 0, 0, 0x50, 2, 0xff, 0xff, 0, 0, 0, 0,
    ];
    packet[20..22].copy_from_slice(&(number as u16 | 0x8000).to_be_bytes());
    packet[24..28].copy_from_slice(&number.to_be_bytes());
    let (seconds, micros) = (1_700_000_000 + number / 1_000, number % 1_000 * 1_000);
    let length = packet.len() as u32;
    let header = [seconds, micros, length, length];
    let header: Vec<u8> = header.into_iter().flat_map(u32::to_le_bytes).collect();
    [header, packet].concat()
}

/// The numbers of the packets in a file, and what ended it, if it was not its end.
fn numbers(path: &Path) -> (Vec<u32>, Option<CaptureError>) {
    let mut numbers = Vec::new();
    // A file that was just made may have nothing in it yet.
    if fs::metadata(path).is_ok_and(|metadata| metadata.len() == 0) {
        return (numbers, None);
    }
    let mut reader = match Reader::open(path) {
        Ok(reader) => reader,
        Err(error) => return (numbers, Some(error)),
    };
    loop {
        match reader.next_frame() {
            Ok(Some(frame)) => {
                let bytes = frame.data[24..28].try_into().expect("four bytes");
                numbers.push(u32::from_be_bytes(bytes));
            }
            Ok(None) => return (numbers, None),
            Err(error) => return (numbers, Some(error)),
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}

/// The program, reading a pipe and writing a ring.
struct Probe {
    child: Child,
    pipe: ChildStdin,
    sent: u32,
}

impl Probe {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ftpscope"))
            .args(["json", "--rotate", "8K", "--ring", "1000", "-w"])
            .arg(folder.join("ring.pcapng"))
            .arg("-")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut pipe = child.stdin.take().expect("a pipe");
        pipe.write_all(&HEADER).expect("it reads");
        Self {
            child,
            pipe,
            sent: 0,
        }
    }

    fn send(&mut self, count: u32) {
        let packets: Vec<u8> = (self.sent..self.sent + count).flat_map(packet).collect();
        self.pipe.write_all(&packets).expect("it reads");
        self.sent += count;
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// All packets of a ring in order of its files; only the last file may be cut.
fn ring(folder: &Path) -> Vec<u32> {
    let files = files(folder);
    let mut all = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let (numbers, error) = numbers(file);
        let is_last = index + 1 == files.len();
        let fits = matches!(error, None | Some(CaptureError::Cut { .. })) && is_last;
        assert!(error.is_none() || fits, "{}: {error:?}", file.display());
        all.extend(numbers);
    }
    all
}

#[test]
fn what_was_on_the_disk_survives_twenty_kills() {
    for round in 0..20u32 {
        let folder = tempfile::tempdir().expect("a folder");
        let mut probe = Probe::start(folder.path());
        let before = 50 + 37 * round;
        probe.send(before);
        // Nothing more comes, and all of it is written all the same.
        let begin = Instant::now();
        while ring(folder.path()).len() < before as usize {
            assert!(
                begin.elapsed() < Duration::from_secs(120),
                "it is not written"
            );
            thread::sleep(Duration::from_millis(20));
        }
        let rest = Instant::now() + Duration::from_millis(u64::from(round * 17 % 200));
        while Instant::now() < rest {
            probe.send(23);
            thread::sleep(Duration::from_millis(1));
        }
        let sent = probe.sent;
        drop(probe);
        let found = ring(folder.path());
        assert!(found.len() >= before as usize);
        let expected: Vec<u32> = (0..sent).take(found.len()).collect();
        assert_eq!(found, expected, "in round {round}");
    }
}

/// A small disk.
struct Disk(tempfile::TempDir);

impl Disk {
    /// One of 64 KiB, where there can be one.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        mounted
            .is_ok_and(|status| status.success())
            .then_some(Self(folder))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn on_a_full_disk_the_file_ends_with_a_whole_packet_and_the_sessions_go_on() {
    let Some(disk) = Disk::mount() else {
        eprintln!("a full disk: skipped, because no tmpfs can be mounted here");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let capture = folder.path().join("many.pcap");
    let mut bytes = HEADER.to_vec();
    bytes.extend((0..3_000).flat_map(packet));
    fs::write(&capture, bytes).expect("a capture");
    for rotate in [&[][..], &["--rotate", "40K"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_ftpscope"))
            .args(["json", "-w"])
            .arg(disk.0.path().join("used.pcapng"))
            .args(rotate)
            .arg(&capture)
            .output()
            .expect("the program runs");
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(
            said.contains("used") && said.contains("No space left"),
            "{said}"
        );
        let last = output.stdout.split(|&byte| byte == b'\n').rev().nth(1);
        let summary = String::from_utf8_lossy(last.expect("a line")).into_owned();
        assert!(summary.contains("\"packets\":3000"), "{summary}");
        let mut all = Vec::new();
        for file in files(disk.0.path()) {
            let (numbers, error) = numbers(&file);
            assert!(error.is_none(), "{error:?}");
            all.extend(numbers);
            fs::remove_file(file).expect("it is ours");
        }
        let expected: Vec<u32> = (0..all.len() as u32).collect();
        assert_eq!(all, expected);
        assert!(all.len() > 500, "{}", all.len());
    }
}
