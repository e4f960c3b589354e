//! `teach`: from the command line to a lesson, on the whole screen or as text.

mod material;
mod screen;

use super::feed::Status;
use super::tui::settings::SettingsFile;
use super::tui::{language, theme};
use super::{complain, environment, output};
use crate::cli::{Color, Teach};
use crate::tutor::Lesson;
use crate::views::pen::Pen;
use crate::views::teach::{Course, Manner, page, title};
use crate::views::tui::{Depth, Settings, Theme, ThemeName};
pub use material::{Missing, bundled, own};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Teaches what the command line names; without a terminal, or where the text is to be of a width or
/// colour of its own, as text.
pub fn run(options: &Teach) -> io::Result<ExitCode> {
    let Some((lesson, capture)) = wanted(options) else {
        return Ok(Status::WrongUsage.into());
    };
    let wants_text = options.color.is_some() || options.width.is_some();
    let has_screen = environment::has_a_screen() && environment::has_a_keyboard();
    let on_screen = has_screen && !wants_text;
    let manner = manner(options);
    let course = match course((lesson, capture), options, &manner) {
        Ok(course) => course,
        Err(status) => return Ok(status.into()),
    };
    if on_screen {
        return screen::show(&manner, course);
    }
    let color = environment::color(options.color.unwrap_or(Color::Auto));
    let pen = Pen::new(color, manner.unicode);
    let columns = environment::width(options.width);
    let mut out = output();
    match course {
        Some(course) => page::lesson(&mut out, &course, &pen, columns)?,
        None => page::lessons(&mut out, manner.language.texts(), &pen, columns)?,
    }
    io::Write::flush(&mut out)?;
    Ok(Status::Complete.into())
}

/// The lesson and the capture that the command line names; `None`, once the reason was told, where
/// its first word is neither.
fn wanted(options: &Teach) -> Option<(Option<Lesson>, Option<&PathBuf>)> {
    let Some(first) = &options.lesson else {
        return Some((None, None));
    };
    let lesson = first.to_str().and_then(Lesson::named);
    match (lesson, &options.capture) {
        (Some(lesson), capture) => Some((Some(lesson), capture.as_ref())),
        (None, None) => Some((None, Some(first))),
        (None, Some(_)) => {
            let names = Lesson::ALL.map(Lesson::name).join(", ");
            let first = first.display();
            complain(format_args!(
                "there is no lesson `{first}`; there are {names}"
            ));
            None
        }
    }
}

/// The lesson that is wanted; none where the list is.
fn course(
    (lesson, capture): (Option<Lesson>, Option<&PathBuf>),
    options: &Teach,
    manner: &Manner,
) -> Result<Option<Course>, Status> {
    match (lesson, capture) {
        (None, None) => Ok(None),
        (Some(lesson), None) => Ok(Some(bundled(lesson, manner))),
        (lesson, Some(path)) => own(path, lesson, &options.ports, manner)
            .map(Some)
            .map_err(|missing| told(missing, path, manner)),
    }
}

/// Says why there is nothing to learn from a capture.
fn told(missing: Missing, path: &Path, manner: &Manner) -> Status {
    let texts = manner.language.texts();
    let name = path.display().to_string();
    match missing {
        Missing::Unreadable(error) => {
            complain(error);
            Status::Unreadable
        }
        Missing::Session => {
            complain((texts.teach.no_session)(&name));
            Status::Unreadable
        }
        Missing::Suitable(lesson) => {
            complain((texts.teach.unsuitable)(&name, title(lesson, texts)));
            Status::WrongUsage
        }
    }
}

/// Language, colours and characters: of the command line, or as chosen last in the terminal UI, or
/// as the surroundings have it.
fn manner(options: &Teach) -> Manner {
    let instead = Settings {
        language: options.lang.map(language),
        theme: options.theme.map(theme),
        ..Settings::default()
    };
    let settings = match environment::settings_file(None) {
        Some(path) => SettingsFile::read(path, instead).settings(),
        None => instead,
    };
    let usual = if environment::refuses_color() {
        ThemeName::None
    } else {
        ThemeName::Dark
    };
    let depth = if environment::has_many_colors() {
        Depth::Indexed
    } else {
        Depth::Sixteen
    };
    Manner {
        language: settings
            .language
            .unwrap_or_else(|| language(environment::locale())),
        theme: Theme::new(settings.theme.unwrap_or(usual), depth),
        unicode: !options.ascii && environment::unicode(),
        quiz: options.quiz,
    }
}
