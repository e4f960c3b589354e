//! The names of the fields of a frame.

texts! {
    /// The names of the fields of a frame in one language.
    Fields
    words {
        /// The frame as a whole.
        frame;
        /// The number of a frame.
        number;
        /// When a frame was captured.
        time;
        /// The length of a frame on the wire.
        wire_length;
        /// The bytes of a frame that the capture holds.
        captured_length;
        /// The link type of a capture.
        link_type;
        /// The MAC address that a frame is for.
        destination_mac;
        /// The MAC address that a frame is from.
        source_mac;
        /// The length of what follows.
        payload_length;
        /// The priority in a VLAN tag.
        priority;
        /// May be dropped first.
        drop_eligible;
        /// Sent or received, and for whom.
        packet_type;
        /// The kind of hardware.
        hardware_type;
        /// The length of an address.
        address_length;
        /// An address of the link layer.
        link_address;
        /// An interface by its index.
        interface_index;
        /// The address family.
        family;
        /// Which fields a radiotap header has.
        present;
        /// The kind of an 802.11 frame.
        frame_control;
        /// How long the medium is reserved.
        duration;
        /// The station that receives.
        receiver;
        /// The station that transmits.
        transmitter;
        /// The third address of an 802.11 frame.
        third_address;
        /// Sequence and fragment number of an 802.11 frame.
        sequence_control;
        /// The control field of LLC.
        control;
        /// The organization of a protocol number.
        organization;
        /// Another header.
        header;
        /// An MPLS label.
        label;
        /// The last MPLS label.
        bottom_of_stack;
        /// The key of a tunnel.
        key;
        /// The number of a virtual network.
        vni;
        /// The version of a header.
        version;
        /// The length of a header.
        header_length;
        /// The length of header and payload.
        total_length;
        /// What the fragments of a datagram share.
        identification;
        /// Flags.
        flags;
        /// Bits that mean nothing.
        reserved;
        /// Not to be fragmented.
        dont_fragment;
        /// Fragments follow.
        more_fragments;
        /// Where a fragment belongs.
        fragment_offset;
        /// The time to live.
        ttl;
        /// The protocol that follows.
        protocol;
        /// A checksum.
        checksum;
        /// The address that a packet is from.
        source;
        /// The address that a packet is for.
        destination;
        /// The traffic class.
        traffic_class;
        /// The flow label.
        flow_label;
        /// The hop limit.
        hop_limit;
        /// An extension header.
        extension;
        /// An option.
        option;
        /// Options.
        options;
        /// The port that a segment is from.
        source_port;
        /// The port that a segment is for.
        destination_port;
        /// What ARP asks or says.
        operation;
        /// The MAC address of the sender.
        sender_mac;
        /// The address of the sender.
        sender_address;
        /// The MAC address of the target.
        target_mac;
        /// The address of the target.
        target_address;
        /// The type of a message.
        kind;
        /// The code of a message.
        code;
        /// The MTU of the next hop.
        mtu;
        /// The rest of a header.
        rest_of_header;
        /// The packet that an ICMP error is about.
        quoted;
        /// What the quoted segment carries.
        quoted_payload;
        /// The number of the first byte.
        sequence_number;
        /// The number that is expected next.
        acknowledgment_number;
        /// The window.
        window;
        /// The urgent pointer.
        urgent_pointer;
        /// The largest payload of a segment.
        maximum_segment_size;
        /// By how many bits the window is shifted.
        window_scale;
        /// Selective acknowledgments may be sent.
        sack_permitted;
        /// Where a block begins.
        left_edge;
        /// Where a block ends.
        right_edge;
        /// Timestamps.
        timestamps;
        /// The timestamp of the sender.
        timestamp_value;
        /// The timestamp that is echoed.
        timestamp_echo;
        /// A byte that aligns.
        no_operation;
        /// The end of the options.
        end_of_options;
        /// What a TCP segment carries.
        payload;
        /// A part of a datagram.
        fragment;
        /// What is not taken apart.
        data;
        /// Bytes behind the packet.
        padding;
        /// The capture holds no more of the frame.
        cut;
        /// A header that contradicts itself.
        malformed;
        /// What cannot be read.
        encrypted;
        /// Tunnels nested too deep.
        too_deep;
        /// A command.
        command;
        /// A reply.
        reply;
        /// A line that is neither command nor reply.
        line;
        /// Lines that are not taken apart.
        more_lines;
        /// The verb of a command.
        verb;
        /// The argument of a command.
        argument;
        /// The code of a reply.
        reply_code;
        /// The text of a reply.
        text;
        /// The end of a line.
        line_end;
        /// The endpoint that is announced.
        announced;
        /// There is no endpoint in it.
        unreadable;
        /// The length of a port.
        port_length;
        /// The protocol of EPRT.
        network_protocol;
        /// An address as text.
        network_address;
        /// A port as text.
        tcp_port;
        /// A TLS record.
        record;
        /// The type of a TLS record.
        content_type;
        /// The type of a TLS handshake message.
        handshake_type;
        /// What a TLS record holds.
        record_body;
        /// A flag that is set.
        set;
        /// A flag that is not set.
        not_set;
        /// What is hidden because it may be a password.
        hidden;
    }
    sentences {
        /// So many bytes.
        bytes(u64 = 11);
        /// So many bytes of so many were captured.
        captured_of(u64 = 96, u64 = 1514);
    }
}

/// English.
pub const EN: Fields = Fields {
    frame: "Frame",
    number: "Number",
    time: "Captured at",
    wire_length: "Length on the wire",
    captured_length: "Captured length",
    link_type: "Link type",
    destination_mac: "Destination MAC",
    source_mac: "Source MAC",
    payload_length: "Payload length",
    priority: "Priority",
    drop_eligible: "Drop eligible",
    packet_type: "Packet type",
    hardware_type: "Hardware type",
    address_length: "Address length",
    link_address: "Link-layer address",
    interface_index: "Interface index",
    family: "Address family",
    present: "Present fields",
    frame_control: "Frame control",
    duration: "Duration",
    receiver: "Receiver",
    transmitter: "Transmitter",
    third_address: "Third address",
    sequence_control: "Sequence control",
    control: "Control field",
    organization: "Organization code",
    header: "Header",
    label: "Label",
    bottom_of_stack: "Bottom of stack",
    key: "Key",
    vni: "Virtual network",
    version: "Version",
    header_length: "Header length",
    total_length: "Total length",
    identification: "Identification",
    flags: "Flags",
    reserved: "Reserved",
    dont_fragment: "Don't fragment",
    more_fragments: "More fragments",
    fragment_offset: "Fragment offset",
    ttl: "Time to live",
    protocol: "Protocol",
    checksum: "Checksum",
    source: "Source address",
    destination: "Destination address",
    traffic_class: "Traffic class",
    flow_label: "Flow label",
    hop_limit: "Hop limit",
    extension: "Extension header",
    option: "Option",
    options: "Options",
    source_port: "Source port",
    destination_port: "Destination port",
    operation: "Operation",
    sender_mac: "Sender MAC",
    sender_address: "Sender address",
    target_mac: "Target MAC",
    target_address: "Target address",
    kind: "Type",
    code: "Code",
    mtu: "MTU of the next hop",
    rest_of_header: "Rest of header",
    quoted: "Quoted packet",
    quoted_payload: "Quoted payload",
    sequence_number: "Sequence number",
    acknowledgment_number: "Acknowledgment number",
    window: "Window",
    urgent_pointer: "Urgent pointer",
    maximum_segment_size: "Maximum segment size",
    window_scale: "Window scale",
    sack_permitted: "SACK permitted",
    left_edge: "Left edge",
    right_edge: "Right edge",
    timestamps: "Timestamps",
    timestamp_value: "Timestamp value",
    timestamp_echo: "Timestamp echo",
    no_operation: "No operation",
    end_of_options: "End of options",
    payload: "TCP payload",
    fragment: "Part of a datagram",
    data: "Data",
    padding: "Padding",
    cut: "Cut off",
    malformed: "Malformed",
    encrypted: "Encrypted",
    too_deep: "Too many tunnels",
    command: "Command",
    reply: "Reply",
    line: "Line",
    more_lines: "Further lines",
    verb: "Verb",
    argument: "Argument",
    reply_code: "Reply code",
    text: "Text",
    line_end: "End of line",
    announced: "Announced endpoint",
    unreadable: "No endpoint",
    port_length: "Port length",
    network_protocol: "Network protocol",
    network_address: "Network address",
    tcp_port: "TCP port",
    record: "Record",
    content_type: "Content type",
    handshake_type: "Handshake type",
    record_body: "Record body",
    set: "set",
    not_set: "not set",
    hidden: "hidden",
    bytes: |count| format!("{count} {}", if count == 1 { "byte" } else { "bytes" }),
    captured_of: |held, length| format!("{held} of {length} bytes were captured"),
};

/// 简体中文.
pub const ZH_HANS: Fields = Fields {
    frame: "帧",
    number: "编号",
    time: "捕获时间",
    wire_length: "在线路上的长度",
    captured_length: "捕获长度",
    link_type: "链路类型",
    destination_mac: "目的 MAC 地址",
    source_mac: "源 MAC 地址",
    payload_length: "载荷长度",
    priority: "优先级",
    drop_eligible: "可优先丢弃",
    packet_type: "包类型",
    hardware_type: "硬件类型",
    address_length: "地址长度",
    link_address: "链路层地址",
    interface_index: "接口索引",
    family: "地址族",
    present: "存在的字段",
    frame_control: "帧控制",
    duration: "持续时间",
    receiver: "接收站",
    transmitter: "发送站",
    third_address: "第三地址",
    sequence_control: "序列控制",
    control: "控制字段",
    organization: "机构代码",
    header: "首部",
    label: "标签",
    bottom_of_stack: "栈底",
    key: "键",
    vni: "虚拟网络编号",
    version: "版本",
    header_length: "首部长度",
    total_length: "总长度",
    identification: "标识",
    flags: "标志",
    reserved: "保留",
    dont_fragment: "不分片",
    more_fragments: "更多分片",
    fragment_offset: "片偏移",
    ttl: "生存时间",
    protocol: "协议",
    checksum: "校验和",
    source: "源地址",
    destination: "目的地址",
    traffic_class: "流量类别",
    flow_label: "流标签",
    hop_limit: "跳数限制",
    extension: "扩展首部",
    option: "选项",
    options: "选项",
    source_port: "源端口",
    destination_port: "目的端口",
    operation: "操作",
    sender_mac: "发送方 MAC 地址",
    sender_address: "发送方地址",
    target_mac: "目标 MAC 地址",
    target_address: "目标地址",
    kind: "类型",
    code: "代码",
    mtu: "下一跳的 MTU",
    rest_of_header: "首部其余部分",
    quoted: "所引用的数据包",
    quoted_payload: "所引用的载荷",
    sequence_number: "序列号",
    acknowledgment_number: "确认号",
    window: "窗口",
    urgent_pointer: "紧急指针",
    maximum_segment_size: "最大报文段长度",
    window_scale: "窗口扩大因子",
    sack_permitted: "允许 SACK",
    left_edge: "左边界",
    right_edge: "右边界",
    timestamps: "时间戳",
    timestamp_value: "时间戳值",
    timestamp_echo: "时间戳回显",
    no_operation: "空操作",
    end_of_options: "选项结束",
    payload: "TCP 载荷",
    fragment: "数据报的分片",
    data: "数据",
    padding: "填充",
    cut: "被截断",
    malformed: "格式错误",
    encrypted: "已加密",
    too_deep: "隧道嵌套过深",
    command: "命令",
    reply: "响应",
    line: "行",
    more_lines: "其余各行",
    verb: "命令字",
    argument: "参数",
    reply_code: "响应码",
    text: "文本",
    line_end: "行结束符",
    announced: "声明的端点",
    unreadable: "无端点",
    port_length: "端口长度",
    network_protocol: "网络协议",
    network_address: "网络地址",
    tcp_port: "TCP 端口",
    record: "记录",
    content_type: "内容类型",
    handshake_type: "握手类型",
    record_body: "记录内容",
    set: "置位",
    not_set: "未置位",
    hidden: "已隐藏",
    bytes: |count| format!("{count} 字节"),
    captured_of: |held, length| format!("共 {length} 字节，捕获了 {held} 字节"),
};

/// 繁體中文.
pub const ZH_HANT: Fields = Fields {
    frame: "訊框",
    number: "編號",
    time: "擷取時間",
    wire_length: "線路上的長度",
    captured_length: "擷取長度",
    link_type: "鏈結類型",
    destination_mac: "目的 MAC 位址",
    source_mac: "來源 MAC 位址",
    payload_length: "酬載長度",
    priority: "優先順序",
    drop_eligible: "可優先捨棄",
    packet_type: "封包類型",
    hardware_type: "硬體類型",
    address_length: "位址長度",
    link_address: "鏈結層位址",
    interface_index: "介面索引",
    family: "位址家族",
    present: "現有欄位",
    frame_control: "訊框控制",
    duration: "持續時間",
    receiver: "接收端",
    transmitter: "傳送端",
    third_address: "第三位址",
    sequence_control: "順序控制",
    control: "控制欄位",
    organization: "組織代碼",
    header: "標頭",
    label: "標籤",
    bottom_of_stack: "堆疊底部",
    key: "金鑰",
    vni: "虛擬網路編號",
    version: "版本",
    header_length: "標頭長度",
    total_length: "總長度",
    identification: "識別碼",
    flags: "旗標",
    reserved: "保留",
    dont_fragment: "不可分段",
    more_fragments: "更多分段",
    fragment_offset: "分段位移",
    ttl: "存活時間",
    protocol: "協定",
    checksum: "總和檢查碼",
    source: "來源位址",
    destination: "目的位址",
    traffic_class: "流量類別",
    flow_label: "流標籤",
    hop_limit: "躍點限制",
    extension: "延伸標頭",
    option: "選項",
    options: "選項",
    source_port: "來源連接埠",
    destination_port: "目的連接埠",
    operation: "操作",
    sender_mac: "傳送端 MAC 位址",
    sender_address: "傳送端位址",
    target_mac: "目標 MAC 位址",
    target_address: "目標位址",
    kind: "類型",
    code: "代碼",
    mtu: "下一躍點的 MTU",
    rest_of_header: "標頭其餘部分",
    quoted: "所引述的封包",
    quoted_payload: "所引述的酬載",
    sequence_number: "序號",
    acknowledgment_number: "確認號碼",
    window: "視窗",
    urgent_pointer: "緊急指標",
    maximum_segment_size: "最大區段大小",
    window_scale: "視窗縮放",
    sack_permitted: "允許 SACK",
    left_edge: "左邊界",
    right_edge: "右邊界",
    timestamps: "時間戳記",
    timestamp_value: "時間戳記值",
    timestamp_echo: "時間戳記回應",
    no_operation: "無操作",
    end_of_options: "選項結束",
    payload: "TCP 酬載",
    fragment: "資料包的分段",
    data: "資料",
    padding: "填補",
    cut: "已截斷",
    malformed: "格式錯誤",
    encrypted: "已加密",
    too_deep: "通道巢狀過深",
    command: "命令",
    reply: "回覆",
    line: "一行文字",
    more_lines: "其餘各行",
    verb: "命令名稱",
    argument: "引數",
    reply_code: "回覆碼",
    text: "文字",
    line_end: "行尾",
    announced: "宣告的端點",
    unreadable: "無端點",
    port_length: "連接埠長度",
    network_protocol: "網路協定",
    network_address: "網路位址",
    tcp_port: "TCP 連接埠",
    record: "記錄",
    content_type: "內容類型",
    handshake_type: "交握類型",
    record_body: "記錄內容",
    set: "已設定",
    not_set: "未設定",
    hidden: "已隱藏",
    bytes: |count| format!("{count} 位元組"),
    captured_of: |held, length| format!("共 {length} 位元組，擷取了 {held} 位元組"),
};
