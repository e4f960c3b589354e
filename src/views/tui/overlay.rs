//! What lies over a screen for a while: a line to type in, a question, a choice, the help.

use super::context::Context;
use super::keys::{self, Action};
use super::parts::{Rows, paint_row, put};
use super::screen::ScreenId;
use crate::views::pen::Ink;
use crate::views::visible::visible;
use crate::views::width::{shortened_at_start, width, wrapped};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it is called.
    pub label: String,
    /// What choosing it gives.
    pub value: String,
}

/// What a line is typed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Text to look for.
    Search,
    /// What sessions or frames have to match; taken as it is typed.
    Filter,
    /// The number of a frame.
    GoTo,
}

/// What a choice is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// What is copied.
    Copy,
    /// How the screen is saved.
    Save,
    /// Which columns are shown.
    Columns,
}

/// What lies over the screen.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// A line to type in.
    Prompt {
        /// What it is for.
        purpose: Purpose,
        /// What was typed so far.
        text: String,
        /// What stood there before, for Esc.
        before: String,
    },
    /// Whether passwords shall be shown.
    AskPasswords,
    /// One of several.
    Menu {
        /// What for.
        matter: Matter,
        /// What can be chosen.
        choices: Vec<Choice>,
        /// What is selected.
        rows: Rows,
    },
    /// The keys of a screen.
    Help {
        /// The screen.
        screen: ScreenId,
        /// What is visible of it.
        rows: Rows,
    },
}

/// What has become of an overlay after a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It stays.
    Open,
    /// It stays, and what was typed has changed.
    Typed(Purpose, String),
    /// It goes, and nothing else happens.
    Closed,
    /// It goes, and this was typed.
    Entered(Purpose, String),
    /// It goes, and the answer was yes.
    Confirmed,
    /// It goes, and this was chosen.
    Chosen(Matter, Choice),
}

/// The most characters that can be typed.
const TYPED: usize = 200;

impl Overlay {
    /// Takes a key.
    pub fn take(&mut self, key: &KeyEvent) -> Outcome {
        match self {
            Overlay::Prompt {
                purpose,
                text,
                before,
            } => type_key(*purpose, text, before, key),
            Overlay::AskPasswords => match key.code {
                KeyCode::Char('y' | 'Y') => Outcome::Confirmed,
                KeyCode::Char('n' | 'N' | 'q') | KeyCode::Esc => Outcome::Closed,
                _ => Outcome::Open,
            },
            Overlay::Menu {
                matter,
                choices,
                rows,
            } => match keys::action(ScreenId::Sessions, key) {
                Some(Action::Enter) => match choices.get(rows.selected) {
                    Some(choice) => Outcome::Chosen(*matter, choice.clone()),
                    None => Outcome::Closed,
                },
                Some(
                    Action::Back | Action::Quit | Action::Copy | Action::Save | Action::Columns,
                ) => Outcome::Closed,
                Some(action) => {
                    rows.act(action);
                    Outcome::Open
                }
                None => Outcome::Open,
            },
            Overlay::Help { rows, .. } => match keys::action(ScreenId::Sessions, key) {
                Some(Action::Down) => {
                    rows.scroll(1);
                    Outcome::Open
                }
                Some(Action::Up) => {
                    rows.scroll(-1);
                    Outcome::Open
                }
                Some(
                    action @ (Action::PageDown | Action::PageUp | Action::First | Action::Last),
                ) => {
                    rows.act(action);
                    Outcome::Open
                }
                _ => Outcome::Closed,
            },
        }
    }

    /// Takes pasted text: into a line, as far as it is text.
    pub fn paste(&mut self, pasted: &str) -> Outcome {
        let Overlay::Prompt { purpose, text, .. } = self else {
            return Outcome::Open;
        };
        let line = pasted.lines().next().unwrap_or_default();
        let room = TYPED.saturating_sub(text.chars().count());
        text.extend(line.chars().filter(|one| !one.is_control()).take(room));
        Outcome::Typed(*purpose, text.clone())
    }

    /// Draws itself over a screen.
    pub fn draw(&mut self, context: &Context, area: Rect, buffer: &mut Buffer) {
        let texts = context.texts.tui;
        match self {
            Overlay::Prompt { purpose, text, .. } => {
                let prompt = match purpose {
                    Purpose::Search => texts.search_prompt,
                    Purpose::Filter => texts.filter_prompt,
                    Purpose::GoTo => texts.go_to_prompt,
                };
                draw_prompt(context, area, buffer, prompt, text);
            }
            Overlay::AskPasswords => {
                let lines = [
                    texts.ask_passwords.to_owned(),
                    String::new(),
                    texts.yes_or_no.to_owned(),
                ];
                draw_box(context, area, buffer, texts.passwords, &lines, None);
            }
            Overlay::Menu {
                matter,
                choices,
                rows,
            } => {
                let title = match matter {
                    Matter::Copy => texts.copy_title,
                    Matter::Save => texts.save_title,
                    Matter::Columns => texts.columns,
                };
                let lines: Vec<String> =
                    choices.iter().map(|choice| choice.label.clone()).collect();
                draw_box(context, area, buffer, title, &lines, Some(rows));
            }
            Overlay::Help { screen, rows } => {
                let title = format!("{}: {}", texts.keys, keys::screen_name(*screen, texts));
                let lines = help(*screen, context);
                draw_help(context, area, buffer, &title, &lines, rows);
            }
        }
    }
}

fn type_key(purpose: Purpose, text: &mut String, before: &str, key: &KeyEvent) -> Outcome {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Enter => Outcome::Entered(purpose, text.clone()),
        KeyCode::Esc => given_up(purpose, before),
        KeyCode::Char('c') if control => given_up(purpose, before),
        KeyCode::Char('u') if control => {
            text.clear();
            Outcome::Typed(purpose, String::new())
        }
        KeyCode::Char('w') if control => {
            let kept = text.trim_end().rfind(' ').map_or(0, |at| at + 1);
            text.truncate(kept);
            Outcome::Typed(purpose, text.clone())
        }
        KeyCode::Backspace => {
            if text.pop().is_none() {
                return Outcome::Closed;
            }
            Outcome::Typed(purpose, text.clone())
        }
        KeyCode::Char(letter) if !control && !letter.is_control() => {
            if text.chars().count() < TYPED {
                text.push(letter);
            }
            Outcome::Typed(purpose, text.clone())
        }
        _ => Outcome::Open,
    }
}

/// Esc leaves a search and a number alone, but gives a filter back what it was.
fn given_up(purpose: Purpose, before: &str) -> Outcome {
    match purpose {
        Purpose::Filter => Outcome::Entered(purpose, before.to_owned()),
        Purpose::Search | Purpose::GoTo => Outcome::Closed,
    }
}

fn draw_prompt(context: &Context, area: Rect, buffer: &mut Buffer, prompt: &str, text: &str) {
    let row = Rect {
        y: area.bottom().saturating_sub(1),
        height: 1.min(area.height),
        ..area
    };
    Clear.render(row, buffer);
    let style = context.theme.ink(Ink::Heading);
    let used = put(
        buffer,
        context,
        (row.x, row.y),
        usize::from(row.width),
        prompt,
        style,
    );
    // A full-width colon brings its space along.
    let used = used + usize::from(!prompt.ends_with('：'));
    let room = usize::from(row.width).saturating_sub(used + 1);
    let typed = shortened_at_start(&visible(text.as_bytes()), room, context.pen.glyphs.ellipsis);
    let at = row.x + used as u16;
    let plain = context.theme.ink(Ink::Plain);
    let wide = put(buffer, context, (at, row.y), room, &typed, plain) as u16;
    let cursor = Rect {
        x: at + wide,
        width: 1,
        ..row
    };
    buffer.set_style(cursor.intersection(row), context.theme.bar());
}

/// The area of a box for so many columns and rows of content, in the middle of `area`.
fn middle(area: Rect, columns: usize, rows: usize) -> Rect {
    let width = (columns + 4).min(usize::from(area.width)) as u16;
    let height = (rows + 2).min(usize::from(area.height)) as u16;
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

/// Draws the frame of a box with its title; gives the area inside.
fn draw_frame(context: &Context, area: Rect, buffer: &mut Buffer, title: &str) -> Rect {
    Clear.render(area, buffer);
    let style = context.theme.border(true);
    let glyphs = context.pen.glyphs;
    let shaft = glyphs
        .control
        .repeat(usize::from(area.width.saturating_sub(2)));
    for y in [area.y, area.bottom().saturating_sub(1)] {
        let [left, right] = if y == area.y {
            glyphs.top
        } else {
            glyphs.bottom
        };
        put(
            buffer,
            context,
            (area.x, y),
            usize::from(area.width),
            &format!("{left}{shaft}{right}"),
            style,
        );
    }
    for y in area.y + 1..area.bottom().saturating_sub(1) {
        for x in [area.x, area.right().saturating_sub(1)] {
            put(buffer, context, (x, y), 1, glyphs.lifeline, style);
        }
    }
    let room = usize::from(area.width).saturating_sub(4);
    put(
        buffer,
        context,
        (area.x + 2, area.y),
        room,
        &format!(" {title} "),
        context.theme.ink(Ink::Heading),
    );
    Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    }
}

/// Draws a box over the middle of the screen: a title and lines, of which one is selected where there
/// are `rows`.
pub fn draw_box(
    context: &Context,
    area: Rect,
    buffer: &mut Buffer,
    title: &str,
    lines: &[String],
    rows: Option<&mut Rows>,
) {
    let most = usize::from(area.width).saturating_sub(6).max(1);
    let lines: Vec<String> = if rows.is_some() {
        lines.to_vec()
    } else {
        lines
            .iter()
            .flat_map(|line| wrapped(line, most, most))
            .collect()
    };
    let widest = lines
        .iter()
        .map(|line| width(line))
        .max()
        .unwrap_or(0)
        .max(width(title) + 2);
    let inside = draw_frame(context, middle(area, widest, lines.len()), buffer, title);
    let plain = context.theme.ink(Ink::Plain);
    let (visible, selected) = match rows {
        Some(rows) => {
            rows.fit(lines.len(), usize::from(inside.height));
            (rows.visible(), Some(rows.selected))
        }
        None => (0..lines.len(), None),
    };
    let shown = lines.iter().enumerate().skip(visible.start);
    for (y, (index, line)) in (inside.y..inside.bottom()).zip(shown) {
        put(
            buffer,
            context,
            (inside.x, y),
            usize::from(inside.width),
            line,
            plain,
        );
        if selected == Some(index) {
            paint_row(buffer, inside, y, context.theme.selected(true));
        }
    }
}

/// The keys that count on a screen, and what they do.
fn help(screen: ScreenId, context: &Context) -> Vec<(String, String)> {
    let unicode = context.pen.is_unicode();
    keys::bindings(screen)
        .map(|binding| {
            let names: Vec<String> = binding
                .chords
                .iter()
                .map(|chord| chord.name(unicode))
                .collect();
            (
                names.join(" "),
                context
                    .pen
                    .sentence(keys::words(binding.action, context.texts.tui).to_owned()),
            )
        })
        .collect()
}

fn draw_help(
    context: &Context,
    area: Rect,
    buffer: &mut Buffer,
    title: &str,
    lines: &[(String, String)],
    rows: &mut Rows,
) {
    let names = lines.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let words = lines
        .iter()
        .map(|(_, words)| width(words))
        .max()
        .unwrap_or(0);
    let columns = (names + 2 + words).max(width(title) + 2);
    let inside = draw_frame(context, middle(area, columns, lines.len()), buffer, title);
    rows.fit(lines.len(), usize::from(inside.height));
    for (y, (name, words)) in (inside.y..inside.bottom()).zip(&lines[rows.visible()]) {
        let room = usize::from(inside.width);
        put(
            buffer,
            context,
            (inside.x, y),
            room,
            name,
            context.theme.ink(Ink::Command),
        );
        let at = names + 2;
        let style = context.theme.ink(Ink::Plain);
        put(
            buffer,
            context,
            (inside.x + at as u16, y),
            room.saturating_sub(at),
            words,
            style,
        );
    }
    let closes = context.texts.tui.any_key_closes;
    let y = inside.bottom();
    let x = inside.right().saturating_sub(width(closes) as u16 + 1);
    put(
        buffer,
        context,
        (x.max(inside.x), y),
        usize::from(inside.width),
        closes,
        context.theme.ink(Ink::Faint),
    );
}
