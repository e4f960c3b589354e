//! The whole way from bytes to sessions and their JSON, as the fuzzer and the tests go it.

use ftpscope::capture::{Reader, Source};
use ftpscope::engine::{Config, Engine, Order, Wanted};
use ftpscope::session::Session;
use ftpscope::views::View;
use ftpscope::views::json::Json;

/// Reads `file` as a capture; panics where a session's JSON is not valid, or where counts do not fit.
pub fn check(file: &[u8]) {
    let input = Box::new(std::io::Cursor::new(file.to_vec()));
    let Ok(mut reader) = Reader::from_input("fuzzed".into(), input) else {
        return;
    };
    let mut engine = Engine::new(Config {
        ports: vec![2121],
        payload: Wanted {
            hash: true,
            head: 16,
        },
        trace: true,
        order: Order::Beginning,
        events: false,
    });
    while let Ok(Some(frame)) = reader.next_frame() {
        engine.push(&frame);
        while let Some(session) = engine.next_session() {
            check_session(&session);
        }
    }
    engine.finish();
    while let Some(session) = engine.next_session() {
        check_session(&session);
    }
}

fn check_session(session: &Session) {
    let mut line = Vec::new();
    let mut view = Json::new(&mut line, true);
    view.session(1, session).expect("memory takes it");
    let object: serde_json::Value = serde_json::from_slice(&line).expect("valid JSON");
    for transfer in &session.transfers {
        assert!(transfer.missing <= transfer.bytes, "{transfer:?}");
    }
    assert!(session.first_frame <= session.last_frame);
    assert!(object["type"] == "session");
}
