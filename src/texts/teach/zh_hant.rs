//! 繁體中文.

use super::{Teach, by_side};

/// 繁體中文.
pub const ZH_HANT: Teach = Teach {
    lessons: "課程",
    how_to_begin: "輸入 `ftpscope teach active` 或 `ftpscope teach 2` 就能開始一課；加上 `--quiz` 會邊學邊考，最後也可以接自己的擷取檔：`ftpscope teach active my.pcap`。",
    title_connections: "兩種連線",
    title_active: "主動模式：伺服器連過來",
    title_passive: "被動模式：用戶端連過去",
    title_nat: "NAT：到不了的位址",
    title_firewalls: "防火牆：送不到的 SYN",
    title_epsv: "EPSV 與 EPRT：連接埠不必再算",
    title_ftps: "FTPS：加密之後還看得到什麼",
    intro_connections: "FTP 把「講話」和「送貨」分開。命令與回覆走控制連線，從頭到尾只有一條；每列一次目錄、每傳一個檔案，都另外建立一條資料連線。請注意每條連線從哪裡開始、到哪裡結束。",
    intro_active: "這裡的角色和平常相反：用戶端打開一個連接埠，用 PORT 在控制連線上報出號碼，接著換伺服器連過來。",
    intro_passive: "用戶端用 PASV 請伺服器打開一個連接埠，伺服器以 227 回覆告知是哪一個，用戶端再連一次，就像當初建立控制連線那樣。",
    intro_nat: "PORT 和 227 把位址寫在內文裡。NAT 只改 IP 標頭的位址，內文原封不動，除非它懂得 FTP。以下三個擷取檔依序是：用戶端在 NAT 後面、伺服器在 NAT 後面，以及會改寫內文的 NAT。",
    intro_firewalls: "登入正常，一列目錄就卡住：控制連線過得去，資料連線過不去。以下三個擷取檔讓你看到誰要連誰、得到什麼回音，由此就知道該調整哪一邊。",
    intro_epsv: "六個數字放不下 IPv6 位址。EPRT 與 EPSV（RFC 2428）直接寫出連接埠號碼，EPSV 的回覆更連位址都省了。",
    intro_ftps: "AUTH TLS 之後，途中沒有人讀得到 PORT 和 227，你讀不到，NAT 也讀不到。不過 TCP 標頭仍是明文，從中還是能看出不少事。",
    moral_connections: "看到 LIST、RETR、STOR，就去找後面的資料連線。如果它沒出現，或是沒建成，問題就不在命令。",
    moral_active: "主動模式：用戶端告知（PORT），伺服器送出 SYN，來源通常是連接埠 20；用戶端這邊的防火牆必須放行。連接埠 = 第一個數字 × 256 + 第二個數字。",
    moral_passive: "被動模式：伺服器告知（227），用戶端送出 SYN，來源連接埠不固定；伺服器那邊的防火牆必須放行所告知的連接埠。連接埠 20 派不上用場。",
    moral_nat: "把告知的位址和 IP 標頭裡的位址比一比，兩者不同，SYN 就會送錯地方。伺服器應該告知公用位址，用戶端應該改用被動模式。",
    moral_firewalls: "SYN 送給誰，就調整誰那一邊：主動模式看用戶端，被動模式看伺服器。毫無回音是被丟棄，RST 是沒有程式在聆聽，ICMP 錯誤則會指出是哪部設備拒絕的。",
    moral_epsv: "229 裡沒有位址，NAT 也就無從弄錯。雙方都支援時，請用 EPSV，別用 PASV。",
    moral_ftps: "沒有任何 FTP 輔助程式讀得懂 TLS。FTPS 伺服器要固定被動連接埠範圍，在防火牆放行這段範圍，並在 227 裡告知公用位址。",
    remember: "重點整理",
    questions: "問題",
    answers: "解答",
    your_answer: "你的答案",
    right: "答對了。",
    wrong: "不對。",
    the_answer: "解答：",
    hint: "提示：",
    type_choice: "請輸入選項前面的數字。",
    type_code: "請輸入三位數字。",
    type_port: "請輸入連接埠號碼，一個整數。",
    type_address: "請輸入位址，例如 192.0.2.7。",
    type_endpoint: "請輸入位址與連接埠，例如 192.0.2.7:5001。",
    type_count: "請輸入一個數字。",
    nothing_typed: "請先輸入答案；按 → 可跳過這一題。",
    keys_lesson: "Enter 下一步 · ← 上一步 · ↑ ↓ 捲動 · ? 說明 · q 離開",
    keys_question: "Enter 作答 · → 跳過 · ← 上一步 · ? 說明 · q 離開",
    keys_list: "↑ ↓ 選擇 · Enter 開始 · 1–7 · q 離開",
    help_next: "Enter、空白鍵、→   下一步",
    help_back: "←                  上一步",
    help_scroll: "↑ ↓ PgUp PgDn      捲動說明",
    help_ends: "Home、End          第一步、最後一步",
    help_answer: "數字、Enter        回答問題（--quiz）",
    help_pass: "→                  跳過這一題，直接看解答",
    help_quit: "q、Ctrl-C          離開",
    the_end: "這一課上完了",
    what_next: "按 Enter 回到課程清單，按 q 離開。",
    too_small: "課程至少需要 40 欄、12 列。",
    yes: "可以",
    no: "不行",
    control_connection: "控制連線",
    data_connection: "另外建立的資料連線",
    active_mode: "主動模式",
    passive_mode: "被動模式",
    silence_dropped: "防火牆默默丟掉了 SYN",
    silence_refused: "到得了主機，但這個連接埠上沒有程式在聆聽",
    silence_rejected: "防火牆拒絕了 SYN，而且明講",
    ask_first_word: "控制連線建好了。先開口的是哪一邊？",
    ask_opener: "資料連線的 SYN 會由哪一邊送出？",
    ask_source: "伺服器會從哪個連接埠送出這個 SYN？",
    ask_firewall: "這個 SYN 要由哪一邊的防火牆放行？",
    ask_helper: "由此開始全部加密。途中的 NAT 還可以改寫 PORT 或 227 裡的位址嗎？",
    ask_mode: "這裡讀不到 PORT 或 PASV。這條資料連線用的是哪種模式？",
    ask_connections: "連同控制連線，這個工作階段總共建成了幾條 TCP 連線？",
    right_dropped: "什麼都沒回來，可見 SYN 在途中被防火牆吞掉了；只要送到主機，總會有回音。",
    right_refused: "RST 來自送達的主機：沒有程式在聆聽這個連接埠，或是那裡的防火牆以它的名義拒絕。",
    right_rejected: "ICMP 錯誤指出了是誰拒絕的：就是送出這則訊息的設備。",
    right_helper: "輔助程式要改寫，得先讀到內文，而它看到的只有 TLS 記錄。告知的位址會原封不動送到對方手上。",
    slip_swapped: "兩個數字顛倒了：要乘 256 的是第一個。",
    slip_added: "這只是兩數相加：第一個數字要先乘 256。",
    slip_high_only: "還沒加上第二個數字。",
    slip_low_only: "這只是第二個數字。",
    slip_joined: "這兩個數字不是接在一起念的，它們是兩個位元組。",
    slip_address: "連接埠對了，再看看位址。",
    slip_port: "位址對了，再看看連接埠。",
    slip_control_port: "那是控制連線的連接埠，檔案內容不走那裡。",
    slip_digit: "第一位對了：回覆就是這一類。",
    look_silence: "毫無回音、RST、ICMP 錯誤，三者的送出者各不相同：沒有人、主機本身、途中的設備。",
    look_helper: "它得先在封包裡找到那六個數字，而由此開始，封包裡只有 TLS 記錄。",
    look_connections: "每個得到 SYN-ACK 的 SYN 都打開了一條連線。",
    hint_choice: "刪去試過的選項。",
    lesson: |number, count, title| format!("第 {number} 課（共 {count} 課）：{title}"),
    taught_with: |name, part, parts| {
        if parts > 1 {
            format!("{name}（第 {part} 部分，共 {parts} 部分）")
        } else {
            format!("擷取檔 {name}")
        }
    },
    ask_code: |command| format!("伺服器對 {command} 的第一則回覆，代碼是多少？"),
    ask_last_code: |command| {
        format!("{command} 的資料連線已經結束。控制連線上接著出現的代碼是多少？")
    },
    ask_failed_code: |command| format!("{command} 的資料連線沒有建成。伺服器最後會回覆什麼代碼？"),
    ask_way: |command| format!("{command} 的結果走哪條連線？"),
    ask_port: |by, high, low| {
        format!("{by} 最後兩個數字是 {high},{low}，這是哪個連接埠：{high} × 256 + {low} = ？")
    },
    ask_plain_port: |by| format!("{by} 告知的是哪個連接埠？"),
    ask_target: |opener| {
        format!(
            "{}會把資料連線的 SYN 送往哪個位址與連接埠？",
            by_side(opener, "用戶端", "伺服器")
        )
    },
    ask_accepts: |by, announced, own| {
        format!("{by} 寫的是 {announced}，而伺服器看到的用戶端位址是 {own}。伺服器可以接受嗎？")
    },
    ask_address: |by, announced| {
        format!("{by} 寫的是 {announced}，與控制連線上同一端的位址不符。{by} 原本該寫哪個位址？")
    },
    ask_behind: |by, announced, frame| {
        format!(
            "在 NAT 的這一側，{by} 寫的是 {announced}。訊框 {frame} 是另一側的同一個命令，那裡寫的是哪個位址？"
        )
    },
    ask_silence: |evidence| format!("{evidence}。這表示什麼？"),
    right_first_word: |side, frame| {
        format!(
            "第一個帶有內文的是訊框 {frame}，由{}送出{}。",
            by_side(side, "用戶端", "伺服器"),
            by_side(side, "", "：以 220 開頭的歡迎訊息")
        )
    },
    right_code: |frame, line| format!("訊框 {frame} 的回覆是 {line}。"),
    right_way: |frame, from, to| {
        format!("訊框 {frame} 是一條新連線的 SYN，{from} → {to}，結果由它傳送。")
    },
    right_port: |high, low, product, port| {
        format!("{high} × 256 + {low} = {product} + {low} = {port}。")
    },
    right_plain_port: |by, port| format!("{by} 直接寫出了 {port}。"),
    right_opener: |side, frame, from, to| {
        format!(
            "訊框 {frame} 就是這個 SYN，{from} → {to}，由{}送出。",
            by_side(side, "用戶端", "伺服器")
        )
    },
    right_source: |frame, from| format!("訊框 {frame} 的 SYN 來自 {from}，這是 FTP 的資料連接埠。"),
    right_target: |frame, to| format!("訊框 {frame} 的 SYN 送往 {to}。"),
    right_declined: |code, frame| {
        format!(
            "訊框 {frame} 回覆 {code}。伺服器只肯連自己的用戶端，不然誰都能差遣它去連別人（RFC 2577）。"
        )
    },
    right_accepted: |code, frame| format!("訊框 {frame} 回覆 {code}：這部伺服器不檢查位址。"),
    right_address: |address, side| {
        format!(
            "{address} 是{}在控制連線上的位址，對方連得到。",
            by_side(side, "用戶端", "伺服器")
        )
    },
    right_behind: |frame, address| {
        format!("訊框 {frame} 裡，NAT 的 FTP 輔助程式換上了自己的公用位址 {address}。")
    },
    right_firewall: |side, port| {
        format!(
            "SYN 送往{0}的連接埠 {port}，所以要由{0}那邊的防火牆放行。",
            by_side(side, "用戶端", "伺服器")
        )
    },
    right_mode: |frame, side, from, to| {
        format!(
            "訊框 {frame} 是 SYN，{from} → {to}：是{}連過去的。",
            by_side(side, "用戶端", "伺服器")
        )
    },
    right_connections: |count, frames| {
        format!(
            "一條控制連線，再加上從訊框 {} 開始的資料連線，總共 {count} 條。",
            frames.replace(", ", "、")
        )
    },
    look_first_word: |frame| format!("第一個帶有內文的是訊框 {frame}。"),
    look_code: |frame, digit| format!("回覆在訊框 {frame}，代碼以 {digit} 開頭。"),
    look_way: |frame| format!("訊框 {frame} 是一個 SYN：那裡打開了新的連線。"),
    look_port: |frame, high, low| {
        format!("訊框 {frame} 裡寫的是 {high},{low}：16 位元連接埠號碼的高位元組與低位元組。")
    },
    look_plain_port: |frame| format!("號碼就在訊框 {frame}，夾在直線之間。"),
    look_opener: |frame, from| format!("訊框 {frame} 就是這個 SYN，它來自 {from}。"),
    look_source: |frame| {
        format!("看訊框 {frame} 的 SYN。FTP 有兩個眾所周知的連接埠：一個給控制，一個給資料。")
    },
    look_target: |frame, by| format!("位址與連接埠由訊框 {frame} 的 {by} 告知。"),
    look_accepts: |frame| format!("訊框 {frame} 就是伺服器的答覆。"),
    look_address: |frame, side| {
        format!(
            "控制連線從訊框 {frame} 開始，看看{}在那裡用的位址。",
            by_side(side, "用戶端", "伺服器")
        )
    },
    look_behind: |frame| format!("訊框 {frame} 的 IP 標頭裡也是這個位址。"),
    look_firewall: |frame, to| format!("訊框 {frame} 的 SYN 送往 {to}。"),
    look_mode: |frame, from| format!("訊框 {frame} 的 SYN 來自 {from}。"),
    hint_port: |high, low, product| format!("{high} × 256 = {product}，再加 {low}。"),
    hint_code: |meaning| format!("就是意思如下的那個代碼：{meaning}"),
    hint_endpoint: |address| format!("位址是 {address}，連接埠就是剛才告知的那個。"),
    hint_address: |beginning| format!("它以 {beginning} 開頭。"),
    hint_plain_port: |by, frame| format!("照抄訊框 {frame} 裡 {by} 的數字。"),
    hint_connections: |count| format!("資料連線有 {count} 條。"),
    score: |right, asked, at_once| {
        format!("{asked} 題答對 {right} 題，其中 {at_once} 題一次就答對。")
    },
    unsuitable: |capture, lesson| format!("{capture} 裡沒有適合「{lesson}」這一課的工作階段"),
    no_session: |capture| format!("{capture} 裡沒有可以用來學習的 FTP 工作階段"),
};
