//! What captures say besides their frames, to be said again.

use crate::capture::{Reader, Secret, Subject};
use crate::run::input::Input;

/// What was taken over so far of each capture that is read.
#[derive(Default)]
pub struct Noted {
    seen: Vec<Seen>,
    sections: Vec<String>,
    secrets: Vec<Secret>,
}

/// How many comments and secrets of a capture were looked at.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Seen {
    comments: usize,
    secrets: usize,
}

impl Seen {
    fn of(reader: &Reader) -> Self {
        Self {
            comments: reader.comments().len(),
            secrets: reader.secrets().len(),
        }
    }
}

impl Noted {
    /// The comments on sections.
    pub fn sections(&self) -> impl Iterator<Item = &str> {
        self.sections.iter().map(String::as_str)
    }

    /// The secrets.
    pub fn secrets(&self) -> &[Secret] {
        &self.secrets
    }

    /// Whether the captures have said more since they were last looked at.
    pub fn is_behind(&self, source: &Input) -> bool {
        let mut seen = self.seen.iter().copied();
        source
            .readers()
            .any(|reader| Seen::of(reader) != seen.next().unwrap_or_default())
    }

    /// Takes over what is new, and hands it out: comments on sections, and secrets.
    pub fn look(&mut self, source: &Input) -> (Vec<String>, Vec<Secret>) {
        let (sections, secrets) = (self.sections.len(), self.secrets.len());
        for (index, reader) in source.readers().enumerate() {
            if self.seen.len() <= index {
                self.seen.push(Seen::default());
            }
            let Some(seen) = self.seen.get_mut(index) else {
                continue;
            };
            let comments = reader.comments().iter().skip(seen.comments);
            let on_sections = comments.filter(|comment| comment.subject == Subject::Section);
            self.sections
                .extend(on_sections.map(|comment| comment.text.clone()));
            let new = reader.secrets().iter().skip(seen.secrets);
            self.secrets.extend(new.cloned());
            *seen = Seen::of(reader);
        }
        let sections = self.sections.get(sections..).unwrap_or_default().to_vec();
        let secrets = self.secrets.get(secrets..).unwrap_or_default().to_vec();
        (sections, secrets)
    }
}
