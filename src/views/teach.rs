//! Lessons, as text ([`page`]) and on the whole screen ([`Classroom`], [`Menu`]): a session as a ladder that grows
//! step by step, each step explained, and questions before the answer is seen.
//!
//! Like the terminal UI, the screens know no terminal: they take events and draw into a buffer.

mod bars;
mod classroom;
mod course;
mod menu;
pub mod page;
mod wording;

pub use classroom::{Classroom, Wish};
pub use course::{Course, Manner, Material};
pub use menu::Menu;

use crate::texts::Texts;
use crate::tutor::Lesson;

/// The title of a lesson.
pub fn title(lesson: Lesson, texts: &Texts) -> &'static str {
    let texts = texts.teach;
    match lesson {
        Lesson::Connections => texts.title_connections,
        Lesson::Active => texts.title_active,
        Lesson::Passive => texts.title_passive,
        Lesson::Nat => texts.title_nat,
        Lesson::Firewalls => texts.title_firewalls,
        Lesson::Epsv => texts.title_epsv,
        Lesson::Ftps => texts.title_ftps,
    }
}

/// The title of a lesson with its number.
fn heading(lesson: Lesson, texts: &Texts) -> String {
    let count = Lesson::ALL.len() as u64;
    (texts.teach.lesson)(lesson.number() as u64, count, title(lesson, texts))
}

/// What a lesson is about.
fn intro(lesson: Lesson, texts: &Texts) -> &'static str {
    let texts = texts.teach;
    match lesson {
        Lesson::Connections => texts.intro_connections,
        Lesson::Active => texts.intro_active,
        Lesson::Passive => texts.intro_passive,
        Lesson::Nat => texts.intro_nat,
        Lesson::Firewalls => texts.intro_firewalls,
        Lesson::Epsv => texts.intro_epsv,
        Lesson::Ftps => texts.intro_ftps,
    }
}

/// What is to be remembered of it.
fn moral(lesson: Lesson, texts: &Texts) -> &'static str {
    let texts = texts.teach;
    match lesson {
        Lesson::Connections => texts.moral_connections,
        Lesson::Active => texts.moral_active,
        Lesson::Passive => texts.moral_passive,
        Lesson::Nat => texts.moral_nat,
        Lesson::Firewalls => texts.moral_firewalls,
        Lesson::Epsv => texts.moral_epsv,
        Lesson::Ftps => texts.moral_ftps,
    }
}
