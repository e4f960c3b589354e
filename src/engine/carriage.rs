//! What data connections carry, on its way to whoever wants it.

use super::payload::Payload;
use super::receiver::Tap;
use super::secured::{self, DataSegment, SecuredData};
use super::tracker::{Tracker, connection_id};
use crate::limits;
use crate::tcp::side::ORIGIN;
use crate::tcp::{Direction, FlowId, Role};

/// What one data connection carried, as far as anybody wanted it.
pub(super) struct Carriage {
    /// What went over the wire, by [`Direction::index`].
    pub payloads: [Option<Payload>; 2],
    /// What was encrypted.
    pub secured: Option<Box<SecuredData>>,
}

impl Tracker {
    /// Takes new payload of a connection that is no control connection, as far as it is wanted;
    /// `secured` says that it is encrypted.
    #[inline]
    pub(super) fn data_segment(&mut self, id: FlowId, secured: bool, segment: DataSegment<'_>) {
        if secured && self.is_read(id, segment) {
            return;
        }
        if self.config.payload.any() {
            self.keep_payload(id, segment);
        }
    }

    /// Takes payload of an encrypted connection; returns whether it can be read, so that nobody
    /// wants what went over the wire.
    fn is_read(&mut self, id: FlowId, segment: DataSegment<'_>) -> bool {
        let Some(secured) = self.secured.get_mut(&id) else {
            return false;
        };
        secured.take(segment, &self.ring);
        if secured.is_none_after_all() {
            self.secured.remove(&id);
            return false;
        }
        let has_keys = secured.has_keys();
        if has_keys {
            for direction in Direction::BOTH {
                self.payloads.remove(&(id, direction));
            }
        }
        has_keys
    }

    fn keep_payload(&mut self, id: FlowId, segment: DataSegment<'_>) {
        let DataSegment {
            direction,
            offset,
            bytes,
            ..
        } = segment;
        let wanted = self.config.payload;
        let Some(flow) = self.flows.flow(id) else {
            return;
        };
        if flow.passed_over[direction.index()] {
            return;
        }
        let start = flow.side(direction).initial_sequence().map(|_| ORIGIN);
        let payload = self.payloads.entry((id, direction));
        let receiving = &self.receiving;
        let payload = payload.or_insert_with(|| {
            let tap = receiving
                .clone()
                .map(|to| Tap::new(to, connection_id(id), direction));
            Payload::new(wanted, start.unwrap_or(offset)).with_tap(tap)
        });
        // Of what is encrypted only the plaintext is told.
        if let Some(tap) = payload.tap_mut()
            && !tap.is_owned()
            && self.owners.contains_key(&id)
            && !self.secured.contains_key(&id)
        {
            tap.own();
        }
        payload.take(offset, bytes);
        if payload.in_order() > limits::UNCLAIMED_BYTES
            && flow.role == Role::Candidate
            && !flow.telltale
            && !self.hosts.has_any([flow.initiator, flow.listener])
            && !self.owners.contains_key(&id)
        {
            // Most traffic of a network has nothing to do with FTP, and hashing costs many times
            // what looking at headers does.
            payload.give_up();
        }
        if payload.is_over()
            && let Some(flow) = self.flows.flow_mut(id)
        {
            flow.passed_over[direction.index()] = true;
        }
    }

    /// Takes the beginning of a stream of TLS: a data connection is read as such, and what nobody
    /// awaits may be a control connection where there are keys for it.
    pub(super) fn begins_tls(&mut self, id: FlowId, direction: Direction, payload: &[u8]) {
        let owned = self.owners.contains_key(&id);
        let Some(flow) = self.flows.flow_mut(id) else {
            return;
        };
        match flow.role {
            Role::Control(_) => {}
            Role::Candidate if !owned => {
                let random = secured::client_random(payload);
                if random.is_some_and(|random| self.ring.log().secrets(random).is_some()) {
                    self.become_control(id, direction, payload);
                }
            }
            _ if flow.secured || self.secured.len() >= limits::SECURED_CONNECTIONS => {}
            _ => {
                flow.secured = true;
                let tap = |direction| {
                    let receiving = self.receiving.clone()?;
                    let mut tap = Tap::new(receiving, connection_id(id), direction);
                    tap.own();
                    Some(tap)
                };
                let taps = Direction::BOTH.map(tap);
                let secured = SecuredData::new(direction, payload, self.config.payload, taps);
                self.secured.insert(id, Box::new(secured));
            }
        }
    }

    /// Takes more of a key log, and reads what waits for it.
    pub fn take_keys(&mut self, bytes: &[u8]) {
        let known = self.ring.log().read();
        self.ring.log_mut().take(bytes);
        if self.ring.log().read() == known {
            return;
        }
        for secured in self.secured.values_mut() {
            secured.take_keys(&self.ring);
        }
        let numbers: Vec<u64> = self.queue.numbers().collect();
        for number in numbers {
            let Some(followed) = self.queue.followed(number) else {
                continue;
            };
            if followed.control.take_keys(&self.ring) {
                self.after_talk(number, 0);
            }
        }
    }

    /// Takes what flow `id` carried, which is complete; `owners` sessions have it. `None` where nobody
    /// wanted anything of it.
    pub(super) fn take_payloads(&mut self, id: FlowId, owners: usize) -> Option<Box<Carriage>> {
        if self.payloads.is_empty() && self.secured.is_empty() && self.receiving.is_none() {
            return None;
        }
        let mut payloads = Direction::BOTH.map(|direction| self.payloads.remove(&(id, direction)));
        let mut secured = self.secured.remove(&id);
        if let Some(secured) = &mut secured {
            secured.end(&self.ring);
        }
        if let Some(receiving) = &self.receiving {
            let is_tls = secured.as_ref().is_some_and(|secured| secured.is_tls());
            if is_tls {
                payloads.iter_mut().flatten().for_each(Payload::tell_nobody);
            }
            let plain = secured
                .iter_mut()
                .flat_map(|secured| secured.payloads_mut());
            let mut was_told = false;
            let mut sessions = owners;
            for payload in payloads.iter_mut().flatten().chain(plain) {
                sessions = sessions.max(payload.settle(owners > 0) + owners);
                was_told |= payload.was_told();
            }
            match sessions {
                0 if was_told => receiving.dropped(connection_id(id)),
                2.. => receiving.shared(connection_id(id), sessions),
                _ => {}
            }
        }
        Some(Box::new(Carriage { payloads, secured }))
    }
}
