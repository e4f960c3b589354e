//! Every bound on memory and patience, in one place; each is reported when it is met.

use crate::net::Span;

/// TCP flows kept at once, control connections not counted; the oldest idle one goes first.
pub const FLOWS: usize = 65_536;
/// Control connections kept at once on which nothing was said yet; the oldest goes first.
pub const HALF_OPEN: usize = 4_096;
/// Sessions without a word that are listed within [`SILENT_WINDOW`]; the others are counted.
pub const SILENT_SESSIONS: usize = 2_048;
/// The time in which [`SILENT_SESSIONS`] are listed.
pub const SILENT_WINDOW: Span = Span::seconds(60);
/// Control connections followed at once; the session that began first is ended as it stands.
pub const CONTROL_CONNECTIONS: usize = 16_384;
/// Control connections on which only the server spoke that are remembered after their sessions are
/// finished, so that stragglers find them; the newest stay.
pub const GREETED_TOLD: usize = 1_024;
/// Frames that could not be decoded whose numbers are known; the latest are.
pub const UNDECODED_FRAMES: usize = 65_536;
/// Bytes that wait for a missing segment in one connection before the hole is taken as it is.
pub const OUT_OF_ORDER_BYTES: usize = 4 << 20;
/// Segments that wait for a missing segment in one connection.
pub const OUT_OF_ORDER_SEGMENTS: usize = 4_096;
/// Separate ranges of a data connection that are told apart; the closest two are joined beyond.
pub const RANGES: usize = 1_024;
/// Bytes of a data connection that wait in memory for a session to have it, where they are to be
/// kept; later ones are not kept until then.
pub const UNOWNED_PAYLOAD: usize = 1 << 20;
/// Bytes that all data connections together may have waiting so.
pub const UNOWNED_PAYLOADS: usize = 8 << 20;
/// Segments of a control connection that pass before acknowledged bytes count as not captured.
pub const REORDER_SEGMENTS: u32 = 48;
/// Time that passes before acknowledged bytes count as not captured.
pub const REORDER_TIME: Span = Span::milliseconds(1_500);
/// Commands of one session that wait for a reply.
pub const PENDING_COMMANDS: usize = 1_024;
/// Exchanges of one session that are kept.
pub const EXCHANGES: usize = 262_144;
/// Bytes of text of one session that are kept.
pub const SESSION_TEXT: usize = 64 << 20;
/// Announcements of one session that are kept.
pub const ANNOUNCEMENTS: usize = 65_536;
/// Data connections of one session that are kept.
pub const DATA_CONNECTIONS: usize = 131_072;
/// Data connections that no announcement names and that one session keeps, in case the
/// announcement was not captured.
pub const UNANNOUNCED_CONNECTIONS: usize = 1_024;
/// How long a SYN is remembered that came before its announcement.
pub const SYN_BEFORE_ANNOUNCEMENT: Span = Span::seconds(5);
/// Connections to one endpoint that are remembered in case an announcement names it; the newest stay.
pub const SYNS_TO_ONE_ENDPOINT: usize = 64;
/// Payload bytes of a connection that are taken on the chance that an announcement which comes
/// after them names it, although neither of its hosts has a session.
pub const UNCLAIMED_BYTES: u64 = 8 << 10;
/// How many of the newest flows are looked at when a session turns up that was under way.
pub const EARLIER_FLOWS: usize = 256;
/// How long an announcement outlives its control connection while a transfer waits for it.
pub const ANNOUNCEMENT_AFTER_CLOSE: Span = Span::seconds(300);
/// How long a closed session waits for stragglers when nothing is outstanding.
pub const LINGER: Span = Span::seconds(5);
/// How often a closed flow is looked at again, once it has been closed for about [`LINGER`].
pub const CLOSING: Span = Span::seconds(1);
/// How long a flow may be silent before its place may be taken.
pub const IDLE: Span = Span::seconds(300);
/// How long a SYN is without an answer before that is told of a session that is open.
pub const PROMPT_ANSWER: Span = Span::seconds(1);
/// Connections on which nothing was said yet that are told as open; the oldest are.
pub const HALF_OPEN_SHOWN: usize = 256;
/// The time between two snapshots of an open session, for each of its exchanges and data
/// connections.
pub const SNAPSHOT_PACE: Span = Span(50_000);
/// The time after which the end of a transfer is told as an event, for each exchange and data
/// connection of the session.
pub const EVENT_PACE: Span = Span::milliseconds(1);
/// Bytes of finished sessions held back so that sessions are handed out in order of first frame.
pub const HELD_BACK_BYTES: usize = 16 << 20;
/// Bytes of a control connection that are looked at before it counts as no FTP.
pub const PROBE_LINES: u32 = 8;
/// Bytes of a line from which on it is oddly long; no path or reply that people write is.
pub const LONG_LINE: u64 = 4 << 10;
/// Encrypted data connections that are read at once; of others only the wire is known.
pub const SECURED_CONNECTIONS: usize = 4_096;
/// Records of one control connection over TLS that are kept while there are no keys; of one with more
/// nothing is inferred.
pub const SEALED_RECORDS: usize = 65_536;
/// Alerts of TLS that are kept of one connection.
pub const ALERTS: usize = 16;
/// Frames that prove one verdict.
pub const EVIDENCE: usize = 16;
/// Verdicts of one id that are listed in a session; the others are counted.
pub const VERDICTS_OF_AN_ID: usize = 16;
/// Refused logins of one client that make it a guesser of passwords.
pub const REFUSED_LOGINS: u32 = 10;
/// Clients whose refused logins are counted at once.
pub const CLIENTS_COUNTED: usize = 4_096;
/// Servers whose passive ports are noted at once.
pub const SERVERS_COUNTED: usize = 256;
/// Frames of one capture that can be looked at again; 40 bytes are kept of each.
pub const ARCHIVED_FRAMES: usize = 1 << 24;
/// Servers, and clients, of which firewall rules name the addresses.
pub const FIREWALL_HOSTS: usize = 256;
/// Frames of a live capture that can be looked at again; the oldest go.
pub const ARCHIVED_FRAMES_LIVE: usize = 1 << 22;
