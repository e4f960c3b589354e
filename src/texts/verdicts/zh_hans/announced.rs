//! 简体中文: 所宣告的端点.

use super::{of_server, quoted, set, use_passive, with_helper};
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Announced, lines, says, settings};

/// 所宣告的端点。
pub(super) const TEXTS: Announced = Announced {
    port_private_address: says(
        |f| match f.circumstance {
            Circumstance::Unroutable => format!(
                "{} 让服务器去连接 {}，这个私有地址从 {} 到不了：客户端在 NAT 后面，而没有谁把公网地址填进去。",
                f.by, f.endpoint, f.peer
            ),
            _ => format!(
                "{} 让服务器去连接 {}，服务器却到不了那里：客户端在改写地址的 NAT 后面（这里看到的是 {}），而没有谁把公网地址填进去。",
                f.by, f.endpoint, f.peer
            ),
        },
        |f| with_helper(f, vec![use_passive()]),
    ),
    port_refused: says(
        |f| match f.circumstance {
            Circumstance::Works => format!(
                "服务器拒绝了 {} {}（{} 次）{}；会话后来换了一种方式传输。",
                f.by,
                f.endpoint,
                f.times,
                quoted(f)
            ),
            _ => format!(
                "服务器拒绝了 {} {}（{} 次）{}。",
                f.by,
                f.endpoint,
                f.times,
                quoted(f)
            ),
        },
        |f| {
            vec![
                use_passive(),
                format!(
                    "服务器：可能关闭了主动模式（vsftpd：`port_enable`），或者只接受客户端自己的地址；后者应当保持（{}）。",
                    of_server(f, settings::OWN_ADDRESS)
                ),
            ]
        },
    ),
    announcement_missing: says(
        |f| {
            format!(
                "还没有 PORT 或 PASV 就发了 {}，双方都不知道该连到哪里{}。",
                f.verb,
                quoted(f)
            )
        },
        |_| lines(&["客户端：每次传输之前先发 PASV、EPSV、PORT 或 EPRT。"]),
    ),
    pasv_private_address: says(
        |f| match f.circumstance {
            Circumstance::Works => format!(
                "{} 宣告了服务器的私有地址 {}；客户端改连 {}，才得以成功。",
                f.by, f.host, f.peer
            ),
            _ => format!(
                "{} 宣告的 {} 是私有地址，客户端到不了；它所知道的服务器是 {}。",
                f.by, f.endpoint, f.peer
            ),
        },
        |f| {
            vec![
                format!(
                    "服务器：宣告公网地址（{}）。",
                    of_server(f, settings::ANNOUNCED)
                )
                .replace("ADDRESS", &f.peer),
                format!(
                    "客户端：改用不带地址的 EPSV，或者不理会私有地址（{}）。",
                    set(settings::IGNORE_PRIVATE)
                ),
            ]
        },
    ),
    pasv_wrong_address: says(
        |f| match f.circumstance {
            Circumstance::Works => format!(
                "{} 宣告的 {} 不是服务器；客户端改连 {}，才得以成功。",
                f.by, f.host, f.peer
            ),
            _ => format!(
                "{} 宣告的 {} 不是服务器所在之处；客户端所知道的是 {}。",
                f.by, f.endpoint, f.peer
            ),
        },
        |f| {
            vec![
                format!(
                    "服务器：改正它宣告的地址（{}）。",
                    of_server(f, settings::ANNOUNCED)
                )
                .replace("ADDRESS", &f.peer),
                format!(
                    "客户端：改用不带地址的 EPSV，或者不理会这个地址（{}）。",
                    set(settings::IGNORE_ANY)
                ),
            ]
        },
    ),
    announcement_rewritten: says(
        |f| {
            format!(
                "{} 在 NAT 的一侧写的是 {}，在另一侧是 {}：FTP 助手改写了它。",
                f.by, f.host, f.peer
            )
        },
        |_| {
            lines(&[
                "只要是明文，就不必管。用 TLS 时助手什么也读不到，那时服务器需要固定的被动端口范围和自己的公网地址。",
            ])
        },
    ),
    announcement_malformed: says(
        |f| {
            format!(
                "{} 读不出来：\"{}\"。各种客户端和防火墙的助手对它的理解各不相同。",
                f.by, f.words
            )
        },
        |_| {
            lines(&[
                "写出它的一方：RFC 959 是括号里六个 0 到 255 的数，如 (192,0,2,1,195,80)；RFC 2428 是 (|||50000|)。",
            ])
        },
    ),
    epsv_fallback: says(
        |f| match f.circumstance {
            Circumstance::Closed => format!("EPSV 被拒绝{}，{} 后改用 PASV。", quoted(f), f.span),
            _ => format!(
                "EPSV 之后的连接失败，{} 后改用 PASV：每次传输都要白等这么久。",
                f.span
            ),
        },
        |_| {
            lines(&[
                "服务器或防火墙：像对待 PASV 一样放行 EPSV；常见的原因是助手只认识 227。",
                "客户端：实在不行就关掉 EPSV（curl：`--disable-epsv`；lftp：`set ftp:prefer-epsv no`）。",
            ])
        },
    ),
};
