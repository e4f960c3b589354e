//! What is said about verdicts: one sentence with the observed numbers, and what to change.
//!
//! A verdict is found by its id, so that a new one is a line here and an entry in each language.

mod en;
mod zh_hans;
mod zh_hant;

pub use en::EN;
pub use zh_hans::ZH_HANS;
pub use zh_hant::ZH_HANT;

use super::{Icmp, Side};

/// Which of several forms a verdict takes, where its sentence differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// There is but one form.
    #[default]
    Plain,
    /// It worked all the same.
    Works,
    /// The other side refused it, or closed the connection.
    Closed,
    /// The file arrived, and only the final reply was lost.
    DataArrived,
    /// The other side went on without.
    WentOn,
    /// The answer came from the host itself.
    ByHost,
    /// The answer came from a box on the way.
    ByBox,
    /// The capture began in the middle of it.
    StartMissing,
    /// Packets are missing that the peers had.
    PacketsMissing,
    /// Frames are cut by the snap length.
    FramesCut,
    /// Only one direction is in the capture.
    OneDirection,
    /// The data connections are not in the capture.
    DataMissing,
    /// The control connection is not in the capture.
    ControlMissing,
    /// The file ends in a broken record.
    FileBroken,
    /// Packets were lost while capturing.
    Dropped,
    /// Lines are far too long.
    LongLines,
    /// NUL bytes stand in lines.
    NulBytes,
    /// Replies have no code.
    NoCodes,
    /// A reply never ended.
    Unended,
    /// The receiver closed its window.
    ZeroWindow,
    /// The sender sent the same again and again.
    Resent,
    /// A port below 1024 was named.
    ServicePort,
    /// The side that was to speak first waited.
    Silence,
    /// The announced address has no way from the other side.
    Unroutable,
}

impl Form {
    /// All of them, for tests that read every sentence.
    #[cfg(test)]
    const ALL: [Form; 24] = [
        Form::Plain,
        Form::Works,
        Form::Closed,
        Form::DataArrived,
        Form::WentOn,
        Form::ByHost,
        Form::ByBox,
        Form::StartMissing,
        Form::PacketsMissing,
        Form::FramesCut,
        Form::OneDirection,
        Form::DataMissing,
        Form::ControlMissing,
        Form::FileBroken,
        Form::Dropped,
        Form::LongLines,
        Form::NulBytes,
        Form::NoCodes,
        Form::Unended,
        Form::ZeroWindow,
        Form::Resent,
        Form::ServicePort,
        Form::Silence,
        Form::Unroutable,
    ];
}

/// What was observed, as it is to be written; what a verdict does not need is empty or 0.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The form of the sentence.
    pub form: Form,
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
}

#[cfg(test)]
impl Facts {
    /// Facts with something in every place.
    fn sample(form: Form) -> Self {
        Self {
            form,
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
    ($($(#[$doc:meta])* $family:ident $struct:ident { $($field:ident $id:literal;)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $struct {
                $(#[doc = concat!("`", $id, "`.")] pub $field: Verdict,)*
            }
        )*

        /// What all verdicts say in one language.
        #[derive(Debug)]
        pub struct Verdicts {
            $($(#[$doc])* pub $family: $struct,)*
        }

        impl Verdicts {
            /// What the verdict of this id says.
            pub fn of(&self, id: &str) -> Option<&Verdict> {
                match id {
                    $($($id => Some(&self.$family.$field),)*)*
                    _ => None,
                }
            }

            #[cfg(test)]
            const IDS: &[&str] = &[$($($id),*),*];
        }

        #[cfg(test)]
        impl Verdicts {
            /// The plain form of each sentence under its id.
            pub(super) fn samples(&self) -> Vec<(&'static str, String)> {
                let facts = Facts::sample(Form::Plain);
                vec![$($(($id, (self.$family.$field.summary)(&facts)),)*)*]
            }
        }
    };
}

verdicts! {
    /// Of the control connection and the login.
    control Control {
        control_unanswered "control-unanswered";
        control_refused "control-refused";
        control_rejected "control-rejected";
        no_greeting "no-greeting";
        slow_login "slow-login";
        server_busy "server-busy";
        idle_timeout "idle-timeout";
        control_lost "control-lost";
        not_ftp "not-ftp";
        login_refused "login-refused";
        brute_force "brute-force";
        cleartext_password "cleartext-password";
    }
    /// Of FTPS.
    tls Tls {
        tls_required "tls-required";
        tls_refused "tls-refused";
        tls_handshake_failed "tls-handshake-failed";
        tls_mode_mismatch "tls-mode-mismatch";
        tls_resumption_required "tls-resumption-required";
        data_protection_required "data-protection-required";
        encrypted_control "encrypted-control";
    }
    /// Of announced endpoints.
    announced Announced {
        port_private_address "port-private-address";
        port_refused "port-refused";
        announcement_missing "announcement-missing";
        pasv_private_address "pasv-private-address";
        pasv_wrong_address "pasv-wrong-address";
        announcement_rewritten "announcement-rewritten";
        announcement_malformed "announcement-malformed";
        epsv_fallback "epsv-fallback";
    }
    /// Of data connections.
    connection Connection {
        active_unanswered "active-unanswered";
        active_refused "active-refused";
        active_rejected "active-rejected";
        active_no_attempt "active-no-attempt";
        passive_unanswered "passive-unanswered";
        passive_refused "passive-refused";
        passive_rejected "passive-rejected";
        passive_no_attempt "passive-no-attempt";
        stranger "stranger";
        bounce "bounce";
        fxp "fxp";
    }
    /// Of transfers.
    transfer Transfer {
        transfer_refused "transfer-refused";
        transfer_failed "transfer-failed";
        transfer_aborted "transfer-aborted";
        transfer_truncated "transfer-truncated";
        disk_full "disk-full";
        transfer_stalled "transfer-stalled";
        pmtu_black_hole "pmtu-black-hole";
        ascii_damage "ascii-damage";
    }
    /// Of what was said, and of the capture.
    capture Capture {
        replies_out_of_step "replies-out-of-step";
        capture_incomplete "capture-incomplete";
        captured_twice "captured-twice";
        protocol_violation "protocol-violation";
        hostile_text "hostile-text";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: [(&str, &Verdicts); 3] =
        [("en", &EN), ("zh-Hans", &ZH_HANS), ("zh-Hant", &ZH_HANT)];

    /// Every sentence and line of every verdict in each form, and those of facts that are not known.
    fn all(verdicts: &Verdicts) -> Vec<(&'static str, String)> {
        let mut facts: Vec<Facts> = Form::ALL.map(Facts::sample).into();
        facts.push(Facts {
            times: 1,
            icmp: None,
            code: 0,
            words: "a".into(),
            side: None,
            name: "",
            ports: None,
            ..Facts::sample(Form::Plain)
        });
        let ids = Verdicts::IDS.iter();
        let both = ids.flat_map(|&id| {
            let verdict = verdicts.of(id).expect("an entry");
            let told = facts.iter().flat_map(move |facts| {
                std::iter::once((verdict.summary)(facts)).chain((verdict.fix)(facts))
            });
            told.map(move |text| (id, text))
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
        let strangers = |text: &str, foreign: &str| -> String {
            text.chars().filter(|&one| foreign.contains(one)).collect()
        };
        let (simplified, traditional) = (joined(&ZH_HANS), joined(&ZH_HANT));
        assert_eq!(
            strangers(
                &simplified,
                "連線資埠個這沒會務應關閉開設為對過從無讓裡後與來時"
            ),
            ""
        );
        assert_eq!(
            strangers(
                &traditional,
                "连线资个这没会务应关闭开数据设为对过从无让里后与来时"
            ),
            ""
        );
    }

    #[test]
    fn a_verdict_of_many_causes_names_the_one_that_was_seen() {
        let told = (EN.connection.active_unanswered.summary)(&Facts::sample(Form::Plain));
        assert!(told.contains("3 SYNs") && told.contains("7.0 s"), "{told}");
        assert!(told.contains("192.0.2.1:40001"), "{told}");
    }
}
