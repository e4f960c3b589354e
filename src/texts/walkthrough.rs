//! What the screen of one session says.

texts! {
    /// What the screen of one session says in one language.
    Walkthrough
    words {
        /// The title of the pane that explains a step.
        explanation;
        /// The four numbers of an announced address.
        address;
        /// The two numbers of an announced port.
        port;
        /// What can be copied: the step.
        copy_step;
        /// What can be copied: the number of its frame.
        copy_frame;
        /// What can be copied: a filter for Wireshark that selects its frames.
        copy_filter;
        /// What can be copied: a filter for Wireshark that selects the connection.
        copy_connection_filter;
        /// An announcement leads nowhere, nor a connection to an announcement.
        no_counterpart;
        /// There is no further mark in that direction.
        no_further_mark;
    }
    sentences {
        /// One frame.
        frame(u64 = 17);
        /// Several frames: first, last.
        frames(u64 = 17, u64 = 20);
        /// Where in a frame the bytes stand: the frame, the first and the last byte.
        bytes_of_frame(u64 = 17, u64 = 54, u64 = 79);
        /// Which command uses an announcement: the command and its frame.
        used_by(&str = "LIST", u64 = 19);
        /// A connection was made or tried to the announced endpoint: first frame.
        connected_in(u64 = 20);
        /// A connection goes to an endpoint that was announced: by what, in which frame.
        announced_by(&str = "PORT", u64 = 17);
        /// A connection carries what a command asked for: the command and its frame.
        serves(&str = "LIST", u64 = 19);
        /// The place among the steps.
        step_of(u64 = 7, u64 = 24);
    }
}

/// English.
pub const EN: Walkthrough = Walkthrough {
    explanation: "Explanation",
    address: "address",
    port: "port",
    copy_step: "this step",
    copy_frame: "its frame number",
    copy_filter: "Wireshark filter for its frames",
    copy_connection_filter: "Wireshark filter for its connection",
    no_counterpart: "nothing belongs to this step on the other connection",
    no_further_mark: "no further announcement, transfer or failure",
    frame: |frame| format!("frame {frame}"),
    frames: |first, last| format!("frames {first}–{last}"),
    bytes_of_frame: |frame, first, last| format!("Frame {frame}, bytes {first}–{last}:"),
    used_by: |command, frame| format!("{command} (frame {frame}) uses it."),
    connected_in: |frame| format!("Frame {frame} is the SYN of the connection to it."),
    announced_by: |by, frame| format!("{by} announced its endpoint in frame {frame}."),
    serves: |command, frame| format!("It is for {command} (frame {frame})."),
    step_of: |step, count| format!("step {step} of {count}"),
};

/// 简体中文.
pub const ZH_HANS: Walkthrough = Walkthrough {
    explanation: "说明",
    address: "地址",
    port: "端口",
    copy_step: "这一步",
    copy_frame: "它的帧号",
    copy_filter: "选中这些帧的 Wireshark 过滤表达式",
    copy_connection_filter: "选中所在连接的 Wireshark 过滤表达式",
    no_counterpart: "这一步在另一条连接上没有对应的内容",
    no_further_mark: "那边再没有端口宣告、传输或故障了",
    frame: |frame| format!("第 {frame} 帧"),
    frames: |first, last| format!("第 {first}–{last} 帧"),
    bytes_of_frame: |frame, first, last| format!("第 {frame} 帧的第 {first}–{last} 字节："),
    used_by: |command, frame| format!("{command}（第 {frame} 帧）用的就是它。"),
    connected_in: |frame| format!("第 {frame} 帧就是连往这里的 SYN。"),
    announced_by: |by, frame| format!("它的地址和端口由第 {frame} 帧的 {by} 宣告。"),
    serves: |command, frame| format!("它为 {command}（第 {frame} 帧）而建立。"),
    step_of: |step, count| format!("第 {step} 步，共 {count} 步"),
};

/// 繁體中文.
pub const ZH_HANT: Walkthrough = Walkthrough {
    explanation: "說明",
    address: "位址",
    port: "連接埠",
    copy_step: "這一步",
    copy_frame: "它的訊框編號",
    copy_filter: "選出這些訊框的 Wireshark 篩選式",
    copy_connection_filter: "選出所屬連線的 Wireshark 篩選式",
    no_counterpart: "這一步在另一條連線上沒有對應的內容",
    no_further_mark: "那個方向已沒有連接埠告知、傳輸或失敗",
    frame: |frame| format!("訊框 {frame}"),
    frames: |first, last| format!("訊框 {first}–{last}"),
    bytes_of_frame: |frame, first, last| format!("訊框 {frame} 的第 {first}–{last} 位元組："),
    used_by: |command, frame| format!("{command}（訊框 {frame}）用的就是它。"),
    connected_in: |frame| format!("訊框 {frame} 就是連往這裡的 SYN。"),
    announced_by: |by, frame| format!("它的位址和連接埠由訊框 {frame} 的 {by} 告知。"),
    serves: |command, frame| format!("它是為 {command}（訊框 {frame}）建立的。"),
    step_of: |step, count| format!("第 {step} 步，共 {count} 步"),
};
