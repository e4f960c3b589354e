//! Text from the wire made harmless: nothing in it can move the cursor, change a colour, reverse
//! the direction of writing or hide.

use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

/// Combining marks that one character may carry; more are written as escapes.
const MARKS: u32 = 4;

/// `bytes` as text that is safe on a terminal and shows everything.
///
/// C0 controls and DEL are written in caret notation (`^[` for ESC), bytes that are no UTF-8 as
/// `\xNN`, and C1 controls, bidirectional overrides, zero-width and other invisible characters as
/// `\u{NNNN}`.
pub fn visible(bytes: &[u8]) -> String {
    written(bytes, false)
}

/// As [`visible`], with everything that is not ASCII as `\u{NNNN}` too.
pub fn visible_ascii(bytes: &[u8]) -> String {
    written(bytes, true)
}

fn written(bytes: &[u8], ascii: bool) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut marks = 0;
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            let is_mark = character.width() == Some(0);
            marks = if is_mark { marks + 1 } else { 0 };
            let bare_mark = is_mark && (text.is_empty() || marks > MARKS);
            let byte = u32::from(character);
            match character {
                '\0'..='\x1f' | '\x7f' => {
                    text.push('^');
                    text.push(char::from_u32(byte ^ 0x40).unwrap_or('?'));
                }
                _ if hides(character) || bare_mark || (ascii && !character.is_ascii()) => {
                    let _ = write!(text, "\\u{{{byte:x}}}");
                }
                _ => text.push(character),
            }
        }
        for byte in chunk.invalid() {
            marks = 0;
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

/// Whether a character is a control, or is drawn as nothing, or changes how others are drawn.
fn hides(character: char) -> bool {
    matches!(character,
        '\u{80}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escape_sequences_are_shown_and_not_sent() {
        assert_eq!(visible(b"\x1b[31mred\x07\x7f"), "^[[31mred^G^?");
        assert_eq!(visible("\u{9b}31m".as_bytes()), "\\u{9b}31m");
    }

    #[test]
    fn text_cannot_be_reversed_or_hidden() {
        assert_eq!(visible("a\u{202e}b".as_bytes()), "a\\u{202e}b");
        assert_eq!(visible("pay\u{200b}pal".as_bytes()), "pay\\u{200b}pal");
        assert_eq!(visible("x\u{e0041}".as_bytes()), "x\\u{e0041}");
    }

    #[test]
    fn bytes_that_are_no_utf_8_are_shown_as_they_are() {
        assert_eq!(visible(b"\xd6\xd0.txt"), "\\xd6\\xd0.txt");
    }

    #[test]
    fn letters_of_all_scripts_stay() {
        assert_eq!(
            visible("文件 naïve e\u{301}".as_bytes()),
            "文件 naïve e\u{301}"
        );
    }

    #[test]
    fn towers_of_combining_marks_are_cut_down() {
        let text = format!("a{}", "\u{301}".repeat(6));
        assert_eq!(visible(text.as_bytes()).matches("\\u{301}").count(), 2);
    }

    #[test]
    fn without_unicode_everything_is_ascii() {
        assert_eq!(visible_ascii("é文".as_bytes()), "\\u{e9}\\u{6587}");
    }

    proptest! {
        #[test]
        fn no_control_character_survives(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert!(!visible(&bytes).chars().any(char::is_control));
        }
    }
}
