//! 繁體中文: 防火牆.

use super::Firewall;

/// 繁體中文。
pub const ZH_HANT: Firewall = Firewall {
    server_side: "伺服器自己的防火牆",
    client_side: "用戶端自己的防火牆",
    router_side: "兩者之間的路由器",
    control: "控制",
    passive: "被動",
    active: "主動",
    always: "一律需要",
    unhelped: "無輔助程式或有 TLS",
    helped: "有輔助程式且無 TLS",
    path_in: "入",
    path_out: "出",
    path_through: "轉送",
    anyone: "任何人",
    related: "相關連線",
    nothing: "不需要規則",
    notes: "須知",
    note_state: "每條規則只放行一條連線的第一個封包（SYN），方向如表所示。其後雙向的一切都屬於已知連線（`established`）：不必為回覆或 ACK 另開連接埠。",
    note_source_port: "來源連接埠 20 不是通行證。來源連接埠由送封包的人任選，所以「從連接埠 20 到任何高連接埠」這種規則等於對所有人敞開全部高連接埠。這裡只用它來收窄已寫明伺服器位址的規則。",
    note_active_client: "沒有輔助程式時，主動模式要用戶端接受伺服器連到 1024 以上任何連接埠的連線；被動模式不必。若用戶端能為主動模式設定一小段連接埠，請寫在這裡。",
    note_outgoing: "標為「出」的規則只有在過濾主機對外連線時才有意義；多數主機對外一律放行。",
    note_helper: "輔助程式必須由規則指派給控制連線。Linux 曾自動用於連接埠 21；從 4.7 起預設停用，從 6.0 起已經取消。只載入 nf_conntrack_ftp 並不夠；做 NAT 時還需要 nf_nat_ftp。",
    note_helper_tls: "輔助程式讀的是明文的 PORT、EPRT、227 與 229。在 FTPS 裡它什麼也看不到，所以 FTPS 總是需要「無輔助程式或有 TLS」的那些規則。",
    note_helper_useless: "雖然要求了輔助程式，但控制連線是加密的：它讀不到內容，所以這些規則不用它。",
    note_related: "`related` 並非一概放行：資料連線只限名為 ftp 的輔助程式所預期、且在這些主機之間、連接埠不低於 1024 的；ICMP 錯誤只限與已知連線有關的。",
    note_extended: "EPSV、EPRT 所需的規則與 PASV、PORT 相同；IPv6 上只有前兩者。IPv4 與 IPv6 各需自己的規則。",
    note_icmp: "「需要分段」（IPv4）與「封包過大」（IPv6）必須能通過，否則列目錄正常，大檔案卻會卡住。",
    masquerade: "用戶端若要經過 NAT 才能到達伺服器，伺服器必須公布外部位址（vsftpd `pasv_address`，ProFTPD `MasqueradeAddress`，Pure-FTPd `-P`），NAT 要以相同的號碼轉送控制連接埠與被動範圍。",
    outgoing: "只有在對外連線也被過濾時才需要：",
    ssh: "到本機的 ssh 保持開放。請改成您自己的網段，或刪去這條規則。",
    load_nft: "用 `nft -c -f 檔案` 檢查，用 `nft -f 檔案` 載入；再次載入會取代它自己，不影響其他表。別的表丟棄的封包仍然會被丟棄。",
    load_iptables: "用 `iptables-restore 檔案` 與 `ip6tables-restore 檔案` 載入；帶 -4、-6 的行各自只對一方有效。這會取代 filter 與 raw 兩張表：請先保存 `iptables-save` 與 `ip6tables-save` 的輸出，再補上本機需要的其他規則。",
    drops_rest: "這裡沒有寫明的一律丟棄：載入之前請補上還需要放行的內容。",
    load_ufw: "以 root 身分用 sh 執行。既有規則不受影響。ufw 自己放行已建立與相關的連線以及 ICMP 錯誤，預設拒絕傳入。",
    ufw_helper: "ufw 沒有管輔助程式的指令。把下面幾行放在所寫檔案的最前面，再執行 `ufw reload`：",
    load_firewalld: "以 root 身分用 sh 執行。不更動這條政策以外的內容。firewalld 自己放行已建立與相關的連線以及必要的 ICMP。請依實際情況修改區域。",
    load_windows: "在 PowerShell 裡以系統管理員身分執行；再次執行會取代這些規則。回覆以及與已知連線有關的 ICMP 錯誤自動放行，其他傳入預設封鎖。",
    windows_helper: "對明文工作階段，Windows 自己會讀 FTP；這項設定對整台機器有效。",
    windows_router: "Windows Defender 防火牆只在主機上過濾，不在網路之間過濾：路由器沒有這種格式",
    partial: "伺服器或用戶端比這裡列出的更多。",
    active_unseen: "沒有見到主動模式；`--mode passive` 可以省去它的規則。",
    passive_unseen: "沒有見到被動模式；`--mode active` 可以省去它的規則。",
    judged: "假定防火牆有狀態：只看誰送 SYN、送往哪個連接埠。第一次傳輸失敗之後，用戶端的做法可能與擷取檔裡的不同。",
    failed_anyway: "控制連線本來就沒有建立",
    rules_for: |format, side| format!("{format} 的 FTP 規則：{side}"),
    set_range: |low, high| {
        format!(
            "伺服器上要設定同樣的被動連接埠範圍：vsftpd `pasv_min_port={low}` 與 `pasv_max_port={high}`；ProFTPD `PassivePorts {low} {high}`；Pure-FTPd `-p {low}:{high}`；FileZilla Server 與 IIS 在各自的被動模式設定裡。範圍不必大：同時進行的每個傳輸佔一個連接埠。"
        )
    },
    seen: |sessions, active, passive, encrypted| {
        format!(
            "擷取檔中有 {sessions} 個工作階段，其中主動模式 {active} 個，被動模式 {passive} 個，使用 TLS 的 {encrypted} 個。"
        )
    },
    seen_ports: |low, high, times, advised| {
        format!(
            "伺服器監聽過 {low} 到 {high} 的連接埠（見到 {times} 次）。這不是全部範圍：請查看伺服器設定，或把它設為 {advised}，規則以此為準。"
        )
    },
    scattered: |low, high, times, advised| {
        format!(
            "伺服器監聽過 {low} 到 {high} 的連接埠（見到 {times} 次）：看來沒有設定範圍。請設定一個，例如 {advised}，規則以此為準；否則就得開放全部高連接埠。"
        )
    },
    seen_sources: |below, other| {
        format!(
            "伺服器發起的資料連線：{below} 條來自控制連接埠減一的連接埠，{other} 條來自其他連接埠。"
        )
    },
    seen_elsewhere: |announced, used| {
        format!(
            "位於 {used} 的伺服器在被動模式下公布了 {announced}：它前面有 NAT。它應當公布 {used}：vsftpd `pasv_address={used}`，ProFTPD `MasqueradeAddress {used}`。"
        )
    },
    control_stopped: |rule, id| {
        format!("失敗：`{rule}` 攔下了控制連線（{id}），其後的一切都不會發生")
    },
    data_stopped: |stopped, made| format!("失敗：{made} 條資料連線中有 {stopped} 條被攔下"),
    untouched: |made| format!("不受影響（{made} 條資料連線）"),
    stopped: |what, from, to, bytes, rule, id| {
        format!("{what}：{from} → {to}（{bytes}）被 `{rule}` 攔下：{id}")
    },
    more: |count| format!("還有 {count} 條"),
    total: |failing, sessions| format!("{sessions} 個工作階段中有 {failing} 個會失敗。"),
};
