//! The UI as the tests see it: read at once, without a terminal.

use crate::support::ui;
use ftpscope::views::tui::{Effect, Flows, Language, ScreenId};

#[test]
fn a_capture_of_one_session_opens_at_its_walkthrough() {
    let mut ui = ui::open(&["captures/active.pcap"], 120, 24, Language::En);
    assert_eq!(ui.app.screen(), ScreenId::Walkthrough);
    assert!(ui.screen().contains("captures/active.pcap"));
}

#[test]
fn keys_have_names() {
    let mut ui = ui::open(&["captures/fxp.pcap"], 80, 24, Language::En);
    ui.press("3:5<Enter>");
    assert_eq!(ui.app.context().frame, Some(5));
    ui.press("<Esc><C-c>");
    assert!(matches!(ui.effects[..], [Effect::Quit]));
}

#[test]
fn frames_of_a_connection_are_found_by_its_ends_in_either_order() {
    let ui = ui::open(&["captures/active.pcap"], 80, 24, Language::En);
    let context = ui.app.context();
    let session = &context.book.sessions[0].session;
    let (client, server) = (session.client, session.server);
    let numbers = |between| {
        let flows = Flows {
            between: vec![between],
            first: 1,
            last: u64::MAX,
        };
        context.packets.select(0, &flows)
    };
    let found = numbers((client, server));
    assert_eq!(found, numbers((server, client)));
    assert_eq!(found.first(), Some(&session.first_frame));
    assert!(found.len() > 10 && (found.len() as u64) < context.packets.count(0));
}
