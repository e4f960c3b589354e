//! The hosts between which there are control connections.

use crate::net::{Address, Endpoint};
use foldhash::fast::RandomState;
use hashbrown::HashMap;

/// How many control connections each host has.
///
/// A data connection has one of these hosts at one of its ends: whoever announces where it listens
/// names itself or, for FXP, the other server, and whoever connects is the other party.
#[derive(Debug, Default)]
pub struct Hosts {
    counts: HashMap<Address, u32, RandomState>,
}

impl Hosts {
    /// Adds both hosts of a control connection.
    pub fn add(&mut self, ends: [Endpoint; 2]) {
        for end in ends {
            *self.counts.entry(end.address).or_default() += 1;
        }
    }

    /// Takes away both hosts of a control connection that was added.
    pub fn remove(&mut self, ends: [Endpoint; 2]) {
        for Endpoint { address, .. } in ends {
            let Some(count) = self.counts.get_mut(&address) else {
                continue;
            };
            *count -= 1;
            if *count == 0 {
                self.counts.remove(&address);
            }
        }
    }

    /// Whether one of two ends is at such a host.
    pub fn has_any(&self, ends: [Endpoint; 2]) -> bool {
        ends.iter()
            .any(|end| self.counts.contains_key(&end.address))
    }

    /// How many hosts there are.
    pub fn len(&self) -> usize {
        self.counts.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_counts_until_its_last_control_connection_is_gone() {
        let [one, two, three] =
            [1, 2, 3].map(|last| Endpoint::new(Address::v4([10, 0, 0, last]), 21));
        let mut hosts = Hosts::default();
        hosts.add([one, two]);
        hosts.add([three, two]);
        hosts.remove([one, two]);
        assert!(hosts.has_any([one, two]));
        assert!(!hosts.has_any([one, one]));
        hosts.remove([three, two]);
        assert_eq!(hosts.len(), 0);
    }
}
