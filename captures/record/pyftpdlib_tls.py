"""pyftpdlib with TLS, for the TLS scenes: pyftpdlib_tls.py OPTIONS, which are JSON. See `tls`, which starts it."""

import json
import sys

from OpenSSL import SSL
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_FTPHandler
from pyftpdlib.servers import FTPServer


def main():
    options = json.loads(sys.argv[1])

    class Handler(TLS_FTPHandler):
        certfile = options["certificate"]
        banner = "Welcome to ftp.example.org."
        ssl_options = TLS_FTPHandler.ssl_options | options.get("options", 0)

        def pre_process_command(self, line, cmd, arg):
            with open(options["log"], "a") as log:
                encrypted = isinstance(self.socket, SSL.Connection)
                log.write(json.dumps({"line": line, "encrypted": encrypted}) + "\n")
            super().pre_process_command(line, cmd, arg)

    Handler.authorizer = DummyAuthorizer()
    Handler.authorizer.add_user(options["user"], options["password"], options["share"], perm="elradfmwMT")
    FTPServer((options["address"], options["port"]), Handler).serve_forever()


if __name__ == "__main__":
    main()
