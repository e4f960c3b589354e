//! 繁體中文: 控制連線與登入.

use super::{icmp, of_server, quoted, side};
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Control, lines, says, settings};

/// 控制連線與登入。
pub(super) const TEXTS: Control = Control {
    control_unanswered: says(
        |f| {
            format!(
                "{} 內向 {} 發了 {} 個 SYN，沒有任何回應：這個位址上沒有伺服器，或者遭防火牆丟棄了。",
                f.span, f.endpoint, f.times
            )
        },
        |f| {
            vec![
                format!(
                    "伺服器：確認已開機，並且在聆聽 {}（用 `ss -ltn` 查看）。",
                    f.endpoint
                ),
                "伺服器前面的防火牆：放行到控制連接埠的 TCP，以及它的回應。".into(),
            ]
        },
    ),
    control_refused: says(
        |f| {
            format!(
                "到 {} 的 SYN 換來的是 RST：沒有程式在聆聽，或者防火牆代為拒絕。",
                f.endpoint
            )
        },
        |f| {
            vec![
                format!("伺服器：啟動 FTP 服務，讓它聆聽 {}。", f.endpoint),
                "用戶端：核對位址和連接埠；隱式 FTPS 用 990，SFTP（22）則是另一種協定。".into(),
            ]
        },
    ),
    control_rejected: says(
        |f| format!("到 {} 的 SYN 遭 ICMP 拒絕：{}。", f.endpoint, icmp(f)),
        |_| lines(&["發出這個 ICMP 的防火牆或路由器：放行到控制連接埠的 TCP，或者修好路由。"]),
    ),
    no_greeting: says(
        |f| match f.circumstance {
            Circumstance::Closed => format!(
                "伺服器接受了連線，{} 後沒說 220 就關閉了：它不讓這個用戶端進來，或者剛剛出了故障。",
                f.span
            ),
            _ => format!(
                "連線已經建立，等了 {} 也沒有 220：伺服器卡住了，常見的是在反查用戶端主機名稱，或者連接埠轉送背後的服務沒有反應。",
                f.span
            ),
        },
        |_| {
            lines(&[
                "伺服器：看記錄檔；檢查 hosts.allow、每個位址的連線數限制和 DNS 反查（ProFTPD：`UseReverseDNS off`）。",
                "負載平衡或連接埠轉送：確認背後的伺服器正在運作。",
            ])
        },
    ),
    slow_login: says(
        |f| {
            if f.verb.is_empty() {
                format!(
                    "連線建立後過了 {} 才有歡迎詞：多半是伺服器在反查用戶端主機名稱，或者在等它的 連接埠 113（ident）。",
                    f.span
                )
            } else {
                format!(
                    "{} 過了 {} 才有回覆：多半是查詢使用者、反查主機名稱或 ident 太慢。",
                    f.verb, f.span
                )
            }
        },
        |_| {
            lines(&[
                "伺服器：關掉 DNS 反查和 ident（ProFTPD：`UseReverseDNS off`、`IdentLookups off`；Red Hat 的 vsftpd：`reverse_lookup_enable=NO`；Pure-FTPd：`-H`），或者修好 DNS。",
                "用戶端前面的防火牆：對 TCP 113 應當拒絕，而不是丟棄。",
            ])
        },
    ),
    server_busy: says(
        |f| format!("伺服器已經容不下這個用戶端{}。", quoted(f)),
        |f| {
            vec![
                "用戶端：減少同時開啟的連線，關掉閒著的連線。".into(),
                format!("伺服器：放寬限制（{}）。", of_server(f, settings::LIMITS)),
            ]
        },
    ),
    idle_timeout: says(
        |f| format!("{} 沒有命令，伺服器結束了工作階段{}。", f.span, quoted(f)),
        |f| {
            vec![
                "用戶端：隔一陣發一次 NOOP，或者需要時重新登入。".into(),
                format!("伺服器：延長閒置逾時（{}）。", of_server(f, settings::IDLE)),
            ]
        },
    ),
    control_lost: says(
        |f| match f.circumstance {
            Circumstance::DataArrived => format!(
                "檔案已經到達（{} 位元組），隨後控制連線卻斷了：丟的只是最終回覆。途中的裝置會忘掉長時間沒有動靜的連線。",
                f.bytes
            ),
            Circumstance::ByBox => "控制連線遭途中的裝置重設，它已經認不得這條連線。".into(),
            _ => format!(
                "控制連線斷了：{}重送了 {} 次，沒有任何回應。",
                side(f),
                f.times
            ),
        },
        |_| {
            lines(&[
                "用戶端：長時間傳輸時保持活動（TCP keepalive 小於 300 秒，或者發 NOOP）。",
                "防火牆或 NAT：延長已建立連線的閒置逾時。",
            ])
        },
    ),
    not_ftp: says(
        |f| {
            if f.name.is_empty() {
                format!("控制連接埠上說的不是 FTP（{} 位元組）。", f.bytes)
            } else {
                format!("控制連接埠上說的是 {}，不是 FTP。", f.name)
            }
        },
        |_| lines(&["用戶端：請連到該協定自己的連接埠；FTP 伺服器在別處，或者根本沒有。"]),
    ),
    login_refused: says(
        |f| format!("登入遭拒 {} 次{}。", f.times.max(1), quoted(f)),
        |_| {
            lines(&[
                "用戶端：核對使用者名稱和密碼。",
                "伺服器：原因在記錄檔裡（帳號被鎖、shell 不在 /etc/shells、使用者被列入禁止名單、PAM）。",
            ])
        },
    ),
    brute_force: says(
        |f| {
            format!(
                "來自 {} 的登入有 {} 次遭拒：有人在試密碼，或者某個排程工作還在用舊密碼。",
                f.peer, f.times
            )
        },
        |_| {
            lines(&[
                "伺服器：暫時封鎖這個位址（fail2ban），減少允許的嘗試次數，並查看它有沒有登入成功。",
            ])
        },
    ),
    cleartext_password: says(
        |f| {
            format!(
                "{} 的密碼以明文經過網路，任何擷取得到封包的人都看得到。",
                f.words
            )
        },
        |f| {
            vec![
                "用戶端：改用 FTPS（`AUTH TLS`）或 SFTP。".into(),
                format!(
                    "伺服器：提供並強制使用 TLS（{}）。",
                    of_server(f, settings::DEMAND_TLS)
                ),
            ]
        },
    ),
};
