//! Chinese in simplified characters, with the terms of mainland textbooks.

use super::{Icmp, Side, Texts, Unreadable};

/// The sentences in Chinese, simplified characters.
pub const ZH_HANS: Texts = Texts {
    tui: &super::tui::ZH_HANS,
    explain: &super::explain::ZH_HANS,
    inferred: &super::inferred::ZH_HANS,
    interfaces: &super::interfaces::ZH_HANS,
    extract: &super::extract::ZH_HANS,
    firewall: &super::firewall::ZH_HANS,
    arithmetic: &super::arithmetic::ZH_HANS,
    manual: &super::manual::ZH_HANS,
    packets: &super::packets::ZH_HANS,
    stream: &super::stream::ZH_HANS,
    transfers_screen: &super::transfers::ZH_HANS,
    live: &super::live::ZH_HANS,
    findings: &super::findings::ZH_HANS,
    walkthrough: &super::walkthrough::ZH_HANS,
    verdicts: &super::verdicts::ZH_HANS,
    teach: &super::teach::ZH_HANS,
    client: "客户端",
    server: "服务器",
    handshake: "TCP 三次握手：建立控制连接",
    handshake_note: "客户端用 SYN、SYN-ACK、ACK 三个报文段建立控制连接。命令和响应都走这条连接，目录列表和文件从不走这条连接。",
    midstream: "抓包从这里开始",
    midstream_note: "此时控制连接早已建立，之前的对话不在抓包里。",
    control_attempt: "SYN：客户端请求建立控制连接",
    refused: "被拒绝：RST",
    control_refused_note: "对方回了 RST：这个端口上没有程序在监听，或者防火墙代为拒绝。",
    control_rejected_note: "途中的路由器或防火墙不予放行，并用 ICMP 差错报文告知。",
    control_unanswered_note: "没有任何回音：服务器没有开机，或者防火墙悄悄丢弃了 SYN。",
    greeting_note: "先开口的是服务器。每条响应都以三位数字开头，220 表示服务就绪。",
    password_note: "密码以明文在网络上传输，谁抓到这个包，谁就能读出密码。",
    logged_in_note: "230：登录成功。",
    login_refused_note: "530：登录被拒绝。",
    active_note: "这就是主动模式：接下来由服务器去连接这个端口，客户端一侧的防火墙必须放行。",
    passive_note: "这就是被动模式：接下来由客户端去连接这个端口，服务器一侧的防火墙必须放行。",
    extended_passive_note: "229 只给出端口，不给地址：客户端仍然连接控制连接另一端的那台服务器。",
    extended_port_note: "EPRT 直接写出地址和端口，IPv4 和 IPv6 都适用。",
    declined_note: "对方不接受这个地址和端口。",
    superseded_note: "没有人连接它，下一次宣告取代了它。",
    preliminary_note: "以 1 开头的响应不是最后的响应：传输即将开始，之后还有一条响应说明结果。",
    complete_note: "226 通过控制连接确认：传输已完成。",
    data_end_note: "发送方关闭数据连接，接收方由此得知数据到此为止。下一次传输要另建新的数据连接。",
    active_opened_note: "这条连接由服务器发起，源端口是 FTP 的数据端口 20。",
    active_opened_other_port_note: "这条连接由服务器发起，但源端口不是 20。",
    passive_opened_note: "这条连接由客户端发起，源端口由客户端的系统随机选取。",
    default_opened_note: "没有用过 PORT，也没有用过 PASV，所以服务器去连接客户端控制连接所用的那个端口（RFC 959）。",
    active_failed_note: "主动模式要求服务器能连到客户端。客户端前面的防火墙或 NAT 常常不放行；改用被动模式，就由客户端发起连接。",
    passive_failed_note: "被动模式要求客户端能连到服务器的这个端口，服务器前面的防火墙必须放行。",
    no_attempt_note: "从抓包来看，没有人去连接所宣告的端口。",
    data_not_captured_note: "它的数据连接不在抓包里。",
    abort_note: "ABOR 中止正在进行的传输。随后有两条响应：一条针对传输，一条针对 ABOR。",
    service_closing_note: "421：不管有没有命令在等响应，服务器都要结束会话了。",
    out_of_turn_note: "没有命令在等这条响应。",
    no_reply_note: "抓包里没有这条命令的响应。",
    fxp_note: "另一个会话从另一头宣告了同一个地址和端口：文件在两台服务器之间直接传送，客户端只负责指挥（FXP）。",
    auth_note: "客户端请求改用 TLS 加密。",
    tls_begins: "从这里开始用 TLS 加密",
    tls_note: "没有密钥就读不出命令和响应。数据连接仍然看得见：谁连谁、什么时候、传了多少字节。",
    tls_decrypted_note: "有密钥，所以下面的内容在这里读得出来。在途中谁也读不出：防火墙和 NAT 的 FTP 辅助模块看不到 PORT 和 227。",
    tls_help: "若环境变量 SSLKEYLOGFILE 指定了文件，客户端会把密钥写进去；用 --keylog FILE 给出该文件，就能在这里解读。",
    tls_data_note: "从地址和时间判断，它属于这个会话；对应的命令已加密。",
    unclaimed_note: "抓包里没有哪条命令用到这条连接。",
    quit_note: "客户端要求结束会话。",
    closed_fin: "FIN：关闭控制连接",
    closed_rst: "RST：控制连接被强行中断",
    closed_lost: "失去联系：反复重传，始终没有确认",
    closed_open: "抓包到此结束，控制连接仍然开着",
    nothing_carried: "没有传送任何数据",
    ended_by_server: "服务器用 421 结束了会话。",
    no_transfers: "没有传输",
    aborted: "被中止",
    end_not_seen: "没有最终响应",
    login_refused: "登录被拒绝",
    control_unanswered: "服务器没有回应",
    control_refused: "被 RST 拒绝",
    control_rejected: "被 ICMP 拒绝",
    no_attempt: "没有人来连接",
    endpoint_unreadable: "读不出所宣告的地址和端口",
    column_time: "时间",
    column_user: "用户",
    column_mode: "模式",
    column_transfers: "完成",
    column_bytes: "字节数",
    column_end: "结局",
    active: "主动",
    passive: "被动",
    default_port: "默认",
    word_closed: "正常关闭",
    word_reset: "被重置",
    word_lost: "失去联系",
    word_open: "未关闭",
    colon: "：",
    semicolon: "；",
    word_encrypted: "已加密",
    tls_agreed: |version, suite, name| {
        let mut text = format!("{version}，密码套件 {suite}");
        if !name.is_empty() {
            text.push_str(&format!("，所请求的服务器名称是 {name}"));
        }
        text + "。"
    },
    session: |number| format!("会话 {number}"),
    taken_at_client: |[client, server], [_, routers]| {
        format!(
            "抓包位置在客户端一侧：客户端数据包的 TTL 是 {client}，服务器的是 {server}，中间经过了 {routers} 个路由器。"
        )
    },
    taken_at_server: |[client, server], [routers, _]| {
        format!(
            "抓包位置在服务器一侧：服务器数据包的 TTL 是 {server}，客户端的是 {client}，中间经过了 {routers} 个路由器。"
        )
    },
    taken_between: |[client, server], [before, behind]| {
        format!(
            "抓包位置在两者之间：离客户端 {before} 个路由器（TTL {client}），离服务器 {behind} 个路由器（TTL {server}）。"
        )
    },
    user: |name| format!("用户 {name}"),
    transfers: |count| format!("{count} 次传输"),
    bytes: |count, _| format!("{count} 字节"),
    port: |side, port| format!("{}:{port}", name(side)),
    data_opens: |from, to| format!("数据连接：{from} → {to}"),
    data_attempt: |from, to| format!("SYN：{from} → {to}"),
    carried: |command, bytes, duration, rate| {
        format!("{command}：{bytes}，用时 {duration}（{rate}）")
    },
    carried_at_once: |command, bytes| format!("{command}：{bytes}"),
    carried_nothing: |command| format!("{command}：一个字节也没有"),
    missing: |bytes| format!("其中 {bytes}不在抓包里；由序号可知确实发送过。"),
    retransmitted: |count| format!("重传了 {count} 个报文段。"),
    zero_windows: |count| format!("接收方有 {count} 次通告接收窗口为零。"),
    data_reset: |who| format!("{who} 发出 RST，强行中断了数据连接。"),
    no_answer: |syns, time| format!("{time} 内发了 {syns} 个 SYN，没有任何回应"),
    no_answer_to_one: || "SYN 没有得到任何回应".to_owned(),
    rejected: |icmp, sender| format!("被拒绝：{}（ICMP，来自 {sender}）", icmp_error(icmp)),
    six_numbers: |address, port, high, low, whole| {
        format!(
            "{address} 是地址，{port} 是端口：{high}\u{a0}×\u{a0}256\u{a0}+\u{a0}{low}\u{a0}=\u{a0}{whole}。"
        )
    },
    two_numbers: |high, low, whole| {
        format!("端口写成两个数：{high}\u{a0}×\u{a0}256\u{a0}+\u{a0}{low}\u{a0}=\u{a0}{whole}。")
    },
    listens: |side, address, port| format!("{}现在监听 {address} 的端口 {port}。", name(side)),
    other_address: |side, announced, real| {
        format!(
            "注意地址：{}宣告的是 {announced}，而控制连接上它的地址是 {real}。通常是因为中间有 NAT。",
            name(side)
        )
    },
    went_elsewhere: |address| format!("实际连接的不是所宣告的地址，而是 {address}。"),
    unreadable: |why| format!("读不出地址和端口：{}。", unreadable(why)),
    idle: |time| format!("{time} 没有动静"),
    more_lines: |count| format!("…… 还有 {count} 行"),
    listing_goes_on: || "…… 下略".to_owned(),
    more_bytes: |count| format!("…… 还有 {count} 字节"),
    other_side: |client, server, frame| {
        format!("同一会话在 NAT 的另一侧：{client} → {server}，从第 {frame} 帧开始。")
    },
    announced_there: |endpoint, frame| {
        format!("在 NAT 的另一侧，这里写的是 {endpoint}（#{frame}）。")
    },
    other_protocol: |name| format!("这不是 FTP，实际使用的协议是 {name}。"),
    control_gaps: |bytes, runs| format!("控制连接有 {bytes}不在抓包里，共 {runs} 处。"),
    long_lines: |count| format!("有 {count} 行太长，没有全部保留。"),
    dropped_exchanges: |count| format!("超出单个会话的上限，略去了 {count} 条命令或响应。"),
    dropped_connections: |count| format!("超出单个会话的上限，略去了 {count} 个宣告或数据连接。"),
    dropped_pending: |count| format!("等待响应的命令太多，有 {count} 条不再等待。"),
    complete: |complete, all| match (complete, all) {
        (complete, all) if complete == all => format!("{all} 次传输，全部完成"),
        (0, all) => format!("{all} 次传输，没有一次完成"),
        (complete, all) => format!("{all} 次传输，完成 {complete} 次"),
    },
    received: |bytes| format!("接收 {bytes}"),
    sent: |bytes| format!("发送 {bytes}"),
    failed: |command, frame, why| format!("{command}（#{frame}）：{why}。"),
    more_failures: |count| format!("…… 还有 {count} 处失败"),
    failed_reply: |code, text| format!("服务器响应 {code} {text}"),
    truncated: |bytes, promised| format!("只收到 {bytes}，应有 {promised}"),
    modes: |one, other| format!("{one}+{other}"),
    cell_failed: |command, what| format!("{command}：{what}"),
    totals: |sessions, frames| format!("{frames} 帧，{sessions} 个会话"),
    no_sessions: |frames| format!("{frames} 帧里没有 FTP 会话。"),
    orphans: |count| format!("有 {count} 条数据连接，它们的控制连接不在抓包里。"),
    undecoded: |count| format!("有 {count} 帧无法解码。"),
    dropped_flows: |count| format!("同时打开的连接太多，放弃了 {count} 条。"),
    cut: || "抓包文件未能读到末尾。".to_owned(),
    passive_range: |server, lowest, highest, announced, sessions| {
        format!(
            "{server} 的被动端口：{lowest} 到 {highest}，在 {sessions} 个会话里宣告了 {announced} 次。"
        )
    },
    passive_range_close: |server| {
        format!("{server} 前面的防火墙至少要放行这些端口；服务器上设定的范围可能更大。")
    },
    passive_range_wide: |server| {
        format!(
            "它们相隔很远，看来没有设定范围：请在 {server} 上固定一个，例如 50000 到 51000，并在防火墙上放行。"
        )
    },
    no_such_session: |number, count| format!("没有第 {number} 个会话：抓包里共有 {count} 个"),
};

fn name(side: Side) -> &'static str {
    match side {
        Side::Client => "客户端",
        Side::Server => "服务器",
    }
}

fn icmp_error(icmp: Icmp) -> String {
    match icmp {
        Icmp::NetworkUnreachable => "网络不可达".to_owned(),
        Icmp::HostUnreachable => "主机不可达".to_owned(),
        Icmp::PortUnreachable => "端口不可达".to_owned(),
        Icmp::Prohibited => "被防火墙规则禁止".to_owned(),
        Icmp::TooBig => "数据包过大".to_owned(),
        Icmp::TimeExceeded => "跳数过多".to_owned(),
        Icmp::Other(kind, code) => format!("类型 {kind}，代码 {code}"),
    }
}

fn unreadable(why: Unreadable) -> &'static str {
    match why {
        Unreadable::Missing => "没有数字",
        Unreadable::TooFew => "数字太少",
        Unreadable::TooMany => "数字太多",
        Unreadable::OutOfRange => "有数字超出范围（0 到 255）",
        Unreadable::PortZero => "端口 0 不能用",
        Unreadable::Address => "地址与所写的地址族不符",
    }
}
