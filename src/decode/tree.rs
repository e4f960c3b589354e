//! A frame taken apart for people: every header and every field with the bytes that it stands in.
//!
//! It takes the same steps from header to header as the decoder, so that what people see is what
//! the analyzer reads; `link`, `ip` and `transport` name the fields of the headers on the way.
//! Fragments are not put together: the tree is of one frame, as the capture holds it.

mod field;
mod header;
mod ip;
mod link;
mod transport;

#[cfg(test)]
mod tests;

pub use field::{Field, Value};

use super::layer::{Layer, Packet as IpPacket, Piece, Step};
use super::{Decoded, HEADERS, Undecoded, link as links};
use crate::capture::Frame;
use crate::net::Endpoint;
use header::number;
use std::ops::Range;

/// A field with the fields in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub field: Field,
    /// What stands in it.
    pub value: Value,
    /// Its bytes, as offsets in the bytes that the capture holds of the frame; empty for what was
    /// worked out.
    pub range: Range<usize>,
    /// The fields in it, in the order of their bytes.
    pub children: Vec<Node>,
}

impl Node {
    /// A field without fields in it.
    pub fn new(field: Field, value: Value, range: Range<usize>) -> Self {
        Self {
            field,
            value,
            range,
            children: Vec::new(),
        }
    }
}

/// A frame taken apart.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Its headers from the outermost on, and what they carry. What a TCP segment carries is one
    /// [`Field::Payload`].
    pub nodes: Vec<Node>,
    /// Who sent the segment and for whom it is, where it carries one.
    pub endpoints: Option<(Endpoint, Endpoint)>,
}

/// Takes a frame apart.
pub(super) fn tree(frame: &Frame<'_>) -> Tree {
    let mut dissection = Dissection {
        data: frame.data,
        at: 0,
        tree: Tree::default(),
    };
    dissection.frame(frame);
    dissection.walk(frame);
    dissection.rest(frame);
    dissection.tree
}

/// A frame that is being taken apart.
struct Dissection<'a> {
    data: &'a [u8],
    /// The offset of the first byte that no header was found for.
    at: usize,
    tree: Tree,
}

impl<'a> Dissection<'a> {
    /// What is known of the frame as a whole.
    fn frame(&mut self, frame: &Frame<'_>) {
        let mut node = Node::new(
            Field::Frame,
            Value::Number(frame.number),
            0..self.data.len(),
        );
        let known = [
            (Field::Number, Value::Number(frame.number)),
            (Field::Time, Value::Time(frame.time)),
            (Field::LinkType, Value::Link(frame.link.0)),
            (Field::WireLength, Value::Number(frame.length.into())),
            (Field::CapturedLength, Value::Number(self.data.len() as u64)),
        ];
        let known = known.map(|(field, value)| Node::new(field, value, 0..0));
        node.children.extend(known);
        self.tree.nodes.push(node);
    }

    /// Takes one header after the other off the frame.
    fn walk(&mut self, frame: &Frame<'a>) {
        let length = self.data.len().max(frame.length as usize);
        let first = links::first(frame.link, Piece::new(self.data, length));
        link::first(self, frame.link.0, self.next(&first));
        let mut step = first;
        let mut headers = 0;
        loop {
            let layer = match step {
                Ok(layer) => layer,
                Err(reason) => return self.fail(reason),
            };
            if matches!(layer, Layer::Ethernet(_) | Layer::Ip(_)) {
                headers += 1;
                if headers > HEADERS {
                    return self.fail(Undecoded::TooDeep);
                }
            }
            self.at = start(&layer)
                .and_then(|piece| self.offset(piece))
                .unwrap_or(self.at);
            step = match layer {
                Layer::Ethernet(piece) => {
                    let next = links::ethernet(piece);
                    link::ethernet(self, self.next(&next));
                    next
                }
                Layer::Typed { kind, payload } => {
                    let next = links::ethertype(kind, payload);
                    link::typed(self, kind, self.next(&next));
                    next
                }
                Layer::Ppp(piece) => {
                    let next = links::ppp(piece);
                    link::ppp(self, self.next(&next));
                    next
                }
                Layer::Mpls(piece) => {
                    let next = super::tunnel::mpls(piece);
                    link::mpls(self, self.next(&next));
                    next
                }
                Layer::Ip(piece) => {
                    ip::header(self);
                    super::ip::header(piece)
                }
                Layer::Packet(packet) => match self.carried(packet) {
                    Some(next) => next,
                    None => return,
                },
                Layer::Fragment(fragment) if fragment.offset == 0 => {
                    // Its beginning can be read as if it were the whole.
                    Ok(Layer::Packet(fragment.packet))
                }
                Layer::Fragment(fragment) => {
                    return self.take(Field::Fragment, fragment.packet.payload);
                }
                Layer::Done(_) => return,
            };
        }
    }

    /// What an IP header carries; `None` where nothing follows it.
    fn carried(&mut self, packet: IpPacket<'a>) -> Option<Step<'a>> {
        match packet.protocol {
            transport::TCP => {
                transport::tcp(self, &packet);
                None
            }
            transport::ICMP | transport::ICMPV6 => {
                transport::icmp(self, &packet);
                None
            }
            transport::ESP | transport::IPCOMP => {
                self.take(Field::Encrypted, packet.payload);
                None
            }
            _ => {
                let next = super::ip::payload(packet);
                let after = self.next(&next);
                match packet.protocol {
                    transport::UDP => transport::udp(self, &packet, after),
                    transport::GRE => transport::gre(self, after),
                    protocol => ip::extension(self, protocol, after),
                }
                if after.is_none() && next.is_ok() && self.at < self.end_of(packet.payload) {
                    let end = self.end_of(packet.payload);
                    self.push(Field::Data, Value::Bytes, self.at..end);
                    return None;
                }
                Some(next)
            }
        }
    }

    /// Why it ends here, and what is left.
    fn fail(&mut self, reason: Undecoded) {
        let field = match reason {
            Undecoded::LinkType => Field::Data,
            // What is left may be fields of a header that goes on behind the cut.
            Undecoded::Cut => return,
            Undecoded::Malformed => Field::Malformed,
            Undecoded::TooDeep => Field::TooDeep,
            Undecoded::Encrypted => Field::Encrypted,
        };
        self.push(field, Value::Bytes, self.at..self.data.len());
    }

    /// What no header claims, and where the capture ends before the frame does.
    fn rest(&mut self, frame: &Frame<'_>) {
        let held = self.data.len();
        if self.at < held {
            let is_padding = self.tree.nodes.iter().any(|node| {
                matches!(
                    node.field,
                    Field::Ipv4 | Field::Ipv6 | Field::Arp | Field::Pppoe
                )
            });
            let field = if is_padding && frame.length as usize <= held {
                Field::Padding
            } else {
                Field::Data
            };
            self.push(field, Value::Bytes, self.at..held);
        }
        if frame.length as usize > held {
            let value = Value::Of(held as u64, frame.length.into());
            self.tree
                .nodes
                .push(Node::new(Field::Cut, value, held..held));
        }
    }

    /// Adds a node, which is what comes next in the frame.
    fn push(&mut self, field: Field, value: Value, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        self.at = self.at.max(range.end);
        self.tree.nodes.push(Node::new(field, value, range));
    }

    /// Adds what `piece` holds as one node.
    fn take(&mut self, field: Field, piece: Piece<'_>) {
        if let Some(start) = self.offset(piece) {
            self.push(field, Value::Bytes, start..start + piece.held().len());
        }
    }

    /// Where `piece` stands in the frame.
    fn offset(&self, piece: Piece<'_>) -> Option<usize> {
        let start = self.data.as_ptr().addr();
        let at = piece.held().as_ptr().addr().checked_sub(start)?;
        (at + piece.held().len() <= self.data.len()).then_some(at)
    }

    /// Where `piece` ends in the frame.
    fn end_of(&self, piece: Piece<'_>) -> usize {
        let start = self.offset(piece).unwrap_or(self.at);
        start + piece.held().len()
    }

    /// Where the next header begins.
    fn next(&self, step: &Step<'_>) -> Option<usize> {
        let layer = step.as_ref().ok()?;
        self.offset(start(layer)?)
    }

    /// The big-endian 16-bit number at the offset `at` of the frame.
    fn u16(&self, at: usize) -> Option<u16> {
        let bytes = self.data.get(at..at + 2)?;
        u16::try_from(number(bytes)).ok()
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.data.get(at).copied()
    }
}

/// The piece that is read next.
fn start<'a>(layer: &Layer<'a>) -> Option<Piece<'a>> {
    match layer {
        Layer::Ethernet(piece) | Layer::Ppp(piece) | Layer::Mpls(piece) | Layer::Ip(piece) => {
            Some(*piece)
        }
        Layer::Typed { payload, .. } => Some(*payload),
        Layer::Packet(packet) => Some(packet.payload),
        Layer::Fragment(fragment) => Some(fragment.packet.payload),
        Layer::Done(Decoded::Segment(_) | Decoded::IcmpError(_)) => None,
        Layer::Done(Decoded::Fragment | Decoded::Other | Decoded::Undecoded(_)) => None,
    }
}
