//! The pictures of the documentation are what the program draws. `make pictures` draws them again.

use crate::support::ui;
use ftpscope::views::tui::{Effect, Language};
use std::path::Path;

/// A picture: its name, the captures, the language, and the keys that lead to it.
const PICTURES: [(&str, &[&str], Language, &str); 9] = [
    (
        "walkthrough",
        &["captures/tutorial-active.pcap"],
        Language::En,
        "",
    ),
    (
        "walkthrough-zh-Hans",
        &["captures/tutorial-active.pcap"],
        Language::ZhHans,
        "",
    ),
    (
        "walkthrough-zh-Hant",
        &["captures/tutorial-active.pcap"],
        Language::ZhHant,
        "",
    ),
    (
        "blocked",
        &["captures/active-blocked.pcap"],
        Language::En,
        "",
    ),
    (
        "sessions",
        &[
            "captures/active.pcap",
            "captures/active-blocked.pcap",
            "captures/passive.pcap",
            "captures/passive-blocked.pcap",
            "captures/epsv-ipv6.pcap",
            "captures/ftps.pcap",
            "captures/nat-private-port.pcap",
            "captures/abor.pcap",
        ],
        Language::En,
        "ffailed<Enter>",
    ),
    (
        "packets",
        &["captures/tutorial-active.pcap"],
        Language::En,
        "<Enter>",
    ),
    (
        "stream",
        &["captures/tutorial-active.pcap"],
        Language::En,
        "d4",
    ),
    (
        "transfers",
        &["captures/lost-segment.pcap"],
        Language::En,
        "5",
    ),
    (
        "findings",
        &[
            "captures/active-blocked.pcap",
            "captures/nat-private-227.pcap",
            "captures/passive-blocked.pcap",
        ],
        Language::En,
        "6",
    ),
];

#[test]
fn the_pictures_of_the_documentation_are_what_the_program_draws() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
    let update = std::env::var_os("UPDATE_PICTURES").is_some();
    for (name, captures, language, keys) in PICTURES {
        let mut ui = ui::open(captures, 120, 40, language);
        ui.press(keys);
        ui.effects.clear();
        ui.press("s<Enter>");
        let picture = ui.effects.iter().find_map(|effect| match effect {
            Effect::Save { contents, .. } => Some(contents.clone()),
            _ => None,
        });
        let picture = picture.expect("a picture");
        let file = folder.join(name).with_extension("svg");
        if update {
            std::fs::create_dir_all(&folder).expect("a folder");
            std::fs::write(&file, picture).expect("a file");
            continue;
        }
        let committed = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            committed == picture,
            "{} is no longer what the program draws: run `make pictures` and look at it",
            file.display()
        );
    }
}
