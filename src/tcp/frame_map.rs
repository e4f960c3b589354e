//! Which frame carried which bytes of a stream.

/// The frames of one direction in the order of their bytes.
///
/// Invariant: entries are sorted by offset and do not overlap, because only first copies are
/// recorded, in stream order.
#[derive(Clone, Debug, Default)]
pub struct FrameMap {
    entries: Vec<Carried>,
}

/// A run of stream bytes and the frame that carried it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The stream offset of the first byte.
    pub offset: u64,
    /// How many bytes the capture holds of it.
    pub length: u32,
    /// The frame's number.
    pub frame: u64,
}

impl FrameMap {
    /// Notes that `frame` carried `length` bytes at `offset`, which lies beyond all noted before.
    pub fn push(&mut self, offset: u64, length: u32, frame: u64) {
        debug_assert!(
            self.entries
                .last()
                .is_none_or(|last| last.offset + u64::from(last.length) <= offset)
        );
        self.entries.push(Carried {
            offset,
            length,
            frame,
        });
    }

    /// The frame that carried the byte at `offset`, or `None` where it was not captured.
    pub fn frame_at(&self, offset: u64) -> Option<u64> {
        let after = self.entries.partition_point(|entry| entry.offset <= offset);
        let entry = self.entries[..after].last()?;
        (offset < entry.offset + u64::from(entry.length)).then_some(entry.frame)
    }

    /// The bytes that `frame` was the first to carry, in stream order.
    pub fn carried_by(&self, frame: u64) -> impl Iterator<Item = Carried> + '_ {
        self.entries
            .iter()
            .copied()
            .filter(move |entry| entry.frame == frame)
    }

    /// All runs in stream order.
    pub fn entries(&self) -> &[Carried] {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_leads_to_its_frame_and_back() {
        let mut map = FrameMap::default();
        map.push(0, 10, 4);
        map.push(10, 5, 6);
        map.push(20, 5, 9);
        assert_eq!(map.frame_at(0), Some(4));
        assert_eq!(map.frame_at(9), Some(4));
        assert_eq!(map.frame_at(10), Some(6));
        assert_eq!(map.frame_at(15), None);
        assert_eq!(map.frame_at(24), Some(9));
        assert_eq!(map.frame_at(25), None);
        let carried: Vec<_> = map.carried_by(6).collect();
        assert_eq!(
            carried,
            [Carried {
                offset: 10,
                length: 5,
                frame: 6
            }]
        );
    }
}
