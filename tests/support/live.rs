//! A live capture without an interface: a scene is played while the UI looks on.
//!
//! ```ignore
//! let mut live = Live::new((80, 24), Language::En);
//! let control = live.scene.login();
//! live.go_on();
//! live.ui.press("<Enter>");
//! ```

use super::scene::Scene;
use super::ui::{self, Ends, Ui};
use ftpscope::decode::Packet;
use ftpscope::engine::{Config, Engine, OpenSession, Order, Wanted};
use ftpscope::net::{Span, Time};
use ftpscope::views::tui::{Counted, Flows, Keep, Language, News, Packets, Unavailable};
use std::sync::{Arc, Mutex};

/// Frames in memory that become more, and the oldest of which may go.
#[derive(Default)]
pub struct Growing(Mutex<(u64, Vec<(Packet, Ends)>)>);

impl Growing {
    /// Lets the frames before `first` go.
    pub fn let_go(&self, first: u64) {
        self.0.lock().expect("the frames").0 = first;
    }
}

impl Packets for Growing {
    fn count(&self, _capture: usize) -> u64 {
        self.0.lock().expect("the frames").1.len() as u64
    }

    fn first(&self, _capture: usize) -> u64 {
        self.0.lock().expect("the frames").0.max(1)
    }

    fn packet(&self, _capture: usize, number: u64) -> Result<Packet, Unavailable> {
        let frames = self.0.lock().expect("the frames");
        let frame = frames.1.get((number as usize).wrapping_sub(1));
        frame
            .filter(|_| number >= frames.0)
            .map(|(packet, _)| packet.clone())
            .ok_or_else(|| Unavailable(format!("frame {number} is not kept")))
    }

    fn select(&self, _capture: usize, flows: &Flows) -> Vec<u64> {
        let frames = self.0.lock().expect("the frames");
        let between = |&(one, other)| {
            flows.between.contains(&(one, other)) || flows.between.contains(&(other, one))
        };
        let own = frames.1.iter().filter(|(packet, ends)| {
            (flows.first.max(frames.0)..=flows.last).contains(&packet.number)
                && ends.as_ref().is_some_and(between)
        });
        own.map(|(packet, _)| packet.number).collect()
    }
}

/// A capture that goes on.
pub struct Live {
    /// What passes.
    pub scene: Scene,
    /// Who looks on.
    pub ui: Ui,
    /// The frames so far.
    pub packets: Arc<Growing>,
    engine: Engine,
    now: Time,
    drops: [u64; 2],
}

impl Live {
    /// A capture on `eth0` in which nothing was seen yet.
    pub fn new(size: (u16, u16), language: Language) -> Self {
        Self::keeping(Keep::default(), size, language)
    }

    /// A capture of which not everything is kept.
    pub fn keeping(keep: Keep, size: (u16, u16), language: Language) -> Self {
        let packets = Arc::new(Growing::default());
        let mut ui = ui::begin_live(Arc::clone(&packets) as _, size, language, |start| {
            start.keep = keep;
        });
        ui.app.learn(News::Begun {
            name: "eth0".into(),
            size: None,
        });
        ui.app.learn(News::Live);
        ui.draw();
        Self {
            scene: Scene::new(),
            ui,
            packets,
            engine: Engine::new(Config {
                payload: Wanted {
                    hash: false,
                    head: 2_048,
                },
                order: Order::End,
                ..Config::default()
            }),
            now: Time(0),
            drops: [0; 2],
        }
    }

    /// Captures what has passed since, and shows it.
    pub fn go_on(&mut self) -> &mut Self {
        self.wait(0.0)
    }

    /// Captures what has passed since, then nothing for a while, and shows it.
    pub fn wait(&mut self, seconds: f64) -> &mut Self {
        let recording = self.scene.recording();
        let known = self.packets.count(0) as usize;
        for (frame, number) in recording.frames.iter().zip(1u64..).skip(known) {
            let frame = frame.numbered(number);
            let ends = self.engine.push(&frame).ends;
            self.now = self.now.max(frame.time);
            let packet = Packet::new(&frame);
            let mut frames = self.packets.0.lock().expect("the frames");
            frames.1.push((packet, ends));
        }
        self.now = self.now + Span((seconds * 1e9) as i64);
        self.scene.wait(seconds);
        self.engine.pass_time(self.now);
        let finished = std::iter::from_fn(|| self.engine.next_session()).map(Arc::new);
        let finished: Vec<_> = finished.collect();
        self.ui.app.learn(News::Sessions(finished));
        for open in self.engine.changed_sessions(self.now) {
            self.ui.app.learn(match open {
                OpenSession::Changed { session, .. } => News::Open(vec![Arc::from(session)]),
                OpenSession::Gone(id) => News::Gone(id),
            });
        }
        let [dropped_by_kernel, dropped_by_interface] = self.drops;
        self.ui.app.learn(News::Counted(Counted {
            now: self.now,
            packets: self.packets.count(0),
            dropped_by_kernel,
            dropped_by_interface,
        }));
        self.ui.draw();
        self
    }

    /// Counts packets that were dropped: by the kernel, by the interface.
    pub fn drop_packets(&mut self, drops: [u64; 2]) -> &mut Self {
        self.drops = drops;
        self.go_on()
    }
}
