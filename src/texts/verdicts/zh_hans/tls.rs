//! 简体中文: FTPS.

use super::{of_server, quoted, side};
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Tls, lines, says, settings};

/// FTPS。
pub(super) const TEXTS: Tls = Tls {
    tls_required: says(
        |f| {
            format!(
                "服务器要求先启用 TLS 才能登录，而客户端没有提出{}。",
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "客户端：选用显式 FTPS（curl：`--ssl-reqd`；lftp：`set ftp:ssl-force true`；FileZilla：要求显式的 FTP over TLS）。",
            ])
        },
    ),
    tls_refused: says(
        |f| match f.circumstance {
            Circumstance::WentOn => format!("服务器不支持 TLS，客户端便以明文继续{}。", quoted(f)),
            _ => format!("服务器不支持 TLS{}。", quoted(f)),
        },
        |f| {
            vec![
                format!(
                    "服务器：配置证书和 TLS（{}）。",
                    of_server(f, settings::OFFER_TLS)
                ),
                "客户端：如果传的东西无须保密，可以不再要求 TLS。".into(),
            ]
        },
    ),
    tls_handshake_failed: says(
        |f| {
            let place = match f.circumstance {
                Circumstance::OnData => "数据连接上的 ",
                _ => "",
            };
            match (f.name, f.side) {
                ("", None) => format!("{place}TLS 握手半途而废。"),
                ("", Some(_)) => format!("{place}TLS 握手半途而废：{}关闭了连接。", side(f)),
                (name, _) => format!("{place}TLS 握手半途而废：{}发出了警报 {name}。", side(f)),
            }
        },
        |_| {
            lines(&[
                "unknown_ca、bad_certificate、certificate_expired：客户端不信任这张证书；换一张它信任的，或者安装它的 CA。",
                "protocol_version、handshake_failure：双方没有共同的版本或密码套件；升级较旧的一方。",
            ])
        },
    ),
    tls_mode_mismatch: says(
        |f| match f.circumstance {
            Circumstance::Silence => format!(
                "双方互相等了 {}：在 990 端口上应当由客户端立刻开始 TLS（隐式 FTPS）。",
                f.span
            ),
            _ => "客户端一上来就说 TLS，而这个端口上的服务器先说明文的 FTP。".into(),
        },
        |_| lines(&["客户端：选用显式 FTPS（`AUTH TLS`，21 端口）；隐式 FTPS 只用于 990 端口。"]),
    ),
    tls_resumption_required: says(
        |f| {
            format!(
                "服务器要求数据连接恢复控制连接的 TLS 会话，而客户端没有这样做{}。",
                quoted(f)
            )
        },
        |f| {
            vec![
                "客户端：换用会恢复 TLS 会话的（FileZilla；lftp；curl；WinSCP：`Reuse TLS/SSL session ID for data connections`），或者升级。".into(),
                format!("服务器：实在不行就取消这个要求，不过从此无法确认数据连接是谁建立的（{}）。", of_server(f, settings::NO_RESUMPTION)),
            ]
        },
    ),
    data_protection_required: says(
        |f| format!("服务器要求数据连接加密，而客户端没有提出{}。", quoted(f)),
        |_| {
            lines(&[
                "客户端：登录后发送 `PBSZ 0` 和 `PROT P`（curl：`--ssl-reqd`；lftp：`set ftp:ssl-protect-data true`；ftplib：`prot_p()`）。",
            ])
        },
    ),
    encrypted_control: says(
        |_| {
            "命令是加密的，手头又没有密钥：哪条连接对应哪次传输，只能从地址、时间和大小推断。"
                .into()
        },
        |_| lines(&["想读懂命令：让客户端写出密钥（`SSLKEYLOGFILE`），再抓一次。"]),
    ),
};
