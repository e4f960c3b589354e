//! Why an interface cannot be captured on, told so that a person knows what to do.

use crate::capture::interfaces;
use std::io;

/// Why live capture cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// There is no such interface.
    #[error(
        "there is no interface {name}{}; `ftpscope interfaces` lists them",
        suggestion(near)
    )]
    Unknown {
        /// The name that was given.
        name: String,
        /// Names that look like it.
        near: Vec<String>,
    },
    /// This user may not capture.
    #[error("{name} cannot be captured on without the privilege to: {advice}")]
    Forbidden {
        /// The interface.
        name: String,
        /// What gives the privilege.
        advice: String,
    },
    /// It is there, and not up.
    #[error("{name} is down ({reason})")]
    Down {
        /// The interface.
        name: String,
        /// What libpcap says.
        reason: String,
    },
    /// The filter expression is none.
    #[error("the filter `{expression}` cannot be compiled for {name}: {reason}")]
    Filter {
        /// The interface.
        name: String,
        /// The expression.
        expression: String,
        /// What libpcap says.
        reason: String,
    },
    /// Something else.
    #[error("{name} cannot be captured on: {reason}")]
    Other {
        /// The interface.
        name: String,
        /// What libpcap says.
        reason: String,
    },
    /// The system has no thread for it.
    #[error("live capture needs a thread: {0}")]
    Thread(#[from] io::Error),
}

impl LiveError {
    /// Tells what libpcap's refusal to open an interface means.
    pub(super) fn of_opening(name: &str, error: pcap::Error) -> Self {
        let reason = spoken(error);
        let name = name.to_owned();
        let says = |parts: &[&str]| {
            let lower = reason.to_lowercase();
            parts.iter().any(|part| lower.contains(part))
        };
        if says(&["permission", "not permitted", "cap_net_raw", "perm"]) {
            let advice = interfaces::advice();
            return LiveError::Forbidden { name, advice };
        }
        let known = interfaces::names();
        if name != interfaces::ANY && !known.is_empty() && !known.contains(&name) {
            let near = near(&name, known);
            return LiveError::Unknown { name, near };
        }
        if says(&["not up", "down"]) {
            return LiveError::Down { name, reason };
        }
        LiveError::Other { name, reason }
    }
}

/// What libpcap says, on one line.
pub(in crate::capture) fn spoken(error: pcap::Error) -> String {
    let message = match error {
        pcap::Error::PcapError(message) => message,
        error => error.to_string(),
    };
    let words: Vec<&str> = message.split_whitespace().collect();
    if words.is_empty() {
        return "libpcap does not say why".to_owned();
    }
    words.join(" ")
}

fn suggestion(near: &[String]) -> String {
    match near {
        [] => String::new(),
        near => format!(" (did you mean {}?)", near.join(" or ")),
    }
}

/// The names that differ from `name` in two letters at most, the most similar first.
fn near(name: &str, known: Vec<String>) -> Vec<String> {
    let mut near: Vec<(usize, String)> = known
        .into_iter()
        .map(|one| (distance(name, &one), one))
        .filter(|(distance, one)| *distance <= 2 && *distance < one.chars().count())
        .collect();
    near.sort();
    near.into_iter().map(|(_, one)| one).take(3).collect()
}

/// How many letters have to be changed, added or taken away to make `a` of `b` (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, other) in b.iter().enumerate() {
            let replaced = row.get(j).copied().unwrap_or(j) + usize::from(letter != *other);
            let taken = row.get(j + 1).copied().unwrap_or(j) + 1;
            let added = next.get(j).copied().unwrap_or(i) + 1;
            next.push(replaced.min(taken).min(added));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn names_that_look_like_the_one_that_was_given_are_suggested() {
        let known = names(&["lo", "eth0", "eth1", "wlan0"]);
        assert_eq!(near("eth9", known.clone()), ["eth0", "eth1"]);
        assert_eq!(near("wlan", known.clone()), ["wlan0"]);
        assert!(near("tun0", known.clone()).is_empty());
        assert!(near("xx", known).is_empty());
    }

    #[test]
    fn what_libpcap_says_is_one_line() {
        let error = pcap::Error::PcapError("first\n(second)".to_owned());
        assert_eq!(spoken(error), "first (second)");
        let error = pcap::Error::PcapError(String::new());
        assert_eq!(spoken(error), "libpcap does not say why");
    }
}
