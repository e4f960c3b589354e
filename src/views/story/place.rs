//! Where the capture was taken.

use crate::diagnose::{Clue, Vantage, hops, vantage};
use crate::session::Session;
use crate::texts::Texts;

/// Where the capture of a session was taken, and what tells it; `None` where it cannot be told.
pub fn note(session: &Session, texts: &Texts) -> Option<String> {
    let (place, clue) = vantage(session);
    let Clue::Ttl(ttls) = clue?;
    let routers = ttls.map(hops);
    let say = match place {
        Vantage::Client => texts.taken_at_client,
        Vantage::Server => texts.taken_at_server,
        Vantage::Between => texts.taken_between,
        Vantage::Unknown => return None,
    };
    Some(say(ttls, routers))
}
