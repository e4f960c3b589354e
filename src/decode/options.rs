//! The options of a TCP header.

use etherparse::{TcpOptionElement, TcpOptionsIterator};

/// What the TCP options say that the analyzer uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TcpOptions {
    /// The largest payload in bytes that the sender wants to receive (RFC 9293, section 3.7.1).
    pub mss: Option<u16>,
    /// By how many bits the window is to be shifted (RFC 7323, section 2).
    pub window_scale: Option<u8>,
    /// Whether selective acknowledgments may be sent (RFC 2018, section 2).
    pub sack_permitted: bool,
    /// The timestamp and the one that it echoes (RFC 7323, section 3).
    pub timestamps: Option<(u32, u32)>,
}

impl TcpOptions {
    /// Reads `options`, the bytes between a TCP header's fixed part and the payload; what follows
    /// a malformed option is not read, and of an option that comes twice the last one counts.
    pub fn parse(options: &[u8]) -> Self {
        let mut parsed = Self::default();
        let mut rest = options;
        while let [kind, after @ ..] = rest {
            match (kind, after) {
                (0, _) => break,
                (1, _) => rest = after,
                (_, [length, ..]) if *length >= 2 => {
                    let Some((option, after)) = rest.split_at_checked((*length).into()) else {
                        break;
                    };
                    parsed.add(option);
                    rest = after;
                }
                _ => break,
            }
        }
        parsed
    }

    /// One option at a time, as etherparse gives up at the first one that it does not know.
    fn add(&mut self, option: &[u8]) {
        match TcpOptionsIterator::from_slice(option).next() {
            Some(Ok(TcpOptionElement::MaximumSegmentSize(mss))) => self.mss = Some(mss),
            Some(Ok(TcpOptionElement::WindowScale(shift))) => self.window_scale = Some(shift),
            Some(Ok(TcpOptionElement::SelectiveAcknowledgementPermitted)) => {
                self.sack_permitted = true;
            }
            Some(Ok(TcpOptionElement::Timestamp(value, echo))) => {
                self.timestamps = Some((value, echo));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_options_of_a_syn_are_read() {
        let options = [
            2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 1, 3, 3, 7,
        ];
        assert_eq!(
            TcpOptions::parse(&options),
            TcpOptions {
                mss: Some(1460),
                window_scale: Some(7),
                sack_permitted: true,
                timestamps: Some((1, 2)),
            }
        );
    }

    #[test]
    fn unknown_options_are_passed_over() {
        let options = [254, 4, 1, 2, 3, 3, 7];
        assert_eq!(TcpOptions::parse(&options).window_scale, Some(7));
    }

    #[test]
    fn nothing_is_read_behind_the_end_or_a_malformed_option() {
        for start in [&[0][..], &[8, 0], &[8, 1], &[254, 40]] {
            let options = [start, &[3, 3, 7]].concat();
            assert_eq!(TcpOptions::parse(&options), TcpOptions::default());
        }
    }

    #[test]
    fn a_cut_option_is_not_read() {
        assert_eq!(TcpOptions::parse(&[2, 4, 5]), TcpOptions::default());
        assert_eq!(TcpOptions::parse(&[2]), TcpOptions::default());
    }
}
