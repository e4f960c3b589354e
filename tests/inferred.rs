//! What is told of FTPS without its keys.

use crate::ftps::{at_first, only, read, shots};
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
