//! What leaves the UI: files and the clipboard.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fs::File;
use std::io::{self, Write};
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
            Ok(mut file) => {
                file.write_all(contents.as_bytes())?;
                return Ok(name);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["one", "two", "three"]
            .map(|contents| save(folder.path(), "screen", "txt", contents).unwrap());
        assert_eq!(names, ["screen.txt", "screen-2.txt", "screen-3.txt"]);
        let first = std::fs::read_to_string(folder.path().join("screen.txt"));
        assert_eq!(first.unwrap(), "one");
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
