//! 繁體中文: 所說的話與擷取檔.

use super::quoted;
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Capture, lines, says};

/// 所說的話與擷取檔。
pub(super) const TEXTS: Capture = Capture {
    replies_out_of_step: says(
        |f| {
            format!(
                "從這裡起回覆與命令錯位{}：用戶端總把上一個命令的回覆當成下一個的。",
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "出錯的一方：多回了一次的伺服器，或者漏讀回覆的用戶端（例如 ABOR 或 120 之後）。先重新連線就好。",
            ])
        },
    ),
    capture_incomplete: says(
        |f| match f.circumstance {
            Circumstance::StartMissing => "擷取檔從中途開始：之前說了什麼無從得知。".into(),
            Circumstance::FramesCut => {
                format!("訊框遭截短（snaplen），資料流裡缺了 {} 位元組。", f.bytes)
            }
            Circumstance::OneDirection => "擷取檔裡只有連線的一個方向。".into(),
            Circumstance::DataMissing => {
                "傳輸確實發生了，擷取檔裡卻沒有它們的資料連線：被篩選條件漏掉了。".into()
            }
            Circumstance::ControlMissing => {
                format!("擷取檔裡有 {} 條資料連線，卻沒有它們的控制連線。", f.times)
            }
            Circumstance::Dropped => format!(
                "擷取時遺失了 {} 個封包，因為來得比取得快：缺少的內容可能就是它們。",
                f.times
            ),
            Circumstance::FileBroken => "擷取檔以殘缺的記錄結尾。".into(),
            _ => format!(
                "對方收到的 {} 位元組不在擷取檔裡：擷取時漏了封包。",
                f.bytes
            ),
        },
        |f| match f.circumstance {
            Circumstance::FramesCut => lines(&["擷取完整的訊框：`tcpdump -s 0`。"]),
            Circumstance::OneDirection => {
                lines(&["在兩個方向都經過的地方擷取，或者把兩個方向都鏡射過來。"])
            }
            Circumstance::Dropped => {
                lines(&["用 `--light` 擷取（不取資料連線的內容），或加大緩衝區（`-B 256M`）。"])
            }
            Circumstance::FileBroken => lines(&["先結束擷取程式，再複製檔案。"]),
            Circumstance::StartMissing => lines(&["在用戶端連線之前就開始擷取。"]),
            Circumstance::DataMissing | Circumstance::ControlMissing => lines(&[
                "擷取兩部主機的全部流量，因為資料連線的連接埠事先不知道：`tcpdump -s 0 host SERVER and host CLIENT`，再加上 `or icmp or icmp6`。",
            ]),
            _ => lines(&["用更大的緩衝區（`tcpdump -B 32768`）、更快的磁碟、更窄的篩選條件。"]),
        },
    ),
    captured_twice: says(
        |f| match f.circumstance {
            Circumstance::ByBox => "這個工作階段在 NAT 的兩側都擷取到了，這裡只講一次。".into(),
            _ => format!("每個封包都擷取到兩次（{} 份副本）：它們不是重送。", f.times),
        },
        |_| lines(&["想各要一份：只在一個介面上擷取，或者每個連接埠只鏡射一個方向。"]),
    ),
    protocol_violation: says(
        |f| match f.circumstance {
            Circumstance::LongLines => {
                format!("有 {} 行超過 4 KiB，最長的有 {} 位元組。", f.times, f.bytes)
            }
            Circumstance::NulBytes => format!("有 {} 行裡含有 NUL 位元組。", f.times),
            Circumstance::Unended => format!("有 {} 個多行回覆始終沒有結束。", f.times),
            _ => format!("有 {} 個回覆沒有代碼。", f.times),
        },
        |_| {
            lines(&[
                "發出它們的一方：RFC 959 要求每行以 CR LF 結尾，回覆以三位數字開頭。超長的行和 NUL 位元組也可能是有人想弄垮剖析程式。",
            ])
        },
    ),
    hostile_text: says(
        |f| match f.circumstance {
            Circumstance::Works => format!("有一個名字一路向上，越出了該在的目錄：{}。", f.words),
            _ => format!(
                "有 {} 處名字、歡迎詞或回覆裡含有控制字元或改變書寫方向的字元：原樣顯示會操縱終端機。",
                f.times
            ),
        },
        |_| {
            lines(&["顯示這些文字的一方：應當跳脫處理。採用伺服器所給名字的一方：拒絕向上的路徑。"])
        },
    ),
};
