//! 繁體中文: 傳輸.

use super::{ended, of_server, quoted, set, side};
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Transfer, lines, says, settings};

/// 傳輸。
pub(super) const TEXTS: Transfer = Transfer {
    transfer_refused: says(
        |f| format!("伺服器不肯執行 {}{}。", f.verb, quoted(f)),
        |_| lines(&["用戶端：核對檔名、目錄和權限；這與資料連線無關。"]),
    ),
    transfer_failed: says(
        |f| match (f.side, f.code) {
            (Some(_), 1..) if f.circumstance == Circumstance::NoCloseNotify => format!(
                "{} 傳了 {} 位元組後失敗{}；傳送的一方沒有送出 TLS 的 close_notify 就關閉了連線，誰也說不準是不是傳完了。",
                f.verb,
                f.bytes,
                quoted(f)
            ),
            (None, 0) => format!("{} 傳了 {} 位元組就結束了，沒有最終回覆。", f.verb, f.bytes),
            (None, _) => format!("{} 傳了 {} 位元組後失敗{}。", f.verb, f.bytes, quoted(f)),
            (Some(_), 0) => format!(
                "{} 傳了 {} 位元組就結束了，沒有最終回覆；先{}資料連線的是{}。",
                f.verb,
                f.bytes,
                ended(f),
                side(f)
            ),
            (Some(_), _) => format!(
                "{} 傳了 {} 位元組後失敗{}；先{}資料連線的是{}。",
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
                    "用戶端與伺服器：傳送的一方要以 close_notify 結束 TLS；不這樣做的那個軟體該更新了。",
                    "伺服器：如果只能遷就這樣的用戶端，就不要強求它（vsftpd：`strict_ssl_read_eof=NO`）。",
                ]);
            }
            vec![
                "結束連線的一方：原因在它的記錄檔裡。雙方都支援的話，用 REST 續傳。".into(),
                format!(
                    "伺服器：如果是計時器結束的，把它調長（{}）。",
                    of_server(f, settings::STALLED)
                ),
            ]
        },
    ),
    transfer_aborted: says(
        |f| {
            format!(
                "{} 傳了 {} 位元組後被用戶端中止{}。",
                f.verb,
                f.bytes,
                quoted(f)
            )
        },
        |_| lines(&["如果是有意為之，就不必管；否則查一查用戶端為什麼放棄。"]),
    ),
    transfer_truncated: says(
        |f| {
            format!(
                "伺服器答應了 {} 位元組，{} 只帶來 {} 位元組，它卻說 {}。",
                f.expected, f.verb, f.bytes, f.code
            )
        },
        |_| {
            lines(&[
                "用戶端：每次傳輸後核對大小，用 REST 取回剩下的部分。",
                "伺服器：看看檔案是否中途改變了，或者讀取失敗了。",
            ])
        },
    ),
    disk_full: says(
        |f| {
            format!(
                "伺服器放不下這個檔案{}；已經傳了 {} 位元組。",
                quoted(f),
                f.bytes
            )
        },
        |_| {
            lines(&["伺服器：騰出空間（`df -h`、`df -i`），或者提高配額；那裡可能留下了半個檔案。"])
        },
    ),
    transfer_stalled: says(
        |f| match f.circumstance {
            Circumstance::ZeroWindow => format!(
                "傳輸停頓了 {}：接收端不再收（視窗為零），它在忙別的。",
                f.span
            ),
            Circumstance::Resent => format!(
                "傳輸停頓了 {}：同樣的區段一再重送，說明它們丟在路上。",
                f.span
            ),
            _ => format!("傳輸停頓了 {}：{}什麼也沒有發。", f.span, side(f)),
        },
        |f| match f.circumstance {
            Circumstance::ZeroWindow => {
                lines(&["接收端：查一查是什麼讓它不讀：磁碟慢，或者程式在等待。"])
            }
            Circumstance::Resent => {
                lines(&["網路：尋找兩者之間掉封包的地方；如果只丟大的區段，問題在 MTU。"])
            }
            _ => lines(&["傳送端：查一查是什麼讓它不發：磁碟慢、後端慢，或者限速。"]),
        },
    ),
    pmtu_black_hole: says(
        |f| {
            format!(
                "{} 位元組的區段重送了 {} 次也沒有到達，小的卻能到：這條路走不了大的，又沒有人說（PMTU 黑洞）。",
                f.expected, f.times
            )
        },
        |_| {
            vec![
                format!(
                    "途中的路由器或 VPN：限制 MSS（{}），或者放行 ICMP 的「需要分段」和「封包過大」。",
                    set(settings::CLAMP)
                ),
                "傳送端：減小 MTU，Linux 上也可以用 `net.ipv4.tcp_mtu_probing=1`。".into(),
            ]
        },
    ),
    ascii_damage: says(
        |f| {
            format!(
                "{} {} 是二進位檔案，卻用 ASCII 方式（TYPE A）傳送：換行被轉換，檔案已經損壞。",
                f.verb, f.words
            )
        },
        |_| {
            vec![format!(
                "用戶端：先送出 TYPE I（{}），再重新傳送。",
                set(settings::BINARY)
            )]
        },
    ),
};
