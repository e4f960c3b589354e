//! What the screen of transfers says.

texts! {
    /// What the screen of transfers says in one language.
    Transfers
    words {
        /// Its title.
        title;
        /// Heading of a column: the number of the session.
        column_session;
        /// Heading of a column: command.
        column_command;
        /// Heading of a column: path.
        column_path;
        /// Heading of a column: bytes.
        column_bytes;
        /// Heading of a column: bytes a second.
        column_rate;
        /// Heading of a column: mode.
        column_mode;
        /// Heading of a column: endpoints.
        column_endpoints;
        /// Heading of a column: how it ended.
        column_outcome;
        /// What is shown: the transfers of one session.
        this_session;
        /// What is shown: the transfers of all sessions.
        all_sessions;
        /// There are no transfers to be shown.
        nothing;
        /// Nothing matches the filter.
        nothing_matches;
        /// The title of the chart.
        throughput;
        /// The title of what was carried.
        preview;
        /// The transfer has no data connection whose throughput could be drawn.
        no_connection;
        /// The connection carried nothing.
        carried_nothing;
        /// It took no time that can be measured.
        at_once;
        /// It is complete, in few words.
        complete;
        /// How it ended is not known.
        unknown;
        /// What can be copied: the path.
        copy_path;
        /// What can be copied: the line.
        copy_line;
        /// What can be copied: a display filter for Wireshark.
        copy_filter;
    }
    sentences {
        /// So many transfers are shown, of so many in all.
        shown(u64 = 2, u64 = 30);
        /// What the transfers are sorted by: the column, whether downwards.
        sorted(&str = "A", bool = true);
        /// The filter: its text.
        filtered(&str = "failed");
        /// What a mark in the chart stands for: retransmitted segments, how many.
        retransmissions(&str = "r", u64 = 3);
        /// What a mark in the chart stands for: windows of zero, how many.
        zero_windows(&str = "0", u64 = 1);
        /// Where one stands: row, rows.
        place(u64 = 3, u64 = 40);
    }
}

/// English.
pub const EN: Transfers = Transfers {
    title: "Transfers",
    column_session: "#",
    column_command: "cmd",
    column_path: "path",
    column_bytes: "bytes",
    column_rate: "rate",
    column_mode: "mode",
    column_endpoints: "data connection",
    column_outcome: "outcome",
    this_session: "this session",
    all_sessions: "all sessions",
    nothing: "no transfers",
    nothing_matches: "no transfer matches the filter",
    throughput: "Throughput",
    preview: "Preview",
    no_connection: "no data connection belongs to this transfer",
    carried_nothing: "its data connection carried nothing",
    at_once: "it took no time that can be measured",
    complete: "complete",
    unknown: "end not seen",
    copy_path: "path",
    copy_line: "line",
    copy_filter: "Wireshark filter for the data connection",
    shown: |shown, all| match (shown, all) {
        (1, 1) => "1 transfer".to_owned(),
        (shown, all) if shown == all => format!("{all} transfers"),
        (shown, all) => format!("{shown} of {all} transfers"),
    },
    sorted: |column, down| {
        format!(
            "by {column}, {}",
            if down { "descending" } else { "ascending" }
        )
    },
    filtered: |text| format!("filter: {text}"),
    retransmissions: |mark, count| match count {
        1 => format!("{mark}: 1 segment retransmitted"),
        count => format!("{mark}: {count} segments retransmitted"),
    },
    zero_windows: |mark, count| match count {
        1 => format!("{mark}: 1 zero window"),
        count => format!("{mark}: {count} zero windows"),
    },
    place: |row, rows| format!("row {row} of {rows}"),
};

/// 简体中文.
pub const ZH_HANS: Transfers = Transfers {
    title: "传输",
    column_session: "会话",
    column_command: "命令",
    column_path: "路径",
    column_bytes: "字节",
    column_rate: "速率",
    column_mode: "模式",
    column_endpoints: "数据连接",
    column_outcome: "结果",
    this_session: "本会话",
    all_sessions: "全部会话",
    nothing: "没有传输",
    nothing_matches: "没有符合过滤条件的传输",
    throughput: "吞吐量",
    preview: "预览",
    no_connection: "这次传输没有对应的数据连接",
    carried_nothing: "它的数据连接没有传送任何内容",
    at_once: "用时太短，无法计量",
    complete: "完成",
    unknown: "未见结果",
    copy_path: "路径",
    copy_line: "整行",
    copy_filter: "该数据连接的 Wireshark 过滤表达式",
    shown: |shown, all| {
        if shown == all {
            format!("{all} 次传输")
        } else {
            format!("{all} 次传输中的 {shown} 次")
        }
    },
    sorted: |column, down| format!("按{column}{}", if down { "降序" } else { "升序" }),
    filtered: |text| format!("过滤：{text}"),
    retransmissions: |mark, count| format!("{mark}：重传 {count} 个报文段"),
    zero_windows: |mark, count| format!("{mark}：零窗口 {count} 次"),
    place: |row, rows| format!("第 {row}/{rows} 行"),
};

/// 繁體中文.
pub const ZH_HANT: Transfers = Transfers {
    title: "傳輸",
    column_session: "編號",
    column_command: "命令",
    column_path: "路徑",
    column_bytes: "位元組",
    column_rate: "速率",
    column_mode: "模式",
    column_endpoints: "資料連線",
    column_outcome: "結果",
    this_session: "這個工作階段",
    all_sessions: "所有工作階段",
    nothing: "沒有傳輸",
    nothing_matches: "沒有符合篩選條件的傳輸",
    throughput: "傳輸速率",
    preview: "預覽",
    no_connection: "這次傳輸沒有對應的資料連線",
    carried_nothing: "它的資料連線沒有傳送任何內容",
    at_once: "費時太短，無法計量",
    complete: "完成",
    unknown: "未見結果",
    copy_path: "路徑",
    copy_line: "整列",
    copy_filter: "這條資料連線的 Wireshark 篩選運算式",
    shown: |shown, all| {
        if shown == all {
            format!("{all} 次傳輸")
        } else {
            format!("{all} 次傳輸中的 {shown} 次")
        }
    },
    sorted: |column, down| format!("依{column}{}", if down { "遞減" } else { "遞增" }),
    filtered: |text| format!("篩選：{text}"),
    retransmissions: |mark, count| format!("{mark}：重送 {count} 個區段"),
    zero_windows: |mark, count| format!("{mark}：零視窗 {count} 次"),
    place: |row, rows| format!("第 {row}/{rows} 列"),
};
