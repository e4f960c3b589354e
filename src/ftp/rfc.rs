//! The tables of the RFCs: which reply may answer which command, and what each means.
//!
//! RFC 959 section 5.4 lists the replies of each command; later RFCs add theirs. Servers keep to the
//! lists loosely, so a code belongs to certain verbs only where nothing else was seen in the wild;
//! failures (4xx and 5xx) mostly may answer anything.

mod replies;
mod sections;
mod syntax;

pub use replies::replies;
pub use sections::{reply_section, section};
pub use syntax::syntax;

use super::command::Verb;
use super::reply::Code;

/// The verbs that move data, and those that follow.
macro_rules! transfers_and {
    ($($verb:ident),*) => {
        &[
            Verb::Retr, Verb::Stor, Verb::Stou, Verb::Appe, Verb::List, Verb::Nlst, Verb::Mlsd,
            Verb::Eret, Verb::Esto, Verb::Thmb, Verb::Lisp, Verb::Mlfl, $(Verb::$verb),*
        ]
    };
}

/// A list of verbs.
macro_rules! only {
    ($($verb:ident),*) => { &[$(Verb::$verb),*] };
}

/// The first digit of a reply code (RFC 959 section 4.2, RFC 2228 section 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// 1xx: begun, another reply follows.
    Preliminary,
    /// 2xx: done.
    Completion,
    /// 3xx: another command must follow.
    Intermediate,
    /// 4xx: failed for now.
    Transient,
    /// 5xx: failed for good.
    Permanent,
    /// 6xx: a protected reply, which holds one of the others.
    Protected,
}

/// The class of a code; none for a code that begins with another digit.
pub const fn reply_class(code: Code) -> Option<Class> {
    Some(match code.0 {
        100..=199 => Class::Preliminary,
        200..=299 => Class::Completion,
        300..=399 => Class::Intermediate,
        400..=499 => Class::Transient,
        500..=599 => Class::Permanent,
        600..=699 => Class::Protected,
        _ => return None,
    })
}

/// The verbs that a code belongs to; empty if it may answer any, or is in no RFC.
///
/// The greeting (120, 220, 421) answers no verb and is not listed.
pub const fn owners(code: Code) -> &'static [Verb] {
    match code.0 {
        110 | 111 | 112 | 113 | 125 | 150..=152 => {
            transfers_and!(Comb, Xcrc, Xmd5, Xsha, Xsha1, Xsha256, Xsha512, Hash, Cksm)
        }
        120 => only!(Rein),
        211 => only!(Stat, Help, Feat, Opts),
        212 => only!(Stat),
        213 => only!(
            Stat, Mdtm, Size, Mfmt, Mfct, Mff, Avbl, Dsiz, Hash, Md5, Mmd5, Xcrc, Xmd5, Xsha,
            Xsha1, Xsha224, Xsha256, Xsha384, Xsha512, Cksm, Scks
        ),
        214 => only!(Help, Stat),
        215 => only!(Syst),
        220 => only!(Rein, Host, Open, Logon),
        221 => only!(Quit),
        225 => only!(Abor, Esta, Estp),
        226 => transfers_and!(Abor, Quit),
        227 | 229 => only!(Pasv, PAtSw, Epsv, Spsv, Cpsv, Apsv, Spas),
        228 => only!(Lpsv),
        230 => only!(User, Pass, Acct),
        231 => only!(Quit, Rein),
        232 => only!(User, Pass, Auth, Adat),
        234 => only!(Auth),
        235 => only!(Adat),
        257 => only!(Pwd, Xpwd, Mkd, Xmkd),
        331 => only!(User),
        332 => only!(User, Pass),
        334 => only!(Auth),
        335 => only!(Adat),
        336 => only!(User, Auth),
        350 => only!(Rest, Rnfr, Rang),
        425 => transfers_and!(
            Port, Eprt, Lprt, Pasv, PAtSw, Epsv, Lpsv, Spsv, Cpsv, Spas, Spor
        ),
        426 => transfers_and!(),
        430 => only!(User, Pass, Acct),
        431 => only!(Auth, Adat, Pbsz, Prot),
        452 | 552 => transfers_and!(Allo, Mkd, Xmkd, Rnto, Comb, Avbl, Mail),
        522 => transfers_and!(Port, Eprt, Pasv, PAtSw, Epsv, Lprt, Lpsv, Spsv, Cpsv),
        532 => transfers_and!(Rnto, Dele, Mkd, Xmkd, Rmd, Xrmd),
        551 => transfers_and!(Rest),
        553 => transfers_and!(
            Rnfr, Rnto, Mkd, Xmkd, Dele, Rmd, Xrmd, Cwd, Xcwd, Mfmt, Mff, Comb
        ),
        554 => transfers_and!(Rest),
        _ => &[],
    }
}

/// Whether `code` may answer `verb`: by RFC 959 section 5.4 and its successors, or because servers
/// do answer so. 421 may answer anything; anything may answer a verb that no table has.
pub fn legal(verb: Verb, code: Code) -> bool {
    let known = !matches!(
        verb,
        Verb::Other | Verb::Site | Verb::Mic | Verb::Conf | Verb::Enc
    );
    if !known || code.0 == 421 {
        return true;
    }
    let owners = owners(code);
    if !owners.is_empty() {
        return owners.contains(&verb);
    }
    match code.0 {
        200 => !tells_more_than_done(verb),
        202 => !verb.takes_data() && !verb.asks_passive(),
        250 => is_about_files(verb) || verb.takes_data(),
        100..=199 => verb.takes_data(),
        300..=399 => matches!(
            verb,
            Verb::User | Verb::Pass | Verb::Acct | Verb::Rnfr | Verb::Rest
        ),
        _ => true,
    }
}

/// Whether success of the verb has a code of its own, so that 200 does not answer it.
const fn tells_more_than_done(verb: Verb) -> bool {
    verb.takes_data()
        || matches!(
            verb,
            Verb::User
                | Verb::Pass
                | Verb::Quit
                | Verb::Pasv
                | Verb::PAtSw
                | Verb::Lpsv
                | Verb::Spsv
                | Verb::Cpsv
                | Verb::Spas
                | Verb::Pwd
                | Verb::Xpwd
                | Verb::Syst
                | Verb::Stat
                | Verb::Help
                | Verb::Feat
                | Verb::Size
                | Verb::Mlst
                | Verb::Rnfr
                | Verb::Auth
                | Verb::Adat
        )
}

/// Whether 250 (file action completed) may answer the verb, besides transfers.
const fn is_about_files(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Cwd
            | Verb::Xcwd
            | Verb::Cdup
            | Verb::Xcup
            | Verb::Smnt
            | Verb::Rnto
            | Verb::Dele
            | Verb::Rmd
            | Verb::Xrmd
            | Verb::Rmda
            | Verb::Mkd
            | Verb::Xmkd
            | Verb::Mlst
            | Verb::Mdtm
            | Verb::Mfmt
            | Verb::Mfct
            | Verb::Mff
            | Verb::Comb
            | Verb::Xcrc
            | Verb::Xmd5
            | Verb::Xsha
            | Verb::Xsha1
            | Verb::Xsha224
            | Verb::Xsha256
            | Verb::Xsha384
            | Verb::Xsha512
            | Verb::Md5
            | Verb::Mmd5
            | Verb::Hash
            | Verb::Cksm
            | Verb::Scks
            | Verb::Mail
            | Verb::Msnd
            | Verb::Msom
            | Verb::Msam
    )
}

/// What a code means, as a short phrase in English; empty for a code without an agreed meaning.
pub const fn meaning(code: Code) -> &'static str {
    match code.0 {
        110 => "restart marker",
        111 => "range of bytes written so far",
        112 => "progress of the transfer",
        120 => "not ready yet, wait",
        125 => "data connection already open, the transfer begins",
        150 => "about to open the data connection",
        200 => "done",
        202 => "not needed here",
        211 => "status of the system",
        212 => "status of a directory",
        213 => "status of a file",
        214 => "help",
        215 => "kind of system",
        220 => "ready for a new user",
        221 => "goodbye",
        225 => "data connection open, no transfer in progress",
        226 => "transfer complete, data connection closed",
        227 => "listening on this IPv4 endpoint",
        228 => "listening on this long endpoint",
        229 => "listening on this port",
        230 => "logged in",
        231 => "logged out",
        232 => "logged in by the security exchange",
        234 => "security mechanism accepted",
        235 => "security exchange complete",
        250 => "done with the file or directory",
        251 => "done, with a checksum",
        252 => "done, with a checksum",
        253 => "done with the file's time",
        257 => "path name",
        331 => "name known, password needed",
        332 => "account needed",
        334 => "security mechanism accepted, more data needed",
        335 => "more security data needed",
        336 => "name known, answer to the challenge needed",
        350 => "waiting for the next command",
        421 => "closing the control connection",
        425 => "the data connection could not be opened",
        426 => "connection closed, transfer aborted",
        430 => "name or password not accepted",
        431 => "a resource for security is not available",
        434 => "host not available",
        450 => "file busy or not available, for now",
        451 => "local error, given up",
        452 => "no space left",
        500 => "command not understood",
        501 => "argument not understood",
        502 => "command not implemented",
        503 => "command out of order",
        504 => "not implemented for this argument",
        521 => "network protocol or data protection not supported",
        522 => "network protocol or data protection not supported",
        530 => "not logged in",
        532 => "account needed to store",
        533 => "protection level refused by policy",
        534 => "refused for policy",
        535 => "security check failed",
        536 => "protection level not supported by the mechanism",
        537 => "protection level not supported",
        550 => "file not available",
        551 => "page type unknown",
        552 => "over the space allowed",
        553 => "file name not allowed",
        554 => "restart point not valid",
        555 => "type and structure do not go together",
        631 => "protected reply, integrity",
        632 => "protected reply, confidentiality and integrity",
        633 => "protected reply, confidentiality",
        _ => "",
    }
}

#[cfg(test)]
mod tests;
