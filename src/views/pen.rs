//! What lines are drawn with: characters and colours.

/// What a piece of text is, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// As it is.
    Plain,
    /// A heading.
    Heading,
    /// A command.
    Command,
    /// What went well.
    Good,
    /// What asks for more.
    Waiting,
    /// What went wrong.
    Bad,
    /// A data connection.
    Data,
    /// An explanation.
    Note,
    /// Times, frame numbers and lifelines.
    Faint,
}

impl Ink {
    /// The parameters of its SGR sequence (ECMA-48 §8.3.117).
    const fn parameters(self) -> &'static str {
        match self {
            Ink::Plain => "",
            Ink::Heading => "1",
            Ink::Command => "36",
            Ink::Good => "32",
            Ink::Waiting => "33",
            Ink::Bad => "1;31",
            Ink::Data => "35",
            Ink::Note => "3",
            Ink::Faint => "2",
        }
    }
}

/// The characters of the ladder.
#[derive(Debug)]
pub struct Glyphs {
    /// The lifeline of a side.
    pub lifeline: &'static str,
    /// A lifeline that a bar begins at.
    pub bar_left: &'static str,
    /// A lifeline that a bar ends at.
    pub bar_right: &'static str,
    /// The shaft of what travels on the control connection.
    pub control: &'static str,
    /// The shaft of what travels on a data connection.
    pub data: &'static str,
    /// The shaft of an attempt.
    pub attempt: &'static str,
    /// The head of an arrow to the left.
    pub left: &'static str,
    /// The head of an arrow to the right.
    pub right: &'static str,
    /// What an arrow that does not arrive ends in.
    pub lost: &'static str,
    /// All went well.
    pub well: &'static str,
    /// Something to look at.
    pub warning: &'static str,
    /// Something to know.
    pub note: &'static str,
    /// What goes on.
    pub open: &'static str,
    /// Time that passes.
    pub idle: &'static str,
    /// What stands for text that is left out.
    pub ellipsis: &'static str,
    /// What stands between parts of a heading.
    pub dot: &'static str,
    /// What is sorted upwards.
    pub up: &'static str,
    /// What is sorted downwards.
    pub down: &'static str,
    /// Where a line begins that binds what belongs together.
    pub tie_start: &'static str,
    /// What such a line binds on its way.
    pub tie_joint: &'static str,
    /// Where it ends.
    pub tie_end: &'static str,
    /// The upper corners of a box, left and right.
    pub top: [&'static str; 2],
    /// The lower corners of a box, left and right.
    pub bottom: [&'static str; 2],
}

const UNICODE: Glyphs = Glyphs {
    lifeline: "│",
    bar_left: "├",
    bar_right: "┤",
    control: "─",
    data: "═",
    attempt: "╌",
    left: "◄",
    right: "►",
    lost: "✗",
    well: "✓",
    warning: "!",
    note: "·",
    open: "●",
    idle: "⋮",
    ellipsis: "…",
    dot: " · ",
    up: "▲",
    down: "▼",
    tie_start: "┌",
    tie_joint: "├",
    tie_end: "└",
    top: ["┌", "┐"],
    bottom: ["└", "┘"],
};

const ASCII: Glyphs = Glyphs {
    lifeline: "|",
    bar_left: "+",
    bar_right: "+",
    control: "-",
    data: "=",
    attempt: "~",
    left: "<",
    right: ">",
    lost: "x",
    well: "+",
    warning: "!",
    note: "-",
    open: "*",
    idle: ":",
    ellipsis: "...",
    dot: " - ",
    up: "^",
    down: "v",
    tie_start: ".",
    tie_joint: "+",
    tie_end: "'",
    top: ["+", "+"],
    bottom: ["+", "+"],
};

/// Draws with or without colours, and with or without characters beyond ASCII.
#[derive(Debug)]
pub struct Pen {
    /// The characters.
    pub glyphs: &'static Glyphs,
    color: bool,
    unicode: bool,
}

impl Pen {
    /// A pen for this terminal.
    pub fn new(color: bool, unicode: bool) -> Self {
        Self {
            glyphs: if unicode { &UNICODE } else { &ASCII },
            color,
            unicode,
        }
    }

    /// Whether it draws more than ASCII.
    pub fn is_unicode(&self) -> bool {
        self.unicode
    }

    /// Adds `text` to `line` in its colour.
    pub fn write(&self, line: &mut String, ink: Ink, text: &str) {
        let parameters = ink.parameters();
        if !self.color || parameters.is_empty() || text.trim().is_empty() {
            line.push_str(text);
            return;
        }
        line.push_str("\x1b[");
        line.push_str(parameters);
        line.push('m');
        line.push_str(text);
        line.push_str("\x1b[0m");
    }

    /// A sentence of our own with the characters that this terminal has.
    pub fn sentence(&self, text: String) -> String {
        if self.unicode || text.is_ascii() {
            return text;
        }
        let mut plain = String::with_capacity(text.len());
        for character in text.chars() {
            match character {
                '×' => plain.push('x'),
                '÷' => plain.push('/'),
                '→' => plain.push_str("->"),
                '↔' => plain.push_str("<->"),
                '§' => plain.push_str("section "),
                '…' => plain.push_str("..."),
                '·' | '–' => plain.push('-'),
                'µ' => plain.push('u'),
                other => plain.push(other),
            }
        }
        plain
    }

    /// Text from the wire, made harmless.
    pub fn visible(&self, bytes: &[u8]) -> String {
        if self.unicode {
            crate::views::visible::visible(bytes)
        } else {
            crate::views::visible::visible_ascii(bytes)
        }
    }
}
