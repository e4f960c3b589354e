//! What each verdict means, what proves it, and what else it could be.

mod en;
mod zh_hans;
mod zh_hant;

pub(super) use en::meaning as en;
pub(super) use zh_hans::meaning as zh_hans;
pub(super) use zh_hant::meaning as zh_hant;

/// What a verdict means.
#[derive(Clone, Copy, Debug)]
pub struct Meaning {
    /// What happened, and what that does to whoever uses FTP.
    pub means: &'static str,
    /// What stands in the packets.
    pub proof: &'static str,
    /// What else may lie behind the same packets, and how to tell it apart.
    pub otherwise: &'static str,
}

/// Declares the meanings of one language; one that is missing does not compile.
macro_rules! meanings {
    ($($id:ident { means $means:literal; proof $proof:literal; otherwise $otherwise:literal; })*) => {
        pub(in crate::texts::explain) const fn meaning(id: crate::catalog::Id) -> super::Meaning {
            match id {
                $(crate::catalog::Id::$id => super::Meaning {
                    means: $means,
                    proof: $proof,
                    otherwise: $otherwise,
                },)*
            }
        }
    };
}
use meanings;
