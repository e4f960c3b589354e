use proptest::prelude::*;

use super::*;

/// What a conversation is taken for; lines of the server begin with `<`.
fn judge(lines: &[&str]) -> Likeness {
    let mut conversation = Conversation::new();
    for line in lines {
        match line.strip_prefix('<') {
            Some(line) => conversation.server(line.as_bytes()),
            None => conversation.client(line.as_bytes()),
        };
    }
    conversation.likeness()
}

#[test]
fn a_login_is_ftp() {
    assert_eq!(
        judge(&["<220 ready", "USER a", "<331 password", "PASS b", "<230 ok"]),
        Likeness::Certain
    );
}

#[test]
fn a_session_in_the_middle_is_ftp() {
    assert_eq!(judge(&["PASV"]), Likeness::Certain);
    assert_eq!(
        judge(&["<227 Entering Passive Mode (10,0,0,1,4,1)"]),
        Likeness::Certain
    );
}

#[test]
fn one_side_alone_is_ftp() {
    assert_eq!(judge(&["USER a", "PASS b", "TYPE I"]), Likeness::Certain);
    assert_eq!(
        judge(&["<220 ready", "<331 password", "<230 ok"]),
        Likeness::Certain
    );
}

#[test]
fn a_greeting_alone_is_not_enough() {
    assert_eq!(judge(&["<220 ready"]), Likeness::Unsure);
    assert_eq!(judge(&["<220 vsFTPd 3.0.3"]), Likeness::Certain);
}

#[test]
fn smtp_is_not_ftp() {
    assert_eq!(judge(&["<220 mail.example ESMTP Postfix"]), Likeness::No);
    assert_eq!(judge(&["<220 mail.example", "EHLO me"]), Likeness::No);
    assert_eq!(judge(&["<220 mail.example", "HELO me"]), Likeness::No);
    assert_eq!(judge(&["MAIL FROM:<a@b>"]), Likeness::No);
}

#[test]
fn pop3_is_not_ftp() {
    assert_eq!(judge(&["<+OK ready", "USER a"]), Likeness::No);
    let pop3 = [
        "USER a", "PASS b", "STAT", "LIST", "RETR 1", "DELE 1", "QUIT",
    ];
    assert_ne!(judge(&pop3), Likeness::Certain);
}

#[test]
fn nntp_is_not_ftp() {
    assert_eq!(judge(&["<200 news.example", "MODE READER"]), Likeness::No);
    assert_eq!(
        judge(&["<201 server ready - no posting allowed"]),
        Likeness::No
    );
}

#[test]
fn irc_is_not_ftp() {
    assert_eq!(judge(&["NICK a"]), Likeness::No);
    assert_eq!(judge(&["USER a 0 * :A Name"]), Likeness::No);
}

#[test]
fn http_is_not_ftp() {
    assert_eq!(judge(&["GET / HTTP/1.1"]), Likeness::No);
    assert_eq!(what(b"GET ftp://host/ HTTP/1.1\r\n"), Some(Protocol::Http));
}

#[test]
fn noise_is_not_ftp() {
    assert_eq!(judge(&["xx", "yy", "zz"]), Likeness::No);
}

#[test]
fn other_protocols_are_named_by_their_first_bytes() {
    for (bytes, protocol) in [
        (&b"\x16\x03\x01\x02\x00\x01"[..], Protocol::Tls),
        (b"SSH-2.0-OpenSSH_9.6\r\n", Protocol::Ssh),
        (b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n", Protocol::Proxy),
        (b"\r\n\r\n\0\r\nQUIT\n", Protocol::Proxy),
        (b"* OK IMAP4\r\n", Protocol::Imap),
        (b"EHLO me\r\n", Protocol::Smtp),
    ] {
        assert_eq!(what(bytes), Some(protocol), "{}", bytes.escape_ascii());
    }
    assert_eq!(what(b"USER a\r\n"), None);
    assert_eq!(what(b"220 ready\r\n"), None);
}

#[test]
fn a_tls_record_head_is_read_and_checked() {
    let head = tls_record(b"\x17\x03\x03\x01\x00").unwrap();
    assert_eq!(
        (head.kind, head.version, head.length),
        (TlsKind::ApplicationData, 0x0303, 256)
    );
    assert_eq!(tls_record(b"\x17\x03\x03\xff\xff"), None);
    assert_eq!(tls_record(b"\x19\x03\x03\x00\x10"), None);
    assert_eq!(tls_record(b"\x16\x03"), None);
}

#[test]
fn first_bytes_pass_what_ftp_begins_with() {
    for bytes in [
        &b"220 x"[..],
        b"220-",
        b"331\r\n",
        b"USER a",
        b"PWD\r\n",
        b"pasv\n",
        b"XSHA256 x",
    ] {
        assert!(first_bytes(bytes), "{}", bytes.escape_ascii());
    }
    for bytes in [
        &b""[..],
        b"22",
        b"2200",
        b"\x16\x03\x01\x00",
        b"GET / HTTP",
        b"EHLO a",
        b"720 x",
    ] {
        assert!(!first_bytes(bytes), "{}", bytes.escape_ascii());
    }
}

proptest! {
    #[test]
    fn a_decided_conversation_stays_decided(
        lines in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..12), 1..20),
        start in prop::bool::ANY,
    ) {
        let mut conversation = Conversation::new();
        let decided = if start { &b"PASV"[..] } else { b"EHLO x" };
        let likeness = conversation.client(decided);
        for line in lines {
            conversation.server(&line);
            prop_assert_eq!(conversation.client(&line), likeness);
            let _ = (what(&line), first_bytes(&line), tls_record(&line));
        }
    }
}
