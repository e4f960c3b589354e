//! 简体中文: 所说的话和抓包.

use super::quoted;
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Capture, lines, says};

/// 所说的话和抓包。
pub(super) const TEXTS: Capture = Capture {
    replies_out_of_step: says(
        |f| {
            format!(
                "从这里起响应与命令错位{}：客户端总把上一个命令的响应当成下一个的。",
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "出错的一方：多答了一次的服务器，或者漏读响应的客户端（比如 ABOR 或 120 之后）。眼下重新连接即可。",
            ])
        },
    ),
    capture_incomplete: says(
        |f| match f.circumstance {
            Circumstance::StartMissing => "抓包从中途开始：之前说了什么无从得知。".into(),
            Circumstance::FramesCut => {
                format!("帧被截短（snaplen），数据流里缺了 {} 字节。", f.bytes)
            }
            Circumstance::OneDirection => "抓包里只有连接的一个方向。".into(),
            Circumstance::DataMissing => {
                "传输确实发生了，抓包里却没有它们的数据连接：被过滤条件漏掉了。".into()
            }
            Circumstance::ControlMissing => {
                format!("抓包里有 {} 条数据连接，却没有它们的控制连接。", f.times)
            }
            Circumstance::Dropped => format!(
                "抓包时丢失了 {} 个数据包，因为来得比取得快：缺少的内容可能就是它们。",
                f.times
            ),
            Circumstance::FileBroken => "抓包文件以残缺的记录结尾。".into(),
            _ => format!("对方收到的 {} 字节不在抓包里：抓包丢了包。", f.bytes),
        },
        |f| match f.circumstance {
            Circumstance::FramesCut => lines(&["抓完整的帧：`tcpdump -s 0`。"]),
            Circumstance::OneDirection => {
                lines(&["在两个方向都经过的地方抓，或者把两个方向都镜像过来。"])
            }
            Circumstance::Dropped => {
                lines(&["用 `--light` 抓包（不取数据连接的内容），或加大缓冲区（`-B 256M`）。"])
            }
            Circumstance::FileBroken => lines(&["先结束抓包程序，再复制文件。"]),
            Circumstance::StartMissing => lines(&["在客户端连接之前就开始抓。"]),
            Circumstance::DataMissing | Circumstance::ControlMissing => lines(&[
                "抓两台主机的全部流量，因为数据连接的端口事先不知道：`tcpdump -s 0 host SERVER and host CLIENT`，再加上 `or icmp or icmp6`。",
            ]),
            _ => lines(&["用更大的缓冲区（`tcpdump -B 32768`）、更快的磁盘、更窄的过滤条件。"]),
        },
    ),
    captured_twice: says(
        |f| match f.circumstance {
            Circumstance::ByBox => "这个会话在 NAT 的两侧都被抓到，这里只讲一次。".into(),
            _ => format!("每个包都抓到了两次（{} 份副本）：它们不是重传。", f.times),
        },
        |_| lines(&["想各要一份：只在一个接口上抓，或者每个端口只镜像一个方向。"]),
    ),
    protocol_violation: says(
        |f| match f.circumstance {
            Circumstance::LongLines => {
                format!("有 {} 行超过 4 KiB，最长的有 {} 字节。", f.times, f.bytes)
            }
            Circumstance::NulBytes => format!("有 {} 行里含有 NUL 字节。", f.times),
            Circumstance::Unended => format!("有 {} 个多行响应始终没有结束。", f.times),
            _ => format!("有 {} 个响应没有代码。", f.times),
        },
        |_| {
            lines(&[
                "发出它们的一方：RFC 959 要求每行以 CR LF 结尾，响应以三位数字开头。超长的行和 NUL 字节也可能是有人想弄垮解析程序。",
            ])
        },
    ),
    hostile_text: says(
        |f| match f.circumstance {
            Circumstance::Works => format!("有一个名字一路向上，越出了该在的目录：{}。", f.words),
            _ => format!(
                "有 {} 处名字、欢迎语或响应里含有控制字符或改变书写方向的字符：原样显示会操纵终端。",
                f.times
            ),
        },
        |_| lines(&["显示这些文字的一方：应当转义。采用服务器所给名字的一方：拒绝向上的路径。"]),
    ),
};
