//! 繁體中文.

mod announced;
mod capture;
mod connection;
mod control;
mod tls;
mod transfer;

use super::super::{Icmp, Side};
use super::{Facts, Verdicts, settings};
use crate::catalog::Circumstance;

/// 繁體中文.
pub const ZH_HANT: Verdicts = Verdicts {
    control: control::TEXTS,
    tls: tls::TEXTS,
    announced: announced::TEXTS,
    connection: connection::TEXTS,
    transfer: transfer::TEXTS,
    capture: capture::TEXTS,
};

/// What to set where, as a list in a sentence.
fn set(settings: &[(&'static str, &'static str)]) -> String {
    settings::listed(settings, "：", "；")
}

/// What to set in the server of the session, or in any where it is not known.
fn of_server(f: &Facts, settings: &[(&'static str, &'static str)]) -> String {
    settings::listed(settings::of(f.server, settings), "：", "；")
}

fn use_passive() -> String {
    format!(
        "用戶端：改用被動模式，兩條連線都由用戶端發起（{}）；Windows 的 ftp.exe 沒有被動模式，可以改用 curl。",
        set(settings::PASSIVE_MODE)
    )
}

/// These lines, and how a helper is attached, where one can read the commands.
fn with_helper(f: &Facts, mut lines: Vec<String>) -> Vec<String> {
    if !f.is_encrypted {
        lines.push(format!("Linux 防火牆或 NAT，沒有加密時：給控制連線指定輔助程式（nftables：{}）；從 Linux 6 起不再自動指定。", settings::helper(f.control_port)));
    }
    lines
}

fn open_passive(f: &Facts) -> Vec<String> {
    let ports = match f.ports {
        Some((low, high, count)) if count > 1 => {
            format!("；這裡見到 {low} 到 {high}，共 {count} 次")
        }
        Some((low, _, _)) => format!("；這裡見到 {low}"),
        None => String::new(),
    };
    with_helper(
        f,
        vec![
            format!(
                "伺服器：固定被動連接埠範圍，例如 50000 到 51000（{}{ports}）。",
                of_server(f, settings::PASSIVE_RANGE)
            ),
            format!(
                "伺服器上和伺服器前面的防火牆、連接埠轉送：放行到這個範圍的 TCP，雲端主機還要改安全群組（{}）。",
                set(settings::OPEN_RANGE)
            ),
        ],
    )
}

fn side(f: &Facts) -> &'static str {
    match f.side {
        Some(Side::Client) => "用戶端",
        Some(Side::Server) => "伺服器",
        None => "傳送端",
    }
}

fn ended(f: &Facts) -> &'static str {
    if f.circumstance == Circumstance::Closed {
        "重設"
    } else {
        "關閉"
    }
}

/// The reply in question, as the end of a sentence.
fn quoted(f: &Facts) -> String {
    let words = f.words.trim_end_matches('.');
    match (f.code, words) {
        (0, _) => String::new(),
        (code, "") => format!("（{code}）"),
        (code, words) => format!("（{code} {words}）"),
    }
}

fn icmp(f: &Facts) -> String {
    let Some((kind, sender)) = &f.icmp else {
        return "錯誤訊息".into();
    };
    let says = match kind {
        Icmp::NetworkUnreachable => "網路無法到達".into(),
        Icmp::HostUnreachable => "主機無法到達".into(),
        Icmp::PortUnreachable => "連接埠無法到達".into(),
        Icmp::Prohibited => "管理政策禁止".into(),
        Icmp::TooBig => "封包過大".into(),
        Icmp::TimeExceeded => "躍點數用盡".into(),
        Icmp::Other(kind, code) => format!("類型 {kind} 代碼 {code}"),
    };
    format!("{says}（來自 {sender}）")
}
