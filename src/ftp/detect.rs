//! Is this FTP? Told by what is said, on whatever port.
//!
//! SMTP, POP3, NNTP and IRC speak in lines much like these; a conversation is FTP for certain only
//! once a line was said that none of the others has.

use super::command::{Command, Verb};
use super::reply::{Code, Separator};

/// How sure it is that something is FTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Likeness {
    /// Nothing else says this.
    Certain,
    /// FTP says this, and so do others; or it is too short to tell.
    Unsure,
    /// FTP does not say this.
    No,
}

/// A protocol that is not FTP in the clear, told by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// TLS: a handshake or an alert at the beginning.
    Tls,
    /// HTTP/1: a request or a response; a request for `ftp://` goes to a proxy.
    Http,
    /// SSH: its version line.
    Ssh,
    /// SMTP: a client's HELO, EHLO or MAIL FROM, or a greeting that names it.
    Smtp,
    /// POP3: a `+OK` or `-ERR`.
    Pop3,
    /// IMAP: an untagged `* OK`.
    Imap,
    /// NNTP: a client's MODE READER.
    Nntp,
    /// IRC: NICK, or a line with a prefix.
    Irc,
    /// A PROXY protocol header of either version, in front of something else.
    Proxy,
    /// Telnet negotiation at the beginning.
    Telnet,
    /// SMB over TCP.
    Smb,
    /// Remote Desktop: a TPKT header with a connection request.
    Rdp,
    /// SOCKS version 4 or 5.
    Socks,
    /// VNC: its version line.
    Vnc,
}

impl Protocol {
    /// The usual name.
    pub const fn name(self) -> &'static str {
        match self {
            Protocol::Tls => "TLS",
            Protocol::Http => "HTTP",
            Protocol::Ssh => "SSH",
            Protocol::Smtp => "SMTP",
            Protocol::Pop3 => "POP3",
            Protocol::Imap => "IMAP",
            Protocol::Nntp => "NNTP",
            Protocol::Irc => "IRC",
            Protocol::Proxy => "PROXY protocol",
            Protocol::Telnet => "Telnet",
            Protocol::Smb => "SMB",
            Protocol::Rdp => "RDP",
            Protocol::Socks => "SOCKS",
            Protocol::Vnc => "VNC",
        }
    }
}

/// The header of a TLS record (RFC 8446 section 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlsHead {
    /// What the record holds.
    pub kind: TlsKind,
    /// The version field, as 0x0303.
    pub version: u16,
    /// The length of the record's body in bytes.
    pub length: u16,
}

/// What a TLS record holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TlsKind {
    /// Type 20.
    ChangeCipherSpec,
    /// Type 21.
    Alert,
    /// Type 22.
    Handshake,
    /// Type 23.
    ApplicationData,
    /// Type 24.
    Heartbeat,
}

/// The longest body of a TLS record in bytes (RFC 5246 section 6.2.3).
const TLS_RECORD_LIMIT: u16 = (1 << 14) + 2048;

/// Whether a TCP payload may be the beginning of a line of FTP: three digits and a space or hyphen, or
/// a known verb. Looks at eight bytes at most, for it runs on every payload of an unknown connection.
pub fn first_bytes(payload: &[u8]) -> bool {
    let &[a, b, c, d, ..] = payload else {
        return false;
    };
    if a.is_ascii_digit() {
        return matches!(a, b'1'..=b'6')
            && b.is_ascii_digit()
            && c.is_ascii_digit()
            && matches!(d, b' ' | b'-' | b'\r' | b'\n');
    }
    a.is_ascii_alphabetic() && Verb::leading(payload).is_some()
}

/// How much a line is like one of an FTP server.
pub fn reply(line: &[u8]) -> Likeness {
    let Some((code, separator, text)) = Code::parse(line) else {
        return Likeness::No;
    };
    if !code.is_assignable() || separator == Separator::Missing {
        return Likeness::No;
    }
    let certain = match code.0 {
        227 => super::endpoint::passive(text).is_ok(),
        229 => super::endpoint::extended_passive(text).is_ok(),
        228 => super::endpoint::long_passive(text).is_ok(),
        220 => greets_as_ftp(text),
        257 => text.first() == Some(&b'"'),
        _ => false,
    };
    if certain {
        Likeness::Certain
    } else {
        Likeness::Unsure
    }
}

/// How much a line is like one of an FTP client.
pub fn command(line: &[u8]) -> Likeness {
    let Some(command) = Command::parse(line) else {
        return Likeness::Unsure;
    };
    if command.word.len() != line.len() - command.argument.map_or(0, |argument| argument.len() + 1)
    {
        return Likeness::Unsure;
    }
    let argument = command.argument.unwrap_or_default();
    match command.verb {
        Verb::Other => Likeness::No,
        Verb::Port if super::endpoint::port(argument).is_ok() => Likeness::Certain,
        Verb::Eprt if super::endpoint::eprt(argument).is_ok() => Likeness::Certain,
        Verb::Type if matches!(argument, [b'A' | b'I' | b'E' | b'a' | b'i' | b'e']) => {
            Likeness::Certain
        }
        Verb::Pasv
        | Verb::Epsv
        | Verb::Syst
        | Verb::Feat
        | Verb::Mlsd
        | Verb::Stor
        | Verb::Pbsz
        | Verb::Cwd
        | Verb::Pwd
        | Verb::Cdup
        | Verb::Nlst
        | Verb::Mdtm
        | Verb::Rnfr
        | Verb::Rnto
        | Verb::Appe
        | Verb::PAtSw => Likeness::Certain,
        Verb::Auth if argument.eq_ignore_ascii_case(b"TLS") => Likeness::Certain,
        Verb::Auth if argument.eq_ignore_ascii_case(b"SSL") => Likeness::Certain,
        Verb::Retr | Verb::Size if !is_number(argument) => Likeness::Certain,
        _ => Likeness::Unsure,
    }
}

/// What the first bytes of a payload are, if they are of a protocol that is known here and not FTP.
pub fn what(payload: &[u8]) -> Option<Protocol> {
    if let Some(head) = tls_record(payload) {
        let first = matches!(head.kind, TlsKind::Handshake | TlsKind::Alert);
        return first.then_some(Protocol::Tls);
    }
    if http(payload) {
        return Some(Protocol::Http);
    }
    if ssh(payload) {
        return Some(Protocol::Ssh);
    }
    match payload {
        [b'P', b'R', b'O', b'X', b'Y', b' ', b'T' | b'U', ..]
        | [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, ..] => Some(Protocol::Proxy),
        [b'+', b'O', b'K', b' ' | b'\r', ..] | [b'-', b'E', b'R', b'R', b' ' | b'\r', ..] => {
            Some(Protocol::Pop3)
        }
        [b'*', b' ', b'O', b'K', b' ', ..] => Some(Protocol::Imap),
        [b'R', b'F', b'B', b' ', b'0', b'0', ..] => Some(Protocol::Vnc),
        [0, _, _, _, 0xff | 0xfe, b'S', b'M', b'B', ..] => Some(Protocol::Smb),
        [3, 0, 0, _, _, 0xe0, ..] => Some(Protocol::Rdp),
        [4, 1 | 2, _, _, _, _, _, _, _, ..] => Some(Protocol::Socks),
        [5, methods @ 1..=9, rest @ ..] if rest.len() == usize::from(*methods) => {
            Some(Protocol::Socks)
        }
        [255, 251..=254, 0..=49, ..] => Some(Protocol::Telnet),
        _ => other_client(first_line(payload)),
    }
}

/// Reads the header of a TLS record, if the bytes may be one: a known type, version 3.0 to 3.4, and a
/// length within the limit. The record itself may be cut.
pub fn tls_record(bytes: &[u8]) -> Option<TlsHead> {
    let &[kind, 3, minor @ 0..=4, high, low, ..] = bytes else {
        return None;
    };
    let kind = match kind {
        20 => TlsKind::ChangeCipherSpec,
        21 => TlsKind::Alert,
        22 => TlsKind::Handshake,
        23 => TlsKind::ApplicationData,
        24 => TlsKind::Heartbeat,
        _ => return None,
    };
    let length = u16::from_be_bytes([high, low]);
    let plausible = length <= TLS_RECORD_LIMIT && (length > 0 || kind == TlsKind::ApplicationData);
    plausible.then_some(TlsHead {
        kind,
        version: 0x0300 | u16::from(minor),
        length,
    })
}

/// Whether the bytes begin an HTTP/1 request or response, or HTTP/2's preface.
pub fn http(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"HTTP/1.") || bytes.starts_with(b"PRI * HTTP/2") {
        return true;
    }
    // The first letter alone tells it of most lines.
    if !matches!(bytes.first(), Some(b'C' | b'D' | b'G' | b'H' | b'O' | b'P')) {
        return false;
    }
    let mut words = first_line(bytes).split(|&byte| byte == b' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return false;
    };
    if method == b"CONNECT" {
        return target.contains(&b':');
    }
    let known: [&[u8]; 7] = [
        b"GET", b"POST", b"HEAD", b"PUT", b"DELETE", b"OPTIONS", b"PATCH",
    ];
    known.contains(&method)
        && (target.starts_with(b"/")
            || target == b"*"
            || target.windows(3).any(|window| window == b"://"))
}

/// Whether the bytes begin with SSH's version line (RFC 4253 section 4.2).
pub fn ssh(bytes: &[u8]) -> bool {
    bytes.starts_with(b"SSH-2.0-") || bytes.starts_with(b"SSH-1.")
}

/// What both sides of a connection have said so far, as evidence for or against FTP.
///
/// A certain line of FTP decides, and so does one that only another protocol has; before that,
/// replies and commands that fit each other count.
#[derive(Clone, Copy, Debug, Default)]
pub struct Conversation {
    verdict: Option<Likeness>,
    other: Option<Protocol>,
    lines: u16,
    replies: u8,
    foreign: u8,
    user: bool,
    password: bool,
    user_accepted: bool,
}

/// After how many lines without a certain one a conversation is decided by what fits.
const LINES_TO_DECIDE: u16 = 16;

/// How many lines that fit nothing make a conversation no FTP.
const FOREIGN_LIMIT: u8 = 3;

impl Conversation {
    /// A conversation in which nothing was said yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How sure it is by now.
    pub fn likeness(&self) -> Likeness {
        self.verdict.unwrap_or(Likeness::Unsure)
    }

    /// The protocol that it is instead, if one was recognised.
    pub fn other(&self) -> Option<Protocol> {
        self.other
    }

    /// Takes a line that the client, or who seems to be it, said.
    pub fn client(&mut self, line: &[u8]) -> Likeness {
        if self.verdict.is_some() {
            return self.likeness();
        }
        if let Some(other) = other_client(line) {
            return self.decide_other(other);
        }
        match command(line) {
            Likeness::Certain => return self.decide(Likeness::Certain),
            Likeness::No => return self.count_foreign(),
            Likeness::Unsure => {}
        }
        match Command::parse(line).map(|command| command.verb) {
            Some(Verb::User) => self.user = true,
            Some(Verb::Pass) => self.password = true,
            _ => {}
        }
        self.count()
    }

    /// Takes a line that the server, or who seems to be it, said.
    pub fn server(&mut self, line: &[u8]) -> Likeness {
        if self.verdict.is_some() {
            return self.likeness();
        }
        if let Some(other) = other_server(line) {
            return self.decide_other(other);
        }
        match reply(line) {
            Likeness::Certain => return self.decide(Likeness::Certain),
            // A line inside a reply of several lines may hold anything.
            Likeness::No if self.replies > 0 => return self.count(),
            Likeness::No => return self.count_foreign(),
            Likeness::Unsure => {}
        }
        self.replies = self.replies.saturating_add(1);
        let code = Code::parse(line).map_or(0, |(code, _, _)| code.0);
        // SMTP has 334 and 235 for a password, POP3 no codes, NNTP 381 and 281.
        if code == 331 && (self.user || self.lines < 4) {
            self.user_accepted = true;
        }
        let logged_in = code == 230 && (self.user_accepted || self.password || self.user);
        if logged_in || (self.user && code == 331) || (self.password && code == 530) {
            return self.decide(Likeness::Certain);
        }
        self.count()
    }

    fn count(&mut self) -> Likeness {
        self.lines = self.lines.saturating_add(1);
        if self.lines >= LINES_TO_DECIDE && self.user && self.password && self.replies > 0 {
            return self.decide(Likeness::Certain);
        }
        Likeness::Unsure
    }

    fn count_foreign(&mut self) -> Likeness {
        self.foreign = self.foreign.saturating_add(1);
        if self.foreign >= FOREIGN_LIMIT {
            return self.decide(Likeness::No);
        }
        self.count()
    }

    fn decide(&mut self, likeness: Likeness) -> Likeness {
        self.verdict = Some(likeness);
        likeness
    }

    fn decide_other(&mut self, other: Protocol) -> Likeness {
        self.other = Some(other);
        self.decide(Likeness::No)
    }
}

/// What a client's line is, if it is one that FTP does not have.
fn other_client(line: &[u8]) -> Option<Protocol> {
    if http(line) {
        return Some(Protocol::Http);
    }
    if ssh(line) {
        return Some(Protocol::Ssh);
    }
    let space = line
        .iter()
        .position(|&byte| byte == b' ')
        .unwrap_or(line.len());
    let (word, argument) = line.split_at_checked(space)?;
    let argument = argument.trim_ascii();
    let is = |name: &[u8]| word.eq_ignore_ascii_case(name);
    let begins = |name: &[u8]| {
        argument
            .get(..name.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(name))
    };
    if is(b"EHLO") || is(b"HELO") || is(b"LHLO") || is(b"STARTTLS") {
        return Some(Protocol::Smtp);
    }
    if (is(b"MAIL") && begins(b"FROM:")) || (is(b"RCPT") && begins(b"TO:")) {
        return Some(Protocol::Smtp);
    }
    if is(b"AUTH") && (begins(b"PLAIN") || begins(b"LOGIN") || begins(b"CRAM-MD5")) {
        return Some(Protocol::Smtp);
    }
    if is(b"CAPA") || is(b"UIDL") || is(b"APOP") || is(b"STLS") {
        return Some(Protocol::Pop3);
    }
    if (is(b"MODE") && begins(b"READER")) || is(b"AUTHINFO") || is(b"XOVER") {
        return Some(Protocol::Nntp);
    }
    if is(b"NICK") || is(b"PRIVMSG") || is(b"JOIN") || (is(b"CAP") && begins(b"LS")) {
        return Some(Protocol::Irc);
    }
    // IRC: USER name mode unused :real name (RFC 2812 section 3.1.3).
    let words = argument.split(|&byte| byte == b' ').take(4);
    if is(b"USER") && words.last().is_some_and(|word| word.starts_with(b":")) {
        return Some(Protocol::Irc);
    }
    None
}

/// What a server's line is, if it is one that FTP does not have.
fn other_server(line: &[u8]) -> Option<Protocol> {
    if let Some(other @ (Protocol::Http | Protocol::Ssh | Protocol::Pop3 | Protocol::Imap)) =
        what(line)
    {
        return Some(other);
    }
    if line == b"+OK" || line == b"-ERR" {
        return Some(Protocol::Pop3);
    }
    if line.starts_with(b":") && line.contains(&b' ') {
        return Some(Protocol::Irc);
    }
    let (code, _, text) = Code::parse(line)?;
    match code.0 {
        220 if names_mail(text) && !greets_as_ftp(text) => Some(Protocol::Smtp),
        200 | 201 if contains(text, b"NNTP") || contains(text, b"posting ") => Some(Protocol::Nntp),
        _ => None,
    }
}

/// Whether a greeting names FTP, or a server that speaks nothing else.
fn greets_as_ftp(text: &[u8]) -> bool {
    contains(text, b"ftp") || contains(text, b"filezilla") || contains(text, b"serv-u")
}

/// Whether a greeting names mail.
fn names_mail(text: &[u8]) -> bool {
    let begins = |rest: &[u8], word: &[u8]| {
        let start = rest.get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    let mut rests = (0..text.len()).filter_map(|at| text.get(at..));
    rests.any(|rest| match rest.first() {
        Some(b's' | b'S') => begins(rest, b"SMTP") || begins(rest, b"Sendmail"),
        Some(b'p' | b'P') => begins(rest, b"Postfix"),
        _ => false,
    })
}

/// Whether `text` holds `word`, in any case.
fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word))
}

/// Whether the text is a number, as POP3's arguments are, or empty.
fn is_number(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit)
}

/// The bytes up to the first line end.
fn first_line(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    bytes.get(..end.unwrap_or(bytes.len())).unwrap_or(bytes)
}

#[cfg(test)]
mod tests;
