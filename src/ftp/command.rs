//! One line from the client: a verb, and mostly an argument.
//!
//! Commands begin with a word of up to eight letters in any case; one space parts it from the
//! argument (RFC 959 section 5.3, RFC 2640 section 3.1: more spaces belong to the argument).

use std::borrow::Cow;
use std::fmt;

/// Declares the verbs: the variant, the word on the wire, and the lookup from one to the other.
macro_rules! verbs {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// The word that a command begins with.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Verb {
            $($(#[$doc])* $variant,)*
            /// A word that is none of these.
            Other,
        }

        impl Verb {
            /// Every verb that has a name.
            pub const ALL: &[Verb] = &[$(Verb::$variant),*];

            /// The verb as the RFCs write it; empty for [`Verb::Other`].
            pub const fn name(self) -> &'static str {
                match self {
                    $(Verb::$variant => $name,)*
                    Verb::Other => "",
                }
            }

            /// The verb whose name, padded with zeros to eight bytes, is `key`.
            #[allow(non_upper_case_globals, reason = "one constant for each variant, under its name")]
            const fn of_key(key: u64) -> Verb {
                $(const $variant: u64 = key_of($name.as_bytes());)*
                match key {
                    $($variant => Verb::$variant,)*
                    _ => Verb::Other,
                }
            }
        }
    };
}

verbs! {
    /// `USER`: who logs in.
    User = "USER",
    /// `PASS`: the password.
    Pass = "PASS",
    /// `ACCT`: the account.
    Acct = "ACCT",
    /// `CWD`: change the working directory.
    Cwd = "CWD",
    /// `CDUP`: change to the parent directory.
    Cdup = "CDUP",
    /// `SMNT`: mount another file system.
    Smnt = "SMNT",
    /// `REIN`: begin the session anew.
    Rein = "REIN",
    /// `QUIT`: log out.
    Quit = "QUIT",
    /// `PORT`: the client listens on an IPv4 endpoint.
    Port = "PORT",
    /// `PASV`: ask the server to listen.
    Pasv = "PASV",
    /// `TYPE`: the representation: ASCII, EBCDIC, image, local.
    Type = "TYPE",
    /// `STRU`: the file structure.
    Stru = "STRU",
    /// `MODE`: the transmission mode.
    Mode = "MODE",
    /// `RETR`: fetch a file.
    Retr = "RETR",
    /// `STOR`: store a file.
    Stor = "STOR",
    /// `STOU`: store a file under a name that the server chooses.
    Stou = "STOU",
    /// `APPE`: append to a file.
    Appe = "APPE",
    /// `ALLO`: reserve space.
    Allo = "ALLO",
    /// `REST`: where the next transfer begins.
    Rest = "REST",
    /// `RNFR`: rename from.
    Rnfr = "RNFR",
    /// `RNTO`: rename to.
    Rnto = "RNTO",
    /// `ABOR`: abort the transfer.
    Abor = "ABOR",
    /// `DELE`: delete a file.
    Dele = "DELE",
    /// `RMD`: remove a directory.
    Rmd = "RMD",
    /// `MKD`: make a directory.
    Mkd = "MKD",
    /// `PWD`: ask for the working directory.
    Pwd = "PWD",
    /// `LIST`: list a directory for people.
    List = "LIST",
    /// `NLST`: list names.
    Nlst = "NLST",
    /// `SITE`: A command of this server's own.
    Site = "SITE",
    /// `SYST`: ask for the kind of system.
    Syst = "SYST",
    /// `STAT`: ask for the status, or list over the control connection.
    Stat = "STAT",
    /// `HELP`: ask for help.
    Help = "HELP",
    /// `NOOP`: nothing, to keep the connection alive.
    Noop = "NOOP",
    /// `XCUP`: CDUP before RFC 959.
    Xcup = "XCUP",
    /// `XCWD`: CWD before RFC 959.
    Xcwd = "XCWD",
    /// `XMKD`: MKD before RFC 959.
    Xmkd = "XMKD",
    /// `XPWD`: PWD before RFC 959.
    Xpwd = "XPWD",
    /// `XRMD`: RMD before RFC 959.
    Xrmd = "XRMD",
    /// `MAIL`: mail over the control connection.
    Mail = "MAIL",
    /// `MLFL`: mail over the data connection.
    Mlfl = "MLFL",
    /// `MSND`: send to a terminal.
    Msnd = "MSND",
    /// `MSOM`: send to a terminal, or mail.
    Msom = "MSOM",
    /// `MSAM`: send to a terminal and mail.
    Msam = "MSAM",
    /// `MRSQ`: choose the scheme for many recipients.
    Mrsq = "MRSQ",
    /// `MRCP`: one recipient of many.
    Mrcp = "MRCP",
    /// `XSEN`: MSND before RFC 765.
    Xsen = "XSEN",
    /// `XSEM`: MSOM before RFC 765.
    Xsem = "XSEM",
    /// `XMAS`: MSAM before RFC 765.
    Xmas = "XMAS",
    /// `XRSQ`: MRSQ before RFC 765.
    Xrsq = "XRSQ",
    /// `XRCP`: MRCP before RFC 765.
    Xrcp = "XRCP",
    /// `APSV`: all transfers are passive from now on.
    Apsv = "APSV",
    /// `LPRT`: the client listens on a long endpoint.
    Lprt = "LPRT",
    /// `LPSV`: ask the server to listen on a long endpoint.
    Lpsv = "LPSV",
    /// `AUTH`: choose a security mechanism.
    Auth = "AUTH",
    /// `ADAT`: data of the security exchange.
    Adat = "ADAT",
    /// `PBSZ`: the protection buffer size.
    Pbsz = "PBSZ",
    /// `PROT`: how the data connection is protected.
    Prot = "PROT",
    /// `CCC`: go back to a clear control connection.
    Ccc = "CCC",
    /// `MIC`: A command with its integrity protected.
    Mic = "MIC",
    /// `CONF`: A command with its confidentiality protected.
    Conf = "CONF",
    /// `ENC`: A command with both protected.
    Enc = "ENC",
    /// `FEAT`: ask for the server's features.
    Feat = "FEAT",
    /// `OPTS`: set an option of a command.
    Opts = "OPTS",
    /// `EPRT`: the client listens on an IPv4 or IPv6 endpoint.
    Eprt = "EPRT",
    /// `EPSV`: ask the server to listen, whatever the address family.
    Epsv = "EPSV",
    /// `LANG`: the language of the replies.
    Lang = "LANG",
    /// `MDTM`: ask for a file's modification time; some clients set it.
    Mdtm = "MDTM",
    /// `SIZE`: ask for a file's size.
    Size = "SIZE",
    /// `MLST`: facts of one file, over the control connection.
    Mlst = "MLST",
    /// `MLSD`: facts of a directory's files, over the data connection.
    Mlsd = "MLSD",
    /// `HOST`: which of the server's names is meant.
    Host = "HOST",
    /// `XCRC`: The CRC-32 of a file.
    Xcrc = "XCRC",
    /// `XMD5`: the MD5 of a file.
    Xmd5 = "XMD5",
    /// `XSHA`: the SHA-1 of a file.
    Xsha = "XSHA",
    /// `XSHA1`: the SHA-1 of a file.
    Xsha1 = "XSHA1",
    /// `XSHA224`: the SHA-224 of a file.
    Xsha224 = "XSHA224",
    /// `XSHA256`: the SHA-256 of a file.
    Xsha256 = "XSHA256",
    /// `XSHA384`: the SHA-384 of a file.
    Xsha384 = "XSHA384",
    /// `XSHA512`: the SHA-512 of a file.
    Xsha512 = "XSHA512",
    /// `MD5`: the MD5 of a file.
    Md5 = "MD5",
    /// `MMD5`: the MD5 of several files.
    Mmd5 = "MMD5",
    /// `HASH`: the hash of a file, by the algorithm chosen with OPTS HASH.
    Hash = "HASH",
    /// `RANG`: the byte range of the next transfer or hash.
    Rang = "RANG",
    /// `MFMT`: set a file's modification time.
    Mfmt = "MFMT",
    /// `MFCT`: set a file's creation time.
    Mfct = "MFCT",
    /// `MFF`: set facts of a file.
    Mff = "MFF",
    /// `CLNT`: the client's name.
    Clnt = "CLNT",
    /// `CSID`: the client's name and version, for the server's in return.
    Csid = "CSID",
    /// `AVBL`: ask for the space available.
    Avbl = "AVBL",
    /// `DSIZ`: the size of a directory.
    Dsiz = "DSIZ",
    /// `COMB`: combine parts into one file.
    Comb = "COMB",
    /// `THMB`: fetch a thumbnail.
    Thmb = "THMB",
    /// `RMDA`: remove a directory with all that is in it.
    Rmda = "RMDA",
    /// `MACB`: send in MacBinary.
    Macb = "MACB",
    /// `PRET`: what the next transfer will be, before PASV.
    Pret = "PRET",
    /// `SPSV`: ask the server to listen, and for the port only.
    Spsv = "SPSV",
    /// `CPSV`: PASV where the server is to be the TLS client.
    Cpsv = "CPSV",
    /// `SSCN`: which side is the TLS client in a transfer between servers.
    Sscn = "SSCN",
    /// `SECURE`: ask for protection, before RFC 2228.
    Secure = "SECURE",
    /// `P@SW`: PASV, spelt so that no gateway rewrites its reply.
    PAtSw = "P@SW",
    /// `ESTA`: the address that the server will connect from.
    Esta = "ESTA",
    /// `ESTP`: the address that the server listens on.
    Estp = "ESTP",
    /// `LISP`: LIST of another kind.
    Lisp = "LISP",
    /// `SPAS`: ask for several endpoints that listen (GridFTP).
    Spas = "SPAS",
    /// `SPOR`: several endpoints that the client listens on (GridFTP).
    Spor = "SPOR",
    /// `ERET`: fetch with a module (GridFTP).
    Eret = "ERET",
    /// `ESTO`: store with a module (GridFTP).
    Esto = "ESTO",
    /// `SBUF`: set the TCP buffer (GridFTP).
    Sbuf = "SBUF",
    /// `ABUF`: negotiate the TCP buffer (GridFTP).
    Abuf = "ABUF",
    /// `DCAU`: authentication of the data connection (GridFTP).
    Dcau = "DCAU",
    /// `CKSM`: the checksum of a file (GridFTP).
    Cksm = "CKSM",
    /// `SCKS`: set the checksum of a file (GridFTP).
    Scks = "SCKS",
    /// `OPEN`: the server that a proxy is to connect to.
    Open = "OPEN",
    /// `LOGON`: the server that a proxy is to connect to.
    Logon = "LOGON",
}

/// Which way the bytes of a transfer go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the server to the client.
    Download,
    /// From the client to the server.
    Upload,
}

impl Verb {
    /// The verb that `word` spells, in any case.
    pub fn of(word: &[u8]) -> Verb {
        let mut bytes = [0; 8];
        let Some(room) = bytes.get_mut(..word.len()) else {
            return Verb::Other;
        };
        room.copy_from_slice(word);
        let verb = Verb::of_key(uppercase(u64::from_le_bytes(bytes)));
        // A NUL in the word looks like padding.
        if verb.name().len() != word.len() {
            return Verb::Other;
        }
        verb
    }

    /// The known verb that `text` begins with, and its length, if a space, a line end or nothing
    /// follows it. Looks at eight bytes at once, for it runs on every payload and every command.
    pub(super) fn leading(text: &[u8]) -> Option<(Verb, usize)> {
        let bytes = match text.first_chunk::<8>() {
            Some(bytes) => *bytes,
            None => {
                let mut bytes = [0; 8];
                bytes.get_mut(..text.len())?.copy_from_slice(text);
                bytes
            }
        };
        let key = u64::from_le_bytes(bytes);
        // The lowest byte up to a space has its high bit set in `ends`; no verb has eight letters.
        let ends = key.wrapping_sub((b' ' as u64 + 1) * EACH) & !key & HIGH;
        if ends == 0 {
            return None;
        }
        let length = ends.trailing_zeros() / 8;
        let verb = Verb::of_key(uppercase(key & ((1 << (length * 8)) - 1)));
        let length = length as usize;
        let parted = matches!(text.get(length), None | Some(b' ' | b'\r' | b'\n'));
        (verb != Verb::Other && parted).then_some((verb, length))
    }

    /// Whether the command moves bytes over a data connection.
    pub const fn takes_data(self) -> bool {
        self.direction().is_some()
    }

    /// Whether the data connection carries a listing of a directory.
    pub const fn is_listing(self) -> bool {
        matches!(self, Verb::List | Verb::Nlst | Verb::Mlsd | Verb::Lisp)
    }

    /// Which way the bytes go, if the command moves any over a data connection.
    pub const fn direction(self) -> Option<Direction> {
        match self {
            Verb::Retr | Verb::Eret | Verb::Thmb => Some(Direction::Download),
            Verb::List | Verb::Nlst | Verb::Mlsd | Verb::Lisp => Some(Direction::Download),
            Verb::Stor | Verb::Stou | Verb::Appe | Verb::Esto => Some(Direction::Upload),
            Verb::Mlfl => Some(Direction::Upload),
            _ => None,
        }
    }

    /// Whether the client announces an endpoint that it listens on.
    pub const fn announces(self) -> bool {
        matches!(self, Verb::Port | Verb::Eprt | Verb::Lprt | Verb::Spor)
    }

    /// Whether the client asks the server to listen.
    pub const fn asks_passive(self) -> bool {
        matches!(
            self,
            Verb::Pasv
                | Verb::Epsv
                | Verb::Lpsv
                | Verb::Spsv
                | Verb::Cpsv
                | Verb::PAtSw
                | Verb::Spas
        )
    }

    /// Whether an argument of the command is a secret.
    pub const fn is_secret(self) -> bool {
        matches!(self, Verb::Pass | Verb::Acct | Verb::Adat)
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verb::Other => "Other",
            verb => verb.name(),
        })
    }
}

/// A command as it stands in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command<'a> {
    /// What the word means.
    pub verb: Verb,
    /// The word as it was sent.
    pub word: &'a [u8],
    /// What follows the first space after the word, as it was sent; none without a space.
    pub argument: Option<&'a [u8]>,
}

impl<'a> Command<'a> {
    /// Reads a line without its end. Spaces before the word are passed over; a line that is empty or
    /// all spaces holds no command.
    pub fn parse(line: &'a [u8]) -> Option<Self> {
        let line = line.trim_ascii_start();
        if line.is_empty() {
            return None;
        }
        if let Some((verb, length)) = Verb::leading(line)
            && matches!(line.get(length), None | Some(b' '))
        {
            return Some(Self {
                verb,
                word: line.get(..length)?,
                argument: line.get(length + 1..),
            });
        }
        let (word, argument) = match line.iter().position(|&byte| byte == b' ') {
            Some(at) => (line.get(..at)?, line.get(at + 1..)),
            None => (line, None),
        };
        Some(Self {
            verb: Verb::of(word),
            word,
            argument,
        })
    }

    /// The word in capitals, as it is shown; of an unknown word, what is not printable ASCII is
    /// written `\xNN`.
    pub fn shown_word(&self) -> Cow<'static, str> {
        if self.verb != Verb::Other {
            return Cow::Borrowed(self.verb.name());
        }
        Cow::Owned(self.word.to_ascii_uppercase().escape_ascii().to_string())
    }
}

/// The lowest bit of each of eight bytes.
const EACH: u64 = 0x0101_0101_0101_0101;

/// The highest bit of each of eight bytes.
const HIGH: u64 = 0x80 * EACH;

/// `word`, padded with zeros to eight bytes; in little endian, so that no byte need be moved.
const fn key_of(word: &[u8]) -> u64 {
    let mut key = 0;
    let mut at = word.len();
    while at > 0 {
        at -= 1;
        key = key << 8 | word[at] as u64;
    }
    key
}

/// Eight ASCII bytes at once in capitals; bytes over 127 stay as they are.
const fn uppercase(key: u64) -> u64 {
    let low = key & !HIGH;
    let from_a = low + (0x80 - b'a' as u64) * EACH;
    let past_z = low + (0x80 - b'z' as u64 - 1) * EACH;
    let small = from_a & !past_z & !key & HIGH;
    key ^ (small >> 2)
}

#[cfg(test)]
mod tests;
