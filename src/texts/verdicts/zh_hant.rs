//! 繁體中文.

use super::super::{Icmp, Side};
use super::{Facts, Form, Verdicts, lines, says};

/// 繁體中文.
pub const ZH_HANT: Verdicts = Verdicts {
    control_unanswered: says(
        |f| {
            format!(
                "{} 內向 {} 發了 {} 個 SYN，沒有任何回應：這個位址上沒有伺服器，或者遭防火牆丟棄了。",
                f.span, f.endpoint, f.times
            )
        },
        |f| {
            vec![
                format!(
                    "伺服器：確認已開機，並且在聆聽 {}（用 `ss -ltn` 查看）。",
                    f.endpoint
                ),
                "伺服器前面的防火牆：放行到控制連接埠的 TCP，以及它的回應。".into(),
            ]
        },
    ),
    control_refused: says(
        |f| {
            format!(
                "到 {} 的 SYN 換來的是 RST：沒有程式在聆聽，或者防火牆代為拒絕。",
                f.endpoint
            )
        },
        |f| {
            vec![
                format!("伺服器：啟動 FTP 服務，讓它聆聽 {}。", f.endpoint),
                "用戶端：核對位址和連接埠；隱式 FTPS 用 990，SFTP（22）則是另一種協定。".into(),
            ]
        },
    ),
    control_rejected: says(
        |f| format!("到 {} 的 SYN 遭 ICMP 拒絕：{}。", f.endpoint, icmp(f)),
        |_| lines(&["發出這個 ICMP 的防火牆或路由器：放行到控制連接埠的 TCP，或者修好路由。"]),
    ),
    no_greeting: says(
        |f| match f.form {
            Form::Closed => format!(
                "伺服器接受了連線，{} 後沒說 220 就關閉了：它不讓這個用戶端進來，或者剛剛出了故障。",
                f.span
            ),
            _ => format!(
                "連線已經建立，等了 {} 也沒有 220：伺服器卡住了，常見的是在反查用戶端主機名稱，或者連接埠轉送背後的服務沒有反應。",
                f.span
            ),
        },
        |_| {
            lines(&[
                "伺服器：看記錄檔；檢查 hosts.allow、每個位址的連線數限制和 DNS 反查（ProFTPD：`UseReverseDNS off`）。",
                "負載平衡或連接埠轉送：確認背後的伺服器正在運作。",
            ])
        },
    ),
    slow_login: says(
        |f| {
            if f.verb.is_empty() {
                format!(
                    "連線建立後過了 {} 才有歡迎詞：多半是伺服器在反查用戶端主機名稱，或者在等它的 連接埠 113（ident）。",
                    f.span
                )
            } else {
                format!(
                    "{} 過了 {} 才有回覆：多半是查詢使用者、反查主機名稱或 ident 太慢。",
                    f.verb, f.span
                )
            }
        },
        |_| {
            lines(&[
                "伺服器：關掉 DNS 反查和 ident（ProFTPD：`UseReverseDNS off`、`IdentLookups off`；vsftpd：`reverse_lookup_enable=NO`；Pure-FTPd：`-H`），或者修好 DNS。",
                "用戶端前面的防火牆：對 TCP 113 應當拒絕，而不是丟棄。",
            ])
        },
    ),
    server_busy: says(
        |f| format!("伺服器已經容不下這個用戶端{}。", quoted(f)),
        |_| {
            lines(&[
                "用戶端：減少同時打開的連線，關掉閒著的連線。",
                "伺服器：放寬限制（vsftpd：`max_clients`、`max_per_ip`；ProFTPD：`MaxInstances`、`MaxClientsPerHost`；Pure-FTPd：`-c`、`-C`）。",
            ])
        },
    ),
    idle_timeout: says(
        |f| format!("{} 沒有命令，伺服器結束了工作階段{}。", f.span, quoted(f)),
        |_| {
            lines(&[
                "用戶端：隔一陣發一次 NOOP，或者需要時重新登入。",
                "伺服器：延長閒置逾時（vsftpd：`idle_session_timeout`；ProFTPD：`TimeoutIdle`；Pure-FTPd：`-I`）。",
            ])
        },
    ),
    control_lost: says(
        |f| match f.form {
            Form::DataArrived => format!(
                "檔案已經到達（{} 位元組），隨後控制連線卻斷了：丟的只是最終回覆。途中的裝置會忘掉長時間沒有動靜的連線。",
                f.bytes
            ),
            Form::ByBox => "控制連線遭途中的裝置重設，它已經認不得這條連線。".into(),
            _ => format!(
                "控制連線斷了：{}重送了 {} 次，沒有任何回應。",
                side(f),
                f.times
            ),
        },
        |_| {
            lines(&[
                "用戶端：長時間傳輸時保持活動（TCP keepalive 小於 300 秒，或者發 NOOP）。",
                "防火牆或 NAT：延長已建立連線的閒置逾時。",
            ])
        },
    ),
    not_ftp: says(
        |f| {
            if f.name.is_empty() {
                format!("控制連接埠上說的不是 FTP（{} 位元組）。", f.bytes)
            } else {
                format!("控制連接埠上說的是 {}，不是 FTP。", f.name)
            }
        },
        |_| lines(&["用戶端：請連到該協定自己的連接埠；FTP 伺服器在別處，或者根本沒有。"]),
    ),
    login_refused: says(
        |f| format!("登入遭拒 {} 次{}。", f.times.max(1), quoted(f)),
        |_| {
            lines(&[
                "用戶端：核對使用者名稱和密碼。",
                "伺服器：原因在記錄檔裡（帳號被鎖、shell 不在 /etc/shells、使用者被列入禁止名單、PAM）。",
            ])
        },
    ),
    brute_force: says(
        |f| {
            format!(
                "來自 {} 的登入有 {} 次遭拒：有人在試密碼，或者某個排程工作還在用舊密碼。",
                f.peer, f.times
            )
        },
        |_| {
            lines(&[
                "伺服器：暫時封鎖這個位址（fail2ban），減少允許的嘗試次數，並查看它有沒有登入成功。",
            ])
        },
    ),
    cleartext_password: says(
        |f| {
            format!(
                "{} 的密碼以明文經過網路，任何擷取得到封包的人都看得到。",
                f.words
            )
        },
        |_| {
            lines(&[
                "用戶端：改用 FTPS（`AUTH TLS`）或 SFTP。",
                "伺服器：提供並要求 TLS（vsftpd：`force_local_logins_ssl=YES`；ProFTPD：`TLSRequired on`）。",
            ])
        },
    ),
    tls_required: says(
        |f| {
            format!(
                "伺服器要求先啟用 TLS 才能登入，而用戶端沒有提出{}。",
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "用戶端：選用顯式 FTPS（curl：`--ssl-reqd`；lftp：`set ftp:ssl-force true`；FileZilla：要求顯式的 FTP over TLS）。",
            ])
        },
    ),
    tls_refused: says(
        |f| match f.form {
            Form::WentOn => format!("伺服器不支援 TLS，用戶端便以明文繼續{}。", quoted(f)),
            _ => format!("伺服器不支援 TLS{}。", quoted(f)),
        },
        |_| {
            lines(&[
                "伺服器：設定憑證和 TLS（vsftpd：`ssl_enable=YES`；ProFTPD：mod_tls；Pure-FTPd：`--tls=1`）。",
                "用戶端：如果傳的東西無須保密，可以不再要求 TLS。",
            ])
        },
    ),
    tls_handshake_failed: says(
        |f| match (f.name, f.side) {
            ("", None) => "TLS 交握半途而廢。".into(),
            ("", Some(_)) => format!("TLS 交握半途而廢：{}關閉了連線。", side(f)),
            (name, _) => format!("TLS 交握半途而廢：{}發出了警示 {name}。", side(f)),
        },
        |_| {
            lines(&[
                "unknown_ca、bad_certificate、certificate_expired：用戶端不信任這張憑證；換一張它信任的，或者安裝它的 CA。",
                "protocol_version、handshake_failure：雙方沒有共同的版本或加密套件；升級較舊的一方。",
            ])
        },
    ),
    tls_mode_mismatch: says(
        |f| match f.form {
            Form::Silence => format!(
                "雙方互相等了 {}：在連接埠 990 上應當由用戶端立刻開始 TLS（隱式 FTPS）。",
                f.span
            ),
            _ => "用戶端一開始就說 TLS，而這個連接埠上的伺服器先說明文的 FTP。".into(),
        },
        |_| {
            lines(&["用戶端：選用顯式 FTPS（`AUTH TLS`，連接埠 21）；隱式 FTPS 只用於連接埠 990。"])
        },
    ),
    tls_resumption_required: says(
        |f| {
            format!(
                "伺服器要求資料連線恢復控制連線的 TLS 工作階段，而用戶端沒有這樣做{}。",
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "用戶端：換用會恢復 TLS 工作階段的（FileZilla、lftp、curl、WinSCP 5.15 以上），或者升級。",
                "伺服器：實在不行就取消這個要求（vsftpd：`require_ssl_reuse=NO`；ProFTPD：`TLSOptions NoSessionReuseRequired`）。",
            ])
        },
    ),
    data_protection_required: says(
        |f| format!("伺服器要求資料連線加密，而用戶端沒有提出{}。", quoted(f)),
        |_| {
            lines(&[
                "用戶端：登入後傳送 `PBSZ 0` 和 `PROT P`（curl：`--ssl-reqd`；lftp：`set ftp:ssl-protect-data true`；ftplib：`prot_p()`）。",
            ])
        },
    ),
    encrypted_control: says(
        |_| {
            "命令是加密的，手頭又沒有金鑰：哪條連線對應哪次傳輸，只能從位址、時間和大小推斷。"
                .into()
        },
        |_| lines(&["想讀懂命令：讓用戶端寫出金鑰（`SSLKEYLOGFILE`），再擷取一次。"]),
    ),
    port_private_address: says(
        |f| {
            format!(
                "{} 讓伺服器連到 {}，伺服器卻到不了那裡：用戶端在改寫位址的 NAT 後面（這裡看到的是 {}），而沒有誰把公開位址填進去。",
                f.by, f.endpoint, f.peer
            )
        },
        |_| {
            lines(&[
                "用戶端：改用被動模式（EPSV 或 PASV）；主動模式自己過不了 NAT。",
                "NAT：輔助程式可以改寫 PORT，前提是它知道控制連接埠，而且沒有加密（Linux：nf_nat_ftp，nftables 裡要有 `ct helper set \"ftp\"`）。",
            ])
        },
    ),
    port_refused: says(
        |f| match f.form {
            Form::Works => format!(
                "伺服器拒絕了 {} {}（{} 次）{}；工作階段後來換了一種方式傳輸。",
                f.by,
                f.endpoint,
                f.times,
                quoted(f)
            ),
            _ => format!(
                "伺服器拒絕了 {} {}（{} 次）{}。",
                f.by,
                f.endpoint,
                f.times,
                quoted(f)
            ),
        },
        |_| {
            lines(&[
                "用戶端：改用被動模式（EPSV 或 PASV）。",
                "伺服器：可能關閉了主動模式（vsftpd：`port_enable`），或者只接受用戶端自己的位址（vsftpd：`port_promiscuous`；ProFTPD：`AllowForeignAddress`）；後者應當保持。",
            ])
        },
    ),
    announcement_missing: says(
        |f| {
            format!(
                "還沒有 PORT 或 PASV 就發了 {}，雙方都不知道該連到哪裡{}。",
                f.verb,
                quoted(f)
            )
        },
        |_| lines(&["用戶端：每次傳輸之前先發 PASV、EPSV、PORT 或 EPRT。"]),
    ),
    pasv_private_address: says(
        |f| match f.form {
            Form::Works => format!(
                "{} 告知了伺服器的私有位址 {}；用戶端改連 {}，才得以成功。",
                f.by, f.host, f.peer
            ),
            _ => format!(
                "{} 告知的 {} 是私有位址，用戶端到不了；它所知道的伺服器是 {}。",
                f.by, f.endpoint, f.peer
            ),
        },
        |f| {
            vec![
            format!("伺服器：告知公開位址（vsftpd：`pasv_address={0}`；ProFTPD：`MasqueradeAddress {0}`；Pure-FTPd：`-P {0}`；FileZilla Server、IIS：外部 IP 位址）。", f.peer),
            "用戶端：改用不帶位址的 EPSV，或者忽略這個位址（curl 預設如此；lftp：`set ftp:fix-pasv-address yes`）。".into(),
        ]
        },
    ),
    pasv_wrong_address: says(
        |f| match f.form {
            Form::Works => format!(
                "{} 告知的 {} 不是伺服器；用戶端改連 {}，才得以成功。",
                f.by, f.host, f.peer
            ),
            _ => format!(
                "{} 告知的 {} 不是伺服器所在之處；用戶端所知道的是 {}。",
                f.by, f.endpoint, f.peer
            ),
        },
        |f| {
            vec![
                format!(
                    "伺服器：改正它告知的位址（vsftpd：`pasv_address={0}`；ProFTPD：`MasqueradeAddress {0}`；Pure-FTPd：`-P {0}`）。",
                    f.peer
                ),
                "用戶端：改用不帶位址的 EPSV。".into(),
            ]
        },
    ),
    announcement_rewritten: says(
        |f| {
            format!(
                "{} 在 NAT 的一側寫的是 {}，在另一側是 {}：FTP 輔助程式改寫了它。",
                f.by, f.host, f.peer
            )
        },
        |_| {
            lines(&[
                "只要是明文，就不必管。用 TLS 時輔助程式什麼也讀不到，那時伺服器需要固定的被動連接埠範圍和自己的公開位址。",
            ])
        },
    ),
    announcement_malformed: says(
        |f| {
            format!(
                "{} 讀不出來：\"{}\"。各家用戶端和防火牆的輔助程式對它的理解各不相同。",
                f.by, f.words
            )
        },
        |_| {
            lines(&[
                "寫出它的一方：RFC 959 是括號裡六個 0 到 255 的數字，如 (192,0,2,1,195,80)；RFC 2428 是 (|||50000|)。",
            ])
        },
    ),
    epsv_fallback: says(
        |f| match f.form {
            Form::Closed => format!("EPSV 遭拒{}，{} 後改用 PASV。", quoted(f), f.span),
            _ => format!(
                "EPSV 之後的連線失敗，{} 後改用 PASV：每次傳輸都要白等這麼久。",
                f.span
            ),
        },
        |_| {
            lines(&[
                "伺服器或防火牆：像對待 PASV 一樣放行 EPSV；常見的原因是輔助程式只認識 227。",
                "用戶端：實在不行就關掉 EPSV（curl：`--disable-epsv`；lftp：`set ftp:prefer-epsv no`）。",
            ])
        },
    ),
    active_unanswered: says(
        |f| match f.form {
            Form::Unroutable => format!(
                "伺服器在 {} 內向 {} 發了 {} 個 SYN，沒有任何回應：從伺服器那邊到不了這個私有位址。",
                f.span, f.endpoint, f.times
            ),
            _ => format!(
                "伺服器在 {} 內向 {} 發了 {} 個 SYN，沒有任何回應：用戶端前面的防火牆丟棄了它們。",
                f.span, f.endpoint, f.times
            ),
        },
        |f| {
            vec![
                "用戶端：改用被動模式，兩條連線都由用戶端發起。".into(),
                format!(
                    "用戶端前面的防火牆：放行從伺服器連接埠 20到 {} 的 TCP，或者啟用 FTP 輔助程式。",
                    f.host
                ),
            ]
        },
    ),
    active_refused: says(
        |f| {
            format!(
                "伺服器到 {} 的 SYN 換來的是 RST：{}。",
                f.endpoint,
                match f.form {
                    Form::ByHost => "用戶端自己說沒有程式在聆聽",
                    Form::ByBox => "它來自用戶端前面的裝置，不是用戶端本身（TTL 不同）",
                    _ => "沒有程式在聆聽，或者防火牆代為拒絕",
                }
            )
        },
        |_| {
            lines(&[
                "用戶端：改用被動模式。",
                "用戶端：發 PORT 之前就應當開始聆聽；本機的防火牆也可能拒絕伺服器。",
            ])
        },
    ),
    active_rejected: says(
        |f| format!("伺服器到 {} 的 SYN 遭 ICMP 拒絕：{}。", f.endpoint, icmp(f)),
        |_| {
            lines(&[
                "用戶端：改用被動模式。",
                "發出 ICMP 的裝置：放行來自伺服器連接埠 20的 TCP，或者啟用 FTP 輔助程式。",
            ])
        },
    ),
    active_no_attempt: says(
        |f| {
            format!(
                "伺服器接受了 {} {}，收到 {} 後的 {} 內，擷取檔裡卻沒有它的 SYN{}：SYN 在半路被過濾，或者伺服器不能主動連線。",
                f.by,
                f.endpoint,
                f.verb,
                f.span,
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "用戶端：改用被動模式。",
                "兩者之間的防火牆：放行來自伺服器連接埠 20的 TCP。在伺服器上擷取封包，就知道它有沒有嘗試。",
            ])
        },
    ),
    passive_unanswered: says(
        |f| match f.form {
            Form::Unroutable => format!(
                "用戶端在 {} 內向 {} 發了 {} 個 SYN，沒有任何回應：從用戶端那邊到不了這個私有位址。",
                f.span, f.endpoint, f.times
            ),
            _ => format!(
                "用戶端在 {} 內向 {} 發了 {} 個 SYN，沒有任何回應：伺服器前面的防火牆丟棄了它們。",
                f.span, f.endpoint, f.times
            ),
        },
        open_passive,
    ),
    passive_refused: says(
        |f| {
            format!(
                "用戶端到 {} 的 SYN 換來的是 RST：{}。",
                f.endpoint,
                match f.form {
                    Form::ByHost => "伺服器自己說沒有程式在聆聽",
                    Form::ByBox => "它來自伺服器前面的裝置，不是伺服器本身（TTL 不同）",
                    _ => "沒有程式在聆聽，或者防火牆代為拒絕",
                }
            )
        },
        open_passive,
    ),
    passive_rejected: says(
        |f| format!("用戶端到 {} 的 SYN 遭 ICMP 拒絕：{}。", f.endpoint, icmp(f)),
        open_passive,
    ),
    passive_no_attempt: says(
        |f| {
            format!(
                "{} 告知了 {}，此後 {} 內擷取檔裡沒有用戶端的 SYN：用戶端不肯用這個位址，或者 SYN 在擷取點之前就被過濾了。",
                f.by, f.endpoint, f.span
            )
        },
        open_passive,
    ),
    stranger: says(
        |f| {
            format!(
                "{} 連到了 {}，而那是告知給另一部主機的：伺服器有多個位址，中間有代理，或者有人在搶連線。",
                f.peer, f.endpoint
            )
        },
        |_| {
            lines(&[
                "有多個位址的伺服器：以控制連線的位址發起連線（vsftpd：`listen_address`；ProFTPD：`SocketBindTight`）。",
                "否則：資料連線只接受控制連線的對方（RFC 2577），並查清來者是誰。",
            ])
        },
    ),
    bounce: says(
        |f| match f.form {
            Form::Closed => format!(
                "用戶端要伺服器連到 {}，那不是用戶端（{}）；伺服器拒絕了，不會被人利用來掃描連接埠。",
                f.endpoint, f.peer
            ),
            Form::ServicePort => format!(
                "用戶端讓伺服器連到 {}，那是某種服務的連接埠：這是 FTP 跳板攻擊，用來隱藏攻擊者。",
                f.endpoint
            ),
            _ => format!(
                "用戶端讓伺服器連到 {}，那不是用戶端（{}）：這是 FTP 跳板攻擊，或者兩部伺服器之間的傳輸。",
                f.endpoint, f.peer
            ),
        },
        |_| {
            lines(&[
                "伺服器：PORT 和 EPRT 只接受用戶端自己的位址，不接受小於 1024 的連接埠（vsftpd：`port_promiscuous=NO`；ProFTPD：`AllowForeignAddress off`；RFC 2577）。",
            ])
        },
    ),
    fxp: says(
        |f| {
            format!(
                "{} 在兩個工作階段裡各由一端告知：兩部伺服器在直接傳送檔案（FXP）。",
                f.endpoint
            )
        },
        |_| lines(&["如果是有意為之，就不必管；多數伺服器會拒絕，因為它和跳板攻擊看起來一樣。"]),
    ),
    transfer_refused: says(
        |f| format!("伺服器不肯執行 {}{}。", f.verb, quoted(f)),
        |_| lines(&["用戶端：核對檔名、目錄和權限；這與資料連線無關。"]),
    ),
    transfer_failed: says(
        |f| match (f.side, f.code) {
            (None, 0) => format!("{} 傳了 {} 位元組就結束了，沒有最終回覆。", f.verb, f.bytes),
            (None, _) => format!("{} 傳了 {} 位元組後失敗{}。", f.verb, f.bytes, quoted(f)),
            (Some(_), 0) => format!(
                "{} 傳了 {} 位元組就結束了，沒有最終回覆；先{}資料連線的是{}。",
                f.verb,
                f.bytes,
                ended(f),
                side(f)
            ),
            (Some(_), _) => format!(
                "{} 傳了 {} 位元組後失敗{}；先{}資料連線的是{}。",
                f.verb,
                f.bytes,
                quoted(f),
                ended(f),
                side(f)
            ),
        },
        |_| lines(&["結束連線的一方：原因在它的記錄檔裡。雙方都支援的話，用 REST 續傳。"]),
    ),
    transfer_aborted: says(
        |f| {
            format!(
                "{} 傳了 {} 位元組後被用戶端中止{}。",
                f.verb,
                f.bytes,
                quoted(f)
            )
        },
        |_| lines(&["如果是有意為之，就不必管；否則查一查用戶端為什麼放棄。"]),
    ),
    transfer_truncated: says(
        |f| {
            format!(
                "伺服器答應了 {} 位元組，{} 只帶來 {} 位元組，它卻說 {}。",
                f.expected, f.verb, f.bytes, f.code
            )
        },
        |_| {
            lines(&[
                "用戶端：每次傳輸後核對大小，用 REST 取回剩下的部分。",
                "伺服器：看看檔案是否中途改變了，或者讀取失敗了。",
            ])
        },
    ),
    disk_full: says(
        |f| {
            format!(
                "伺服器放不下這個檔案{}；已經傳了 {} 位元組。",
                quoted(f),
                f.bytes
            )
        },
        |_| lines(&["伺服器：騰出空間，或者提高配額；那裡可能留下了半個檔案。"]),
    ),
    transfer_stalled: says(
        |f| match f.form {
            Form::ZeroWindow => format!(
                "傳輸停頓了 {}：接收端不再收（視窗為零），它在忙別的。",
                f.span
            ),
            Form::Resent => format!(
                "傳輸停頓了 {}：同樣的區段一再重送，說明它們丟在路上。",
                f.span
            ),
            _ => format!("傳輸停頓了 {}：{}什麼也沒有發。", f.span, side(f)),
        },
        |f| match f.form {
            Form::ZeroWindow => lines(&["接收端：查一查是什麼讓它不讀：磁碟慢，或者程式在等待。"]),
            Form::Resent => {
                lines(&["網路：尋找兩者之間掉封包的地方；如果只丟大的區段，問題在 MTU。"])
            }
            _ => lines(&["傳送端：查一查是什麼讓它不發：磁碟慢、後端慢，或者限速。"]),
        },
    ),
    pmtu_black_hole: says(
        |f| {
            format!(
                "{} 位元組的區段重送了 {} 次也沒有到達，小的卻能到：這條路走不了大的，又沒有人說（PMTU 黑洞）。",
                f.expected, f.times
            )
        },
        |_| {
            lines(&[
                "途中的路由器或 VPN：限制 MSS（nftables：`tcp option maxseg size set rt mtu`），或者放行 ICMP 的「需要分段」和「封包過大」。",
                "傳送端：減小 MTU，Linux 上也可以用 `net.ipv4.tcp_mtu_probing=1`。",
            ])
        },
    ),
    ascii_damage: says(
        |f| {
            format!(
                "{} {} 是二進位檔案，卻用 ASCII 方式（TYPE A）傳送：換行被轉換，檔案已經損壞。",
                f.verb, f.words
            )
        },
        |_| lines(&["用戶端：先發 TYPE I（命令列用戶端裡是 `binary`），再重新傳送。"]),
    ),
    replies_out_of_step: says(
        |f| {
            format!(
                "從這裡起回覆與命令錯位{}：用戶端總把上一個命令的回覆當成下一個的。",
                quoted(f)
            )
        },
        |_| {
            lines(&[
                "出錯的一方：多回了一次的伺服器，或者漏讀回覆的用戶端（例如 ABOR 或 120 之後）。先重新連線就好。",
            ])
        },
    ),
    capture_incomplete: says(
        |f| match f.form {
            Form::StartMissing => "擷取檔從中途開始：之前說了什麼無從得知。".into(),
            Form::FramesCut => format!("訊框遭截短（snaplen），資料流裡缺了 {} 位元組。", f.bytes),
            Form::OneDirection => "擷取檔裡只有連線的一個方向。".into(),
            Form::DataMissing => {
                "傳輸確實發生了，擷取檔裡卻沒有它們的資料連線：被篩選條件漏掉了。".into()
            }
            Form::ControlMissing => {
                format!("擷取檔裡有 {} 條資料連線，卻沒有它們的控制連線。", f.times)
            }
            Form::FileBroken => "擷取檔以殘缺的記錄結尾。".into(),
            _ => format!(
                "對方收到的 {} 位元組不在擷取檔裡：擷取時漏了封包。",
                f.bytes
            ),
        },
        |f| match f.form {
            Form::FramesCut => lines(&["擷取完整的訊框：`tcpdump -s 0`。"]),
            Form::OneDirection => {
                lines(&["在兩個方向都經過的地方擷取，或者把兩個方向都鏡射過來。"])
            }
            Form::FileBroken => lines(&["先結束擷取程式，再複製檔案。"]),
            Form::StartMissing => lines(&["在用戶端連線之前就開始擷取。"]),
            Form::DataMissing | Form::ControlMissing => lines(&[
                "擷取兩部主機的全部流量，因為資料連線的連接埠事先不知道：`tcpdump -s 0 host SERVER and host CLIENT`，再加上 `or icmp or icmp6`。",
            ]),
            _ => lines(&["用更大的緩衝區（`tcpdump -B 32768`）、更快的磁碟、更窄的篩選條件。"]),
        },
    ),
    captured_twice: says(
        |f| match f.form {
            Form::ByBox => "這個工作階段在 NAT 的兩側都擷取到了，這裡只講一次。".into(),
            _ => format!("每個封包都擷取到兩次（{} 份副本）：它們不是重送。", f.times),
        },
        |_| lines(&["想各要一份：只在一個介面上擷取，或者每個連接埠只鏡射一個方向。"]),
    ),
    protocol_violation: says(
        |f| match f.form {
            Form::LongLines => {
                format!("有 {} 行超過 4 KiB，最長的有 {} 位元組。", f.times, f.bytes)
            }
            Form::NulBytes => format!("有 {} 行裡含有 NUL 位元組。", f.times),
            Form::Unended => format!("有 {} 個多行回覆始終沒有結束。", f.times),
            _ => format!("有 {} 個回覆沒有代碼。", f.times),
        },
        |_| {
            lines(&[
                "發出它們的一方：RFC 959 要求每行以 CR LF 結尾，回覆以三位數字開頭。超長的行和 NUL 位元組也可能是有人想弄垮剖析程式。",
            ])
        },
    ),
    hostile_text: says(
        |f| match f.form {
            Form::Works => format!("有一個名字一路向上，越出了該在的目錄：{}。", f.words),
            _ => format!(
                "有 {} 處名字、歡迎詞或回覆裡含有控制字元或改變書寫方向的字元：原樣顯示會操縱終端機。",
                f.times
            ),
        },
        |_| {
            lines(&["顯示這些文字的一方：應當跳脫處理。採用伺服器所給名字的一方：拒絕向上的路徑。"])
        },
    ),
};

fn open_passive(f: &Facts) -> Vec<String> {
    let ports = match f.ports {
        Some((low, high, count)) if count > 1 => {
            format!("；這裡見到 {low} 到 {high}，共 {count} 次")
        }
        Some((low, _, _)) => format!("；這裡見到 {low}"),
        None => String::new(),
    };
    vec![
        format!(
            "伺服器：固定被動連接埠範圍，例如 50000 到 51000（vsftpd：`pasv_min_port`、`pasv_max_port`；ProFTPD：`PassivePorts`；Pure-FTPd：`-p`{ports}）。"
        ),
        "伺服器上和伺服器前面的防火牆、連接埠轉送：放行到這個範圍的 TCP，或者啟用 FTP 輔助程式。"
            .into(),
    ]
}

fn side(f: &Facts) -> &'static str {
    match f.side {
        Some(Side::Client) => "用戶端",
        Some(Side::Server) => "伺服器",
        None => "傳送端",
    }
}

fn ended(f: &Facts) -> &'static str {
    if f.form == Form::Closed {
        "重設"
    } else {
        "關閉"
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
        return "錯誤訊息".into();
    };
    let says = match kind {
        Icmp::NetworkUnreachable => "網路無法到達".into(),
        Icmp::HostUnreachable => "主機無法到達".into(),
        Icmp::PortUnreachable => "連接埠無法到達".into(),
        Icmp::Prohibited => "管理政策禁止".into(),
        Icmp::TooBig => "封包過大".into(),
        Icmp::TimeExceeded => "躍點數用盡".into(),
        Icmp::Other(kind, code) => format!("類型 {kind} 代碼 {code}"),
    };
    format!("{says}（來自 {sender}）")
}
