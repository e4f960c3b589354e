//! All integration tests in one program, so that the library is linked once.

mod cli;
mod correlation;
mod edge_cases;
mod events;
mod explain;
#[cfg(unix)]
mod extract;
mod firewall;
mod ftps;
mod greeted;
mod inferred;
mod json;
#[cfg(unix)]
mod killed;
mod layers;
#[cfg(all(target_os = "linux", feature = "live"))]
mod live;
mod open_sessions;
mod port;
mod receiver;
#[cfg(target_os = "linux")]
mod sandbox;
mod saving;
mod show;
mod shuffled;
mod smoke;
mod support;
mod tcp;
mod teach;
mod tls;
mod tls_loss;
mod tls_matrix;
mod tls_rfc8448;
mod tui_app;
#[cfg(unix)]
mod tui_extract;
mod tui_findings;
mod tui_ftps;
mod tui_live;
mod tui_loader;
mod tui_packets;
mod tui_pictures;
mod tui_random;
mod tui_sessions;
mod tui_snapshots;
mod tui_stream;
#[cfg(unix)]
mod tui_terminal;
mod tui_transfers;
mod tui_walkthrough;
mod verdicts;
