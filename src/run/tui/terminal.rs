//! The terminal, as long as the UI has it.

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::Print;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::io::{self, BufWriter, Stdout, Write};

/// Tell of clicks, of the wheel, and of movements while a button is down, in SGR form (xterm's
/// modes 1000, 1002 and 1006). Movements without a button would only cost time.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// Bytes of one drawing that are gathered before they are written.
const BUFFER: usize = 1 << 16;

/// How long the system may take to stop this program.
#[cfg(unix)]
const UNTIL_STOPPED: std::time::Duration = std::time::Duration::from_millis(100);

/// The terminal in the hands of the UI: raw, on its alternate screen. It is given back when this
/// is dropped.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    taken: bool,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    ///
    /// What the system says, here and below.
    pub fn take() -> io::Result<Self> {
        let backend = CrosstermBackend::new(BufWriter::with_capacity(BUFFER, io::stdout()));
        let mut screen = Self {
            terminal: Terminal::new(backend)?,
            taken: false,
        };
        screen.enter()?;
        Ok(screen)
    }

    /// Takes the terminal again, whatever became of it meanwhile; everything will be drawn anew.
    ///
    /// # Errors
    ///
    /// As [`Screen::take`].
    #[cfg(unix)]
    pub fn take_again(&mut self) -> io::Result<()> {
        self.give_back();
        self.enter()?;
        let size = self.terminal.size()?;
        self.terminal
            .resize(Rect::new(0, 0, size.width, size.height))
    }

    /// Lets the shell have the terminal until it wakes this program up.
    ///
    /// The whole group of processes is stopped, as the terminal does it: a program that feeds this
    /// one through a pipe belongs to the same job.
    ///
    /// # Errors
    ///
    /// As [`Screen::take`].
    #[cfg(unix)]
    pub fn suspend(&mut self) -> io::Result<()> {
        use rustix::process::{Signal, kill_current_process_group};
        self.give_back();
        kill_current_process_group(Signal::TSTP)?;
        // Another thread may have taken the signal, and there may be no shell that would ever wake
        // this program up: then the system does not stop it.
        std::thread::sleep(UNTIL_STOPPED);
        self.take_again()
    }

    /// There is no shell that could have the terminal meanwhile.
    #[cfg(not(unix))]
    pub fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn enter(&mut self) -> io::Result<()> {
        self.taken = true;
        enable_raw_mode()?;
        execute!(
            self.terminal.backend_mut(),
            EnterAlternateScreen,
            Print(MOUSE_ON),
            EnableBracketedPaste,
            Hide
        )
    }

    /// Gives the terminal back as it was, as far as it still takes anything.
    pub fn give_back(&mut self) {
        if !std::mem::take(&mut self.taken) {
            return;
        }
        let backend = self.terminal.backend_mut();
        let queued = queue!(
            backend,
            DisableBracketedPaste,
            Print(MOUSE_OFF),
            LeaveAlternateScreen,
            Show
        );
        let _ = queued.and_then(|()| io::Write::flush(backend));
        let _ = disable_raw_mode();
    }

    /// Draws what has changed.
    ///
    /// # Errors
    ///
    /// As [`Screen::take`].
    pub fn draw(&mut self, draw: impl FnOnce(Rect, &mut Buffer)) -> io::Result<()> {
        self.terminal
            .draw(|frame| draw(frame.area(), frame.buffer_mut()))
            .map(drop)
    }

    /// Sends the terminal something that is not drawn.
    ///
    /// # Errors
    ///
    /// As [`Screen::take`].
    pub fn send(&mut self, sequence: &str) -> io::Result<()> {
        let backend = self.terminal.backend_mut();
        backend.write_all(sequence.as_bytes())?;
        io::Write::flush(backend)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.give_back();
    }
}
