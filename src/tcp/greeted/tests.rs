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

#[test]
fn where_time_stands_still_what_is_over_leaves_nothing_behind() {
    let flows = FlowTable::default();
    let mut table = GreetedTable::default();
    for number in 1..20_000 {
        let half = half_open(number);
        let greeting = segment(&half, Flags::ACK, b"220 Service ready.\r\n");
        assert!(GreetedTable::takes(&half, &greeting));
        let key = flows.key(&half.initiator, &half.listener);
        let id = table.insert((&key, &key), half, &greeting, 4, Time(0));
        let reset = segment(&half, Flags::RST | Flags::ACK, b"");
        table.take(id, &reset, 5, Time(0));
        table.end(id);
        assert!(table.tell(id, |greeted| greeted.segments().count()) == Some(2));
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
    let half = half_open(1);
    let greeting = segment(&half, Flags::ACK, b"220 Service ready.\r\n");
    let key = flows.key(&half.initiator, &half.listener);
    let id = table.insert((&key, &key), half, &greeting, 4, Time(0));
    table.end(id);
    let mut syn = segment(&half, Flags::SYN, b"");
    (syn.source, syn.destination) = (half.initiator, half.listener);
    syn.sequence = 0;
    let straggler = table.take(id, &syn, 5, Time(0));
    assert!(matches!(straggler, Greeting::Kept));
    syn.sequence = 77;
    let another = table.take(id, &syn, 6, Time(0));
    assert!(matches!(another, Greeting::Unknown));
    assert!(table.find(&key).is_none());
    let again = table.insert((&key, &key), half, &greeting, 7, Time(0));
    assert_eq!(table.tell(id, |greeted| greeted.last().0), Some(4));
    assert_eq!(table.len(), 1);
    assert_eq!(table.remove(again).map(|greeted| greeted.last().0), Some(7));
    assert!(table.is_empty());
}

#[test]
fn nothing_is_due_at_the_end_of_time() {
    let flows = FlowTable::default();
    let mut table = GreetedTable::default();
    let half = half_open(1);
    let greeting = segment(&half, Flags::ACK, b"220 Service ready.\r\n");
    let key = flows.key(&half.initiator, &half.listener);
    let id = table.insert((&key, &key), half, &greeting, 4, Time(0));
    let reset = segment(&half, Flags::RST | Flags::ACK, b"");
    table.take(id, &reset, 5, END_OF_TIME);
    assert!(!table.is_due(END_OF_TIME));
    assert!(table.due(END_OF_TIME).is_none());
}
