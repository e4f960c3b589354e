//! English.

super::usage! {
    stages {
        Login {
            when "At the beginning of a session, before anything is transferred.";
            after "The reply lets in (2xx), asks for more (3xx), or refuses (4xx, 5xx).";
        }
        Security {
            when "Early in a session: AUTH mostly before USER, the others before the first transfer.";
            after "The reply; from the next byte, or from the next data connection on, the protection is in force.";
        }
        Settings {
            when "Whenever something is to be done in another way from then on; mostly after the login.";
            after "The reply; the setting stays until it is changed, or until REIN.";
        }
        Endpoint {
            when "Right before each transfer, because a data connection serves one transfer only.";
            after "The reply, then the transfer command. The other side connects to the endpoint: after PORT and EPRT the \
                server, after PASV and EPSV the client.";
        }
        Prelude {
            when "Right before the command that it prepares.";
            after "The reply, mostly 350, then that command. Another command in between undoes it on strict servers.";
        }
        Transfer {
            when "After PORT, EPRT, PASV or EPSV, once for each file or listing.";
            after "150 or 125, the data on the data connection, and 226 or 250 in the end; or a refusal at once.";
        }
        Files {
            when "After the login, at any time. No data connection is needed.";
            after "One reply, which says whether it was done.";
        }
        Information {
            when "At any time, mostly after the login. No data connection is needed.";
            after "One reply with the answer in its text.";
        }
        Abort {
            when "During a transfer, with Telnet's Interrupt Process and Synch before it.";
            after "Two replies: 426 for the transfer and 226 for the ABOR; or one, where the transfer had ended.";
        }
        End {
            when "At the end.";
            after "221, and the server closes the control connection.";
        }
        Mail {
            when "Before there was SMTP; never today.";
            after "A reply, mostly 500 or 502.";
        }
    }
    next {
        120 => "220, when the server is ready.";
        125 => "The data, then 226 or 250, or a failure.";
        150 => "The data connection and the data, then 226 or 250, or a failure such as 425 or 426.";
        202 => "The next command, as after 200.";
        220 => "AUTH TLS or USER from the client; after HOST the same.";
        221 => "The server closes the control connection.";
        226 => "The next command. Some bytes of the data may still be on their way.";
        227 => "The client connects to that endpoint and sends a transfer command.";
        228 => "The client connects to what was announced and sends a transfer command.";
        229 => "The client connects to that port of the control connection's server and sends a transfer command.";
        230 => "Settings such as TYPE, then transfers.";
        234 => "The TLS handshake, on this very connection; the client sends its ClientHello.";
        331 => "PASS from the client.";
        332 => "ACCT from the client.";
        334 => "ADAT from the client.";
        335 => "ADAT from the client.";
        336 => "PASS from the client, with the answer to the challenge.";
        350 => "RNTO after RNFR; RETR, STOR or APPE after REST.";
        421 => "The server closes the control connection; what was not answered was not done.";
        425 => "The client announces or asks for an endpoint again, best in the other mode.";
        426 => "After ABOR a second reply, 226; otherwise the next command.";
        530 => "USER and PASS, or AUTH TLS where that is wanted.";
    }
    classes {
        1 => "Another reply, which ends the command.";
        2 => "The next command.";
        3 => "The command that completes it; another one gives it up.";
        4 => "The same command again, later.";
        5 => "Another command, or the same when something has changed.";
        6 => "What follows the reply inside.";
    }
    verbs {
        "USER" => "331 does not mean that the user exists. USER after a login begins another one, and some servers forbid \
            that.";
        "PASS" => "Spaces in a password belong to it. Without TLS anybody on the path can read it; ftpscope hides it unless \
            --show-passwords is given.";
        "CWD" => "Paths are the server's own: a virtual root is not that of its disk. Spaces before the path belong to it.";
        "PORT" => "Behind a NAT the address is the private one, unless a helper rewrites it; a helper cannot, if the control \
            connection is encrypted or not on port 21. The port is two bytes: 39,136 is 10120, not 39136.";
        "PASV" => "The address in 227 may be private, wrong or 0.0.0.0; many clients ignore it and use the server's. IPv6 \
            has no PASV. Each PASV replaces the one before.";
        "EPRT" => "The delimiter is free, although everybody takes |. Many servers that run on IPv4 alone refuse protocol 2 \
            with 522.";
        "EPSV" => "After EPSV ALL the server must refuse PORT, PASV and EPRT. Firewall helpers that know only 227 leave the \
            port closed, and the client falls back to PASV after a timeout.";
        "TYPE" => "The default is A, not I: a client that sends no TYPE damages binary files. SIZE may differ or be refused \
            under A.";
        "MODE" => "Under B, C and Z the bytes on the wire are not those of the file.";
        "RETR" => "A reply of 226 does not prove that all bytes came: compare with SIZE. The data may come before the 150 in \
            a capture.";
        "STOR" => "A file that exists is overwritten from its first byte, unless REST came before. 226 may come before the \
            last FIN.";
        "STOU" => "The name is in the 150 or in the 226, in no agreed form.";
        "APPE" => "Resuming an upload with APPE adds twice what had already arrived; SIZE first.";
        "ALLO" => "202 and 200 are both success.";
        "REST" => "It counts for the very next transfer only. The offset is in bytes under TYPE I; under A it is not reliable. \
            Two RETR with REST are one file.";
        "RNFR" => "350 is no success yet; without RNTO nothing is renamed.";
        "RNTO" => "Many servers overwrite a file that has the new name.";
        "ABOR" => "Sent plainly in the stream it may be read only after the transfer. Clients that read one reply where two \
            come are out of step from then on.";
        "RMD" => "It is not recursive.";
        "PWD" => "Clients that take all between the first and the last quotation mark fail where the text has more of them.";
        "LIST" => "Flags such as -la are no part of the standard; some servers take them for a path. Times are mostly local \
            and without a year.";
        "NLST" => "It lists names, not only files; an empty directory gives 226, 450 or 550, as the server likes.";
        "SITE" => "What there is differs from server to server; 500 or 502 means only that this one has it not.";
        "SYST" => "Many servers say UNIX Type: L8 whatever they are.";
        "STAT" => "During a transfer it is answered at once on some servers and after it on others.";
        "NOOP" => "Some servers do not count it as activity. During a transfer its reply may come after the 226.";
        "QUIT" => "Closing without QUIT is common and harmless.";
        "AUTH" => "The password is safe only if 234 came and the handshake ended. After it NAT helpers see nothing any more.";
        "PBSZ" => "PROT without PBSZ before it gets 503.";
        "PROT" => "Without it data goes in clear text, although the commands are encrypted. The client is the TLS client on \
            the data connection in active mode too.";
        "CCC" => "From then on commands are readable again, and changeable; many servers refuse it.";
        "FEAT" => "What it lists is what the program knows, which is not always what is switched on.";
        "OPTS" => "OPTS UTF8 ON stands in no RFC; servers that have UTF-8 always on may refuse it.";
        "SIZE" => "The size counts for the TYPE in force. It is of no use for a file that is being written.";
        "MDTM" => "The time is UTC. With two arguments it sets the time on some servers, which MFMT does properly.";
        "MLST" => "The answer is a reply of several lines whose middle line begins with a space.";
        "MLSD" => "It needs a data connection, unlike MLST. Values of facts may hold spaces.";
        "HOST" => "It must come before USER; with TLS before AUTH, so that the right certificate is shown.";
    }
    codes {
        120 => "It is no greeting yet: a client that takes it for one is out of step from then on.";
        125 => "Both 125 and 150 are right, and a few servers send both.";
        150 => "It says nothing about whether the connection works: 150 before a 425 is normal.";
        200 => "It also answers commands that did nothing, such as NOOP and ALLO.";
        211 => "Features stand one on a line after a space; the last line has the code and a space again.";
        213 => "After SIZE it is the size under the TYPE in force; after MDTM the time is UTC.";
        220 => "The banner may name a program that it is not. A greeting of several lines ends with 220 and a space.";
        226 => "It may overtake the last bytes of the data. With fewer bytes than promised the file is cut all the same.";
        227 => "The parentheses are not guaranteed: readers have to look for six numbers. The address may be one that the client \
            cannot reach, and in TLS no helper can correct it.";
        229 => "It has no address on purpose. A load balancer must send the data connection to the same server.";
        230 => "Some servers say 230 to USER alone, and answer 230, 202 or 503 to the PASS that follows.";
        234 => "What is in the same segment after it, in clear text, must not be trusted.";
        250 => "It also ends transfers, as 226 does.";
        257 => "A quotation mark in the path is doubled.";
        331 => "It comes for users that do not exist as well, so that names cannot be guessed.";
        350 => "Nothing is done yet.";
        421 => "It may come at any time, also as the answer to PORT or without a command. Read its words: timeout, too many \
            connections, shutdown.";
        425 => "It is the effect, seldom the cause: look at the SYNs to the announced endpoint. It may come at once (refused), \
            after the server's timer, or never.";
        426 => "After a client closed the data connection itself it is no fault of the network.";
        450 => "Some servers say it for an empty listing.";
        451 => "The words tell: a full disk, a plug-in, a backend.";
        452 => "What was stored so far may be left there, cut.";
        500 => "To PORT it mostly means that the address is not the client's (vsftpd: 500 Illegal PORT command).";
        501 => "To EPRT and EPSV it may mean that only IPv4 is known.";
        502 => "After EPSV clients then try PASV, which costs a round trip only.";
        503 => "PROT before PBSZ, RNTO before RNFR, MLSD or RETR before PASV on some servers.";
        504 => "To AUTH it means that this mechanism is not there; another may be.";
        521 => "Two meanings: PROT P is wanted, or the address family is unknown; the command before tells.";
        522 => "Two meanings: the address family after EPRT and EPSV, TLS on the data connection after a transfer.";
        530 => "Three meanings: wrong name or password, not logged in yet, TLS first. The reply to PASS is the same for an \
            unknown user on purpose.";
        534 => "The policy refuses, not the password: look at AUTH and PROT.";
        550 => "Not found and not permitted share this code. SIZE under TYPE A and NLST of an empty directory get it too.";
        552 => "A quota, not the disk, is mostly used up.";
        553 => "Characters, length or a reserved name; the same file under another name may pass.";
    }
}
