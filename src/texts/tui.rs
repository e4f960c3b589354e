//! What the terminal UI says on all its screens, and on those of sessions and of one session.

texts! {
    /// What the terminal UI says in one language.
    Tui
    words {
        /// A key: the row above.
        up;
        /// A key: the row below.
        down;
        /// A key: to the left.
        left;
        /// A key: to the right.
        right;
        /// A key: a screenful up.
        page_up;
        /// A key: a screenful down.
        page_down;
        /// A key: to the first row.
        first;
        /// A key: to the last row.
        last;
        /// A key: open what is selected.
        enter;
        /// A key: back to where one came from.
        back;
        /// A key: the next pane.
        next_pane;
        /// A key: the pane before.
        previous_pane;
        /// A key: the next announcement, transfer or failure.
        next_mark;
        /// A key: the announcement, transfer or failure before.
        previous_mark;
        /// A key: between announcement and data connection.
        jump;
        /// The same as `next_mark`, where there is little room.
        next_mark_short;
        /// The same as `jump`, where there is little room.
        jump_short;
        /// The same as `sort`, where there is little room.
        sort_short;
        /// A key: look for text.
        search;
        /// A key: look further on.
        search_next;
        /// A key: look further back.
        search_previous;
        /// A key: show only what matches.
        filter;
        /// A key: what is shown.
        scope;
        /// A key: sort by the next column.
        sort;
        /// A key: sort the other way round.
        reverse;
        /// A key: choose columns.
        columns;
        /// A key: another form of the same.
        form;
        /// A key: what was decrypted, or what was on the wire.
        wire;
        /// A key: what was carried, or how fast.
        preview;
        /// A key: to a frame by its number.
        go_to;
        /// A key: times in another way.
        time;
        /// A key: copy something.
        copy;
        /// A key: save the screen.
        save;
        /// A key: the next language.
        language;
        /// A key: the next colours.
        theme;
        /// A key: show or hide passwords.
        passwords;
        /// A key: stand still while the capture goes on, or move again.
        pause;
        /// A key: save packets.
        save_packets;
        /// A key: the help.
        help;
        /// A key: leave.
        quit;
        /// A key: let the shell have the terminal.
        suspend;
        /// The name of a screen: all sessions.
        sessions;
        /// The name of a screen: one session as a ladder.
        walkthrough;
        /// The name of a screen: frames.
        packets;
        /// The name of a screen: what connections carried.
        stream;
        /// The name of a screen: transfers.
        transfers;
        /// The name of a screen: findings.
        findings;
        /// The title of the help; the name of the screen follows.
        keys;
        /// How to leave the help.
        any_key_closes;
        /// The screen is too small for anything else.
        too_small;
        /// What is asked before passwords are shown.
        ask_passwords;
        /// The keys that answer a question: yes and no.
        yes_or_no;
        /// Passwords are hidden again.
        passwords_hidden;
        /// Passwords are shown from now on.
        passwords_shown;
        /// Before text to look for.
        search_prompt;
        /// Before a filter.
        filter_prompt;
        /// Before the number of a frame.
        go_to_prompt;
        /// What was typed is no number.
        no_number;
        /// The title of what can be copied.
        copy_title;
        /// The title of how the screen can be saved.
        save_title;
        /// The screen as a picture.
        save_svg;
        /// The screen as text.
        save_text;
        /// There is nothing to be copied here.
        nothing_to_copy;
        /// There is no session to be looked at.
        no_session;
        /// There is no text to look for yet.
        no_search;
        /// The search is over: keys do again what they did before.
        search_over;
        /// Reading goes on.
        reading;
        /// Reading was stopped by the user.
        stopped;
        /// Esc stops the reading.
        esc_stops;
        /// The set of colours: dark.
        theme_dark;
        /// The set of colours: light.
        theme_light;
        /// The set of colours: high contrast.
        theme_high_contrast;
        /// The set of colours: none.
        theme_none;
        /// Times since the start.
        time_since_start;
        /// Times since what stands before.
        time_since_previous;
        /// Times of day.
        time_of_day;
        /// The name of this language in itself.
        language_name;
        /// The captures hold no session.
        no_sessions;
        /// No session matches the filter.
        nothing_matches;
        /// What can be copied: the row.
        copy_row;
        /// What can be copied: a filter for Wireshark that selects the control connection.
        copy_control_filter;
    }
    sentences {
        /// The text was not found.
        not_found(&str = "227");
        /// The capture has no such frame: number, how many there are.
        no_such_frame(u64 = 99, u64 = 37);
        /// Something was copied: what.
        copied(&str = "frame.number == 17");
        /// The capture has no such session: number, how many there are.
        no_such_session(u64 = 9, u64 = 3);
        /// The screen was saved: the file.
        saved(&str = "ftpscope.svg");
        /// How many sessions there are.
        sessions_shown(&str = "120");
        /// How many of the sessions match: so many of so many.
        sessions_of(&str = "3", &str = "120");
        /// How many sessions failed.
        failures(u64 = 2);
        /// The screen could not be saved: why.
        not_saved(&str = "Permission denied");
        /// Too much to be copied: the most bytes that can be.
        too_long_to_copy(u64 = 65_536);
        /// The settings could not be read, so they will not be written either: file and reason.
        settings_unreadable(&str = "~/.config/ftpscope/config.toml", &str = "line 3");
        /// The settings could not be kept: why.
        settings_not_kept(&str = "Permission denied");
        /// Which session of how many is looked at.
        session_of(u64 = 3, u64 = 120);
        /// How much of a capture was read in percent.
        percent(u64 = 42);
    }
}

/// English.
pub const EN: Tui = Tui {
    up: "row above",
    down: "row below",
    left: "to the left",
    right: "to the right",
    page_up: "page up",
    page_down: "page down",
    first: "first row",
    last: "last row",
    enter: "open",
    back: "back",
    next_pane: "next pane",
    previous_pane: "pane before",
    next_mark: "next announcement, transfer or failure",
    previous_mark: "announcement, transfer or failure before",
    jump: "announcement ↔ data connection",
    next_mark_short: "next event",
    jump_short: "PORT ↔ data",
    sort_short: "sort",
    search: "search",
    search_next: "search further on",
    search_previous: "search further back",
    filter: "filter",
    scope: "what is shown",
    sort: "sort by next column",
    reverse: "sort the other way",
    columns: "columns",
    form: "text, listing or hex",
    wire: "decrypted, or as on the wire",
    preview: "preview or throughput",
    go_to: "go to frame",
    time: "time format",
    copy: "copy",
    save: "save the screen",
    language: "language",
    theme: "colours",
    passwords: "show or hide passwords",
    pause: "stand still, or move again (live)",
    save_packets: "save packets (pcapng)",
    help: "help",
    quit: "quit",
    suspend: "suspend",
    sessions: "Sessions",
    walkthrough: "Walkthrough",
    packets: "Packets",
    stream: "Stream",
    transfers: "Transfers",
    findings: "Findings",
    keys: "Keys",
    any_key_closes: "Esc closes",
    too_small: "ftpscope needs at least 40 columns and 12 rows",
    ask_passwords: "Passwords will be readable on this screen. Show them?",
    yes_or_no: "y yes · n no",
    passwords_hidden: "passwords are hidden",
    passwords_shown: "passwords are shown",
    search_prompt: "Search:",
    filter_prompt: "Filter:",
    go_to_prompt: "Frame:",
    no_number: "A frame is named by its number.",
    copy_title: "Copy",
    save_title: "Save the screen as",
    save_svg: "picture (SVG)",
    save_text: "text",
    nothing_to_copy: "nothing to copy here",
    no_session: "no session is chosen",
    no_search: "nothing to look for yet: / asks",
    search_over: "the search is over",
    reading: "reading",
    stopped: "reading was stopped",
    esc_stops: "Esc stops",
    theme_dark: "colours for dark backgrounds",
    theme_light: "colours for light backgrounds",
    theme_high_contrast: "high contrast",
    theme_none: "no colours",
    time_since_start: "times since the start",
    time_since_previous: "times since the one before",
    time_of_day: "times of day (UTC)",
    language_name: "English",
    no_sessions: "no FTP session",
    nothing_matches: "no session matches",
    copy_row: "this row",
    copy_control_filter: "Wireshark filter for the control connection",
    not_found: |text| format!("not found: {text}"),
    no_such_frame: |number, count| format!("There is no frame {number}: the capture has {count}."),
    copied: |text| format!("copied: {text}"),
    no_such_session: |number, count| {
        format!("There is no session {number}: the capture has {count}.")
    },
    saved: |file| format!("saved as {file}"),
    sessions_shown: |count| {
        if count == "1" {
            "1 session".to_owned()
        } else {
            format!("{count} sessions")
        }
    },
    sessions_of: |shown, all| format!("{shown} of {all} sessions"),
    failures: |count| format!("{count} failed"),
    not_saved: |reason| format!("not saved: {reason}"),
    too_long_to_copy: |most| format!("not copied: it is longer than {most} bytes"),
    settings_unreadable: |file, reason| {
        format!("{file} cannot be read and is left as it is: {reason}")
    },
    settings_not_kept: |reason| format!("the settings are not kept: {reason}"),
    session_of: |number, count| format!("session {number} of {count}"),
    percent: |percent| format!("{percent} % read"),
};

/// 简体中文.
pub const ZH_HANS: Tui = Tui {
    up: "上一行",
    down: "下一行",
    left: "向左",
    right: "向右",
    page_up: "上一页",
    page_down: "下一页",
    first: "第一行",
    last: "最后一行",
    enter: "打开",
    back: "返回",
    next_pane: "下一个窗格",
    previous_pane: "上一个窗格",
    next_mark: "下一个端口宣告、传输或故障",
    previous_mark: "上一个端口宣告、传输或故障",
    jump: "端口宣告 ↔ 数据连接",
    next_mark_short: "下一个要点",
    jump_short: "宣告 ↔ 数据",
    sort_short: "排序",
    search: "查找",
    search_next: "查找下一个",
    search_previous: "查找上一个",
    filter: "过滤",
    scope: "显示范围",
    sort: "换列排序",
    reverse: "反向排序",
    columns: "选择列",
    form: "文本、列表或十六进制",
    wire: "解密后的内容或线上原文",
    preview: "内容预览或吞吐量",
    go_to: "转到帧",
    time: "时间格式",
    copy: "复制",
    save: "保存屏幕",
    language: "语言",
    theme: "配色",
    passwords: "显示或隐藏密码",
    pause: "暂停或恢复画面（实时）",
    save_packets: "保存帧 (pcapng)",
    help: "帮助",
    quit: "退出",
    suspend: "挂起",
    sessions: "会话",
    walkthrough: "详解",
    packets: "数据包",
    stream: "数据流",
    transfers: "传输",
    findings: "诊断",
    keys: "按键",
    any_key_closes: "Esc 关闭",
    too_small: "ftpscope 至少需要 40 列、12 行",
    ask_passwords: "密码将以明文显示在屏幕上。要显示吗？",
    yes_or_no: "y 是 · n 否",
    passwords_hidden: "密码已隐藏",
    passwords_shown: "密码已显示",
    search_prompt: "查找：",
    filter_prompt: "过滤：",
    go_to_prompt: "帧号：",
    no_number: "请输入帧的编号。",
    copy_title: "复制",
    save_title: "将屏幕保存为",
    save_svg: "图片（SVG）",
    save_text: "文本",
    nothing_to_copy: "这里没有可复制的内容",
    no_session: "尚未选择会话",
    no_search: "还没有查找内容：按 / 输入",
    search_over: "查找已结束",
    reading: "正在读取",
    stopped: "读取已停止",
    esc_stops: "Esc 停止",
    theme_dark: "深色背景配色",
    theme_light: "浅色背景配色",
    theme_high_contrast: "高对比度",
    theme_none: "不用颜色",
    time_since_start: "时间从开头算起",
    time_since_previous: "时间从上一项算起",
    time_of_day: "时刻（UTC）",
    language_name: "简体中文",
    no_sessions: "没有 FTP 会话",
    nothing_matches: "没有符合条件的会话",
    copy_row: "这一行",
    copy_control_filter: "选中控制连接的 Wireshark 过滤表达式",
    not_found: |text| format!("未找到：{text}"),
    no_such_frame: |number, count| format!("没有第 {number} 帧：该抓包文件共有 {count} 帧。"),
    copied: |text| format!("已复制：{text}"),
    no_such_session: |number, count| format!("没有会话 {number}：该抓包文件共有 {count} 个会话。"),
    saved: |file| format!("已保存为 {file}"),
    sessions_shown: |count| format!("{count} 个会话"),
    sessions_of: |shown, all| format!("{all} 个会话中的 {shown} 个"),
    failures: |count| format!("{count} 个失败"),
    not_saved: |reason| format!("未能保存：{reason}"),
    too_long_to_copy: |most| format!("未复制：内容超过 {most} 字节"),
    settings_unreadable: |file, reason| format!("无法读取 {file}，文件保持原样：{reason}"),
    settings_not_kept: |reason| format!("设置未能保存：{reason}"),
    session_of: |number, count| format!("会话 {number}/{count}"),
    percent: |percent| format!("已读 {percent}%"),
};

/// 繁體中文.
pub const ZH_HANT: Tui = Tui {
    up: "上一列",
    down: "下一列",
    left: "往左",
    right: "往右",
    page_up: "上一頁",
    page_down: "下一頁",
    first: "第一列",
    last: "最後一列",
    enter: "開啟",
    back: "返回",
    next_pane: "下一個窗格",
    previous_pane: "上一個窗格",
    next_mark: "下一個連接埠告知、傳輸或失敗",
    previous_mark: "上一個連接埠告知、傳輸或失敗",
    jump: "連接埠告知 ↔ 資料連線",
    next_mark_short: "下一個重點",
    jump_short: "告知 ↔ 資料",
    sort_short: "排序",
    search: "搜尋",
    search_next: "搜尋下一個",
    search_previous: "搜尋上一個",
    filter: "篩選",
    scope: "顯示範圍",
    sort: "換欄排序",
    reverse: "反向排序",
    columns: "選擇欄位",
    form: "文字、清單或十六進位",
    wire: "解密後的內容或線上原樣",
    preview: "內容預覽或傳輸速率",
    go_to: "前往訊框",
    time: "時間格式",
    copy: "複製",
    save: "儲存畫面",
    language: "語言",
    theme: "配色",
    passwords: "顯示或隱藏密碼",
    pause: "暫停或恢復畫面（即時）",
    save_packets: "儲存訊框 (pcapng)",
    help: "說明",
    quit: "離開",
    suspend: "暫停",
    sessions: "工作階段",
    walkthrough: "詳解",
    packets: "封包",
    stream: "資料流",
    transfers: "傳輸",
    findings: "診斷",
    keys: "按鍵",
    any_key_closes: "Esc 關閉",
    too_small: "ftpscope 至少需要 40 欄、12 列",
    ask_passwords: "密碼會以明文出現在畫面上。要顯示嗎？",
    yes_or_no: "y 是 · n 否",
    passwords_hidden: "密碼已隱藏",
    passwords_shown: "密碼已顯示",
    search_prompt: "搜尋：",
    filter_prompt: "篩選：",
    go_to_prompt: "訊框編號：",
    no_number: "請輸入訊框的編號。",
    copy_title: "複製",
    save_title: "將畫面儲存為",
    save_svg: "圖片（SVG）",
    save_text: "文字檔",
    nothing_to_copy: "這裡沒有可複製的內容",
    no_session: "尚未選擇工作階段",
    no_search: "還沒有要找的文字：按 / 輸入",
    search_over: "搜尋已結束",
    reading: "正在讀取",
    stopped: "讀取已停止",
    esc_stops: "Esc 停止",
    theme_dark: "深色背景配色",
    theme_light: "淺色背景配色",
    theme_high_contrast: "高對比",
    theme_none: "不用色彩",
    time_since_start: "時間從開頭起算",
    time_since_previous: "時間從前一項起算",
    time_of_day: "時刻（UTC）",
    language_name: "繁體中文",
    no_sessions: "沒有 FTP 工作階段",
    nothing_matches: "沒有符合條件的工作階段",
    copy_row: "這一列",
    copy_control_filter: "選出控制連線的 Wireshark 篩選式",
    not_found: |text| format!("找不到：{text}"),
    no_such_frame: |number, count| format!("沒有訊框 {number}：這個擷取檔共有 {count} 個訊框。"),
    copied: |text| format!("已複製：{text}"),
    no_such_session: |number, count| format!("沒有工作階段 {number}：這個擷取檔共有 {count} 個。"),
    saved: |file| format!("已儲存為 {file}"),
    sessions_shown: |count| format!("{count} 個工作階段"),
    sessions_of: |shown, all| format!("{all} 個工作階段中的 {shown} 個"),
    failures: |count| format!("{count} 個失敗"),
    not_saved: |reason| format!("無法儲存：{reason}"),
    too_long_to_copy: |most| format!("未複製：內容超過 {most} 位元組"),
    settings_unreadable: |file, reason| format!("無法讀取 {file}，檔案維持原狀：{reason}"),
    settings_not_kept: |reason| format!("設定未能儲存：{reason}"),
    session_of: |number, count| format!("工作階段 {number}/{count}"),
    percent: |percent| format!("已讀 {percent}%"),
};
