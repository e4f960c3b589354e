//! What the words of a reply speak of.

/// Whether `text` holds one of `words`, which are in lower case, in any case.
fn speaks_of(text: &[u8], words: &[&str]) -> bool {
    let holds = |word: &&str| {
        text.windows(word.len())
            .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
    };
    words.iter().any(holds)
}

/// Whether a reply speaks of a full disk or a quota.
pub(super) fn of_space(text: &[u8]) -> bool {
    speaks_of(
        text,
        &[
            "no space",
            "space left",
            "disk full",
            "disk is full",
            "quota",
            "insufficient",
            "storage",
            "out of space",
            "not enough space",
            "enospc",
        ],
    )
}

/// Whether a reply speaks of TLS.
pub(super) fn of_tls(text: &[u8]) -> bool {
    speaks_of(
        text,
        &[
            "tls",
            "ssl",
            "secure",
            "encrypt",
            "auth ",
            "cleartext",
            "plain text",
            "plaintext",
            "protected",
        ],
    )
}

/// Whether a reply speaks of the protection of data connections.
pub(super) fn of_protection(text: &[u8]) -> bool {
    of_tls(text) || speaks_of(text, &["prot ", "protect"])
}

/// Whether a reply speaks of TLS sessions that must be resumed.
pub(super) fn of_resumption(text: &[u8]) -> bool {
    speaks_of(text, &["session"]) && speaks_of(text, &["reus", "resum"])
}

/// Whether a 421 speaks of too many clients.
pub(super) fn of_crowd(text: &[u8]) -> bool {
    speaks_of(
        text,
        &[
            "too many",
            "maximum",
            "limit",
            "busy",
            "no more",
            "full",
            "connections",
            "sessions",
        ],
    )
}

/// Whether a 421 speaks of silence.
pub(super) fn of_silence(text: &[u8]) -> bool {
    speaks_of(
        text,
        &[
            "timeout",
            "timed out",
            "time out",
            "idle",
            "inactiv",
            "no activity",
            "no transfer",
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_servers_are_understood() {
        assert!(of_space(b"No space left on device"));
        assert!(of_space(b"Quota exceeded: 10 MB"));
        assert!(!of_space(b"Error during write to file"));
        assert!(of_tls(b"Non-anonymous sessions must use encryption."));
        assert!(of_resumption(
            b"SSL connection failed: session reuse required"
        ));
        assert!(!of_resumption(b"SSL connection failed"));
        assert!(of_crowd(b"There are too many connected users"));
        assert!(of_silence(
            b"Idle timeout (4 seconds): closing control connection"
        ));
        assert!(!of_silence(b"There are too many connected users"));
    }
}
