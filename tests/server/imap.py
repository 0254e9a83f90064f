#!/usr/bin/env python3
"""A small IMAP server on loopback for the tests, sound unless told otherwise.

    imap.py FILE [CERTIFICATE KEY]

writes "PORT TLS_PORT" into FILE once it listens (TLS_PORT 0 without a
certificate) and every command to FILE.log. The mailboxes stand in FILE.box, which
is read anew for each command:

    {"INBOX": {"validity": 7, "messages": [
        {"uid": 1, "date": "01-Jan-2026 10:00:00 +0000", "raw": "From: ..."}]}}

"how" beside "messages" asks for trouble: cut (in the middle of a literal, once),
vanish (the first message goes between search and fetch), bye, unsolicited (talks
of other things in between), huge (announces a literal of a terabyte), silent,
limit (NO [UNAVAILABLE] once), anonymous (no UIDVALIDITY); or for an answer that never
ends: noise (lines), parts (literals of one line), again (one message).
The password is canary-password for everybody, the token canary-token.
"""
import base64
import json
import os
import re
import socketserver
import ssl
import sys
import threading
import time
from datetime import datetime

FILE = sys.argv[1]
LOG = open(FILE + ".log", "w")
LOCK = threading.Lock()
ONCE = set()

def boxes():
    with open(FILE + ".box") as file:
        return json.load(file)

def once(what):
    """True the first time; told by the box file's own time, so that a test begins anew."""
    key = (what, os.stat(FILE + ".box").st_mtime_ns)
    with LOCK:
        first = key not in ONCE
        ONCE.add(key)
    return first

def plain_name(name):
    """Modified UTF-7 as text."""
    def one(match):
        if match.group(1) == "":
            return "&"
        bits = match.group(1).replace(",", "/")
        return base64.b64decode(bits + "=" * (-len(bits) % 4)).decode("utf-16-be")
    return re.sub(r"&([^-]*)-", one, name)

def chosen(messages, sets):
    last = max([m["uid"] for m in messages], default=0)
    wanted = set()
    for part in sets.split(","):
        low, _, high = part.partition(":")
        low = last if low == "*" else int(low)
        high = low if not high else last if high == "*" else int(high)
        wanted |= {m["uid"] for m in messages if min(low, high) <= m["uid"] <= max(low, high)}
    return [m for m in messages if m["uid"] in wanted]

class Handler(socketserver.StreamRequestHandler):
    box = None
    name = None

    def say(self, text):
        self.wfile.write(text if isinstance(text, bytes) else text.encode() + b"\r\n")

    def handle(self):
        try:
            self.say("* OK ready")
            for line in self.rfile:
                text = line.decode().rstrip("\r\n")
                with LOCK:
                    LOG.write(re.sub(r"canary-[a-z]+", "***", text) + "\n")
                    LOG.flush()
                tag, _, command = text.partition(" ")
                if not self.answer(tag, command):
                    return
        except OSError:
            pass

    def answer(self, tag, command):
        words = command.split(" ")
        verb = " ".join(words[:2]).upper() if words[0].upper() == "UID" else words[0].upper()
        method = getattr(self, "do_" + verb.lower().replace(" ", "_"), None)
        if not method:
            self.say(tag + " BAD what?")
            return True
        return method(tag, command) is not False

    def how(self):
        return boxes().get(self.name, {}).get("how", "")

    def do_capability(self, tag, command):
        self.say("* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2")
        self.say(tag + " OK")

    def do_authenticate(self, tag, command):
        words = command.split(" ")
        if len(words) < 3:
            self.say("+ ")
            words.append(self.rfile.readline().decode().strip())
        given = base64.b64decode(words[2]).decode()
        self.do_in(tag, given.endswith("\0canary-password") or "Bearer canary-token" in given)

    def do_login(self, tag, command):
        self.do_in(tag, "canary-password" in command)

    def do_in(self, tag, right):
        self.say(tag + (" OK in" if right else " NO [AUTHENTICATIONFAILED] who are you"))

    def do_logout(self, tag, command):
        self.say("* BYE\r\n" + tag + " OK")
        return False

    def do_select(self, tag, command):
        self.say(tag + " NO that would mark mails")

    def do_examine(self, tag, command):
        name = plain_name(re.match(r'EXAMINE "((?:[^"\\]|\\.)*)"$', command).group(1))
        name = re.sub(r"\\(.)", r"\1", name)
        if name not in boxes():
            self.say(tag + " NO [NONEXISTENT] there is no mailbox \x1b[31m" + name.encode("ascii", "replace").decode())
            return
        self.name = name
        if self.how() == "limit" and once("limit"):
            self.say(tag + " NO [UNAVAILABLE] come later")
            return
        self.say("* %d EXISTS" % len(boxes()[name]["messages"]))
        if self.how() != "anonymous":
            self.say("* OK [UIDVALIDITY %d] valid" % boxes()[name]["validity"])
        self.say(tag + " OK [READ-ONLY] done")

    def forever(self, piece):
        piece *= 100000 // len(piece) + 1
        while True:
            self.wfile.write(piece)

    def do_uid_search(self, tag, command):
        messages = boxes()[self.name]["messages"]
        sets = re.search(r"UID SEARCH UID (\S+)", command).group(1)
        found = chosen(messages, sets)
        since = re.search(r" SINCE (\S+)", command)
        if since:
            day = datetime.strptime(since.group(1), "%d-%b-%Y").date()
            found = [m for m in found
                     if datetime.strptime(m["date"].strip()[:11], "%d-%b-%Y").date() >= day]
        if self.how() == "bye":
            self.say("* BYE going down")
            return False
        if self.how() == "noise":
            self.forever(b"* 99 EXISTS\r\n")
        if self.how() == "parts":
            self.forever(b"* {99990}\r\n" + b"x" * 99990)
        if self.how() == "silent":
            time.sleep(30)
        if self.how() == "unsolicited":
            self.say("* 99 EXISTS\r\n* 3 RECENT\r\n* 2 FETCH (FLAGS (\\Seen \\Answered))")
        uids = [m["uid"] for m in found]
        half = len(uids) // 2  # in two lines and not in order: both are allowed
        self.say("* SEARCH" + "".join(" %d" % u for u in reversed(uids[half:])))
        self.say("* search" + "".join(" %d" % u for u in uids[:half]))
        self.say(tag + " OK done")

    def do_uid_fetch(self, tag, command):
        match = re.match(r"UID FETCH (\S+) \((.*)\)$", command)
        messages = chosen(boxes()[self.name]["messages"], match.group(1))
        how, wants = self.how(), match.group(2)
        if how == "vanish" and messages:
            messages = messages[1:] if "BODY" in wants or len(messages) > 2 else messages
        for message in messages:
            raw = message["raw"].replace("\n", "\r\n").encode("utf-8", "surrogateescape")
            if "RFC822.SIZE" in wants:
                self.say("* 1 FETCH (RFC822.SIZE %d UID %d)" % (len(raw), message["uid"]))
                continue
            part = re.search(r"BODY\.PEEK\[\]<0\.(\d+)>", wants)
            if part:
                raw = raw[: int(part.group(1))]
            if how == "unsolicited":
                self.say("* 1 FETCH (FLAGS (\\Seen) UID %d)" % message["uid"])
            if how == "huge":
                self.say("* 1 FETCH (UID %d BODY[]<0> {1099511627776}" % message["uid"])
                continue
            self.wfile.write(b'* 1 FETCH (FLAGS (\\Recent) BODY[]<0> {%d}\r\n' % len(raw))
            if how == "cut" and once("cut"):
                self.wfile.write(raw[: len(raw) // 2])
                return False
            self.wfile.write(raw)
            if how == "again":
                self.forever(b' UID %d)\r\n* 1 FETCH (BODY[]<0> {%d}\r\n' % (message["uid"], len(raw)) + raw)
            self.say(b' INTERNALDATE "%s" UID %d)\r\n' % (message["date"].encode(), message["uid"]))
        self.say(tag + " OK done")
        return True

class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

class TlsServer(Server):
    def get_request(self):
        connection, address = super().get_request()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        return context.wrap_socket(connection, server_side=True), address

def main():
    plain = Server(("127.0.0.1", 0), Handler)
    tls = TlsServer(("127.0.0.1", 0), Handler) if len(sys.argv) > 3 else None
    if tls:
        threading.Thread(target=tls.serve_forever, daemon=True).start()
    with open(FILE + ".tmp", "w") as file:
        file.write("%d %d\n" % (plain.server_address[1], tls.server_address[1] if tls else 0))
    os.rename(FILE + ".tmp", FILE)
    plain.serve_forever()

if __name__ == "__main__":
    main()
