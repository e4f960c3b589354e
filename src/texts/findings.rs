//! What the screen of findings says.

texts! {
    /// What the screen of findings says in one language.
    Findings
    words {
        /// How bad it is: it does not work.
        error;
        /// How bad it is: it works, or not for long.
        warning;
        /// How bad it is: good to know.
        note;
        /// Nothing was found.
        nothing;
        /// Nothing matches the filter.
        nothing_matches;
        /// The sessions are being looked at.
        looking;
        /// The order: the worst first.
        worst_first;
        /// The order: that of the sessions.
        in_order;
        /// How sure it is: the packets leave no other reading.
        proved;
        /// How sure it is: little else explains it.
        likely;
        /// How sure it is: something else may explain it.
        possible;
        /// Heading: the lines to change.
        what_to_change;
        /// Heading: the frames that prove it.
        proof;
        /// What can be copied: the sentence.
        copy_finding;
        /// What can be copied: the cures.
        copy_fixes;
        /// What can be copied: the id.
        copy_id;
    }
    sentences {
        /// How many errors.
        errors(u64 = 2);
        /// How many warnings.
        warnings(u64 = 2);
        /// How many notes.
        notes(u64 = 2);
        /// How many more of the same there are in the session.
        others(u64 = 3);
    }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {many}")
    }
}

/// English.
pub const EN: Findings = Findings {
    error: "error",
    warning: "warning",
    note: "note",
    nothing: "nothing to report: no error, no warning, no note",
    nothing_matches: "no finding matches the filter",
    looking: "looking at the sessions…",
    worst_first: "the worst first",
    in_order: "in the order of the sessions",
    proved: "Proved: the packets leave no other reading.",
    likely: "Likely: little else explains what the packets show.",
    possible: "Possible: something else may explain it as well.",
    what_to_change: "What to change",
    proof: "The frames that show it",
    copy_finding: "finding",
    copy_fixes: "what to change",
    copy_id: "id",
    errors: |count| counted(count, "error", "errors"),
    warnings: |count| counted(count, "warning", "warnings"),
    notes: |count| counted(count, "note", "notes"),
    others: |count| match count {
        1 => "The session has one more of these.".to_owned(),
        count => format!("The session has {count} more of these."),
    },
};

/// 简体中文.
pub const ZH_HANS: Findings = Findings {
    error: "错误",
    warning: "警告",
    note: "提示",
    nothing: "没有发现问题：无错误、无警告、无提示",
    nothing_matches: "没有符合过滤条件的诊断",
    looking: "正在分析会话…",
    worst_first: "最严重的排在前面",
    in_order: "按会话顺序排列",
    proved: "确定：这些数据包不容其他解释。",
    likely: "很可能：几乎没有别的原因能解释这些数据包。",
    possible: "有可能：也许还有别的原因。",
    what_to_change: "怎样解决",
    proof: "证据所在的帧",
    copy_finding: "诊断结论",
    copy_fixes: "解决办法",
    copy_id: "标识符",
    errors: |count| format!("{count} 个错误"),
    warnings: |count| format!("{count} 个警告"),
    notes: |count| format!("{count} 条提示"),
    others: |count| format!("本会话中还有 {count} 处同样的问题。"),
};

/// 繁體中文.
pub const ZH_HANT: Findings = Findings {
    error: "錯誤",
    warning: "警告",
    note: "提示",
    nothing: "沒有發現問題：無錯誤、無警告、無提示",
    nothing_matches: "沒有符合篩選條件的診斷",
    looking: "正在分析工作階段…",
    worst_first: "最嚴重的排在最前面",
    in_order: "依工作階段順序排列",
    proved: "確定：這些封包沒有其他解釋。",
    likely: "很可能：幾乎沒有別的原因能解釋這些封包。",
    possible: "有可能：也許還有別的原因。",
    what_to_change: "如何解決",
    proof: "作為證據的訊框",
    copy_finding: "診斷結論",
    copy_fixes: "解決方法",
    copy_id: "識別碼",
    errors: |count| format!("{count} 個錯誤"),
    warnings: |count| format!("{count} 個警告"),
    notes: |count| format!("{count} 則提示"),
    others: |count| format!("本工作階段另有 {count} 處相同的問題。"),
};
