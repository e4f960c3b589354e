//! What is said about the arithmetic of announced ports.

/// What is special about an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Of a private network (RFC 1918).
    Private,
    /// Shared by a provider's customers (RFC 6598).
    Shared,
    /// The machine itself.
    Loopback,
    /// Of one link (RFC 3927, RFC 4291).
    LinkLocal,
    /// 0.0.0.0 or ::.
    Unspecified,
    /// Of a group, or of all.
    Group,
    /// Of a private IPv6 network (RFC 4193).
    UniqueLocal,
    /// For examples (RFC 5737, RFC 3849).
    Documentation,
}

/// What is wrong with what should be an endpoint or a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// There is no number.
    NoNumber,
    /// The number at this place, counted from 1, does not fit in a byte.
    NoByte(usize, i64),
    /// So many numbers, where another count of them is needed.
    Count(usize, usize),
    /// A port that does not fit in two bytes.
    NoPort(i64),
    /// Port 0.
    PortZero,
    /// The address is not of the family that is named.
    OtherFamily,
    /// The family is neither IPv4 nor IPv6.
    UnknownFamily,
    /// There is no address where one should be.
    NoAddress,
}

texts! {
    /// What is said about the arithmetic of ports in one language.
    Arithmetic
    words {
        /// The label of the address.
        address;
        /// The label of the port.
        port;
        /// The label of the way back from the port to its bytes.
        back;
        /// The label of the bytes in hexadecimal.
        hexadecimal;
        /// The label of the forms that it is announced in.
        written;
        /// That the address is not told.
        address_not_told;
        /// That the port is one of services.
        service_port;
        /// That the port is that of FTP's control connection.
        control_port;
        /// That the port is the one that servers connect from.
        data_port;
    }
    sentences {
        /// The division by 256: port, quotient, remainder.
        divided(u16 = 10120, u8 = 39, u8 = 136);
        /// What is special about an address.
        reach(Reach = Reach::Private);
        /// What cannot be read, and why.
        flaw(&str = "39,300", Flaw = Flaw::NoByte(2, 300));
    }
}

/// English.
pub const EN: Arithmetic = Arithmetic {
    address: "address",
    port: "port",
    back: "back",
    hexadecimal: "in hex",
    written: "written",
    address_not_told: "not told: it is that of the control connection",
    service_port: "below 1024: a port of services; servers should refuse it in PORT and EPRT (RFC 2577 §3)",
    control_port: "the port of FTP's control connection",
    data_port: "the port that servers connect from in active mode",
    divided: |port, high, low| format!("{port} ÷ 256 = {high}, remainder {low}"),
    reach: |reach| {
        match reach {
            Reach::Private => "private (RFC 1918): only its own network has a way to it",
            Reach::Shared => {
                "shared by a provider's customers (RFC 6598): the internet has no way to it"
            }
            Reach::Loopback => "loopback: each machine means itself by it",
            Reach::LinkLocal => "link-local: it is good on one link only",
            Reach::Unspecified => "no address: nobody can connect to it",
            Reach::Group => "multicast or broadcast: TCP cannot connect to it",
            Reach::UniqueLocal => "private (RFC 4193): only its own network has a way to it",
            Reach::Documentation => {
                "for examples (RFC 5737, RFC 3849): it stands in no real network"
            }
        }
        .to_owned()
    },
    flaw: |text, flaw| {
        let why = match flaw {
            Flaw::NoNumber => "there is no port and no endpoint in it".to_owned(),
            Flaw::NoByte(place, value) => {
                format!("number {place}, {value}, is no byte: each has to be from 0 to 255")
            }
            Flaw::Count(found, wanted) => {
                format!("it has {found} numbers where {wanted} are needed")
            }
            Flaw::NoPort(port) => {
                format!("{port} is no port: 65535 is the highest, 255 × 256 + 255")
            }
            Flaw::PortZero => "the port is 0, and nobody can connect to that".to_owned(),
            Flaw::OtherFamily => {
                "the address is not of the family that is named before it (1 is IPv4, 2 is IPv6)"
                    .to_owned()
            }
            Flaw::UnknownFamily => "the address family is unknown".to_owned(),
            Flaw::NoAddress => "there is no address where one has to be".to_owned(),
        };
        format!("{text}: {why}")
    },
};

/// 简体中文.
pub const ZH_HANS: Arithmetic = Arithmetic {
    address: "地址",
    port: "端口",
    back: "反过来",
    hexadecimal: "十六进制",
    written: "写法",
    address_not_told: "没有给出，就是控制连接的那个地址",
    service_port: "小于 1024，是各种服务的端口；服务器应当拒绝这样的 PORT 和 EPRT（RFC 2577 §3）",
    control_port: "FTP 控制连接的端口",
    data_port: "主动模式下服务器发起连接的源端口",
    divided: |port, high, low| format!("{port} ÷ 256 = {high}，余 {low}"),
    reach: |reach| {
        match reach {
            Reach::Private => "私有地址（RFC 1918）：只有它所在的网络才到得了",
            Reach::Shared => "运营商级 NAT 的共享地址（RFC 6598）：从互联网到不了",
            Reach::Loopback => "环回地址：每台机器都用它指自己",
            Reach::LinkLocal => "链路本地地址：只在一条链路上有效",
            Reach::Unspecified => "不是真正的地址：谁也连不上",
            Reach::Group => "组播或广播地址：TCP 连不上",
            Reach::UniqueLocal => "私有地址（RFC 4193）：只有它所在的网络才到得了",
            Reach::Documentation => "示例专用地址（RFC 5737、RFC 3849）：真实网络里没有它",
        }
        .to_owned()
    },
    flaw: |text, flaw| {
        let why = match flaw {
            Flaw::NoNumber => "里面没有端口，也没有地址和端口".to_owned(),
            Flaw::NoByte(place, value) => {
                format!("第 {place} 个数字 {value} 不是一个字节，只能是 0 到 255")
            }
            Flaw::Count(found, wanted) => format!("有 {found} 个数字，应当是 {wanted} 个"),
            Flaw::NoPort(port) => format!("{port} 不是端口，最大是 65535，即 255 × 256 + 255"),
            Flaw::PortZero => "端口是 0，谁也连不上".to_owned(),
            Flaw::OtherFamily => "地址与前面的地址族不符（1 是 IPv4，2 是 IPv6）".to_owned(),
            Flaw::UnknownFamily => "不认识这个地址族".to_owned(),
            Flaw::NoAddress => "应当有地址的地方没有地址".to_owned(),
        };
        format!("{text}：{why}")
    },
};

/// 繁體中文.
pub const ZH_HANT: Arithmetic = Arithmetic {
    address: "位址",
    port: "連接埠",
    back: "反過來",
    hexadecimal: "十六進位",
    written: "寫法",
    address_not_told: "沒有告知，就是控制連線的那個位址",
    service_port: "小於 1024，是各種服務的連接埠；伺服器應當拒絕這樣的 PORT 和 EPRT（RFC 2577 §3）",
    control_port: "FTP 控制連線的連接埠",
    data_port: "主動模式下伺服器發起連線的來源連接埠",
    divided: |port, high, low| format!("{port} ÷ 256 = {high}，餘 {low}"),
    reach: |reach| {
        match reach {
            Reach::Private => "私有位址（RFC 1918）：只有它所在的網路才到得了",
            Reach::Shared => "電信商級 NAT 的共用位址（RFC 6598）：從網際網路到不了",
            Reach::Loopback => "回送位址：每部機器都用它指自己",
            Reach::LinkLocal => "鏈路本機位址：只在一條鏈路上有效",
            Reach::Unspecified => "不是真正的位址：誰也連不上",
            Reach::Group => "群播或廣播位址：TCP 連不上",
            Reach::UniqueLocal => "私有位址（RFC 4193）：只有它所在的網路才到得了",
            Reach::Documentation => "範例專用位址（RFC 5737、RFC 3849）：真實網路裡沒有它",
        }
        .to_owned()
    },
    flaw: |text, flaw| {
        let why = match flaw {
            Flaw::NoNumber => "裡面沒有連接埠，也沒有位址與連接埠".to_owned(),
            Flaw::NoByte(place, value) => {
                format!("第 {place} 個數字 {value} 不是一個位元組，只能是 0 到 255")
            }
            Flaw::Count(found, wanted) => format!("有 {found} 個數字，應當是 {wanted} 個"),
            Flaw::NoPort(port) => format!("{port} 不是連接埠，最大是 65535，即 255 × 256 + 255"),
            Flaw::PortZero => "連接埠是 0，誰也連不上".to_owned(),
            Flaw::OtherFamily => "位址與前面的位址家族不符（1 是 IPv4，2 是 IPv6）".to_owned(),
            Flaw::UnknownFamily => "不認得這個位址家族".to_owned(),
            Flaw::NoAddress => "應當有位址的地方沒有位址".to_owned(),
        };
        format!("{text}：{why}")
    },
};
