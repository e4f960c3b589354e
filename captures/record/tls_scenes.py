"""The scenes of `tls`: what is spoken in each, and what is to be true of it."""

# Of OpenSSL's SSL_OP_…
NO_TICKET, NO_ENCRYPT_THEN_MAC, CLIENT_RENEGOTIATION = 1 << 14, 1 << 19, 1 << 8
SERVER = "198.51.100.21"

# name, OpenSSL's name, IANA's name
SUITES_12 = [
    ("aes128-gcm", "ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ec"),
    ("aes256-gcm", "ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ec"),
    ("chacha20", "ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ec"),
    ("aes128-ccm", "ECDHE-ECDSA-AES128-CCM", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM", "ec"),
    ("aes256-ccm", "ECDHE-ECDSA-AES256-CCM", "TLS_ECDHE_ECDSA_WITH_AES_256_CCM", "ec"),
    ("aes128-ccm8", "ECDHE-ECDSA-AES128-CCM8", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", "ec"),
    ("aes256-ccm8", "ECDHE-ECDSA-AES256-CCM8", "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8", "ec"),
    ("aes128-sha", "ECDHE-ECDSA-AES128-SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ec"),
    ("aes256-sha", "ECDHE-ECDSA-AES256-SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ec"),
    ("aes128-sha256", "ECDHE-ECDSA-AES128-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "ec"),
    ("aes256-sha256", "AES256-SHA256", "TLS_RSA_WITH_AES_256_CBC_SHA256", "rsa"),
    ("aes256-sha384", "ECDHE-ECDSA-AES256-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", "ec"),
    ("rsa-aes128-gcm", "AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256", "rsa"),
]
SUITES_13 = [
    ("aes128-gcm", "TLS_AES_128_GCM_SHA256"),
    ("aes256-gcm", "TLS_AES_256_GCM_SHA384"),
    ("chacha20", "TLS_CHACHA20_POLY1305_SHA256"),
    ("aes128-ccm", "TLS_AES_128_CCM_SHA256"),
    ("aes128-ccm8", "TLS_AES_128_CCM_8_SHA256"),
]
# Two transfers would double the size, and show nothing more of a suite.
TRANSFERS = [["RETR"], ["STOR"]]
# How data connections come by their keys.
RESUMPTIONS = [None, "session id", "ticket"]


def python_on_both_sides(run, version, resumption=None, active=False, implicit=False, suites=None, server=None, client=None,
                         **facts):
    port = 990 if implicit else 21
    options = {"version": version, "implicit": implicit}
    extra = {"options": NO_TICKET} if resumption == "session id" else {}
    run.scripted_server(port, suites, **options | extra | (server or {}))
    run.scripted_client(port, suites, **options | {"resume": resumption is not None, "active": active} | (client or {}))
    run.facts |= {"server": "Python's ssl (OpenSSL)", "client": "Python's ssl (OpenSSL)", "resumption": resumption} | facts


def define(scene):
    define_suites(scene)
    define_older(scene)
    define_resumed(scene)
    define_rare(scene)
    define_real_servers(scene)
    define_other_libraries(scene)


def described(resumption, active, implicit):
    return ", ".join([
        f"data connections resumed by {resumption}" if resumption else "nothing resumed",
        "active" if active else "passive",
        "implicit" if implicit else "explicit",
    ])


def define_suites(scene):
    """Each suite once; CBC with and without encrypt-then-MAC; resumption, mode and port go round."""
    for index, (name, ciphers, suite, key) in enumerate(SUITES_12):
        resumption, active, implicit = RESUMPTIONS[index % 3], index % 2 == 1, index % 4 == 2
        is_cbc = "_CBC_" in suite
        for mac_last in ([True, False] if is_cbc else [None]):
            without = mac_last is False
            options = {"ciphers": ciphers, "key": key}
            if without:
                options["options"] = NO_ENCRYPT_THEN_MAC | (NO_TICKET if resumption == "session id" else 0)
            said = f"TLS 1.2, {suite}"
            if is_cbc:
                said += " without encrypt-then-MAC" if without else " with encrypt-then-MAC"
            scene(f"{said}; {described(resumption, active, implicit)}",
                  name=f"tls12-{name}" + ("-mac-then-encrypt" if without else ""),
                  version="TLSv1_2", resumption=resumption, active=active, implicit=implicit, server=options,
                  client={"ciphers": ciphers, "transfers": TRANSFERS[index // 2 % 2]}, tls="TLS 1.2",
                  suite=suite)(python_on_both_sides)
    for index, (name, suite) in enumerate(SUITES_13):
        resumption, active, implicit = [None, "psk"][index % 2], index % 3 == 1, index % 3 == 2
        scene(f"TLS 1.3, {suite}; {described(resumption, active, implicit)}", name=f"tls13-{name}", version="TLSv1_3",
              resumption=resumption, active=active, implicit=implicit, suites=suite,
              client={"transfers": TRANSFERS[index // 2 % 2]}, tls="TLS 1.3",
              suite=suite)(python_on_both_sides)


def define_older(scene):
    for name, version, tls in (("tls10", "TLSv1", "TLS 1.0"), ("tls11", "TLSv1_1", "TLS 1.1")):
        scene(f"{tls}, recognised and not read", name=name, version=version, tls=tls, server={"ciphers": "ALL"},
              client={"transfers": ["RETR"]},
              suite="TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", unread=True)(python_on_both_sides)

    @scene("SSL 3.0, recognised and not read: NSS on both sides", name="ssl30")
    def ssl30(run):
        run.serve(990, "selfserv", "-d", run.tools["nss"], "-n", "ftp", "-p", "990", "-V", "ssl3:ssl3", "-c", ":002f")
        run.type_in(["tstclnt", "-h", SERVER, "-p", "990", "-D", "-o", "-V", "ssl3:ssl3", "-c", ":002f"], ["USER alice\r\n"])
        run.facts |= {"server": "selfserv (NSS)", "client": "tstclnt (NSS)", "tls": "SSL 3.0",
                      "suite": "TLS_RSA_WITH_AES_128_CBC_SHA", "unread": True}


def define_resumed(scene):
    """What resumption, mode and port have not met above."""
    suite = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"
    for resumption in ("session id", "ticket"):
        for active in (False, True):
            scene(f"TLS 1.2, {suite}; {described(resumption, active, False)}",
                  name=f"tls12-{resumption.replace(' ', '-')}-{'active' if active else 'passive'}", version="TLSv1_2",
                  client={"transfers": TRANSFERS[active]},
                  resumption=resumption, active=active, tls="TLS 1.2", suite=suite,
                  server={"ciphers": "ECDHE-ECDSA-AES256-GCM-SHA384"})(python_on_both_sides)
    for active in (False, True):
        scene(f"TLS 1.3, TLS_AES_256_GCM_SHA384; {described('psk', active, True)}",
              name=f"tls13-psk-{'active' if active else 'passive'}-implicit", version="TLSv1_3", resumption="psk",
              active=active, implicit=True, client={"transfers": TRANSFERS[active]}, tls="TLS 1.3",
              suite="TLS_AES_256_GCM_SHA384")(python_on_both_sides)
    scene("TLS 1.3 without tickets, sessions kept by the server: data connections resumed by psk, passive, explicit",
          name="tls13-psk-stateful", version="TLSv1_3", resumption="psk", tls="TLS 1.3", suite="TLS_AES_256_GCM_SHA384",
          client={"transfers": TRANSFERS[0]}, server={"options": NO_TICKET})(python_on_both_sides)


def define_rare(scene):
    common = {"version": "TLSv1_3", "tls": "TLS 1.3", "suite": "TLS_AES_256_GCM_SHA384"}
    download = {"transfers": ["RETR"]}
    scene("TLS 1.3, HelloRetryRequest: the server takes P-384 only, for which the client sent no share",
          name="tls13-hello-retry-request", server={"groups": "secp384r1"}, client=download, retried=True, **common)(python_on_both_sides)
    scene("TLS 1.3, HelloRetryRequest also where the session is resumed", name="tls13-hello-retry-request-psk",
          server={"groups": "secp384r1"}, client=download, resumption="psk", retried=True, **common)(python_on_both_sides)

    for name, version, tls, suite in (
        ("tls13-client-certificate", "TLSv1_3", "TLS 1.3", "TLS_AES_256_GCM_SHA384"),
        ("tls12-client-certificate", "TLSv1_2", "TLS 1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
    ):
        @scene(f"{tls}, the client has a certificate too", name=name, version=version, tls=tls, suite=suite)
        def client_certificate(run, version, **facts):
            certificate = run.certificate("alice")
            python_on_both_sides(run, version, server={"client_ca": certificate}, client={"client_certificate": certificate} | download,
                                 client_certificate="CN=alice", **facts)

    scene("TLS 1.3, a file in records of 100 bytes, each in a segment of its own", name="tls13-many-records",
          server={"record": 100}, client=download, **common)(python_on_both_sides)
    scene("PROT C: only the control connection is encrypted", name="tls13-clear-data", client={"private": False} | download,
          clear_data=True, **common)(python_on_both_sides)
    scene("CCC: after the login the control connection goes on in clear", name="tls12-ccc", version="TLSv1_2",
          tls="TLS 1.2", suite="TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", client={"ccc": True} | download,
          ccc=True)(python_on_both_sides)

    login = ["user alice\n", "pass looking-glass\n"]

    @scene("TLS 1.3, both sides update their keys several times", name="tls13-key-update")
    def key_update(run):
        run.scripted_server(version="TLSv1_3")
        run.type_in(["openssl", "s_client", "-starttls", "ftp", "-connect", f"{SERVER}:21", "-crlf", "-keylogfile", run.keylog],
                    [*login, "K\n", "noop\n", "k\n", "pwd\n", "K\n", "K\n", "syst\n", "quit\n"])
        run.facts |= {"server": "Python's ssl (OpenSSL)", "client": "openssl s_client", "tls": "TLS 1.3",
                      "suite": "TLS_AES_256_GCM_SHA384", "key_updates": [4, 3]}

    for name, cipher, suite in (
        ("tls12-renegotiation", "ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
        ("tls12-renegotiation-cbc", "ECDHE-ECDSA-AES256-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"),
    ):
        @scene(f"TLS 1.2, {suite}, two more handshakes inside the first", name=name, cipher=cipher, suite=suite)
        def renegotiation(run, cipher, suite):
            run.scripted_server(version="TLSv1_2", ciphers=cipher, options=CLIENT_RENEGOTIATION)
            run.type_in(["openssl", "s_client", "-starttls", "ftp", "-connect", f"{SERVER}:21", "-crlf", "-keylogfile",
                         run.keylog],
                        [*login, "R\n", "noop\n", "R\n", "pwd\n", "quit\n"])
            run.facts |= {"server": "Python's ssl (OpenSSL)", "client": "openssl s_client", "tls": "TLS 1.2", "suite": suite,
                          "renegotiations": 2}

    @scene("TLS 1.3, early data: a second connection says its first command with its ClientHello", name="tls13-early-data")
    def early_data(run):
        server = run.serve(990, "openssl", "s_server", "-accept", "990", "-cert", run.certificate(), "-key",
                           run.certificate(), "-tls1_3", "-early_data", "-keylogfile", run.keylog + ".server",
                           stdin=-1)
        session, early = f"{run.work}/session", f"{run.work}/early"
        with open(early, "w") as file:
            file.write("USER alice\r\n")
        s_client = ["openssl", "s_client", "-connect", f"{SERVER}:990", "-crlf", "-keylogfile", run.keylog]
        run.type_in([*s_client, "-sess_out", session], ["noop\n", "Q\n"])
        run.type_in([*s_client, "-sess_in", session, "-early_data", early], ["pass looking-glass\n", "Q\n"])
        server.kill()
        run.facts |= {"server": "openssl s_server", "client": "openssl s_client", "tls": "TLS 1.3",
                      "suite": "TLS_AES_256_GCM_SHA384", "early_data": 12, "said_by_client":
                      ["noop\r\n", "USER alice\r\npass looking-glass\r\n"], "resumption": "psk"}

    for name, version, tls, suite in (
        ("tls12-external-psk", "-tls1_2", "TLS 1.2", "TLS_PSK_WITH_AES_128_GCM_SHA256"),
        ("tls13-external-psk", "-tls1_3", "TLS 1.3", "TLS_AES_128_GCM_SHA256"),
    ):
        @scene(f"{tls} with a key that both sides were given", name=name, version=version, tls=tls, suite=suite)
        def external_psk(run, version, **facts):
            psk = ["-psk", "00112233445566778899aabbccddeeff", "-psk_identity", "alice"]
            suites = ["-cipher", "PSK-AES128-GCM-SHA256", "-ciphersuites", "TLS_AES_128_GCM_SHA256"]
            run.serve(990, "openssl", "s_server", "-accept", "990", "-nocert", version, *psk, *suites, stdin=-1)
            run.type_in(["openssl", "s_client", "-connect", f"{SERVER}:990", "-crlf", "-keylogfile", run.keylog, version, *psk,
                         *suites], ["user alice\n", "Q\n"])
            run.facts |= {"server": "openssl s_server", "client": "openssl s_client", "said_by_client": ["user alice\r\n"]}
            run.facts |= facts


def define_real_servers(scene):
    @scene("vsftpd and curl: TLS 1.3, HelloRetryRequest because vsftpd takes P-256 only")
    def vsftpd_curl_tls13(run):
        log = run.vsftpd("require_ssl_reuse=NO")
        run.curl("--tlsv1.3")
        run.logged_by_vsftpd(log)
        run.facts |= {"tls": "TLS 1.3", "retried": True}

    @scene("vsftpd and curl: TLS 1.2, data connections resumed as vsftpd requires it")
    def vsftpd_curl_tls12(run):
        log = run.vsftpd("require_ssl_reuse=YES")
        run.curl("--tlsv1.2", "--tls-max", "1.2")
        run.logged_by_vsftpd(log)
        run.facts |= {"tls": "TLS 1.2"}

    @scene("vsftpd and lftp: TLS 1.2, active mode")
    def vsftpd_lftp_active(run):
        log = run.vsftpd("require_ssl_reuse=NO")
        run.lftp("ftp:passive-mode no", "ssl:priority NORMAL:-VERS-ALL:+VERS-TLS1.2", upload=False)
        run.logged_by_vsftpd(log)
        run.facts |= {"tls": "TLS 1.2"}

    @scene("vsftpd and lftp: TLS 1.3, GnuTLS against OpenSSL")
    def vsftpd_lftp_tls13(run):
        log = run.vsftpd("require_ssl_reuse=NO")
        run.lftp(upload=False)
        run.logged_by_vsftpd(log)
        run.facts |= {"tls": "TLS 1.3"}

    @scene("vsftpd and lftp: implicit TLS, active mode")
    def vsftpd_lftp_implicit(run):
        run.explicit = False
        log = run.vsftpd("require_ssl_reuse=NO", "implicit_ssl=YES", "listen_port=990")
        run.lftp("ftp:passive-mode no", url=f"ftps://{SERVER}", upload=False)
        run.logged_by_vsftpd(log)
        run.facts |= {"tls": "TLS 1.3"}

    @scene("ProFTPD and curl: TLS 1.3")
    def proftpd_curl_tls13(run):
        log = run.proftpd()
        run.curl("--tlsv1.3")
        run.logged_by_proftpd(log)
        run.facts |= {"tls": "TLS 1.3"}

    @scene("ProFTPD and curl: TLS 1.2 with ephemeral Diffie-Hellman")
    def proftpd_curl_dhe(run):
        log = run.proftpd("TLSProtocol TLSv1.2")
        run.curl("--ciphers", "DHE-RSA-AES256-GCM-SHA384")
        run.logged_by_proftpd(log)
        run.facts |= {"tls": "TLS 1.2", "suite": "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"}

    @scene("ProFTPD and Python's ftplib: TLS 1.2, active mode, data connections resumed by session id")
    def proftpd_python_active(run):
        log = run.proftpd("TLSProtocol TLSv1.2")
        run.scripted_client(version="TLSv1_2", active=True, resume=True, transfers=["RETR"])
        run.logged_by_proftpd(log)
        run.facts |= {"client": "Python's ssl (OpenSSL)", "tls": "TLS 1.2", "resumption": "session id"}

    @scene("ProFTPD and lftp: TLS 1.3, active mode")
    def proftpd_lftp(run):
        log = run.proftpd("TLSOptions NoSessionReuseRequired")
        run.lftp("ftp:passive-mode no", upload=False)
        run.logged_by_proftpd(log)
        run.facts |= {"tls": "TLS 1.3"}

    @scene("pyftpdlib and Python's ftplib: TLS 1.3")
    def pyftpdlib_python(run):
        run.pyftpdlib()
        run.scripted_client(version="TLSv1_3", transfers=["RETR"])
        run.facts |= {"client": "Python's ssl (OpenSSL)", "tls": "TLS 1.3", "resumption": None}

    @scene("pyftpdlib and lftp: TLS 1.2, active mode")
    def pyftpdlib_lftp(run):
        # SSL_OP_NO_TLSv1_3.
        run.pyftpdlib(options=0x20000000)
        run.lftp("ftp:passive-mode no", upload=False)
        run.facts |= {"tls": "TLS 1.2"}


def define_other_libraries(scene):
    gnutls = [
        ("chacha20-tls13", "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+CHACHA20-POLY1305", "TLSv1_3", "TLS 1.3",
         "TLS_CHACHA20_POLY1305_SHA256"),
        ("aes256-ccm-tls12", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-256-CCM", "TLSv1_2", "TLS 1.2",
         "TLS_ECDHE_ECDSA_WITH_AES_256_CCM"),
        ("aes128-cbc-tls12", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC:-MAC-ALL:+SHA1", "TLSv1_2", "TLS 1.2",
         "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
        ("aes128-cbc-no-etm-tls12", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC:-MAC-ALL:+SHA1:%NO_ETM", "TLSv1_2",
         "TLS 1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
    ]
    for name, priority, version, tls, suite in gnutls:
        @scene(f"lftp with GnuTLS: {tls}, {suite}", name=f"lftp-{name}", priority=priority, version=version, tls=tls,
               suite=suite)
        def lftp_priority(run, priority, version, **facts):
            run.scripted_server(version=version, ciphers="ALL")
            run.lftp(f"ssl:priority {priority}", upload=False)
            run.facts |= {"server": "Python's ssl (OpenSSL)"} | facts

    @scene("gnutls-cli: explicit TLS, TLS 1.3", name="gnutls-cli")
    def gnutls_cli(run):
        run.scripted_server(version="TLSv1_3")
        run.type_in(["gnutls-cli", "--starttls-proto=ftp", "--insecure", "--crlf", "-p", "21", SERVER],
                    ["USER alice\n", "PASS looking-glass\n", "NOOP\n", "QUIT\n"])
        run.facts |= {"server": "Python's ssl (OpenSSL)", "client": "gnutls-cli", "tls": "TLS 1.3"}

    @scene("GnuTLS on both sides: TLS 1.3, early data", name="gnutls-early-data")
    def gnutls_early_data(run):
        run.serve(990, "gnutls-serv", "--echo", "--earlydata", "--maxearlydata=1000", "-p", "990", "--x509keyfile",
                  run.certificate() + ".key", "--x509certfile", run.certificate() + ".cert", "--disable-client-cert",
                  "--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.3")
        early = f"{run.work}/early"
        with open(early, "w") as file:
            file.write("USER alice\r\n")
        run.type_in(["gnutls-cli", "--insecure", "--resume", f"--earlydata={early}", "--waitresumption", "-p", "990", SERVER],
                    ["NOOP\r\n"], pause=1)
        run.facts |= {"server": "gnutls-serv", "client": "gnutls-cli", "tls": "TLS 1.3", "early_data": 12,
                      "resumption": "psk"}

    for name, versions, tls in (("nss-tls13", "tls1.3:tls1.3", "TLS 1.3"), ("nss-tls12", "tls1.2:tls1.2", "TLS 1.2")):
        @scene(f"NSS's client: implicit TLS, {tls}", name=name, versions=versions, tls=tls)
        def nss(run, versions, tls):
            version = {"TLS 1.3": "TLSv1_3", "TLS 1.2": "TLSv1_2"}[tls]
            run.scripted_server(990, version=version, implicit=True, keylog=run.keylog)
            run.type_in(["tstclnt", "-h", SERVER, "-p", "990", "-D", "-o", "-V", versions],
                        ["USER alice\r\n", "PASS looking-glass\r\n", "NOOP\r\n", "QUIT\r\n"])
            run.facts |= {"server": "Python's ssl (OpenSSL)", "client": "tstclnt (NSS)", "tls": tls}

    @scene("NSS's client: TLS 1.2, renegotiation that resumes the session", name="nss-renegotiation")
    def nss_renegotiation(run):
        run.serve(990, "openssl", "s_server", "-accept", "990", "-cert", run.certificate(), "-tls1_2",
                  "-client_renegotiation", "-keylogfile", run.keylog, stdin=-1)
        run.type_in(["tstclnt", "-h", SERVER, "-p", "990", "-D", "-o", "-V", "tls1.2:tls1.2", "-r", "2"],
                    ["USER alice\r\n"], pause=1)
        run.facts |= {"server": "openssl s_server", "client": "tstclnt (NSS)", "tls": "TLS 1.2", "renegotiations": 2,
                      "said_by_client": ["USER alice\r\n"]}

    @scene("BoringSSL's client: implicit TLS, TLS 1.3", name="boringssl")
    def boringssl(run):
        run.scripted_server(990, version="TLSv1_3", implicit=True)
        run.type_in([run.tools["boringssl"], "client", "-connect", f"{SERVER}:990", "-grease"],
                    ["USER alice\r\n", "PASS looking-glass\r\n", "NOOP\r\n", "QUIT\r\n"], environment=run.tools["paths"])
        run.facts |= {"server": "Python's ssl (OpenSSL)", "client": "bssl (BoringSSL)", "tls": "TLS 1.3"}
