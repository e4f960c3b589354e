//! 简体中文: 数据连接.

use super::{icmp, of_server, open_passive, quoted, set, use_passive, with_helper};
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Connection, lines, says, settings};

/// 数据连接。
pub(super) const TEXTS: Connection = Connection {
    active_unanswered: says(
        |f| match f.circumstance {
            Circumstance::Unroutable => format!(
                "服务器在 {} 内向 {} 发了 {} 个 SYN，没有任何回应：从服务器那里到不了这个私有地址。",
                f.span, f.endpoint, f.times
            ),
            _ => format!(
                "服务器在 {} 内向 {} 发了 {} 个 SYN，没有任何回应：客户端前面的防火墙丢弃了它们。",
                f.span, f.endpoint, f.times
            ),
        },
        |f| {
            with_helper(
                f,
                vec![
                    use_passive(),
                    format!(
                        "客户端上和客户端前面的防火墙：放行从服务器 20 端口到 {} 的 TCP（{}）。",
                        f.host,
                        settings::with_server(set(settings::FROM_SERVER), &f.server_host)
                    ),
                ],
            )
        },
    ),
    active_refused: says(
        |f| {
            format!(
                "服务器到 {} 的 SYN 换来的是 RST：{}。",
                f.endpoint,
                match f.circumstance {
                    Circumstance::ByHost => "客户端自己说没有程序在监听",
                    Circumstance::ByBox => "它来自客户端前面的设备，不是客户端本身（TTL 不同）",
                    _ => "没有程序在监听，或者防火墙代为拒绝",
                }
            )
        },
        |f| {
            vec![
                use_passive(),
                format!(
                    "客户端：发 PORT 之前就应当开始监听；本机的防火墙也可能拒绝服务器（{}）。",
                    settings::with_server(set(settings::FROM_SERVER), &f.server_host)
                ),
            ]
        },
    ),
    active_rejected: says(
        |f| format!("服务器到 {} 的 SYN 被 ICMP 拒绝：{}。", f.endpoint, icmp(f)),
        |f| {
            let sender = f
                .icmp
                .as_ref()
                .map_or(String::new(), |(_, sender)| format!("（{sender}）"));
            with_helper(
                f,
                vec![
                    use_passive(),
                    format!(
                        "发出 ICMP 的设备{sender}：放行从服务器 20 端口到 {} 的 TCP。",
                        f.host
                    ),
                ],
            )
        },
    ),
    active_no_attempt: says(
        |f| match f.circumstance {
            Circumstance::ByHost => format!(
                "服务器接受了 {} {}，收到 {} 后的 {} 内没有发出 SYN{}；这是在服务器旁边抓的包，可见 SYN 没有离开它：它没有尝试，或者被它自己的防火墙拦下。",
                f.by,
                f.endpoint,
                f.verb,
                f.span,
                quoted(f)
            ),
            _ => format!(
                "服务器接受了 {} {}，收到 {} 后的 {} 内，抓包里却没有它的 SYN{}：SYN 在半路被过滤，或者服务器不能主动连接。",
                f.by,
                f.endpoint,
                f.verb,
                f.span,
                quoted(f)
            ),
        },
        |f| {
            vec![
                use_passive(),
                format!(
                    "服务器上和两者之间的防火墙：允许服务器从 20 端口连接 {}。在服务器上抓包，就知道它有没有尝试。",
                    f.endpoint
                ),
            ]
        },
    ),
    passive_unanswered: says(
        |f| match f.circumstance {
            Circumstance::Unroutable => format!(
                "客户端在 {} 内向 {} 发了 {} 个 SYN，没有任何回应：从客户端那里到不了这个私有地址。",
                f.span, f.endpoint, f.times
            ),
            _ => format!(
                "客户端在 {} 内向 {} 发了 {} 个 SYN，没有任何回应：服务器前面的防火墙丢弃了它们。",
                f.span, f.endpoint, f.times
            ),
        },
        open_passive,
    ),
    passive_refused: says(
        |f| {
            format!(
                "客户端到 {} 的 SYN 换来的是 RST：{}。",
                f.endpoint,
                match f.circumstance {
                    Circumstance::ByHost => "服务器自己说没有程序在监听",
                    Circumstance::ByBox => "它来自服务器前面的设备，不是服务器本身（TTL 不同）",
                    _ => "没有程序在监听，或者防火墙代为拒绝",
                }
            )
        },
        open_passive,
    ),
    passive_rejected: says(
        |f| format!("客户端到 {} 的 SYN 被 ICMP 拒绝：{}。", f.endpoint, icmp(f)),
        open_passive,
    ),
    passive_no_attempt: says(
        |f| match f.circumstance {
            Circumstance::ByHost => format!(
                "{} 宣告了 {}，此后 {} 内客户端没有发出 SYN；这是在客户端旁边抓的包，可见 SYN 没有离开它：它没有尝试，或者被它自己的防火墙拦下。",
                f.by, f.endpoint, f.span
            ),
            _ => format!(
                "{} 宣告了 {}，此后 {} 内抓包里没有客户端的 SYN：客户端不肯用这个地址，或者 SYN 在抓包点之前就被过滤了。",
                f.by, f.endpoint, f.span
            ),
        },
        |f| {
            let first = format!(
                "客户端：从日志看它是不肯用这个地址，还是读不懂这条响应；EPSV 不带地址，就不会被拒绝。在客户端上抓包，就知道它有没有尝试连接 {}。",
                f.endpoint
            );
            std::iter::once(first).chain(open_passive(f)).collect()
        },
    ),
    stranger: says(
        |f| {
            format!(
                "{} 连到了 {}，而那是宣告给另一台主机的：服务器有多个地址，中间有代理，或者有人在抢连接。",
                f.peer, f.endpoint
            )
        },
        |f| {
            vec![
                "有多个地址的服务器：用控制连接的地址去连接（vsftpd：`listen_address`；ProFTPD：`SocketBindTight on`）。".into(),
                "有多个地址的负载均衡或 NAT：让同一个客户端的两条连接走同一条路。".into(),
                format!("服务器：数据连接只接受控制连接的对方（RFC 2577；{}），并查清来者是谁。", of_server(f, settings::OWN_CLIENT)),
            ]
        },
    ),
    bounce: says(
        |f| match f.circumstance {
            Circumstance::Closed => format!(
                "客户端要服务器去连接 {}，那不是客户端（{}）；服务器拒绝了，不会被人利用来扫描端口。",
                f.endpoint, f.peer
            ),
            Circumstance::ServicePort => format!(
                "客户端让服务器连接了 {}，那是某种服务的端口：这是 FTP 跳板攻击，用来隐藏攻击者。",
                f.endpoint
            ),
            _ => format!(
                "客户端让服务器连接了 {}，那不是客户端（{}）：这是 FTP 跳板攻击，或者两台服务器之间的传输。",
                f.endpoint, f.peer
            ),
        },
        |f| {
            vec![format!(
                "服务器：PORT 和 EPRT 只接受客户端自己的地址，不接受小于 1024 的端口（RFC 2577；{}）。",
                of_server(f, settings::OWN_ADDRESS)
            )]
        },
    ),
    fxp: says(
        |f| {
            format!(
                "{} 在两个会话里各由一端宣告：两台服务器在直接传送文件（FXP）。",
                f.endpoint
            )
        },
        |_| lines(&["如果是有意为之，就不必管；多数服务器会拒绝，因为它和跳板攻击看起来一样。"]),
    ),
};
