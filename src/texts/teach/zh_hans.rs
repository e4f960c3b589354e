//! 简体中文.

use super::{Teach, by_side};

/// 简体中文.
pub const ZH_HANS: Teach = Teach {
    lessons: "课程",
    how_to_begin: "用 `ftpscope teach active` 或 `ftpscope teach 2` 开始一课；加上 `--quiz` 边学边答题，后面还可以跟自己的抓包文件：`ftpscope teach active my.pcap`。",
    title_connections: "两种连接",
    title_active: "主动模式：服务器来连",
    title_passive: "被动模式：客户端去连",
    title_nat: "NAT：连不到的地址",
    title_firewalls: "防火墙：到不了的 SYN",
    title_epsv: "EPSV 和 EPRT：端口不用再算",
    title_ftps: "FTPS：加密之后还看得见什么",
    intro_connections: "FTP 把“说话”和“送货”分开。命令和响应走控制连接，这条连接贯穿整个会话；每列一次目录、每传一个文件，都另开一条数据连接。请留意每条连接从哪里开始，到哪里结束。",
    intro_active: "这里的角色和平常相反：客户端打开一个端口，用 PORT 在控制连接上报出端口号，然后轮到服务器来连。",
    intro_passive: "客户端用 PASV 请服务器打开一个端口，服务器在 227 响应里说明是哪一个，客户端再去连一次，和当初建立控制连接时一样。",
    intro_nat: "PORT 和 227 把地址写在正文里。NAT 只改 IP 首部的地址，正文照原样放行，除非它懂 FTP。下面三个抓包分别是：客户端在 NAT 后面，服务器在 NAT 后面，以及会改写正文的 NAT。",
    intro_firewalls: "登录正常，一列目录就卡住：控制连接过得去，数据连接过不去。下面三个抓包显示谁在连谁、得到什么回音，由此就知道该改哪一边。",
    intro_epsv: "六个数放不下 IPv6 地址。EPRT 和 EPSV（RFC 2428）直接写出端口号，EPSV 的响应更是连地址都省了。",
    intro_ftps: "AUTH TLS 之后，途中谁也读不到 PORT 和 227，你读不到，NAT 也读不到。不过 TCP 首部仍是明文，从中还能看出不少东西。",
    moral_connections: "看到 LIST、RETR、STOR，就去找后面的数据连接。它没有出现，或者没有建成，问题就不在命令上。",
    moral_active: "主动模式：客户端宣告（PORT），服务器发 SYN，源端口通常是 20；客户端一侧的防火墙必须放行。端口 = 第一个数 × 256 + 第二个数。",
    moral_passive: "被动模式：服务器宣告（227），客户端发 SYN，源端口不固定；服务器一侧的防火墙必须放行所宣告的端口。端口 20 用不到。",
    moral_nat: "把宣告的地址和 IP 首部里的地址比一比，不一致，SYN 就会走丢。服务器应当宣告公网地址，客户端应当改用被动模式。",
    moral_firewalls: "SYN 发给谁，就改谁那一边：主动模式改客户端一侧，被动模式改服务器一侧。没有回音是被丢弃，RST 是没有程序在监听，ICMP 差错会告诉你是哪台设备拒绝的。",
    moral_epsv: "229 里没有地址，NAT 也就无从弄错。双方都支持时，用 EPSV，不用 PASV。",
    moral_ftps: "没有哪个 FTP 助手读得懂 TLS。FTPS 服务器要固定被动端口范围，在防火墙上放行这个范围，并在 227 里宣告公网地址。",
    remember: "要记住的",
    questions: "问题",
    answers: "答案",
    your_answer: "你的答案",
    right: "答对了。",
    wrong: "不对。",
    the_answer: "答案：",
    hint: "提示：",
    type_choice: "请输入选项前的数字。",
    type_code: "请输入三位数字。",
    type_port: "请输入端口号，一个整数。",
    type_address: "请输入地址，例如 192.0.2.7。",
    type_endpoint: "请输入地址和端口，例如 192.0.2.7:5001。",
    type_count: "请输入一个数。",
    nothing_typed: "请先输入答案；按 → 跳过这一题。",
    keys_lesson: "Enter 下一步 · ← 上一步 · ↑ ↓ 滚动 · ? 帮助 · q 退出",
    keys_question: "Enter 提交 · → 跳过 · ← 上一步 · ? 帮助 · q 退出",
    keys_list: "↑ ↓ 选择 · Enter 开始 · 1–7 · q 退出",
    help_next: "Enter、空格、→     下一步",
    help_back: "←                  上一步",
    help_scroll: "↑ ↓ PgUp PgDn      滚动说明",
    help_ends: "Home、End          第一步、最后一步",
    help_answer: "数字、Enter        回答问题（--quiz）",
    help_pass: "→                  跳过这一题，直接看答案",
    help_quit: "q、Ctrl-C          退出",
    the_end: "本课结束",
    what_next: "按 Enter 回到课程列表，按 q 退出。",
    too_small: "课程至少需要 40 列、12 行。",
    yes: "能",
    no: "不能",
    control_connection: "控制连接",
    data_connection: "另开的数据连接",
    active_mode: "主动模式",
    passive_mode: "被动模式",
    silence_dropped: "防火墙把 SYN 悄悄丢掉了",
    silence_refused: "主机到了，但这个端口上没有程序在监听",
    silence_rejected: "防火墙拒绝了 SYN，并且明说",
    ask_first_word: "控制连接建好了。先开口的是哪一边？",
    ask_opener: "数据连接的 SYN 将由哪一边发出？",
    ask_source: "服务器将从哪个端口发出这个 SYN？",
    ask_firewall: "这个 SYN 要由哪一边的防火墙放行？",
    ask_helper: "从这里开始都加密了。途中的 NAT 还能改写 PORT 或 227 里的地址吗？",
    ask_mode: "这里读不到 PORT 或 PASV。这条数据连接用的是哪种模式？",
    ask_connections: "连控制连接在内，这个会话一共建成了几条 TCP 连接？",
    right_dropped: "什么都没有回来，可见 SYN 在途中被防火墙吞掉了；只要到了主机，总会有回音。",
    right_refused: "RST 来自已经到达的主机：没有程序监听这个端口，或者那里的防火墙以它的名义拒绝。",
    right_rejected: "ICMP 差错说明了是谁拒绝的：就是这条消息的发送者。",
    right_helper: "助手要改写，先得读到正文，而它看到的只有 TLS 记录。宣告的地址会原样送到对方手里。",
    slip_swapped: "两个数弄反了：乘 256 的是第一个数。",
    slip_added: "这只是两数之和：第一个数要先乘 256。",
    slip_high_only: "还没有加上第二个数。",
    slip_low_only: "这只是第二个数。",
    slip_joined: "这两个数不是拼在一起读的，它们是两个字节。",
    slip_address: "端口对了，再看看地址。",
    slip_port: "地址对了，再看看端口。",
    slip_control_port: "那是控制连接的端口，数据不走那里。",
    slip_digit: "第一位对了：响应的类别就是这一类。",
    look_silence: "没有回音、RST、ICMP 差错，三者的发送者各不相同：没有人、主机自己、途中的设备。",
    look_helper: "它得先在包里找到那六个数，而从这里开始，包里只有 TLS 记录。",
    look_connections: "每个得到 SYN-ACK 的 SYN 都打开了一条连接。",
    hint_choice: "把试过的排除掉。",
    lesson: |number, count, title| format!("第 {number} 课（共 {count} 课）：{title}"),
    taught_with: |name, part, parts| {
        if parts > 1 {
            format!("{name}（第 {part} 部分，共 {parts} 部分）")
        } else {
            format!("抓包文件 {name}")
        }
    },
    ask_code: |command| format!("服务器对 {command} 的第一条响应，代码是多少？"),
    ask_last_code: |command| {
        format!("{command} 的数据连接已经关闭。控制连接上接下来的代码是多少？")
    },
    ask_failed_code: |command| format!("{command} 的数据连接没有建成。服务器最后会响应什么代码？"),
    ask_way: |command| format!("{command} 的结果走哪条连接？"),
    ask_port: |by, high, low| {
        format!("{by} 最后两个数是 {high},{low}，这是哪个端口：{high} × 256 + {low} = ？")
    },
    ask_plain_port: |by| format!("{by} 宣告的是哪个端口？"),
    ask_target: |opener| {
        format!(
            "{}会把数据连接的 SYN 发往哪个地址和端口？",
            by_side(opener, "客户端", "服务器")
        )
    },
    ask_accepts: |by, announced, own| {
        format!("{by} 写的是 {announced}，而服务器看到的客户端地址是 {own}。服务器能接受吗？")
    },
    ask_address: |by, announced| {
        format!(
            "{by} 写的是 {announced}，和控制连接上同一端的地址对不上。{by} 本来应当写哪个地址？"
        )
    },
    ask_behind: |by, announced, frame| {
        format!(
            "在 NAT 的这一侧，{by} 写的是 {announced}。第 {frame} 帧是另一侧的同一条命令，那里写的是哪个地址？"
        )
    },
    ask_silence: |evidence| format!("{evidence}。这说明什么？"),
    right_first_word: |side, frame| {
        format!(
            "第一个带正文的是第 {frame} 帧，由{}发出{}。",
            by_side(side, "客户端", "服务器"),
            by_side(side, "", "：以 220 开头的欢迎语")
        )
    },
    right_code: |frame, line| format!("第 {frame} 帧的响应是 {line}。"),
    right_way: |frame, from, to| {
        format!("第 {frame} 帧是一条新连接的 SYN，{from} → {to}，结果由它传送。")
    },
    right_port: |high, low, product, port| {
        format!("{high} × 256 + {low} = {product} + {low} = {port}。")
    },
    right_plain_port: |by, port| format!("{by} 直接写出了 {port}。"),
    right_opener: |side, frame, from, to| {
        format!(
            "第 {frame} 帧就是这个 SYN，{from} → {to}，由{}发出。",
            by_side(side, "客户端", "服务器")
        )
    },
    right_source: |frame, from| format!("第 {frame} 帧的 SYN 来自 {from}，这是 FTP 的数据端口。"),
    right_target: |frame, to| format!("第 {frame} 帧的 SYN 发往 {to}。"),
    right_declined: |code, frame| {
        format!(
            "第 {frame} 帧响应 {code}。服务器只肯连自己的客户端，否则谁都能支使它去连别人（RFC 2577）。"
        )
    },
    right_accepted: |code, frame| format!("第 {frame} 帧响应 {code}：这台服务器不检查地址。"),
    right_address: |address, side| {
        format!(
            "{address} 是{}在控制连接上的地址，对方连得到它。",
            by_side(side, "客户端", "服务器")
        )
    },
    right_behind: |frame, address| {
        format!("第 {frame} 帧里，NAT 的 FTP 助手换上了自己的公网地址 {address}。")
    },
    right_firewall: |side, port| {
        format!(
            "SYN 发往{0}的端口 {port}，所以要由{0}一侧的防火墙放行。",
            by_side(side, "客户端", "服务器")
        )
    },
    right_mode: |frame, side, from, to| {
        format!(
            "第 {frame} 帧是 SYN，{from} → {to}：是{}去连的。",
            by_side(side, "客户端", "服务器")
        )
    },
    right_connections: |count, frames| {
        format!(
            "一条控制连接，再加上从第 {} 帧开始的数据连接，一共 {count} 条。",
            frames.replace(", ", "、")
        )
    },
    look_first_word: |frame| format!("第一个带正文的是第 {frame} 帧。"),
    look_code: |frame, digit| format!("响应在第 {frame} 帧，代码以 {digit} 开头。"),
    look_way: |frame| format!("第 {frame} 帧是一个 SYN：那里打开了新的连接。"),
    look_port: |frame, high, low| {
        format!("第 {frame} 帧里写的是 {high},{low}：16 位端口号的高字节和低字节。")
    },
    look_plain_port: |frame| format!("端口号就在第 {frame} 帧，夹在竖线之间。"),
    look_opener: |frame, from| format!("第 {frame} 帧就是这个 SYN，它来自 {from}。"),
    look_source: |frame| {
        format!("看第 {frame} 帧的 SYN。FTP 有两个众所周知的端口：一个给控制，一个给数据。")
    },
    look_target: |frame, by| format!("地址和端口是第 {frame} 帧的 {by} 宣告的。"),
    look_accepts: |frame| format!("第 {frame} 帧就是服务器的答复。"),
    look_address: |frame, side| {
        format!(
            "控制连接从第 {frame} 帧开始，看看{}在那里用的地址。",
            by_side(side, "客户端", "服务器")
        )
    },
    look_behind: |frame| format!("第 {frame} 帧的 IP 首部里也是这个地址。"),
    look_firewall: |frame, to| format!("第 {frame} 帧的 SYN 发往 {to}。"),
    look_mode: |frame, from| format!("第 {frame} 帧的 SYN 来自 {from}。"),
    hint_port: |high, low, product| format!("{high} × 256 = {product}，再加 {low}。"),
    hint_code: |meaning| format!("就是含义如下的那个代码：{meaning}"),
    hint_endpoint: |address| format!("地址是 {address}，端口就是刚才宣告的那个。"),
    hint_address: |beginning| format!("它以 {beginning} 开头。"),
    hint_plain_port: |by, frame| format!("照抄第 {frame} 帧里 {by} 的数字。"),
    hint_connections: |count| format!("数据连接有 {count} 条。"),
    score: |right, asked, at_once| {
        format!("{asked} 题答对 {right} 题，其中 {at_once} 题一次答对。")
    },
    unsuitable: |capture, lesson| format!("{capture} 里没有适合“{lesson}”这一课的会话"),
    no_session: |capture| format!("{capture} 里没有可以用来学习的 FTP 会话"),
};
