//! What the list of interfaces says.

texts! {
    /// What the list of interfaces says in one language.
    Interfaces
    words {
        /// Heading of a column: name.
        column_name;
        /// Heading of a column: state.
        column_state;
        /// Heading of a column: link type.
        column_link;
        /// Heading of a column: addresses.
        column_addresses;
        /// The interface is up.
        up;
        /// It is not up.
        down;
        /// It leads to this machine itself.
        loopback;
        /// It is a wireless one.
        wireless;
        /// No cable or network is connected.
        disconnected;
        /// It cannot be captured on, in few words.
        not_capturable;
        /// There are none.
        none;
    }
    sentences {
        /// The privilege to capture is missing: the file of the program, whether the system has
        /// capabilities that can be given to it.
        privilege(&str = "/usr/bin/ftpscope", bool = true);
        /// An interface cannot be captured on: its name, the reason.
        refused(&str = "eth0", &str = "device is busy");
    }
}

/// English.
pub(super) const EN: Interfaces = Interfaces {
    column_name: "interface",
    column_state: "state",
    column_link: "link type",
    column_addresses: "addresses",
    up: "up",
    down: "down",
    loopback: "loopback",
    wireless: "wireless",
    disconnected: "not connected",
    not_capturable: "no capture",
    none: "There are no interfaces that can be captured on.",
    privilege: |program, has_capabilities| {
        if has_capabilities {
            format!(
                "To capture, run it with sudo (sudo ftpscope -i NAME), or give it the privilege once: sudo setcap cap_net_raw+ep {program}"
            )
        } else {
            "To capture, run it with sudo: sudo ftpscope -i NAME".to_owned()
        }
    },
    refused: |name, reason| format!("{name} cannot be captured on: {reason}"),
};

/// Simplified Chinese.
pub(super) const ZH_HANS: Interfaces = Interfaces {
    column_name: "接口",
    column_state: "状态",
    column_link: "链路类型",
    column_addresses: "地址",
    up: "启用",
    down: "停用",
    loopback: "回环",
    wireless: "无线",
    disconnected: "未连接",
    not_capturable: "无法抓包",
    none: "没有可以抓包的接口。",
    privilege: |program, has_capabilities| {
        if has_capabilities {
            format!(
                "要抓包，请用 sudo 运行（sudo ftpscope -i NAME），或者一次性授权：sudo setcap cap_net_raw+ep {program}"
            )
        } else {
            "要抓包，请用 sudo 运行：sudo ftpscope -i NAME".to_owned()
        }
    },
    refused: |name, reason| format!("{name} 无法抓包：{reason}"),
};

/// Traditional Chinese.
pub(super) const ZH_HANT: Interfaces = Interfaces {
    column_name: "介面",
    column_state: "狀態",
    column_link: "鏈路類型",
    column_addresses: "位址",
    up: "啟用",
    down: "停用",
    loopback: "迴路",
    wireless: "無線",
    disconnected: "未連線",
    not_capturable: "無法擷取",
    none: "沒有可以擷取的介面。",
    privilege: |program, has_capabilities| {
        if has_capabilities {
            format!(
                "要擷取封包，請用 sudo 執行（sudo ftpscope -i NAME），或者一次性授權：sudo setcap cap_net_raw+ep {program}"
            )
        } else {
            "要擷取封包，請用 sudo 執行：sudo ftpscope -i NAME".to_owned()
        }
    },
    refused: |name, reason| format!("{name} 無法擷取：{reason}"),
};
