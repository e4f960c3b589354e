//! English.

explanations! {
    verbs {
        "USER" => "The client says who wants to log in; mostly 331 asks for a password next. Through a proxy the name \
            often carries the server too: user@host.";
        "PASS" => "The client sends the password. Without TLS it crosses the network as plain text.";
        "ACCT" => "The client names an account, for servers that want more than a name and a password: after 332 at \
            login, or after 532 when storing.";
        "CWD" => "The client changes the working directory, in which the paths that follow begin. 550 mostly means \
            that it does not exist or may not be entered.";
        "CDUP" => "The client changes to the directory above, however paths are written on the server.";
        "SMNT" => "The client asks for another file system without a new login. Hardly any server knows it.";
        "REIN" => "The client begins anew: user and settings are forgotten, the control connection stays. A transfer \
            that is under way may still finish.";
        "QUIT" => "The client ends the session. A transfer that is under way is finished first.";
        "PORT" => "The client listens and announces address and port in six numbers: active mode. A NAT that does not \
            rewrite the address, or a firewall that lets nothing in, makes the transfer fail.";
        "PASV" => "The client asks the server to listen and to say where: passive mode. The answer, 227, holds an \
            IPv4 address, and behind a NAT that is often the wrong one.";
        "TYPE" => "The client sets how data is represented. A sends text with CRLF line ends, so sizes differ and \
            other files are damaged; I sends the bytes as they are.";
        "STRU" => "The client sets the structure of files. F, a plain run of bytes, is the default and nearly the \
            only one in use; R and P come from mainframes.";
        "MODE" => "The client sets how data is sent. S, the default, sends it plainly and marks its end by closing; B \
            and C divide it into blocks; Z compresses it, so fewer bytes cross the network than the file has.";
        "RETR" => "The client fetches a file over a data connection. A REST just before it makes the file begin \
            further on.";
        "STOR" => "The client stores a file over a data connection. A file of that name is overwritten.";
        "STOU" => "The client stores a file under a name that the server chooses, so that none is overwritten. The \
            name is in the text of the reply.";
        "APPE" => "The client adds to the end of a file, or stores it if there is none.";
        "ALLO" => "The client announces how many bytes it will store. Most servers need no such thing and answer 202.";
        "REST" => "The client says where the next transfer is to begin: REST n, then RETR, resumes a download at byte \
            n. It holds for the command right after it only.";
        "RNFR" => "The client names the file to be renamed. 350 asks for the new name, which RNTO must give next.";
        "RNTO" => "The client gives the new name of the file that RNFR named. Without an RNFR just before it the \
            answer is 503.";
        "ABOR" => "The client breaks off the transfer. It should come with Telnet's Interrupt Process and Synch as \
            urgent data, so that a busy server notices it; often two replies follow.";
        "DELE" => "The client deletes a file.";
        "RMD" => "The client removes a directory. Most servers refuse while something is in it.";
        "MKD" => "The client makes a directory. 257 tells its full path in quotation marks.";
        "PWD" => "The client asks for the working directory. 257 tells it in quotation marks; a quotation mark in the \
            name is doubled.";
        "LIST" => "The client asks for a listing for human eyes, over a data connection. Its form is up to the \
            server, which is why programs read it differently.";
        "NLST" => "The client asks for names only, one a line, over a data connection. Some servers answer 450 or 550 \
            if there are none.";
        "SITE" => "The client gives a command of this server's own, such as SITE CHMOD. SITE HELP tells which there \
            are.";
        "SYST" => "The client asks for the kind of system, to know how listings look. Many servers say UNIX whatever \
            they run on.";
        "STAT" => "The client asks for the state of the session or of the transfer. With a path it asks for a listing \
            over the control connection, which needs no data connection.";
        "HELP" => "The client asks which commands the server knows, or how one is used.";
        "NOOP" => "The client asks for nothing. Such commands keep the control connection alive where a firewall or \
            the server would close it as idle.";
        "XCUP" => "The old name of CDUP, from the time before RFC 959.";
        "XCWD" => "The old name of CWD, from the time before RFC 959.";
        "XMKD" => "The old name of MKD, from the time before RFC 959.";
        "XPWD" => "The old name of PWD, from the time before RFC 959. Windows' ftp.exe still sends it.";
        "XRMD" => "The old name of RMD, from the time before RFC 959.";
        "MAIL" => "The client sends mail over the control connection, up to a line with a single dot. FTP carried \
            mail before there was SMTP.";
        "MLFL" => "The client sends mail over a data connection, as it was done before SMTP.";
        "MSND" => "The client sends a message to the terminal of a user who is logged in; FTP could do so before SMTP.";
        "MSOM" => "The client sends a message to a user's terminal, or as mail if the user is not logged in.";
        "MSAM" => "The client sends a message to a user's terminal and as mail as well.";
        "MRSQ" => "The client chooses how one mail goes to many: recipients first, or text first.";
        "MRCP" => "The client names one recipient of a mail that goes to many.";
        "XSEN" => "The old name of MSND: a message to a user's terminal.";
        "XSEM" => "The old name of MSOM: a message to a user's terminal, or else mail.";
        "XMAS" => "The old name of MSAM: a message to a user's terminal and mail.";
        "XRSQ" => "The old name of MRSQ: how one mail goes to many.";
        "XRCP" => "The old name of MRCP: one recipient of many.";
        "APSV" => "The client asks that all transfers from now on be passive. It was proposed for firewalls; EPSV ALL \
            took its place.";
        "LPRT" => "The client listens and announces an address of any length: PORT for more than IPv4. EPRT took its \
            place.";
        "LPSV" => "The client asks the server to listen and to announce an address of any length: PASV for more than \
            IPv4. EPSV took its place.";
        "AUTH" => "The client chooses how to secure the control connection, today mostly AUTH TLS. After 234 the TLS \
            handshake begins at once.";
        "ADAT" => "The client sends one step of the security exchange that AUTH began, in base64. TLS needs none of \
            it, Kerberos does.";
        "PBSZ" => "The client sets the size of protected blocks. With TLS it means nothing and is always 0, but it \
            must come before PROT.";
        "PROT" => "The client sets how data connections are protected: P encrypts them, C leaves them clear. Without \
            PROT P, files mostly travel readable although the session uses TLS.";
        "CCC" => "The client ends the encryption of the control connection, so that NAT helpers and firewalls can \
            read PORT and 227 again. Commands are readable from then on.";
        "MIC" => "A whole command travels inside, signed but readable, in base64. The reply comes as 631.";
        "CONF" => "A whole command travels inside, encrypted but not signed, in base64.";
        "ENC" => "A whole command travels inside, encrypted and signed, in base64. The reply comes as 632 or 633.";
        "FEAT" => "The client asks which extensions the server knows. The answer has one a line; a server that knows \
            none says 500 or 502.";
        "OPTS" => "The client sets an option of a command, such as OPTS UTF8 ON for names in UTF-8, or the facts that \
            MLSD is to list.";
        "EPRT" => "The client listens and announces address and port as text: PORT for IPv4 and IPv6. Behind a NAT it \
            fails as PORT does.";
        "EPSV" => "The client asks the server to listen and to name the port only. As the answer, 229, has no address \
            in it, it passes a NAT unharmed.";
        "LANG" => "The client chooses the language of the replies' texts.";
        "MDTM" => "The client asks when a file was last modified, in UTC. Some clients put a time before the name to \
            set it instead.";
        "SIZE" => "The client asks how many bytes a transfer of the file would carry. That depends on TYPE, so many \
            servers refuse it under TYPE A.";
        "MLST" => "The client asks for the facts of one file or directory, in a form for programs, over the control \
            connection.";
        "MLSD" => "The client asks for the facts of all that is in a directory, in a form for programs, over a data \
            connection. Unlike LIST it looks the same on every server.";
        "HOST" => "The client says which of the names of this address it means, as several sites may share one \
            server. It must come before USER.";
        "XCRC" => "The client asks for the CRC-32 of a file, to check a transfer.";
        "XMD5" => "The client asks for the MD5 of a file, to check a transfer.";
        "XSHA" => "The client asks for the SHA-1 of a file, to check a transfer.";
        "XSHA1" => "The client asks for the SHA-1 of a file under that name, to check a transfer.";
        "XSHA224" => "The client asks for the SHA-224 of a file, to check a transfer.";
        "XSHA256" => "The client asks for the SHA-256 of a file, to check a transfer.";
        "XSHA384" => "The client asks for the SHA-384 of a file, to check a transfer.";
        "XSHA512" => "The client asks for the SHA-512 of a file, to check a transfer.";
        "MD5" => "The client asks for the MD5 of a file, by the way a draft proposed.";
        "MMD5" => "The client asks for the MD5 of several files at once.";
        "HASH" => "The client asks for a file's hash. OPTS HASH chooses the algorithm, RANG the part of the file.";
        "RANG" => "The client says which bytes of the file the next transfer or HASH is about: the first and the \
            last. REST has no last.";
        "MFMT" => "The client sets a file's modification time, in UTC, mostly after storing it.";
        "MFCT" => "The client sets a file's creation time, in UTC. Not every file system has one.";
        "MFF" => "The client sets facts of a file, such as times, owner and mode, by the names that MLST lists them \
            under.";
        "CLNT" => "The client tells its name and version. The server need do nothing with it.";
        "CSID" => "The client tells its name and version, and the server tells its own in return.";
        "AVBL" => "The client asks how many bytes may still be stored in a directory.";
        "DSIZ" => "The client asks how many bytes a directory holds with all that is in it.";
        "COMB" => "The client has the server join parts into one file, mostly after storing them side by side.";
        "THMB" => "The client fetches a small picture of an image instead of the image itself.";
        "RMDA" => "The client removes a directory with all that is in it.";
        "MACB" => "The client switches MacBinary on or off: files of old Macs with both of their forks in one.";
        "PRET" => "The client says which transfer comes next, before PASV. A server made of many machines then knows \
            which of them is to listen.";
        "SPSV" => "The client asks for passive mode on the server's one port, so that a firewall need let in no other.";
        "CPSV" => "The client asks for PASV with the server as the TLS client of the data connection: for encrypted \
            transfers from server to server.";
        "SSCN" => "The client sets whether the server is the TLS client of data connections. From server to server \
            one of the two must be.";
        "SECURE" => "The client asks for a protected connection, in a way that is older than AUTH.";
        "P@SW" => "The client asks for PASV under another spelling, so that no gateway on the way rewrites the answer.";
        "ESTA" => "The client has the server open the data connection and say from which address and port, so that it \
            can tell the right one from a stranger's.";
        "ESTP" => "The client asks who has connected to the server in passive mode, to be sure that it was itself and \
            no stranger.";
        "LISP" => "The client asks for a listing by a relative of LIST that hardly any server knows.";
        "SPAS" => "The client asks several machines to listen at once (GridFTP). One file then travels over several \
            data connections.";
        "SPOR" => "The client announces several endpoints at once (GridFTP). One file then travels over several data \
            connections.";
        "ERET" => "The client fetches a file through a module of the server, such as one that sends a part of it \
            (GridFTP).";
        "ESTO" => "The client stores a file through a module of the server, such as one that writes at an offset \
            (GridFTP).";
        "SBUF" => "The client sets the size of TCP's buffers for data connections (GridFTP). Long, fast paths need \
            large ones.";
        "ABUF" => "The client asks that the size of TCP's buffers be found by trial (GridFTP).";
        "DCAU" => "The client sets whether the two ends of a data connection must prove who they are (GridFTP).";
        "CKSM" => "The client asks for the checksum of a file or of a part of it, by an algorithm that it names \
            (GridFTP).";
        "SCKS" => "The client says which checksum the file that it will store must have (GridFTP).";
        "OPEN" => "The client tells a proxy which server to connect to. What follows is for that server.";
        "LOGON" => "The client tells a proxy to log in, or which server to connect to. What follows is for that \
            server.";
    }
    codes {
        110 => "The server notes a restart marker: where in the data a transfer can be resumed, in block or \
            compressed mode.";
        111 => "The server tells which bytes it has written so far (GridFTP). The transfer goes on.";
        112 => "The server tells how far the transfer is (GridFTP). The transfer goes on.";
        120 => "The server is not ready yet, says in how many minutes it will be, and will send 220 then.";
        125 => "The data connection is open already, and the transfer begins on it. Another reply will say how it \
            ended.";
        150 => "The server accepts the command and is about to open or use the data connection. If it then cannot be \
            opened, 425 follows.";
        200 => "The command was carried out.";
        202 => "The server need not do that, and goes on as if it had.";
        211 => "The server tells its state, or what it knows; after FEAT, its extensions.";
        212 => "The server tells about a directory.";
        213 => "The server tells about a file: its size after SIZE, its time after MDTM.";
        214 => "A text for people on how the server is used.";
        215 => "The kind of system that the server says it is. Clients choose by it how they read listings.";
        220 => "The server is ready for a new user. It is the greeting, and comes after REIN and HOST as well.";
        221 => "The server says goodbye and closes the control connection.";
        225 => "The data connection is open, with no transfer on it.";
        226 => "The transfer is complete, or was broken off as asked, and the data connection closes. It may arrive \
            before the last of the data.";
        227 => "The server listens. Four numbers are its IPv4 address, two are the port: the first times 256, plus \
            the second. Behind a NAT the address is often a private one that clients cannot reach.";
        228 => "The server listens on an address of any length, family and lengths first: the answer to LPSV.";
        229 => "The server listens on this port, at the address that the control connection goes to already.";
        230 => "The login is accepted.";
        231 => "The user is logged out.";
        232 => "The login is accepted without a password: the security exchange has shown who it is.";
        234 => "The server accepts the security mechanism. With AUTH TLS the TLS handshake begins right after it.";
        235 => "The security exchange is complete.";
        250 => "What was asked for a file or directory is done.";
        251 => "Done; the text holds the checksum, as a few servers answer.";
        252 => "Done; the text holds the checksum, as other servers answer.";
        253 => "Done; the file's time is set, or told in the text.";
        257 => "A path in quotation marks: the working directory, or the one that was made.";
        331 => "The name is noted, the password must follow. Most servers say so of unknown names too, and refuse \
            with 530 later.";
        332 => "The server wants an account as well, with ACCT.";
        334 => "The server accepts the security mechanism and waits for the client's data, with ADAT.";
        335 => "The server accepts the security data and needs more, with another ADAT.";
        336 => "The name is noted, and the server sets a challenge that the password must answer.";
        350 => "So far so good: another command must complete it, RNTO after RNFR, a transfer after REST.";
        421 => "The server closes the control connection. The usual causes: nothing was said for too long, too many \
            are connected already, or the server shuts down. Some servers do not count a running transfer as \
            activity.";
        425 => "The server could not open the data connection. The usual causes: a firewall or NAT in between, an \
            address in PORT that it cannot reach, or that nobody ever connected to the port it announced. With TLS, \
            that the session was not resumed.";
        426 => "The transfer was broken off and the data connection closed: by ABOR, by the client, or by something \
            on the way. What has arrived is not the whole file.";
        430 => "Name or password is wrong.";
        431 => "The server lacks something for security, mostly a certificate or a key.";
        434 => "The host that was asked for cannot be reached.";
        450 => "The file cannot be had for now, mostly because somebody else is using it. Some servers say so of an \
            empty listing.";
        451 => "The server gave up because of an error of its own: a full or broken disk, an interrupted connection, \
            a bug.";
        452 => "There is no space left on the server.";
        500 => "The server does not understand the command: it does not know it, or the line is broken or too long. \
            Old servers say so of every extension; after PORT it often means that the address is refused.";
        501 => "The command is understood, what follows it is not: something is missing, misspelt or out of range.";
        502 => "The server knows the command but does not offer it.";
        503 => "The commands come in the wrong order, such as PASS without USER, RNTO without RNFR, or PROT without \
            PBSZ.";
        504 => "The command is known, but not with this argument, such as a TYPE or an AUTH that the server does not \
            have. After PORT it often means that the endpoint is not allowed.";
        521 => "The data connection cannot be opened with this PROT setting: the server mostly wants PROT P. After \
            LPRT or LPSV: it does not know the address family.";
        522 => "After EPRT or EPSV: the server does not support this network protocol; the numbers in parentheses are \
            those it does (1 IPv4, 2 IPv6). After a transfer: TLS on the data connection failed, often because the \
            session was not resumed.";
        530 => "Not logged in: name or password is wrong, the user is not allowed in, or the login is still to come. \
            Some servers also say so when TLS is required.";
        532 => "Storing needs an account, with ACCT.";
        533 => "The server's policy does not allow this command at this protection level, such as CCC where \
            encryption is required.";
        534 => "The server's policy forbids it: a mechanism or PROT level that is too weak, or a login or transfer \
            without TLS where TLS is required.";
        535 => "The security check failed: something was forged, out of order or not what the keys say.";
        536 => "The security mechanism does not have this PROT level. TLS has C and P only.";
        537 => "The security mechanism does not have this protection for commands.";
        550 => "The server did not do it: there is no such file or directory, or the user may not touch it. Removing \
            a directory that is not empty, and SIZE under TYPE A, end so too.";
        551 => "The server does not know the page type of this file.";
        552 => "It would take more space than the user is allowed: a quota is used up.";
        553 => "The server does not allow this file name, because of its characters or because the user may not write \
            there.";
        554 => "The transfer cannot begin where REST said, mostly beyond the end of the file.";
        555 => "The TYPE or STRU in force does not fit the file that is there already.";
        631 => "A reply in base64, signed: the real code is inside.";
        632 => "A reply in base64, encrypted and signed: the real code is inside.";
        633 => "A reply in base64, encrypted: the real code is inside.";
    }
    first {
        1 => "A code that begins with 1: the command is under way, and another reply will follow.";
        2 => "A code that begins with 2: the command was carried out.";
        3 => "A code that begins with 3: so far so good, but another command must follow.";
        4 => "A code that begins with 4: it failed for now; the same command may work later.";
        5 => "A code that begins with 5: it failed; the same command will fail again unless something changes.";
        6 => "A code that begins with 6: a protected reply, with the real one inside.";
    }
    second {
        0 => " The second digit, 0, stands for the command as it is written.";
        1 => " The second digit, 1, stands for information.";
        2 => " The second digit, 2, stands for the control or data connection.";
        3 => " The second digit, 3, stands for login and account.";
        5 => " The second digit, 5, stands for files on the server.";
        _ => " The second digit has no agreed meaning.";
    }
}
