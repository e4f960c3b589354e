//! The ids of verdicts, which scripts match on and which never change.

/// How bad a verdict is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know.
    Note,
    /// It works, or not for long.
    Warning,
    /// It does not work.
    Error,
}

impl Severity {
    /// The word of the JSON contract.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Declares the ids by family, with their names and usual severities.
macro_rules! ids {
    ($(
        $(#[$family_doc:meta])* $family:ident {
            $($(#[$doc:meta])* $id:ident $name:literal $severity:ident;)*
        }
    )*) => {
        /// What verdicts are about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Family {
            $($(#[$family_doc])* $family,)*
        }

        impl Family {
            /// All of them, in their order.
            pub const ALL: &[Family] = &[$(Family::$family),*];

            /// The ids of the family.
            pub const fn ids(self) -> &'static [Id] {
                match self {
                    $(Family::$family => &[$(Id::$id),*],)*
                }
            }
        }

        /// What a verdict says.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Id {
            $($($(#[$doc])* $id,)*)*
        }

        impl Id {
            /// All of them, by family.
            pub const ALL: &[Id] = &[$($(Id::$id),*),*];

            /// What it is about.
            pub const fn family(self) -> Family {
                match self {
                    $($(Id::$id)|* => Family::$family,)*
                }
            }

            /// The name that scripts match on.
            pub const fn name(self) -> &'static str {
                match self {
                    $($(Id::$id => $name,)*)*
                }
            }

            /// How bad it is, where the circumstances make it no better and no worse.
            pub const fn severity(self) -> Severity {
                match self {
                    $($(Id::$id => Severity::$severity,)*)*
                }
            }
        }
    };
}

ids! {
    /// The control connection and the login.
    Control {
        /// Nothing answered the SYNs of the control connection.
        ControlUnanswered "control-unanswered" Error;
        /// A RST answered them.
        ControlRefused "control-refused" Error;
        /// An ICMP error answered them.
        ControlRejected "control-rejected" Error;
        /// Connected, and the server never greeted.
        NoGreeting "no-greeting" Error;
        /// Over a second before the greeting, or after USER or PASS.
        SlowLogin "slow-login" Warning;
        /// The server had no room for another session.
        ServerBusy "server-busy" Error;
        /// The server ended a session in which nothing was said for long.
        IdleTimeout "idle-timeout" Warning;
        /// The control connection broke.
        ControlLost "control-lost" Error;
        /// Another protocol on the control port.
        NotFtp "not-ftp" Error;
        /// The login was refused.
        LoginRefused "login-refused" Error;
        /// One client had many logins refused.
        BruteForce "brute-force" Warning;
        /// A password could be read.
        CleartextPassword "cleartext-password" Note;
    }
    /// FTPS.
    Tls {
        /// The server wants TLS and the client did not ask for it.
        TlsRequired "tls-required" Error;
        /// The server does not agree to AUTH.
        TlsRefused "tls-refused" Warning;
        /// The TLS handshake was broken off.
        TlsHandshakeFailed "tls-handshake-failed" Error;
        /// One side speaks TLS at once, the other does not.
        TlsModeMismatch "tls-mode-mismatch" Error;
        /// The server wants the TLS session of the control connection resumed on data connections.
        TlsResumptionRequired "tls-resumption-required" Error;
        /// The server wants data connections protected.
        DataProtectionRequired "data-protection-required" Error;
        /// The commands are encrypted and no keys are at hand.
        EncryptedControl "encrypted-control" Note;
    }
    /// Announced endpoints.
    Announced {
        /// PORT announced an address that the server cannot reach.
        PortPrivateAddress "port-private-address" Error;
        /// The server would not have a PORT.
        PortRefused "port-refused" Error;
        /// A transfer was asked for before any endpoint was announced.
        AnnouncementMissing "announcement-missing" Error;
        /// 227 announced a private address that is not the server's.
        PasvPrivateAddress "pasv-private-address" Error;
        /// 227 announced another address that is not the server's.
        PasvWrongAddress "pasv-wrong-address" Error;
        /// An FTP helper rewrote what was announced.
        AnnouncementRewritten "announcement-rewritten" Note;
        /// What was announced cannot be read.
        AnnouncementMalformed "announcement-malformed" Warning;
        /// EPSV did not work and PASV had to.
        EpsvFallback "epsv-fallback" Warning;
    }
    /// Data connections.
    Connection {
        /// Nothing answered the server's SYNs.
        ActiveUnanswered "active-unanswered" Error;
        /// A RST answered the server's SYN.
        ActiveRefused "active-refused" Error;
        /// An ICMP error answered the server's SYN.
        ActiveRejected "active-rejected" Error;
        /// The server did not try to connect.
        ActiveNoAttempt "active-no-attempt" Error;
        /// Nothing answered the client's SYNs.
        PassiveUnanswered "passive-unanswered" Error;
        /// A RST answered the client's SYN.
        PassiveRefused "passive-refused" Error;
        /// An ICMP error answered the client's SYN.
        PassiveRejected "passive-rejected" Error;
        /// The client did not try to connect.
        PassiveNoAttempt "passive-no-attempt" Error;
        /// A third host came to the data connection.
        Stranger "stranger" Warning;
        /// PORT names a third host, or a port of a service.
        Bounce "bounce" Error;
        /// Two servers exchange a file.
        Fxp "fxp" Note;
    }
    /// Transfers.
    Transfer {
        /// The server would not do a transfer.
        TransferRefused "transfer-refused" Warning;
        /// A transfer broke off.
        TransferFailed "transfer-failed" Error;
        /// The client broke off a transfer.
        TransferAborted "transfer-aborted" Note;
        /// Fewer bytes came than were promised.
        TransferTruncated "transfer-truncated" Error;
        /// The server has no room for the file.
        DiskFull "disk-full" Error;
        /// A transfer stood still for seconds.
        TransferStalled "transfer-stalled" Warning;
        /// Full-size segments never arrive.
        PmtuBlackHole "pmtu-black-hole" Error;
        /// A binary file went over in ASCII mode.
        AsciiDamage "ascii-damage" Warning;
        /// Replies answer the neighbour of the command that they seem to answer.
        RepliesOutOfStep "replies-out-of-step" Warning;
    }
    /// The capture itself.
    Capture {
        /// The capture does not hold all of it.
        CaptureIncomplete "capture-incomplete" Warning;
        /// The capture holds every packet twice.
        CapturedTwice "captured-twice" Note;
    }
    /// What was said, where it is hostile or broken.
    Speech {
        /// Lines that no FTP has.
        ProtocolViolation "protocol-violation" Warning;
        /// Text that does something to a terminal or a path.
        HostileText "hostile-text" Warning;
    }
}
