//! Chinese in traditional characters, with the terms that are used in Taiwan.

use super::{Icmp, Side, Texts, Unreadable};

/// The sentences in Chinese, traditional characters.
pub const ZH_HANT: Texts = Texts {
    tui: &super::tui::ZH_HANT,
    explain: &super::explain::ZH_HANT,
    inferred: &super::inferred::ZH_HANT,
    interfaces: &super::interfaces::ZH_HANT,
    extract: &super::extract::ZH_HANT,
    firewall: &super::firewall::ZH_HANT,
    arithmetic: &super::arithmetic::ZH_HANT,
    manual: &super::manual::ZH_HANT,
    packets: &super::packets::ZH_HANT,
    stream: &super::stream::ZH_HANT,
    transfers_screen: &super::transfers::ZH_HANT,
    live: &super::live::ZH_HANT,
    findings: &super::findings::ZH_HANT,
    walkthrough: &super::walkthrough::ZH_HANT,
    verdicts: &super::verdicts::ZH_HANT,
    teach: &super::teach::ZH_HANT,
    client: "用戶端",
    server: "伺服器",
    handshake: "TCP 三向交握：建立控制連線",
    handshake_note: "用戶端以 SYN、SYN-ACK、ACK 三個區段建立控制連線。命令與回覆都走這條連線，目錄清單和檔案則不走這裡。",
    midstream: "封包擷取由此開始",
    midstream_note: "控制連線在這之前就已建立，先前說了什麼，擷取檔裡看不到。",
    control_attempt: "SYN：用戶端要求建立控制連線",
    refused: "遭拒：RST",
    control_refused_note: "對方送回 RST：這個連接埠上沒有程式在聆聽，或是防火牆代為拒絕。",
    control_rejected_note: "途中的路由器或防火牆不放行，並以 ICMP 錯誤訊息告知。",
    control_unanswered_note: "完全沒有回音：伺服器沒開機，或是防火牆默默丟棄了 SYN。",
    greeting_note: "先開口的是伺服器。每則回覆都以三位數字開頭，220 表示服務已就緒。",
    password_note: "密碼以明文在網路上傳送，只要擷取到這個封包，就讀得到密碼。",
    logged_in_note: "230：登入成功。",
    login_refused_note: "530：登入遭拒。",
    active_note: "這就是主動模式：接下來由伺服器連到這個連接埠，用戶端這邊的防火牆必須放行。",
    passive_note: "這就是被動模式：接下來由用戶端連到這個連接埠，伺服器那邊的防火牆必須放行。",
    extended_passive_note: "229 只告知連接埠，不含位址：用戶端仍連到控制連線另一端的那部伺服器。",
    extended_port_note: "EPRT 直接寫出位址與連接埠，IPv4 和 IPv6 都適用。",
    declined_note: "對方不接受這個位址與連接埠。",
    superseded_note: "沒有人連過來，下一次告知的端點取代了它。",
    preliminary_note: "以 1 開頭的回覆還不是結果：傳輸即將開始，稍後會有另一則回覆說明成敗。",
    complete_note: "226 經由控制連線確認：傳輸已完成。",
    data_end_note: "傳送端關掉資料連線，接收端就知道資料到此為止。下一次傳輸得另外建立新的資料連線。",
    active_opened_note: "這條連線由伺服器發起，來源是 FTP 的資料連接埠 20。",
    active_opened_other_port_note: "這條連線由伺服器發起，但來源連接埠不是 20。",
    passive_opened_note: "這條連線由用戶端發起，來源連接埠由用戶端的系統任選。",
    default_opened_note: "既沒有 PORT，也沒有 PASV，所以伺服器連到用戶端控制連線所用的那個連接埠（RFC 959）。",
    active_failed_note: "主動模式下，伺服器必須連得到用戶端。用戶端前面的防火牆或 NAT 往往會擋下來；改用被動模式，就由用戶端發起連線。",
    passive_failed_note: "被動模式下，用戶端必須連得到伺服器的這個連接埠，伺服器前面的防火牆必須放行。",
    no_attempt_note: "從擷取的封包看來，沒有人連到所告知的連接埠。",
    data_not_captured_note: "它的資料連線不在擷取檔裡。",
    abort_note: "ABOR 中止進行中的傳輸。接著會有兩則回覆：一則針對傳輸，一則針對 ABOR。",
    service_closing_note: "421：不論有沒有命令在等回覆，伺服器都要結束工作階段了。",
    out_of_turn_note: "沒有命令在等這則回覆。",
    no_reply_note: "擷取檔裡沒有這個命令的回覆。",
    fxp_note: "另一個工作階段從另一頭告知了同一個位址與連接埠：檔案直接在兩部伺服器之間傳送，用戶端只負責下命令（FXP）。",
    auth_note: "用戶端要求改用 TLS 加密。",
    tls_begins: "由此開始以 TLS 加密",
    tls_note: "沒有金鑰就讀不到命令與回覆。資料連線仍然看得見：誰連到誰、何時、傳了多少位元組。",
    tls_decrypted_note: "有金鑰，所以以下內容在這裡讀得到。傳輸途中誰也讀不到：防火牆與 NAT 的 FTP 輔助模組看不到 PORT 與 227。",
    tls_help: "若環境變數 SSLKEYLOGFILE 指定了檔案，用戶端會把金鑰寫進去；用 --keylog FILE 給出該檔案，就能在這裡解讀。",
    tls_data_note: "依位址與時間判斷，它屬於這個工作階段；對應的命令已加密。",
    unclaimed_note: "擷取檔裡沒有任何命令用到這條連線。",
    quit_note: "用戶端要求結束工作階段。",
    closed_fin: "FIN：控制連線結束",
    closed_rst: "RST：控制連線遭強制中斷",
    closed_lost: "失去聯繫：一再重送，始終沒有回應",
    closed_open: "擷取到此為止，控制連線仍未結束",
    nothing_carried: "沒有傳送任何資料",
    ended_by_server: "伺服器以 421 結束了工作階段。",
    no_transfers: "沒有傳輸",
    aborted: "遭中止",
    end_not_seen: "沒有最終回覆",
    login_refused: "登入遭拒",
    control_unanswered: "伺服器沒有回應",
    control_refused: "遭 RST 拒絕",
    control_rejected: "遭 ICMP 拒絕",
    no_attempt: "沒有人連過來",
    endpoint_unreadable: "讀不出所告知的位址與連接埠",
    column_time: "時間",
    column_user: "使用者",
    column_mode: "模式",
    column_transfers: "完成",
    column_bytes: "位元組",
    column_end: "結果",
    active: "主動",
    passive: "被動",
    default_port: "預設",
    word_closed: "正常結束",
    word_reset: "遭重設",
    word_lost: "失去聯繫",
    word_open: "未結束",
    colon: "：",
    semicolon: "；",
    word_encrypted: "已加密",
    tls_agreed: |version, suite, name| {
        let mut text = format!("{version}，加密套件 {suite}");
        if !name.is_empty() {
            text.push_str(&format!("，所要求的伺服器名稱是 {name}"));
        }
        text + "。"
    },
    session: |number| format!("工作階段 {number}"),
    taken_at_client: |[client, server], [_, routers]| {
        format!(
            "擷取位置在用戶端這一側：用戶端封包的 TTL 為 {client}，伺服器的為 {server}，途中經過 {routers} 部路由器。"
        )
    },
    taken_at_server: |[client, server], [routers, _]| {
        format!(
            "擷取位置在伺服器這一側：伺服器封包的 TTL 為 {server}，用戶端的為 {client}，途中經過 {routers} 部路由器。"
        )
    },
    taken_between: |[client, server], [before, behind]| {
        format!(
            "擷取位置在兩者之間：距用戶端 {before} 部路由器（TTL {client}），距伺服器 {behind} 部路由器（TTL {server}）。"
        )
    },
    user: |name| format!("使用者 {name}"),
    transfers: |count| format!("{count} 次傳輸"),
    bytes: |count, _| format!("{count} 位元組"),
    port: |side, port| format!("{}:{port}", name(side)),
    data_opens: |from, to| format!("資料連線：{from} → {to}"),
    data_attempt: |from, to| format!("SYN：{from} → {to}"),
    carried: |command, bytes, duration, rate| {
        format!("{command}：{bytes}，費時 {duration}（{rate}）")
    },
    carried_at_once: |command, bytes| format!("{command}：{bytes}"),
    carried_nothing: |command| format!("{command}：一個位元組也沒有"),
    missing: |bytes| format!("其中 {bytes}不在擷取檔裡；由序號可知確實送出過。"),
    retransmitted: |count| format!("重送了 {count} 個區段。"),
    zero_windows: |count| format!("接收端有 {count} 次告知接收視窗為零。"),
    data_reset: |who| format!("{who} 送出 RST，強制中斷了資料連線。"),
    no_answer: |syns, time| format!("{time} 內送了 {syns} 個 SYN，完全沒有回應"),
    no_answer_to_one: || "SYN 完全沒有得到回應".to_owned(),
    rejected: |icmp, sender| format!("遭拒：{}（ICMP，來自 {sender}）", icmp_error(icmp)),
    six_numbers: |address, port, high, low, whole| {
        format!(
            "{address} 是位址，{port} 是連接埠：{high}\u{a0}×\u{a0}256\u{a0}+\u{a0}{low}\u{a0}=\u{a0}{whole}。"
        )
    },
    two_numbers: |high, low, whole| {
        format!(
            "連接埠寫成兩個數字：{high}\u{a0}×\u{a0}256\u{a0}+\u{a0}{low}\u{a0}=\u{a0}{whole}。"
        )
    },
    listens: |side, address, port| format!("{}現在於 {address} 的連接埠 {port} 聆聽。", name(side)),
    other_address: |side, announced, real| {
        format!(
            "請注意位址：{}告知的是 {announced}，但控制連線上它的位址是 {real}。原因多半是中間有 NAT。",
            name(side)
        )
    },
    went_elsewhere: |address| format!("實際連到的不是所告知的位址，而是 {address}。"),
    unreadable: |why| format!("讀不出位址與連接埠：{}。", unreadable(why)),
    idle: |time| format!("{time} 沒有動靜"),
    more_lines: |count| format!("…… 還有 {count} 行"),
    listing_goes_on: || "…… 以下省略".to_owned(),
    more_bytes: |count| format!("…… 還有 {count} 位元組"),
    other_side: |client, server, frame| {
        format!("同一工作階段在 NAT 的另一側：{client} → {server}，從第 {frame} 個訊框起。")
    },
    announced_there: |endpoint, frame| {
        format!("在 NAT 的另一側，這裡寫的是 {endpoint}（#{frame}）。")
    },
    other_protocol: |name| format!("這不是 FTP，實際使用的協定是 {name}。"),
    control_gaps: |bytes, runs| format!("控制連線有 {bytes}不在擷取檔裡，共 {runs} 處。"),
    long_lines: |count| format!("有 {count} 行太長，未完整保留。"),
    dropped_exchanges: |count| format!("超過單一工作階段的上限，略去 {count} 則命令或回覆。"),
    dropped_connections: |count| format!("超過單一工作階段的上限，略去 {count} 個端點或資料連線。"),
    dropped_pending: |count| format!("等待回覆的命令太多，有 {count} 個不再等待。"),
    complete: |complete, all| match (complete, all) {
        (complete, all) if complete == all => format!("{all} 次傳輸，全部完成"),
        (0, all) => format!("{all} 次傳輸，無一完成"),
        (complete, all) => format!("{all} 次傳輸，完成 {complete} 次"),
    },
    received: |bytes| format!("接收 {bytes}"),
    sent: |bytes| format!("傳送 {bytes}"),
    failed: |command, frame, why| format!("{command}（#{frame}）：{why}。"),
    more_failures: |count| format!("…… 還有 {count} 處失敗"),
    failed_reply: |code, text| format!("伺服器回覆 {code} {text}"),
    truncated: |bytes, promised| format!("只收到 {bytes}，應有 {promised}"),
    modes: |one, other| format!("{one}+{other}"),
    cell_failed: |command, what| format!("{command}：{what}"),
    totals: |sessions, frames| format!("{frames} 個訊框，{sessions} 個工作階段"),
    no_sessions: |frames| format!("{frames} 個訊框裡沒有 FTP 工作階段。"),
    orphans: |count| format!("有 {count} 條資料連線，其控制連線不在擷取檔裡。"),
    undecoded: |count| format!("有 {count} 個訊框無法解碼。"),
    dropped_flows: |count| format!("同時存在的連線太多，放棄了 {count} 條。"),
    cut: || "擷取檔未能讀到結尾。".to_owned(),
    passive_range: |server, lowest, highest, announced, sessions| {
        format!(
            "{server} 的被動連接埠：{lowest} 到 {highest}，在 {sessions} 個工作階段裡告知了 {announced} 次。"
        )
    },
    passive_range_close: |server| {
        format!("{server} 前面的防火牆至少要放行這些連接埠；伺服器上設定的範圍可能更大。")
    },
    passive_range_wide: |server| {
        format!(
            "它們相隔很遠，看來沒有設定範圍：請在 {server} 上固定一個，例如 50000 到 51000，並在防火牆上放行。"
        )
    },
    no_such_session: |number, count| format!("沒有第 {number} 個工作階段：擷取檔裡共有 {count} 個"),
};

fn name(side: Side) -> &'static str {
    match side {
        Side::Client => "用戶端",
        Side::Server => "伺服器",
    }
}

fn icmp_error(icmp: Icmp) -> String {
    match icmp {
        Icmp::NetworkUnreachable => "無法抵達網路".to_owned(),
        Icmp::HostUnreachable => "無法抵達主機".to_owned(),
        Icmp::PortUnreachable => "無法抵達連接埠".to_owned(),
        Icmp::Prohibited => "遭防火牆規則禁止".to_owned(),
        Icmp::TooBig => "封包過大".to_owned(),
        Icmp::TimeExceeded => "經過太多躍點".to_owned(),
        Icmp::Other(kind, code) => format!("類型 {kind}，代碼 {code}"),
    }
}

fn unreadable(why: Unreadable) -> &'static str {
    match why {
        Unreadable::Missing => "沒有數字",
        Unreadable::TooFew => "數字太少",
        Unreadable::TooMany => "數字太多",
        Unreadable::OutOfRange => "有數字超出範圍（0 到 255）",
        Unreadable::PortZero => "連接埠不能是 0",
        Unreadable::Address => "位址與所寫的位址類型不符",
    }
}
