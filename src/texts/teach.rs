//! What lessons say: their beginnings and ends, questions, answers, and what a wrong one comes of.

use super::Side;

mod en;
mod zh_hans;
mod zh_hant;

pub use en::EN;
pub use zh_hans::ZH_HANS;
pub use zh_hant::ZH_HANT;

texts! {
    /// What lessons say in one language.
    Teach
    words {
        /// The heading of the list of lessons.
        lessons;
        /// How a lesson is begun, where there is no terminal.
        how_to_begin;
        /// Title: one control connection, several data connections.
        title_connections;
        /// Title: active mode.
        title_active;
        /// Title: passive mode.
        title_passive;
        /// Title: NAT.
        title_nat;
        /// Title: firewalls.
        title_firewalls;
        /// Title: EPSV and EPRT.
        title_epsv;
        /// Title: FTPS.
        title_ftps;
        /// What the first lesson is about.
        intro_connections;
        /// What the lesson on active mode is about.
        intro_active;
        /// What the lesson on passive mode is about.
        intro_passive;
        /// What the lesson on NAT is about.
        intro_nat;
        /// What the lesson on firewalls is about.
        intro_firewalls;
        /// What the lesson on EPSV is about.
        intro_epsv;
        /// What the lesson on FTPS is about.
        intro_ftps;
        /// What to remember of the first lesson.
        moral_connections;
        /// What to remember of active mode.
        moral_active;
        /// What to remember of passive mode.
        moral_passive;
        /// What to remember of NAT.
        moral_nat;
        /// What to remember of firewalls.
        moral_firewalls;
        /// What to remember of EPSV.
        moral_epsv;
        /// What to remember of FTPS.
        moral_ftps;
        /// The heading of what to remember.
        remember;
        /// The heading of the questions.
        questions;
        /// The heading of the answers.
        answers;
        /// Before what is typed.
        your_answer;
        /// The answer is right.
        right;
        /// The answer is wrong.
        wrong;
        /// Before the answer of a question that was passed over.
        the_answer;
        /// Before a hint.
        hint;
        /// What is typed where there are answers to choose from.
        type_choice;
        /// What is typed where a code is asked for.
        type_code;
        /// What is typed where a port is asked for.
        type_port;
        /// What is typed where an address is asked for.
        type_address;
        /// What is typed where both are asked for.
        type_endpoint;
        /// What is typed where a number of things is asked for.
        type_count;
        /// Nothing was typed.
        nothing_typed;
        /// The keys of a lesson, for the bar at the bottom.
        keys_lesson;
        /// The keys while a question is open.
        keys_question;
        /// The keys of the list of lessons.
        keys_list;
        /// Help: go on.
        help_next;
        /// Help: go back.
        help_back;
        /// Help: scroll the explanation.
        help_scroll;
        /// Help: the first and the last step.
        help_ends;
        /// Help: answer.
        help_answer;
        /// Help: pass a question over.
        help_pass;
        /// Help: leave.
        help_quit;
        /// The end of a lesson.
        the_end;
        /// What to do at the end.
        what_next;
        /// The screen is too small.
        too_small;
        /// A choice: yes.
        yes;
        /// A choice: no.
        no;
        /// A choice: the control connection.
        control_connection;
        /// A choice: a data connection.
        data_connection;
        /// A choice: active mode.
        active_mode;
        /// A choice: passive mode.
        passive_mode;
        /// A choice: a filter drops the SYNs.
        silence_dropped;
        /// A choice: nobody listens.
        silence_refused;
        /// A choice: a filter says no.
        silence_rejected;
        /// Who says the first words.
        ask_first_word;
        /// Who sends the SYN.
        ask_opener;
        /// From which port the server sends it.
        ask_source;
        /// Whose firewall has to let it in.
        ask_firewall;
        /// Whether a helper can read it.
        ask_helper;
        /// Which mode it is.
        ask_mode;
        /// How many connections there were.
        ask_connections;
        /// Why: the SYNs were dropped.
        right_dropped;
        /// Why: a RST came.
        right_refused;
        /// Why: an ICMP error came.
        right_rejected;
        /// Why: a helper can read nothing.
        right_helper;
        /// The bytes were exchanged.
        slip_swapped;
        /// The numbers were added only.
        slip_added;
        /// The low byte is missing.
        slip_high_only;
        /// The high byte is missing.
        slip_low_only;
        /// The numbers were written one after the other.
        slip_joined;
        /// The port is right, the address is not.
        slip_address;
        /// The address is right, the port is not.
        slip_port;
        /// The control port was named.
        slip_control_port;
        /// The first digit is right.
        slip_digit;
        /// How the readings of a missing answer are told apart.
        look_silence;
        /// What a helper would have to read.
        look_helper;
        /// What counts as a connection.
        look_connections;
        /// A hint where there are few answers to choose from.
        hint_choice;
    }
    sentences {
        /// The lesson by its number, out of so many, and its title.
        lesson(u64 = 2, u64 = 7, &str = "A");
        /// The capture that it is taught with: name, part, parts.
        taught_with(&str = "active.pcap", u64 = 1, u64 = 3);
        /// Which code answers a command.
        ask_code(&str = "PORT");
        /// Which code ends a transfer whose data came.
        ask_last_code(&str = "LIST");
        /// Which code ends a transfer whose connection was not made.
        ask_failed_code(&str = "LIST");
        /// Which connection carries what a command asks for.
        ask_way(&str = "LIST");
        /// Which port two numbers are: what announced them, high and low byte.
        ask_port(&str = "PORT", u8 = 39, u8 = 136);
        /// Which port is announced, and by what.
        ask_plain_port(&str = "229");
        /// Where the SYN goes to: who sends it.
        ask_target(Side = Side::Server);
        /// Whether the server agrees: what announced, the address, the client's own.
        ask_accepts(&str = "PORT", &str = "192.168.1.100", &str = "198.51.100.1");
        /// Which address should have been announced: what announced, the address.
        ask_address(&str = "227", &str = "192.168.1.21");
        /// Which address stands there beyond the NAT: what announced, the address, the frame there.
        ask_behind(&str = "PORT", &str = "192.168.1.100", u64 = 26);
        /// What it tells: what came back for the SYNs.
        ask_silence(&str = "no answer to 7 SYNs");
        /// Who says the first words: the side, the frame.
        right_first_word(Side = Side::Server, u64 = 4);
        /// Which code answers: the frame, the code with its first line.
        right_code(u64 = 25, &str = "227 Entering");
        /// Which connection: the frame of its SYN, the endpoints.
        right_way(u64 = 14, &str = "A", &str = "B");
        /// The arithmetic: high and low byte, the product, the port.
        right_port(u8 = 39, u8 = 136, u16 = 9984, u16 = 10120);
        /// The port as it is written: what announced it, the port.
        right_plain_port(&str = "229", u16 = 50093);
        /// Who sends the SYN: the side, the frame, the endpoints.
        right_opener(Side = Side::Server, u64 = 14, &str = "A", &str = "B");
        /// From where: the frame, the endpoint.
        right_source(u64 = 14, &str = "A");
        /// Where to: the frame, the endpoint.
        right_target(u64 = 14, &str = "B");
        /// The server did not agree, or did: the code, the frame.
        right_declined(u16 = 500, u64 = 14);
        /// The server did agree: the code, the frame.
        right_accepted(u16 = 200, u64 = 14);
        /// Which address: the address, whose it is.
        right_address(&str = "203.0.113.20", Side = Side::Server);
        /// Which address beyond the NAT: the frame, the address.
        right_behind(u64 = 26, &str = "198.51.100.1");
        /// Whose firewall: who gets the SYN, and on which port.
        right_firewall(Side = Side::Client, u16 = 43699);
        /// The mode: the frame of the SYN, who sent it, the endpoints.
        right_mode(u64 = 30, Side = Side::Client, &str = "A", &str = "B");
        /// How many: all, the first frames of the data connections.
        right_connections(u64 = 4, &str = "16, 32, 50");
        /// Look at the first frame with text.
        look_first_word(u64 = 4);
        /// Look at the reply: frame, first digit.
        look_code(u64 = 25, u64 = 2);
        /// Look at the SYN on another connection: its frame.
        look_way(u64 = 14);
        /// Look at the numbers: frame, high and low byte.
        look_port(u64 = 11, u8 = 39, u8 = 136);
        /// Look at the announcement: frame.
        look_plain_port(u64 = 25);
        /// Look at the SYN: frame, where it comes from.
        look_opener(u64 = 14, &str = "10.0.1.66:20");
        /// Look at the SYN: frame.
        look_source(u64 = 14);
        /// Look at the announcement: frame, what announced.
        look_target(u64 = 11, &str = "PORT");
        /// Look at the answer: frame.
        look_accepts(u64 = 14);
        /// Look at the control connection: its first frame, the side.
        look_address(u64 = 1, Side = Side::Server);
        /// Look at the frame beyond the NAT.
        look_behind(u64 = 26);
        /// Look at the SYN: frame, the listener.
        look_firewall(u64 = 16, &str = "192.0.2.100:43699");
        /// Look at the SYN: frame, where it comes from.
        look_mode(u64 = 30, &str = "A");
        /// The first part of the arithmetic, and what is to be added.
        hint_port(u8 = 39, u8 = 136, u16 = 9984);
        /// What the code says.
        hint_code(&str = "226 says that all is well.");
        /// The address; the port is what was announced.
        hint_endpoint(&str = "10.0.13.222");
        /// How the number begins.
        hint_address(&str = "203.");
        /// How the port is written: what announced it, in which frame.
        hint_plain_port(&str = "229", u64 = 25);
        /// How many data connections there were.
        hint_connections(u64 = 3);
        /// The score: answered, asked, answered at once.
        score(u64 = 7, u64 = 9, u64 = 5);
        /// A capture has no session for a lesson: capture, title of the lesson.
        unsuitable(&str = "my.pcap", &str = "active mode");
        /// A capture has no session at all.
        no_session(&str = "my.pcap");
    }
}

/// The sentence for one of two sides.
const fn by_side(side: Side, client: &'static str, server: &'static str) -> &'static str {
    match side {
        Side::Client => client,
        Side::Server => server,
    }
}
