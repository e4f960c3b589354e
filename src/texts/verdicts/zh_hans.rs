//! 简体中文.

mod announced;
mod capture;
mod connection;
mod control;
mod tls;
mod transfer;

use super::super::{Icmp, Side};
use super::{Facts, Verdicts};
use crate::catalog::Circumstance;

/// 简体中文.
pub const ZH_HANS: Verdicts = Verdicts {
    control: control::TEXTS,
    tls: tls::TEXTS,
    announced: announced::TEXTS,
    connection: connection::TEXTS,
    transfer: transfer::TEXTS,
    capture: capture::TEXTS,
};

fn open_passive(f: &Facts) -> Vec<String> {
    let ports = match f.ports {
        Some((low, high, count)) if count > 1 => {
            format!("；这里见到 {low} 到 {high}，共 {count} 次")
        }
        Some((low, _, _)) => format!("；这里见到 {low}"),
        None => String::new(),
    };
    vec![
        format!(
            "服务器：固定被动端口范围，例如 50000 到 51000（vsftpd：`pasv_min_port`、`pasv_max_port`；ProFTPD：`PassivePorts`；Pure-FTPd：`-p`{ports}）。"
        ),
        "服务器上和服务器前面的防火墙、端口转发：放行到这个范围的 TCP，或者启用 FTP 助手。".into(),
    ]
}

fn side(f: &Facts) -> &'static str {
    match f.side {
        Some(Side::Client) => "客户端",
        Some(Side::Server) => "服务器",
        None => "发送方",
    }
}

fn ended(f: &Facts) -> &'static str {
    if f.circumstance == Circumstance::Closed {
        "重置"
    } else {
        "关闭"
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
        return "差错报文".into();
    };
    let says = match kind {
        Icmp::NetworkUnreachable => "网络不可达".into(),
        Icmp::HostUnreachable => "主机不可达".into(),
        Icmp::PortUnreachable => "端口不可达".into(),
        Icmp::Prohibited => "管理策略禁止".into(),
        Icmp::TooBig => "报文过大".into(),
        Icmp::TimeExceeded => "跳数用尽".into(),
        Icmp::Other(kind, code) => format!("类型 {kind} 代码 {code}"),
    };
    format!("{says}（来自 {sender}）")
}
