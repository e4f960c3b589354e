//! 繁體中文: 資料連線.

use super::{icmp, of_server, open_passive, quoted, set, use_passive, with_helper};
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Connection, lines, says, settings};

/// 資料連線。
pub(super) const TEXTS: Connection = Connection {
    active_unanswered: says(
        |f| match f.circumstance {
            Circumstance::Unroutable => format!(
                "伺服器在 {} 內向 {} 發了 {} 個 SYN，沒有任何回應：從伺服器那邊到不了這個私有位址。",
                f.span, f.endpoint, f.times
            ),
            _ => format!(
                "伺服器在 {} 內向 {} 發了 {} 個 SYN，沒有任何回應：用戶端前面的防火牆丟棄了它們。",
                f.span, f.endpoint, f.times
            ),
        },
        |f| {
            with_helper(
                f,
                vec![
                    use_passive(),
                    format!(
                        "用戶端上和用戶端前面的防火牆：放行從伺服器連接埠 20 到 {} 的 TCP（{}）。",
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
                "伺服器到 {} 的 SYN 換來的是 RST：{}。",
                f.endpoint,
                match f.circumstance {
                    Circumstance::ByHost => "用戶端自己說沒有程式在聆聽",
                    Circumstance::ByBox => "它來自用戶端前面的裝置，不是用戶端本身（TTL 不同）",
                    _ => "沒有程式在聆聽，或者防火牆代為拒絕",
                }
            )
        },
        |f| {
            vec![
                use_passive(),
                format!(
                    "用戶端：發 PORT 之前就應當開始聆聽；本機的防火牆也可能拒絕伺服器（{}）。",
                    settings::with_server(set(settings::FROM_SERVER), &f.server_host)
                ),
            ]
        },
    ),
    active_rejected: says(
        |f| format!("伺服器到 {} 的 SYN 遭 ICMP 拒絕：{}。", f.endpoint, icmp(f)),
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
                        "發出 ICMP 的裝置{sender}：放行從伺服器連接埠 20 到 {} 的 TCP。",
                        f.host
                    ),
                ],
            )
        },
    ),
    active_no_attempt: says(
        |f| match f.circumstance {
            Circumstance::ByHost => format!(
                "伺服器接受了 {} {}，收到 {} 後的 {} 內沒有送出 SYN{}；封包是在伺服器旁邊擷取的，可見 SYN 沒有離開它：它沒有嘗試，或是遭自己的防火牆攔下。",
                f.by,
                f.endpoint,
                f.verb,
                f.span,
                quoted(f)
            ),
            _ => format!(
                "伺服器接受了 {} {}，收到 {} 後的 {} 內，擷取檔裡卻沒有它的 SYN{}：SYN 在半路被過濾，或者伺服器不能主動連線。",
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
                    "伺服器上和兩者之間的防火牆：允許伺服器從連接埠 20 連線 {}。在伺服器上擷取封包，就知道它有沒有嘗試。",
                    f.endpoint
                ),
            ]
        },
    ),
    passive_unanswered: says(
        |f| match f.circumstance {
            Circumstance::Unroutable => format!(
                "用戶端在 {} 內向 {} 發了 {} 個 SYN，沒有任何回應：從用戶端那邊到不了這個私有位址。",
                f.span, f.endpoint, f.times
            ),
            _ => format!(
                "用戶端在 {} 內向 {} 發了 {} 個 SYN，沒有任何回應：伺服器前面的防火牆丟棄了它們。",
                f.span, f.endpoint, f.times
            ),
        },
        open_passive,
    ),
    passive_refused: says(
        |f| {
            format!(
                "用戶端到 {} 的 SYN 換來的是 RST：{}。",
                f.endpoint,
                match f.circumstance {
                    Circumstance::ByHost => "伺服器自己說沒有程式在聆聽",
                    Circumstance::ByBox => "它來自伺服器前面的裝置，不是伺服器本身（TTL 不同）",
                    _ => "沒有程式在聆聽，或者防火牆代為拒絕",
                }
            )
        },
        open_passive,
    ),
    passive_rejected: says(
        |f| format!("用戶端到 {} 的 SYN 遭 ICMP 拒絕：{}。", f.endpoint, icmp(f)),
        open_passive,
    ),
    passive_no_attempt: says(
        |f| match f.circumstance {
            Circumstance::ByHost => format!(
                "{} 告知了 {}，此後 {} 內用戶端沒有送出 SYN；封包是在用戶端旁邊擷取的，可見 SYN 沒有離開它：它沒有嘗試，或是遭自己的防火牆攔下。",
                f.by, f.endpoint, f.span
            ),
            _ => format!(
                "{} 告知了 {}，此後 {} 內擷取檔裡沒有用戶端的 SYN：用戶端不肯用這個位址，或者 SYN 在擷取點之前就被過濾了。",
                f.by, f.endpoint, f.span
            ),
        },
        |f| {
            let first = format!(
                "用戶端：從記錄檔看它是不肯用這個位址，還是讀不懂這則回覆；EPSV 不帶位址，就不會遭拒絕。在用戶端上擷取封包，就知道它有沒有嘗試連線 {}。",
                f.endpoint
            );
            std::iter::once(first).chain(open_passive(f)).collect()
        },
    ),
    stranger: says(
        |f| {
            format!(
                "{} 連到了 {}，而那是告知給另一部主機的：伺服器有多個位址，中間有代理，或者有人在搶連線。",
                f.peer, f.endpoint
            )
        },
        |f| {
            vec![
                "有多個位址的伺服器：用控制連線的位址去連線（vsftpd：`listen_address`；ProFTPD：`SocketBindTight on`）。".into(),
                "有多個位址的負載平衡器或 NAT：讓同一個用戶端的兩條連線走同一條路。".into(),
                format!("伺服器：資料連線只接受控制連線的對方（RFC 2577；{}），並查清來者是誰。", of_server(f, settings::OWN_CLIENT)),
            ]
        },
    ),
    bounce: says(
        |f| match f.circumstance {
            Circumstance::Closed => format!(
                "用戶端要伺服器連到 {}，那不是用戶端（{}）；伺服器拒絕了，不會被人利用來掃描連接埠。",
                f.endpoint, f.peer
            ),
            Circumstance::ServicePort => format!(
                "用戶端讓伺服器連到 {}，那是某種服務的連接埠：這是 FTP 跳板攻擊，用來隱藏攻擊者。",
                f.endpoint
            ),
            _ => format!(
                "用戶端讓伺服器連到 {}，那不是用戶端（{}）：這是 FTP 跳板攻擊，或者兩部伺服器之間的傳輸。",
                f.endpoint, f.peer
            ),
        },
        |f| {
            vec![format!(
                "伺服器：PORT 和 EPRT 只接受用戶端自己的位址，不接受小於 1024 的連接埠（RFC 2577；{}）。",
                of_server(f, settings::OWN_ADDRESS)
            )]
        },
    ),
    fxp: says(
        |f| {
            format!(
                "{} 在兩個工作階段裡各由一端告知：兩部伺服器在直接傳送檔案（FXP）。",
                f.endpoint
            )
        },
        |_| lines(&["如果是有意為之，就不必管；多數伺服器會拒絕，因為它和跳板攻擊看起來一樣。"]),
    ),
};
