//! How far the reading is, on a terminal, for captures that take a while.

use super::has_a_spectator;
use super::input::Input;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Frames between two looks at the clock.
const FRAMES: u64 = 4_096;

/// How long reading may take before anything is said.
const PATIENCE: Duration = Duration::from_secs(1);

/// The time between two updates.
const PERIOD: Duration = Duration::from_millis(200);

/// A line on standard error that is written over again and again, and erased in the end.
pub struct Progress {
    start: Instant,
    next: Instant,
    size: Option<u64>,
    frames: u64,
    on: bool,
    shared: bool,
    visible: bool,
}

impl Progress {
    /// Nothing read yet of `size` bytes; silent where standard error is no terminal.
    pub fn new(size: Option<u64>) -> Self {
        let start = Instant::now();
        Self {
            start,
            next: start + PATIENCE,
            size,
            frames: 0,
            on: has_a_spectator(),
            shared: io::stdout().is_terminal(),
            visible: false,
        }
    }

    /// Takes the news that so many more frames of `source` were read, and how many sessions were told of.
    pub fn frames(&mut self, count: u64, source: &Input, sessions: u64) {
        let before = self.frames;
        self.frames += count;
        if before / FRAMES < self.frames / FRAMES {
            self.update(source.position(), sessions);
        }
    }

    /// Whether results come out on the same terminal, so that each has to be there before the line
    /// is written again.
    pub fn shares_the_screen(&self) -> bool {
        self.on && self.shared
    }

    /// Tells how far the reading is, if it is time to.
    fn update(&mut self, position: u64, sessions: u64) {
        let now = Instant::now();
        if !self.on || now < self.next {
            return;
        }
        self.next = now + PERIOD;
        self.visible = true;
        let _ = write!(
            io::stderr(),
            "\r\x1b[K{}",
            line(position, self.size, now - self.start, sessions)
        );
    }

    /// Takes the line away.
    pub fn erase(&mut self) {
        if std::mem::take(&mut self.visible) {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

fn line(position: u64, size: Option<u64>, elapsed: Duration, sessions: u64) -> String {
    let megabytes = position as f64 / 1e6;
    let mut line = format!("{megabytes:.0} MB");
    if let Some(size) = size.filter(|&size| size > 0) {
        let percent = position.saturating_mul(100) / size;
        let _ = write!(line, " of {:.0} MB ({percent} %)", size as f64 / 1e6);
    }
    let rate = megabytes / elapsed.as_secs_f64().max(1e-9);
    let _ = write!(line, ", {rate:.0} MB/s, {sessions} ");
    line.push_str(if sessions == 1 { "session" } else { "sessions" });
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_share_rate_and_sessions_are_told() {
        let told = line(50_000_000, Some(200_000_000), Duration::from_secs(2), 7);
        assert_eq!(told, "50 MB of 200 MB (25 %), 25 MB/s, 7 sessions");
    }

    #[test]
    fn a_pipe_has_no_share() {
        assert_eq!(
            line(50_000_000, None, Duration::from_secs(1), 1),
            "50 MB, 50 MB/s, 1 session"
        );
    }
}
