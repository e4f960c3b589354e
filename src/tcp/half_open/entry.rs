//! What is kept of one connection.

use super::ranks::Worth;
use super::{HalfOpen, pick};
use crate::decode::{Bare, Flags};
use crate::net::{Endpoint, Time};
use crate::tcp::Direction;

/// What is kept of a connection, in two lines of the processor's cache, because a flood writes one
/// with every other frame. Its number stands in its rank.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Entry<E> {
    initiator: E,
    listener: E,
    /// How many SYNs the initiator sent.
    syns: u32,
    /// The sequence number of the last of them.
    sequence: u32,
    /// The sequence number of the first SYN with ACK.
    answer_sequence: u32,
    first_frame: u64,
    start: Time,
    last_frame: u64,
    /// When the last frame was captured.
    pub(super) end: Time,
    last_syn: Time,
    /// Twice the frame of the first SYN with ACK, and one more where the handshake was completed;
    /// 0 where there was none.
    answer: u64,
    answer_time: Time,
    /// As [`HalfOpen::fins`].
    fins: [u64; 2],
    /// Twice the frame of the first RST, and one more where the listener sent it; 0 where there was
    /// none.
    reset: u64,
}

const _: () = assert!(size_of::<Entry<crate::net::EndpointV4>>() == 128);

impl<E: Copy + Eq + Into<Endpoint>> Entry<E> {
    /// The connection that a SYN begins.
    #[inline(always)]
    pub(super) fn new(syn: &Bare<E>, frame: u64, time: Time) -> Self {
        let (initiator, listener) = syn.initiator_and_listener();
        let answers = syn.flags.ack();
        Self {
            initiator,
            listener,
            syns: u32::from(!answers),
            // The one counts where there was a SYN, the other where there was an answer.
            sequence: syn.sequence,
            answer_sequence: syn.sequence,
            first_frame: frame,
            start: time,
            last_frame: frame,
            end: time,
            last_syn: time,
            answer: pick(answers, frame * 2, 0),
            answer_time: time,
            fins: [0; 2],
            reset: 0,
        }
    }

    /// What it is worth after the SYN that it began with.
    #[inline(always)]
    pub(super) fn first_worth(&mut self, syn: &Bare<E>, frame: u64) -> Worth {
        if syn.flags.0 & (Flags::FIN | Flags::RST) != 0 {
            self.ends_at_once(syn, frame);
            return self.worth();
        }
        pick(syn.flags.ack(), Worth::Open, Worth::Single)
    }

    /// Takes from a SYN what no SYN has, save those of somebody who tries what happens.
    #[cold]
    fn ends_at_once(&mut self, syn: &Bare<E>, frame: u64) {
        let from_listener = syn.flags.ack();
        if syn.flags.rst() {
            (self.syns, self.answer) = (0, 0);
            self.reset = frame * 2 + u64::from(from_listener);
        } else {
            self.fins[usize::from(from_listener)] = frame;
        }
    }

    /// Whether it is the connection between `one` and `other`.
    #[inline(always)]
    pub(super) fn is_between(&self, one: E, other: E) -> bool {
        // Without a branch: which of both sent a frame is hard to foresee.
        ((self.initiator == one) & (self.listener == other))
            | ((self.initiator == other) & (self.listener == one))
    }

    #[inline]
    pub(super) fn worth(&self) -> Worth {
        let is_single = (self.answer == 0) & (self.syns <= 1);
        let unanswered = pick(is_single, Worth::Single, Worth::Open);
        pick(self.is_over(), Worth::Over, unanswered)
    }

    /// Whether both sides have closed it, or one has reset it.
    #[inline]
    pub(super) fn is_over(&self) -> bool {
        (self.reset > 0) | ((self.fins[0] > 0) & (self.fins[1] > 0))
    }

    /// Takes a segment without payload.
    ///
    /// Without branches, for in a flood nothing foretells what kind of segment is next: everything
    /// is written each time, mostly as it was.
    #[inline(always)]
    pub(super) fn take(&mut self, bare: &Bare<E>, frame: u64, time: Time) {
        let flags = bare.flags;
        let from_listener = bare.source != self.initiator;
        let is_alive = !flags.rst();
        let resets = flags.rst() & (self.reset == 0);
        self.reset = pick(resets, frame * 2 + u64::from(from_listener), self.reset);
        let fin = &mut self.fins[usize::from(from_listener)];
        *fin = pick(is_alive & flags.fin() & (*fin == 0), frame, *fin);
        // A fresh sequence number is another try from the same port.
        let tries = is_alive & flags.syn() & !flags.ack();
        self.syns += u32::from(tries);
        self.sequence = pick(tries, bare.sequence, self.sequence);
        self.last_syn = pick(tries, time, self.last_syn);
        let completes = is_alive & !flags.syn() & (self.answer > 0) & !from_listener;
        let answers = is_alive & flags.syn() & flags.ack() & (self.answer == 0);
        self.answer_sequence = pick(answers, bare.sequence, self.answer_sequence);
        self.answer_time = pick(answers, time, self.answer_time);
        self.answer = pick(answers, frame * 2, self.answer | u64::from(completes));
        self.last_frame = frame;
        self.end = time;
    }

    /// The connection, whose number is `number`.
    pub(super) fn connection(&self, number: u64) -> HalfOpen {
        let answer = (self.answer_sequence, self.answer / 2, self.answer_time);
        let reset_by = if self.reset.is_multiple_of(2) {
            Direction::FromInitiator
        } else {
            Direction::FromListener
        };
        HalfOpen {
            initiator: self.initiator.into(),
            listener: self.listener.into(),
            number,
            sequence: (self.syns > 0).then_some(self.sequence),
            answer: (self.answer > 0).then_some(answer),
            syns: self.syns,
            last_syn: self.last_syn,
            first_frame: self.first_frame,
            last_frame: self.last_frame,
            start: self.start,
            end: self.end,
            established: !self.answer.is_multiple_of(2),
            fins: self.fins,
            reset: (self.reset > 0).then_some((reset_by, self.reset / 2)),
        }
    }
}
