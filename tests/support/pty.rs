//! The program in a terminal of its own: a real pseudo-terminal, with an emulator at its other end.

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A terminal in which a program runs.
pub struct Pty {
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    parser: Arc<Mutex<vt100::Parser>>,
    /// Everything that was written to it.
    written: Arc<Mutex<Vec<u8>>>,
    child: Box<dyn Child + Send + Sync>,
    modes: String,
    home: tempfile::TempDir,
}

impl Pty {
    /// Runs ftpscope in the folder of the captures.
    pub fn ftpscope(arguments: &[&str]) -> Self {
        Self::run(env!("CARGO_BIN_EXE_ftpscope"), arguments, |_| {})
    }

    /// Runs a program, after a change to its surroundings.
    pub fn run(
        program: &str,
        arguments: &[&str],
        change: impl FnOnce(&mut CommandBuilder),
    ) -> Self {
        let size = PtySize {
            rows: 24,
            cols: 80,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let home = tempfile::tempdir().expect("a folder");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(Path::new(env!("CARGO_MANIFEST_DIR")).join("captures"));
        for name in ["NO_COLOR", "COLORTERM", "LANG", "LC_CTYPE", "LC_MESSAGES"] {
            command.env_remove(name);
        }
        command.env("TERM", "xterm-256color");
        command.env("LC_ALL", "C.UTF-8");
        command.env("XDG_CONFIG_HOME", home.path());
        change(&mut command);
        let modes = modes(&*pair.master);
        let child = pair.slave.spawn_command(command).expect("the program runs");
        drop(pair.slave);
        let parser = Arc::new(Mutex::new(vt100::Parser::new(extent(24), extent(80), 0)));
        let written = Arc::new(Mutex::new(Vec::new()));
        let mut output = pair.master.try_clone_reader().expect("its output");
        let (shown, kept) = (Arc::clone(&parser), Arc::clone(&written));
        std::thread::spawn(move || {
            let mut bytes = [0; 4_096];
            while let Ok(read @ 1..) = output.read(&mut bytes) {
                shown.lock().unwrap().process(&bytes[..read]);
                kept.lock().unwrap().extend_from_slice(&bytes[..read]);
            }
        });
        Self {
            keyboard: pair.master.take_writer().expect("its input"),
            master: pair.master,
            parser,
            written,
            child,
            modes,
            home,
        }
    }

    /// What the screen shows.
    pub fn screen(&self) -> String {
        self.parser.lock().unwrap().screen().contents()
    }

    /// Everything that the program wrote so far.
    pub fn written(&self) -> String {
        String::from_utf8_lossy(&self.written.lock().unwrap()).into_owned()
    }

    /// Waits until the screen shows `text`.
    pub fn see(&mut self, text: &str) -> &mut Self {
        self.await_that(text, |pty| pty.screen().contains(text))
    }

    /// Waits until the screen shows `text`, wherever its lines are broken: how long the paths before
    /// it are depends on where the project lies.
    pub fn see_wrapped(&mut self, text: &str) -> &mut Self {
        let words = |text: &str| text.split_whitespace().collect::<String>();
        self.await_that(text, |pty| words(&pty.screen()).contains(&words(text)))
    }

    /// Waits for something.
    pub fn await_that(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) -> &mut Self {
        let begun = Instant::now();
        while !is_so(self) {
            assert!(
                begun.elapsed() < PATIENCE,
                "waited in vain for {what:?}; the screen:\n{}",
                self.screen()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        self
    }

    /// Types.
    pub fn type_keys(&mut self, keys: &str) -> &mut Self {
        self.keyboard.write_all(keys.as_bytes()).expect("a key");
        self.keyboard.flush().expect("a key");
        self
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, cols: u16, rows: u16) -> &mut Self {
        self.parser
            .lock()
            .unwrap()
            .screen_mut()
            .set_size(extent(rows), extent(cols));
        let size = PtySize {
            rows,
            cols,
            ..PtySize::default()
        };
        self.master.resize(size).expect("another size");
        self
    }

    /// The folder of its settings.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The process that runs in it.
    pub fn process(&self) -> u32 {
        self.child.process_id().expect("a process")
    }

    /// Waits until the program ends.
    pub fn end(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a process") {
                // What it wrote last is on its way.
                std::thread::sleep(Duration::from_millis(20));
                return status;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "it does not end; the screen:\n{}",
                self.screen()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Whether the UI has the terminal.
    pub fn is_taken(&self) -> bool {
        let parser = self.parser.lock().unwrap();
        parser.screen().alternate_screen()
    }

    /// Says what is not as it was before the program ran.
    pub fn assert_restored(&self) {
        let parser = self.parser.lock().unwrap();
        let screen = parser.screen();
        assert!(!screen.alternate_screen(), "the alternate screen is shown");
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert!(!screen.bracketed_paste(), "pasting is bracketed");
        let mouse = screen.mouse_protocol_mode();
        assert_eq!(mouse, vt100::MouseProtocolMode::None, "the mouse");
        assert_eq!(
            modes(&*self.master),
            self.modes,
            "the modes of the terminal"
        );
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn extent(cells: u16) -> NonZero<u16> {
    NonZero::new(cells).expect("a size")
}

/// Raw or cooked, echo and signals: all that `stty` knows.
fn modes(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios())
}
