//! Every sentence that people read in `show`, in each language.
//!
//! [`Texts`] is a struct with one constant for each language, so that a sentence that is missing
//! does not compile. Nothing here knows of sessions or frames: numbers and names come in as
//! arguments, because the order of words differs from language to language. A no-break space stands
//! where a line must not end.

/// Declares the sentences of one language as a struct, and sample arguments for each of its
/// functions, with which tests read every sentence.
macro_rules! texts {
    (
        $(#[$struct_doc:meta])*
        $struct:ident
        $(parts { $($(#[$part_doc:meta])* $part:ident: $part_type:ty;)* })?
        words { $($(#[$word_doc:meta])* $word:ident;)* }
        sentences { $($(#[$doc:meta])* $name:ident($($type:ty = $sample:expr),*);)* }
    ) => {
        $(#[$struct_doc])*
        #[derive(Debug)]
        pub struct $struct {
            $($($(#[$part_doc])* pub $part: &'static $part_type,)*)?
            $($(#[$word_doc])* pub $word: &'static str,)*
            $($(#[$doc])* pub $name: fn($($type),*) -> String,)*
        }

        #[cfg(test)]
        impl $struct {
            /// Every sentence under its name, said of sample arguments.
            pub(super) fn samples(&self) -> Vec<(&'static str, String)> {
                let own = vec![
                    $((stringify!($word), self.$word.to_owned()),)*
                    $((stringify!($name), (self.$name)($($sample),*)),)*
                ];
                let parts: Vec<Vec<(&'static str, String)>> = vec![$($(self.$part.samples()),*)?];
                own.into_iter().chain(parts.into_iter().flatten()).collect()
            }
        }
    };
}

pub mod arithmetic;
mod en;
pub mod explain;
pub mod extract;
pub mod findings;
pub mod firewall;
pub mod inferred;
pub mod interfaces;
pub mod live;
pub mod manual;
pub mod packets;
pub mod stream;
pub mod teach;
pub mod transfers;
pub mod tui;
pub mod verdicts;
pub mod walkthrough;
mod zh_hans;
mod zh_hant;

pub use en::EN;
pub use zh_hans::ZH_HANS;
pub use zh_hant::ZH_HANT;

/// One of the two parties of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The side that sends commands.
    Client,
    /// The side that sends replies.
    Server,
}

/// What an ICMP error says, whichever the version (RFC 792, RFC 1812 §5.2.7, RFC 4443 §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icmp {
    /// No way to the network.
    NetworkUnreachable,
    /// No way to the host.
    HostUnreachable,
    /// Nobody listens on the port.
    PortUnreachable,
    /// A rule of a filter forbids it.
    Prohibited,
    /// The packet was too big.
    TooBig,
    /// The packet went through too many hops.
    TimeExceeded,
    /// Another error, by type and code.
    Other(u8, u8),
}

/// What is wrong with the numbers of an announcement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// There are none.
    Missing,
    /// There are too few.
    TooFew,
    /// There are too many.
    TooMany,
    /// One does not fit its place.
    OutOfRange,
    /// The port is 0.
    PortZero,
    /// The address is of another family than announced, of an unknown one, or no address.
    Address,
}

texts! {
    /// The sentences of one language.
    Texts
    parts {
        /// What the terminal UI says on all its screens, and on those of sessions.
        tui: tui::Tui;
        /// What commands ask for, and what reply codes say.
        explain: explain::Explain;
        /// What is said of FTPS without keys.
        inferred: inferred::Inferred;
        /// What the list of interfaces says.
        interfaces: interfaces::Interfaces;
        /// What is said of files that were extracted.
        extract: extract::Extract;
        /// What is said about the rules of firewalls.
        firewall: firewall::Firewall;
        /// What is said about the arithmetic of ports.
        arithmetic: arithmetic::Arithmetic;
        /// What stands around explanations.
        manual: manual::Manual;
        /// What its screen of packets says.
        packets: packets::Packets;
        /// What its screen of streams says.
        stream: stream::Stream;
        /// What its screen of transfers says.
        transfers_screen: transfers::Transfers;
        /// What is said while a capture goes on.
        live: live::Live;
        /// What the screen of findings says.
        findings: findings::Findings;
        /// What its screen of one session says.
        walkthrough: walkthrough::Walkthrough;
        /// What verdicts say.
        verdicts: verdicts::Verdicts;
        /// What lessons say.
        teach: teach::Teach;
    }
    words {
        /// The name of the client's side.
        client;
        /// The name of the server's side.
        server;
        /// The control connection's handshake.
        handshake;
        /// What the handshake is for.
        handshake_note;
        /// The control connection was under way when the capture began.
        midstream;
        /// What that means for the reader.
        midstream_note;
        /// The control connection is to be opened.
        control_attempt;
        /// A RST answered.
        refused;
        /// What a RST for the control connection means.
        control_refused_note;
        /// What an ICMP error for the control connection means.
        control_rejected_note;
        /// What silence for the control connection means.
        control_unanswered_note;
        /// What the greeting is.
        greeting_note;
        /// What USER and PASS are, and that they can be read.
        password_note;
        /// What 230 means.
        logged_in_note;
        /// What 530 after PASS means.
        login_refused_note;
        /// Who connects after PORT.
        active_note;
        /// Who connects after 227.
        passive_note;
        /// What 229 has no address for.
        extended_passive_note;
        /// What EPRT is.
        extended_port_note;
        /// That the other side does not accept the endpoint.
        declined_note;
        /// That another announcement replaced this one.
        superseded_note;
        /// What 150 means.
        preliminary_note;
        /// What 226 means.
        complete_note;
        /// What the closing of a data connection means.
        data_end_note;
        /// Who opened the data connection in active mode, from port 20.
        active_opened_note;
        /// The same, where the server's port is not 20.
        active_opened_other_port_note;
        /// Who opened the data connection in passive mode.
        passive_opened_note;
        /// The data connection goes to the client's control port.
        default_opened_note;
        /// Why the server may have failed to reach the client.
        active_failed_note;
        /// Why the client may have failed to reach the server.
        passive_failed_note;
        /// Nobody tried to connect to what was announced.
        no_attempt_note;
        /// The data connection is not in the capture.
        data_not_captured_note;
        /// What ABOR is.
        abort_note;
        /// What an unasked 421 is.
        service_closing_note;
        /// A reply that no command was waiting for.
        out_of_turn_note;
        /// No reply came.
        no_reply_note;
        /// Two servers exchange a file.
        fxp_note;
        /// What AUTH asks for.
        auth_note;
        /// TLS begins.
        tls_begins;
        /// What TLS hides.
        tls_note;
        /// The same, where the keys are known.
        tls_decrypted_note;
        /// A data connection whose command is encrypted.
        tls_data_note;
        /// Under the same, without keys: what it takes to read it.
        tls_help;
        /// A data connection that no command claims.
        unclaimed_note;
        /// What QUIT is.
        quit_note;
        /// Closed by a FIN.
        closed_fin;
        /// Closed by a RST.
        closed_rst;
        /// Retransmissions that nothing answered.
        closed_lost;
        /// Open when the capture ended.
        closed_open;
        /// All bytes of a transfer are there, in few words.
        nothing_carried;
        /// A server ended the session by 421, in few words.
        ended_by_server;
        /// Nobody asked for a transfer.
        no_transfers;
        /// A transfer was broken off, in few words.
        aborted;
        /// The end of a transfer is not in the capture, in few words.
        end_not_seen;
        /// The login was refused, in few words.
        login_refused;
        /// The control connection was not answered, in few words.
        control_unanswered;
        /// The control connection was refused, in few words.
        control_refused;
        /// The control connection was rejected, in few words.
        control_rejected;
        /// Nobody connected, in few words.
        no_attempt;
        /// An announced endpoint cannot be read, in few words.
        endpoint_unreadable;
        /// Heading of a column: time of day (UTC).
        column_time;
        /// Heading of a column: user.
        column_user;
        /// Heading of a column: mode.
        column_mode;
        /// Heading of a column: transfers.
        column_transfers;
        /// Heading of a column: bytes.
        column_bytes;
        /// Heading of a column: how it ended.
        column_end;
        /// Active mode, as a word in a table.
        active;
        /// Passive mode, as a word in a table.
        passive;
        /// The default data port, as a word in a table.
        default_port;
        /// Closed, as a word in a table.
        word_closed;
        /// Reset, as a word in a table.
        word_reset;
        /// Lost, as a word in a table.
        word_lost;
        /// Open, as a word in a table.
        word_open;
        /// What stands between a name and its value.
        colon;
        /// What stands between two reasons, with the spaces that belong to it.
        semicolon;
        /// Encrypted, as a word in a table.
        word_encrypted;
    }
    sentences {
        /// What TLS was agreed on: version, cipher suite, the name of the server that was asked for
        /// (may be empty).
        tls_agreed(&str = "TLS 1.3", &str = "TLS_AES_256_GCM_SHA384", &str = "ftp.example.org");
        /// The heading of a session, by its number.
        session(u64 = 1);
        /// The user of a session.
        user(&str = "alice");
        /// The capture was taken beside the client: the TTLs of client and server, and how many
        /// routers their packets have crossed.
        taken_at_client([u8; 2] = [64, 61], [u8; 2] = [0, 3]);
        /// It was taken beside the server: as [`Texts::taken_at_client`].
        taken_at_server([u8; 2] = [61, 64], [u8; 2] = [3, 0]);
        /// It was taken between routers: as [`Texts::taken_at_client`].
        taken_between([u8; 2] = [63, 61], [u8; 2] = [1, 3]);
        /// So many transfers.
        transfers(u64 = 3);
        /// A length, exact: bytes with separators between thousands.
        bytes(&str = "1,234", bool = false);
        /// One end of a data connection, by side and port.
        port(Side = Side::Server, u16 = 20);
        /// A data connection, from one end to the other.
        data_opens(&str = "A", &str = "B");
        /// An attempt to open a data connection, from one end to the other.
        data_attempt(&str = "A", &str = "B");
        /// What a connection carried: command, bytes, duration, rate.
        carried(&str = "LIST", &str = "68", &str = "4 ms", &str = "17 kB/s");
        /// The same where it took no time that can be measured: command, bytes.
        carried_at_once(&str = "LIST", &str = "68");
        /// A connection that was open and carried nothing, by its command.
        carried_nothing(&str = "LIST");
        /// So many of the bytes are not in the capture.
        missing(&str = "12");
        /// So many segments were sent again.
        retransmitted(u64 = 2);
        /// The receiver closed its window so many times.
        zero_windows(u64 = 2);
        /// A side reset the data connection.
        data_reset(&str = "A");
        /// So many SYNs without an answer in so much time.
        no_answer(u64 = 3, &str = "7.0 s");
        /// One SYN without an answer.
        no_answer_to_one();
        /// What an ICMP error says, and who sent it.
        rejected(Icmp = Icmp::Prohibited, &str = "203.0.113.1");
        /// The six numbers: address in commas, port in commas, high byte, low byte, port.
        six_numbers(&str = "10,0,13,222", &str = "39,136", u8 = 39, u8 = 136, u16 = 10120);
        /// The two numbers of a port alone: high byte, low byte, port.
        two_numbers(u8 = 39, u8 = 136, u16 = 10120);
        /// Who listens where.
        listens(Side = Side::Client, &str = "10.0.13.222", u16 = 10120);
        /// The address that was announced is not the one of the control connection: who announced,
        /// the announced address, the other.
        other_address(Side = Side::Client, &str = "192.168.1.5", &str = "203.0.113.5");
        /// The connection went to another address than the announced one: the address.
        went_elsewhere(&str = "203.0.113.5");
        /// The announcement cannot be read, and why.
        unreadable(Unreadable = Unreadable::TooFew);
        /// So much time without a frame.
        idle(&str = "7.0 s");
        /// So many further lines of a reply or listing.
        more_lines(u64 = 12);
        /// The listing goes on beyond what was kept.
        listing_goes_on();
        /// So many further bytes of a line.
        more_bytes(&str = "1,234");
        /// The same session on the other side of a NAT: client and server there, first frame.
        other_side(&str = "A", &str = "B", u64 = 3);
        /// What was announced on the other side: endpoint, frame.
        announced_there(&str = "A", u64 = 3);
        /// On the port of FTP something else was spoken: the protocol's name.
        other_protocol(&str = "SSH");
        /// So many bytes in so many runs of the control connection are not in the capture.
        control_gaps(&str = "12", u64 = 2);
        /// Lines that were too long to be kept whole.
        long_lines(u64 = 1);
        /// Commands and replies beyond the limits of one session.
        dropped_exchanges(u64 = 1);
        /// Announcements and data connections beyond the limits of one session.
        dropped_connections(u64 = 1);
        /// Commands that were forgotten before their reply came.
        dropped_pending(u64 = 1);
        /// So many of so many transfers are complete.
        complete(u64 = 2, u64 = 3);
        /// Bytes that the client received.
        received(&str = "68");
        /// Bytes that the client sent.
        sent(&str = "68");
        /// A command, its frame, and what became of it.
        failed(&str = "LIST", u64 = 19, &str = "no answer");
        /// So many further failures.
        more_failures(u64 = 2);
        /// The server's reply to a failed transfer: code and text.
        failed_reply(u16 = 550, &str = "No such file.");
        /// Fewer bytes than promised: bytes, promised bytes.
        truncated(&str = "12", &str = "34");
        /// What of several modes was used, as a cell of a table.
        modes(&str = "A", &str = "B");
        /// A command failed, as a cell of a table: the command and what happened.
        cell_failed(&str = "LIST", &str = "550");
        /// The end of a capture: sessions, frames.
        totals(&str = "3", &str = "1,234");
        /// A capture without a session: frames.
        no_sessions(&str = "1,234");
        /// Data connections whose control connection is not in the capture.
        orphans(u64 = 2);
        /// Frames that could not be decoded.
        undecoded(u64 = 2);
        /// Connections that were given up because there were too many at once.
        dropped_flows(u64 = 2);
        /// The capture could not be read to its end.
        cut();
        /// The passive ports of a server: its address, the lowest and the highest port, how often one
        /// was announced, in how many sessions.
        passive_range(&str = "203.0.113.20", u16 = 50_001, u16 = 50_094, &str = "12", &str = "5");
        /// What to do where they stand close together: the server's address.
        passive_range_close(&str = "203.0.113.20");
        /// What to do where they stand all over.
        passive_range_wide(&str = "203.0.113.20");
        /// The session that was asked for is not there: its number, how many there are.
        no_such_session(u64 = 7, u64 = 3);
    }
}

/// The characters of GB 2312 that Big5 does not have.
#[cfg(test)]
const SIMPLIFIED_ONLY: &str = include_str!("texts/characters/simplified_only.txt");

/// The frequent characters of Big5 that GB 2312 does not have.
#[cfg(test)]
const TRADITIONAL_ONLY: &str = include_str!("texts/characters/traditional_only.txt");

/// The characters of `text` that stand in `foreign`.
#[cfg(test)]
fn strangers(text: &str, foreign: &str) -> String {
    let foreign: std::collections::HashSet<char> = foreign.trim().chars().collect();
    let strange = text.chars().filter(|one| !one.is_whitespace());
    strange.filter(|one| foreign.contains(one)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    const LANGUAGES: [(&str, &Texts); 3] =
        [("en", &EN), ("zh-Hans", &ZH_HANS), ("zh-Hant", &ZH_HANT)];

    #[test]
    fn no_sentence_is_empty_or_has_spaces_around_it() {
        for (language, texts) in LANGUAGES {
            for (name, text) in texts.samples() {
                assert!(
                    !text.is_empty()
                        && (text.trim() == text || ["semicolon", "colon"].contains(&name)),
                    "{language} {name}: {text:?}"
                );
            }
        }
    }

    #[test]
    fn no_sentence_is_left_in_english() {
        for (language, texts) in &LANGUAGES[1..] {
            for ((name, text), (_, english)) in texts.samples().iter().zip(EN.samples()) {
                assert!(
                    *text != english || *name == "modes",
                    "{language} {name}: {text:?}"
                );
            }
        }
    }

    #[test]
    fn each_name_has_one_meaning_in_a_language() {
        for (language, texts) in LANGUAGES {
            let mut seen: HashMap<String, &str> = HashMap::new();
            for (name, text) in texts.samples() {
                if text.chars().count() < 24 {
                    continue;
                }
                let other = seen.insert(text.clone(), name);
                assert_eq!(other, None, "{language} {name}: {text:?}");
            }
        }
    }

    #[test]
    fn the_two_kinds_of_chinese_are_written_in_their_own_characters_and_terms() {
        let all = |texts: &Texts| {
            texts
                .samples()
                .into_iter()
                .map(|(_, text)| text)
                .collect::<String>()
        };
        let (simplified, traditional) = (all(&ZH_HANS), all(&ZH_HANT));
        for term in ["连接", "数据", "服务器", "端口", "字节"] {
            assert!(simplified.contains(term), "{term}");
        }
        for term in ["連線", "資料", "伺服器", "連接埠", "位元組"] {
            assert!(traditional.contains(term), "{term}");
        }
        assert_eq!(strangers(&simplified, TRADITIONAL_ONLY), "");
        assert_eq!(strangers(&traditional, SIMPLIFIED_ONLY), "");
    }

    #[test]
    fn every_text_in_chinese_has_chinese_in_it() {
        let is_chinese = |text: &str| text.chars().any(|one| ('一'..='鿿').contains(&one));
        for (language, texts) in &LANGUAGES[1..] {
            for (name, text) in texts.samples() {
                let is_sentence = text.split(' ').filter(|word| is_word(word)).count() > 3;
                assert!(
                    is_chinese(&text) || !is_sentence,
                    "{language} {name}: {text:?}"
                );
            }
        }
    }

    fn is_word(word: &str) -> bool {
        word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase())
    }

    #[test]
    fn every_number_that_goes_in_comes_out() {
        for (language, texts) in LANGUAGES {
            let text = (texts.six_numbers)("10,0,13,222", "39,136", 39, 136, 10120);
            assert!(
                text.replace('\u{a0}', " ")
                    .contains("39 × 256 + 136 = 10120"),
                "{language}: {text}"
            );
            assert!(
                text.contains("10,0,13,222") && text.contains("39,136"),
                "{language}: {text}"
            );
        }
    }
}
