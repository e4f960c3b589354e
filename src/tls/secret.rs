//! Bytes that nobody else is to see.

use zeroize::Zeroizing;

/// A secret, which is wiped when it is dropped and never printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// A secret of zeros, to be filled in.
    pub fn zeros(length: usize) -> Self {
        Self(Zeroizing::new(vec![0; length]))
    }
}

impl From<&[u8]> for Secret {
    fn from(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.to_vec()))
    }
}

impl std::ops::Deref for Secret {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl std::ops::DerefMut for Secret {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }
}

// Secrets do not belong into logs and messages.
impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_printed() {
        let secret = Secret::from([171; 48].as_slice());
        assert_eq!(
            format!("{secret:?} {:#?}", [&secret])
                .matches("171")
                .count(),
            0
        );
    }
}
