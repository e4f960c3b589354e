//! What is told of FTPS without its keys.

use crate::ftps::{at_first, only, read, shots};
use crate::json::run_in_captures;
use ftpscope::session::{Party, sealed};

#[test]
fn the_records_of_a_session_without_keys_are_kept_in_order() {
    let session = only(read(&shots("ftps.pcap"), &|_, _| ()));
    let records = session.sealed.whole().expect("all records");
    assert_eq!(
        (records[0].party, records[0].kind),
        (Party::Client, sealed::HANDSHAKE)
    );
    assert!(records.is_sorted_by_key(|record| record.frame));
    let sums = session.connections[1].sealed.as_ref().expect("sums");
    let server = sums.of(sums.client.opposite());
    assert_eq!(sums.of(sums.client).preceded, 5, "Finished comes last");
    assert!(!server.is_broken);
    assert!(server.bytes > 2_880);
}

#[test]
fn with_keys_no_records_are_kept() {
    let session = only(read(&shots("ftps.pcap"), &at_first));
    assert_eq!(session.sealed.whole(), Some(&[][..]));
    assert!(session.connections.iter().all(|one| one.sealed.is_none()));
}

#[test]
fn what_is_inferred_is_marked_in_each_language() {
    for (lang, mark) in [
        ("en", "PASV (inferred)"),
        ("zh-Hans", "PASV（推断）"),
        ("zh-Hant", "PASV（推斷）"),
    ] {
        let show = |keys: &[&str]| {
            let arguments = [&["show", "--lang", lang, "ftps.pcap"], keys].concat();
            run_in_captures(&arguments)
        };
        assert!(show(&[]).contains(mark), "{lang}");
        let read = show(&["--keylog", "ftps.keylog"]);
        assert!(!read.contains(&mark[4..]), "{lang}");
    }
}

#[test]
fn what_is_inferred_is_what_the_keys_show() {
    let sealed = only(read(&shots("ftps.pcap"), &|_, _| ()));
    let opened = only(read(&shots("ftps.pcap"), &at_first));
    let inferred = sealed.inferred.as_deref().expect("a guess");
    let is_sealed = |frame: u64| frame >= opened.handshake.first_frame;
    let commands = opened.exchanges.iter();
    let commands = commands.filter(|one| one.verb.is_some() && is_sealed(one.frame));
    let replies = opened.exchanges.iter().flat_map(|one| &one.replies);
    let replies = replies.filter(|reply| is_sealed(reply.frame));
    let counts = [inferred.commands, inferred.replies].map(|guess| guess.map(|one| one.value));
    assert_eq!(
        counts,
        [commands.count(), replies.count()].map(|count| Some(count as u32))
    );
    assert_eq!(inferred.login.map(|guess| guess.value), Some(opened.login));
    for (guessed, known) in sealed.transfers.iter().zip(&opened.transfers) {
        let carriage = guessed.inferred.as_deref().expect("a guess");
        let bytes = carriage.bytes.map(|guess| guess.value);
        assert_eq!(bytes, Some((known.bytes, known.bytes)));
        let way = carriage.way.map(|guess| guess.value);
        assert_eq!((way, guessed.way), (known.way, known.way));
        let outcome = carriage.outcome.map(|guess| guess.value);
        assert_eq!(outcome, Some(known.outcome));
        let served = carriage.served.expect("a command").value;
        let exchange = &opened.exchanges[known.exchange.expect("a command") as usize];
        let frames = exchange.replies.iter().map(|reply| reply.frame);
        let spots = [served.preliminary, served.last].into_iter().flatten();
        assert_eq!(served.command.frame, exchange.frame);
        assert!(spots.map(|spot| spot.frame).eq(frames));
    }
}
