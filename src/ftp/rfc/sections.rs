//! Where commands and replies are defined, for readers who want to look it up.

use super::super::command::Verb;
use super::super::reply::Code;

/// The RFC and section that defines a verb, such as `RFC 959 §4.1.2`; of a verb of no RFC the draft,
/// the Grid Forum document (GFD) or the vendor that it comes from, and empty if that is not known.
/// An RFC that does not number its sections stands alone.
pub const fn section(verb: Verb) -> &'static str {
    match verb {
        Verb::User
        | Verb::Pass
        | Verb::Acct
        | Verb::Cwd
        | Verb::Cdup
        | Verb::Smnt
        | Verb::Rein
        | Verb::Quit => "RFC 959 §4.1.1",
        Verb::Port | Verb::Pasv | Verb::Type | Verb::Stru | Verb::Mode => "RFC 959 §4.1.2",
        Verb::Rest => "RFC 959 §4.1.3, RFC 3659 §5",
        Verb::Retr
        | Verb::Stor
        | Verb::Stou
        | Verb::Appe
        | Verb::Allo
        | Verb::Rnfr
        | Verb::Rnto
        | Verb::Abor
        | Verb::Dele
        | Verb::Rmd
        | Verb::Mkd
        | Verb::Pwd
        | Verb::List
        | Verb::Nlst
        | Verb::Site
        | Verb::Syst
        | Verb::Stat
        | Verb::Help
        | Verb::Noop => "RFC 959 §4.1.3",
        Verb::Xcup | Verb::Xcwd | Verb::Xmkd | Verb::Xpwd | Verb::Xrmd => "RFC 775",
        Verb::Mail
        | Verb::Mlfl
        | Verb::Msnd
        | Verb::Msom
        | Verb::Msam
        | Verb::Mrsq
        | Verb::Mrcp => "RFC 765",
        Verb::Xsen | Verb::Xsem | Verb::Xmas => "RFC 737",
        Verb::Xrsq | Verb::Xrcp => "RFC 743",
        Verb::Apsv => "RFC 1579",
        Verb::Lprt | Verb::Lpsv => "RFC 1639",
        Verb::Auth => "RFC 2228 §3, RFC 4217 §4",
        Verb::Pbsz | Verb::Prot => "RFC 2228 §3, RFC 4217 §9",
        Verb::Adat | Verb::Ccc | Verb::Mic | Verb::Conf | Verb::Enc => "RFC 2228 §3",
        Verb::Feat => "RFC 2389 §3",
        Verb::Opts => "RFC 2389 §4",
        Verb::Eprt => "RFC 2428 §2",
        Verb::Epsv => "RFC 2428 §3",
        Verb::Lang => "RFC 2640 §4.1",
        Verb::Mdtm => "RFC 3659 §3",
        Verb::Size => "RFC 3659 §4",
        Verb::Mlst | Verb::Mlsd => "RFC 3659 §7",
        Verb::Host => "RFC 7151 §3",
        Verb::Md5 | Verb::Mmd5 => "draft-twine-ftpmd5",
        Verb::Hash => "draft-bryan-ftpext-hash",
        Verb::Rang => "draft-bryan-ftp-range",
        Verb::Mfmt | Verb::Mfct | Verb::Mff => "draft-somers-ftp-mfxx",
        Verb::Avbl | Verb::Csid | Verb::Dsiz | Verb::Rmda | Verb::Thmb => {
            "draft-peterson-streamlined-ftp-command-extensions"
        }
        Verb::Pret => "draft-dd-pret",
        Verb::Spsv => "draft-rosenau-ftp-single-port",
        Verb::Esta | Verb::Estp => "draft-ietf-ftpext-data-connection-assurance",
        Verb::Spas
        | Verb::Spor
        | Verb::Eret
        | Verb::Esto
        | Verb::Sbuf
        | Verb::Abuf
        | Verb::Dcau => "GFD.20",
        Verb::Cksm | Verb::Scks => "GFD.47",
        Verb::Xcrc | Verb::Comb => "GlobalSCAPE",
        Verb::Xmd5
        | Verb::Xsha
        | Verb::Xsha1
        | Verb::Xsha224
        | Verb::Xsha256
        | Verb::Xsha384
        | Verb::Xsha512
        | Verb::Clnt
        | Verb::Macb
        | Verb::Cpsv
        | Verb::Sscn
        | Verb::Secure
        | Verb::PAtSw
        | Verb::Lisp
        | Verb::Open
        | Verb::Logon
        | Verb::Other => "",
    }
}

/// The RFC and section that defines a reply code; empty for a code without an agreed meaning.
pub const fn reply_section(code: Code) -> &'static str {
    match code.0 {
        110 | 120 | 125 | 150 => "RFC 959 §4.2.2",
        200 | 202 | 211..=215 | 220 | 221 | 225..=227 | 230 | 250 | 257 => "RFC 959 §4.2.2",
        331 | 332 | 350 => "RFC 959 §4.2.2",
        421 | 425 | 426 | 450..=452 => "RFC 959 §4.2.2",
        500..=504 | 530 | 532 | 550..=553 => "RFC 959 §4.2.2",
        111 | 112 => "GFD.20",
        228 => "RFC 1639",
        229 => "RFC 2428 §3",
        232 | 234 | 235 | 334..=336 | 431 | 533..=537 => "RFC 2228 §5.1",
        521 => "RFC 1639, RFC 4217",
        522 => "RFC 2428 §2, RFC 4217",
        554 | 555 => "RFC 1123 §4.1.3.4",
        631..=633 => "RFC 2228 §5.2",
        _ => "",
    }
}
