//! 简体中文.

mod announced;
mod capture;
mod connection;
mod control;
mod tls;
mod transfer;

use super::super::{Icmp, Side};
use super::{Facts, Verdicts, settings};
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
        "客户端：改用被动模式，两条连接都由客户端发起（{}）；Windows 的 ftp.exe 没有被动模式，可以改用 curl。",
        set(settings::PASSIVE_MODE)
    )
}

/// These lines, and how a helper is attached, where one can read the commands.
fn with_helper(f: &Facts, mut lines: Vec<String>) -> Vec<String> {
    if !f.is_encrypted {
        lines.push(format!("Linux 防火墙或 NAT，没有加密时：给控制连接指定助手（nftables：{}）；从 Linux 6 起不再自动指定。", settings::helper(f.control_port)));
    }
    lines
}

fn open_passive(f: &Facts) -> Vec<String> {
    let ports = match f.ports {
        Some((low, high, count)) if count > 1 => {
            format!("；这里见到 {low} 到 {high}，共 {count} 次")
        }
        Some((low, _, _)) => format!("；这里见到 {low}"),
        None => String::new(),
    };
    with_helper(
        f,
        vec![
            format!(
                "服务器：固定被动端口范围，例如 50000 到 51000（{}{ports}）。",
                of_server(f, settings::PASSIVE_RANGE)
            ),
            format!(
                "服务器上和服务器前面的防火墙、端口转发：放行到这个范围的 TCP，云主机还要改安全组（{}）。",
                set(settings::OPEN_RANGE)
            ),
        ],
    )
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
