//! The replies that the definition of each command lists.

use super::super::command::Verb;

/// The codes that the definition of `verb` lists as its replies (RFC 959 section 5.4, RFC 1639,
/// RFC 2228 section 5.1, RFC 2389, RFC 2428, RFC 2640, RFC 3659, RFC 4217, RFC 7151), or that
/// servers agree upon where nothing is defined; in the order of their numbers. Servers send others
/// as well: see [`super::legal`].
pub const fn replies(verb: Verb) -> &'static [u16] {
    match verb {
        Verb::User => &[230, 232, 331, 332, 336, 421, 430, 500, 501, 530, 534],
        Verb::Pass => &[202, 230, 332, 421, 430, 500, 501, 503, 530],
        Verb::Acct => &[202, 230, 421, 430, 500, 501, 503, 530],
        Verb::Cwd | Verb::Xcwd => &[250, 421, 500, 501, 502, 530, 550],
        Verb::Cdup | Verb::Xcup => &[200, 250, 421, 500, 501, 502, 530, 550],
        Verb::Smnt => &[202, 250, 421, 500, 501, 502, 530, 550],
        Verb::Rein => &[120, 220, 421, 500, 502],
        Verb::Quit => &[221, 500],
        Verb::Port => &[200, 421, 500, 501, 504, 530],
        Verb::Eprt => &[200, 421, 500, 501, 502, 504, 522, 530],
        Verb::Lprt => &[200, 421, 500, 501, 521, 530],
        Verb::Pasv | Verb::PAtSw | Verb::Cpsv => &[227, 421, 425, 500, 501, 502, 530],
        Verb::Epsv => &[229, 421, 425, 500, 501, 502, 522, 530],
        Verb::Spsv => &[227, 421, 500, 501, 502, 530],
        Verb::Lpsv => &[228, 421, 500, 501, 502, 521, 530],
        Verb::Spas => &[229, 421, 500, 501, 502, 530],
        Verb::Apsv => &[200, 421, 500, 502, 530],
        Verb::Type | Verb::Stru | Verb::Mode => &[200, 421, 500, 501, 504, 530],
        Verb::Retr | Verb::Eret => &[
            110, 125, 150, 226, 250, 421, 425, 426, 450, 451, 500, 501, 521, 522, 530, 534, 550,
            554,
        ],
        Verb::Stor | Verb::Stou | Verb::Appe | Verb::Esto | Verb::Mlfl => &[
            110, 125, 150, 226, 250, 421, 425, 426, 450, 451, 452, 500, 501, 521, 522, 530, 532,
            534, 550, 551, 552, 553, 554,
        ],
        Verb::List | Verb::Nlst | Verb::Mlsd | Verb::Lisp | Verb::Thmb => &[
            125, 150, 226, 250, 421, 425, 426, 450, 451, 500, 501, 502, 521, 522, 530, 534, 550,
        ],
        Verb::Allo => &[200, 202, 421, 452, 500, 501, 504, 530, 552],
        Verb::Rest => &[350, 421, 500, 501, 502, 530, 554],
        Verb::Rang => &[350, 421, 500, 501, 502, 504, 530],
        Verb::Rnfr => &[350, 421, 450, 500, 501, 502, 530, 550, 553],
        Verb::Rnto => &[250, 421, 500, 501, 502, 503, 530, 532, 550, 553],
        Verb::Abor => &[225, 226, 421, 500, 501, 502],
        Verb::Dele => &[250, 421, 450, 500, 501, 502, 530, 532, 550, 553],
        Verb::Rmd | Verb::Xrmd | Verb::Rmda => &[250, 421, 450, 500, 501, 502, 530, 550],
        Verb::Mkd | Verb::Xmkd => &[257, 421, 500, 501, 502, 530, 550, 552, 553],
        Verb::Pwd | Verb::Xpwd => &[257, 421, 500, 501, 502, 550],
        Verb::Site => &[200, 202, 214, 500, 501, 502, 530],
        Verb::Syst => &[215, 421, 500, 501, 502],
        Verb::Stat => &[211, 212, 213, 421, 450, 500, 501, 502, 530],
        Verb::Help => &[211, 214, 421, 500, 501, 502],
        Verb::Noop => &[200, 421, 500],
        Verb::Auth => &[234, 334, 421, 431, 500, 501, 502, 504, 530, 534],
        Verb::Adat => &[232, 235, 335, 421, 431, 500, 501, 503, 535],
        Verb::Pbsz => &[200, 421, 500, 501, 503, 530],
        Verb::Prot => &[200, 421, 431, 500, 501, 503, 504, 530, 534, 536],
        Verb::Ccc => &[200, 421, 500, 503, 530, 533, 534, 537],
        Verb::Mic | Verb::Conf | Verb::Enc => &[421, 500, 501, 503, 533, 535, 537, 631, 632, 633],
        Verb::Feat => &[211, 421, 500, 502],
        Verb::Opts => &[200, 421, 451, 500, 501, 502, 504],
        Verb::Lang => &[200, 421, 500, 501, 502, 504, 530],
        Verb::Size | Verb::Mdtm => &[213, 421, 500, 501, 502, 530, 550],
        Verb::Mlst => &[250, 421, 500, 501, 502, 530, 550],
        Verb::Host => &[220, 421, 500, 501, 502, 503, 504],
        Verb::Mfmt | Verb::Mfct | Verb::Mff => &[213, 250, 421, 500, 501, 502, 504, 530, 550],
        Verb::Hash | Verb::Md5 | Verb::Mmd5 | Verb::Cksm => {
            &[213, 250, 251, 252, 421, 450, 500, 501, 502, 504, 530, 550]
        }
        Verb::Xcrc
        | Verb::Xmd5
        | Verb::Xsha
        | Verb::Xsha1
        | Verb::Xsha224
        | Verb::Xsha256
        | Verb::Xsha384
        | Verb::Xsha512 => &[213, 250, 421, 450, 500, 501, 502, 530, 550],
        Verb::Scks => &[200, 213, 421, 500, 501, 502, 504],
        Verb::Avbl | Verb::Dsiz => &[213, 421, 500, 501, 502, 530, 550],
        Verb::Comb => &[250, 421, 500, 501, 502, 530, 550, 552, 553],
        Verb::Esta | Verb::Estp => &[225, 421, 500, 501, 502, 530],
        Verb::Open | Verb::Logon => &[200, 220, 421, 500, 501, 502, 530],
        Verb::Mail | Verb::Msnd | Verb::Msom | Verb::Msam => &[250, 421, 450, 500, 501, 502, 550],
        Verb::Mrsq
        | Verb::Mrcp
        | Verb::Xsen
        | Verb::Xsem
        | Verb::Xmas
        | Verb::Xrsq
        | Verb::Xrcp
        | Verb::Clnt
        | Verb::Csid
        | Verb::Macb
        | Verb::Pret
        | Verb::Sscn
        | Verb::Secure
        | Verb::Sbuf
        | Verb::Abuf
        | Verb::Dcau
        | Verb::Spor => &[200, 421, 500, 501, 502, 504, 530],
        Verb::Other => &[],
    }
}
