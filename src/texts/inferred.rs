//! What follows for FTPS without keys.

use crate::catalog::Confidence;

texts! {
    /// What is said in one language of what nobody could read.
    Inferred
    words {
        /// The command that asked for a transfer, where it may be any.
        transfer_command;
        /// The reply that ended a transfer, where it may be any.
        final_reply;
        /// A data connection carried a listing.
        listing;
        /// A data connection carried a file.
        file;
        /// A data connection carried nothing.
        nothing;
        /// A transfer is complete.
        complete;
        /// A transfer failed.
        failed;
        /// The login was accepted.
        login_accepted;
        /// The login was refused.
        login_refused;
    }
    sentences {
        /// A line of the ladder that was not read.
        line(&str = "PASV");
        /// What follows, and how sure that is.
        note(Confidence = Confidence::Likely, &str = "a listing, complete");
        /// Two parts of what follows, one after the other.
        joined(&str = "a listing", &str = "complete");
        /// How many commands and replies were encrypted.
        counts(u64 = 11, u64 = 13);
        /// How much was carried, exactly.
        bytes(&str = "2,880");
        /// How much was carried, at least and at most.
        between(&str = "2,880", &str = "2,895");
    }
}

/// English.
pub const EN: Inferred = Inferred {
    transfer_command: "transfer command",
    final_reply: "final reply",
    listing: "a listing",
    file: "a file",
    nothing: "nothing carried",
    complete: "complete",
    failed: "failed",
    login_accepted: "the login was accepted",
    login_refused: "the login was refused",
    line: |text| format!("{text} (inferred)"),
    note: |confidence, text| {
        let sure = match confidence {
            Confidence::Proved => "for certain",
            Confidence::Likely => "most likely",
            Confidence::Possible => "possibly",
        };
        format!("Inferred from the lengths and times of records, {sure}: {text}.")
    },
    joined: |one, other| format!("{one}, {other}"),
    counts: |commands, replies| format!("encrypted commands: {commands}, replies: {replies}"),
    bytes: |count| format!("{count} bytes before encryption"),
    between: |least, most| format!("{least} to {most} bytes before encryption"),
};

/// Chinese, simplified characters.
pub const ZH_HANS: Inferred = Inferred {
    transfer_command: "传输命令",
    final_reply: "最终响应",
    listing: "目录列表",
    file: "文件",
    nothing: "没有传输任何内容",
    complete: "传输完整",
    failed: "传输失败",
    login_accepted: "登录成功",
    login_refused: "登录被拒绝",
    line: |text| format!("{text}（推断）"),
    note: |confidence, text| {
        let sure = match confidence {
            Confidence::Proved => "可以确定",
            Confidence::Likely => "很可能是",
            Confidence::Possible => "有可能是",
        };
        format!("根据 TLS 记录的长度和时间推断，{sure}：{text}。")
    },
    joined: |one, other| format!("{one}，{other}"),
    counts: |commands, replies| format!("加密的命令 {commands} 条，响应 {replies} 条"),
    bytes: |count| format!("加密前 {count} 字节"),
    between: |least, most| format!("加密前 {least} 至 {most} 字节"),
};

/// Chinese, traditional characters.
pub const ZH_HANT: Inferred = Inferred {
    transfer_command: "傳輸命令",
    final_reply: "最終回覆",
    listing: "目錄列表",
    file: "檔案",
    nothing: "沒有傳輸任何內容",
    complete: "傳輸完整",
    failed: "傳輸失敗",
    login_accepted: "登入成功",
    login_refused: "登入被拒絕",
    line: |text| format!("{text}（推斷）"),
    note: |confidence, text| {
        let sure = match confidence {
            Confidence::Proved => "可以確定",
            Confidence::Likely => "很可能是",
            Confidence::Possible => "有可能是",
        };
        format!("依 TLS 紀錄的長度與時間推斷，{sure}：{text}。")
    },
    joined: |one, other| format!("{one}，{other}"),
    counts: |commands, replies| format!("加密的命令 {commands} 個，回覆 {replies} 個"),
    bytes: |count| format!("加密前 {count} 位元組"),
    between: |least, most| format!("加密前 {least} 至 {most} 位元組"),
};
