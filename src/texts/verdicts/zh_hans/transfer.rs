//! 简体中文: 传输.

use super::{ended, of_server, quoted, set, side};
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Transfer, lines, says, settings};

/// 传输。
pub(super) const TEXTS: Transfer = Transfer {
    transfer_refused: says(
        |f| format!("服务器不肯执行 {}{}。", f.verb, quoted(f)),
        |_| lines(&["客户端：核对文件名、目录和权限；这与数据连接无关。"]),
    ),
    transfer_failed: says(
        |f| match (f.side, f.code) {
            (Some(_), 1..) if f.circumstance == Circumstance::NoCloseNotify => format!(
                "{} 传了 {} 字节后失败{}；发送的一方没有发 TLS 的 close_notify 就关闭了连接，谁也说不准是不是传完了。",
                f.verb,
                f.bytes,
                quoted(f)
            ),
            (None, 0) => format!("{} 传了 {} 字节就结束了，没有最终响应。", f.verb, f.bytes),
            (None, _) => format!("{} 传了 {} 字节后失败{}。", f.verb, f.bytes, quoted(f)),
            (Some(_), 0) => format!(
                "{} 传了 {} 字节就结束了，没有最终响应；先{}数据连接的是{}。",
                f.verb,
                f.bytes,
                ended(f),
                side(f)
            ),
            (Some(_), _) => format!(
                "{} 传了 {} 字节后失败{}；先{}数据连接的是{}。",
                f.verb,
                f.bytes,
                quoted(f),
                ended(f),
                side(f)
            ),
        },
        |f| {
            if f.circumstance == Circumstance::NoCloseNotify {
                return lines(&[
                    "客户端和服务器：发送的一方要用 close_notify 结束 TLS；不这样做的那个软件该升级了。",
                    "服务器：如果只能迁就这样的客户端，就不要强求它（vsftpd：`strict_ssl_read_eof=NO`）。",
                ]);
            }
            vec![
                "结束连接的一方：原因在它的日志里。双方都支持的话，用 REST 续传。".into(),
                format!(
                    "服务器：如果是定时器结束的，把它调长（{}）。",
                    of_server(f, settings::STALLED)
                ),
            ]
        },
    ),
    transfer_aborted: says(
        |f| {
            format!(
                "{} 传了 {} 字节后被客户端中止{}。",
                f.verb,
                f.bytes,
                quoted(f)
            )
        },
        |_| lines(&["如果是有意为之，就不必管；否则查一查客户端为什么放弃。"]),
    ),
    transfer_truncated: says(
        |f| {
            format!(
                "服务器答应了 {} 字节，{} 只带来 {} 字节，它却说 {}。",
                f.expected, f.verb, f.bytes, f.code
            )
        },
        |_| {
            lines(&[
                "客户端：每次传输后核对大小，用 REST 取回剩下的部分。",
                "服务器：看看文件是否中途改变了，或者读取失败了。",
            ])
        },
    ),
    disk_full: says(
        |f| {
            format!(
                "服务器放不下这个文件{}；已经传了 {} 字节。",
                quoted(f),
                f.bytes
            )
        },
        |_| {
            lines(&["服务器：腾出空间（`df -h`、`df -i`），或者提高配额；那里可能留下了半个文件。"])
        },
    ),
    transfer_stalled: says(
        |f| match f.circumstance {
            Circumstance::ZeroWindow => format!(
                "传输停顿了 {}：接收方不再收（窗口为零），它在忙别的。",
                f.span
            ),
            Circumstance::Resent => format!(
                "传输停顿了 {}：同样的报文段一再重传，说明它们丢在路上。",
                f.span
            ),
            _ => format!("传输停顿了 {}：{}什么也没有发。", f.span, side(f)),
        },
        |f| match f.circumstance {
            Circumstance::ZeroWindow => {
                lines(&["接收方：查一查是什么让它不读：磁盘慢，或者程序在等待。"])
            }
            Circumstance::Resent => {
                lines(&["网络：查找两者之间丢包的地方；如果只丢大的报文段，问题在 MTU。"])
            }
            _ => lines(&["发送方：查一查是什么让它不发：磁盘慢、后端慢，或者限速。"]),
        },
    ),
    pmtu_black_hole: says(
        |f| {
            format!(
                "{} 字节的报文段重传了 {} 次也没有到达，小的却能到：这条路走不了大的，又没有人说（PMTU 黑洞）。",
                f.expected, f.times
            )
        },
        |_| {
            vec![
                format!(
                    "途中的路由器或 VPN：限制 MSS（{}），或者放行 ICMP 的“需要分片”和“报文过大”。",
                    set(settings::CLAMP)
                ),
                "发送方：减小 MTU，Linux 上也可以用 `net.ipv4.tcp_mtu_probing=1`。".into(),
            ]
        },
    ),
    ascii_damage: says(
        |f| {
            format!(
                "{} {} 是二进制文件，却用 ASCII 方式（TYPE A）传送：换行被转换，文件已经损坏。",
                f.verb, f.words
            )
        },
        |_| {
            vec![format!(
                "客户端：先发 TYPE I（{}），再重新传送。",
                set(settings::BINARY)
            )]
        },
    ),
};
