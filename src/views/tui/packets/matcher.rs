//! What a list of frames is narrowed to, and what is looked for in frames.

use super::line::{Glance, Line, Looker};
use super::owners::Content;
use super::sealed;
use crate::decode::{Flags, Packet};
use crate::net::Address;
use std::net::IpAddr;
use std::ops::Range;

/// A filter as it was typed: every term has to match.
#[derive(Debug, Default)]
pub struct Matcher {
    terms: Vec<Term>,
}

#[derive(Debug, PartialEq, Eq)]
enum Term {
    Tcp,
    Icmp,
    Carries(Content),
    /// FTP in either direction.
    Ftp,
    Flag(u8),
    Port(u16),
    Address(Address),
    /// Text in the protocol, the endpoints or the info, in small letters.
    Text(String),
}

impl Matcher {
    /// Reads a filter: words such as `ftp` and `syn`, `port` with a number, addresses, and text.
    pub fn new(filter: &str) -> Self {
        let mut words = filter.split_whitespace().peekable();
        let mut terms = Vec::new();
        while let Some(word) = words.next() {
            let word = word.to_lowercase();
            let term = match word.as_str() {
                "tcp" => Term::Tcp,
                "icmp" => Term::Icmp,
                "ftp" => Term::Ftp,
                "ftp-data" => Term::Carries(Content::Data),
                "tls" => Term::Carries(Content::Tls),
                "syn" => Term::Flag(Flags::SYN),
                "rst" => Term::Flag(Flags::RST),
                "fin" => Term::Flag(Flags::FIN),
                "port" => match words.next_if(|next| next.parse::<u16>().is_ok()) {
                    Some(port) => Term::Port(port.parse().unwrap_or_default()),
                    None => Term::Text(word),
                },
                _ => match word.parse::<IpAddr>() {
                    Ok(address) => Term::Address(address.into()),
                    Err(_) => Term::Text(word),
                },
            };
            terms.push(term);
        }
        Self { terms }
    }

    /// Whether a frame matches.
    pub fn matches(&self, looker: &Looker, packet: &Packet) -> bool {
        let glance = looker.glance(packet);
        let mut line = None;
        self.terms.iter().all(|term| match term {
            Term::Text(text) => line.get_or_insert_with(|| looker.line(packet)).holds(text),
            // Of a frame that is no segment, the list shows addresses that a glance does not see.
            Term::Address(address) if glance.ends.is_none() || glance.icmp => {
                let line = line.get_or_insert_with(|| looker.line(packet));
                let address = address.to_string();
                line.source == address || line.destination == address || term.fits(&glance)
            }
            term => term.fits(&glance) || term.fits_inside(&glance, packet.number),
        })
    }
}

impl Term {
    fn fits(&self, glance: &Glance<'_>) -> bool {
        let ends = glance.ends.map(|(from, to)| [from, to]);
        let ends = ends.iter().flatten();
        match *self {
            Term::Tcp => glance.flags.is_some(),
            Term::Icmp => glance.icmp,
            Term::Carries(content) => glance.content == content,
            Term::Ftp => matches!(glance.content, Content::Commands | Content::Replies),
            Term::Flag(bit) => glance.flags.is_some_and(|flags| flags.0 & bit != 0),
            Term::Port(port) => ends.into_iter().any(|end| end.port == port),
            Term::Address(address) => ends.into_iter().any(|end| end.address == address),
            Term::Text(_) => false,
        }
    }
}

impl Term {
    /// Whether it is about what was encrypted in the records that end in `frame`.
    fn fits_inside(&self, glance: &Glance<'_>, frame: u64) -> bool {
        let is_speech = |inside| matches!(inside, Content::Commands | Content::Replies);
        let inside = glance.inside(frame);
        match *self {
            Term::Ftp => inside.is_some_and(is_speech),
            Term::Carries(content) => inside == Some(content),
            _ => false,
        }
    }
}

/// Where text was found in a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The number of the TLS record in whose plaintext it stands; `None` for the frame itself.
    pub record: Option<u64>,
    /// Its bytes.
    pub range: Range<usize>,
}

impl Line {
    /// Whether `text`, in small letters, stands in the protocol, the endpoints or the info.
    fn holds(&self, text: &str) -> bool {
        [self.protocol, &self.source, &self.destination, &self.info]
            .iter()
            .any(|column| column.to_lowercase().contains(text))
    }
}

/// Text that is looked for.
#[derive(Debug)]
pub struct Needle {
    text: String,
}

impl Needle {
    /// Looks for `text` in capitals or small letters.
    pub fn new(text: &str) -> Self {
        let text = text.to_lowercase();
        Self { text }
    }

    /// Whether a frame holds it; and where, if that is in what its segment carries. What is hidden
    /// is not found.
    pub fn find(&self, looker: &Looker, packet: &Packet) -> Option<Option<Place>> {
        let glance = looker.glance(packet);
        let veil = looker.veil(packet, &glance);
        let payload = packet.bytes.get(glance.payload.clone());
        let payload = payload.unwrap_or_default();
        let needle = self.text.as_bytes();
        let windows = payload.windows(needle.len().max(1)).enumerate();
        let mut places = windows
            .filter(|(_, window)| window.eq_ignore_ascii_case(needle))
            .map(|(at, window)| {
                let start = glance.payload.start + at;
                start..start + window.len()
            });
        if let Some((record, range)) = sealed::find(looker, &glance, packet.number, needle) {
            let record = Some(record);
            return Some(Some(Place { record, range }));
        }
        let record = None;
        match places.find(|place| !veil.covers(place)) {
            Some(range) => Some(Some(Place { record, range })),
            None => looker.line(packet).holds(&self.text).then_some(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_addresses_and_text_are_told_apart() {
        let matcher = Matcher::new("FTP port 21 syn 192.0.2.1 port RETR");
        assert_eq!(
            matcher.terms,
            [
                Term::Ftp,
                Term::Port(21),
                Term::Flag(Flags::SYN),
                Term::Address(Address::v4([192, 0, 2, 1])),
                Term::Text("port".into()),
                Term::Text("retr".into()),
            ]
        );
    }
}
