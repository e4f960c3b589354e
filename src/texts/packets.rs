//! What the screen of packets says.

pub mod fields;

texts! {
    /// What the screen of packets says in one language.
    Packets
    parts {
        /// The names of fields.
        fields: fields::Fields;
    }
    words {
        /// Its title.
        title;
        /// What is listed: the frames of the session.
        scope_session;
        /// What is listed: its control connection.
        scope_control;
        /// What is listed: every frame.
        scope_all;
        /// The heading of a column: number.
        column_number;
        /// The heading of a column: time.
        column_time;
        /// The heading of a column: source.
        column_source;
        /// The heading of a column: destination.
        column_destination;
        /// The heading of a column: protocol.
        column_protocol;
        /// The heading of a column: length on the wire.
        column_length;
        /// The heading of a column: what it says.
        column_info;
        /// The title of the bytes of a frame.
        bytes_title;
        /// There is no frame to be shown.
        no_frames;
        /// No frame matches the filter.
        nothing_matches;
        /// Frames are still being looked at for the filter.
        filtering;
        /// Frames are being looked at for a text.
        searching;
        /// To be copied: the line of the list.
        copy_info;
        /// To be copied: the frame as a hex dump.
        copy_bytes;
        /// To be copied: a plaintext as a hex dump.
        copy_plaintext;
        /// Nothing of the frame was decrypted.
        no_plaintext;
        /// To be copied: a display filter of Wireshark for the frame.
        copy_frame_filter;
        /// To be copied: a display filter of Wireshark for the connection.
        copy_connection_filter;
        /// To be copied: the bytes of the selected field in hexadecimal.
        copy_field_hex;
        /// To be copied: the bytes of the selected field as text.
        copy_field_text;
        /// A part of a datagram, in the list.
        fragment;
    }
    sentences {
        /// The title of a frame taken apart.
        frame_title(u64 = 17);
        /// So many frames.
        frames(u64 = 37);
        /// So many of so many frames match the filter.
        frames_of(u64 = 5, u64 = 37);
        /// What is listed: a data connection between two endpoints.
        scope_connection(&str = "192.0.2.1:20", &str = "198.51.100.1:10120");
        /// What a frame has a part of: its name, and the frame in which it ends.
        ends_in(&str = "Application Data", u64 = 47);
        /// The title of the plaintext of a TLS record: which one.
        plaintext_title(u64 = 5);
        /// What the list is narrowed to.
        filter(&str = "port 21");
    }
}

/// English.
pub const EN: Packets = Packets {
    fields: &fields::EN,
    title: "Packets",
    scope_session: "session",
    scope_control: "control connection",
    scope_all: "all frames",
    column_number: "No.",
    column_time: "Time",
    column_source: "Source",
    column_destination: "Destination",
    column_protocol: "Protocol",
    column_length: "Len",
    column_info: "Info",
    bytes_title: "Bytes",
    no_frames: "no frames",
    nothing_matches: "no frame matches the filter",
    filtering: "filtering",
    searching: "searching",
    copy_info: "line of the list",
    copy_bytes: "frame as a hex dump",
    copy_plaintext: "plaintext as a hex dump",
    no_plaintext: "nothing was decrypted in this frame",
    copy_frame_filter: "Wireshark filter: this frame",
    copy_connection_filter: "Wireshark filter: its connection",
    copy_field_hex: "field in hexadecimal",
    copy_field_text: "field as text",
    fragment: "fragment of a datagram",
    frame_title: |number| format!("Frame {number}"),
    frames: |count| format!("{count} {}", if count == 1 { "frame" } else { "frames" }),
    frames_of: |count, whole| format!("{count} of {whole} frames"),
    scope_connection: |one, other| format!("data connection {one} → {other}"),
    ends_in: |name, frame| format!("{name}, ends in frame {frame}"),
    plaintext_title: |record| format!("Plaintext of record {record}"),
    filter: |text| format!("filter: {text}"),
};

/// 简体中文.
pub const ZH_HANS: Packets = Packets {
    fields: &fields::ZH_HANS,
    title: "数据包",
    scope_session: "整个会话",
    scope_control: "控制连接",
    scope_all: "全部帧",
    column_number: "编号",
    column_time: "时间",
    column_source: "源",
    column_destination: "目的",
    column_protocol: "协议",
    column_length: "长度",
    column_info: "信息",
    bytes_title: "字节",
    no_frames: "没有帧",
    nothing_matches: "没有符合过滤条件的帧",
    filtering: "正在过滤",
    searching: "正在查找",
    copy_info: "列表中的一行",
    copy_bytes: "帧的十六进制转储",
    copy_plaintext: "明文的十六进制转储",
    no_plaintext: "本帧没有解密的内容",
    copy_frame_filter: "Wireshark 过滤器：本帧",
    copy_connection_filter: "Wireshark 过滤器：所属连接",
    copy_field_hex: "字段的十六进制",
    copy_field_text: "字段的文本",
    fragment: "数据报的分片",
    frame_title: |number| format!("第 {number} 帧"),
    frames: |count| format!("{count} 帧"),
    frames_of: |count, whole| format!("{whole} 帧中的 {count} 帧"),
    scope_connection: |one, other| format!("数据连接 {one} → {other}"),
    ends_in: |name, frame| format!("{name}，到第 {frame} 帧结束"),
    plaintext_title: |record| format!("第 {record} 条记录的明文"),
    filter: |text| format!("过滤：{text}"),
};

/// 繁體中文.
pub const ZH_HANT: Packets = Packets {
    fields: &fields::ZH_HANT,
    title: "封包",
    scope_session: "整個工作階段",
    scope_control: "控制連線",
    scope_all: "所有訊框",
    column_number: "編號",
    column_time: "時間",
    column_source: "來源",
    column_destination: "目的地",
    column_protocol: "協定",
    column_length: "長度",
    column_info: "資訊",
    bytes_title: "位元組",
    no_frames: "沒有訊框",
    nothing_matches: "沒有符合篩選條件的訊框",
    filtering: "正在篩選",
    searching: "正在搜尋",
    copy_info: "清單中的一列",
    copy_bytes: "訊框的十六進位傾印",
    copy_plaintext: "明文的十六進位傾印",
    no_plaintext: "此訊框沒有解密的內容",
    copy_frame_filter: "Wireshark 篩選器：此訊框",
    copy_connection_filter: "Wireshark 篩選器：所屬連線",
    copy_field_hex: "欄位的十六進位",
    copy_field_text: "欄位的文字",
    fragment: "資料包的分段",
    frame_title: |number| format!("訊框 {number}"),
    frames: |count| format!("{count} 個訊框"),
    frames_of: |count, whole| format!("{whole} 個訊框中的 {count} 個"),
    scope_connection: |one, other| format!("資料連線 {one} → {other}"),
    ends_in: |name, frame| format!("{name}，到訊框 {frame} 結束"),
    plaintext_title: |record| format!("第 {record} 筆記錄的明文"),
    filter: |text| format!("篩選：{text}"),
};
