//! The language of FTP: lines, commands, replies, endpoints, listings.
//!
//! Everything here is a pure function or a small state machine over bytes. Positions are offsets
//! in a TCP stream; which frame carried an offset, and when, is for the caller to say.

/// Declares a set of named yes-or-no findings, kept as the bits of one integer.
macro_rules! findings {
    ($(#[$meta:meta])* $name:ident($int:ty) { $($(#[$doc:meta])* $flag:ident $test:ident = $bit:expr;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct $name($int);

        impl $name {
            /// No finding at all.
            pub const NONE: Self = Self(0);
            $($(#[$doc])* pub const $flag: Self = Self(1 << $bit);)*

            $($(#[$doc])* pub const fn $test(self) -> bool { self.contains(Self::$flag) })*

            /// Whether there is no finding.
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Whether every finding of `other` is in this set.
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// The findings of both sets.
            #[must_use]
            pub const fn with(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }

            /// Adds the findings of `other` to this set.
            pub const fn add(&mut self, other: Self) {
                self.0 |= other.0;
            }

            /// The names of what was found, in the order of their declaration.
            pub fn names(self) -> impl Iterator<Item = &'static str> {
                [$((Self::$flag, stringify!($test))),*]
                    .into_iter()
                    .filter(move |(flag, _)| self.contains(*flag))
                    .map(|(_, name)| name)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_set().entries(self.names()).finish()
            }
        }
    };
}

pub mod anatomy;
pub mod arithmetic;
pub mod command;
pub mod content;
pub mod detect;
pub mod endpoint;
pub mod features;
pub mod line;
pub mod listing;
pub mod reply;
pub mod rfc;
