//! Which frames are listed.

use super::Flows;
use super::numbers::Numbers;
use crate::net::Endpoint;
use crate::session::Session;
use crate::views::tui::context::Context;
use std::sync::Arc;

/// Which frames are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Those of the session.
    #[default]
    Session,
    /// Those of its control connection.
    Control,
    /// Those of one of its data connections.
    Connection(u32),
    /// All of the capture.
    All,
}

impl Scope {
    /// The next one, round and round; `connection` is the data connection that is meant, if any.
    pub fn next(self, connection: Option<u32>) -> Self {
        match (self, connection) {
            (Self::Session, Some(connection)) => Self::Connection(connection),
            (Self::Session, None) | (Self::Connection(_), _) => Self::Control,
            (Self::Control, _) => Self::All,
            (Self::All, _) => Self::Session,
        }
    }

    /// The next one that has more frames.
    pub fn wider(self) -> Self {
        match self {
            Self::Control | Self::Connection(_) => Self::Session,
            Self::Session | Self::All => Self::All,
        }
    }

    /// The same, as far as the session that is looked at has it.
    pub fn within(self, context: &Context) -> Self {
        let Some(entry) = context.entry() else {
            return Self::All;
        };
        match self {
            Self::Connection(index) if index as usize >= entry.session.connections.len() => {
                Self::Session
            }
            scope => scope,
        }
    }

    /// The frames.
    pub fn numbers(self, context: &Context) -> Numbers {
        let capture = context.capture();
        let flows = context.entry().and_then(|entry| self.flows(&entry.session));
        match flows {
            Some(flows) => Numbers::Some(Arc::new(context.packets.select(capture, &flows))),
            None => Numbers::All(
                context.packets.first(capture),
                context.packets.count(capture),
            ),
        }
    }

    /// The connections; `None` for all frames.
    fn flows(self, session: &Session) -> Option<Flows> {
        let whole = |between| Flows {
            between,
            first: session.first_frame,
            last: session.last_frame,
        };
        match self {
            Self::All => None,
            Self::Control => Some(whole(controls(session))),
            Self::Session => {
                let mut between = controls(session);
                let connections = session.connections.iter();
                between.extend(connections.map(|one| (one.initiator, one.listener)));
                Some(whole(between))
            }
            Self::Connection(index) => {
                let connection = session.connections.get(index as usize)?;
                Some(Flows {
                    between: vec![(connection.initiator, connection.listener)],
                    first: connection.first_frame,
                    last: connection.last_frame,
                })
            }
        }
    }

    /// What it is called.
    pub fn name(self, context: &Context) -> String {
        let texts = context.texts.packets;
        let entry = context.entry();
        match self {
            Self::Session => texts.scope_session.to_owned(),
            Self::Control => texts.scope_control.to_owned(),
            Self::All => texts.scope_all.to_owned(),
            Self::Connection(index) => {
                let connections = entry.map(|entry| &entry.session.connections);
                let connection = connections.and_then(|all| all.get(index as usize));
                connection.map_or_else(String::new, |connection| {
                    let ends = [connection.initiator, connection.listener];
                    let [one, other] = ends.map(|end| end.to_string());
                    (texts.scope_connection)(&one, &other)
                })
            }
        }
    }
}

/// The control connection, on both sides of a NAT.
fn controls(session: &Session) -> Vec<(Endpoint, Endpoint)> {
    let sides = session.other_sides.iter();
    let sides = sides.map(|side| (side.client, side.server));
    std::iter::once((session.client, session.server))
        .chain(sides)
        .collect()
}
