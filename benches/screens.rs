//! What it costs to draw each screen, and to answer a key, with 23,000 sessions.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use ftpscope::views::tui::{Language, News};
use ui::Ui;

#[path = "../tests/support/ui.rs"]
mod ui;

const SESSIONS: usize = 23_000;

/// A UI with the sessions of some sample captures, over and over.
fn busy() -> Ui {
    let captures = [
        "captures/active.pcap",
        "captures/active-blocked.pcap",
        "captures/passive.pcap",
        "captures/epsv-ipv6.pcap",
        "captures/abor.pcap",
    ];
    let mut ui = ui::open(&captures, 160, 50, Language::En);
    let book = &ui.app.context().book;
    let known: Vec<_> = book
        .sessions
        .iter()
        .map(|(_, one)| Arc::clone(&one.session))
        .collect();
    let more = known
        .iter()
        .cycle()
        .take(SESSIONS - known.len())
        .cloned()
        .collect();
    ui.app.learn(News::Sessions(more));
    ui.draw();
    ui
}

fn screens(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("screens");
    for (name, keys) in [
        ("sessions", ""),
        ("walkthrough", "<Enter>"),
        ("packets", "3"),
        ("stream", "4"),
        ("transfers of all sessions", "5"),
    ] {
        let mut ui = busy();
        ui.press(keys);
        group.bench_function(format!("{name}: draw"), |bencher| {
            bencher.iter(|| black_box(ui.draw()));
        });
        group.bench_function(format!("{name}: a key and its drawing"), |bencher| {
            let mut down = false;
            bencher.iter(|| {
                down = !down;
                ui.press(if down { "j" } else { "k" });
            });
        });
    }
    let mut ui = busy();
    group.bench_function("sessions: a letter of a filter", |bencher| {
        bencher.iter(|| {
            ui.press("f<C-u>x<C-u><Enter>");
        });
    });
    group.bench_function("sessions: sort", |bencher| {
        bencher.iter(|| {
            ui.press("o");
        });
    });
    group.finish();
}

criterion_group!(benches, screens);
criterion_main!(benches);
