//! Which flow a segment belongs to.

use super::flow::Flow;
use crate::limits;
use crate::net::{Endpoint, Time};
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use std::collections::VecDeque;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};

/// The place of a flow in the table; never reused while anything refers to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FlowId {
    slot: u32,
    generation: u32,
}

/// Two endpoints in an order of their own, so that both directions find the same flow, with their
/// hash, which several tables look up by.
#[derive(Clone, Copy, Debug)]
pub struct FlowKey {
    hash: u64,
    lower: Endpoint,
    higher: Endpoint,
}

impl FlowKey {
    /// The hash of both endpoints.
    pub const fn hash(&self) -> u64 {
        self.hash
    }
}

impl PartialEq for FlowKey {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash && self.lower == other.lower && self.higher == other.higher
    }
}

impl Eq for FlowKey {}

impl Hash for FlowKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// Makes keys whose hashes nobody outside can predict.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    hasher: RandomState,
}

impl Keys {
    /// The key of the connection between `one` and `other`.
    #[inline]
    pub fn key(&self, one: Endpoint, other: Endpoint) -> FlowKey {
        let (lower, higher) = if one <= other {
            (one, other)
        } else {
            (other, one)
        };
        let ports = u64::from(lower.port) << 16 | u64::from(higher.port);
        let hash = match (lower.address.as_v4(), higher.address.as_v4()) {
            // Most traffic: two words instead of five.
            (Some(low), Some(high)) => self
                .hasher
                .hash_one((u64::from(low) << 32 | u64::from(high), ports)),
            _ => self.hasher.hash_one((lower.address, higher.address, ports)),
        };
        FlowKey {
            hash,
            lower,
            higher,
        }
    }
}

/// Takes the hash that a [`FlowKey`] brings along.
#[derive(Clone, Copy, Debug, Default)]
struct Brought(u64);

impl Hasher for Brought {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

struct Slot {
    generation: u32,
    flow: Option<Flow>,
}

/// The flows that may matter.
///
/// A key leads to its newest flow only: a port used again replaces the old flow in the index, while
/// the old flow stays in its slot until it is removed.
#[derive(Default)]
pub struct FlowTable {
    keys: Keys,
    index: HashMap<FlowKey, FlowId, BuildHasherDefault<Brought>>,
    slots: Vec<Slot>,
    free: Vec<u32>,
    latest: Option<(FlowKey, FlowId)>,
    undecided: VecDeque<(Time, FlowId)>,
    idle: VecDeque<(Time, FlowId)>,
}

/// Why a flow is to be looked at again. Each has a queue of its own, because reminders are due in
/// the order in which they were asked for only if all ask for the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reminder {
    /// Nobody knows yet what the flow is: [`limits::SYN_BEFORE_ANNOUNCEMENT`].
    Undecided,
    /// The flow may have fallen silent: [`limits::IDLE`].
    Idle,
}

impl FlowTable {
    /// The key of the connection between two endpoints.
    #[inline]
    pub fn key(&self, one: Endpoint, other: Endpoint) -> FlowKey {
        self.keys.key(one, other)
    }

    /// The newest flow between the endpoints of `key`.
    pub fn find(&mut self, key: FlowKey) -> Option<FlowId> {
        // Frames of one transfer follow one another.
        if let Some((latest, id)) = self.latest
            && latest == key
        {
            return Some(id);
        }
        let id = *self.index.get(&key)?;
        self.latest = Some((key, id));
        Some(id)
    }

    /// Adds a flow; an older one with the same endpoints is no longer found by them.
    #[inline]
    pub fn insert(&mut self, flow: Flow) -> FlowId {
        let key = self.keys.key(flow.initiator, flow.listener);
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot {
                generation: 0,
                flow: None,
            });
            (self.slots.len() - 1) as u32
        });
        let id = FlowId {
            slot,
            generation: self.slots[slot as usize].generation,
        };
        self.slots[slot as usize].flow = Some(flow);
        self.index.insert(key, id);
        self.latest = Some((key, id));
        id
    }

    /// The flow `id`, unless it was removed.
    pub fn flow(&self, id: FlowId) -> Option<&Flow> {
        let slot = self.slots.get(id.slot as usize)?;
        slot.flow
            .as_ref()
            .filter(|_| slot.generation == id.generation)
    }

    /// The flow `id`, unless it was removed.
    pub fn flow_mut(&mut self, id: FlowId) -> Option<&mut Flow> {
        let slot = self.slots.get_mut(id.slot as usize)?;
        slot.flow
            .as_mut()
            .filter(|_| slot.generation == id.generation)
    }

    /// Takes the flow `id` out of the table.
    pub fn remove(&mut self, id: FlowId) -> Option<Flow> {
        let slot = self.slots.get_mut(id.slot as usize)?;
        if slot.generation != id.generation {
            return None;
        }
        let flow = slot.flow.take()?;
        slot.generation = slot.generation.wrapping_add(1);
        self.free.push(id.slot);
        self.latest = None;
        let key = self.keys.key(flow.initiator, flow.listener);
        if self.index.get(&key) == Some(&id) {
            self.index.remove(&key);
        }
        Some(flow)
    }

    /// Takes the flow `id` out of the table and forgets it.
    pub fn forget(&mut self, id: FlowId) {
        if let Some(flow) = self.flow(id) {
            let key = self.keys.key(flow.initiator, flow.listener);
            let slot = &mut self.slots[id.slot as usize];
            slot.flow = None;
            slot.generation = slot.generation.wrapping_add(1);
            self.free.push(id.slot);
            self.latest = None;
            if self.index.get(&key) == Some(&id) {
                self.index.remove(&key);
            }
        }
    }

    /// Leaves the flow `id` in the table, but no longer finds it by its endpoints.
    pub fn unlink(&mut self, id: FlowId) {
        let Some(flow) = self.flow(id) else { return };
        let key = self.keys.key(flow.initiator, flow.listener);
        if self.index.get(&key) == Some(&id) {
            self.index.remove(&key);
        }
        self.latest = None;
    }

    /// How many flows are in the table.
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Whether the table holds no flow.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Asks to be reminded of `id` when the time of that reminder has passed after `now`.
    pub fn remind(&mut self, id: FlowId, reminder: Reminder, now: Time) {
        // Flows that are gone leave their reminders behind; a flood must not let these pile up.
        if self.queue(reminder).len() > 2 * self.len() + 1_024 {
            let mut queue = std::mem::take(self.queue(reminder));
            queue.retain(|&(_, id)| self.flow(id).is_some());
            *self.queue(reminder) = queue;
        }
        let span = match reminder {
            Reminder::Undecided => limits::SYN_BEFORE_ANNOUNCEMENT,
            Reminder::Idle => limits::IDLE,
        };
        self.queue(reminder).push_back((now + span, id));
    }

    fn queue(&mut self, reminder: Reminder) -> &mut VecDeque<(Time, FlowId)> {
        match reminder {
            Reminder::Undecided => &mut self.undecided,
            Reminder::Idle => &mut self.idle,
        }
    }

    /// The flows for which this reminder was asked for last, newest first, at most `most`.
    pub fn latest(&self, reminder: Reminder, most: usize) -> Vec<FlowId> {
        let queue = match reminder {
            Reminder::Undecided => &self.undecided,
            Reminder::Idle => &self.idle,
        };
        queue.iter().rev().take(most).map(|&(_, id)| id).collect()
    }

    /// The next flow whose reminder is due at `now`.
    pub fn due(&mut self, reminder: Reminder, now: Time) -> Option<FlowId> {
        let queue = self.queue(reminder);
        let (at, id) = *queue.front()?;
        // At the end of time, which a damaged capture may reach, every reminder would be due at once
        // again.
        if at > now || at == Time(i64::MAX) {
            return None;
        }
        queue.pop_front();
        Some(id)
    }

    /// The flow whose reminder has waited longest, due or not.
    pub fn longest_waiting(&mut self, reminder: Reminder) -> Option<FlowId> {
        self.queue(reminder).pop_front().map(|(_, id)| id)
    }

    /// The ids of all flows, in no particular order.
    pub fn ids(&self) -> Vec<FlowId> {
        let used = self
            .slots
            .iter()
            .enumerate()
            .filter(|(_, slot)| slot.flow.is_some());
        used.map(|(index, slot)| FlowId {
            slot: index as u32,
            generation: slot.generation,
        })
        .collect()
    }
}
