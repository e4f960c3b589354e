//! 简体中文: 控制连接和登录.

use super::{icmp, of_server, quoted, side};
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Control, lines, says, settings};

/// 控制连接和登录。
pub(super) const TEXTS: Control = Control {
    control_unanswered: says(
        |f| {
            format!(
                "{} 内向 {} 发了 {} 个 SYN，没有任何回应：这个地址上没有服务器，或者被防火墙丢弃了。",
                f.span, f.endpoint, f.times
            )
        },
        |f| {
            vec![
                format!(
                    "服务器：确认已开机，并且在监听 {}（用 `ss -ltn` 查看）。",
                    f.endpoint
                ),
                "服务器前面的防火墙：放行到控制端口的 TCP，以及它的回应。".into(),
            ]
        },
    ),
    control_refused: says(
        |f| {
            format!(
                "到 {} 的 SYN 换来的是 RST：没有程序在监听，或者防火墙代为拒绝。",
                f.endpoint
            )
        },
        |f| {
            vec![
                format!("服务器：启动 FTP 服务，让它监听 {}。", f.endpoint),
                "客户端：核对地址和端口；隐式 FTPS 用 990，SFTP（22）则是另一种协议。".into(),
            ]
        },
    ),
    control_rejected: says(
        |f| format!("到 {} 的 SYN 被 ICMP 拒绝：{}。", f.endpoint, icmp(f)),
        |_| lines(&["发出这个 ICMP 的防火墙或路由器：放行到控制端口的 TCP，或者修好路由。"]),
    ),
    no_greeting: says(
        |f| match f.circumstance {
            Circumstance::Closed => format!(
                "服务器接受了连接，{} 后没说 220 就关闭了：它不让这个客户端进来，或者刚刚出了故障。",
                f.span
            ),
            _ => format!(
                "连接已经建立，等了 {} 也没有 220：服务器卡住了，常见的是在反查客户端域名，或者端口转发背后的服务没有反应。",
                f.span
            ),
        },
        |_| {
            lines(&[
                "服务器：看日志；检查 hosts.allow、每个地址的连接数限制和 DNS 反查（ProFTPD：`UseReverseDNS off`）。",
                "负载均衡或端口转发：确认背后的服务器在运行。",
            ])
        },
    ),
    slow_login: says(
        |f| {
            if f.verb.is_empty() {
                format!(
                    "连接建立后过了 {} 才有欢迎语：多半是服务器在反查客户端域名，或者在等它的 113 端口（ident）。",
                    f.span
                )
            } else {
                format!(
                    "{} 过了 {} 才有响应：多半是查询用户、反查域名或 ident 太慢。",
                    f.verb, f.span
                )
            }
        },
        |_| {
            lines(&[
                "服务器：关掉 DNS 反查和 ident（ProFTPD：`UseReverseDNS off`、`IdentLookups off`；Red Hat 的 vsftpd：`reverse_lookup_enable=NO`；Pure-FTPd：`-H`），或者修好 DNS。",
                "客户端前面的防火墙：对 TCP 113 应当拒绝，而不是丢弃。",
            ])
        },
    ),
    server_busy: says(
        |f| format!("服务器已经容不下这个客户端{}。", quoted(f)),
        |f| {
            vec![
                "客户端：减少同时打开的连接，关掉闲着的连接。".into(),
                format!("服务器：放宽限制（{}）。", of_server(f, settings::LIMITS)),
            ]
        },
    ),
    idle_timeout: says(
        |f| format!("{} 没有命令，服务器结束了会话{}。", f.span, quoted(f)),
        |f| {
            vec![
                "客户端：隔一阵发一次 NOOP，或者需要时重新登录。".into(),
                format!("服务器：延长空闲超时（{}）。", of_server(f, settings::IDLE)),
            ]
        },
    ),
    control_lost: says(
        |f| match f.circumstance {
            Circumstance::DataArrived => format!(
                "文件已经到达（{} 字节），随后控制连接却断了：丢的只是最终响应。途中的设备会忘掉长时间没有动静的连接。",
                f.bytes
            ),
            Circumstance::ByBox => "控制连接被途中的设备重置，它已经不认得这条连接。".into(),
            _ => format!(
                "控制连接断了：{}重传了 {} 次，没有任何回应。",
                side(f),
                f.times
            ),
        },
        |_| {
            lines(&[
                "客户端：长时间传输时保持活动（TCP keepalive 小于 300 秒，或者发 NOOP）。",
                "防火墙或 NAT：延长已建立连接的空闲超时。",
            ])
        },
    ),
    not_ftp: says(
        |f| {
            if f.name.is_empty() {
                format!("控制端口上说的不是 FTP（{} 字节）。", f.bytes)
            } else {
                format!("控制端口上说的是 {}，不是 FTP。", f.name)
            }
        },
        |_| lines(&["客户端：请连接那种协议自己的端口；FTP 服务器在别处，或者根本没有。"]),
    ),
    login_refused: says(
        |f| format!("登录被拒绝 {} 次{}。", f.times.max(1), quoted(f)),
        |_| {
            lines(&[
                "客户端：核对用户名和密码。",
                "服务器：原因在日志里（账号被锁、shell 不在 /etc/shells、用户被列入禁止名单、PAM）。",
            ])
        },
    ),
    brute_force: says(
        |f| {
            format!(
                "来自 {} 的登录有 {} 次被拒绝：有人在试密码，或者某个定时任务还在用旧密码。",
                f.peer, f.times
            )
        },
        |_| {
            lines(&[
                "服务器：暂时封锁这个地址（fail2ban），减少允许的尝试次数，并检查它有没有登录成功。",
            ])
        },
    ),
    cleartext_password: says(
        |f| format!("{} 的密码以明文经过网络，任何能抓包的人都看得到。", f.words),
        |f| {
            vec![
                "客户端：改用 FTPS（`AUTH TLS`）或 SFTP。".into(),
                format!(
                    "服务器：提供并强制使用 TLS（{}）。",
                    of_server(f, settings::DEMAND_TLS)
                ),
            ]
        },
    ),
};
