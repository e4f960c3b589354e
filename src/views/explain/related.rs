//! Which verdicts a command or a reply has to do with.

use crate::catalog::Id;
use crate::ftp::command::Verb;
use crate::ftp::reply::Code;

/// The verdicts on what went wrong around a command.
pub(super) const fn to_verb(verb: Verb) -> &'static [Id] {
    match verb {
        Verb::Port | Verb::Eprt | Verb::Lprt => &[
            Id::PortPrivateAddress,
            Id::PortRefused,
            Id::Bounce,
            Id::AnnouncementMalformed,
            Id::ActiveUnanswered,
            Id::ActiveRefused,
            Id::ActiveRejected,
            Id::ActiveNoAttempt,
        ],
        Verb::Pasv | Verb::Lpsv | Verb::Spsv | Verb::PAtSw => &[
            Id::PasvPrivateAddress,
            Id::PasvWrongAddress,
            Id::AnnouncementMalformed,
            Id::PassiveUnanswered,
            Id::PassiveRefused,
            Id::PassiveRejected,
            Id::PassiveNoAttempt,
        ],
        Verb::Epsv => &[
            Id::EpsvFallback,
            Id::PassiveUnanswered,
            Id::PassiveRefused,
            Id::PassiveRejected,
            Id::PassiveNoAttempt,
        ],
        Verb::User => &[Id::LoginRefused, Id::TlsRequired, Id::SlowLogin],
        Verb::Pass => &[
            Id::CleartextPassword,
            Id::LoginRefused,
            Id::BruteForce,
            Id::SlowLogin,
        ],
        Verb::Auth => &[
            Id::TlsRefused,
            Id::TlsHandshakeFailed,
            Id::TlsModeMismatch,
            Id::EncryptedControl,
        ],
        Verb::Pbsz | Verb::Prot => &[Id::DataProtectionRequired, Id::TlsResumptionRequired],
        Verb::Type => &[Id::AsciiDamage],
        Verb::Abor => &[Id::TransferAborted, Id::RepliesOutOfStep],
        Verb::Rest | Verb::Size => &[Id::TransferTruncated],
        Verb::Noop => &[Id::IdleTimeout, Id::ControlLost],
        Verb::Cpsv | Verb::Sscn => &[Id::Fxp],
        Verb::Retr => &[
            Id::AnnouncementMissing,
            Id::TransferRefused,
            Id::TransferFailed,
            Id::TransferTruncated,
            Id::TransferStalled,
            Id::PmtuBlackHole,
            Id::AsciiDamage,
        ],
        Verb::Stor | Verb::Stou | Verb::Appe => &[
            Id::AnnouncementMissing,
            Id::TransferRefused,
            Id::TransferFailed,
            Id::TransferStalled,
            Id::DiskFull,
            Id::PmtuBlackHole,
            Id::AsciiDamage,
        ],
        Verb::List | Verb::Nlst | Verb::Mlsd => &[
            Id::AnnouncementMissing,
            Id::TransferRefused,
            Id::TransferFailed,
            Id::HostileText,
        ],
        _ => &[],
    }
}

/// The verdicts that a reply code speaks for.
pub(super) const fn to_code(code: Code) -> &'static [Id] {
    match code.0 {
        120 | 220 => &[Id::NoGreeting, Id::SlowLogin, Id::RepliesOutOfStep],
        226 | 250 => &[Id::TransferTruncated],
        227 | 228 => to_verb(Verb::Pasv),
        229 => to_verb(Verb::Epsv),
        230 => &[Id::CleartextPassword],
        234 => &[Id::TlsHandshakeFailed, Id::EncryptedControl],
        421 => &[Id::ServerBusy, Id::IdleTimeout, Id::TlsRequired],
        425 => &[
            Id::ActiveUnanswered,
            Id::ActiveRefused,
            Id::ActiveRejected,
            Id::ActiveNoAttempt,
            Id::PassiveUnanswered,
            Id::PassiveRefused,
            Id::PassiveRejected,
            Id::PassiveNoAttempt,
            Id::AnnouncementMissing,
            Id::PortPrivateAddress,
            Id::TlsResumptionRequired,
            Id::DataProtectionRequired,
            Id::TransferFailed,
        ],
        426 => &[Id::TransferAborted, Id::TransferFailed, Id::DiskFull],
        430 => &[Id::LoginRefused, Id::BruteForce],
        450 | 532 | 550 | 553 => &[Id::TransferRefused],
        451 => &[Id::TransferFailed, Id::DiskFull],
        452 => &[Id::DiskFull],
        500..=502 | 504 => &[Id::PortRefused, Id::TlsRefused, Id::EpsvFallback],
        503 => &[Id::TlsRefused],
        521 | 534 | 536 => &[Id::DataProtectionRequired, Id::TlsRequired],
        522 => &[
            Id::TlsResumptionRequired,
            Id::DataProtectionRequired,
            Id::EpsvFallback,
        ],
        530 => &[Id::LoginRefused, Id::BruteForce, Id::TlsRequired],
        552 => &[Id::DiskFull, Id::TransferRefused],
        _ => &[],
    }
}
