//! Where the capture was taken, told from the TTL or hop limit of what each party sent.

use crate::session::{Party, Session};

/// Where on the way between the two parties the capture was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vantage {
    /// On the client, or in its network.
    Client,
    /// On the server, or in its network.
    Server,
    /// Between them: routers stand on both sides.
    Between,
    /// It cannot be told: no router stands on either side, or a party was not seen.
    Unknown,
}

impl Vantage {
    /// The word of the JSON contract.
    pub const fn name(self) -> &'static str {
        match self {
            Vantage::Client => "client",
            Vantage::Server => "server",
            Vantage::Between => "between",
            Vantage::Unknown => "unknown",
        }
    }
}

/// What tells where a capture was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clue {
    /// The TTLs or hop limits with which packets of the client and of the server came.
    Ttl([u8; 2]),
}

/// How many routers a packet has crossed that comes with this TTL or hop limit.
pub fn hops(ttl: u8) -> u8 {
    let initial = INITIAL.into_iter().find(|&initial| initial >= ttl);
    initial.unwrap_or(u8::MAX) - ttl
}

/// What systems give a packet on its way (RFC 1700, RFC 8504 and the practice of Windows and
/// Solaris).
const INITIAL: [u8; 3] = [64, 128, 255];

/// Where the capture of this session was taken, and what tells it: at the party whose packets have
/// crossed no router, where those of the other have.
pub fn vantage(session: &Session) -> (Vantage, Option<Clue>) {
    let ttl = |party: Party| session.transport.of_party(party).ttl;
    let [client, server] = [ttl(Party::Client), ttl(Party::Server)];
    if client == 0 || server == 0 {
        return (Vantage::Unknown, None);
    }
    let place = match [client, server].map(|ttl| hops(ttl) == 0) {
        [true, false] => Vantage::Client,
        [false, true] => Vantage::Server,
        [false, false] => Vantage::Between,
        [true, true] => return (Vantage::Unknown, None),
    };
    (place, Some(Clue::Ttl([client, server])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Address, Endpoint, Time};

    fn seen(client: u8, server: u8) -> Vantage {
        let host = Endpoint::new(Address::v4([192, 0, 2, 1]), 21);
        let mut session = Session::new(host, host, 1, Time(0));
        session.transport.parties[0].ttl = client;
        session.transport.parties[1].ttl = server;
        vantage(&session).0
    }

    #[test]
    fn routers_are_counted_from_the_next_usual_beginning() {
        assert_eq!([64, 61, 115, 255, 1].map(hops), [0, 3, 13, 0, 63]);
    }

    #[test]
    fn packets_that_crossed_no_router_are_near_their_sender() {
        assert_eq!(seen(64, 61), Vantage::Client);
        assert_eq!(seen(115, 255), Vantage::Server);
        assert_eq!(seen(63, 62), Vantage::Between);
    }

    #[test]
    fn in_one_network_and_of_half_a_conversation_nothing_can_be_told() {
        assert_eq!(seen(64, 128), Vantage::Unknown);
        assert_eq!(seen(0, 64), Vantage::Unknown);
    }
}
