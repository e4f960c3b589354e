//! What `explain` says around its explanations.

use crate::catalog::{Family, Severity};

texts! {
    /// What stands around explanations in one language.
    Manual
    words {
        /// The label of what a verdict, a command or a reply means.
        means;
        /// The label of what proves a verdict.
        proof;
        /// The label of what else it could be.
        otherwise;
        /// The label of what to change.
        cure;
        /// The label of the session that shows it.
        example;
        /// What ftpscope says about that session.
        said;
        /// The label of how a command is written.
        syntax;
        /// The label of when it is sent.
        when;
        /// The label of who sends it.
        sender;
        /// The label of what comes after it.
        next;
        /// The label of the replies that may answer it.
        replies;
        /// The label of the commands that a reply may answer.
        answers;
        /// Any command.
        any_command;
        /// No command: it comes by itself.
        no_command;
        /// The label of where it is defined.
        defined;
        /// No RFC defines it.
        undefined;
        /// The label of where it trips people.
        pitfall;
        /// The label of verdicts that have to do with it.
        verdicts;
        /// The client sends it.
        by_client;
        /// The server sends it.
        by_server;
        /// The heading of the list of verbs.
        verbs;
        /// The heading of the list of reply codes.
        codes;
        /// How to go on from the list.
        how_to;
        /// Numbers that client programs print and no server sends.
        winsock;
        /// Stands for an address in a cure.
        address;
        /// Stands for an address with its port in a cure.
        endpoint;
        /// Stands for the server's public address in a cure.
        public_address;
    }
    sentences {
        /// The heading of a family of verdicts.
        family(Family = Family::Control);
        /// How bad a verdict is.
        severity(Severity = Severity::Error);
        /// A name is not known: the name, and names near to it.
        unknown(&str = "42", &str = "421, 425");
        /// A name is not known, and nothing is near to it.
        unknown_at_all(&str = "xyzzy");
        /// What an error number of Windows Sockets means, by its number.
        winsock_error(u16 = 10_060);
    }
}

/// English.
pub const EN: Manual = Manual {
    means: "What it means",
    proof: "What proves it",
    otherwise: "What else it could be",
    cure: "What to change",
    example: "How it looks",
    said: "What is said of it",
    syntax: "Syntax",
    when: "When",
    sender: "Sent by",
    next: "What follows",
    replies: "Replies",
    answers: "In answer to",
    any_command: "any command",
    no_command: "no command: it comes by itself",
    defined: "Defined in",
    undefined: "no RFC",
    pitfall: "Beware",
    verdicts: "Verdicts",
    by_client: "the client, on the control connection",
    by_server: "the server, on the control connection",
    verbs: "Commands",
    codes: "Reply codes",
    how_to: "ftpscope explain NAME tells more of any of them.",
    winsock: "Error numbers of Windows that clients show",
    address: "ADDRESS",
    endpoint: "ADDRESS:PORT",
    public_address: "PUBLIC-ADDRESS",
    family: |family| {
        match family {
            Family::Control => "Control connection and login",
            Family::Tls => "FTPS",
            Family::Announced => "Announced endpoints",
            Family::Connection => "Data connection",
            Family::Transfer => "Transfer",
            Family::Capture => "The capture itself",
            Family::Speech => "Hostile or broken speech",
        }
        .to_owned()
    },
    severity: |severity| {
        match severity {
            Severity::Error => "error: it does not work",
            Severity::Warning => "warning: it works badly, or not for long",
            Severity::Note => "note: good to know",
        }
        .to_owned()
    },
    unknown: |name, near| format!("nothing is called {name}; near to it: {near}"),
    unknown_at_all: |name| format!("nothing is called {name}; `ftpscope explain` lists what is"),
    winsock_error: |number| {
        let says = match number {
            10_054 => "the other side reset the connection (WSAECONNRESET)",
            10_060 => "the connection attempt timed out (WSAETIMEDOUT)",
            10_061 => "the connection was refused by a RST (WSAECONNREFUSED)",
            10_066 => "a directory is not empty (WSAENOTEMPTY)",
            _ => "too many processes use Windows Sockets (WSAEPROCLIM)",
        };
        format!(
            "It is no reply of FTP and never on the wire: an error number of Windows that a client shows. It means that {says}."
        )
    },
};

/// 简体中文.
pub const ZH_HANS: Manual = Manual {
    means: "含义",
    proof: "证据",
    otherwise: "还可能是什么",
    cure: "怎么改",
    example: "它的样子",
    said: "ftpscope 会怎么说",
    syntax: "语法",
    when: "何时",
    sender: "发送方",
    next: "接下来",
    replies: "响应",
    answers: "回答",
    any_command: "任何命令",
    no_command: "不回答命令，自行出现",
    defined: "出处",
    undefined: "没有 RFC 定义",
    pitfall: "注意",
    verdicts: "相关判断",
    by_client: "客户端，在控制连接上",
    by_server: "服务器，在控制连接上",
    verbs: "命令",
    codes: "响应代码",
    how_to: "其中任何一个，都可以用 ftpscope explain 名称 查看详情。",
    winsock: "客户端显示的 Windows 错误码",
    address: "地址",
    endpoint: "地址:端口",
    public_address: "公网地址",
    family: |family| {
        match family {
            Family::Control => "控制连接与登录",
            Family::Tls => "FTPS 加密",
            Family::Announced => "宣告的地址和端口",
            Family::Connection => "数据连接",
            Family::Transfer => "传输",
            Family::Capture => "抓包本身",
            Family::Speech => "有害或错乱的内容",
        }
        .to_owned()
    },
    severity: |severity| {
        match severity {
            Severity::Error => "错误：行不通",
            Severity::Warning => "警告：勉强能用，或者用不久",
            Severity::Note => "提示：值得知道",
        }
        .to_owned()
    },
    unknown: |name, near| format!("没有叫 {name} 的；相近的有 {near}"),
    unknown_at_all: |name| format!("没有叫 {name} 的；`ftpscope explain` 会列出全部名称"),
    winsock_error: |number| {
        let says = match number {
            10_054 => "对方重置了连接（WSAECONNRESET）",
            10_060 => "连接超时（WSAETIMEDOUT）",
            10_061 => "连接被 RST 拒绝（WSAECONNREFUSED）",
            10_066 => "目录非空（WSAENOTEMPTY）",
            _ => "使用 Windows Sockets 的进程太多（WSAEPROCLIM）",
        };
        format!(
            "这不是 FTP 的响应，网络上从不出现，而是客户端显示的 Windows 错误码，意思是：{says}。"
        )
    },
};

/// 繁體中文.
pub const ZH_HANT: Manual = Manual {
    means: "意義",
    proof: "證據",
    otherwise: "還可能是什麼",
    cure: "怎麼改",
    example: "它的樣子",
    said: "ftpscope 會怎麼說",
    syntax: "語法",
    when: "何時",
    sender: "傳送端",
    next: "接下來",
    replies: "回覆",
    answers: "回答",
    any_command: "任何命令",
    no_command: "不回答命令，自行出現",
    defined: "出處",
    undefined: "沒有 RFC 定義",
    pitfall: "注意",
    verdicts: "相關判斷",
    by_client: "用戶端，在控制連線上",
    by_server: "伺服器，在控制連線上",
    verbs: "命令",
    codes: "回覆代碼",
    how_to: "其中任何一個，都可以用 ftpscope explain 名稱 檢視詳情。",
    winsock: "用戶端顯示的 Windows 錯誤碼",
    address: "位址",
    endpoint: "位址:連接埠",
    public_address: "公用位址",
    family: |family| {
        match family {
            Family::Control => "控制連線與登入",
            Family::Tls => "FTPS 加密",
            Family::Announced => "所告知的位址與連接埠",
            Family::Connection => "資料連線",
            Family::Transfer => "傳輸",
            Family::Capture => "擷取檔本身",
            Family::Speech => "有害或錯亂的內容",
        }
        .to_owned()
    },
    severity: |severity| {
        match severity {
            Severity::Error => "錯誤：行不通",
            Severity::Warning => "警告：勉強能用，或者用不久",
            Severity::Note => "提示：值得知道",
        }
        .to_owned()
    },
    unknown: |name, near| format!("沒有叫 {name} 的；相近的有 {near}"),
    unknown_at_all: |name| format!("沒有叫 {name} 的；`ftpscope explain` 會列出全部名稱"),
    winsock_error: |number| {
        let says = match number {
            10_054 => "對方重設了連線（WSAECONNRESET）",
            10_060 => "連線逾時（WSAETIMEDOUT）",
            10_061 => "連線遭 RST 拒絕（WSAECONNREFUSED）",
            10_066 => "目錄不是空的（WSAENOTEMPTY）",
            _ => "使用 Windows Sockets 的程序太多（WSAEPROCLIM）",
        };
        format!(
            "這不是 FTP 的回覆，網路上從不出現，而是用戶端顯示的 Windows 錯誤碼，意思是：{says}。"
        )
    },
};
