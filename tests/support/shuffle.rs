//! The same stream in other frames: cut, doubled, overlapping, out of order.

use super::packets::{FIN, PSH, SYN, Tcp};
use super::scene::{Packet, Shot};

/// A small generator of numbers that are random enough (splitmix64).
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    /// A number under `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.roll() % bound.max(1) as u64) as usize
    }
}

/// Cuts every segment that `of` chooses into pieces of `size` bytes.
pub fn cut(shots: &[Shot], size: usize, of: impl Fn(&Tcp) -> bool) -> Vec<Shot> {
    let pieces = |shot: &Shot| match &shot.packet {
        Packet::Tcp(tcp) if !tcp.payload.is_empty() && of(tcp) => {
            let starts = (0..tcp.payload.len()).step_by(size);
            starts
                .map(|start| piece(shot, tcp, start, start + size))
                .collect()
        }
        _ => vec![shot.clone()],
    };
    shots.iter().flat_map(pieces).collect()
}

/// Cuts the segment at place `index` in two at byte `at`.
pub fn cut_one(shots: &[Shot], index: usize, at: usize) -> Vec<Shot> {
    let mut all = shots.to_vec();
    let shot = all.remove(index);
    let tcp = shot.tcp();
    let halves = [
        piece(&shot, tcp, 0, at),
        piece(&shot, tcp, at, tcp.payload.len()),
    ];
    all.splice(index..index, halves);
    all
}

fn piece(shot: &Shot, tcp: &Tcp, start: usize, end: usize) -> Shot {
    let end = end.min(tcp.payload.len());
    let last = end == tcp.payload.len();
    let mut part = tcp.clone();
    part.seq = tcp.seq.wrapping_add(start as u32);
    part.payload = tcp.payload[start..end].to_vec();
    if !last {
        part.flags &= !(FIN | PSH);
    }
    if start > 0 {
        part.flags &= !SYN;
    }
    Shot {
        packet: Packet::Tcp(part),
        ..shot.clone()
    }
}

/// Every packet twice, as a mirror port gives them.
pub fn doubled(shots: &[Shot]) -> Vec<Shot> {
    shots
        .iter()
        .flat_map(|shot| [shot.clone(), shot.clone()])
        .collect()
}

/// After every segment with payload, one that has all bytes of the one before it in this direction,
/// too.
pub fn overlapping(shots: &[Shot]) -> Vec<Shot> {
    let mut all: Vec<Shot> = Vec::new();
    for shot in shots {
        all.push(shot.clone());
        let Packet::Tcp(tcp) = &shot.packet else {
            continue;
        };
        if tcp.payload.is_empty() || tcp.flags & (SYN | FIN) != 0 {
            continue;
        }
        let ends_here = |earlier: &&Tcp| {
            earlier.from == tcp.from
                && earlier.to == tcp.to
                && !earlier.payload.is_empty()
                && earlier.seq.wrapping_add(earlier.payload.len() as u32) == tcp.seq
        };
        let before = shots.iter().filter_map(|shot| match &shot.packet {
            Packet::Tcp(tcp) => Some(tcp),
            Packet::Ip(_) => None,
        });
        if let Some(earlier) = before.into_iter().find(ends_here) {
            let mut both = tcp.clone();
            both.seq = earlier.seq;
            both.payload = [&earlier.payload[..], &tcp.payload].concat();
            all.push(Shot {
                packet: Packet::Tcp(both),
                ..shot.clone()
            });
        }
    }
    all
}

/// Lets packets come up to `window` places late; each keeps its time.
///
/// SYNs are not late, for where a stream begins is known from them alone.
pub fn reordered(shots: &[Shot], window: usize, dice: &mut Dice) -> Vec<Shot> {
    let mut late = |shot: &Shot| match &shot.packet {
        Packet::Tcp(tcp) if tcp.flags & SYN != 0 => 0,
        _ => dice.below(window + 1),
    };
    let places = shots.iter().enumerate();
    let mut places: Vec<(usize, &Shot)> = places
        .map(|(index, shot)| (index + late(shot), shot))
        .collect();
    places.sort_by_key(|&(place, _)| place);
    places.into_iter().map(|(_, shot)| shot.clone()).collect()
}

/// Cuts at random places, doubles some, overlaps some.
pub fn mangled(shots: &[Shot], dice: &mut Dice) -> Vec<Shot> {
    let mut all = Vec::new();
    for shot in shots {
        let Packet::Tcp(tcp) = &shot.packet else {
            all.push(shot.clone());
            continue;
        };
        let length = tcp.payload.len();
        if length > 1 && dice.below(2) == 0 {
            let at = 1 + dice.below(length - 1);
            // The second piece may begin with bytes of the first.
            let again = at - dice.below(at.min(8));
            all.push(piece(shot, tcp, 0, at));
            all.push(piece(shot, tcp, again, length));
        } else {
            all.push(shot.clone());
        }
        if length > 0 && dice.below(4) == 0 {
            all.push(shot.clone());
        }
    }
    all
}
