//! Filter expressions in libpcap's language, for frames of any link type.

use std::collections::HashMap;

use pcap::{BpfProgram, Capture, Linktype};

use super::{Frame, LinkType};

const ETHERNET: LinkType = LinkType(1);

/// A compiled filter expression (`pcap-filter(7)`), such as `host 10.0.1.66 and tcp`.
///
/// It is compiled for each link type when the first frame of that link type comes. The primitives
/// `len`, `less` and `greater` see the captured length of a frame.
pub struct Filter {
    expression: String,
    /// The program of each link type; none where libpcap cannot compile the expression for it.
    programs: HashMap<LinkType, Option<BpfProgram>>,
}

/// A filter expression that libpcap cannot compile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the filter `{expression}` cannot be compiled for link type {}: {message}", link.0)]
pub struct FilterError {
    /// The expression.
    pub expression: String,
    /// The link type that it was compiled for.
    pub link: LinkType,
    /// What libpcap says.
    pub message: String,
}

impl Filter {
    /// Compiles an expression for Ethernet, which tells whether it is one at all.
    ///
    /// # Errors
    ///
    /// What libpcap says where it is none.
    pub fn compile(expression: &str) -> Result<Self, FilterError> {
        let program = program(expression, ETHERNET)?;
        Ok(Self {
            expression: expression.to_owned(),
            programs: HashMap::from([(ETHERNET, Some(program))]),
        })
    }

    /// Whether a frame passes the filter.
    ///
    /// # Errors
    ///
    /// Where the expression cannot be compiled for the link type of the frame; this is told for
    /// the first frame of the link type, and further ones do not pass.
    pub fn matches(&mut self, frame: &Frame<'_>) -> Result<bool, FilterError> {
        if let Some(known) = self.programs.get(&frame.link) {
            return Ok(known.as_ref().is_some_and(|bpf| bpf.filter(frame.data)));
        }
        match program(&self.expression, frame.link) {
            Ok(bpf) => {
                let passes = bpf.filter(frame.data);
                self.programs.insert(frame.link, Some(bpf));
                Ok(passes)
            }
            Err(error) => {
                self.programs.insert(frame.link, None);
                Err(error)
            }
        }
    }
}

fn program(expression: &str, link: LinkType) -> Result<BpfProgram, FilterError> {
    Capture::dead(Linktype(data_link_type(link)))
        .and_then(|handle| handle.compile(expression, true))
        .map_err(|error| FilterError {
            expression: expression.to_owned(),
            link,
            message: match error {
                pcap::Error::PcapError(message) => message,
                error => error.to_string(),
            },
        })
}

/// libpcap's own number of a link type: they differ where operating systems differed (`DLT_RAW`
/// is 14 on OpenBSD and 12 elsewhere; pcap-linktype(7)).
fn data_link_type(link: LinkType) -> i32 {
    match link.0 {
        100 => 11,
        101 if cfg!(target_os = "openbsd") => 14,
        101 => 12,
        106 => 19,
        other => i32::from(other),
    }
}

/// The link type that libpcap's own number stands for, the other way round.
#[cfg(unix)]
pub(super) fn link_type(number: i32) -> LinkType {
    LinkType(match number {
        11 => 100,
        14 if cfg!(target_os = "openbsd") => 101,
        12 => 101,
        19 => 106,
        other => u16::try_from(other).unwrap_or(u16::MAX),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Time;

    fn frame(link: u16, data: &[u8]) -> Frame<'_> {
        Frame {
            number: 1,
            time: Time(0),
            interface: 0,
            link: LinkType(link),
            length: data.len() as u32,
            data,
        }
    }

    /// An IPv4 header of a TCP segment from 10.0.0.1 to 10.0.0.2, and its ports.
    const SEGMENT: [u8; 24] = [
        0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0x9c, 0x40, 0, 21,
    ];

    #[test]
    fn a_filter_works_whatever_the_link_type() {
        let mut filter = Filter::compile("tcp port 21").unwrap();
        let ethernet = [&[0; 12][..], &[8, 0], &SEGMENT].concat();
        assert_eq!(filter.matches(&frame(1, &ethernet)), Ok(true));
        assert_eq!(filter.matches(&frame(101, &SEGMENT)), Ok(true));
        assert_eq!(filter.matches(&frame(228, &SEGMENT)), Ok(true));
        assert_eq!(filter.matches(&frame(1, &SEGMENT)), Ok(false));
    }

    #[test]
    fn a_wrong_expression_is_told_at_once() {
        let error = Filter::compile("port of call").err().unwrap();
        assert!(error.to_string().starts_with("the filter `port of call`"));
    }

    #[test]
    fn a_link_type_that_the_expression_is_not_for_is_told_once() {
        let mut filter = Filter::compile("ether host 00:11:22:33:44:55").unwrap();
        let error = filter.matches(&frame(101, &SEGMENT)).unwrap_err();
        assert_eq!(error.link, LinkType(101));
        assert_eq!(filter.matches(&frame(101, &SEGMENT)), Ok(false));
    }
}
