//! What leaves the UI: files and the clipboard.

use crate::capture::Writer;
use crate::views::tui::{Packets, Selection};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The most bytes that are copied: terminals drop longer sequences, and some of them silently.
pub const LONGEST_COPY: usize = 1 << 16;

/// Names that are tried before one gives up.
const NAMES: u32 = 10_000;

/// The sequence that puts text on the clipboard of whoever sits at the terminal (OSC 52); `None`
/// where the text is too long.
pub fn clipboard(text: &str) -> Option<String> {
    let fits = text.len() <= LONGEST_COPY;
    fits.then(|| format!("\x1b]52;c;{}\x07", STANDARD.encode(text)))
}

/// Writes a file of its own into `folder`, and says its name: `stem.ending`, or `stem-2.ending` and
/// so on where that is there already.
///
/// # Errors
///
/// What the system says.
pub fn save(folder: &Path, stem: &str, ending: &str, contents: &str) -> io::Result<String> {
    let (name, mut file) = create(folder, stem, ending)?;
    file.write_all(contents.as_bytes())?;
    Ok(name)
}

/// Packets that were saved.
#[derive(Debug, PartialEq, Eq)]
pub struct Saved {
    /// The name of the file.
    pub name: String,
    /// How many packets it has.
    pub packets: u64,
    /// How many could not be read any more.
    pub missing: u64,
}

/// Writes packets as a capture of its own into `folder`; its name as [`save`] has it.
///
/// # Errors
///
/// What the system says; then there is no such file.
pub fn save_packets(
    folder: &Path,
    selection: &Selection,
    packets: &dyn Packets,
) -> io::Result<Saved> {
    let (name, file) = create(folder, &selection.stem, "pcapng")?;
    let mut saved = Saved {
        name,
        packets: 0,
        missing: 0,
    };
    let written = write_packets(file, selection, packets, &mut saved);
    if written.is_err() {
        // Half of them would be taken for all of them.
        let _ = std::fs::remove_file(folder.join(&saved.name));
    }
    written.map(|()| saved)
}

fn write_packets(
    file: File,
    selection: &Selection,
    packets: &dyn Packets,
    saved: &mut Saved,
) -> io::Result<()> {
    let comments = [selection.comment.as_str()];
    let mut writer = Writer::with_comments(BufWriter::new(file), comments)?;
    let numbers = (0..selection.numbers.len()).filter_map(|row| selection.numbers.get(row));
    for number in numbers {
        match packets.packet(selection.capture, number) {
            Ok(packet) => {
                writer.frame(&packet.frame())?;
                saved.packets += 1;
            }
            Err(_) => saved.missing += 1,
        }
    }
    writer.flush()
}

/// Makes a file that was not there before, and says its name.
fn create(folder: &Path, stem: &str, ending: &str) -> io::Result<(String, File)> {
    for number in 1..=NAMES {
        let name = match number {
            1 => format!("{stem}.{ending}"),
            number => format!("{stem}-{number}.{ending}"),
        };
        // To be written only: what is in the folder is not to be read.
        let opened = File::options()
            .write(true)
            .create_new(true)
            .open(folder.join(&name));
        match opened {
            Ok(file) => return Ok((name, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{Frame, LinkType, Reader, Source};
    use crate::decode::Packet;
    use crate::net::Time;
    use crate::views::tui::{Flows, Numbers, Unavailable};

    #[test]
    fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["one", "two", "three"]
            .map(|contents| save(folder.path(), "screen", "txt", contents).unwrap());
        assert_eq!(names, ["screen.txt", "screen-2.txt", "screen-3.txt"]);
        let first = std::fs::read_to_string(folder.path().join("screen.txt"));
        assert_eq!(first.unwrap(), "one");
    }

    /// The packets 1 and 3 of a capture.
    struct TwoOfThree;

    impl Packets for TwoOfThree {
        fn count(&self, _capture: usize) -> u64 {
            3
        }

        fn packet(&self, _capture: usize, number: u64) -> Result<Packet, Unavailable> {
            let kept = number != 2;
            let frame = Frame {
                number,
                time: Time(number as i64 * 1_000_000_007),
                interface: 0,
                link: LinkType(1),
                length: 100,
                data: &[number as u8; 60],
            };
            let missing = || Unavailable("gone".to_owned());
            kept.then(|| Packet::new(&frame)).ok_or_else(missing)
        }

        fn select(&self, _capture: usize, _flows: &Flows) -> Vec<u64> {
            vec![1, 2, 3]
        }
    }

    fn all_three() -> Selection {
        Selection {
            stem: "ftpscope-session-1".to_owned(),
            capture: 0,
            numbers: Numbers::All(1, 3),
            comment: "session 1 of eth0".to_owned(),
        }
    }

    #[test]
    fn packets_are_saved_as_they_are_and_what_is_missing_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let saved = save_packets(folder.path(), &all_three(), &TwoOfThree).unwrap();
        let name = "ftpscope-session-1.pcapng".to_owned();
        let expected = Saved {
            name: name.clone(),
            packets: 2,
            missing: 1,
        };
        assert_eq!(saved, expected);
        let mut reader = Reader::open(&folder.path().join(&name)).unwrap();
        let mut frames = Vec::new();
        while let Some(frame) = reader.next_frame().unwrap() {
            frames.push((frame.time, frame.length, frame.data.to_vec()));
        }
        let frame = |number: u8| {
            let time = Time(i64::from(number) * 1_000_000_007);
            (time, 100, vec![number; 60])
        };
        assert_eq!(frames, [frame(1), frame(3)]);
        let bytes = std::fs::read(folder.path().join(&name)).unwrap();
        let comment = b"session 1 of eth0";
        assert!(bytes.windows(comment.len()).any(|one| one == comment));
    }

    #[test]
    fn packets_that_are_saved_again_overwrite_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let names = [(); 2].map(|()| {
            let saved = save_packets(folder.path(), &all_three(), &TwoOfThree);
            saved.unwrap().name
        });
        let expected = ["ftpscope-session-1.pcapng", "ftpscope-session-1-2.pcapng"];
        assert_eq!(names, expected);
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(save(&folder.path().join("none"), "screen", "txt", "").is_err());
    }

    #[test]
    fn text_goes_to_the_clipboard_in_base64_up_to_a_length() {
        let sequence = clipboard("frame.number == 17").unwrap();
        assert_eq!(sequence, "\x1b]52;c;ZnJhbWUubnVtYmVyID09IDE3\x07");
        assert!(clipboard(&"x".repeat(LONGEST_COPY)).is_some());
        assert!(clipboard(&"x".repeat(LONGEST_COPY + 1)).is_none());
    }
}
