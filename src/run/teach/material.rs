//! The sessions of a lesson: out of the captures in the program, or out of one of the learner's own.

use crate::capture::{Archive, CaptureError, Kept, Reader, Source};
use crate::decode::Packet;
use crate::engine::{Config, Engine, Wanted};
use crate::run::input::{Input, Opener};
use crate::run::tui::packets::Archived;
use crate::run::{LISTING_HEAD, complain};
use crate::session::Session;
use crate::tutor::Lesson;
use crate::views::teach::{Course, Manner, Material};
use crate::views::tui::{Flows, Packets, Unavailable};
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

/// Bytes of a pipe or a compressed capture that are kept, to show those of a frame.
const KEPT: u64 = 256 << 20;

/// Why there is nothing to learn from a capture.
pub enum Missing {
    /// It cannot be read.
    Unreadable(CaptureError),
    /// It has no session in which anything was said.
    Session,
    /// It has none for this lesson.
    Suitable(Lesson),
}

fn engine(ports: &[u16]) -> Engine {
    let payload = Wanted {
        hash: false,
        head: LISTING_HEAD,
    };
    Engine::new(Config {
        ports: ports.to_vec(),
        payload,
        ..Config::default()
    })
}

/// A lesson with the captures in the program.
pub fn bundled(lesson: Lesson, manner: &Manner) -> Course {
    let mut material = Vec::new();
    let mut packets = InMemory::default();
    for capture in lesson.captures() {
        let input = Box::new(Cursor::new(capture.bytes));
        let Ok(mut reader) = Reader::from_input(capture.name.to_owned(), input) else {
            continue;
        };
        let mut engine = engine(&[]);
        let mut frames = Vec::new();
        while let Ok(true) = reader.advance() {
            let frame = reader.current();
            engine.push(&frame);
            frames.push(Packet::new(&frame));
        }
        engine.finish();
        let session = std::iter::from_fn(|| engine.next_session()).find(|one| lesson.suits(one));
        if let Some(session) = session {
            packets.0.push(frames);
            material.push(Material {
                name: capture.name.to_owned(),
                session: Arc::new(session),
            });
        }
    }
    Course::new(lesson, material, manner, Arc::new(packets))
}

/// A lesson with the first session of a capture that suits it; without a lesson, with the first
/// session, and the lesson that this one shows best.
///
/// # Errors
///
/// Why there is nothing to learn from it. That it breaks off is told, and what came before it counts.
pub fn own(
    path: &Path,
    lesson: Option<Lesson>,
    ports: &[u16],
    manner: &Manner,
) -> Result<Course, Missing> {
    let reader = Opener::default()
        .reader(path)
        .map_err(Missing::Unreadable)?;
    let mut source = Input::One(Box::new(reader));
    let archive = Arc::new(Archive::new(KEPT));
    archive.begin(source.plain_files());
    let name = source.name().to_owned();
    let mut engine = engine(ports);
    let mut found = None;
    let mut keeps = true;
    let mut reads = true;
    while reads && found.is_none() {
        reads = match source.advance() {
            Ok(more) => more,
            Err(error) => {
                complain(error);
                false
            }
        };
        if reads {
            let frame = source.current();
            let ends = engine.push(&frame).ends;
            // Without its bytes a step is still explained.
            keeps = keeps
                && archive
                    .keep(&frame, source.origin(), ends)
                    .is_ok_and(|kept| kept == Kept::Whole);
            if !engine.is_ready() {
                continue;
            }
        } else {
            engine.finish();
        }
        found = std::iter::from_fn(|| engine.next_session()).find_map(|one| taught(one, lesson));
    }
    let Some((lesson, session)) = found else {
        return Err(lesson.map_or(Missing::Session, Missing::Suitable));
    };
    let material = vec![Material {
        name,
        session: Arc::new(session),
    }];
    let packets = Arc::new(Archived(archive));
    Ok(Course::new(lesson, material, manner, packets))
}

/// A session with what can be taught with it.
fn taught(session: Session, lesson: Option<Lesson>) -> Option<(Lesson, Session)> {
    let lesson = match lesson {
        Some(lesson) => Some(lesson).filter(|lesson| lesson.suits(&session)),
        None => Lesson::of(&session),
    };
    Some((lesson?, session))
}

/// The frames of the captures in the program.
#[derive(Default)]
struct InMemory(Vec<Vec<Packet>>);

impl Packets for InMemory {
    fn count(&self, capture: usize) -> u64 {
        self.0.get(capture).map_or(0, |frames| frames.len() as u64)
    }

    fn packet(&self, capture: usize, number: u64) -> Result<Packet, Unavailable> {
        let place = usize::try_from(number)
            .ok()
            .and_then(|number| number.checked_sub(1));
        let frames = self.0.get(capture).zip(place);
        frames
            .and_then(|(frames, place)| frames.get(place))
            .cloned()
            .ok_or_else(|| Unavailable(number.to_string()))
    }

    fn select(&self, _capture: usize, _flows: &Flows) -> Vec<u64> {
        Vec::new()
    }
}
