//! Lessons on the whole screen: the list, a lesson, the list again.

use super::material::bundled;
use crate::run::complain;
use crate::run::tui::PANICKED;
use crate::run::tui::faults::Faults;
use crate::run::tui::terminal::Screen;
use crate::tutor::Lesson;
use crate::views::teach::{Classroom, Course, Manner, Menu, Wish};
use crossterm::event::{self, Event, KeyCode, KeyModifiers};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// How long a signal may wait to be noticed.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// What is shown.
enum Shown {
    List(Box<Menu>),
    Lesson(Box<Classroom>),
}

/// Shows a lesson, or the list where there is none.
///
/// # Errors
///
/// Where the terminal cannot be used.
pub fn show(manner: &Manner, course: Option<Course>) -> io::Result<ExitCode> {
    let ended = ended_by_signal()?;
    let faults = Faults::keep();
    let mut screen = Screen::take()?;
    let left = catch_unwind(AssertUnwindSafe(|| {
        teach(&mut screen, manner, course, &ended)
    }));
    screen.give_back();
    for report in faults.take() {
        complain(format_args!("a fault of this program: {report}"));
    }
    let Ok(left) = left else {
        return Ok(ExitCode::from(PANICKED));
    };
    left?;
    #[cfg(unix)]
    if let Ok(signal @ 1..) = i32::try_from(ended.load(Ordering::Relaxed)) {
        // So that whoever waits for this program learns what has ended it.
        let _ = signal_hook::low_level::emulate_default_handler(signal);
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// The signal that wants this program to end, or 0.
fn ended_by_signal() -> io::Result<Arc<AtomicUsize>> {
    let ended = Arc::new(AtomicUsize::new(0));
    #[cfg(unix)]
    {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
            let number = signal.unsigned_abs() as usize;
            signal_hook::flag::register_usize(signal, Arc::clone(&ended), number)?;
        }
    }
    Ok(ended)
}

fn teach(
    screen: &mut Screen,
    manner: &Manner,
    course: Option<Course>,
    ended: &AtomicUsize,
) -> io::Result<()> {
    let mut last = Lesson::Connections;
    let mut shown = match course {
        Some(course) => {
            last = course.lesson();
            Shown::Lesson(Box::new(Classroom::new(course)))
        }
        None => Shown::List(Box::new(Menu::new(manner, last))),
    };
    loop {
        screen.draw(|area, buffer| match &mut shown {
            Shown::List(menu) => menu.draw(area, buffer),
            Shown::Lesson(classroom) => classroom.draw(area, buffer),
        })?;
        let Some(event) = next_event(ended)? else {
            return Ok(());
        };
        if is_suspension(&event) {
            screen.suspend()?;
            continue;
        }
        let wish = match &mut shown {
            Shown::List(menu) => menu.take(&event),
            Shown::Lesson(classroom) => classroom.take(&event),
        };
        match wish {
            Wish::Stay => {}
            Wish::Quit => return Ok(()),
            Wish::Lessons => shown = Shown::List(Box::new(Menu::new(manner, last))),
            Wish::Begin(lesson) => {
                last = lesson;
                let course = bundled(lesson, manner);
                shown = Shown::Lesson(Box::new(Classroom::new(course)));
            }
        }
    }
}

/// What is done next; nothing where the terminal is gone or a signal has come.
fn next_event(ended: &AtomicUsize) -> io::Result<Option<Event>> {
    while ended.load(Ordering::Relaxed) == 0 {
        match event::poll(BETWEEN_LOOKS) {
            Ok(false) => {}
            Ok(true) => return Ok(event::read().ok()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Ok(None),
        }
    }
    Ok(None)
}

/// Ctrl-Z, which a raw terminal makes no signal of.
fn is_suspension(event: &Event) -> bool {
    matches!(event, Event::Key(key)
        if key.code == KeyCode::Char('z') && key.modifiers.contains(KeyModifiers::CONTROL))
}
