//! 简体中文: 防火墙.

use super::Firewall;

/// 简体中文。
pub const ZH_HANS: Firewall = Firewall {
    server_side: "服务器自己的防火墙",
    client_side: "客户端自己的防火墙",
    router_side: "两者之间的路由器",
    control: "控制",
    passive: "被动",
    active: "主动",
    always: "总是需要",
    unhelped: "无助手或有 TLS",
    helped: "有助手且无 TLS",
    path_in: "入",
    path_out: "出",
    path_through: "转发",
    anyone: "任何人",
    related: "相关连接",
    nothing: "不需要规则",
    notes: "须知",
    note_state: "每条规则只放行一条连接的第一个包（SYN），方向如表所示。之后双向的一切都属于已知连接（`established`）：不必为应答或 ACK 再开端口。",
    note_source_port: "源端口 20 不是通行证。源端口由发包的人任选，所以“从 20 端口到任意高端口”这样的规则等于对所有人敞开全部高端口。这里它只用来收窄那些已经写明服务器地址的规则。",
    note_active_client: "没有助手时，主动模式要求客户端接受服务器到 1024 及以上任意端口的连接；被动模式不需要。如果客户端可以为主动模式设定一小段端口，请把它写在这里。",
    note_outgoing: "标为“出”的规则只在过滤主机对外连接时才有意义；多数主机对外全部放行。",
    note_helper: "助手必须由规则指派给控制连接。Linux 曾经自动把它用于 21 端口；从 4.7 起默认关闭，从 6.0 起已经取消。只加载 nf_conntrack_ftp 不够；做 NAT 时还需要 nf_nat_ftp。",
    note_helper_tls: "助手读的是明文的 PORT、EPRT、227 和 229。FTPS 里它什么也看不到，所以 FTPS 总是需要“无助手或有 TLS”的那些规则。",
    note_helper_useless: "虽然要求了助手，但控制连接是加密的：它读不到内容，所以这些规则不用它。",
    note_related: "`related` 并非一概放行：数据连接只限名为 ftp 的助手所预期、且在这些主机之间、端口不低于 1024 的；ICMP 差错只限与已知连接有关的。",
    note_extended: "EPSV、EPRT 所需规则与 PASV、PORT 相同；IPv6 上只有前两者。IPv4 和 IPv6 各需自己的规则。",
    note_icmp: "“需要分片”（IPv4）和“包过大”（IPv6）必须能通过，否则列目录正常而大文件会卡住。",
    masquerade: "如果客户端经过 NAT 才能到达服务器，服务器必须公布外部地址（vsftpd `pasv_address`，ProFTPD `MasqueradeAddress`，Pure-FTPd `-P`），NAT 要按相同的端口号转发控制端口和被动端口范围。",
    outgoing: "只有在对外连接也被过滤时才需要：",
    ssh: "到本机的 ssh 保持开放。请改成您自己的网段，或者删去这条规则。",
    load_nft: "用 `nft -c -f 文件` 检查，用 `nft -f 文件` 加载；再次加载会替换它自己，不影响其他表。别的表丢弃的包仍然会被丢弃。",
    load_iptables: "用 `iptables-restore 文件` 和 `ip6tables-restore 文件` 加载；带 -4、-6 的行各自只对一方有效。这会替换 filter 和 raw 两张表：请先保存 `iptables-save` 和 `ip6tables-save` 的输出，再补上本机需要的其他规则。",
    drops_rest: "这里没有写明的一律丢弃：加载之前请补上还需要放行的内容。",
    load_ufw: "以 root 身份用 sh 运行。已有的规则不受影响。ufw 自己放行已建立和相关的连接以及 ICMP 差错，默认拒绝传入。",
    ufw_helper: "ufw 没有管助手的命令。把下面几行放在所写文件的最前面，然后执行 `ufw reload`：",
    load_firewalld: "以 root 身份用 sh 运行。不改动这条策略以外的内容。firewalld 自己放行已建立和相关的连接以及必要的 ICMP。请按实际情况修改区域。",
    load_windows: "在 PowerShell 里以管理员身份运行；再次运行会替换这些规则。应答和与已知连接有关的 ICMP 差错自动放行，其他传入默认阻止。",
    windows_helper: "对明文会话，Windows 自己会读 FTP；这项设置对整台机器有效。",
    windows_router: "Windows Defender 防火墙只在主机上过滤，不在网络之间过滤：路由器没有这种格式",
    partial: "服务器或客户端比这里列出的更多。",
    active_unseen: "没有见到主动模式；`--mode passive` 可以省去它的规则。",
    passive_unseen: "没有见到被动模式；`--mode active` 可以省去它的规则。",
    judged: "假定防火墙有状态：只看谁发 SYN、发往哪个端口。第一次传输失败之后，客户端的做法可能与抓包里的不同。",
    failed_anyway: "控制连接本来就没有建立",
    rules_for: |format, side| format!("{format} 的 FTP 规则：{side}"),
    set_range: |low, high| {
        format!(
            "服务器上要设置同样的被动端口范围：vsftpd `pasv_min_port={low}` 和 `pasv_max_port={high}`；ProFTPD `PassivePorts {low} {high}`；Pure-FTPd `-p {low}:{high}`；FileZilla Server 和 IIS 在各自的被动模式设置里。范围不必大：同时进行的每个传输占一个端口。"
        )
    },
    seen: |sessions, active, passive, encrypted| {
        format!(
            "抓包中有 {sessions} 个会话，其中主动模式 {active} 个，被动模式 {passive} 个，使用 TLS 的 {encrypted} 个。"
        )
    },
    seen_ports: |low, high, times, advised| {
        format!(
            "服务器监听过 {low} 到 {high} 的端口（见到 {times} 次）。这不是全部范围：请查看服务器配置，或者把它设为 {advised}，规则以此为准。"
        )
    },
    scattered: |low, high, times, advised| {
        format!(
            "服务器监听过 {low} 到 {high} 的端口（见到 {times} 次）：看来没有设定范围。请设定一个，例如 {advised}，规则以此为准；否则就得开放全部高端口。"
        )
    },
    seen_sources: |below, other| {
        format!("服务器发起的数据连接：{below} 条来自控制端口减一的端口，{other} 条来自其他端口。")
    },
    seen_elsewhere: |announced, used| {
        format!(
            "位于 {used} 的服务器在被动模式下公布了 {announced}：它前面有 NAT。它应当公布 {used}：vsftpd `pasv_address={used}`，ProFTPD `MasqueradeAddress {used}`。"
        )
    },
    control_stopped: |rule, id| {
        format!("失败：`{rule}` 拦下了控制连接（{id}），后面的一切都不会发生")
    },
    data_stopped: |stopped, made| format!("失败：{made} 条数据连接中有 {stopped} 条被拦下"),
    untouched: |made| format!("不受影响（{made} 条数据连接）"),
    stopped: |what, from, to, bytes, rule, id| {
        format!("{what}：{from} → {to}（{bytes}）被 `{rule}` 拦下：{id}")
    },
    more: |count| format!("还有 {count} 条"),
    total: |failing, sessions| format!("{sessions} 个会话中有 {failing} 个会失败。"),
};
