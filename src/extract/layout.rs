//! In which folders the files of a session stand.

use super::name::Path;
use crate::net::{Endpoint, Time};
use crate::session::Session;
use std::net::IpAddr;

/// The port that needs not be named.
const USUAL_PORT: u16 = 21;

/// How folders are arranged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A folder for each session, named after client, server and time, with the paths on the server
    /// below it.
    #[default]
    Session,
    /// A folder for each server, with its paths below it.
    Server,
    /// No folders.
    Flat,
}

impl Layout {
    /// Where a file of `session` goes that stands at `path` on the server.
    pub fn place(self, session: &Session, path: Path) -> Path {
        match self {
            Layout::Session => path.below([folder(session)]),
            Layout::Server => path.below([server(session.server)]),
            Layout::Flat => path.flat(),
        }
    }
}

/// `192.0.2.1.40000-198.51.100.1-20261120T031906Z`.
fn folder(session: &Session) -> String {
    let client = session.client;
    let (client, port) = (host(client), client.port);
    let (server, moment) = (server(session.server), moment(session.start));
    format!("{client}.{port}-{server}-{moment}")
}

fn server(server: Endpoint) -> String {
    match server.port {
        USUAL_PORT => host(server),
        port => format!("{}.{port}", host(server)),
    }
}

/// An address without colons, which not every system has in names.
fn host(endpoint: Endpoint) -> String {
    match endpoint.address.ip() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => v6.to_string().replace(':', "_"),
    }
}

/// `20261120T031906Z`.
fn moment(time: Time) -> String {
    let written = time.to_string();
    let second = written.split('.').next().unwrap_or_default();
    let digits = second.chars().filter(|&one| one != '-' && one != ':');
    format!("{}Z", digits.collect::<String>().trim_end_matches('Z'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::charset::Charset;

    fn placed(layout: Layout, client: &str, server: &str) -> String {
        let end = |text: &str| {
            let end: std::net::SocketAddr = text.parse().unwrap();
            Endpoint::new(end.ip().into(), end.port())
        };
        let time = Time(1_795_132_800_000_000_000);
        let session = Session::new(end(client), end(server), 1, time);
        let path = Path::of(b"/pub/a.iso", Charset::Utf8);
        layout.place(&session, path).to_string()
    }

    #[test]
    fn folders_are_those_of_sessions_or_of_servers_or_none() {
        for (layout, expected) in [
            (
                Layout::Session,
                "192.0.2.1.40000-198.51.100.1-20261120T000000Z/pub/a.iso",
            ),
            (Layout::Server, "198.51.100.1/pub/a.iso"),
            (Layout::Flat, "a.iso"),
        ] {
            assert_eq!(
                placed(layout, "192.0.2.1:40000", "198.51.100.1:21"),
                expected
            );
        }
        assert_eq!(
            placed(Layout::Server, "[::1]:40000", "[2001:db8::1]:2121"),
            "2001_db8__1.2121/pub/a.iso"
        );
    }
}
