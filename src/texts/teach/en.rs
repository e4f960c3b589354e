//! English.

use super::{Teach, by_side};

/// English.
pub const EN: Teach = Teach {
    lessons: "Lessons",
    how_to_begin: "Begin one with `ftpscope teach active`, or `ftpscope teach 2`; `--quiz` asks questions, and a capture of \
        your own may follow: `ftpscope teach active my.pcap`.",
    title_connections: "Two kinds of connection",
    title_active: "Active mode: the server connects",
    title_passive: "Passive mode: the client connects",
    title_nat: "NAT: addresses that lead nowhere",
    title_firewalls: "Firewalls: SYNs that do not arrive",
    title_epsv: "EPSV and EPRT: ports without arithmetic",
    title_ftps: "FTPS: what encryption leaves to see",
    intro_connections: "FTP keeps orders and goods apart. Commands and replies travel on one control connection that lasts; \
        every listing and every file gets a data connection of its own. Watch where each of them begins and ends.",
    intro_active: "Here the usual roles are turned round. The client opens a port, says its number on the control connection \
        with PORT, and the server becomes the one that connects.",
    intro_passive: "The client asks the server to open a port (PASV). The 227 reply says which, and the client connects once \
        more, as it did for the control connection.",
    intro_nat: "PORT and 227 carry an address inside the text. A NAT changes the addresses in IP headers; what stands in the \
        text stays as it was, unless the NAT knows FTP. Three captures: a client behind a NAT, a server behind a NAT, and a \
        NAT that rewrites the text.",
    intro_firewalls: "Login works, LIST hangs: the control connection passes and the data connection does not. Three captures \
        show who tries to reach whom, and what comes back. That decides which side has to change something.",
    intro_epsv: "Six numbers of a byte each have no room for an IPv6 address. EPRT and EPSV (RFC 2428) write the port in plain \
        digits, and the reply to EPSV leaves the address out altogether.",
    intro_ftps: "After AUTH TLS nobody on the way can read PORT or 227: neither you nor the NAT. TCP headers remain in the \
        clear, and a good deal can be told from them.",
    moral_connections: "Look for a data connection after every LIST, RETR and STOR. If it is missing or fails, the commands \
        are not what is wrong.",
    moral_active: "Active: the client announces (PORT), the server sends the SYN, usually from port 20. Whatever protects the \
        client must let it in. Port = first number × 256 + second number.",
    moral_passive: "Passive: the server announces (227), the client sends the SYN, from any port. Whatever protects the server \
        must let the announced ports in. Port 20 plays no part.",
    moral_nat: "Compare the announced address with the one in the IP header. If they differ, the SYN goes astray: the server \
        should announce its public address, the client should use passive mode.",
    moral_firewalls: "The side that gets the SYN is the side to repair: the client's in active mode, the server's in passive \
        mode. Silence means dropped, a RST means nobody listens, an ICMP error names the box that refused.",
    moral_epsv: "229 has no address, so a NAT has nothing to spoil. Where both sides know EPSV, prefer it to PASV.",
    moral_ftps: "No helper reads TLS. A server for FTPS needs a fixed passive range, that range open in the firewall, and its \
        public address in the 227.",
    remember: "To remember",
    questions: "Questions",
    answers: "Answers",
    your_answer: "Your answer",
    right: "Right.",
    wrong: "Not so.",
    the_answer: "The answer:",
    hint: "Hint:",
    type_choice: "Type one of the numbers.",
    type_code: "Type three digits.",
    type_port: "Type the port as one number.",
    type_address: "Type an address, such as 192.0.2.7.",
    type_endpoint: "Type address and port, such as 192.0.2.7:5001.",
    type_count: "Type a number.",
    nothing_typed: "Type an answer, or pass the question over with →.",
    keys_lesson: "Enter next · ← back · ↑ ↓ scroll · ? help · q quit",
    keys_question: "Enter answer · → pass over · ← back · ? help · q quit",
    keys_list: "↑ ↓ select · Enter begin · 1–7 · q quit",
    help_next: "Enter, Space, →    the next step",
    help_back: "←                  one step back",
    help_scroll: "↑ ↓ PgUp PgDn      scroll the explanation",
    help_ends: "Home, End          the first step, the last one",
    help_answer: "digits, Enter      answer the question (--quiz)",
    help_pass: "→                  pass the question over and see its answer",
    help_quit: "q, Ctrl-C          quit",
    the_end: "The end of the lesson",
    what_next: "Enter leads back to the list of lessons, q leaves.",
    too_small: "A lesson needs at least 40 columns and 12 rows.",
    yes: "yes",
    no: "no",
    control_connection: "the control connection",
    data_connection: "a data connection of its own",
    active_mode: "active",
    passive_mode: "passive",
    silence_dropped: "a filter drops the SYNs without a word",
    silence_refused: "the host is reached, and nothing listens on the port",
    silence_rejected: "a filter refuses the SYNs and says so",
    ask_first_word: "The control connection is open. Which side says the first words on it?",
    ask_opener: "Which side will send the SYN of the data connection?",
    ask_source: "From which port will the server send that SYN?",
    ask_firewall: "Whose firewall has to let this SYN in?",
    ask_helper: "Everything from here on is encrypted. Can a NAT on the way still rewrite the address in PORT or 227?",
    ask_mode: "PORT or PASV cannot be read here. In which mode is this data connection made?",
    ask_connections: "How many TCP connections were made in this session, the control connection included?",
    right_dropped: "Nothing at all came back, so a filter on the way swallowed the SYNs; a host that is reached answers.",
    right_refused: "A RST comes from a host that was reached: no program listens on that port, or a filter there says so in its name.",
    right_rejected: "The ICMP error says who refused: the sender of that message.",
    right_helper: "A helper would have to read the text, and it sees TLS records only. The announced address goes out as it is.",
    slip_swapped: "The two numbers are the wrong way round: the first one counts 256 each.",
    slip_added: "That is the plain sum: the first number has to be multiplied by 256 before.",
    slip_high_only: "The second number is not in it yet.",
    slip_low_only: "That is the second number alone.",
    slip_joined: "The numbers are not digits to be written one after the other: they are two bytes.",
    slip_address: "The port is right; look at the address again.",
    slip_port: "The address is right; look at the port again.",
    slip_control_port: "That is the port of the control connection; data does not go there.",
    slip_digit: "The first digit is right: that is the kind of reply it will be.",
    look_silence: "Silence, a RST and an ICMP error have different senders: nobody, the host itself, a box on the way.",
    look_helper: "It would have to find the six numbers in the packet, and the packet holds TLS records from here on.",
    look_connections: "Every SYN that is answered with SYN-ACK opens a connection.",
    hint_choice: "Leave out what you have tried.",
    lesson: |number, count, title| format!("Lesson {number} of {count}: {title}"),
    taught_with: |name, part, parts| {
        if parts > 1 {
            format!("{name} (part {part} of {parts})")
        } else {
            name.to_owned()
        }
    },
    ask_code: |command| format!("Which code will the server answer {command} with first?"),
    ask_last_code: |command| {
        format!(
            "The data connection of {command} is closed. Which code will follow on the control connection?"
        )
    },
    ask_failed_code: |command| {
        format!(
            "The data connection for {command} does not come to be. Which code will the server end with?"
        )
    },
    ask_way: |command| format!("On which connection will the result of {command} travel?"),
    ask_port: |by, high, low| {
        format!("{by} ends in {high},{low}. Which port is that: {high} × 256 + {low} = ?")
    },
    ask_plain_port: |by| format!("Which port does {by} announce?"),
    ask_target: |opener| {
        format!(
            "To which address and port will the {} send the SYN of the data connection?",
            by_side(opener, "client", "server")
        )
    },
    ask_accepts: |by, announced, own| {
        format!("{by} names {announced}, and the server sees its client at {own}. Will it agree?")
    },
    ask_address: |by, announced| {
        format!(
            "{by} names {announced}, and the control connection has another address at that end. Which one should {by} have named?"
        )
    },
    ask_behind: |by, announced, frame| {
        format!(
            "On this side of the NAT, {by} says {announced}. Frame {frame} is the same command on the other side. Which address stands there?"
        )
    },
    ask_silence: |evidence| format!("{evidence}. What does that tell?"),
    right_first_word: |side, frame| {
        format!(
            "Frame {frame} is the first with text, and the {} sends it{}.",
            by_side(side, "client", "server"),
            by_side(side, "", ": a greeting that begins with 220")
        )
    },
    right_code: |frame, line| format!("Frame {frame} says {line}."),
    right_way: |frame, from, to| {
        format!("Frame {frame} is the SYN of a new connection, {from} → {to}: that one carries it.")
    },
    right_port: |high, low, product, port| {
        format!("{high} × 256 + {low} = {product} + {low} = {port}.")
    },
    right_plain_port: |by, port| format!("{by} writes {port} in plain digits."),
    right_opener: |side, frame, from, to| {
        format!(
            "Frame {frame} is the SYN, {from} → {to}: the {} sends it.",
            by_side(side, "client", "server")
        )
    },
    right_source: |frame, from| {
        format!("The SYN in frame {frame} comes from {from}, the data port of FTP.")
    },
    right_target: |frame, to| format!("The SYN in frame {frame} goes to {to}."),
    right_declined: |code, frame| {
        format!(
            "Frame {frame} says {code}. Servers connect to their own client only, or anyone could send them after others (RFC 2577)."
        )
    },
    right_accepted: |code, frame| {
        format!("Frame {frame} says {code}: this server does not look at the address.")
    },
    right_address: |address, side| {
        format!(
            "{address} is the address that the {} has on the control connection, so it can be reached there.",
            by_side(side, "client", "server")
        )
    },
    right_behind: |frame, address| {
        format!("In frame {frame} the helper in the NAT has put {address}, its public address.")
    },
    right_firewall: |side, port| {
        format!(
            "The SYN is for port {port} of the {0}, so what protects the {0} must let it in.",
            by_side(side, "client", "server")
        )
    },
    right_mode: |frame, side, from, to| {
        format!(
            "Frame {frame} is the SYN, {from} → {to}: the {} connects.",
            by_side(side, "client", "server")
        )
    },
    right_connections: |count, frames| {
        format!(
            "The control connection, and data connections that begin in frames {frames}: {count} in all."
        )
    },
    look_first_word: |frame| format!("Frame {frame} is the first that carries text."),
    look_code: |frame, digit| {
        format!("The reply stands in frame {frame}, and its code begins with {digit}.")
    },
    look_way: |frame| format!("Frame {frame} is a SYN: something new is opened there."),
    look_port: |frame, high, low| {
        format!("Frame {frame} carries {high},{low}: high byte and low byte of a 16-bit number.")
    },
    look_plain_port: |frame| format!("The number stands in frame {frame} between the bars."),
    look_opener: |frame, from| format!("Frame {frame} is that SYN, and it comes from {from}."),
    look_source: |frame| {
        format!(
            "Frame {frame} is that SYN. FTP has two well-known ports: one for control, one for data."
        )
    },
    look_target: |frame, by| format!("It was announced in frame {frame}, by {by}."),
    look_accepts: |frame| format!("Frame {frame} is the answer."),
    look_address: |frame, side| {
        format!(
            "Frame {frame} opens the control connection: look at the address that the {} has there.",
            by_side(side, "client", "server")
        )
    },
    look_behind: |frame| format!("The IP header of frame {frame} has the same address."),
    look_firewall: |frame, to| format!("The SYN in frame {frame} goes to {to}."),
    look_mode: |frame, from| format!("The SYN in frame {frame} comes from {from}."),
    hint_port: |high, low, product| format!("{high} × 256 = {product}. Add {low}."),
    hint_code: |meaning| format!("it is the code of which is said: {meaning}"),
    hint_endpoint: |address| format!("the address is {address}; the port is the announced one."),
    hint_address: |beginning| format!("it begins with {beginning}"),
    hint_plain_port: |by, frame| format!("copy the digits of {by} in frame {frame}."),
    hint_connections: |count| format!("data connections: {count}."),
    score: |right, asked, at_once| {
        format!("{right} of {asked} right, {at_once} of them at the first try.")
    },
    unsuitable: |capture, lesson| format!("{capture} has no session for the lesson \"{lesson}\""),
    no_session: |capture| format!("{capture} has no FTP session to learn from"),
};
