//! Colours. What they tell is always told by a character or a word as well.

use crate::texts::tui::Tui;
use crate::views::pen::Ink;
use ratatui::style::{Color, Modifier, Style};
use serde::{Deserialize, Serialize};

/// A set of colours by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThemeName {
    /// For dark backgrounds.
    #[default]
    Dark,
    /// For light backgrounds.
    Light,
    /// The strongest contrasts that 16 colours have.
    HighContrast,
    /// No colours: bold, underlined and reversed text alone.
    None,
}

impl ThemeName {
    /// The next one, round and round.
    pub fn next(self) -> Self {
        match self {
            Self::Dark => Self::Light,
            Self::Light => Self::HighContrast,
            Self::HighContrast => Self::None,
            Self::None => Self::Dark,
        }
    }

    /// What it is called.
    pub fn words(self, texts: &Tui) -> &'static str {
        match self {
            Self::Dark => texts.theme_dark,
            Self::Light => texts.theme_light,
            Self::HighContrast => texts.theme_high_contrast,
            Self::None => texts.theme_none,
        }
    }
}

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// The sixteen colours of ECMA-48 and their bright kin.
    #[default]
    Sixteen,
    /// The 256 colours of xterm.
    Indexed,
}

/// Which style each kind of text has.
///
/// Good and bad are told apart as blue and orange (or yellow), not as green and red, which one man
/// in twelve cannot tell apart; after the palette of Okabe and Ito.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    name: ThemeName,
    depth: Depth,
}

/// The colours of one theme.
struct Palette {
    command: Color,
    good: Color,
    waiting: Color,
    bad: Color,
    data: Color,
    faint: Color,
    selected: Color,
    marked: Color,
}

const fn palette(name: ThemeName, depth: Depth) -> Palette {
    match (name, depth) {
        (ThemeName::Light, Depth::Indexed) => Palette {
            command: Color::Indexed(25),
            good: Color::Indexed(24),
            waiting: Color::Indexed(94),
            bad: Color::Indexed(130),
            data: Color::Indexed(90),
            faint: Color::Indexed(242),
            selected: Color::Indexed(153),
            marked: Color::Indexed(222),
        },
        (ThemeName::Light, Depth::Sixteen) => Palette {
            command: Color::Blue,
            good: Color::Blue,
            waiting: Color::Magenta,
            bad: Color::Red,
            data: Color::Magenta,
            faint: Color::DarkGray,
            selected: Color::Cyan,
            marked: Color::Yellow,
        },
        (ThemeName::HighContrast, _) => Palette {
            command: Color::LightCyan,
            good: Color::LightCyan,
            waiting: Color::LightYellow,
            bad: Color::LightYellow,
            data: Color::LightMagenta,
            faint: Color::White,
            selected: Color::White,
            marked: Color::LightYellow,
        },
        (ThemeName::Dark | ThemeName::None, Depth::Indexed) => Palette {
            command: Color::Indexed(117),
            good: Color::Indexed(75),
            waiting: Color::Indexed(229),
            bad: Color::Indexed(214),
            data: Color::Indexed(176),
            faint: Color::Indexed(246),
            selected: Color::Indexed(238),
            marked: Color::Indexed(58),
        },
        (ThemeName::Dark | ThemeName::None, Depth::Sixteen) => Palette {
            command: Color::Cyan,
            good: Color::LightBlue,
            waiting: Color::LightYellow,
            bad: Color::Yellow,
            data: Color::LightMagenta,
            faint: Color::Gray,
            selected: Color::DarkGray,
            marked: Color::Blue,
        },
    }
}

impl Theme {
    /// The colours called `name`, on a terminal with so many colours.
    pub const fn new(name: ThemeName, depth: Depth) -> Self {
        Self { name, depth }
    }

    /// Its name.
    pub const fn name(self) -> ThemeName {
        self.name
    }

    /// The same terminal with other colours.
    pub const fn with(self, name: ThemeName) -> Self {
        Self::new(name, self.depth)
    }

    /// How text of this kind is drawn.
    pub fn ink(self, ink: Ink) -> Style {
        let plain = Style::new();
        if self.name == ThemeName::None {
            return match ink {
                Ink::Heading | Ink::Command => plain.add_modifier(Modifier::BOLD),
                Ink::Bad => plain.add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED)),
                Ink::Faint => plain.add_modifier(Modifier::DIM),
                Ink::Plain | Ink::Good | Ink::Waiting | Ink::Data | Ink::Note => plain,
            };
        }
        let colors = palette(self.name, self.depth);
        match ink {
            Ink::Plain | Ink::Note => plain,
            Ink::Heading => plain.add_modifier(Modifier::BOLD),
            Ink::Command => plain.fg(colors.command),
            Ink::Good => plain.fg(colors.good),
            Ink::Waiting => plain.fg(colors.waiting),
            Ink::Bad => plain.fg(colors.bad).add_modifier(Modifier::BOLD),
            Ink::Data => plain.fg(colors.data),
            Ink::Faint => plain.fg(colors.faint),
        }
    }

    /// The row, or the cell, that the keys act on, in a pane that has the focus or has not; to be
    /// laid over what the row's text has.
    pub fn selected(self, focused: bool) -> Style {
        let plain = Style::new();
        match self.name {
            ThemeName::None if focused => plain.add_modifier(Modifier::REVERSED),
            ThemeName::None => plain.add_modifier(Modifier::UNDERLINED),
            ThemeName::HighContrast if focused => plain
                .fg(Color::Black)
                .bg(palette(self.name, self.depth).selected),
            _ if focused => plain
                .bg(palette(self.name, self.depth).selected)
                .add_modifier(Modifier::BOLD),
            _ => plain.add_modifier(Modifier::UNDERLINED),
        }
    }

    /// Bytes or words that belong to what is selected elsewhere, or that a search found.
    pub fn marked(self) -> Style {
        let plain = Style::new();
        match self.name {
            ThemeName::None => plain.add_modifier(Modifier::REVERSED),
            ThemeName::HighContrast => plain
                .fg(Color::Black)
                .bg(palette(self.name, self.depth).marked),
            _ => plain.bg(palette(self.name, self.depth).marked),
        }
    }

    /// The border between panes, of one that has the focus or has not.
    pub fn border(self, focused: bool) -> Style {
        if focused {
            self.ink(Ink::Command)
        } else {
            self.ink(Ink::Faint)
        }
    }

    /// The bars at the top and at the bottom.
    pub fn bar(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }
}
