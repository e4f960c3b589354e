//! English.

super::meanings! {
    ControlUnanswered {
        means "The client asks for a control connection and hears nothing. There is no server at that address, or a \
            filter drops what is sent to it. The user sees a long wait and then \"connection timed out\".";
        proof "Three SYNs or more to the control port, with growing pauses, and no SYN-ACK, no RST and no ICMP error.";
        otherwise "A capture of one direction only looks the same; then other connections lack their answers too. One \
            SYN at the end of a capture proves nothing, so it is not said then.";
    }
    ControlRefused {
        means "The host answers at once that it takes no connection on the control port. The service is not running, \
            listens on another port or address, or a firewall refuses in its name.";
        proof "A RST answers the client's SYN.";
        otherwise "A firewall that rejects with a RST. Its TTL may differ from that of the host's other packets.";
    }
    ControlRejected {
        means "A router or firewall refuses the control connection, and says so with an ICMP error.";
        proof "An ICMP or ICMPv6 error that quotes the client's SYN to the control port. Its sender is \
            the box that refuses.";
        otherwise "\"Host unreachable\" may also mean that the host is off or its route is gone; \"administratively \
            prohibited\" is always a rule.";
    }
    NoGreeting {
        means "The connection stands, but the server never says 220. It hangs, it has just failed, or it does not let \
            this client in.";
        proof "A handshake on the control port, then no 220: silence until the client gave up, or a FIN or RST from \
            the server.";
        otherwise "Implicit FTPS waits for the client's TLS and greets nobody before (see tls-mode-mismatch). A proxy \
            or port forwarding may accept a connection for a server that is down.";
    }
    SlowLogin {
        means "Somebody waits for over a second before the greeting, or after USER or PASS. Mostly the server looks up \
            the client's name, or asks port 113 (ident) and gets no answer.";
        proof "Over a second between the handshake and the 220, or between USER or PASS and the reply. SYNs of the \
            server to port 113 in the gap show why.";
        otherwise "A round trip that is that long, a busy server, or one that delays failed logins on purpose. Round \
            numbers such as 5, 10 or 30 s point to a timer.";
    }
    ServerBusy {
        means "The server has no room for this client: too many sessions, for all or for one address.";
        proof "421 as the greeting, or a 421 that speaks of too many connections.";
        otherwise "Some servers say 421 as well when they shut down or do not let an address in; the words tell.";
    }
    IdleTimeout {
        means "Nothing was said on the control connection for so long that the server ended the session.";
        proof "421 after a silence on the control connection, without a command that it could answer.";
        otherwise "During a long transfer the control connection is silent too: a server that does not count the data \
            ends a session that is busy.";
    }
    ControlLost {
        means "The control connection broke: one side goes on sending and the other is gone. After a long transfer it \
            is mostly a firewall or NAT that forgot the silent connection, while the file did arrive.";
        proof "Segments on the control connection that are sent again and again and never acknowledged, or a RST from \
            a box that is not the peer.";
        otherwise "A host that crashed or went to sleep, or a link that was cut: then all its connections end at the \
            same moment.";
    }
    NotFtp {
        means "Something else than FTP is spoken on the control port: HTTP, SSH, or bytes of no protocol that is known.";
        proof "The first bytes of either side: a request line, SSH-2.0, or what is no FTP at all.";
        otherwise "A ClientHello is told as tls-mode-mismatch. A capture that began in the middle may show the rest of \
            a line; nothing is said then.";
    }
    LoginRefused {
        means "The server does not accept name or password, or the user may not log in.";
        proof "530 or 430 to USER or PASS.";
        otherwise "530 also stands for \"TLS first\"; then tls-required is said instead. What is wrong stands in the \
            server's log only, because the reply is the same on purpose.";
    }
    BruteForce {
        means "One client had many logins refused in the capture: somebody tries passwords, or a job runs with an old \
            one.";
        proof "Many times 530 or 430 to PASS, all from one address.";
        otherwise "Many users behind one NAT share an address. Names that change speak for an attack, one name for a \
            job.";
    }
    CleartextPassword {
        means "The password went over the network in clear text. Whoever can capture packets on the way can log in.";
        proof "PASS of a named user, with no TLS before it.";
        otherwise "A VPN around it may protect the path outside of the capture. Anonymous logins are not told.";
    }
    TlsRequired {
        means "The server lets nobody log in or transfer without TLS, and the client did not ask for it.";
        proof "530, 521, 534 or 421 whose words speak of TLS, SSL or encryption, and no AUTH before.";
        otherwise "Little: the words of the reply say it.";
    }
    TlsRefused {
        means "The client asked for TLS and the server does not do it. Where the client goes on all the same, the \
            password is sent in clear text.";
        proof "4xx or 5xx to AUTH.";
        otherwise "A box on the way may remove AUTH or answer in the server's name, so that it can read on. A capture \
            on the other side of it shows another reply.";
    }
    TlsHandshakeFailed {
        means "TLS began and was broken off, before anything could be protected: a certificate that is not trusted, or \
            no version or cipher in common.";
        proof "A TLS alert, a RST or a FIN between ClientHello and the end of the handshake. The alert's name and \
            sender tell whose check failed.";
        otherwise "In TLS 1.3 late alerts are encrypted, so the end alone is seen. A box that inspects TLS may break \
            it off as well.";
    }
    TlsModeMismatch {
        means "One side takes TLS for granted from the first byte (implicit FTPS), the other speaks FTP in clear text \
            first (explicit FTPS). They wait for each other, or break off.";
        proof "A ClientHello where FTP was to come, or silence on port 990, where the client has to begin with TLS.";
        otherwise "Silence on another port may be a server that hangs (no-greeting).";
    }
    TlsResumptionRequired {
        means "The server takes a data connection only if it resumes the TLS session of the control connection, to be \
            sure that both come from the same client. This client begins a new one each time.";
        proof "The data connection's TLS is a full handshake, without the control session's ticket or id, and the \
            transfer ends in 425 or 522, or at once.";
        otherwise "Without keys only the words of a reply in clear text, or the pattern over several transfers, tell. \
            A server that has forgotten the session behaves the same.";
    }
    DataProtectionRequired {
        means "The server wants data connections encrypted, and the client left them in clear (PROT C, or no PROT).";
        proof "521, 522, 534, 536 or 425 to a transfer, and no PROT P before it.";
        otherwise "521 and 522 also answer an address family that is not supported; the command before tells.";
    }
    EncryptedControl {
        means "The commands are inside TLS and no keys were given. Which connection served what is inferred from \
            addresses, times and sizes.";
        proof "AUTH, or a ClientHello as the first bytes, and TLS records from there on.";
        otherwise "Nothing. It is no fault, but it makes the rest less sure, and it is why NAT helpers fail with FTPS.";
    }
    PortPrivateAddress {
        means "The client is behind a NAT and announces its inner address in PORT or EPRT. The server cannot reach it, \
            so every active transfer fails.";
        proof "PORT or EPRT with an address that is private or not the client's as the server sees it, and a refusal \
            or SYNs in vain.";
        otherwise "Captured inside the NAT, the PORT may be rewritten further on; then the transfer works, and nothing \
            is said.";
    }
    PortRefused {
        means "The server does not accept the endpoint that the client announced, so active mode is not possible here.";
        proof "4xx or 5xx to PORT or EPRT.";
        otherwise "Active mode may be off altogether, or the server compares the address with that of the control \
            connection; a NAT in between makes the two differ. After EPSV ALL a refusal is right.";
    }
    AnnouncementMissing {
        means "A transfer was asked for before anybody said where the data connection should go.";
        proof "425 to a transfer command with no PORT, EPRT, PASV or EPSV before it, and no attempt at the default \
            data port.";
        otherwise "An announcement that the capture lacks: where packets are missing, nothing is said.";
    }
    PasvPrivateAddress {
        means "The server is behind a NAT and announces its inner address in 227. The client cannot reach it, unless \
            it ignores the address and goes to the server that it knows.";
        proof "227 with a private, loopback or 0.0.0.0 address, while the client knows the server under another one.";
        otherwise "Client and server may both be in that network: if the connection goes there and works, nothing is \
            said.";
    }
    PasvWrongAddress {
        means "The server announces an address in 227 that is not its own: an old address after a move, a wrong \
            setting, or another server of a cluster.";
        proof "227 with a public address that differs from the one that the client is connected to.";
        otherwise "A load balancer may mean another machine on purpose, and then the connection works. FXP is told as \
            such.";
    }
    AnnouncementRewritten {
        means "An FTP helper on a NAT put the outer address and port into PORT or 227 in passing. That is its task, \
            and it works as long as it can read the commands.";
        proof "The same command on both sides of the NAT, in one capture, with other numbers.";
        otherwise "Nothing: the two copies belong to one stream, by their sequence numbers.";
    }
    AnnouncementMalformed {
        means "The endpoint in PORT, EPRT, 227 or 229 cannot be read, or only by some. Clients that take it and \
            helpers in firewalls differ in what they make of it.";
        proof "The text itself: numbers missing or over 255, port 0, an address of another family, no parentheses.";
        otherwise "A box on the way that rewrote the text badly: a capture on its other side shows what was sent.";
    }
    EpsvFallback {
        means "EPSV did not work, and the client had to try PASV. Each such attempt costs time, often many seconds.";
        proof "4xx or 5xx to EPSV, or a 229 whose connection failed, and then PASV in the same session.";
        otherwise "Clients that try both on purpose. Where only EPSV fails, a helper that reads 227 and not 229 is the \
            usual cause.";
    }
    ActiveUnanswered {
        means "Active mode: the server tries to connect to the client, and its SYNs vanish. A firewall or NAT in front \
            of the client drops them.";
        proof "SYNs of the server to the endpoint of PORT or EPRT, three or more for certainty, and nothing back.";
        otherwise "Captured at the server, the SYNs may be lost anywhere on the way; captured at the client, it is its \
            own firewall. A private address is told as port-private-address.";
    }
    ActiveRefused {
        means "Active mode: the server connects, and is told that nobody listens there.";
        proof "A RST answers the server's SYN. The same TTL as the client's other packets: the client itself; another \
            one: a box in front of it.";
        otherwise "The client gave up and closed its listener before the server came, or a NAT forwards the port to \
            nobody.";
    }
    ActiveRejected {
        means "Active mode: a router or firewall refuses the server's connection, and says so with an ICMP error.";
        proof "An ICMP or ICMPv6 error that quotes the server's SYN. Its sender is the box that refuses.";
        otherwise "\"Host unreachable\" for a private address means that the server has no route to it, not that \
            there is a rule.";
    }
    ActiveNoAttempt {
        means "Active mode: the server accepted PORT and a transfer, and then no connection of it is seen.";
        proof "PORT or EPRT with 200, a transfer command, and no SYN of the server; then 425, or nothing.";
        otherwise "Captured at the server: it did not try, or its own firewall holds it back. Elsewhere: its SYN was \
            filtered before the capture. A capture at the server tells.";
    }
    PassiveUnanswered {
        means "Passive mode: the client connects to the port that the server named, and its SYNs vanish. The port is \
            not open in a firewall, or not forwarded by a NAT. The user sees LIST hang after a good login.";
        proof "SYNs of the client to the endpoint of 227 or 229, three or more for certainty, and nothing back, while \
            the control connection lives.";
        otherwise "Captured at the client: somewhere on the way. Captured at the server, with the SYNs in it: its own \
            firewall, or a full queue. With FTPS: a helper that cannot read the 227.";
    }
    PassiveRefused {
        means "Passive mode: the client connects to the port that the server named, and is told that nobody listens \
            there.";
        proof "A RST answers the client's SYN. The same TTL as the server's other packets: the server itself; another \
            one: a box in front of it.";
        otherwise "A port that is not published into the container, a listener on another address, one that has \
            closed already, or a load balancer that chose another server.";
    }
    PassiveRejected {
        means "Passive mode: a router or firewall refuses the client's connection, and says so with an ICMP error.";
        proof "An ICMP or ICMPv6 error that quotes the client's SYN to the announced endpoint. Its \
            sender refuses.";
        otherwise "\"Host unreachable\" for a private address means that the client has no route to it, not that \
            there is a rule.";
    }
    PassiveNoAttempt {
        means "Passive mode: the server named a port and waits, and no connection of the client is seen.";
        proof "227 or 229 that is not superseded, and no SYN to it for seconds, until the session ends or fails.";
        otherwise "The client did not like the address, or could not read the reply; or a filter took the SYN before \
            the capture. A client that changes its mind is not told.";
    }
    Stranger {
        means "A host that is not the peer of the control connection came to the data connection: a server with \
            several addresses, a proxy, or somebody who steals the file.";
        proof "The data connection's SYN comes from another address than that of the control connection's peer.";
        otherwise "FXP is told as such, where the capture holds both control connections. Carrier NATs may use several \
            addresses for one client.";
    }
    Bounce {
        means "The client told the server to connect to a third host or to the port of a service. Attackers use \
            servers so, to scan ports and to hide themselves.";
        proof "PORT or EPRT with an address that is not the client's, or a port under 1024. Accepted it is an error of \
            the server's settings, refused a warning.";
        otherwise "FXP looks the same from one side; with both sides in the capture it is told as fxp. A private \
            address is told as port-private-address.";
    }
    Fxp {
        means "Two servers exchange a file directly: the client gave one the port of the other.";
        proof "The same endpoint in the 227 of one control connection and in the PORT of another, and a data \
            connection between the servers.";
        otherwise "Nothing.";
    }
    TransferRefused {
        means "The server would not do a transfer: no such file, no permission, a name that is not allowed.";
        proof "550, 553, 450, 532 or 552 to a transfer command. The words of the reply say more.";
        otherwise "Little. It is no question of connections, although clients often show it together with them. An \
            empty listing gives 450 or 550 on some servers.";
    }
    TransferFailed {
        means "The data connection came to be, and the transfer broke off. What has arrived is not the whole file.";
        proof "425, 426, 451 or 452 with the data connection made, or both connections closed without a final reply. \
            The first FIN or RST tells who ended it, the sequence numbers after how many bytes.";
        otherwise "A RST that neither side sent, from a box on the way. A full disk is told as disk-full where the \
            words say so.";
    }
    TransferAborted {
        means "The client broke off a transfer, by ABOR or by closing the data connection.";
        proof "ABOR, or the client's FIN or RST on a download's data connection before the server had sent all.";
        otherwise "A client that crashed. It is no fault of the network.";
    }
    TransferTruncated {
        means "The server says that the transfer is complete, and yet fewer bytes came than it had promised. The file \
            is cut.";
        proof "Fewer payload bytes than the size in 213 or 150, less what REST skipped, and then 226 or 250.";
        otherwise "A file that changed between SIZE and the transfer. TYPE A changes sizes, so it is not compared then.";
    }
    DiskFull {
        means "The server has no room for the file, or the user's quota is used up.";
        proof "452 or 552, or a 451 or 426 whose words speak of space, disk or quota.";
        otherwise "Inodes may be used up while bytes are free; the server's log tells.";
    }
    TransferStalled {
        means "A transfer stood still for seconds: the receiver took no more, the sender sent nothing, or segments were \
            lost again and again.";
        proof "A pause on the data connection: with a zero window, it is the receiver; with retransmissions, the path; \
            with neither, the sender.";
        otherwise "A capture that lacks packets shows pauses that were none; nothing is said then. Servers may limit \
            the rate on purpose.";
    }
    PmtuBlackHole {
        means "Small segments pass and full-size ones never do: a link on the way has a smaller MTU, and the ICMP error \
            that should say so is filtered. A short LIST works, files hang.";
        proof "Segments of the full size, sent again and again and never acknowledged, while smaller ones are.";
        otherwise "Seen from the receiver's side it looks like a stall. A broken network card or tunnel may also lose \
            only large frames.";
    }
    AsciiDamage {
        means "A file that is not text went over in TYPE A. Line ends were changed on the way, and the file is damaged.";
        proof "TYPE A, or no TYPE at all, in force at a transfer whose content is binary by its first bytes.";
        otherwise "Some servers ignore TYPE A and send the bytes as they are: compare sizes or hashes.";
    }
    RepliesOutOfStep {
        means "Replies and commands are off by one: the client takes each reply for the answer to the next command. \
            What it then does seems to make no sense.";
        proof "Replies that fit no command at their place, but each the one before or after it, several times in a row.";
        otherwise "Clients that send several commands at once are not out of step. Lost packets may look so; nothing \
            is said then.";
    }
    CaptureIncomplete {
        means "The capture does not hold all of it. Other verdicts are said with that in mind, or not at all.";
        proof "Acknowledgements of bytes that are not there, a start without a handshake, one direction only, frames \
            cut by the snap length, a broken file, or transfers without their data connections.";
        otherwise "Data connections that took another path, as with two network cards, look as if a filter had left \
            them out.";
    }
    CapturedTwice {
        means "Every packet is in the capture twice, or the session on both sides of a NAT. The copies are no \
            retransmissions and no other sessions.";
        proof "Each segment again with the same sequence number after moments, or two control connections with the \
            same sequence numbers and the same words.";
        otherwise "Nothing: real retransmissions come later and not of every segment.";
    }
    ProtocolViolation {
        means "One side sends what no FTP has: endless lines, NUL bytes, replies without a code, or one that never \
            ends. It is a broken program, or an attack on a parser.";
        proof "The lines themselves.";
        otherwise "Another protocol on a port where FTP was expected is told as not-ftp.";
    }
    HostileText {
        means "Names, banners or listings hold what does harm where it is shown or used: terminal escapes, \
            overrides of direction, or paths that lead upwards.";
        proof "The bytes themselves, which ftpscope shows escaped.";
        otherwise "An escape sequence may be there by accident, such as colours in a banner.";
    }
}
