"""The client's part of a TLS scene: ftps_client.py OPTIONS, which are JSON. See `tls`, which starts it."""

import ftplib
import json
import ssl
import sys

TIMEOUT = 20


class Client(ftplib.FTP_TLS):
    """Implicit TLS too, and data connections that resume the session of the control connection."""

    implicit = False
    resume = False

    def connect(self, host, port):
        self.host, self.port = host, port
        if not self.implicit:
            return super().connect(host, port)
        self.sock = ftplib.socket.create_connection((host, port), TIMEOUT)
        self.af = self.sock.family
        self.sock = self.context.wrap_socket(self.sock, server_hostname=host)
        self.file = self.sock.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()
        return self.welcome

    def login(self, user, password):
        return super().login(user, password, secure=not self.implicit)

    def ntransfercmd(self, command, rest=None):
        data, size = ftplib.FTP.ntransfercmd(self, command, rest)
        if self._prot_p:
            session = self.sock.session if self.resume else None
            data = self.context.wrap_socket(data, server_hostname=self.host, session=session)
        return data, size


def main():
    options = json.loads(sys.argv[1])
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    tls.minimum_version = tls.maximum_version = ssl.TLSVersion[options["version"]]
    tls.set_ciphers(options.get("ciphers", "ALL") + ":@SECLEVEL=0")
    tls.options |= options.get("options", 0)
    if "client_certificate" in options:
        tls.load_cert_chain(options["client_certificate"])
    tls.keylog_filename = options["keylog"]
    ftp = Client(context=tls, timeout=TIMEOUT)
    ftp.implicit, ftp.resume = options.get("implicit", False), options.get("resume", False)
    ftp.connect(options["host"], options["port"])
    ftp.login(options["user"], options["password"])
    if options.get("private", True):
        ftp.prot_p()
    ftp.set_pasv(not options.get("active", False))
    if options.get("ccc"):
        ftp.ccc()
    if options.get("list"):
        ftp.retrlines("LIST", lambda line: None)
    transfers = options.get("transfers", ["RETR", "STOR"])
    if "RETR" in transfers:
        ftp.retrbinary("RETR report.txt", lambda block: None)
    if "STOR" in transfers:
        with open(options["upload"], "rb") as upload:
            ftp.storbinary("STOR note.txt", upload)
    ftp.sendcmd("QUIT")
    if isinstance(ftp.sock, ssl.SSLSocket):
        try:
            ftp.sock.unwrap()
        except (OSError, ValueError):
            # After CCC there is nothing left to take off.
            pass
    ftp.close()


if __name__ == "__main__":
    main()
