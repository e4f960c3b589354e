"""An FTPS server for the TLS scenes: ftps_server.py OPTIONS, which are JSON. See `tls`, which starts it.

It logs each command as it came, and whether it came encrypted: that is what a capture is compared with.
"""

import json
import os
import socket
import ssl
import sys
import time

TIMEOUT = 20


def context(options):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.minimum_version = tls.maximum_version = ssl.TLSVersion[options["version"]]
    if "ciphers" in options:
        tls.set_ciphers(options["ciphers"] + ":@SECLEVEL=0")
    tls.options |= options.get("options", 0)
    tls.num_tickets = 1
    tls.load_cert_chain(options["certificate"])
    if "keylog" in options:
        tls.keylog_filename = options["keylog"]
    if "groups" in options:
        tls.set_ecdh_curve(options["groups"])
    if "client_ca" in options:
        tls.load_verify_locations(options["client_ca"])
        tls.verify_mode = ssl.CERT_REQUIRED
    return tls


class Session:
    def __init__(self, control, options, tls):
        self.options, self.tls, self.control = options, tls, control
        self.private, self.listener, self.peer, self.secured = False, None, None, False
        self.buffer = b""
        self.log = open(options["log"], "a")
        if options.get("implicit"):
            self.secure()

    def secure(self):
        self.control = self.tls.wrap_socket(self.control, server_side=True)
        self.secured = True

    def say(self, text):
        self.control.sendall(text.encode() + b"\r\n")

    def hear(self):
        while b"\n" not in self.buffer:
            more = self.control.recv(4096)
            if not more:
                return None
            self.buffer += more
        line, self.buffer = self.buffer.split(b"\n", 1)
        line = line.rstrip(b"\r").decode()
        self.log.write(json.dumps({"line": line, "encrypted": self.secured}) + "\n")
        self.log.flush()
        return line

    def run(self):
        self.say("220 Welcome to ftp.example.org.")
        while (line := self.hear()) is not None:
            verb, _, argument = line.partition(" ")
            if verb.upper() == "QUIT":
                self.say("221 Goodbye.")
                break
            getattr(self, "do_" + verb.lower(), self.unknown)(argument)
        self.end(self.control)

    def end(self, connection):
        try:
            if isinstance(connection, ssl.SSLSocket):
                connection.settimeout(2)
                connection.unwrap()
        except OSError:
            pass
        connection.close()

    def unknown(self, argument):
        self.say("502 Not here.")

    def do_auth(self, argument):
        self.say("234 Go ahead.")
        self.secure()

    def do_feat(self, argument):
        self.say("211-Features:\r\n AUTH TLS\r\n EPSV\r\n PBSZ\r\n PROT\r\n UTF8\r\n211 End")

    def do_user(self, argument):
        self.say("331 Password, please.")

    def do_pass(self, argument):
        self.say("230 Welcome.")

    def do_pbsz(self, argument):
        self.say("200 PBSZ=0")

    def do_prot(self, argument):
        self.private = argument.upper() == "P"
        self.say("200 Protection it is.")

    def do_ccc(self, argument):
        self.say("200 In clear from here.")
        self.control = self.control.unwrap()
        self.secured = False

    def do_type(self, argument):
        self.say("200 Type it is.")

    def do_pwd(self, argument):
        self.say('257 "/" is where you are.')

    def do_cwd(self, argument):
        self.say("250 There you are.")

    def do_noop(self, argument):
        self.say("200 Nothing done.")

    def do_opts(self, argument):
        self.say("200 As you like.")

    def do_syst(self, argument):
        self.say("215 UNIX Type: L8")

    def listen(self):
        self.listener = socket.create_server((self.options["address"], 0), backlog=1)
        self.listener.settimeout(TIMEOUT)
        return self.listener.getsockname()[1]

    def do_pasv(self, argument):
        port = self.listen()
        host = self.options["address"].replace(".", ",")
        self.say(f"227 Entering passive mode ({host},{port >> 8},{port & 255})")

    def do_epsv(self, argument):
        self.say(f"229 Entering extended passive mode (|||{self.listen()}|)")

    def do_port(self, argument):
        numbers = argument.split(",")
        self.peer = ".".join(numbers[:4]), int(numbers[4]) * 256 + int(numbers[5])
        self.say("200 PORT it is.")

    def do_eprt(self, argument):
        _, _, host, port, _ = argument.split("|")
        self.peer = host, int(port)
        self.say("200 EPRT it is.")

    def data(self):
        """The data connection: the server opens it in active mode, and is the TLS server in both."""
        self.say("150 Here it comes.")
        if self.peer:
            data = socket.socket()
            data.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            data.settimeout(TIMEOUT)
            data.bind((self.options["address"], 20))
            data.connect(self.peer)
        else:
            data, _ = self.listener.accept()
            self.listener.close()
        self.peer = self.listener = None
        return self.tls.wrap_socket(data, server_side=True) if self.private else data

    def send(self, content):
        data = self.data()
        data.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        size = self.options.get("record", len(content) or 1)
        for start in range(0, len(content), size):
            data.sendall(content[start : start + size])
            if size < len(content):
                # Each in a segment of its own.
                time.sleep(0.01)
        self.end(data)
        self.say("226 Done.")

    def do_list(self, argument):
        lines = (
            f"-rw-r--r-- 1 alice alice {os.path.getsize(os.path.join(self.options['share'], name)):8} Jan 15 09:30 {name}"
            for name in sorted(os.listdir(self.options["share"]))
        )
        self.send("".join(line + "\r\n" for line in lines).encode())

    def do_retr(self, argument):
        with open(os.path.join(self.options["share"], os.path.basename(argument)), "rb") as file:
            self.send(file.read())

    def do_stor(self, argument):
        data = self.data()
        with open(os.path.join(self.options["share"], os.path.basename(argument)), "wb") as file:
            try:
                while block := data.recv(4096):
                    file.write(block)
            except ssl.SSLEOFError:
                pass
        self.end(data)
        self.say("226 Done.")


def main():
    options = json.loads(sys.argv[1])
    tls = context(options)
    listener = socket.create_server((options["address"], options["port"]), backlog=1)
    while True:
        control, _ = listener.accept()
        control.settimeout(TIMEOUT)
        try:
            Session(control, options, tls).run()
        except OSError as error:
            print(error, file=sys.stderr)
            control.close()


if __name__ == "__main__":
    main()
