"""A mail server on loopback."""

import socketserver
import threading


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server on loopback. ``refuse`` answers each recipient with that line."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refuse: bytes = b"") -> None:
        self.refuse = refuse
        self.received: list[str] = []
        super().__init__(("127.0.0.1", 0), _Session)
        threading.Thread(target=self.serve_forever, args=[0.05], daemon=True).start()


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say(b"220 loopback")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"RCPT" and self.server.refuse:
                self._say(self.server.refuse)
            elif word == b"DATA":
                self._say(b"354 go on")
                self._take()
                self._say(b"250 taken")
            elif word == b"QUIT":
                self._say(b"221 bye")
                return
            else:
                self._say(b"250 fine")

    def _take(self) -> None:
        text = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            text += line
        self.server.received.append(text.decode())

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")
