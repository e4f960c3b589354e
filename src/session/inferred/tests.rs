mod script;

use super::*;
use crate::net::Time;
use crate::session::announcement::By;
use crate::session::sealed::{ALERT, APPLICATION_DATA};
use crate::session::{Exchange, Party};
use crate::tls::Version;
use script::{ADDED_12, ADDED_13, AES_128_CBC, ALERT_13, PASS, Script, TICKET, USER};

fn value<T>(guess: Option<Guess<T>>) -> Option<T> {
    guess.map(|guess| guess.value)
}

fn counts(inferred: Inferred) -> (Option<u32>, Option<u32>) {
    (value(inferred.commands), value(inferred.replies))
}

// ---- Counting ----

#[test]
fn commands_and_replies_are_counted_without_handshake_tickets_and_alerts() {
    let mut script = Script::tls13();
    script.log_in();
    script.ask(6, 14);
    script.raw(Party::Server, APPLICATION_DATA, ALERT_13);
    script.raw(Party::Client, APPLICATION_DATA, ALERT_13);
    assert_eq!(counts(script.inferred()), (Some(3), Some(4)));
}

#[test]
fn in_tls_12_all_application_data_is_talk() {
    let mut script = Script::tls12();
    script.log_in();
    script.raw(Party::Server, ALERT, 26);
    assert_eq!(counts(script.inferred()), (Some(2), Some(3)));
}

#[test]
fn tickets_that_come_with_the_first_reply_are_no_replies() {
    let mut script = Script::handshake13();
    script.session.exchanges.push(auth());
    script.client(USER);
    script.tickets();
    script.server(34);
    script.ask(PASS, 23);
    assert_eq!(counts(script.inferred()), (Some(2), Some(2)));
}

fn auth() -> Exchange {
    Exchange {
        frame: 5,
        time: Time(0),
        verb: Some(crate::ftp::command::Verb::Auth),
        word: Default::default(),
        argument: None,
        replies: Default::default(),
    }
}

#[test]
fn a_reply_of_many_records_to_a_short_command_is_one() {
    let mut script = Script::tls12();
    script.log_in();
    script.client(6);
    for bytes in [15, 7, 7, 9] {
        script.server(bytes);
    }
    assert_eq!(counts(script.inferred()), (Some(3), Some(4)));
}

#[test]
fn two_replies_to_what_may_be_two_commands_are_not_counted() {
    let mut script = Script::tls12();
    script.log_in();
    script.client(16);
    script.server(20);
    script.server(20);
    assert_eq!(counts(script.inferred()), (None, None));
}

#[test]
fn commands_that_do_not_wait_for_replies_are_not_counted() {
    let mut script = Script::tls12();
    script.log_in();
    script.client(6);
    script.client(6);
    script.server(20);
    script.server(20);
    assert_eq!(counts(script.inferred()), (None, None));
}

#[test]
fn key_updates_early_data_and_gaps_leave_nothing_to_count() {
    let mut updated = Script::tls13();
    updated.log_in();
    updated.ask(6, 5);
    let mut early = Script::tls13();
    early.log_in();
    let tls = early.session.tls.as_mut().expect("TLS");
    tls.client.as_mut().expect("a hello").early_data = true;
    let mut lost = Script::tls13();
    lost.log_in();
    lost.session.losses.control_gaps = 1;
    for script in [updated, early, lost] {
        assert_eq!(script.inferred(), Inferred::default());
    }
}

#[test]
fn what_may_be_a_ticket_is_no_greeting() {
    let mut script = Script::handshake13();
    script.tickets();
    script.log_in();
    assert_eq!(script.inferred(), Inferred::default());
}

#[test]
fn clear_text_after_tls_leaves_nothing_to_count() {
    let mut script = Script::tls12();
    script.log_in();
    script.session.exchanges.push(Exchange {
        frame: 90,
        ..auth()
    });
    assert_eq!(script.inferred(), Inferred::default());
}

// ---- The login ----

#[test]
fn whoever_protects_data_connections_has_logged_in() {
    let mut script = Script::tls13();
    script.log_in();
    script.ask(8, 16);
    script.ask(8, 24);
    let login = script.inferred().login;
    assert_eq!(login, Some(Guess::likely(Login::Accepted)));
}

#[test]
fn protection_before_the_login_says_nothing_about_it() {
    let mut script = Script::tls13();
    script.ask(8, 16);
    script.ask(8, 24);
    script.log_in();
    assert_eq!(script.inferred().login, None);
}

#[test]
fn protection_that_a_login_may_follow_says_nothing_about_it() {
    let mut script = Script::tls13();
    // `OPTS UTF8 ON`, `CLNT client`
    script.ask(14, 30);
    script.ask(13, 10);
    script.ask(8, 16);
    script.ask(8, 24);
    script.log_in();
    assert_eq!(script.inferred().login, None);
}

#[test]
fn a_known_refusal_and_the_end_after_it_refuse_the_login() {
    let mut script = Script::tls13();
    script.ask(USER, 34);
    script.ask(PASS, 22);
    script.ask(6, 14);
    let login = script.inferred().login;
    assert_eq!(login, Some(Guess::likely(Login::Refused)));
}

#[test]
fn a_refusal_as_long_as_an_acceptance_says_nothing() {
    // `230 User charlie logged in` is as long as `530 Authentication failed.`
    let mut script = Script::tls13();
    script.ask(14, 34);
    script.ask(PASS, 28);
    assert_eq!(script.inferred().login, None);
}

#[test]
fn a_session_that_goes_on_is_not_refused_by_the_length_of_a_reply() {
    let mut script = Script::tls13();
    script.ask(USER, 34);
    script.ask(PASS, 22);
    script.ask(5, 34);
    script.ask(6, 14);
    assert_eq!(script.inferred().login, None);
}

// ---- What was carried ----

#[test]
fn a_download_in_tls_12_is_known_to_the_byte() {
    let mut script = Script::tls12();
    script.data(true, [&[], &[1_000 + ADDED_12, 500 + ADDED_12]]);
    let carriage = script.carriage();
    assert_eq!(
        carriage.bytes,
        Some(Guess {
            value: (1_500, 1_500),
            confidence: Confidence::Proved
        })
    );
    assert_eq!(value(carriage.way), Some(Way::Download));
    assert_eq!(value(carriage.mode), Some(Mode::Passive));
}

#[test]
fn cbc_leaves_a_range() {
    let mut script = Script::new(Version::TLS12, AES_128_CBC, 0);
    script.data(true, [&[1_072], &[]]);
    let carriage = script.carriage();
    // A block before it, a MAC of 20, padding of 1 to 16.
    assert_eq!(value(carriage.bytes), Some((1_020, 1_035)));
    assert_eq!(value(carriage.way), Some(Way::Upload));
}

#[test]
fn tickets_are_not_part_of_what_was_carried() {
    let mut script = Script::tls13();
    let records = [TICKET, TICKET, 3_000 + ADDED_13, ALERT_13];
    script.data(true, [&[ALERT_13], &records]);
    assert_eq!(value(script.carriage().bytes), Some((3_000, 3_000)));
}

#[test]
fn a_file_that_may_be_a_ticket_is_not_measured() {
    let mut script = Script::tls13();
    script.data(true, [&[], &[TICKET, ALERT_13]]);
    let resumed = script.session.connections[0].tls.as_mut().expect("TLS");
    resumed.server.as_mut().expect("a hello").selected = Some(0);
    let one = script.carriage();
    assert_eq!(
        value(one.bytes),
        Some((0, 0)),
        "one ticket for one resumption"
    );
    let mut script = Script::tls13();
    script.data(true, [&[], &[TICKET, TICKET, ALERT_13]]);
    let resumed = script.session.connections[0].tls.as_mut().expect("TLS");
    resumed.server.as_mut().expect("a hello").selected = Some(0);
    let carriage = script.carriage();
    assert_eq!((carriage.bytes, carriage.way), (None, None));
}

#[test]
fn unknown_tickets_make_the_size_a_range() {
    let mut script = Script::handshake13();
    script.data(true, [&[], &[TICKET, TICKET, 8_000 + ADDED_13]]);
    let most = 8_000 + 2 * u64::from(TICKET - ADDED_13);
    assert_eq!(value(script.carriage().bytes), Some((8_000, most)));
}

#[test]
fn records_that_may_update_keys_are_left_out_of_the_least() {
    let mut script = Script::tls13();
    script.data(true, [&[1_000 + ADDED_13, 22, 1_000 + ADDED_13], &[]]);
    assert_eq!(value(script.carriage().bytes), Some((2_000, 2_005)));
}

#[test]
fn an_empty_file_goes_nowhere() {
    let mut script = Script::tls13();
    script.data(true, [&[ALERT_13], &[TICKET, TICKET, ALERT_13]]);
    let session = script.end();
    let transfer = &session.transfers[0];
    let carriage = transfer.inferred.as_deref().expect("a carriage");
    assert_eq!(value(carriage.bytes), Some((0, 0)));
    assert_eq!((carriage.way, transfer.way), (None, None));
}

#[test]
fn a_small_upload_is_told_from_the_handshake_that_is_larger() {
    let mut script = Script::tls13();
    script.data(true, [&[18 + ADDED_13], &[TICKET, TICKET]]);
    let session = script.end();
    assert_eq!(session.transfers[0].way, Some(Way::Upload));
}

#[test]
fn missing_bytes_leave_nothing_to_measure() {
    let mut script = Script::tls13();
    let connection = script.data(true, [&[18 + ADDED_13], &[]]);
    connection.sent[0].missing = 3;
    assert_eq!(script.carriage().bytes, None);
}

// ---- What it was for ----

/// The bytes of `227 Entering Passive Mode (192,0,2,2,195,80).`
const REPLY_227: u16 = 47;

fn listed(command: u16, reply: u16) -> Script {
    let mut script = Script::tls13();
    script.log_in();
    script.ask(6, reply);
    script.client(command);
    script.server(40);
    let records = [TICKET, TICKET, 300 + ADDED_13, ALERT_13];
    script.data(true, [&[ALERT_13], &records]);
    script.server(24);
    script.ask(6, 14);
    script
}

#[test]
fn a_connection_served_the_command_before_it_up_to_the_last_reply() {
    let session = listed(6, REPLY_227).end();
    let carriage = session.transfers[0]
        .inferred
        .as_deref()
        .expect("a carriage");
    let served = value(carriage.served).expect("a command");
    let announced = served.announced.expect("an announcement");
    assert_eq!(announced.by, Some(By::Reply227));
    assert!(announced.command.frame < announced.reply.frame);
    assert!(announced.reply.frame < served.command.frame);
    let (preliminary, last) = served.preliminary.zip(served.last).expect("replies");
    assert!(served.command.frame < preliminary.frame && preliminary.frame < last.frame);
    let inferred = session.inferred.as_deref().expect("counts");
    assert_eq!(counts(*inferred), (Some(5), Some(7)));
    assert_eq!(value(inferred.login), Some(Login::Accepted));
}

#[test]
fn a_reply_of_another_length_announces_nothing() {
    let carriage = listed(6, REPLY_227 - 9).carriage();
    assert_eq!(
        value(carriage.served).and_then(|served| served.announced),
        None
    );
}

#[test]
fn a_port_command_is_told_by_its_length() {
    let mut script = Script::tls13();
    script.log_in();
    // `PORT 192,0,2,1,195,80`
    script.ask(23, 30);
    script.ask(6, 40);
    script.data(false, [&[], &[TICKET, TICKET, 300 + ADDED_13, ALERT_13]]);
    script.server(24);
    let carriage = script.carriage();
    assert_eq!(value(carriage.mode), Some(Mode::Active));
    let served = value(carriage.served).expect("a command");
    assert_eq!(served.announced.and_then(|one| one.by), Some(By::Port));
}

#[test]
fn a_command_without_an_argument_brings_a_listing() {
    let carriage = listed(6, REPLY_227).carriage();
    assert_eq!(value(carriage.content), Some(Content::Listing));
}

#[test]
fn a_command_with_an_argument_may_bring_either() {
    assert_eq!(listed(17, REPLY_227).carriage().content, None);
}

#[test]
fn a_command_as_long_as_the_one_that_asked_for_the_size_brings_a_file() {
    let mut script = Script::tls13();
    script.log_in();
    // `SIZE hello.txt`, `213 300`
    script.ask(16, 9);
    script.ask(6, REPLY_227);
    script.ask(16, 50);
    let records = [TICKET, TICKET, 300 + ADDED_13, ALERT_13];
    script.data(true, [&[ALERT_13], &records]);
    script.server(24);
    assert_eq!(value(script.carriage().content), Some(Content::File));
}

#[test]
fn a_download_that_its_sender_closed_is_complete() {
    let carriage = listed(6, REPLY_227).carriage();
    assert_eq!(value(carriage.outcome), Some(Outcome::Complete));
}

#[test]
fn a_download_that_the_client_closed_may_have_ended_anyhow() {
    let mut script = listed(6, REPLY_227);
    let connection = &mut script.session.connections[0];
    connection.sent[Direction::FromInitiator.index()].fin_frame = Some(connection.first_frame + 1);
    assert_eq!(script.carriage().outcome, None);
}

#[test]
fn an_upload_is_complete_only_where_the_reply_is_as_long_as_one_that_says_so() {
    let uploaded = |reply: u16| {
        let mut script = Script::tls13();
        script.log_in();
        script.ask(6, REPLY_227);
        script.ask(16, 22);
        script.data(true, [&[900 + ADDED_13, ALERT_13], &[TICKET, TICKET]]);
        script.server(reply);
        value(script.carriage().outcome)
    };
    assert_eq!(uploaded(24), Some(Outcome::Complete));
    assert_eq!(uploaded(37), None);
}

/// A data connection over which nothing goes, and one reply to the command behind its announcement.
fn opened_in_vain(command: u16) -> Script {
    let mut script = Script::tls13();
    script.log_in();
    script.ask(6, REPLY_227);
    let connection = script.data(true, [&[], &[]]);
    connection.tls = None;
    connection.sealed = None;
    connection.sent.iter_mut().for_each(|sent| sent.bytes = 0);
    script.ask(command, 25);
    let closed = script.frame + 1;
    let connection = &mut script.session.connections[0];
    connection
        .sent
        .iter_mut()
        .for_each(|sent| sent.fin_frame = Some(closed));
    script.frame = closed;
    script.ask(6, 14);
    script
}

#[test]
fn a_transfer_that_has_one_reply_and_no_data_has_failed() {
    let carriage = opened_in_vain(14).carriage();
    assert_eq!(value(carriage.outcome), Some(Outcome::Failed));
}

#[test]
fn what_may_be_no_transfer_has_not_failed() {
    for command in [6, 8] {
        assert_eq!(opened_in_vain(command).carriage().outcome, None);
    }
}

#[test]
fn one_command_serves_one_connection() {
    let mut script = Script::tls13();
    script.log_in();
    script.ask(6, REPLY_227);
    script.ask(16, 22);
    for _ in 0..2 {
        script.data(true, [&[900 + ADDED_13, ALERT_13], &[TICKET, TICKET]]);
    }
    script.server(24);
    let session = script.end();
    let served = session
        .transfers
        .iter()
        .filter_map(|transfer| transfer.inferred.as_ref()?.served);
    assert_eq!(served.count(), 0);
}
