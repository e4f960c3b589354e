//! ftpscope rebuilds FTP sessions from captured frames.
//!
//! ```text
//! capture  →  decode   →  tcp     →  ftp      →  session   →  diagnose  →  views
//! frames      one frame   many       lines,      exchanges,   verdicts     text, json
//! from file   to one      frames to  commands,   announce-
//!             segment     a stream   replies     ments,
//!                                                transfers
//! ```
//!
//! Data moves one way: each room takes what the room on its left hands out, and knows nothing of
//! the rooms on its right. From [`decode`] to [`diagnose`] nothing touches a file, a clock or a
//! terminal; time comes from the packets. [`firewall`], [`tutor`] and [`extract`] stand beside
//! [`diagnose`].

pub mod capture;
pub mod catalog;
pub mod cli;
pub mod decode;
pub mod diagnose;
pub mod engine;
pub mod extract;
pub mod firewall;
pub mod ftp;
pub mod limits;
pub mod net;
pub mod run;
pub mod sandbox;
pub mod session;
pub mod tcp;
pub mod texts;
pub mod tls;
pub mod tutor;
pub mod views;
