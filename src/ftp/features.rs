//! What a server says it can do: the reply to FEAT (RFC 2389 section 3.2).

use super::command::Verb;

/// How many features are kept of one reply.
pub const FEATURES_LIMIT: usize = 256;

/// The features of a server, in the order that it names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    features: Vec<Feature>,
}

/// One feature: a word, mostly a verb, and what the server says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// The word in capitals.
    pub name: Box<[u8]>,
    /// What follows it, as it stands; empty if nothing does.
    pub parameters: Box<[u8]>,
}

impl Features {
    /// Reads the lines of a 211 reply, of which the first and the last name no feature. Features stand
    /// one on a line after one space; servers that leave the space out are understood.
    pub fn parse<'a>(lines: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut lines = lines.into_iter().skip(1).peekable();
        let mut features = Vec::new();
        while let Some(line) = lines.next() {
            if lines.peek().is_none() || features.len() >= FEATURES_LIMIT {
                break;
            }
            let line = line.trim_ascii();
            let space = line
                .iter()
                .position(|&byte| byte == b' ')
                .unwrap_or(line.len());
            let Some((name, parameters)) = line.split_at_checked(space) else {
                continue;
            };
            if name.is_empty() {
                continue;
            }
            features.push(Feature {
                name: name.to_ascii_uppercase().into(),
                parameters: parameters.trim_ascii_start().into(),
            });
        }
        Self { features }
    }

    /// All features.
    pub fn iter(&self) -> impl Iterator<Item = &Feature> {
        self.features.iter()
    }

    /// Whether the server named no feature.
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// The features of this name, in any case; some servers name AUTH once for each mechanism.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Feature> {
        self.features
            .iter()
            .filter(move |feature| feature.name.eq_ignore_ascii_case(name.as_bytes()))
    }

    /// Whether a feature of this name is there, in any case.
    pub fn has(&self, name: &str) -> bool {
        self.named(name).next().is_some()
    }

    /// Whether the server names the verb. MLSD goes with MLST (RFC 3659 section 7.8).
    pub fn offers(&self, verb: Verb) -> bool {
        match verb {
            Verb::Mlsd => self.has("MLST") || self.has("MLSD"),
            Verb::Other => false,
            verb => self.has(verb.name()),
        }
    }

    /// Whether transfers in stream mode can begin at an offset (RFC 3659 section 5.4).
    pub fn restarts_streams(&self) -> bool {
        self.named("REST")
            .any(|feature| feature.parameters.eq_ignore_ascii_case(b"STREAM"))
    }

    /// Whether path names are UTF-8 (RFC 2640 section 3.2).
    pub fn is_utf8(&self) -> bool {
        self.has("UTF8") || self.has("UTF-8")
    }

    /// The security mechanisms (RFC 4217 section 6 parts them by semicolons, servers by spaces too).
    pub fn mechanisms(&self) -> impl Iterator<Item = &[u8]> {
        self.named("AUTH").flat_map(|feature| {
            feature
                .parameters
                .split(|byte| matches!(byte, b';' | b' ' | b','))
                .filter(|mechanism| !mechanism.is_empty())
        })
    }

    /// The facts that MLST can tell, and whether each is told now (RFC 3659 section 7.8).
    pub fn facts(&self) -> impl Iterator<Item = (&[u8], bool)> {
        self.named("MLST").flat_map(|feature| {
            feature
                .parameters
                .split(|&byte| byte == b';')
                .map(<[u8]>::trim_ascii)
                .filter(|fact| !fact.is_empty())
                .map(|fact| match fact.strip_suffix(b"*") {
                    Some(fact) => (fact, true),
                    None => (fact, false),
                })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features() -> Features {
        let lines: [&[u8]; 9] = [
            b"Features:",
            b" AUTH TLS;SSL;",
            b" EPSV",
            b" MLST type*;size*;perm;",
            b" REST STREAM",
            b"UTF8",
            b" auth TLS-C",
            b" SIZE",
            b"End",
        ];
        Features::parse(lines)
    }

    #[test]
    fn first_and_last_line_name_no_feature() {
        assert_eq!(features().iter().count(), 7);
        assert!(!features().has("Features:") && !features().has("END"));
    }

    #[test]
    fn verbs_are_offered_as_named() {
        assert!(features().offers(Verb::Epsv) && features().offers(Verb::Mlsd));
        assert!(!features().offers(Verb::Host));
    }

    #[test]
    fn parameters_are_read() {
        let features = features();
        assert!(features.restarts_streams() && features.is_utf8());
        let mechanisms: Vec<&[u8]> = features.mechanisms().collect();
        assert_eq!(mechanisms, [&b"TLS"[..], b"SSL", b"TLS-C"]);
        let facts: Vec<(&[u8], bool)> = features.facts().collect();
        assert_eq!(
            facts,
            [(&b"type"[..], true), (b"size", true), (b"perm", false)]
        );
    }

    #[test]
    fn a_reply_of_one_line_names_nothing() {
        assert!(Features::parse([&b"No features"[..]]).is_empty());
    }

    #[test]
    fn more_features_than_the_limit_are_not_kept() {
        let lines = vec![&b" X"[..]; FEATURES_LIMIT + 10];
        assert_eq!(Features::parse(lines).iter().count(), FEATURES_LIMIT);
    }
}
