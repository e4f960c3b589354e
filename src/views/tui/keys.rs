//! Which key does what, as one table: keys are dispatched from it, and the help and the status bar
//! are made from it.

use super::screen::ScreenId::{self, Findings, Packets, Sessions, Stream, Transfers, Walkthrough};
use crate::texts::tui::Tui;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Something that a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Select the row above.
    Up,
    /// Select the row below.
    Down,
    /// Go to the left.
    Left,
    /// Go to the right.
    Right,
    /// Go up by a screenful.
    PageUp,
    /// Go down by a screenful.
    PageDown,
    /// Go to the first row.
    First,
    /// Go to the last row.
    Last,
    /// Open what is selected.
    Enter,
    /// Go back to where one came from.
    Back,
    /// Go to the next pane.
    NextPane,
    /// Go to the pane before.
    PreviousPane,
    /// Go to the next announcement, transfer or failure.
    NextMark,
    /// Go to the announcement, transfer or failure before.
    PreviousMark,
    /// Go from an announcement to its data connection, and back.
    Jump,
    /// Look for text.
    Search,
    /// Look for the same text further on.
    SearchNext,
    /// Look for the same text further back.
    SearchPrevious,
    /// Show only what matches.
    Filter,
    /// Choose which frames, or which transfers, are shown.
    Scope,
    /// Sort by the next column.
    Sort,
    /// Sort the other way round.
    Reverse,
    /// Choose the columns.
    Columns,
    /// Show the same in another way: text, listing, hexadecimal.
    Form,
    /// Show what was decrypted, or what was on the wire.
    Wire,
    /// Show what was carried, or how fast.
    Preview,
    /// Go to a frame by its number.
    GoTo,
    /// Show times in another way.
    Time,
    /// Copy something.
    Copy,
    /// Save the screen.
    Save,
    /// The next language.
    Language,
    /// The next set of colours.
    Theme,
    /// Show or hide passwords.
    Passwords,
    /// Stand still while the capture goes on, or move again.
    Pause,
    /// Save packets as a capture.
    SavePackets,
    /// Show another screen.
    Open(ScreenId),
    /// Say which keys there are.
    Help,
    /// Leave.
    Quit,
    /// Let the shell have the terminal for a while.
    Suspend,
}

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord {
    code: KeyCode,
    control: bool,
}

impl Chord {
    const fn key(letter: char) -> Self {
        Self::code(KeyCode::Char(letter))
    }

    const fn code(code: KeyCode) -> Self {
        Self {
            code,
            control: false,
        }
    }

    const fn control(letter: char) -> Self {
        Self {
            code: KeyCode::Char(letter),
            control: true,
        }
    }

    fn is(self, key: &KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let plain = !key
            .modifiers
            .intersects(KeyModifiers::ALT | KeyModifiers::SUPER);
        self.code == key.code && self.control == control && plain
    }

    /// The key as people read it on their keyboard.
    pub fn name(self, unicode: bool) -> String {
        let name = match self.code {
            KeyCode::Up if unicode => "↑",
            KeyCode::Down if unicode => "↓",
            KeyCode::Left if unicode => "←",
            KeyCode::Right if unicode => "→",
            KeyCode::Up => "Up",
            KeyCode::Down => "Down",
            KeyCode::Left => "Left",
            KeyCode::Right => "Right",
            KeyCode::PageUp => "PgUp",
            KeyCode::PageDown => "PgDn",
            KeyCode::Home => "Home",
            KeyCode::End => "End",
            KeyCode::Enter => "Enter",
            KeyCode::Esc => "Esc",
            KeyCode::Tab => "Tab",
            KeyCode::BackTab => "Shift-Tab",
            KeyCode::Backspace => "Backspace",
            KeyCode::Char(' ') => "Space",
            KeyCode::Char(letter) if self.control => {
                return format!("Ctrl-{}", letter.to_ascii_uppercase());
            }
            KeyCode::Char(letter) => return letter.to_string(),
            _ => "?",
        };
        name.to_owned()
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct Binding {
    /// The keys, the best known first.
    pub chords: &'static [Chord],
    /// What they do.
    pub action: Action,
    /// Where; nowhere in particular means everywhere.
    pub screens: &'static [ScreenId],
}

const fn everywhere(chords: &'static [Chord], action: Action) -> Binding {
    on(&[], chords, action)
}

const fn on(screens: &'static [ScreenId], chords: &'static [Chord], action: Action) -> Binding {
    Binding {
        chords,
        action,
        screens,
    }
}

/// All keys. Where a key stands twice, the first row that counts on a screen wins.
pub const TABLE: &[Binding] = &[
    everywhere(&[Chord::code(KeyCode::Up), Chord::key('k')], Action::Up),
    everywhere(&[Chord::code(KeyCode::Down), Chord::key('j')], Action::Down),
    everywhere(&[Chord::code(KeyCode::Left), Chord::key('h')], Action::Left),
    everywhere(
        &[Chord::code(KeyCode::Right), Chord::key('l')],
        Action::Right,
    ),
    everywhere(
        &[Chord::code(KeyCode::PageUp), Chord::control('b')],
        Action::PageUp,
    ),
    everywhere(
        &[
            Chord::code(KeyCode::PageDown),
            Chord::key(' '),
            Chord::control('f'),
        ],
        Action::PageDown,
    ),
    everywhere(
        &[Chord::key('g'), Chord::code(KeyCode::Home)],
        Action::First,
    ),
    everywhere(&[Chord::key('G'), Chord::code(KeyCode::End)], Action::Last),
    everywhere(&[Chord::code(KeyCode::Enter)], Action::Enter),
    everywhere(
        &[Chord::code(KeyCode::Esc), Chord::code(KeyCode::Backspace)],
        Action::Back,
    ),
    everywhere(&[Chord::code(KeyCode::Tab)], Action::NextPane),
    everywhere(&[Chord::code(KeyCode::BackTab)], Action::PreviousPane),
    on(&[Walkthrough], &[Chord::key('n')], Action::NextMark),
    on(&[Walkthrough], &[Chord::key('p')], Action::PreviousMark),
    on(&[Walkthrough], &[Chord::key('d')], Action::Jump),
    everywhere(&[Chord::key('/')], Action::Search),
    on(
        &[Sessions, Packets, Stream, Transfers, Findings],
        &[Chord::key('n')],
        Action::SearchNext,
    ),
    everywhere(&[Chord::key('N')], Action::SearchPrevious),
    on(
        &[Sessions, Packets, Transfers, Findings],
        &[Chord::key('f')],
        Action::Filter,
    ),
    on(
        &[Packets, Transfers, Findings],
        &[Chord::key('a')],
        Action::Scope,
    ),
    on(
        &[Sessions, Transfers, Findings],
        &[Chord::key('o')],
        Action::Sort,
    ),
    on(&[Sessions, Transfers], &[Chord::key('r')], Action::Reverse),
    on(&[Sessions], &[Chord::key('c')], Action::Columns),
    on(&[Stream], &[Chord::key('x')], Action::Form),
    on(&[Packets, Stream], &[Chord::key('e')], Action::Wire),
    on(&[Transfers], &[Chord::key('v')], Action::Preview),
    everywhere(&[Chord::key(':')], Action::GoTo),
    everywhere(&[Chord::key('t')], Action::Time),
    everywhere(&[Chord::key('y')], Action::Copy),
    everywhere(&[Chord::key('s')], Action::Save),
    everywhere(&[Chord::key('L')], Action::Language),
    everywhere(&[Chord::key('T')], Action::Theme),
    everywhere(&[Chord::key('P')], Action::Passwords),
    everywhere(&[Chord::key('w')], Action::SavePackets),
    everywhere(&[Chord::key('z')], Action::Pause),
    everywhere(&[Chord::key('1')], Action::Open(Sessions)),
    everywhere(&[Chord::key('2')], Action::Open(Walkthrough)),
    everywhere(&[Chord::key('3')], Action::Open(Packets)),
    everywhere(&[Chord::key('4')], Action::Open(Stream)),
    everywhere(&[Chord::key('5')], Action::Open(Transfers)),
    everywhere(&[Chord::key('6')], Action::Open(Findings)),
    everywhere(&[Chord::key('?'), Chord::code(KeyCode::F(1))], Action::Help),
    everywhere(&[Chord::key('q'), Chord::control('c')], Action::Quit),
    everywhere(&[Chord::control('z')], Action::Suspend),
];

/// What a key asks for on a screen.
pub fn action(screen: ScreenId, key: &KeyEvent) -> Option<Action> {
    bindings(screen)
        .find(|binding| binding.chords.iter().any(|chord| chord.is(key)))
        .map(|binding| binding.action)
}

/// The rows of the table that count on a screen.
pub fn bindings(screen: ScreenId) -> impl Iterator<Item = &'static Binding> {
    TABLE
        .iter()
        .filter(move |binding| binding.screens.is_empty() || binding.screens.contains(&screen))
}

/// The actions that matter most on a screen: what the status bar names.
pub const fn bar(screen: ScreenId) -> [Action; 5] {
    use Action::{Copy, Enter, Filter, Form, Help, Jump, NextMark, NextPane, Open, Scope, Sort};
    match screen {
        Sessions => [Enter, Filter, Sort, Open(Transfers), Help],
        Walkthrough => [NextMark, Jump, Open(Packets), Open(Stream), Help],
        Packets => [NextPane, Filter, Scope, Copy, Help],
        Stream => [NextPane, Form, Copy, Open(Walkthrough), Help],
        Transfers => [Enter, Scope, Sort, Open(Stream), Help],
        Findings => [Enter, NextPane, Filter, Copy, Help],
    }
}

/// The key that a screen names for an action, and the few words for what it does.
pub fn label(
    screen: ScreenId,
    action: Action,
    texts: &Tui,
    unicode: bool,
) -> Option<(String, &'static str)> {
    let binding = bindings(screen).find(|binding| binding.action == action)?;
    let chord = binding.chords.first()?;
    let words = match action {
        Action::NextMark => texts.next_mark_short,
        Action::Jump => texts.jump_short,
        Action::Sort => texts.sort_short,
        other => words(other, texts),
    };
    Some((chord.name(unicode), words))
}

/// What an action does, in a few words.
pub fn words(action: Action, texts: &Tui) -> &'static str {
    match action {
        Action::Up => texts.up,
        Action::Down => texts.down,
        Action::Left => texts.left,
        Action::Right => texts.right,
        Action::PageUp => texts.page_up,
        Action::PageDown => texts.page_down,
        Action::First => texts.first,
        Action::Last => texts.last,
        Action::Enter => texts.enter,
        Action::Back => texts.back,
        Action::NextPane => texts.next_pane,
        Action::PreviousPane => texts.previous_pane,
        Action::NextMark => texts.next_mark,
        Action::PreviousMark => texts.previous_mark,
        Action::Jump => texts.jump,
        Action::Search => texts.search,
        Action::SearchNext => texts.search_next,
        Action::SearchPrevious => texts.search_previous,
        Action::Filter => texts.filter,
        Action::Scope => texts.scope,
        Action::Sort => texts.sort,
        Action::Reverse => texts.reverse,
        Action::Columns => texts.columns,
        Action::Form => texts.form,
        Action::Wire => texts.wire,
        Action::Preview => texts.preview,
        Action::GoTo => texts.go_to,
        Action::Time => texts.time,
        Action::Copy => texts.copy,
        Action::Save => texts.save,
        Action::Language => texts.language,
        Action::Theme => texts.theme,
        Action::Passwords => texts.passwords,
        Action::Pause => texts.pause,
        Action::SavePackets => texts.save_packets,
        Action::Open(screen) => screen_name(screen, texts),
        Action::Help => texts.help,
        Action::Quit => texts.quit,
        Action::Suspend => texts.suspend,
    }
}

/// The name of a screen.
pub fn screen_name(screen: ScreenId, texts: &Tui) -> &'static str {
    match screen {
        Sessions => texts.sessions,
        Walkthrough => texts.walkthrough,
        Packets => texts.packets,
        Stream => texts.stream,
        Transfers => texts.transfers,
        Findings => texts.findings,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(letter: char) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)
    }

    #[test]
    fn on_no_screen_has_a_key_two_meanings_of_its_own() {
        for screen in ScreenId::ALL {
            let mut seen: Vec<(&Chord, bool)> = Vec::new();
            for binding in bindings(screen) {
                let own = !binding.screens.is_empty();
                for chord in binding.chords {
                    // What counts everywhere may give way to what counts here.
                    let clash = seen
                        .iter()
                        .any(|&(one, other)| one == chord && other == own);
                    assert!(!clash, "{screen:?}: {chord:?} twice");
                    seen.push((chord, own));
                }
            }
        }
    }

    #[test]
    fn every_action_in_a_status_bar_has_a_key_there() {
        for screen in ScreenId::ALL {
            for action in bar(screen) {
                let label = label(screen, action, crate::texts::EN.tui, true);
                assert!(label.is_some(), "{screen:?}: {action:?}");
            }
        }
    }

    #[test]
    fn the_same_letter_does_what_the_screen_makes_of_it() {
        assert_eq!(action(Walkthrough, &press('n')), Some(Action::NextMark));
        assert_eq!(action(Packets, &press('n')), Some(Action::SearchNext));
    }
}
