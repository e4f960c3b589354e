//! What the terminal UI says while a capture goes on.

texts! {
    /// What the terminal UI says while a capture goes on, in one language.
    Live
    words {
        /// The capture goes on.
        live;
        /// The screen stands still, and the capture goes on.
        paused;
        /// The capture is over.
        ended;
        /// The session goes on: what its last column says.
        open;
        /// A SYN was sent just now.
        answer_awaited;
        /// Nothing is captured, so nothing can be paused.
        nothing_to_pause;
        /// The screen stands still, and how it moves again.
        pause_begins;
        /// The screen moves again.
        pause_ends;
        /// No session was seen yet.
        waiting;
        /// Why Esc does nothing at the top.
        goes_on;
        /// The view moves with what is new.
        following;
        /// There are no packets to be saved.
        no_packets;
    }
    sentences {
        /// How many packets were captured.
        packets(&str = "12,345");
        /// How many packets a second.
        rate(&str = "1,200");
        /// Packets that were dropped: by the kernel, by the interface.
        drops(u64 = 3, u64 = 1);
        /// Finished sessions that were let go.
        let_go(&str = "1,024");
        /// Packets that came earlier are not kept any more: the number, the first that is kept.
        not_kept(u64 = 9, u64 = 1_024);
        /// A connection to which nothing has answered yet: SYNs and the time since the first.
        no_answer_so_far(u64 = 2, &str = "3 s");
        /// Packets were saved: how many, the file, and how many were not kept any more.
        packets_saved(&str = "37", &str = "ftpscope-session-1.pcapng", u64 = 2);
    }
}

/// English.
pub const EN: Live = Live {
    live: "LIVE",
    paused: "PAUSED",
    ended: "capture ended",
    open: "open",
    answer_awaited: "waiting for an answer",
    nothing_to_pause: "nothing is being captured",
    pause_begins: "the screen stands still, the capture goes on; z moves it again",
    pause_ends: "the screen moves again",
    waiting: "no FTP session yet",
    goes_on: "the capture goes on; q leaves",
    following: "following",
    no_packets: "no packets to save here",
    packets: |count| {
        if count == "1" {
            "1 packet".to_owned()
        } else {
            format!("{count} packets")
        }
    },
    rate: |count| format!("{count}/s"),
    drops: |kernel, interface| match (kernel, interface) {
        (0, 0) => "none dropped".to_owned(),
        (kernel, 0) => format!("{kernel} dropped by the kernel"),
        (0, interface) => format!("{interface} dropped by the interface"),
        (kernel, interface) => {
            format!("dropped: {kernel} by the kernel, {interface} by the interface")
        }
    },
    let_go: |count| format!("older sessions were let go: {count}"),
    not_kept: |number, first| {
        format!("Frame {number} is not kept any more: the oldest that is has number {first}.")
    },
    no_answer_so_far: |syns, time| {
        if syns == 1 {
            format!("no answer so far, 1 SYN in {time}")
        } else {
            format!("no answer so far, {syns} SYNs in {time}")
        }
    },
    packets_saved: |count, file, missing| match missing {
        0 => format!("{count} packets saved as {file}"),
        missing => format!("{count} packets saved as {file}; {missing} are not kept any more"),
    },
};

/// 简体中文.
pub const ZH_HANS: Live = Live {
    live: "实时",
    paused: "已暂停",
    ended: "抓包结束",
    open: "进行中",
    answer_awaited: "等待应答",
    nothing_to_pause: "没有正在进行的抓包",
    pause_begins: "画面已停住，抓包继续；按 z 恢复",
    pause_ends: "画面恢复更新",
    waiting: "还没有 FTP 会话",
    goes_on: "抓包继续；按 q 退出",
    following: "跟随",
    no_packets: "这里没有可保存的帧",
    packets: |count| format!("{count} 帧"),
    rate: |count| format!("{count} 帧/秒"),
    drops: |kernel, interface| match (kernel, interface) {
        (0, 0) => "无丢弃".to_owned(),
        (kernel, 0) => format!("内核丢弃 {kernel}"),
        (0, interface) => format!("网卡丢弃 {interface}"),
        (kernel, interface) => format!("丢弃：内核 {kernel}，网卡 {interface}"),
    },
    let_go: |count| format!("较早的会话已释放：{count}"),
    not_kept: |number, first| format!("第 {number} 帧已不再保留：现存最早的是第 {first} 帧。"),
    no_answer_so_far: |syns, time| format!("目前没有应答，{time} 内发出 {syns} 个 SYN"),
    packets_saved: |count, file, missing| match missing {
        0 => format!("{count} 帧已保存为 {file}"),
        missing => format!("{count} 帧已保存为 {file}；{missing} 帧已不再保留"),
    },
};

/// 繁體中文.
pub const ZH_HANT: Live = Live {
    live: "即時",
    paused: "已暫停",
    ended: "擷取結束",
    open: "進行中",
    answer_awaited: "等待回應",
    nothing_to_pause: "沒有正在進行的擷取",
    pause_begins: "畫面已停住，擷取繼續；按 z 恢復",
    pause_ends: "畫面恢復更新",
    waiting: "還沒有 FTP 工作階段",
    goes_on: "擷取繼續；按 q 離開",
    following: "跟隨",
    no_packets: "這裡沒有可儲存的訊框",
    packets: |count| format!("{count} 個訊框"),
    rate: |count| format!("每秒 {count} 個訊框"),
    drops: |kernel, interface| match (kernel, interface) {
        (0, 0) => "無丟棄".to_owned(),
        (kernel, 0) => format!("核心丟棄 {kernel}"),
        (0, interface) => format!("網路介面丟棄 {interface}"),
        (kernel, interface) => format!("丟棄：核心 {kernel}，網路介面 {interface}"),
    },
    let_go: |count| format!("較早的工作階段已釋放：{count}"),
    not_kept: |number, first| format!("訊框 {number} 已不再保留：現存最早的是訊框 {first}。"),
    no_answer_so_far: |syns, time| format!("目前沒有回應，{time} 內送出 {syns} 個 SYN"),
    packets_saved: |count, file, missing| match missing {
        0 => format!("{count} 個訊框已儲存為 {file}"),
        missing => format!("{count} 個訊框已儲存為 {file}；{missing} 個已不再保留"),
    },
};
