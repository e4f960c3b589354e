//! Patterns for names: `*`, `?` and `[a-z]`.

/// Whether `text` is what `pattern` describes, without regard to the case of ASCII letters.
///
/// `*` stands for any characters, `?` for one, `[abc]`, `[a-z]` and `[!a-z]` for one of those, or
/// none of those. A bracket that does not close stands for itself.
pub fn matches(pattern: &str, text: &str) -> bool {
    let lower = |text: &str| text.to_ascii_lowercase().chars().collect::<Vec<_>>();
    let (pattern, text) = (lower(pattern), lower(text));
    let (mut at, mut place) = (0, 0);
    // Where to go on, should what follows the last star not fit.
    let mut star: Option<(usize, usize)> = None;
    while place < text.len() {
        if pattern.get(at) == Some(&'*') {
            star = Some((at + 1, place));
            at += 1;
        } else if let Some(length) = one(&pattern[at..], text[place]) {
            at += length;
            place += 1;
        } else if let Some((after, from)) = star {
            star = Some((after, from + 1));
            (at, place) = (after, from + 1);
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(|&character| character == '*')
}

/// How much of the pattern describes one character, if it describes this one.
fn one(pattern: &[char], character: char) -> Option<usize> {
    match pattern {
        [] => None,
        ['?', ..] => Some(1),
        ['[', rest @ ..] => match class(rest) {
            Some((negated, members, length)) => {
                (contains(members, character) != negated).then_some(length + 1)
            }
            None => (character == '[').then_some(1),
        },
        [own, ..] => (*own == character).then_some(1),
    }
}

/// Whether it is negated, its members, and how long it is with its bracket.
fn class(rest: &[char]) -> Option<(bool, &[char], usize)> {
    let negated = matches!(rest.first(), Some('!' | '^'));
    let from = usize::from(negated);
    let close = rest.iter().skip(from + 1).position(|&one| one == ']')? + from + 1;
    Some((negated, &rest[from..close], close + 1))
}

fn contains(mut members: &[char], character: char) -> bool {
    loop {
        match members {
            [] => return false,
            [low, '-', high, ..] if (*low..=*high).contains(&character) => return true,
            [_, '-', _, rest @ ..] => members = rest,
            [own, ..] if *own == character => return true,
            [_, rest @ ..] => members = rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_marks_and_classes_are_what_shells_have() {
        for (pattern, text, expected) in [
            ("*.iso", "debian.iso", true),
            ("*.ISO", "debian.iso", true),
            ("*.iso", "debian.img", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*a*b*", "xxaxxbxx", true),
            ("[a-c]1", "b1", true),
            ("[!a-c]1", "b1", false),
            ("[]]", "]", true),
            ("[a", "[a", true),
            ("", "", true),
            ("", "x", false),
            ("*", "", true),
            ("文*", "文件", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_take_no_longer_than_their_number_times_the_text() {
        assert!(!matches(&"*a".repeat(200), &"a".repeat(199)));
    }
}
