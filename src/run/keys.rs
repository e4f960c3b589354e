//! Key logs: the secrets with which FTPS is read.

use super::complain;
use super::input::Input;
use crate::capture::Reader;
use crate::engine::Engine;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// The format of secrets in a capture that is a key log of TLS: "TLSK" (draft-ietf-opsawg-pcapng
/// §4.7).
const TLS_KEY_LOG: u32 = 0x544c_534b;

/// The time between two looks at a key log that may grow.
const LOOKING: Duration = Duration::from_millis(200);
/// The same while records want keys.
const LOOKING_EAGERLY: Duration = Duration::from_millis(1);

/// The bytes that are read at once.
const CHUNK: usize = 64 << 10;

/// A key log that somebody may be writing to.
pub struct KeyFile {
    path: PathBuf,
    file: File,
    /// Whether there may be more later, and what was read may be read again.
    is_regular: bool,
    length: u64,
    looked: Instant,
    /// What was wanted of the engine at the last look.
    wanted: u64,
}

/// What the keys of a capture come from.
#[derive(Default)]
pub struct Keys {
    file: Option<KeyFile>,
    /// How many secrets of the capture itself were taken.
    embedded: usize,
    /// Whether there may be news of either.
    awaits: bool,
}

impl KeyFile {
    /// Opens a key log.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        Ok(Self {
            path: path.to_owned(),
            is_regular: metadata.is_file(),
            file,
            length: 0,
            looked: Instant::now(),
            wanted: 0,
        })
    }

    /// Hands everything that was not read yet to `each`.
    fn read(&mut self, each: &mut dyn FnMut(&[u8])) -> io::Result<()> {
        if self.is_regular && self.file.metadata()?.len() < self.length {
            // Somebody has begun it anew.
            self.rewind()?;
        }
        let mut chunk = Zeroizing::new(vec![0; CHUNK]);
        loop {
            let count = match self.file.read(&mut chunk) {
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if count == 0 {
                return Ok(());
            }
            self.length += count as u64;
            each(&chunk[..count]);
        }
    }

    fn rewind(&mut self) -> io::Result<()> {
        self.length = 0;
        if self.is_regular {
            self.file.rewind()?;
        }
        Ok(())
    }
}

impl Keys {
    /// The keys of a file, if there is one, and those that captures bring along.
    pub fn new(file: Option<KeyFile>) -> Self {
        Self {
            file,
            embedded: 0,
            awaits: true,
        }
    }

    /// Gives an engine that has seen nothing everything that is known of keys for `source`.
    pub fn begin(&mut self, source: &Input, engine: &mut Engine) {
        self.embedded = 0;
        self.awaits = self.file.is_some() || source.may_bring_secrets();
        let Some(file) = &mut self.file else { return };
        // Records wait for keys also where the log is empty so far.
        engine.take_keys(&[]);
        let read = file
            .rewind()
            .and_then(|()| file.read(&mut |bytes| engine.take_keys(bytes)));
        if !source.is_live() {
            // The last line may lack its end; nobody is writing it any more.
            engine.take_keys(b"\n");
        }
        self.note(read);
        if let Some(file) = &self.file
            && engine.keys_known() == 0
            && file.length > 0
        {
            complain(format_args!(
                "{}: no TLS secret is in it: it should be a file that SSLKEYLOGFILE named, with lines \
                 such as CLIENT_RANDOM",
                file.path.display()
            ));
        }
    }

    /// Whether there may be keys to give to an engine between two frames.
    #[inline]
    pub fn awaits(&self) -> bool {
        self.awaits
    }

    /// Gives an engine what has come since; to be asked before every frame, and while there is none.
    #[inline(always)]
    pub fn look(&mut self, source: &Input, engine: &mut Engine) {
        if self.awaits {
            self.look_for_news(source, engine);
        }
    }

    fn look_for_news(&mut self, source: &Input, engine: &mut Engine) {
        if source.secrets() > self.embedded {
            self.take_embedded(source, engine);
        }
        if self.file.is_some() {
            self.look_at_file(engine);
        }
    }

    fn look_at_file(&mut self, engine: &mut Engine) {
        let Some(file) = &mut self.file else { return };
        let wanted = engine.keys_wanted();
        // Who talks has written its keys before: they are there when a record wants them.
        let pace = match wanted == file.wanted {
            true => LOOKING,
            false => LOOKING_EAGERLY,
        };
        let now = Instant::now();
        if now - file.looked >= pace && file.is_regular {
            (file.looked, file.wanted) = (now, wanted);
            let read = file.read(&mut |bytes| engine.take_keys(bytes));
            self.note(read);
        }
    }

    fn take_embedded(&mut self, source: &Input, engine: &mut Engine) {
        self.embedded = source.secrets();
        for secret in source.readers().flat_map(Reader::secrets) {
            if secret.kind == TLS_KEY_LOG {
                engine.take_keys(&secret.bytes);
                // A block is a whole file, so its last line needs no end.
                engine.take_keys(b"\n");
            }
        }
    }

    /// What to say where a session could not be read: that there may be keys in a file that the
    /// environment names, which nobody asked to read.
    pub fn suggestion(&self) -> Option<String> {
        let path = std::env::var_os("SSLKEYLOGFILE").filter(|path| !path.is_empty())?;
        let path = path.to_string_lossy();
        self.file.is_none().then(|| {
            format!("FTPS could not be read; SSLKEYLOGFILE is set, so try --keylog '{path}'")
        })
    }

    /// Says once that the file cannot be read.
    fn note(&mut self, read: io::Result<()>) {
        if let Err(error) = read
            && let Some(file) = self.file.take()
        {
            complain(format_args!(
                "cannot read the key log {}: {error}; what comes from now on stays encrypted",
                file.path.display()
            ));
        }
    }
}
