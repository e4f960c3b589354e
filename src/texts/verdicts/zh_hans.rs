//! 简体中文.

use super::super::{Icmp, Side};
use super::{Facts, Form, Verdicts, lines, says};

/// 简体中文.
pub const ZH_HANS: Verdicts = Verdicts {
    control_unanswered: says(
        |f| {
            format!(
                "{} 内向 {} 发了 {} 个 SYN，没有任何回应：这个地址上没有服务器，或者被防火墙丢弃了。",
                f.span, f.endpoint, f.times
            )
        },
        |f| {
            vec![
                format!(
                    "服务器：确认已开机，并且在监听 {}（用 `ss -ltn` 查看）。",
                    f.endpoint
                ),
                "服务器前面的防火墙：放行到控制端口的 TCP，以及它的回应。".into(),
            ]
        },
    ),
    control_refused: says(
        |f| {
            format!(
                "到 {} 的 SYN 换来的是 RST：没有程序在监听，或者防火墙代为拒绝。",
                f.endpoint
            )
        },
        |f| {
            vec![
                format!("服务器：启动 FTP 服务，让它监听 {}。", f.endpoint),
                "客户端：核对地址和端口；隐式 FTPS 用 990，SFTP（22）则是另一种协议。".into(),
            ]
        },
    ),
    control_rejected: says(
        |f| format!("到 {} 的 SYN 被 ICMP 拒绝：{}。", f.endpoint, icmp(f)),
        |_| lines(&["发出这个 ICMP 的防火墙或路由器：放行到控制端口的 TCP，或者修好路由。"]),
    ),
    no_greeting: says(
        |f| match f.form {
            Form::Closed => format!(
                "服务器接受了连接，{} 后没说 220 就关闭了：它不让这个客户端进来，或者刚刚出了故障。",
                f.span
            ),
            _ => format!(
                "连接已经建立，等了 {} 也没有 220：服务器卡住了，常见的是在反查客户端域名，或者端口转发背后的服务没有反应。",
                f.span
            ),
        },
        |_| {
            lines(&[
                "服务器：看日志；检查 hosts.allow、每个地址的连接数限制和 DNS 反查（ProFTPD：`UseReverseDNS off`）。",
                "负载均衡或端口转发：确认背后的服务器在运行。",
            ])
        },
    ),
    slow_login: says(
        |f| {
            if f.verb.is_empty() {
                format!(
                    "连接建立后过了 {} 才有欢迎语：多半是服务器在反查客户端域名，或者在等它的 113 端口（ident）。",
                    f.span
                )
            } else {
                format!(
                    "{} 过了 {} 才有响应：多半是查询用户、反查域名或 ident 太慢。",
                    f.verb, f.span
                )
            }
        },
        |_| {
            lines(&[
                "服务器：关掉 DNS 反查和 ident（ProFTPD：`UseReverseDNS off`、`IdentLookups off`；vsftpd：`reverse_lookup_enable=NO`；Pure-FTPd：`-H`），或者修好 DNS。",
                "客户端前面的防火墙：对 TCP 113 应当拒绝，而不是丢弃。",
            ])
        },
    ),
    server_busy: says(
        |f| format!("服务器已经容不下这个客户端{}。", quoted(f)),
        |_| {
            lines(&[
                "客户端：减少同时打开的连接，关掉闲着的连接。",
                "服务器：放宽限制（vsftpd：`max_clients`、`max_per_ip`；ProFTPD：`MaxInstances`、`MaxClientsPerHost`；Pure-FTPd：`-c`、`-C`）。",
            ])
        },
    ),
    idle_timeout: says(
        |f| format!("{} 没有命令，服务器结束了会话{}。", f.span, quoted(f)),
        |_| {
            lines(&[
                "客户端：隔一阵发一次 NOOP，或者需要时重新登录。",
                "服务器：延长空闲超时（vsftpd：`idle_session_timeout`；ProFTPD：`TimeoutIdle`；Pure-FTPd：`-I`）。",
            ])
        },
    ),
    control_lost: says(
        |f| match f.form {
            Form::DataArrived => format!(
                "文件已经到达（{} 字节），随后控制连接却断了：丢的只是最终响应。途中的设备会忘掉长时间没有动静的连接。",
                f.bytes
            ),
            Form::ByBox => "控制连接被途中的设备重置，它已经不认得这条连接。".into(),
            _ => format!(
                "控制连接断了：{}重传了 {} 次，没有任何回应。",
                side(f),
                f.times
            ),
        },
        |_| {
            lines(&[
                "客户端：长时间传输时保持活动（TCP keepalive 小于 300 秒，或者发 NOOP）。",
                "防火墙或 NAT：延长已建立连接的空闲超时。",
            ])
        },
    ),
    not_ftp: says(
        |f| {
            if f.name.is_empty() {
                format!("控制端口上说的不是 FTP（{} 字节）。", f.bytes)
            } else {
                format!("控制端口上说的是 {}，不是 FTP。", f.name)
            }
        },
        |_| lines(&["客户端：请连接那种协议自己的端口；FTP 服务器在别处，或者根本没有。"]),
    ),
    login_refused: says(
        |f| format!("登录被拒绝 {} 次{}。", f.times.max(1), quoted(f)),
        |_| {
            lines(&[
                "客户端：核对用户名和密码。",
                "服务器：原因在日志里（账号被锁、shell 不在 /etc/shells、用户被列入禁止名单、PAM）。",
            ])
        },
    ),
    brute_force: says(
        |f| {
            format!(
                "来自 {} 的登录有 {} 次被拒绝：有人在试密码，或者某个定时任务还在用旧密码。",
                f.peer, f.times
            )
        },
        |_| {
            lines(&[
                "服务器：暂时封锁这个地址（fail2ban），减少允许的尝试次数，并检查它有没有登录成功。",
            ])
        },
    ),
    cleartext_password: says(
        |f| format!("{} 的密码以明文经过网络，任何能抓包的人都看得到。", f.words),
        |_| {
            lines(&[
                "客户端：改用 FTPS（`AUTH TLS`）或 SFTP。",
                "服务器：提供并要求 TLS（vsftpd：`force_local_logins_ssl=YES`；ProFTPD：`TLSRequired on`）。",
            ])
        },
    ),
    tls_required: says(
        |f| {
            format!(
                "服务器要求先启用 TLS 才能登录，而客户端没有提出{}。",
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "客户端：选用显式 FTPS（curl：`--ssl-reqd`；lftp：`set ftp:ssl-force true`；FileZilla：要求显式的 FTP over TLS）。",
            ])
        },
    ),
    tls_refused: says(
        |f| match f.form {
            Form::WentOn => format!("服务器不支持 TLS，客户端便以明文继续{}。", quoted(f)),
            _ => format!("服务器不支持 TLS{}。", quoted(f)),
        },
        |_| {
            lines(&[
                "服务器：配置证书和 TLS（vsftpd：`ssl_enable=YES`；ProFTPD：mod_tls；Pure-FTPd：`--tls=1`）。",
                "客户端：如果传的东西无须保密，可以不再要求 TLS。",
            ])
        },
    ),
    tls_handshake_failed: says(
        |f| match (f.name, f.side) {
            ("", None) => "TLS 握手半途而废。".into(),
            ("", Some(_)) => format!("TLS 握手半途而废：{}关闭了连接。", side(f)),
            (name, _) => format!("TLS 握手半途而废：{}发出了警报 {name}。", side(f)),
        },
        |_| {
            lines(&[
                "unknown_ca、bad_certificate、certificate_expired：客户端不信任这张证书；换一张它信任的，或者安装它的 CA。",
                "protocol_version、handshake_failure：双方没有共同的版本或密码套件；升级较旧的一方。",
            ])
        },
    ),
    tls_mode_mismatch: says(
        |f| match f.form {
            Form::Silence => format!(
                "双方互相等了 {}：在 990 端口上应当由客户端立刻开始 TLS（隐式 FTPS）。",
                f.span
            ),
            _ => "客户端一上来就说 TLS，而这个端口上的服务器先说明文的 FTP。".into(),
        },
        |_| lines(&["客户端：选用显式 FTPS（`AUTH TLS`，21 端口）；隐式 FTPS 只用于 990 端口。"]),
    ),
    tls_resumption_required: says(
        |f| {
            format!(
                "服务器要求数据连接恢复控制连接的 TLS 会话，而客户端没有这样做{}。",
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "客户端：换用会恢复 TLS 会话的（FileZilla、lftp、curl、WinSCP 5.15 以上），或者升级。",
                "服务器：实在不行就取消这个要求（vsftpd：`require_ssl_reuse=NO`；ProFTPD：`TLSOptions NoSessionReuseRequired`）。",
            ])
        },
    ),
    data_protection_required: says(
        |f| format!("服务器要求数据连接加密，而客户端没有提出{}。", quoted(f)),
        |_| {
            lines(&[
                "客户端：登录后发送 `PBSZ 0` 和 `PROT P`（curl：`--ssl-reqd`；lftp：`set ftp:ssl-protect-data true`；ftplib：`prot_p()`）。",
            ])
        },
    ),
    encrypted_control: says(
        |_| {
            "命令是加密的，手头又没有密钥：哪条连接对应哪次传输，只能从地址、时间和大小推断。"
                .into()
        },
        |_| lines(&["想读懂命令：让客户端写出密钥（`SSLKEYLOGFILE`），再抓一次。"]),
    ),
    port_private_address: says(
        |f| {
            format!(
                "{} 让服务器去连接 {}，服务器却到不了那里：客户端在改写地址的 NAT 后面（这里看到的是 {}），而没有谁把公网地址填进去。",
                f.by, f.endpoint, f.peer
            )
        },
        |_| {
            lines(&[
                "客户端：改用被动模式（EPSV 或 PASV）；主动模式自己过不了 NAT。",
                "NAT：助手可以改写 PORT，前提是它知道控制端口，而且没有加密（Linux：nf_nat_ftp，nftables 里要有 `ct helper set \"ftp\"`）。",
            ])
        },
    ),
    port_refused: says(
        |f| match f.form {
            Form::Works => format!(
                "服务器拒绝了 {} {}（{} 次）{}；会话后来换了一种方式传输。",
                f.by,
                f.endpoint,
                f.times,
                quoted(f)
            ),
            _ => format!(
                "服务器拒绝了 {} {}（{} 次）{}。",
                f.by,
                f.endpoint,
                f.times,
                quoted(f)
            ),
        },
        |_| {
            lines(&[
                "客户端：改用被动模式（EPSV 或 PASV）。",
                "服务器：可能关闭了主动模式（vsftpd：`port_enable`），或者只接受客户端自己的地址（vsftpd：`port_promiscuous`；ProFTPD：`AllowForeignAddress`）；后者应当保持。",
            ])
        },
    ),
    announcement_missing: says(
        |f| {
            format!(
                "还没有 PORT 或 PASV 就发了 {}，双方都不知道该连到哪里{}。",
                f.verb,
                quoted(f)
            )
        },
        |_| lines(&["客户端：每次传输之前先发 PASV、EPSV、PORT 或 EPRT。"]),
    ),
    pasv_private_address: says(
        |f| match f.form {
            Form::Works => format!(
                "{} 宣告了服务器的私有地址 {}；客户端改连 {}，才得以成功。",
                f.by, f.host, f.peer
            ),
            _ => format!(
                "{} 宣告的 {} 是私有地址，客户端到不了；它所知道的服务器是 {}。",
                f.by, f.endpoint, f.peer
            ),
        },
        |f| {
            vec![
            format!("服务器：宣告公网地址（vsftpd：`pasv_address={0}`；ProFTPD：`MasqueradeAddress {0}`；Pure-FTPd：`-P {0}`；FileZilla Server、IIS：外部 IP 地址）。", f.peer),
            "客户端：改用不带地址的 EPSV，或者忽略这个地址（curl 默认如此；lftp：`set ftp:fix-pasv-address yes`）。".into(),
        ]
        },
    ),
    pasv_wrong_address: says(
        |f| match f.form {
            Form::Works => format!(
                "{} 宣告的 {} 不是服务器；客户端改连 {}，才得以成功。",
                f.by, f.host, f.peer
            ),
            _ => format!(
                "{} 宣告的 {} 不是服务器所在之处；客户端所知道的是 {}。",
                f.by, f.endpoint, f.peer
            ),
        },
        |f| {
            vec![
                format!(
                    "服务器：改正它宣告的地址（vsftpd：`pasv_address={0}`；ProFTPD：`MasqueradeAddress {0}`；Pure-FTPd：`-P {0}`）。",
                    f.peer
                ),
                "客户端：改用不带地址的 EPSV。".into(),
            ]
        },
    ),
    announcement_rewritten: says(
        |f| {
            format!(
                "{} 在 NAT 的一侧写的是 {}，在另一侧是 {}：FTP 助手改写了它。",
                f.by, f.host, f.peer
            )
        },
        |_| {
            lines(&[
                "只要是明文，就不必管。用 TLS 时助手什么也读不到，那时服务器需要固定的被动端口范围和自己的公网地址。",
            ])
        },
    ),
    announcement_malformed: says(
        |f| {
            format!(
                "{} 读不出来：\"{}\"。各种客户端和防火墙的助手对它的理解各不相同。",
                f.by, f.words
            )
        },
        |_| {
            lines(&[
                "写出它的一方：RFC 959 是括号里六个 0 到 255 的数，如 (192,0,2,1,195,80)；RFC 2428 是 (|||50000|)。",
            ])
        },
    ),
    epsv_fallback: says(
        |f| match f.form {
            Form::Closed => format!("EPSV 被拒绝{}，{} 后改用 PASV。", quoted(f), f.span),
            _ => format!(
                "EPSV 之后的连接失败，{} 后改用 PASV：每次传输都要白等这么久。",
                f.span
            ),
        },
        |_| {
            lines(&[
                "服务器或防火墙：像对待 PASV 一样放行 EPSV；常见的原因是助手只认识 227。",
                "客户端：实在不行就关掉 EPSV（curl：`--disable-epsv`；lftp：`set ftp:prefer-epsv no`）。",
            ])
        },
    ),
    active_unanswered: says(
        |f| match f.form {
            Form::Unroutable => format!(
                "服务器在 {} 内向 {} 发了 {} 个 SYN，没有任何回应：从服务器那里到不了这个私有地址。",
                f.span, f.endpoint, f.times
            ),
            _ => format!(
                "服务器在 {} 内向 {} 发了 {} 个 SYN，没有任何回应：客户端前面的防火墙丢弃了它们。",
                f.span, f.endpoint, f.times
            ),
        },
        |f| {
            vec![
                "客户端：改用被动模式，两条连接都由客户端发起。".into(),
                format!(
                    "客户端前面的防火墙：放行从服务器 20 端口到 {} 的 TCP，或者启用 FTP 助手。",
                    f.host
                ),
            ]
        },
    ),
    active_refused: says(
        |f| {
            format!(
                "服务器到 {} 的 SYN 换来的是 RST：{}。",
                f.endpoint,
                match f.form {
                    Form::ByHost => "客户端自己说没有程序在监听",
                    Form::ByBox => "它来自客户端前面的设备，不是客户端本身（TTL 不同）",
                    _ => "没有程序在监听，或者防火墙代为拒绝",
                }
            )
        },
        |_| {
            lines(&[
                "客户端：改用被动模式。",
                "客户端：发 PORT 之前就应当开始监听；本机的防火墙也可能拒绝服务器。",
            ])
        },
    ),
    active_rejected: says(
        |f| format!("服务器到 {} 的 SYN 被 ICMP 拒绝：{}。", f.endpoint, icmp(f)),
        |_| {
            lines(&[
                "客户端：改用被动模式。",
                "发出 ICMP 的设备：放行来自服务器 20 端口的 TCP，或者启用 FTP 助手。",
            ])
        },
    ),
    active_no_attempt: says(
        |f| {
            format!(
                "服务器接受了 {} {}，收到 {} 后的 {} 内，抓包里却没有它的 SYN{}：SYN 在半路被过滤，或者服务器不能主动连接。",
                f.by,
                f.endpoint,
                f.verb,
                f.span,
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "客户端：改用被动模式。",
                "两者之间的防火墙：放行来自服务器 20 端口的 TCP。在服务器上抓包，就知道它有没有尝试。",
            ])
        },
    ),
    passive_unanswered: says(
        |f| match f.form {
            Form::Unroutable => format!(
                "客户端在 {} 内向 {} 发了 {} 个 SYN，没有任何回应：从客户端那里到不了这个私有地址。",
                f.span, f.endpoint, f.times
            ),
            _ => format!(
                "客户端在 {} 内向 {} 发了 {} 个 SYN，没有任何回应：服务器前面的防火墙丢弃了它们。",
                f.span, f.endpoint, f.times
            ),
        },
        open_passive,
    ),
    passive_refused: says(
        |f| {
            format!(
                "客户端到 {} 的 SYN 换来的是 RST：{}。",
                f.endpoint,
                match f.form {
                    Form::ByHost => "服务器自己说没有程序在监听",
                    Form::ByBox => "它来自服务器前面的设备，不是服务器本身（TTL 不同）",
                    _ => "没有程序在监听，或者防火墙代为拒绝",
                }
            )
        },
        open_passive,
    ),
    passive_rejected: says(
        |f| format!("客户端到 {} 的 SYN 被 ICMP 拒绝：{}。", f.endpoint, icmp(f)),
        open_passive,
    ),
    passive_no_attempt: says(
        |f| {
            format!(
                "{} 宣告了 {}，此后 {} 内抓包里没有客户端的 SYN：客户端不肯用这个地址，或者 SYN 在抓包点之前就被过滤了。",
                f.by, f.endpoint, f.span
            )
        },
        open_passive,
    ),
    stranger: says(
        |f| {
            format!(
                "{} 连到了 {}，而那是宣告给另一台主机的：服务器有多个地址，中间有代理，或者有人在抢连接。",
                f.peer, f.endpoint
            )
        },
        |_| {
            lines(&[
                "有多个地址的服务器：用控制连接的地址去连接（vsftpd：`listen_address`；ProFTPD：`SocketBindTight`）。",
                "否则：数据连接只接受控制连接的对方（RFC 2577），并查清来者是谁。",
            ])
        },
    ),
    bounce: says(
        |f| match f.form {
            Form::Closed => format!(
                "客户端要服务器去连接 {}，那不是客户端（{}）；服务器拒绝了，不会被人利用来扫描端口。",
                f.endpoint, f.peer
            ),
            Form::ServicePort => format!(
                "客户端让服务器连接了 {}，那是某种服务的端口：这是 FTP 跳板攻击，用来隐藏攻击者。",
                f.endpoint
            ),
            _ => format!(
                "客户端让服务器连接了 {}，那不是客户端（{}）：这是 FTP 跳板攻击，或者两台服务器之间的传输。",
                f.endpoint, f.peer
            ),
        },
        |_| {
            lines(&[
                "服务器：PORT 和 EPRT 只接受客户端自己的地址，不接受小于 1024 的端口（vsftpd：`port_promiscuous=NO`；ProFTPD：`AllowForeignAddress off`；RFC 2577）。",
            ])
        },
    ),
    fxp: says(
        |f| {
            format!(
                "{} 在两个会话里各由一端宣告：两台服务器在直接传送文件（FXP）。",
                f.endpoint
            )
        },
        |_| lines(&["如果是有意为之，就不必管；多数服务器会拒绝，因为它和跳板攻击看起来一样。"]),
    ),
    transfer_refused: says(
        |f| format!("服务器不肯执行 {}{}。", f.verb, quoted(f)),
        |_| lines(&["客户端：核对文件名、目录和权限；这与数据连接无关。"]),
    ),
    transfer_failed: says(
        |f| match (f.side, f.code) {
            (None, 0) => format!("{} 传了 {} 字节就结束了，没有最终响应。", f.verb, f.bytes),
            (None, _) => format!("{} 传了 {} 字节后失败{}。", f.verb, f.bytes, quoted(f)),
            (Some(_), 0) => format!(
                "{} 传了 {} 字节就结束了，没有最终响应；先{}数据连接的是{}。",
                f.verb,
                f.bytes,
                ended(f),
                side(f)
            ),
            (Some(_), _) => format!(
                "{} 传了 {} 字节后失败{}；先{}数据连接的是{}。",
                f.verb,
                f.bytes,
                quoted(f),
                ended(f),
                side(f)
            ),
        },
        |_| lines(&["结束连接的一方：原因在它的日志里。双方都支持的话，用 REST 续传。"]),
    ),
    transfer_aborted: says(
        |f| {
            format!(
                "{} 传了 {} 字节后被客户端中止{}。",
                f.verb,
                f.bytes,
                quoted(f)
            )
        },
        |_| lines(&["如果是有意为之，就不必管；否则查一查客户端为什么放弃。"]),
    ),
    transfer_truncated: says(
        |f| {
            format!(
                "服务器答应了 {} 字节，{} 只带来 {} 字节，它却说 {}。",
                f.expected, f.verb, f.bytes, f.code
            )
        },
        |_| {
            lines(&[
                "客户端：每次传输后核对大小，用 REST 取回剩下的部分。",
                "服务器：看看文件是否中途改变了，或者读取失败了。",
            ])
        },
    ),
    disk_full: says(
        |f| {
            format!(
                "服务器放不下这个文件{}；已经传了 {} 字节。",
                quoted(f),
                f.bytes
            )
        },
        |_| lines(&["服务器：腾出空间，或者提高配额；那里可能留下了半个文件。"]),
    ),
    transfer_stalled: says(
        |f| match f.form {
            Form::ZeroWindow => format!(
                "传输停顿了 {}：接收方不再收（窗口为零），它在忙别的。",
                f.span
            ),
            Form::Resent => format!(
                "传输停顿了 {}：同样的报文段一再重传，说明它们丢在路上。",
                f.span
            ),
            _ => format!("传输停顿了 {}：{}什么也没有发。", f.span, side(f)),
        },
        |f| match f.form {
            Form::ZeroWindow => lines(&["接收方：查一查是什么让它不读：磁盘慢，或者程序在等待。"]),
            Form::Resent => {
                lines(&["网络：查找两者之间丢包的地方；如果只丢大的报文段，问题在 MTU。"])
            }
            _ => lines(&["发送方：查一查是什么让它不发：磁盘慢、后端慢，或者限速。"]),
        },
    ),
    pmtu_black_hole: says(
        |f| {
            format!(
                "{} 字节的报文段重传了 {} 次也没有到达，小的却能到：这条路走不了大的，又没有人说（PMTU 黑洞）。",
                f.expected, f.times
            )
        },
        |_| {
            lines(&[
                "途中的路由器或 VPN：限制 MSS（nftables：`tcp option maxseg size set rt mtu`），或者放行 ICMP 的“需要分片”和“报文过大”。",
                "发送方：减小 MTU，Linux 上也可以用 `net.ipv4.tcp_mtu_probing=1`。",
            ])
        },
    ),
    ascii_damage: says(
        |f| {
            format!(
                "{} {} 是二进制文件，却用 ASCII 方式（TYPE A）传送：换行被转换，文件已经损坏。",
                f.verb, f.words
            )
        },
        |_| lines(&["客户端：先发 TYPE I（命令行客户端里是 `binary`），再重新传送。"]),
    ),
    replies_out_of_step: says(
        |f| {
            format!(
                "从这里起响应与命令错位{}：客户端总把上一个命令的响应当成下一个的。",
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "出错的一方：多答了一次的服务器，或者漏读响应的客户端（比如 ABOR 或 120 之后）。眼下重新连接即可。",
            ])
        },
    ),
    capture_incomplete: says(
        |f| match f.form {
            Form::StartMissing => "抓包从中途开始：之前说了什么无从得知。".into(),
            Form::FramesCut => format!("帧被截短（snaplen），数据流里缺了 {} 字节。", f.bytes),
            Form::OneDirection => "抓包里只有连接的一个方向。".into(),
            Form::DataMissing => {
                "传输确实发生了，抓包里却没有它们的数据连接：被过滤条件漏掉了。".into()
            }
            Form::ControlMissing => {
                format!("抓包里有 {} 条数据连接，却没有它们的控制连接。", f.times)
            }
            Form::FileBroken => "抓包文件以残缺的记录结尾。".into(),
            _ => format!("对方收到的 {} 字节不在抓包里：抓包丢了包。", f.bytes),
        },
        |f| match f.form {
            Form::FramesCut => lines(&["抓完整的帧：`tcpdump -s 0`。"]),
            Form::OneDirection => lines(&["在两个方向都经过的地方抓，或者把两个方向都镜像过来。"]),
            Form::FileBroken => lines(&["先结束抓包程序，再复制文件。"]),
            Form::StartMissing => lines(&["在客户端连接之前就开始抓。"]),
            Form::DataMissing | Form::ControlMissing => lines(&[
                "抓两台主机的全部流量，因为数据连接的端口事先不知道：`tcpdump -s 0 host SERVER and host CLIENT`，再加上 `or icmp or icmp6`。",
            ]),
            _ => lines(&["用更大的缓冲区（`tcpdump -B 32768`）、更快的磁盘、更窄的过滤条件。"]),
        },
    ),
    captured_twice: says(
        |f| match f.form {
            Form::ByBox => "这个会话在 NAT 的两侧都被抓到，这里只讲一次。".into(),
            _ => format!("每个包都抓到了两次（{} 份副本）：它们不是重传。", f.times),
        },
        |_| lines(&["想各要一份：只在一个接口上抓，或者每个端口只镜像一个方向。"]),
    ),
    protocol_violation: says(
        |f| match f.form {
            Form::LongLines => format!("有 {} 行超过 4 KiB，最长的有 {} 字节。", f.times, f.bytes),
            Form::NulBytes => format!("有 {} 行里含有 NUL 字节。", f.times),
            Form::Unended => format!("有 {} 个多行响应始终没有结束。", f.times),
            _ => format!("有 {} 个响应没有代码。", f.times),
        },
        |_| {
            lines(&[
                "发出它们的一方：RFC 959 要求每行以 CR LF 结尾，响应以三位数字开头。超长的行和 NUL 字节也可能是有人想弄垮解析程序。",
            ])
        },
    ),
    hostile_text: says(
        |f| match f.form {
            Form::Works => format!("有一个名字一路向上，越出了该在的目录：{}。", f.words),
            _ => format!(
                "有 {} 处名字、欢迎语或响应里含有控制字符或改变书写方向的字符：原样显示会操纵终端。",
                f.times
            ),
        },
        |_| lines(&["显示这些文字的一方：应当转义。采用服务器所给名字的一方：拒绝向上的路径。"]),
    ),
};

fn open_passive(f: &Facts) -> Vec<String> {
    let ports = match f.ports {
        Some((low, high, count)) if count > 1 => {
            format!("；这里见到 {low} 到 {high}，共 {count} 次")
        }
        Some((low, _, _)) => format!("；这里见到 {low}"),
        None => String::new(),
    };
    vec![
        format!(
            "服务器：固定被动端口范围，例如 50000 到 51000（vsftpd：`pasv_min_port`、`pasv_max_port`；ProFTPD：`PassivePorts`；Pure-FTPd：`-p`{ports}）。"
        ),
        "服务器上和服务器前面的防火墙、端口转发：放行到这个范围的 TCP，或者启用 FTP 助手。".into(),
    ]
}

fn side(f: &Facts) -> &'static str {
    match f.side {
        Some(Side::Client) => "客户端",
        Some(Side::Server) => "服务器",
        None => "发送方",
    }
}

fn ended(f: &Facts) -> &'static str {
    if f.form == Form::Closed {
        "重置"
    } else {
        "关闭"
    }
}

/// The reply in question, as the end of a sentence.
fn quoted(f: &Facts) -> String {
    let words = f.words.trim_end_matches('.');
    match (f.code, words) {
        (0, _) => String::new(),
        (code, "") => format!("（{code}）"),
        (code, words) => format!("（{code} {words}）"),
    }
}

fn icmp(f: &Facts) -> String {
    let Some((kind, sender)) = &f.icmp else {
        return "差错报文".into();
    };
    let says = match kind {
        Icmp::NetworkUnreachable => "网络不可达".into(),
        Icmp::HostUnreachable => "主机不可达".into(),
        Icmp::PortUnreachable => "端口不可达".into(),
        Icmp::Prohibited => "管理策略禁止".into(),
        Icmp::TooBig => "报文过大".into(),
        Icmp::TimeExceeded => "跳数用尽".into(),
        Icmp::Other(kind, code) => format!("类型 {kind} 代码 {code}"),
    };
    format!("{says}（来自 {sender}）")
}
