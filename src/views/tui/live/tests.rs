use super::*;

fn counted(millis: i64, packets: u64) -> Counted {
    Counted {
        now: Time(millis * 1_000_000),
        packets,
        ..Counted::default()
    }
}

/// A capture of so many packets in each second, told twice a second.
fn captured(seconds: impl IntoIterator<Item = u64>) -> Live {
    let mut live = Live::default();
    let (mut millis, mut packets) = (0, 0);
    live.learn(counted(millis, packets));
    for in_second in seconds {
        for half in [in_second / 2, in_second - in_second / 2] {
            packets += half;
            live.learn(counted(millis + 1, packets));
            millis += 500;
        }
    }
    live.learn(counted(millis, packets));
    live
}

#[test]
fn the_rate_is_that_of_the_last_whole_seconds() {
    assert_eq!(captured([0, 0, 100, 300]).rate(), 200);
    assert_eq!(captured([100; 10]).rate(), 100);
    assert_eq!(captured([]).rate(), 0);
}

#[test]
fn the_highest_second_fills_the_sparkline_and_the_latest_stands_at_the_right() {
    let live = captured([1, 2, 4, 8]);
    let line = live.sparkline(60, true);
    assert_eq!(line.chars().count(), 60);
    assert_eq!(line.trim_start(), "▁▂▄█");
    assert_eq!(live.sparkline(60, false).trim_start(), ".:=#");
}

#[test]
fn a_silent_minute_is_blank_and_a_single_packet_is_seen() {
    assert_eq!(captured([0; 60]).sparkline(30, true).trim(), "");
    let one = captured([1_000_000, 1]).sparkline(60, true);
    assert!(one.ends_with('▁'), "{one:?}");
}

#[test]
fn months_of_counting_take_no_more_room_than_a_minute() {
    let mut live = Live::default();
    for second in 0..100_000 {
        live.learn(counted(second * 1_000, second as u64));
    }
    assert!(live.seconds.len() <= SECONDS);
}

#[test]
fn a_clock_that_is_set_back_begins_a_new_line() {
    let mut live = captured([5; 20]);
    live.learn(counted(3_000, 1_000));
    live.learn(counted(3_500, 1_010));
    assert_eq!(live.seconds.len(), 1);
    assert_eq!(live.rate(), 0);
}

#[test]
fn it_is_still_once_nothing_was_captured_for_a_minute() {
    let busy = captured([5].into_iter().chain([0; 50]));
    assert!(!busy.is_still());
    let idle = captured([5].into_iter().chain([0; 61]));
    assert!(idle.is_still());
}
