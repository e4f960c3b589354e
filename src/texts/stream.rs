//! What the screen of stream says.

texts! {
    /// What the screen of stream says in one language.
    Stream
    words {
        /// Its title.
        title;
        /// The title of the list of connections.
        connections;
        /// The control connection, as an entry of that list.
        control;
        /// A data connection that no command claims.
        data;
        /// A form: text.
        form_text;
        /// A form: the table of a listing.
        form_listing;
        /// A form: a hex dump.
        form_hex;
        /// A control connection has one form only.
        one_form;
        /// Nothing was carried by the connection.
        nothing;
        /// To the client, where arrows cannot be drawn.
        down;
        /// To the server, where arrows cannot be drawn.
        up;
        /// Heading of a column: what an entry is.
        column_kind;
        /// Heading of a column: who may do what.
        column_rights;
        /// Heading of a column: whom it belongs to.
        column_owner;
        /// Heading of a column: size in bytes.
        column_size;
        /// Heading of a column: when it was modified.
        column_modified;
        /// Heading of a column: name.
        column_name;
        /// An entry: a file.
        file;
        /// An entry: a directory.
        directory;
        /// An entry: a symbolic link.
        link;
        /// An entry: anything else.
        other;
        /// TLS records: change cipher spec.
        tls_change_cipher_spec;
        /// TLS records: alert.
        tls_alert;
        /// TLS records: handshake.
        tls_handshake;
        /// TLS records: application data.
        tls_application_data;
        /// TLS records: heartbeat.
        tls_heartbeat;
        /// TLS records that cannot be read: no keys.
        tls_no_keys;
        /// TLS records that cannot be read: not authentic with the keys at hand.
        tls_not_authentic;
        /// TLS records that cannot be read: a version or suite that is not read.
        tls_unsupported;
        /// What is shown: what was decrypted.
        decrypted;
        /// What is shown: what was on the wire.
        on_the_wire;
        /// The connection is encrypted and its keys are not known: what would help.
        no_keys;
        /// The connection is not encrypted.
        not_encrypted;
        /// What can be copied: the selected line.
        copy_line;
        /// What can be copied: all that is loaded.
        copy_all;
        /// What can be copied: a display filter for Wireshark.
        copy_filter;
    }
    sentences {
        /// Bytes that the capture lacks, where they lack: a length.
        gap(&str = "46");
        /// TLS records of one type: type, how many, length.
        tls(&str = "A", u64 = 2, &str = "1,234");
        /// An image: format, width and height in pixels.
        image(&str = "PNG", u64 = 640, u64 = 480);
        /// A file of a format.
        of_format(&str = "ZIP");
        /// Bytes that the capture lacks: how many, in how many runs.
        holes(&str = "46", u64 = 2);
        /// Only the beginning is shown: its length.
        beginning(&str = "1.0 MB");
        /// TLS handshake messages: their names.
        tls_messages(&str = "Client Hello");
        /// A TLS alert: name (may be empty), number, whether it ends the connection.
        tls_alert_named(&str = "close_notify", u8 = 0, bool = false);
        /// A part of a connection is shown: its start, its end, the whole.
        part(&str = "0 B", &str = "1.0 MB", &str = "700 MB");
        /// The same where the whole is not known: its start, its end.
        part_of_unknown(&str = "0 B", &str = "1.0 MB");
        /// So much in percent of the frames is read.
        progress(u64 = 42);
        /// A frame could not be looked at, and why.
        unavailable(&str = "A");
        /// Where one stands: row, rows.
        place(u64 = 3, u64 = 40);
    }
}

/// English.
pub const EN: Stream = Stream {
    title: "Stream",
    connections: "Connections",
    control: "control connection",
    data: "data connection",
    form_text: "text",
    form_listing: "listing",
    form_hex: "hex",
    one_form: "a control connection is shown as a conversation only",
    nothing: "nothing was carried",
    down: "down",
    up: "up",
    column_kind: "type",
    column_rights: "rights",
    column_owner: "owner",
    column_size: "size",
    column_modified: "modified",
    column_name: "name",
    file: "file",
    directory: "dir",
    link: "link",
    other: "other",
    tls_change_cipher_spec: "TLS change cipher spec",
    tls_alert: "TLS alert",
    tls_handshake: "TLS handshake",
    tls_application_data: "TLS application data",
    tls_heartbeat: "TLS heartbeat",
    tls_no_keys: "TLS, no keys",
    tls_not_authentic: "TLS, not authentic with these keys",
    tls_unsupported: "TLS of a version or suite that is not read",
    decrypted: "decrypted",
    on_the_wire: "as on the wire",
    no_keys: "TLS without keys; --keylog FILE reads it, with the file that SSLKEYLOGFILE named",
    not_encrypted: "this connection is not encrypted",
    copy_line: "selected line",
    copy_all: "all that is loaded, as text",
    copy_filter: "Wireshark filter for the connection",
    gap: |bytes| format!("… {bytes} not captured …"),
    tls: |kind, records, bytes| match records {
        1 => format!("{kind}, {bytes}"),
        records => format!("{kind}, {records} records, {bytes}"),
    },
    image: |format, width, height| format!("{format} image, {width} × {height} pixels"),
    of_format: |format| format!("{format} format"),
    holes: |bytes, runs| match runs {
        1 => format!("{bytes} bytes missing in 1 hole"),
        runs => format!("{bytes} bytes missing in {runs} holes"),
    },
    beginning: |held| format!("the first {held}"),
    tls_messages: |names| format!("TLS handshake: {names}"),
    tls_alert_named: |name, number, fatal| {
        let name = if name.is_empty() {
            number.to_string()
        } else {
            name.to_owned()
        };
        let level = if fatal { "fatal" } else { "warning" };
        format!("TLS alert: {name} ({level})")
    },
    part: |from, to, whole| format!("{from} to {to} of {whole}; beyond either end, more is read"),
    part_of_unknown: |from, to| format!("{from} to {to}; beyond either end, more is read"),
    progress: |percent| format!("reading the frames: {percent} %"),
    unavailable: |why| format!("Some frames cannot be read again: {why}"),
    place: |row, rows| format!("row {row} of {rows}"),
};

/// 简体中文.
pub const ZH_HANS: Stream = Stream {
    title: "数据流",
    connections: "连接",
    control: "控制连接",
    data: "数据连接",
    form_text: "文本",
    form_listing: "列表",
    form_hex: "十六进制",
    one_form: "控制连接只以对话形式显示",
    nothing: "没有传送任何内容",
    down: "下载",
    up: "上传",
    column_kind: "类型",
    column_rights: "权限",
    column_owner: "属主",
    column_size: "大小",
    column_modified: "修改时间",
    column_name: "名称",
    file: "文件",
    directory: "目录",
    link: "链接",
    other: "其他",
    tls_change_cipher_spec: "TLS 更换密码规格",
    tls_alert: "TLS 警报",
    tls_handshake: "TLS 握手",
    tls_application_data: "TLS 应用数据",
    tls_heartbeat: "TLS 心跳",
    tls_no_keys: "TLS，没有密钥",
    tls_not_authentic: "TLS，用现有密钥验证不通过",
    tls_unsupported: "TLS，版本或密码套件不受支持",
    decrypted: "已解密",
    on_the_wire: "线上原文",
    no_keys: "TLS 加密，没有密钥；用 --keylog FILE 指定 SSLKEYLOGFILE 写下的文件即可解读",
    not_encrypted: "该连接没有加密",
    copy_line: "选中的行",
    copy_all: "已载入的全部内容（文本）",
    copy_filter: "该连接的 Wireshark 过滤表达式",
    gap: |bytes| format!("…… 缺 {bytes}，未抓到 ……"),
    tls: |kind, records, bytes| match records {
        1 => format!("{kind}，{bytes}"),
        records => format!("{kind}，{records} 条记录，{bytes}"),
    },
    image: |format, width, height| format!("{format} 图像，{width} × {height} 像素"),
    of_format: |format| format!("{format} 格式"),
    holes: |bytes, runs| format!("缺 {bytes} 字节，共 {runs} 处"),
    beginning: |held| format!("开头 {held}"),
    tls_messages: |names| format!("TLS 握手：{names}"),
    tls_alert_named: |name, number, fatal| {
        let name = if name.is_empty() {
            number.to_string()
        } else {
            name.to_owned()
        };
        let level = if fatal { "致命" } else { "警告" };
        format!("TLS 警报：{name}（{level}）")
    },
    part: |from, to, whole| format!("{from} 至 {to}，共 {whole}；越过两端即继续读取"),
    part_of_unknown: |from, to| format!("{from} 至 {to}；越过两端即继续读取"),
    progress: |percent| format!("正在读取各帧：{percent}%"),
    unavailable: |why| format!("有些帧无法再次读取：{why}"),
    place: |row, rows| format!("第 {row}/{rows} 行"),
};

/// 繁體中文.
pub const ZH_HANT: Stream = Stream {
    title: "資料流",
    connections: "連線",
    control: "控制連線",
    data: "資料連線",
    form_text: "文字",
    form_listing: "清單",
    form_hex: "十六進位",
    one_form: "控制連線只以對話方式顯示",
    nothing: "沒有傳送任何內容",
    down: "下載",
    up: "上傳",
    column_kind: "類型",
    column_rights: "權限",
    column_owner: "擁有者",
    column_size: "大小",
    column_modified: "修改時間",
    column_name: "名稱",
    file: "檔案",
    directory: "目錄",
    link: "連結",
    other: "其他",
    tls_change_cipher_spec: "TLS 變更加密規格",
    tls_alert: "TLS 警示",
    tls_handshake: "TLS 交握",
    tls_application_data: "TLS 應用程式資料",
    tls_heartbeat: "TLS 心跳",
    tls_no_keys: "TLS，沒有金鑰",
    tls_not_authentic: "TLS，以現有金鑰驗證不符",
    tls_unsupported: "TLS，版本或加密套件不受支援",
    decrypted: "已解密",
    on_the_wire: "線上原樣",
    no_keys: "以 TLS 加密，沒有金鑰；用 --keylog FILE 指定 SSLKEYLOGFILE 寫下的檔案就能解讀",
    not_encrypted: "這條連線沒有加密",
    copy_line: "選取的列",
    copy_all: "已載入的全部內容（文字）",
    copy_filter: "這條連線的 Wireshark 篩選運算式",
    gap: |bytes| format!("…… 缺 {bytes}，未擷取到 ……"),
    tls: |kind, records, bytes| match records {
        1 => format!("{kind}，{bytes}"),
        records => format!("{kind}，{records} 筆記錄，{bytes}"),
    },
    image: |format, width, height| format!("{format} 影像，{width} × {height} 像素"),
    of_format: |format| format!("{format} 格式"),
    holes: |bytes, runs| format!("缺 {bytes} 位元組，共 {runs} 處"),
    beginning: |held| format!("開頭 {held}"),
    tls_messages: |names| format!("TLS 交握：{names}"),
    tls_alert_named: |name, number, fatal| {
        let name = if name.is_empty() {
            number.to_string()
        } else {
            name.to_owned()
        };
        let level = if fatal { "嚴重" } else { "警告" };
        format!("TLS 警示：{name}（{level}）")
    },
    part: |from, to, whole| format!("{from} 到 {to}，共 {whole}；超出兩端即繼續讀取"),
    part_of_unknown: |from, to| format!("{from} 到 {to}；超出兩端即繼續讀取"),
    progress: |percent| format!("正在讀取訊框：{percent}%"),
    unavailable: |why| format!("有些訊框無法再次讀取：{why}"),
    place: |row, rows| format!("第 {row}/{rows} 列"),
};
