//! Which flow a segment belongs to.

use super::flow::Flow;
use super::key::{ConnectionKey, FlowKey, Indexed, KeyV4, Keys, PlaceIndex};
use super::slab::Slab;
use crate::limits;
use crate::net::{Endpoint, EndpointV4, Time};
use std::collections::VecDeque;

/// The place of a flow in the table; never reused while anything refers to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FlowId {
    slot: u32,
    generation: u32,
}

impl FlowId {
    /// A number that no other flow of the table has.
    pub fn number(self) -> u64 {
        u64::from(self.generation) << 32 | u64::from(self.slot)
    }
}

/// Begins with a line of the processor's cache. It has an odd number of them, so that the first lines of
/// all flows do not compete for the same sets of that cache.
#[derive(Default)]
#[repr(C, align(64))]
struct Slot {
    flow: Option<Flow>,
    generation: u32,
}

const _: () = assert!(size_of::<Slot>() <= 448);

impl Slot {
    #[inline]
    fn has(&self, key: &impl ConnectionKey) -> bool {
        let flow = self.flow.as_ref();
        flow.is_some_and(|flow| key.is_between(&flow.initiator, &flow.listener))
    }
}

/// The flows that may matter.
///
/// A key leads to its newest flow only: a port used again replaces the old flow in the index, while
/// the old flow stays in its slot until it is removed.
///
/// Invariants: what `index` and `latest` lead to is in its slot; no reminder is due before `alarm`.
pub struct FlowTable {
    keys: Keys,
    index: PlaceIndex,
    slots: Slab<Slot>,
    latest: Option<Indexed>,
    undecided: VecDeque<(Time, FlowId)>,
    closing: VecDeque<(Time, FlowId)>,
    idle: VecDeque<(Time, FlowId)>,
    alarm: Time,
}

impl Default for FlowTable {
    fn default() -> Self {
        Self {
            keys: Keys::default(),
            index: PlaceIndex::default(),
            slots: Slab::default(),
            latest: None,
            undecided: VecDeque::new(),
            closing: VecDeque::new(),
            idle: VecDeque::new(),
            alarm: END_OF_TIME,
        }
    }
}

/// No reminder is ever due then.
const END_OF_TIME: Time = Time(i64::MAX);

/// Why a flow is to be looked at again. Each has a queue of its own, because reminders are due in
/// the order in which they were asked for only if all ask for the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reminder {
    /// Nobody knows yet what the flow is: [`limits::SYN_BEFORE_ANNOUNCEMENT`].
    Undecided,
    /// The flow is closed, and stragglers may have followed: [`limits::CLOSING`].
    Closing,
    /// The flow may have fallen silent: [`limits::IDLE`].
    Idle,
}

impl FlowTable {
    /// The key of the connection between two endpoints.
    #[inline]
    pub fn key<'e>(&self, one: &'e Endpoint, other: &'e Endpoint) -> FlowKey<'e> {
        self.keys.key(one, other)
    }

    /// The key of the connection between two IPv4 endpoints.
    #[inline]
    pub fn key_v4(&self, one: EndpointV4, other: EndpointV4) -> KeyV4 {
        self.keys.key_v4(one, other)
    }

    /// The newest flow between the endpoints of `key`.
    #[inline(always)]
    pub fn find(&mut self, key: &impl ConnectionKey) -> Option<FlowId> {
        let slots = &self.slots;
        let has = |slot: u32| slots[slot].has(key);
        // Frames of one transfer follow one another.
        if let Some(latest) = self.latest.filter(|latest| latest.is(key, has)) {
            return Some(self.id_at(latest.place()));
        }
        let found = self.index.find(key, has)?;
        self.latest = Some(found);
        Some(self.id_at(found.place()))
    }

    #[inline]
    fn id_at(&self, slot: u32) -> FlowId {
        let generation = self.slots[slot].generation;
        FlowId { slot, generation }
    }

    /// Adds a flow; an older one with the same endpoints is no longer found by them.
    pub fn insert(&mut self, flow: Flow) -> FlowId {
        let (initiator, listener) = (flow.initiator, flow.listener);
        let key = self.keys.key(&initiator, &listener);
        let slots = &self.slots;
        self.index.remove(&key, |slot| slots[slot].has(&key));
        let slot = self.slots.claim();
        self.slots[slot].flow = Some(flow);
        self.latest = Some(self.index.insert(&key, slot));
        self.id_at(slot)
    }

    /// The flow `id`, unless it was removed.
    pub fn flow(&self, id: FlowId) -> Option<&Flow> {
        let slot = self.slots.get(id.slot)?;
        slot.flow
            .as_ref()
            .filter(|_| slot.generation == id.generation)
    }

    /// The flow `id`, unless it was removed.
    pub fn flow_mut(&mut self, id: FlowId) -> Option<&mut Flow> {
        let slot = self.slots.get_mut(id.slot)?;
        slot.flow
            .as_mut()
            .filter(|_| slot.generation == id.generation)
    }

    /// Takes the flow `id` out of the table.
    pub fn remove(&mut self, id: FlowId) -> Option<Flow> {
        self.unlink(id);
        let slot = self.slots.get_mut(id.slot)?;
        if slot.generation != id.generation {
            return None;
        }
        let flow = slot.flow.take()?;
        self.vacate(id);
        Some(flow)
    }

    /// Takes the flow `id` out of the table and forgets it.
    pub fn forget(&mut self, id: FlowId) {
        if self.flow(id).is_some() {
            self.unlink(id);
            self.slots[id.slot].flow = None;
            self.vacate(id);
        }
    }

    fn vacate(&mut self, id: FlowId) {
        let slot = &mut self.slots[id.slot];
        slot.generation = slot.generation.wrapping_add(1);
        self.slots.give_up(id.slot);
    }

    /// Leaves the flow `id` in the table, but no longer finds it by its endpoints.
    pub fn unlink(&mut self, id: FlowId) {
        let Some(flow) = self.flow(id) else {
            return;
        };
        let (initiator, listener) = (flow.initiator, flow.listener);
        let key = self.keys.key(&initiator, &listener);
        self.index.remove(&key, |slot| slot == id.slot);
        self.latest = None;
    }

    /// How many flows are in the table.
    pub fn len(&self) -> usize {
        self.slots.len()
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
            Reminder::Closing => limits::CLOSING,
            Reminder::Idle => limits::IDLE,
        };
        self.queue(reminder).push_back((now + span, id));
        self.set_alarm();
    }

    fn set_alarm(&mut self) {
        let first = |queue: &VecDeque<(Time, FlowId)>| queue.front().map(|&(at, _)| at);
        let queues = [&self.undecided, &self.closing, &self.idle];
        let firsts = queues.into_iter().filter_map(first);
        self.alarm = firsts.min().unwrap_or(END_OF_TIME);
    }

    /// Whether a reminder may be due at `now`.
    #[inline]
    pub fn is_due(&self, now: Time) -> bool {
        now >= self.alarm
    }

    fn queue(&mut self, reminder: Reminder) -> &mut VecDeque<(Time, FlowId)> {
        match reminder {
            Reminder::Undecided => &mut self.undecided,
            Reminder::Closing => &mut self.closing,
            Reminder::Idle => &mut self.idle,
        }
    }

    /// The flows for which this reminder was asked for last, newest first, at most `most`.
    pub fn latest(&self, reminder: Reminder, most: usize) -> Vec<FlowId> {
        let queue = match reminder {
            Reminder::Undecided => &self.undecided,
            Reminder::Closing => &self.closing,
            Reminder::Idle => &self.idle,
        };
        queue.iter().rev().take(most).map(|&(_, id)| id).collect()
    }

    /// How many reminders are asked for, those of flows that are gone among them.
    pub fn reminders(&self) -> usize {
        self.undecided.len() + self.closing.len() + self.idle.len()
    }

    /// The next flow whose reminder is due at `now`.
    pub fn due(&mut self, reminder: Reminder, now: Time) -> Option<FlowId> {
        let queue = self.queue(reminder);
        let (at, id) = *queue.front()?;
        // At the end of time, which a damaged capture may reach, every reminder would be due at once
        // again.
        if at > now || at == END_OF_TIME {
            return None;
        }
        queue.pop_front();
        self.set_alarm();
        Some(id)
    }

    /// The flow whose reminder has waited longest, due or not.
    pub fn longest_waiting(&mut self, reminder: Reminder) -> Option<FlowId> {
        let (_, id) = self.queue(reminder).pop_front()?;
        self.set_alarm();
        Some(id)
    }

    /// The ids of all flows, in no particular order.
    pub fn ids(&self) -> Vec<FlowId> {
        let used = self.slots.iter().filter(|(_, slot)| slot.flow.is_some());
        used.map(|(place, slot)| FlowId {
            slot: place,
            generation: slot.generation,
        })
        .collect()
    }
}
