//! What firewalls have to let through for FTP, and what one would have stopped: from a plan of
//! servers, clients and ports to rules, and from a session to the connections that a rule stops.

mod network;
mod plan;
mod rules;
mod seen;
mod what_if;

pub use network::{Host, Malformed, Network, Ports};
pub use plan::{ActiveSource, Mode, Plan, Side, Tls};
pub use rules::{Family, Path, Purpose, Rule, State, When, rules, settled};
pub use seen::Seen;
pub use what_if::{Act, Block, Judgement, Stopped, Who, judge};
