use super::*;
use crate::net::{Address, Endpoint, Time};

fn session(id: u64) -> Arc<Session> {
    let end = |last, port| Endpoint::new(Address::v4([192, 0, 2, last]), port);
    let mut session = Session::new(end(1, 40_000), end(2, 21), id + 1, Time(0));
    session.id = SessionId(id);
    Arc::new(session)
}

fn live() -> Book {
    let mut book = Book::default();
    book.learn(News::Begun {
        name: "eth0".into(),
        size: None,
    });
    book.learn(News::Live);
    book
}

fn numbers(book: &Book) -> Vec<u64> {
    book.sessions
        .iter()
        .map(|(_, entry)| entry.number)
        .collect()
}

#[test]
fn a_session_keeps_its_place_and_number_from_its_beginning_to_its_end() {
    let mut book = live();
    book.learn(News::Open(vec![session(3), session(5)]));
    book.learn(News::Open(vec![session(3)]));
    book.learn(News::Sessions(vec![session(5)]));
    let states: Vec<(u64, u64, bool)> = book
        .sessions
        .iter()
        .map(|(_, entry)| (entry.session.id.0, entry.number, entry.is_open))
        .collect();
    assert_eq!(states, [(3, 1, true), (5, 2, false)]);
}

#[test]
fn what_was_no_session_of_its_own_goes_and_leaves_its_place_empty() {
    let mut book = live();
    book.learn(News::Open(vec![session(1), session(2)]));
    let mut mark = Mark::default();
    let _ = book.changes(&mut mark);
    book.learn(News::Gone(SessionId(1)));
    assert!(book.changes(&mut mark).fewer);
    assert!(book.sessions.get(0).is_none());
    assert_eq!(numbers(&book), [2]);
}

#[test]
fn changes_are_told_once() {
    let mut book = live();
    let mut mark = Mark::default();
    book.learn(News::Open(vec![session(1)]));
    assert_eq!(book.changes(&mut mark).new_from, Some(0));
    assert!(!book.changes(&mut mark).any());
    book.learn(News::Open(vec![session(1), session(2)]));
    let changes = book.changes(&mut mark);
    assert_eq!((changes.changed, changes.new_from), (vec![0], Some(1)));
    book.learn(News::Sessions(vec![session(2)]));
    assert_eq!(book.changes(&mut mark).changed, [1]);
}

#[test]
fn the_oldest_finished_sessions_go_first_and_open_ones_and_the_one_looked_at_stay() {
    let mut book = live();
    book.learn(News::Open(vec![session(0)]));
    book.learn(News::Sessions((1..=100).map(session).collect()));
    let keep = Keep {
        sessions: 90,
        ..Keep::default()
    };
    assert!(book.trim(keep, Some(2)));
    assert_eq!(book.let_go, 10);
    let expected: Vec<u64> = [1, 3].into_iter().chain(13..=101).collect();
    assert_eq!(numbers(&book), expected);
    assert!(!book.trim(keep, Some(2)));
}

#[test]
fn sessions_go_when_they_take_more_memory_than_they_may() {
    let mut book = live();
    book.learn(News::Sessions((0..1_000).map(session).collect()));
    let bytes = book.memory / 2;
    let keep = Keep {
        bytes,
        ..Keep::default()
    };
    assert!(book.trim(keep, None));
    assert!(book.memory <= bytes && book.sessions.len() > 400);
}

#[test]
fn sessions_of_files_are_all_kept() {
    let mut book = Book::default();
    book.learn(News::Sessions((0..100).map(session).collect()));
    let keep = Keep {
        sessions: 1,
        bytes: 1,
    };
    assert!(!book.trim(keep, None));
}

#[test]
fn months_of_sessions_leave_no_trace_beyond_the_bounds() {
    let mut book = live();
    let keep = Keep {
        sessions: 100,
        ..Keep::default()
    };
    for id in 0..20_000 {
        book.learn(News::Open(vec![session(id)]));
        book.learn(News::Sessions(vec![session(id)]));
        book.trim(keep, None);
    }
    assert!(book.sessions.len() <= 101 && book.open.is_empty());
    let kept: usize = book
        .sessions
        .iter()
        .map(|(_, entry)| entry.session.memory())
        .sum();
    assert_eq!(book.memory, kept);
    assert_eq!(book.let_go + book.sessions.len() as u64, 20_000);
}
