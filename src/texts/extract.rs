//! What is said of files that were extracted.

texts! {
    /// What is said of files that were extracted, in one language.
    Extract
    words {
        /// The state of a file: it is whole.
        whole;
        /// The state of a file: it is not whole.
        partial;
        /// There is no file.
        absent;
        /// There would be a file.
        listed;
        /// The capture begins in the middle of the connection.
        beginning;
        /// Bytes are missing, and nobody knows where.
        patchy;
        /// The end was not seen.
        unfinished;
        /// The transfer failed.
        failed;
        /// It was aborted.
        aborted;
        /// It is shorter than was promised.
        truncated;
        /// It is not what its MODE or STRU prescribes.
        undecodable;
        /// It is larger than is allowed.
        too_large;
        /// There is no more room.
        no_room;
        /// It was encrypted.
        encrypted;
        /// The data connection was not captured.
        not_captured;
        /// Another file has the name.
        exists;
        /// There are enough files.
        too_many;
        /// The system refused.
        refused;
        /// There was nothing to extract.
        nothing;
    }
    sentences {
        /// So many bytes are missing, in so many places.
        missing(&str = "1,460", u64 = 2);
        /// It begins at this byte, where a transfer was restarted.
        restarted(&str = "40,000");
        /// It is joined with what other transfers carried: how many.
        joined(u64 = 2);
        /// It is as the server says: by what.
        agrees(&str = "SHA-256");
        /// It is not what the server says: by what.
        differs(&str = "SHA-256");
        /// It has another name on the server now.
        renamed(&str = "/pub/b.iso");
        /// What was written: files, how many of them are whole, how many are not, bytes.
        summary(u64 = 12, u64 = 10, u64 = 2, &str = "1,234,567");
        /// What there is: files, bytes.
        found(u64 = 12, &str = "1,234,567");
    }
}

/// English.
pub(super) const EN: Extract = Extract {
    whole: "whole",
    partial: "partial",
    absent: "no file",
    listed: "file",
    beginning: "its beginning was not captured",
    patchy: "bytes are missing, and it cannot be told where",
    unfinished: "its end was not seen",
    failed: "the transfer failed",
    aborted: "the transfer was aborted",
    truncated: "shorter than the server promised",
    undecodable: "not what its MODE or STRU prescribes",
    too_large: "larger than is allowed (--max-file)",
    no_room: "no more room (disk or --max-total)",
    encrypted: "encrypted, and no keys (--keylog)",
    not_captured: "its data connection was not captured",
    exists: "another file has this name (--force replaces it)",
    too_many: "there are enough files (--max-files)",
    refused: "the system refuses to write it",
    nothing: "There is no file that was asked for.",
    missing: |bytes, places| match places {
        1 => format!("{bytes} bytes missing in one place"),
        _ => format!("{bytes} bytes missing in {places} places"),
    },
    restarted: |byte| format!("begins at byte {byte} (REST), and nothing came before"),
    joined: |others| match others {
        1 => "joined with an earlier transfer".to_owned(),
        _ => format!("joined with {others} earlier transfers"),
    },
    agrees: |by| format!("{by} as the server says"),
    differs: |by| format!("{by} is not what the server says"),
    renamed: |name| format!("renamed to {name} later"),
    summary: |files, whole, partial, bytes| {
        let noun = if files == 1 { "file" } else { "files" };
        format!(
            "{files} {noun}, {whole} whole, {partial} partial, {bytes} bytes; see manifest.json"
        )
    },
    found: |files, bytes| {
        let noun = if files == 1 { "file" } else { "files" };
        format!("{files} {noun} to extract, {bytes} bytes")
    },
};

/// Simplified Chinese.
pub(super) const ZH_HANS: Extract = Extract {
    whole: "完整",
    partial: "不完整",
    absent: "无文件",
    listed: "文件",
    beginning: "开头没有抓到",
    patchy: "缺少字节，位置不明",
    unfinished: "没有看到结尾",
    failed: "传输失败",
    aborted: "传输被中止",
    truncated: "比服务器声明的短",
    undecodable: "不符合其 MODE 或 STRU 的规定",
    too_large: "超过允许的大小（--max-file）",
    no_room: "没有空间了（磁盘或 --max-total）",
    encrypted: "已加密，且没有密钥（--keylog）",
    not_captured: "没有抓到它的数据连接",
    exists: "已有同名文件（--force 可替换）",
    too_many: "文件已经够多（--max-files）",
    refused: "系统拒绝写入",
    nothing: "没有符合要求的文件。",
    missing: |bytes, places| format!("缺少 {bytes} 字节，共 {places} 处"),
    restarted: |byte| format!("从第 {byte} 字节开始（REST），之前的内容没有"),
    joined: |others| format!("与之前的 {others} 次传输合并"),
    agrees: |by| format!("{by} 与服务器所说一致"),
    differs: |by| format!("{by} 与服务器所说不符"),
    renamed: |name| format!("后来改名为 {name}"),
    summary: |files, whole, partial, bytes| {
        format!(
            "{files} 个文件，{whole} 个完整，{partial} 个不完整，共 {bytes} 字节；详见 manifest.json"
        )
    },
    found: |files, bytes| format!("可提取 {files} 个文件，共 {bytes} 字节"),
};

/// Traditional Chinese.
pub(super) const ZH_HANT: Extract = Extract {
    whole: "完整",
    partial: "不完整",
    absent: "無檔案",
    listed: "檔案",
    beginning: "開頭沒有擷取到",
    patchy: "缺少位元組，位置不明",
    unfinished: "沒有看到結尾",
    failed: "傳輸失敗",
    aborted: "傳輸被中止",
    truncated: "比伺服器聲明的短",
    undecodable: "不符合其 MODE 或 STRU 的規定",
    too_large: "超過允許的大小（--max-file）",
    no_room: "沒有空間了（磁碟或 --max-total）",
    encrypted: "已加密，且沒有金鑰（--keylog）",
    not_captured: "沒有擷取到它的資料連線",
    exists: "已有同名檔案（--force 可取代）",
    too_many: "檔案已經夠多（--max-files）",
    refused: "系統拒絕寫入",
    nothing: "沒有符合要求的檔案。",
    missing: |bytes, places| format!("缺少 {bytes} 位元組，共 {places} 處"),
    restarted: |byte| format!("從第 {byte} 位元組開始（REST），之前的內容沒有"),
    joined: |others| format!("與之前的 {others} 次傳輸合併"),
    agrees: |by| format!("{by} 與伺服器所說一致"),
    differs: |by| format!("{by} 與伺服器所說不符"),
    renamed: |name| format!("後來改名為 {name}"),
    summary: |files, whole, partial, bytes| {
        format!(
            "{files} 個檔案，{whole} 個完整，{partial} 個不完整，共 {bytes} 位元組；詳見 manifest.json"
        )
    },
    found: |files, bytes| format!("可擷取 {files} 個檔案，共 {bytes} 位元組"),
};
