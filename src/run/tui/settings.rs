//! The file with what is remembered from one run to the next.

use crate::views::tui::Settings;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The settings file, and what of it counts in this run.
pub struct SettingsFile {
    path: PathBuf,
    /// What stands in it.
    remembered: Settings,
    /// What the command line said instead, which is not remembered.
    instead: Settings,
    /// Why it could not be read.
    trouble: Option<String>,
}

impl SettingsFile {
    /// Reads the file at `path`, which need not be there; `instead` counts in its place where it
    /// says something of language and colours.
    pub fn read(path: PathBuf, instead: Settings) -> Self {
        let read = match fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| explain(&error, &text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Settings::default()),
            Err(error) => Err(error.to_string()),
        };
        let (remembered, trouble) = match read {
            Ok(remembered) => (remembered, None),
            Err(trouble) => (Settings::default(), Some(trouble)),
        };
        Self {
            path,
            remembered,
            instead,
            trouble,
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The settings that count.
    pub fn settings(&self) -> Settings {
        let remembered = self.remembered.clone();
        Settings {
            language: self.instead.language.or(remembered.language),
            theme: self.instead.theme.or(remembered.theme),
            ..remembered
        }
    }

    /// Why the file could not be read, if so; it is left as it is then.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Writes settings, all of them or none.
    ///
    /// # Errors
    ///
    /// What the system says, or why the file could not be read.
    pub fn write(&mut self, mut settings: Settings) -> io::Result<()> {
        if let Some(trouble) = &self.trouble {
            return Err(io::Error::other(trouble.clone()));
        }
        if self.instead.language.is_some() && settings.language == self.instead.language {
            settings.language = self.remembered.language;
        }
        if self.instead.theme.is_some() && settings.theme == self.instead.theme {
            settings.theme = self.remembered.theme;
        }
        if settings == self.remembered {
            return Ok(());
        }
        let text = toml::to_string(&settings).map_err(io::Error::other)?;
        // A link to a file elsewhere stays one.
        let path = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(path)?;
        self.remembered = settings;
        Ok(())
    }
}

/// What is wrong with a file, on one line.
fn explain(error: &toml::de::Error, text: &str) -> String {
    let message = error.message();
    match error.span() {
        Some(span) => {
            let before = text.as_bytes().get(..span.start).unwrap_or_default();
            let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
            format!("line {line}: {message}")
        }
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::tui::{Clock, Language, ThemeName};

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    fn full() -> Settings {
        Settings {
            language: Some(Language::ZhHant),
            theme: Some(ThemeName::HighContrast),
            time: Some(Clock::TimeOfDay),
            sort: Some(("bytes".to_owned(), true)),
            columns: Some(vec!["time".to_owned(), "user".to_owned()]),
            borders: [("packets".to_owned(), 40)].into(),
        }
    }

    fn read(path: &Path) -> SettingsFile {
        SettingsFile::read(path.to_owned(), Settings::default())
    }

    #[test]
    fn what_was_written_is_read_again() {
        let folder = folder();
        let path = folder.path().join("not").join("yet").join("config.toml");
        assert_eq!(read(&path).settings(), Settings::default());
        read(&path).write(full()).unwrap();
        assert_eq!(read(&path).settings(), full());
    }

    #[test]
    fn a_broken_file_is_told_by_its_line_and_left_as_it_is() {
        let folder = folder();
        let path = folder.path().join("config.toml");
        let broken = "theme = \"dark\"\nlanguage = \"klingon\"\n";
        fs::write(&path, broken).unwrap();
        let mut file = read(&path);
        assert!(file.trouble().unwrap().starts_with("line 2: "));
        assert!(file.write(full()).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), broken);
    }

    #[test]
    fn what_the_command_line_says_counts_and_is_not_remembered() {
        let folder = folder();
        let path = folder.path().join("config.toml");
        read(&path).write(full()).unwrap();
        let instead = Settings {
            language: Some(Language::En),
            ..Settings::default()
        };
        let mut file = SettingsFile::read(path.clone(), instead);
        let mut settings = file.settings();
        assert_eq!(settings.language, Some(Language::En));
        settings.time = Some(Clock::SinceStart);
        file.write(settings).unwrap();
        let remembered = read(&path).settings();
        assert_eq!(remembered.language, Some(Language::ZhHant));
        assert_eq!(remembered.time, Some(Clock::SinceStart));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = folder();
        let (path, target) = (
            folder.path().join("config.toml"),
            folder.path().join("elsewhere.toml"),
        );
        fs::write(&target, "").unwrap();
        std::os::unix::fs::symlink(&target, &path).unwrap();
        read(&path).write(full()).unwrap();
        assert!(path.symlink_metadata().unwrap().is_symlink());
        assert_eq!(read(&target).settings(), full());
    }
}
