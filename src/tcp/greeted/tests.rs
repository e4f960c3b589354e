use super::*;
use crate::net::{Address, Endpoint};
use crate::tcp::FlowTable;

fn segment(half: &HalfOpen, flags: u8, payload: &'static [u8]) -> Segment<'static> {
    Segment {
        source: half.listener,
        destination: half.initiator,
        sequence: 1,
        acknowledgment: 1,
        flags: Flags(flags),
        window: 1,
        urgent_pointer: 0,
        options: &[],
        payload,
        payload_length: payload.len() as u32,
        ttl: 64,
        identification: 0,
    }
}

fn half_open(number: u64) -> HalfOpen {
    let [.., a, b, c, d] = number.to_be_bytes();
    HalfOpen {
        initiator: Endpoint::new(Address::v4([a, b, c, d]), 40_000),
        listener: Endpoint::new(Address::v4([198, 51, 100, 1]), 21),
        number,
        sequence: Some(0),
        answer: Some((0, 2, Time(0))),
        syns: 1,
        last_syn: Time(0),
        first_frame: 1,
        last_frame: 3,
        start: Time(0),
        end: Time(0),
        established: true,
        fins: [0; 2],
        reset: None,
    }
}

/// Adds connection `number`, greeted in frame 4.
fn greet(table: &mut GreetedTable, flows: &FlowTable, number: u64) -> (GreetedId, HalfOpen) {
    let half = half_open(number);
    let greeting = segment(&half, Flags::ACK, b"220 Service ready.\r\n");
    assert!(Greeted::may_begin(&half, &greeting));
    let key = flows.key(&half.initiator, &half.listener);
    (table.insert(&key, half, &greeting, 4, Time(0)), half)
}

fn reset(table: &mut GreetedTable, id: GreetedId, half: &HalfOpen, time: Time) {
    let reset = segment(half, Flags::RST | Flags::ACK, b"");
    assert!(matches!(table.take(id, &reset, 5, time), Greeting::Kept));
}

#[test]
fn where_time_stands_still_what_is_over_leaves_nothing_behind() {
    let flows = FlowTable::default();
    let mut table = GreetedTable::default();
    for number in 1..20_000 {
        let (id, half) = greet(&mut table, &flows, number);
        reset(&mut table, id, &half, Time(0));
        table.end(id);
        assert_eq!(table.tell(id, |one| one.segments().count()), Some(2));
    }
    assert_eq!(table.len(), limits::GREETED_TOLD);
    assert!(
        table.closing() <= 4 * limits::GREETED_TOLD,
        "{}",
        table.closing()
    );
    assert!(table.due(Time(0)).is_none());
}

#[test]
fn one_whose_endpoints_another_has_is_told_and_then_gone() {
    let flows = FlowTable::default();
    let mut table = GreetedTable::default();
    let (id, half) = greet(&mut table, &flows, 1);
    table.end(id);
    let mut syn = segment(&half, Flags::SYN, b"");
    (syn.source, syn.destination) = (half.initiator, half.listener);
    syn.sequence = 0;
    let straggler = table.take(id, &syn, 5, Time(0));
    assert!(matches!(straggler, Greeting::Kept));
    syn.sequence = 77;
    let another = table.take(id, &syn, 6, Time(0));
    assert!(matches!(another, Greeting::Unknown));
    let key = flows.key(&half.initiator, &half.listener);
    assert!(table.find(&key).is_none());
    let (again, _) = greet(&mut table, &flows, 1);
    assert_eq!(table.tell(id, |one| one.last().0), Some(4));
    assert_eq!(table.len(), 1);
    assert!(table.remove(again).is_some());
    assert!(table.is_empty());
}

#[test]
fn one_that_is_closed_is_due_once_after_it_has_lingered() {
    let flows = FlowTable::default();
    let mut table = GreetedTable::default();
    let (id, half) = greet(&mut table, &flows, 1);
    reset(&mut table, id, &half, Time(0));
    reset(&mut table, id, &half, Time(1));
    assert_eq!(table.closing(), 1);
    assert!(table.due(Time(0) + limits::LINGER).is_none());
    assert_eq!(table.due(Time(1) + limits::LINGER), Some(1));
    assert!(table.due(Time(1) + limits::LINGER).is_none());
}

#[test]
fn nothing_is_due_at_the_end_of_time() {
    let flows = FlowTable::default();
    let mut table = GreetedTable::default();
    let (id, half) = greet(&mut table, &flows, 1);
    reset(&mut table, id, &half, END_OF_TIME);
    assert!(!table.is_due(END_OF_TIME));
    assert!(table.due(END_OF_TIME).is_none());
}
