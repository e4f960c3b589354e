//! A header that is being taken apart, field by field.

use super::{Dissection, Field, Node, Value};

/// The big-endian number that `bytes` hold; of more than eight the last eight.
pub(super) fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |value, &byte| value << 8 | u64::from(byte))
}

/// A header from `start` on, of which fields are noted as far as the capture holds them.
pub(super) struct Header<'a> {
    data: &'a [u8],
    start: usize,
    end: usize,
    node: Node,
}

impl<'a> Header<'a> {
    /// A header of `length` bytes at the offset `start` of `data`, or what there is of it.
    pub(super) fn new(
        data: &'a [u8],
        field: Field,
        value: Value,
        start: usize,
        length: usize,
    ) -> Self {
        let start = start.min(data.len());
        let end = start.saturating_add(length).min(data.len());
        Self {
            data,
            start,
            end,
            node: Node::new(field, value, start..end),
        }
    }

    /// Notes the field of `length` bytes at the offset `at` of the header, if it is there whole.
    pub(super) fn field(
        &mut self,
        field: Field,
        at: usize,
        length: usize,
        value: impl FnOnce(&[u8]) -> Value,
    ) -> &mut Self {
        if let Some(node) = self.read(field, at, length, value) {
            self.node.children.push(node);
        }
        self
    }

    /// Notes a field with others in it.
    pub(super) fn group(&mut self, group: Header<'_>) -> &mut Self {
        if let Some(node) = group.finish() {
            self.node.children.push(node);
        }
        self
    }

    /// A group of fields of `length` bytes at the offset `at` of the header.
    pub(super) fn part(&self, field: Field, value: Value, at: usize, length: usize) -> Header<'a> {
        let held = self.data.get(..self.end).unwrap_or(self.data);
        Header::new(held, field, value, self.start + at, length)
    }

    fn read(
        &self,
        field: Field,
        at: usize,
        length: usize,
        value: impl FnOnce(&[u8]) -> Value,
    ) -> Option<Node> {
        let start = self.start.checked_add(at)?;
        let end = start.checked_add(length)?;
        if end > self.end {
            return None;
        }
        let bytes = self.data.get(start..end)?;
        Some(Node::new(field, value(bytes), start..end))
    }

    /// The number of `length` bytes at the offset `at` of the header.
    pub(super) fn number(&self, at: usize, length: usize) -> Option<u64> {
        let start = self.start + at;
        let end = start + length;
        if end > self.end {
            return None;
        }
        self.data.get(start..end).map(number)
    }

    /// How many of its bytes the capture holds.
    pub(super) fn length(&self) -> usize {
        self.end - self.start
    }

    /// The node; `None` where the capture holds no byte of it.
    pub(super) fn finish(self) -> Option<Node> {
        (self.start < self.end).then_some(self.node)
    }
}

impl<'a> Dissection<'a> {
    /// A header of `length` bytes where the last one ended.
    pub(super) fn header(&self, field: Field, value: Value, length: usize) -> Header<'a> {
        Header::new(self.data, field, value, self.at, length)
    }

    /// Adds a header that was taken apart.
    pub(super) fn add(&mut self, header: Header<'_>) {
        self.at = self.at.max(header.end);
        if let Some(node) = header.finish() {
            self.tree.nodes.push(node);
        }
    }
}

/// A field that is a number.
pub(super) fn plain(bytes: &[u8]) -> Value {
    Value::Number(number(bytes))
}

/// A field that is a number in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> Value {
    Value::Hex(number(bytes), bytes.len() as u8 * 2)
}

/// A field of some bits: those of `mask`, moved down.
pub(super) fn bits(mask: u64) -> impl Fn(&[u8]) -> Value {
    move |bytes| Value::Number((number(bytes) & mask) >> mask.trailing_zeros())
}

/// A field of one bit.
pub(super) fn flag(mask: u64) -> impl Fn(&[u8]) -> Value {
    move |bytes| Value::Set(number(bytes) & mask != 0)
}

/// A MAC address.
pub(super) fn mac(bytes: &[u8]) -> Value {
    bytes
        .first_chunk::<6>()
        .map_or(Value::Bytes, |octets| Value::Mac(*octets))
}
