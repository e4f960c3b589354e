//! How fast a connection carried what it carried, summed up from its frames.

use crate::decode::{Decoded, Decoder};
use crate::net::{Span, Time};
use crate::tcp::{Direction, Flow};
use crate::views::tui::following::Subject;
use crate::views::tui::packets::Packets;
use crate::views::tui::question::Stop;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The parts that the time of a connection is divided into.
const BUCKETS: usize = 400;

/// The segments over which a rate is taken, about.
const SEGMENTS: f64 = 4.0;

/// The frames between two looks at whether the work is still wanted.
const LOOK: usize = 256;

/// What happened in one part of the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// Bytes that were new.
    pub bytes: u64,
    /// Segments that brought nothing new.
    pub retransmitted: u64,
    /// Windows of zero that the receiver announced.
    pub zero_windows: u64,
}

impl Bucket {
    fn add(&mut self, other: &Self) {
        self.bytes += other.bytes;
        self.retransmitted += other.retransmitted;
        self.zero_windows += other.zero_windows;
    }
}

/// What a connection carried over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// Equal parts of the time, in order.
    pub buckets: Vec<Bucket>,
    /// All the time.
    pub span: Span,
    /// How many segments brought something new.
    pub segments: u64,
}

impl Course {
    /// Sums up the frames of a connection that lasted from the first to the second of the times, for
    /// what `sender` sent; `None` once nobody wants it any more. `progress` is told how far it is, in
    /// percent.
    pub fn read(
        (subject, (start, end), sender): (Subject, (Time, Time), Direction),
        packets: &dyn Packets,
        stop: &Stop,
        progress: &Arc<AtomicU64>,
    ) -> Option<Self> {
        let Subject {
            capture,
            ends: (initiator, listener),
            frames: (first, _),
        } = subject;
        let numbers = subject.numbers(packets);
        let mut course = Self {
            buckets: vec![Bucket::default(); BUCKETS],
            span: end - start,
            segments: 0,
        };
        let mut flow = Flow::new(initiator, listener, first, start);
        let mut decoder = Decoder::new();
        for (done, &number) in numbers.iter().enumerate() {
            if done.is_multiple_of(LOOK) {
                if stop.is_stopped() {
                    return None;
                }
                let percent = done as u64 * 100 / numbers.len() as u64;
                progress.store(percent, Ordering::Relaxed);
            }
            let Ok(packet) = packets.packet(capture, number) else {
                continue;
            };
            let frame = packet.frame();
            let Decoded::Segment(segment) = decoder.decode(&frame) else {
                continue;
            };
            let flags = segment.flags;
            let (direction, placed, _) = flow.take(&segment, number, packet.time);
            let sent = direction == sender && !flags.rst();
            course.segments += u64::from(sent && placed.new > 0);
            let Some(bucket) = course.bucket_at(packet.time - start) else {
                continue;
            };
            if sent {
                bucket.bytes += placed.new;
                let again = segment.payload_length > 0 && placed.new == 0;
                bucket.retransmitted += u64::from(again);
            }
            let closed = segment.window == 0 && !flags.rst() && !flags.syn();
            bucket.zero_windows += u64::from(direction != sender && closed);
        }
        Some(course)
    }

    fn bucket_at(&mut self, since: Span) -> Option<&mut Bucket> {
        let count = self.buckets.len() as i128;
        let place = i128::from(since.0.max(0)) * count / i128::from(self.span.0.max(1));
        let last = self.buckets.len().saturating_sub(1);
        self.buckets
            .get_mut(usize::try_from(place).unwrap_or(last).min(last))
    }

    /// All of it together.
    pub fn total(&self) -> Bucket {
        self.between(0, 1)
    }

    /// The part `index` of `parts` equal ones; where there are more parts than buckets, neighbours
    /// share one.
    pub fn between(&self, index: usize, parts: usize) -> Bucket {
        let count = self.buckets.len();
        let first = index * count / parts.max(1);
        let end = ((index + 1) * count / parts.max(1)).max(first + 1);
        let mut sum = Bucket::default();
        let own = self.buckets.get(first..end.min(count)).unwrap_or_default();
        own.iter().for_each(|bucket| sum.add(bucket));
        sum
    }

    /// Bytes a second in each of `parts` equal parts. Where there are few segments, a part is taken
    /// with what is around it: else the chart would show when segments came, and not how fast.
    pub fn rates(&self, parts: usize) -> Vec<f64> {
        let seconds = self.span.as_seconds();
        let mut sums = vec![0.0];
        sums.extend(self.buckets.iter().scan(0.0, |sum, bucket| {
            *sum += bucket.bytes as f64;
            Some(*sum)
        }));
        let half = (1.0 / parts.max(1) as f64).max(SEGMENTS / self.segments.max(1) as f64) / 2.0;
        let rate = |part: usize| {
            let middle = (part as f64 + 0.5) / parts as f64;
            let (from, to) = ((middle - half).max(0.0), (middle + half).min(1.0));
            let time = (to - from) * seconds;
            if time > 0.0 {
                (carried_until(&sums, to) - carried_until(&sums, from)).max(0.0) / time
            } else {
                0.0
            }
        };
        (0..parts).map(rate).collect()
    }
}

/// What was carried in a share of the time, by the sums at the ends of equal parts of it.
fn carried_until(sums: &[f64], share: f64) -> f64 {
    let place = share * sums.len().saturating_sub(1) as f64;
    let before = place.floor();
    let sum = |index: usize| sums.get(index).or(sums.last()).copied().unwrap_or(0.0);
    let (low, high) = (sum(before as usize), sum(before as usize + 1));
    low + (high - low) * (place - before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(bytes: &[u64]) -> Course {
        let bucket = |&bytes: &u64| Bucket {
            bytes,
            ..Bucket::default()
        };
        Course {
            buckets: bytes.iter().map(bucket).collect(),
            span: Span::seconds(4),
            segments: 1_000,
        }
    }

    #[test]
    fn parts_of_the_time_hold_all_bytes_once() {
        let course = course(&[1, 2, 3, 4, 5, 6, 7]);
        for parts in 1..=7 {
            let sum: u64 = (0..parts)
                .map(|part| course.between(part, parts).bytes)
                .sum();
            assert_eq!(sum, 28, "{parts} parts");
        }
    }

    #[test]
    fn a_rate_is_by_the_time_of_its_part() {
        let course = course(&[100, 300, 0, 0]);
        assert_eq!(course.rates(2), [200.0, 0.0]);
        assert_eq!(course.rates(4), [100.0, 300.0, 0.0, 0.0]);
        assert_eq!(self::course(&[]).rates(2), [0.0, 0.0]);
    }

    #[test]
    fn a_single_segment_is_spread_over_all_the_time() {
        let course = Course {
            segments: 1,
            ..course(&[0, 400, 0, 0])
        };
        for rate in course.rates(3) {
            assert!((rate - 100.0).abs() < 1e-6, "{rate}");
        }
    }
}
