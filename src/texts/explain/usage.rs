//! How commands and replies are used: when they are sent, what follows, and where they trip people.

mod en;
mod zh_hans;
mod zh_hant;

pub(super) use en::USAGE as EN;
pub(super) use zh_hans::USAGE as ZH_HANS;
pub(super) use zh_hant::USAGE as ZH_HANT;

/// What a command is for, which tells when it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// To get in.
    Login,
    /// To protect connections.
    Security,
    /// To set how something is done from then on.
    Settings,
    /// To say where the data connection goes.
    Endpoint,
    /// To prepare the next command.
    Prelude,
    /// To move data over a data connection.
    Transfer,
    /// To do something with files and directories.
    Files,
    /// To learn something.
    Information,
    /// To break off a transfer.
    Abort,
    /// To end the session.
    End,
    /// To send mail, before there was SMTP.
    Mail,
}

impl Stage {
    /// All of them, for tests that read every sentence.
    #[cfg(test)]
    pub(super) const ALL: [Stage; 11] = [
        Stage::Login,
        Stage::Security,
        Stage::Settings,
        Stage::Endpoint,
        Stage::Prelude,
        Stage::Transfer,
        Stage::Files,
        Stage::Information,
        Stage::Abort,
        Stage::End,
        Stage::Mail,
    ];
}

/// How commands and replies are used, in one language.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// When the client sends a command of this stage.
    pub when: fn(Stage) -> &'static str,
    /// What comes after such a command.
    pub after: fn(Stage) -> &'static str,
    /// What comes after a reply code; by its first digit where nothing else is known. Empty outside
    /// of 100 to 699.
    pub next: fn(u16) -> &'static str,
    /// Where a verb, by its name in capitals, trips people; empty where nothing is known.
    pub verb_pitfall: fn(&str) -> &'static str,
    /// Where a reply code trips people; empty where nothing is known.
    pub code_pitfall: fn(u16) -> &'static str,
}

/// Declares the usage of one language.
macro_rules! usage {
    (
        stages { $($stage:ident { when $when:literal; after $after:literal; })* }
        next { $($code:literal => $next:literal;)* }
        classes { $($first:literal => $class:literal;)* }
        verbs { $($name:literal => $verb:literal;)* }
        codes { $($number:literal => $pitfall:literal;)* }
    ) => {
        pub(in crate::texts::explain) const USAGE: super::Usage = super::Usage {
            when: |stage| match stage {
                $(super::Stage::$stage => $when,)*
            },
            after: |stage| match stage {
                $(super::Stage::$stage => $after,)*
            },
            next: |code| match code {
                $($code => $next,)*
                _ => match code / 100 {
                    $($first => $class,)*
                    _ => "",
                },
            },
            verb_pitfall: |name| match name {
                $($name => $verb,)*
                _ => "",
            },
            code_pitfall: |code| match code {
                $($number => $pitfall,)*
                _ => "",
            },
        };

        #[cfg(test)]
        pub(super) const PLACES: (&[u16], &[&str], &[u16]) =
            (&[$($code),*], &[$($name),*], &[$($number),*]);
    };
}
use usage;

#[cfg(test)]
impl Usage {
    /// Every sentence under what it is about.
    pub(super) fn samples(&self) -> Vec<(&'static str, String)> {
        let (codes, verbs, pitfalls) = en::PLACES;
        let stages = Stage::ALL.iter();
        let stages = stages.flat_map(|&stage| [(self.when)(stage), (self.after)(stage)]);
        let classes = [199, 299, 399, 499, 599, 699];
        let next = codes.iter().copied().chain(classes).map(self.next);
        let verbs = verbs.iter().map(|name| (self.verb_pitfall)(name));
        let codes = pitfalls.iter().map(|&code| (self.code_pitfall)(code));
        let all = stages.chain(next).chain(verbs).chain(codes);
        all.map(|text| ("usage", text.to_owned())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_languages_speak_of_the_same_verbs_and_codes() {
        assert_eq!(zh_hans::PLACES, en::PLACES);
        assert_eq!(zh_hant::PLACES, en::PLACES);
    }
}
