//! English: of what was said, and of the capture.

use super::{many, quoted};
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Capture, lines, says};

/// Of what was said, and of the capture.
pub(super) const TEXTS: Capture = Capture {
    replies_out_of_step: says(
        |f| {
            format!(
                "Replies are out of step with the commands from here on{}: the client takes each for the answer to the next command.",
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "Whoever is wrong: a server that answers twice, or a client that does not read a reply, as after ABOR or 120. Connecting anew helps for now.",
            ])
        },
    ),
    capture_incomplete: says(
        |f| {
            match f.circumstance {
            Circumstance::StartMissing => "The capture began in the middle of it: what was said before is not known.".into(),
            Circumstance::FramesCut => format!("Frames are cut by the snap length; {} bytes of the streams are missing.", f.bytes),
            Circumstance::OneDirection => "Only one direction of the connection is in the capture.".into(),
            Circumstance::DataMissing => "Transfers took place, and their data connections are not in the capture: a filter left them out.".into(),
            Circumstance::ControlMissing => format!("The capture holds {} without a control connection.", many(f.times, "data connection", "data connections")),
            Circumstance::Dropped => format!("{} lost while capturing, because they came faster than they were taken: what is missing may be that.", match f.times { 1 => "1 packet was".to_owned(), times => format!("{times} packets were") }),
            Circumstance::FileBroken => "The capture file ends in a broken record.".into(),
            _ => format!("{} bytes are missing that the peers received: the capture lost packets.", f.bytes),
        }
        },
        |f| match f.circumstance {
            Circumstance::FramesCut => lines(&["Capture whole frames: `tcpdump -s 0`."]),
            Circumstance::OneDirection => {
                lines(&["Capture where both directions pass, or mirror both."])
            }
            Circumstance::Dropped => lines(&[
                "Capture with `--light`, which leaves out what data connections carry, or with a larger buffer (`-B 256M`).",
            ]),
            Circumstance::FileBroken => {
                lines(&["End the capturing program before the file is copied."])
            }
            Circumstance::StartMissing => lines(&["Begin to capture before the client connects."]),
            Circumstance::DataMissing | Circumstance::ControlMissing => lines(&[
                "Capture all of the two hosts, because the ports of data connections are not known before: `tcpdump -s 0 host SERVER and host CLIENT`, with `or icmp or icmp6`.",
            ]),
            _ => lines(&[
                "Capture with a larger buffer (`tcpdump -B 32768`), to a fast disk, with a narrower filter.",
            ]),
        },
    ),
    captured_twice: says(
        |f| match f.circumstance {
            Circumstance::ByBox => {
                "The session was captured on two sides of a NAT; it is told once.".into()
            }
            _ => format!(
                "Every packet was captured twice ({} copies): these are no retransmissions.",
                f.times
            ),
        },
        |_| {
            lines(&[
                "To have each once: capture on one interface, or mirror one direction of each port.",
            ])
        },
    ),
    protocol_violation: says(
        |f| match f.circumstance {
            Circumstance::LongLines => format!(
                "{} longer than 4 KiB, the longest of {} bytes.",
                many(f.times, "line is", "lines are"),
                f.bytes
            ),
            Circumstance::NulBytes => {
                format!("NUL bytes stand in {}.", many(f.times, "line", "lines"))
            }
            Circumstance::Unended => format!(
                "{} of several lines never ended.",
                many(f.times, "reply", "replies")
            ),
            _ => format!("{} no code.", many(f.times, "reply has", "replies have")),
        },
        |_| {
            lines(&[
                "Whoever sent them: RFC 959 has lines of text that end in CR LF, and replies that begin with three digits. Long lines and NUL bytes may be attempts to break a parser.",
            ])
        },
    ),
    hostile_text: says(
        |f| match f.circumstance {
            Circumstance::Works => format!(
                "A name leads far upwards, out of the directory that is meant: {}.",
                f.words
            ),
            _ => format!(
                "Control characters or overrides of direction stand in {}: shown raw, they drive the terminal.",
                many(
                    f.times,
                    "name, banner or reply",
                    "names, banners or replies"
                )
            ),
        },
        |_| {
            lines(&[
                "Whoever reads such text: show it escaped. Whoever takes names from a server: refuse paths that go upwards.",
            ])
        },
    ),
};
