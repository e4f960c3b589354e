"""The client's part of a scene: client.py SCENE USER PASSWORD SERVER [ARGUMENT]"""

import ftplib
import io
import socket
import ssl
import sys
import time

TIMEOUT = 20


def login(user, password, server, **options):
    ftp = ftplib.FTP(timeout=TIMEOUT, **options)
    ftp.connect(server)
    ftp.login(user, password)
    return ftp


def active(user, password, server, upload):
    """A listing, a download and an upload, each over a connection that the server opens."""
    ftp = login(user, password, server)
    ftp.set_pasv(False)
    ftp.retrlines("LIST", lambda line: None)
    ftp.retrbinary("RETR readme.txt", lambda block: None)
    ftp.cwd("upload")
    with open(upload, "rb") as note:
        ftp.storbinary("STOR note.txt", note)
    ftp.quit()


def list_active(user, password, server):
    """A listing in active mode; whether it works is the scene's affair."""
    ftp = login(user, password, server)
    ftp.set_pasv(False)
    try_listing(ftp)


def list_passive(user, password, server):
    """A listing in passive mode, by a client that goes where the 227 says."""
    ftp = login(user, password, server)
    ftp.trust_server_pasv_ipv4_address = True
    ftp.timeout = 8
    try_listing(ftp)


def try_listing(ftp):
    try:
        ftp.retrlines("LIST", lambda line: None)
    except (ftplib.Error, OSError):
        pass
    ftp.quit()


def ftps(user, password, server, keylog):
    """Explicit TLS on both connections, with its secrets written to a key log."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.keylog_filename = keylog
    ftp = ftplib.FTP_TLS(timeout=TIMEOUT, context=context)
    ftp.connect(server)
    ftp.login(user, password)
    ftp.prot_p()
    ftp.retrlines("LIST", lambda line: None)
    ftp.retrbinary("RETR report.txt", lambda block: None)
    ftp.quit()


def fxp(user, password, source, target):
    """The client tells two servers about each other: the file never passes the client."""
    sender = login(user, password, source)
    receiver = login(user, password, target)
    sender.voidcmd("TYPE I")
    receiver.voidcmd("TYPE I")
    host, port = ftplib.parse227(sender.sendcmd("PASV"))
    receiver.sendport(host, port)
    receiver.putcmd("STOR upload/report-copy.txt")
    sender.putcmd("RETR report.txt")
    for ftp in (receiver, sender):
        if ftp.getresp().startswith("1"):
            ftp.voidresp()
        ftp.quit()


def abor(user, password, server):
    """A download broken off as RFC 959 4.1.3 has it: Telnet IP, then Synch in urgent data, then ABOR."""
    ftp = login(user, password, server)
    ftp.voidcmd("TYPE I")
    host, port = ftp.makepasv()
    data = socket.socket()
    # Small, so that little is under way when the transfer is broken off.
    data.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    data.connect((host, port))
    ftp.sendcmd("RETR disk.img")
    data.recv(4096)
    time.sleep(0.3)
    iac, interrupt, data_mark = b"\xff", b"\xf4", b"\xf2"
    ftp.sock.sendall(iac + interrupt)
    ftp.sock.send(iac + data_mark, socket.MSG_OOB)
    ftp.sock.sendall(b"ABOR\r\n")
    while data.recv(4096):
        pass
    data.close()
    for _ in range(2):
        try:
            ftp.getmultiline()
        except ftplib.Error:
            pass
    ftp.quit()


class Tutorial(ftplib.FTP):
    """Listens for its data connection on the lesson's port."""

    def makeport(self):
        listener = socket.create_server((self.sock.getsockname()[0], 10120), backlog=1)
        listener.settimeout(TIMEOUT)
        self.sendport(*listener.getsockname())
        return listener


def tutorial(user, password, server):
    """The lesson that many learned active mode from, number for number."""
    ftp = Tutorial(timeout=TIMEOUT, source_address=("10.0.13.222", 10100))
    ftp.connect(server)
    ftp.login(user, password)
    ftp.set_pasv(False)
    # Not retrlines(), which says TYPE A first: the lesson has one PORT and one LIST.
    with ftp.transfercmd("LIST") as data:
        while data.recv(4096):
            pass
    ftp.voidresp()
    ftp.quit()


SCENES = {
    "active": active,
    "list-active": list_active,
    "list-passive": list_passive,
    "ftps": ftps,
    "fxp": fxp,
    "abor": abor,
    "tutorial": tutorial,
}

if __name__ == "__main__":
    scene, *arguments = sys.argv[1:]
    SCENES[scene](*arguments)
