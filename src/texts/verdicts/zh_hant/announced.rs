//! 繁體中文: 所告知的端點.

use super::{of_server, quoted, set, use_passive, with_helper};
use crate::catalog::Circumstance;
use crate::texts::verdicts::{Announced, lines, says, settings};

/// 所告知的端點。
pub(super) const TEXTS: Announced = Announced {
    port_private_address: says(
        |f| match f.circumstance {
            Circumstance::Unroutable => format!(
                "{} 讓伺服器連到 {}，這個私有位址從 {} 到不了：用戶端在 NAT 後面，而沒有誰把公開位址填進去。",
                f.by, f.endpoint, f.peer
            ),
            _ => format!(
                "{} 讓伺服器連到 {}，伺服器卻到不了那裡：用戶端在改寫位址的 NAT 後面（這裡看到的是 {}），而沒有誰把公開位址填進去。",
                f.by, f.endpoint, f.peer
            ),
        },
        |f| with_helper(f, vec![use_passive()]),
    ),
    port_refused: says(
        |f| match f.circumstance {
            Circumstance::Works => format!(
                "伺服器拒絕了 {} {}（{} 次）{}；工作階段後來換了一種方式傳輸。",
                f.by,
                f.endpoint,
                f.times,
                quoted(f)
            ),
            _ => format!(
                "伺服器拒絕了 {} {}（{} 次）{}。",
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
                    "伺服器：可能關閉了主動模式（vsftpd：`port_enable`），或者只接受用戶端自己的位址；後者應當保持（{}）。",
                    of_server(f, settings::OWN_ADDRESS)
                ),
            ]
        },
    ),
    announcement_missing: says(
        |f| {
            format!(
                "還沒有 PORT 或 PASV 就發了 {}，雙方都不知道該連到哪裡{}。",
                f.verb,
                quoted(f)
            )
        },
        |_| lines(&["用戶端：每次傳輸之前先發 PASV、EPSV、PORT 或 EPRT。"]),
    ),
    pasv_private_address: says(
        |f| match f.circumstance {
            Circumstance::Works => format!(
                "{} 告知了伺服器的私有位址 {}；用戶端改連 {}，才得以成功。",
                f.by, f.host, f.peer
            ),
            _ => format!(
                "{} 告知的 {} 是私有位址，用戶端到不了；它所知道的伺服器是 {}。",
                f.by, f.endpoint, f.peer
            ),
        },
        |f| {
            vec![
                format!(
                    "伺服器：告知公用位址（{}）。",
                    of_server(f, settings::ANNOUNCED)
                )
                .replace("ADDRESS", &f.peer),
                format!(
                    "用戶端：改用不帶位址的 EPSV，或者不理會私有位址（{}）。",
                    set(settings::IGNORE_PRIVATE)
                ),
            ]
        },
    ),
    pasv_wrong_address: says(
        |f| match f.circumstance {
            Circumstance::Works => format!(
                "{} 告知的 {} 不是伺服器；用戶端改連 {}，才得以成功。",
                f.by, f.host, f.peer
            ),
            _ => format!(
                "{} 告知的 {} 不是伺服器所在之處；用戶端所知道的是 {}。",
                f.by, f.endpoint, f.peer
            ),
        },
        |f| {
            vec![
                format!(
                    "伺服器：改正它告知的位址（{}）。",
                    of_server(f, settings::ANNOUNCED)
                )
                .replace("ADDRESS", &f.peer),
                format!(
                    "用戶端：改用不帶位址的 EPSV，或者不理會這個位址（{}）。",
                    set(settings::IGNORE_ANY)
                ),
            ]
        },
    ),
    announcement_rewritten: says(
        |f| {
            format!(
                "{} 在 NAT 的一側寫的是 {}，在另一側是 {}：FTP 輔助程式改寫了它。",
                f.by, f.host, f.peer
            )
        },
        |_| {
            lines(&[
                "只要是明文，就不必管。用 TLS 時輔助程式什麼也讀不到，那時伺服器需要固定的被動連接埠範圍和自己的公開位址。",
            ])
        },
    ),
    announcement_malformed: says(
        |f| {
            format!(
                "{} 讀不出來：\"{}\"。各家用戶端和防火牆的輔助程式對它的理解各不相同。",
                f.by, f.words
            )
        },
        |_| {
            lines(&[
                "寫出它的一方：RFC 959 是括號裡六個 0 到 255 的數字，如 (192,0,2,1,195,80)；RFC 2428 是 (|||50000|)。",
            ])
        },
    ),
    epsv_fallback: says(
        |f| match f.circumstance {
            Circumstance::Closed => format!("EPSV 遭拒{}，{} 後改用 PASV。", quoted(f), f.span),
            _ => format!(
                "EPSV 之後的連線失敗，{} 後改用 PASV：每次傳輸都要白等這麼久。",
                f.span
            ),
        },
        |_| {
            lines(&[
                "伺服器或防火牆：像對待 PASV 一樣放行 EPSV；常見的原因是輔助程式只認識 227。",
                "用戶端：實在不行就關掉 EPSV（curl：`--disable-epsv`；lftp：`set ftp:prefer-epsv no`）。",
            ])
        },
    ),
};
