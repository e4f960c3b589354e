//! Which sessions await a connection to which endpoint.

use crate::net::{Address, Endpoint};
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use smallvec::SmallVec;

/// One announced endpoint, from the side of a session that announced it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Awaited {
    session: u64,
    /// The host that is expected to connect: the other party.
    from: Address,
    client_listens: bool,
    /// Whether the endpoint is the one that was announced, not the announcing host's own address
    /// in its place.
    exact: bool,
}

/// The endpoints that live announcements name.
///
/// A port stays marked in `ports` for a while after its announcements are gone, which costs a look-up
/// and is never wrong.
#[derive(Debug)]
pub struct Ledger {
    awaited: HashMap<Endpoint, SmallVec<[Awaited; 1]>, RandomState>,
    ports: Box<[u64; 1024]>,
    /// How often a port was marked since those that nobody awaits were taken out.
    marked: usize,
}

/// How often a port is marked before those that nobody awaits are taken out.
const MARKED: usize = 16_384;

impl Default for Ledger {
    fn default() -> Self {
        Self {
            awaited: HashMap::default(),
            ports: Box::new([0; 1024]),
            marked: 0,
        }
    }
}

/// What an announcement is to the ledger.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The number of the session's control connection.
    pub session: u64,
    /// The endpoint that was announced.
    pub announced: Endpoint,
    /// The host that announced it.
    pub host: Address,
    /// The host that is expected to connect.
    pub from: Address,
    /// Whether the client listens.
    pub client_listens: bool,
}

impl Ledger {
    /// Whether an endpoint with this port may be awaited; costs next to nothing.
    pub fn may_await(&self, port: u16) -> bool {
        self.ports[usize::from(port >> 6)] & (1 << (port & 63)) != 0
    }

    /// Adds an announcement; returns the sessions that announced the same endpoint from the other
    /// end, which makes it FXP.
    pub fn announce(&mut self, entry: Entry) -> SmallVec<[u64; 2]> {
        let Entry {
            session,
            announced,
            from,
            client_listens,
            ..
        } = entry;
        self.mark(announced.port);
        let others = self.awaited.get(&announced).into_iter().flatten();
        let across = others.filter(|other| {
            other.exact && other.session != session && other.client_listens != client_listens
        });
        let across = across.map(|other| other.session).collect();
        for (endpoint, exact) in endpoints(&entry) {
            self.expect(
                endpoint,
                Awaited {
                    session,
                    from,
                    client_listens,
                    exact,
                },
            );
        }
        across
    }

    fn mark(&mut self, port: u16) {
        self.marked += 1;
        if self.marked > MARKED.max(2 * self.awaited.len()) {
            self.marked = 0;
            self.ports.fill(0);
            for endpoint in self.awaited.keys() {
                self.ports[usize::from(endpoint.port >> 6)] |= 1 << (endpoint.port & 63);
            }
        }
        self.ports[usize::from(port >> 6)] |= 1 << (port & 63);
    }

    /// How many endpoints are awaited.
    pub fn len(&self) -> usize {
        self.awaited.len()
    }

    fn expect(&mut self, endpoint: Endpoint, awaited: Awaited) {
        let all = self.awaited.entry(endpoint).or_default();
        all.retain(|one| {
            one.session != awaited.session || one.client_listens != awaited.client_listens
        });
        all.push(awaited);
    }

    /// The sessions that a connection from `initiator` to `listener` belongs to: at most one whose
    /// client listens, and one whose server does; both where it is FXP.
    pub fn sessions_of(&self, initiator: Endpoint, listener: Endpoint) -> SmallVec<[u64; 2]> {
        let Some(all) = self.awaited.get(&listener) else {
            return SmallVec::new();
        };
        let mut found: SmallVec<[u64; 2]> = SmallVec::new();
        for client_listens in [true, false] {
            let fitting = all.iter().enumerate().filter(|(_, one)| {
                one.client_listens == client_listens && (one.exact || one.from == initiator.address)
            });
            // The expected host first, then the announced endpoint itself, then the latest.
            let best =
                fitting.max_by_key(|(at, one)| (one.from == initiator.address, one.exact, *at));
            let Some((_, best)) = best else { continue };
            if !found.contains(&best.session) {
                found.push(best.session);
            }
        }
        if found.len() == 2 {
            // Two sessions that await the same endpoint in opposite roles are FXP only if both
            // announced it; the substitute address of one is no announcement.
            let exact = |session: u64| all.iter().any(|one| one.session == session && one.exact);
            if !found.iter().all(|&session| exact(session)) {
                let keep = found.iter().copied().find(|&session| exact(session));
                found.retain(|session| keep.is_none_or(|keep| *session == keep));
            }
        }
        found
    }

    /// Drops what [`Ledger::announce`] added.
    pub fn forget(&mut self, entry: &Entry) {
        for (endpoint, _) in endpoints(entry) {
            if let Some(all) = self.awaited.get_mut(&endpoint) {
                all.retain(|one| one.session != entry.session);
                if all.is_empty() {
                    self.awaited.remove(&endpoint);
                }
            }
        }
    }
}

/// Where a connection is awaited, and whether that is what was announced: the announcing host's own address
/// stands beside a foreign one.
fn endpoints(entry: &Entry) -> impl Iterator<Item = (Endpoint, bool)> + use<> {
    let own = Endpoint::new(entry.host, entry.announced.port);
    let own = (own != entry.announced).then_some((own, false));
    [(entry.announced, true)].into_iter().chain(own)
}
