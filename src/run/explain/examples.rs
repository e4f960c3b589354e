//! A capture for each verdict, in which it is said.

use crate::catalog::Id;

/// Declares the capture of each verdict; one that is missing does not compile.
macro_rules! examples {
    ($($id:ident $name:literal;)*) => {
        /// A capture file in which the verdict is said.
        pub(super) const fn capture(id: Id) -> &'static [u8] {
            match id {
                $(Id::$id => include_bytes!(concat!(
                    env!("CARGO_MANIFEST_DIR"),
                    "/captures/verdicts/",
                    $name,
                    ".pcap"
                )),)*
            }
        }
    };
}

examples! {
    ControlUnanswered "control-unanswered";
    ControlRefused "control-refused";
    ControlRejected "control-rejected";
    NoGreeting "no-greeting";
    SlowLogin "slow-login";
    ServerBusy "server-busy";
    IdleTimeout "idle-timeout";
    ControlLost "control-lost";
    NotFtp "not-ftp";
    LoginRefused "login-refused";
    BruteForce "brute-force";
    CleartextPassword "cleartext-password";
    TlsRequired "tls-required";
    TlsRefused "tls-refused";
    TlsHandshakeFailed "tls-handshake-failed";
    TlsModeMismatch "tls-mode-mismatch";
    TlsResumptionRequired "tls-resumption-required";
    DataProtectionRequired "data-protection-required";
    EncryptedControl "encrypted-control";
    PortPrivateAddress "port-private-address";
    PortRefused "port-refused";
    AnnouncementMissing "announcement-missing";
    PasvPrivateAddress "pasv-private-address";
    PasvWrongAddress "pasv-wrong-address";
    AnnouncementRewritten "announcement-rewritten";
    AnnouncementMalformed "announcement-malformed";
    EpsvFallback "epsv-fallback";
    ActiveUnanswered "active-unanswered";
    ActiveRefused "active-refused";
    ActiveRejected "active-rejected";
    ActiveNoAttempt "active-no-attempt";
    PassiveUnanswered "passive-unanswered";
    PassiveRefused "passive-refused";
    PassiveRejected "passive-rejected";
    PassiveNoAttempt "passive-no-attempt";
    Stranger "stranger";
    Bounce "bounce";
    Fxp "fxp";
    TransferRefused "transfer-refused";
    TransferFailed "transfer-failed";
    TransferAborted "transfer-aborted";
    TransferTruncated "transfer-truncated";
    DiskFull "disk-full";
    TransferStalled "transfer-stalled";
    PmtuBlackHole "pmtu-black-hole";
    AsciiDamage "ascii-damage";
    RepliesOutOfStep "replies-out-of-step";
    CaptureIncomplete "capture-incomplete";
    CapturedTwice "captured-twice";
    ProtocolViolation "protocol-violation";
    HostileText "hostile-text";
}
