//! 繁體中文: FTPS.

use super::{of_server, quoted, side};
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Tls, lines, says, settings};

/// FTPS。
pub(super) const TEXTS: Tls = Tls {
    tls_required: says(
        |f| {
            format!(
                "伺服器要求先啟用 TLS 才能登入，而用戶端沒有提出{}。",
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "用戶端：選用顯式 FTPS（curl：`--ssl-reqd`；lftp：`set ftp:ssl-force true`；FileZilla：要求顯式的 FTP over TLS）。",
            ])
        },
    ),
    tls_refused: says(
        |f| match f.circumstance {
            Circumstance::WentOn => format!("伺服器不支援 TLS，用戶端便以明文繼續{}。", quoted(f)),
            _ => format!("伺服器不支援 TLS{}。", quoted(f)),
        },
        |f| {
            vec![
                format!(
                    "伺服器：設定憑證與 TLS（{}）。",
                    of_server(f, settings::OFFER_TLS)
                ),
                "用戶端：如果傳的東西無須保密，可以不再要求 TLS。".into(),
            ]
        },
    ),
    tls_handshake_failed: says(
        |f| {
            let place = match f.circumstance {
                Circumstance::OnData => "資料連線上的 ",
                _ => "",
            };
            match (f.name, f.side) {
                ("", None) => format!("{place}TLS 交握半途而廢。"),
                ("", Some(_)) => format!("{place}TLS 交握半途而廢：{}關閉了連線。", side(f)),
                (name, _) => format!("{place}TLS 交握半途而廢：{}發出了警示 {name}。", side(f)),
            }
        },
        |_| {
            lines(&[
                "unknown_ca、bad_certificate、certificate_expired：用戶端不信任這張憑證；換一張它信任的，或者安裝它的 CA。",
                "protocol_version、handshake_failure：雙方沒有共同的版本或加密套件；升級較舊的一方。",
            ])
        },
    ),
    tls_mode_mismatch: says(
        |f| match f.circumstance {
            Circumstance::Silence => format!(
                "雙方互相等了 {}：在連接埠 990 上應當由用戶端立刻開始 TLS（隱式 FTPS）。",
                f.span
            ),
            _ => "用戶端一開始就說 TLS，而這個連接埠上的伺服器先說明文的 FTP。".into(),
        },
        |_| {
            lines(&["用戶端：選用顯式 FTPS（`AUTH TLS`，連接埠 21）；隱式 FTPS 只用於連接埠 990。"])
        },
    ),
    tls_resumption_required: says(
        |f| {
            format!(
                "伺服器要求資料連線恢復控制連線的 TLS 工作階段，而用戶端沒有這樣做{}。",
                quoted(f)
            )
        },
        |f| {
            vec![
                "用戶端：換用會恢復 TLS 工作階段的（FileZilla；lftp；curl；WinSCP：`Reuse TLS/SSL session ID for data connections`），或者升級。".into(),
                format!("伺服器：實在不行就取消這個要求，不過從此無法確認資料連線是誰建立的（{}）。", of_server(f, settings::NO_RESUMPTION)),
            ]
        },
    ),
    data_protection_required: says(
        |f| format!("伺服器要求資料連線加密，而用戶端沒有提出{}。", quoted(f)),
        |_| {
            lines(&[
                "用戶端：登入後傳送 `PBSZ 0` 和 `PROT P`（curl：`--ssl-reqd`；lftp：`set ftp:ssl-protect-data true`；ftplib：`prot_p()`）。",
            ])
        },
    ),
    encrypted_control: says(
        |_| {
            "命令是加密的，手頭又沒有金鑰：哪條連線對應哪次傳輸，只能從位址、時間和大小推斷。"
                .into()
        },
        |_| lines(&["想讀懂命令：讓用戶端寫出金鑰（`SSLKEYLOGFILE`），再擷取一次。"]),
    ),
};
