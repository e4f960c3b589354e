//! What is said about verdicts: one sentence with the observed numbers, and what to change.
//!
//! A verdict is found by its id, so that a new one is a line here and an entry in each language.

mod en;
mod settings;
mod zh_hans;
mod zh_hant;

pub use en::EN;
pub use zh_hans::ZH_HANS;
pub use zh_hant::ZH_HANT;

use super::{Icmp, Side};
use crate::catalog::{Circumstance, Id};

/// What was observed, as it is to be written; what a verdict does not need is empty or 0.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The form of the sentence.
    pub circumstance: Circumstance,
    /// How often.
    pub times: u64,
    /// How long.
    pub span: String,
    /// What announced the endpoint: `PORT`, `227`.
    pub by: &'static str,
    /// The endpoint that was announced or tried.
    pub endpoint: String,
    /// Its address alone.
    pub host: String,
    /// The other address in question.
    pub peer: String,
    /// What an ICMP error says, and who sent it.
    pub icmp: Option<(Icmp, String)>,
    /// Bytes that were carried or are missing, with separators.
    pub bytes: String,
    /// Bytes that were promised, or those of a full-size segment.
    pub expected: String,
    /// The code of a reply, or 0.
    pub code: u16,
    /// Words of a reply, or a name, made harmless.
    pub words: String,
    /// The verb of a command.
    pub verb: String,
    /// The party that did it.
    pub side: Option<Side>,
    /// The name of a protocol or an alert.
    pub name: &'static str,
    /// The lowest and highest port that the server announced, and how many.
    pub ports: Option<(u16, u16, u32)>,
    /// The program that the server says it is: `vsftpd`, `ProFTPD`; empty if it does not say.
    pub server: &'static str,
    /// The address of the server, empty if it is not known.
    pub server_host: String,
    /// The port of the control connection, 0 if there is none.
    pub control_port: u16,
    /// Whether the commands are encrypted.
    pub is_encrypted: bool,
}

#[cfg(test)]
impl Facts {
    /// Facts with something in every place.
    fn sample(circumstance: Circumstance) -> Self {
        Self {
            circumstance,
            times: 3,
            span: "7.0 s".into(),
            by: "PORT",
            endpoint: "192.0.2.1:40001".into(),
            host: "192.0.2.1".into(),
            peer: "203.0.113.5".into(),
            icmp: Some((Icmp::Prohibited, "203.0.113.1".into())),
            bytes: "1,234".into(),
            expected: "5,678".into(),
            code: 425,
            words: "No.".into(),
            verb: "LIST".into(),
            side: Some(Side::Server),
            name: "SSH",
            ports: Some((50_000, 50_100, 7)),
            server: "",
            server_host: "2001:db8::21".into(),
            control_port: 2121,
            is_encrypted: false,
        }
    }
}

/// What one verdict says, in one language.
#[derive(Debug)]
pub struct Verdict {
    /// What was observed and what it means, in a sentence or two.
    pub summary: fn(&Facts) -> String,
    /// What to change, the safer way first; each line names the side that has to do it.
    pub fix: fn(&Facts) -> Vec<String>,
}

/// An entry: a sentence, and what to change.
const fn says(summary: fn(&Facts) -> String, fix: fn(&Facts) -> Vec<String>) -> Verdict {
    Verdict { summary, fix }
}

/// Lines that need no numbers.
fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// Declares the verdicts by family, each with the id that it is found by.
macro_rules! verdicts {
    ($($(#[$doc:meta])* $family:ident $struct:ident { $($field:ident $id:ident;)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $struct {
                $(#[doc = concat!("Of [`Id::", stringify!($id), "`].")] pub $field: Verdict,)*
            }
        )*

        /// What all verdicts say in one language.
        #[derive(Debug)]
        pub struct Verdicts {
            $($(#[$doc])* pub $family: $struct,)*
        }

        impl Verdicts {
            /// What the verdict of this id says.
            pub const fn of(&self, id: Id) -> &Verdict {
                match id {
                    $($(Id::$id => &self.$family.$field,)*)*
                }
            }
        }

        #[cfg(test)]
        impl Verdicts {
            /// The plain form of each sentence under its id.
            pub(super) fn samples(&self) -> Vec<(&'static str, String)> {
                let facts = Facts::sample(Circumstance::Plain);
                vec![$($((Id::$id.name(), (self.$family.$field.summary)(&facts)),)*)*]
            }
        }
    };
}

verdicts! {
    /// Of the control connection and the login.
    control Control {
        control_unanswered ControlUnanswered;
        control_refused ControlRefused;
        control_rejected ControlRejected;
        no_greeting NoGreeting;
        slow_login SlowLogin;
        server_busy ServerBusy;
        idle_timeout IdleTimeout;
        control_lost ControlLost;
        not_ftp NotFtp;
        login_refused LoginRefused;
        brute_force BruteForce;
        cleartext_password CleartextPassword;
    }
    /// Of FTPS.
    tls Tls {
        tls_required TlsRequired;
        tls_refused TlsRefused;
        tls_handshake_failed TlsHandshakeFailed;
        tls_mode_mismatch TlsModeMismatch;
        tls_resumption_required TlsResumptionRequired;
        data_protection_required DataProtectionRequired;
        encrypted_control EncryptedControl;
    }
    /// Of announced endpoints.
    announced Announced {
        port_private_address PortPrivateAddress;
        port_refused PortRefused;
        announcement_missing AnnouncementMissing;
        pasv_private_address PasvPrivateAddress;
        pasv_wrong_address PasvWrongAddress;
        announcement_rewritten AnnouncementRewritten;
        announcement_malformed AnnouncementMalformed;
        epsv_fallback EpsvFallback;
    }
    /// Of data connections.
    connection Connection {
        active_unanswered ActiveUnanswered;
        active_refused ActiveRefused;
        active_rejected ActiveRejected;
        active_no_attempt ActiveNoAttempt;
        passive_unanswered PassiveUnanswered;
        passive_refused PassiveRefused;
        passive_rejected PassiveRejected;
        passive_no_attempt PassiveNoAttempt;
        stranger Stranger;
        bounce Bounce;
        fxp Fxp;
    }
    /// Of transfers.
    transfer Transfer {
        transfer_refused TransferRefused;
        transfer_failed TransferFailed;
        transfer_aborted TransferAborted;
        transfer_truncated TransferTruncated;
        disk_full DiskFull;
        transfer_stalled TransferStalled;
        pmtu_black_hole PmtuBlackHole;
        ascii_damage AsciiDamage;
    }
    /// Of what was said, and of the capture.
    capture Capture {
        replies_out_of_step RepliesOutOfStep;
        capture_incomplete CaptureIncomplete;
        captured_twice CapturedTwice;
        protocol_violation ProtocolViolation;
        hostile_text HostileText;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: [(&str, &Verdicts); 3] =
        [("en", &EN), ("zh-Hans", &ZH_HANS), ("zh-Hant", &ZH_HANT)];

    /// Every sentence and line of every verdict in each form, and those of facts that are not known.
    fn all(verdicts: &Verdicts) -> Vec<(&'static str, String)> {
        let mut facts: Vec<Facts> = Circumstance::ALL
            .iter()
            .copied()
            .map(Facts::sample)
            .collect();
        facts.push(Facts {
            times: 1,
            icmp: None,
            code: 0,
            words: "a".into(),
            side: None,
            name: "",
            ports: None,
            ..Facts::sample(Circumstance::Plain)
        });
        let ids = Id::ALL.iter();
        let both = ids.flat_map(|&id| {
            let verdict = verdicts.of(id);
            let told = facts.iter().flat_map(move |facts| {
                std::iter::once((verdict.summary)(facts)).chain((verdict.fix)(facts))
            });
            told.map(move |text| (id.name(), text))
        });
        both.collect()
    }

    #[test]
    fn nothing_is_empty_and_every_sentence_ends() {
        for (language, verdicts) in LANGUAGES {
            for (id, text) in all(verdicts) {
                let ends = text.ends_with(['.', '?', '。', '？']);
                assert!(ends && text.trim() == text, "{language} {id}: {text:?}");
                assert!(!text.contains("  "), "{language} {id}: {text:?}");
            }
        }
    }

    #[test]
    fn nothing_is_left_in_english() {
        let english = all(&EN);
        for (language, verdicts) in &LANGUAGES[1..] {
            for (id, text) in all(verdicts) {
                let is_same = english.iter().any(|(_, told)| *told == text);
                assert!(!is_same, "{language} {id}: {text:?}");
                let is_chinese = text
                    .chars()
                    .any(|one| ('\u{4e00}'..='\u{9fff}').contains(&one));
                assert!(is_chinese, "{language} {id}: {text:?}");
            }
        }
    }

    #[test]
    fn the_two_kinds_of_chinese_are_written_in_their_own_characters() {
        let joined = |verdicts| {
            all(verdicts)
                .into_iter()
                .map(|(_, text)| text)
                .collect::<String>()
        };
        let (simplified, traditional) = (joined(&ZH_HANS), joined(&ZH_HANT));
        assert_eq!(
            crate::texts::strangers(&simplified, crate::texts::TRADITIONAL_ONLY),
            ""
        );
        assert_eq!(
            crate::texts::strangers(&traditional, crate::texts::SIMPLIFIED_ONLY),
            ""
        );
    }

    #[test]
    fn a_verdict_of_many_causes_names_the_one_that_was_seen() {
        let told = (EN.connection.active_unanswered.summary)(&Facts::sample(Circumstance::Plain));
        assert!(told.contains("3 SYNs") && told.contains("7.0 s"), "{told}");
        assert!(told.contains("192.0.2.1:40001"), "{told}");
    }
}
