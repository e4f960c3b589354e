//! How many columns text takes on a terminal, and how it is cut and wrapped without tearing apart
//! what is drawn as one.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The columns that `text` takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Parts of `text` that are drawn as one: a character with the combining marks, variation
/// selectors and skin tones that follow it, or the two letters of a flag (after UAX #29).
pub fn clusters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = cluster_end(rest)?;
        let (cluster, after) = rest.split_at(end);
        rest = after;
        Some(cluster)
    })
}

fn cluster_end(text: &str) -> Option<usize> {
    let mut characters = text.char_indices().peekable();
    let (_, first) = characters.next()?;
    if is_flag_letter(first)
        && let Some((_, second)) = characters.peek()
        && is_flag_letter(*second)
    {
        characters.next();
    }
    while characters
        .next_if(|(_, next)| continues(first, *next))
        .is_some()
    {}
    Some(characters.peek().map_or(text.len(), |(at, _)| *at))
}

fn is_flag_letter(character: char) -> bool {
    ('\u{1f1e6}'..='\u{1f1ff}').contains(&character)
}

fn continues(first: char, next: char) -> bool {
    let skin_tone = ('\u{1f3fb}'..='\u{1f3ff}').contains(&next);
    next.width() == Some(0) || (skin_tone && first.width() == Some(2))
}

/// The longest beginning of `text` that takes at most `columns`, and what follows it.
pub fn split_at_width(text: &str, columns: usize) -> (&str, &str) {
    let mut end = 0;
    let mut used = 0;
    for cluster in clusters(text) {
        used += width(cluster);
        if used > columns {
            break;
        }
        end += cluster.len();
    }
    text.split_at(end)
}

/// `text`, or as much of it as `columns` have room for with `ellipsis` at its end.
pub fn shortened(text: &str, columns: usize, ellipsis: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let (kept, _) = split_at_width(text, columns.saturating_sub(width(ellipsis)));
    let (ellipsis, _) = split_at_width(ellipsis, columns);
    format!("{kept}{ellipsis}")
}

/// `text`, or as much of its end as `columns` have room for with `ellipsis` before it.
pub fn shortened_at_start(text: &str, columns: usize, ellipsis: &str) -> String {
    let mut left_out = width(text).saturating_sub(columns);
    if left_out == 0 {
        return text.to_owned();
    }
    left_out += width(ellipsis);
    let mut start = 0;
    for cluster in clusters(text) {
        if left_out == 0 {
            break;
        }
        left_out = left_out.saturating_sub(width(cluster));
        start += cluster.len();
    }
    let (_, kept) = text.split_at(start);
    let (ellipsis, _) = split_at_width(ellipsis, columns);
    format!("{ellipsis}{kept}")
}

/// `text` with spaces after it up to `columns`.
pub fn padded(text: &str, columns: usize) -> String {
    let spaces = columns.saturating_sub(width(text));
    format!("{text}{:spaces$}", "")
}

/// `text` with spaces before it up to `columns`.
pub fn padded_left(text: &str, columns: usize) -> String {
    let spaces = columns.saturating_sub(width(text));
    format!("{:spaces$}{text}", "")
}

/// `text` with one space where there were several.
pub fn drawn_together(text: &str) -> String {
    text.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// `text` in lines of at most `first` columns for the first and `others` for the others.
///
/// Lines break at spaces and between ideographs; a word that fits no line is cut. No line begins
/// with a closing mark (`，`, `。`, `）` …). A width of 0 counts as 1, and a character that is wider
/// than its line stands there alone.
pub fn wrapped(text: &str, first: usize, others: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text.trim_end_matches(' ');
    let mut room = first.max(1);
    while width(rest) > room {
        let (fits, _) = split_at_width(rest, room);
        let end = if fits.is_empty() {
            cluster_end(rest).unwrap_or(rest.len())
        } else {
            break_at(rest, fits.len())
        };
        let (line, after) = rest.split_at(end);
        lines.push(line.trim_end_matches(' ').to_owned());
        rest = after.trim_start_matches(' ');
        room = others.max(1);
    }
    if !rest.is_empty() || lines.is_empty() {
        lines.push(rest.to_owned());
    }
    lines
}

/// The last place up to `end` where a line may break, or `end` where there is none.
fn break_at(text: &str, end: usize) -> usize {
    let mut best = None;
    let mut at = 0;
    let mut before: Option<&str> = None;
    for cluster in clusters(text) {
        if at > end {
            break;
        }
        if let Some(before) = before
            && at > 0
            && may_break(before, cluster)
        {
            best = Some(at);
        }
        before = Some(cluster);
        at += cluster.len();
    }
    // A break that would leave most of the line empty is worse than a torn word.
    best.filter(|&at| at * 3 >= end).unwrap_or(end)
}

fn may_break(before: &str, after: &str) -> bool {
    if after == " " {
        return true;
    }
    if before == " " {
        return true;
    }
    let opens = before.contains(['（', '「', '『', '《', '“', '〈']);
    let closes = after.contains([
        '，', '。', '、', '；', '：', '）', '」', '』', '》', '！', '？', '”', '〉',
    ]);
    (width(before) > 1 || width(after) > 1) && !opens && !closes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ideographs_take_two_columns_and_combining_marks_none() {
        assert_eq!(width("控制"), 4);
        assert_eq!(width("e\u{301}"), 1);
    }

    #[test]
    fn a_mark_stays_with_its_letter_where_text_is_cut() {
        assert_eq!(
            split_at_width("e\u{301}e\u{301}", 1),
            ("e\u{301}", "e\u{301}")
        );
        assert_eq!(split_at_width("🇹🇼🇹🇼", 3), ("🇹🇼", "🇹🇼"));
        assert_eq!(split_at_width("👍🏽x", 2), ("👍🏽", "x"));
    }

    #[test]
    fn half_of_a_wide_character_is_left_out() {
        assert_eq!(shortened("控制连接", 6, "…"), "控制…");
        assert_eq!(shortened("控制连接", 8, "…"), "控制连接");
    }

    #[test]
    fn the_end_of_a_line_can_be_what_is_kept() {
        assert_eq!(shortened_at_start("rw-r--r-- name", 6, "…"), "… name");
        assert_eq!(shortened_at_start("控制连接", 6, "…"), "…连接");
    }

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrapped("one two three", 8, 8), ["one two", "three"]);
    }

    #[test]
    fn lines_break_between_ideographs_and_never_before_a_closing_mark() {
        assert_eq!(wrapped("控制连接，数据", 8, 8), ["控制连", "接，数据"]);
    }

    #[test]
    fn a_word_that_fits_no_line_is_cut() {
        assert_eq!(wrapped("abcdefgh", 3, 5), ["abc", "defgh"]);
    }

    #[test]
    fn a_character_wider_than_the_line_stands_alone() {
        assert_eq!(wrapped("控制", 1, 1), ["控", "制"]);
    }

    proptest! {
        #[test]
        fn wrapped_lines_fit_and_lose_nothing_but_spaces(text in "[a-z控制，。 \u{301}]{0,60}", room in 2usize..20) {
            let lines = wrapped(&text, room, room);
            for line in &lines {
                prop_assert!(width(line) <= room, "{line:?}");
            }
            let letters = |text: &str| text.replace(' ', "");
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }

        #[test]
        fn clusters_add_up_to_the_text(text in "\\PC{0,40}") {
            prop_assert_eq!(clusters(&text).collect::<String>(), text);
        }
    }
}
