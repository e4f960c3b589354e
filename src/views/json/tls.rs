//! The `tls` object of a session and of a transfer.

use super::writer::{Object, Writer};
use crate::session::Secured;
use crate::tls::{Ending, Peer, Resumption, alert_name, suite_name};

/// The TLS of a connection; `control` is that of the control connection, where this is another one.
pub(super) fn whole_tls(object: &mut Object<'_>, tls: &Secured, control: Option<&Secured>) {
    object.number("first_frame", tls.first_frame);
    let version = tls.version().map(|version| version.name());
    object.maybe("version", version, Writer::text);
    let suite = tls.server.as_ref().map(|server| server.suite);
    let name = suite
        .map(|suite| suite_name(suite).map_or_else(|| format!("0x{suite:04x}"), str::to_owned));
    object.maybe("suite", name.as_deref(), Writer::text);
    let client = tls.client.as_ref();
    object.wire(
        "server_name",
        "server_name_hex",
        client.and_then(|client| client.server_name.as_deref()),
    );
    let alpn = tls
        .server
        .as_ref()
        .and_then(|server| server.hello.alpn.as_deref());
    if alpn.is_some() {
        object.wire("alpn", "alpn_hex", alpn);
    }
    object.key("complete").boolean(tls.is_complete);
    object.maybe(
        "resumed",
        tls.resumption.as_ref().map(resumed),
        Writer::text,
    );
    if let Some(control) = control.filter(|control| control.has_keys) {
        let resumes = tls.resumption.is_some() && tls.offers_session_of(control);
        object.key("resumes_control").boolean(resumes);
    }
    object.key("decrypted").boolean(tls.is_decrypted());
    object.objects("alerts", tls.alerts.iter(), |object, alert| {
        object.number("frame", alert.frame);
        object.word("from", peer(alert.from));
        object.key("fatal").boolean(alert.fatal);
        object.number("code", alert.description);
        object.word("name", alert_name(alert.description));
    });
    if let Some([client, server]) = tls.endings {
        object.key("endings").object(|object| {
            object.word("client", ending(client));
            object.word("server", ending(server));
        });
    }
    let failures = [
        ("without_keys", tls.failures.without_keys),
        ("not_authentic", tls.failures.not_authentic),
        ("unsupported", tls.failures.unsupported),
    ];
    if failures.iter().any(|&(_, count)| count > 0) {
        object.counts("unread_records", &failures);
    }
}

fn peer(peer: Peer) -> &'static str {
    match peer {
        Peer::Client => "client",
        Peer::Server => "server",
    }
}

fn resumed(resumption: &Resumption) -> &'static str {
    match resumption {
        Resumption::SessionId(_) => "session-id",
        Resumption::Ticket(_) => "ticket",
        Resumption::PreSharedKey(_) => "psk",
    }
}

fn ending(ending: Ending) -> &'static str {
    match ending {
        Ending::Open => "none",
        Ending::CloseNotify => "close-notify",
        Ending::Alert(_) => "alert",
        Ending::Unread => "unread",
    }
}
