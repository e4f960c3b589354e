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
