#!/usr/bin/env python3
"""A loopback HTTP server that does what servers should not do, for the tests.

    misbehave.py FILE

writes "PORT OTHER_PORT" into FILE once it listens (two origins, one program)
and a line for each request, method, path and the headers that matter, to
FILE.log. Where FILE.pem has a key and a certificate, FILE.tls gets the port of a third
origin, over TLS. Counters are kept per path and query, so that "the first time" means
what it says; /reset forgets them.
"""
import gzip
import io
import json
import os
import ssl
import sys
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

POSTS = 95  # posts of /asc and /desc, ids 1001 to 1095, one a minute
FIRST = 1001
LOCK = threading.Lock()
SEEN = {}
INSIDE = {}  # by port: requests under way at /together, and the most there were
CHANGED = {}  # by id: what /change made of the posts of /again and /again/ID
PORTS = []
LOG = None
FEED = """<?xml version="1.0"?>
<rss version="2.0"><channel><title>Kettle talk</title>
%s</channel></rss>
"""
ITEM = """<item><guid isPermaLink="false">k%d</guid><title>Kettle %d</title>
<description>Kettle number %d whistles</description>
<pubDate>Thu, 01 Jan 2026 0%d:00:00 GMT</pubDate></item>
"""

def post(number):
    minute = number - FIRST
    return {
        "id": str(number),
        "created_at": "2026-01-01T%02d:%02d:00Z" % (minute // 60, minute % 60),
        "body": "post %d" % number,
        "writer": "user%d" % (number % 7),
    }

def again(number):
    edited = {"body": "post %s, edited" % number} if CHANGED.get(number) == "edited" else {}
    return {**post(int(number)), **edited}

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def note(self):
        wanted = ("authorization", "api-key", "if-none-match", "if-modified-since", "user-agent",
                  "last-event-id", "accept", "accept-encoding", "cookie", "referer")
        headers = {k.lower(): v for k, v in self.headers.items() if k.lower() in wanted}
        with LOCK:
            LOG.write(json.dumps([self.server.server_port, self.command, self.path, headers]) + "\n")
            LOG.flush()

    def times(self):
        """How often this path was asked before."""
        with LOCK:
            SEEN[self.path] = SEEN.get(self.path, 0) + 1
            return SEEN[self.path] - 1

    def send(self, body, status=200, headers=(), kind="application/json"):
        if not isinstance(body, bytes):
            body = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.note()
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length).decode()
        if self.path == "/token":
            ok = self.headers.get("Authorization", "").startswith("Basic ")
            n = self.times()
            self.send({"access_token": "tok-%d-canary" % n, "expires_in": 3600} if ok else {},
                      200 if ok else 401)
        elif self.path == "/login":
            given = json.loads(body)
            ok = given.get("password") == "canary-password"
            self.send({"jwt": "jwt-%d-canary" % self.times()} if ok else {"error": "no"},
                      200 if ok else 401)
        else:
            self.send({"error": "not here"}, 404)

    def do_GET(self):
        self.note()
        parts = urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        if parts.path == "/bot123:canary-token/updates":
            self.do_bot(query)
            return
        if parts.path.startswith("/again/"):
            self.do_again_one(parts.path[len("/again/"):])
            return
        name = "do_" + parts.path.strip("/").replace("/", "_").replace(".", "_").replace("-", "_")
        method = getattr(self, name, None)
        if method is None:
            self.send({"error": "not here"}, 404)
        else:
            method(query)

    # -- well-behaved ---------------------------------------------------------

    def do_reset(self, query):
        with LOCK:
            SEEN.clear()
            CHANGED.clear()
            INSIDE.clear()
        self.send([])

    def do_together(self, query):
        """Takes a while, and says how many were asked at a time: on this port, on all."""
        port = self.server.server_port
        with LOCK:
            for key in port, "all":
                now, most = INSIDE.get(key, (0, 0))
                INSIDE[key] = (now + 1, max(most, now + 1))
        time.sleep(float(query.get("s", 0.2)))
        with LOCK:
            most = {str(key): value[1] for key, value in INSIDE.items()}
            for key in port, "all":
                INSIDE[key] = (INSIDE[key][0] - 1, INSIDE[key][1])
        self.send([{**post(1000 + int(query.get("id", 1))), "here": most[str(port)], "all": most["all"]}])

    def do_asc(self, query, name="asc"):
        """Newest first within a page; Link rel=prev leads upwards, rel=next back."""
        limit = int(query.get("limit", 10))
        last = FIRST + int(query.get("have", POSTS)) - 1
        if "min_id" in query:
            low = int(query["min_id"]) + 1
            ids = [i for i in range(low, low + limit) if i <= last]
        else:
            high = int(query.get("max_id", last + 1)) - 1
            ids = [i for i in range(high - limit + 1, high + 1) if i >= FIRST]
        links = []
        if ids:
            base = "http://127.0.0.1:%d/%s?limit=%d&have=%d" % (
                self.server.server_port, name, limit, last - FIRST + 1)
            links = [("Link", '<%s&max_id=%d>; rel="next", <%s&min_id=%d>; rel="prev"' %
                      (base, ids[0], base, ids[-1]))]
        self.send([post(i) for i in reversed(ids)], headers=links)

    def do_desc(self, query):
        """Newest first; the answer's cursor leads to older ones."""
        limit = int(query.get("limit", 10))
        last = FIRST + int(query.get("have", POSTS)) - 1
        high = int(query.get("before", last + 1)) - 1
        ids = [i for i in range(high, high - limit, -1) if i >= FIRST]
        answer = {"posts": [post(i) for i in ids]}
        if ids and ids[-1] > FIRST:
            answer["cursor"] = str(ids[-1])
        self.send(answer)

    def do_feed_xml(self, query):
        n = int(query.get("items", 3))
        tag = '"v%d"' % n
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        body = FEED % "".join(ITEM % (i, i, i, i) for i in range(n, 0, -1))
        self.send(body, headers=[("ETag", tag)], kind="application/rss+xml")

    def do_rooms(self, query):
        """Records under names that are members."""
        self.send({"rooms": {"!b": {"posts": [post(1001)]}, "!a": {"posts": [post(1002), post(1003)]}}})

    def do_ids(self, query):
        self.send([1001, 1002, 1003])

    def do_one(self, query):
        self.send("null" if query["id"] == "1002" else post(int(query["id"])))

    def do_change(self, query):
        """From now on the post is edited, gone, or trouble."""
        with LOCK:
            CHANGED[query["id"]] = query["to"]
        self.send([])

    def do_again(self, query):
        """Posts by their ids, repeated or with commas between; those that are gone are left out."""
        given = parse_qs(urlsplit(self.path).query)
        ids = given.get("id", []) + [i for text in given.get("ids", []) for i in text.split(",")]
        if any(CHANGED.get(i) == "trouble" for i in ids):
            self.send({"error": "trouble"}, 500)
        elif any(CHANGED.get(i) == "nonsense" for i in ids):
            self.send({"error": "something else"})
        else:
            self.send({"posts": [again(i) for i in ids if CHANGED.get(i) != "gone"]})

    def x_post(self, number):
        text = again(str(number))
        return {"id": str(number), "text": text["body"], "created_at": text["created_at"].replace("Z", ".000Z"),
                "author_id": "7", "conversation_id": str(number), "edit_history_tweet_ids": [str(number)]}

    def do_x_tweets_search_recent(self, query):
        ids = range(1095, 1090, -1) if "since_id" not in query else []
        self.send({"data": [self.x_post(i) for i in ids],
                   "includes": {"users": [{"id": "7", "username": "kettler", "name": "K."}]},
                   "meta": {"result_count": len(ids)}})

    def do_x_tweets(self, query):
        """As X answers: what it does not show is an error, and a list with nothing in it is none."""
        titles = {"gone": "Not Found Error", "hidden": "Authorization Error"}
        ids = query["ids"].split(",")
        shown = [self.x_post(i) for i in map(int, ids) if CHANGED.get(str(i)) not in titles]
        errors = [{"resource_id": i, "parameter": "ids", "value": i, "title": titles[CHANGED[i]],
                   "resource_type": "tweet"} for i in ids if CHANGED.get(i) in titles]
        self.send({**({"data": shown, "includes": {"users": [{"id": "7", "username": "kettler"}]}} if shown else {}),
                   **({"errors": errors} if errors else {})})

    def do_again_one(self, number):
        to = CHANGED.get(number)
        if to == "gone":
            self.send({"error": "not found"}, 404)
        elif to == "parked":
            self.send("<p>Buy this name</p>", 404, kind="text/html")
        elif to == "trouble":
            self.send({"error": "trouble"}, 500)
        else:
            self.send(again(number))

    def do_once(self, query):
        """There the first time, then not."""
        if self.times():
            self.send({"error": "not here"}, 404)
        else:
            self.send([post(1001)])

    def do_fading(self, query):
        """Nothing the first time; then posts, or (then=gone) an end for good."""
        if not self.times():
            self.send([])
        elif query.get("then") == "gone":
            self.send("", 410)
        else:
            self.send([post(1001)])

    def do_bot(self, query):
        """Messages that are gone for good once those behind them are asked for."""
        first = int(query.get("offset", 0))
        with LOCK:
            SEEN["given up"] = max(SEEN.get("given up", FIRST), first)
            first = SEEN["given up"]
        time.sleep(0.02)
        found = [i for i in range(first, FIRST + POSTS)][:10]
        self.send({"ok": True, "result": [dict(post(i), number=i) for i in found]})

    def do_private_posts(self, query):
        who = self.headers.get("Authorization") or self.headers.get("Api-Key") or ""
        if "old" in query and self.times() == 0:
            self.send({"error": "expired"}, 401)
        elif "canary" in who or query.get("key") == "canary-key":
            self.send([post(1001)])
        else:
            self.send({"error": "who are you"}, 401)

    def do_links(self, query):
        """Two pages; where the second one is, the query says."""
        page = int(query.get("page", 1))
        to = query.get("to", "")
        links = [("Link", '<%s%spage=2>; rel="next"' % (to, "&" if "?" in to else "?"))]
        self.send({"posts": [post(FIRST + page)]}, headers=links if page == 1 else [])

    def do_denied(self, query):
        self.send({"error": "whoever you are"}, 401)

    def do_tagged(self, query):
        """Two pages, each with a validator that holds."""
        page = int(query.get("page", 1))
        tag = '"p%d"' % page
        if self.headers.get("If-None-Match") == tag:
            self.send("", 304, [("ETag", tag)])
        else:
            self.send({"posts": [post(FIRST + page)], "cursor": "2" if page < 2 else None},
                      headers=[("ETag", tag)])

    # -- limits ----------------------------------------------------------------

    def do_busy(self, query):
        """429 so many times, with Retry-After in seconds or as a date, or with nothing."""
        if self.times() >= int(query.get("n", 1)):
            self.send([post(1001)])
            return
        headers = []
        if "after" in query:
            headers = [("Retry-After", query["after"])]
        if "date" in query:
            headers = [("Date", formatdate(time.time(), usegmt=True)),
                       ("Retry-After", formatdate(time.time() + int(query["date"]), usegmt=True))]
        self.send({"error": "slow down"}, int(query.get("status", 429)), headers)

    def do_limited(self, query):
        """Says that nothing is left after the first page."""
        page = int(query.get("page", 1))
        headers = [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", query.get("reset", "1"))]
        self.send({"posts": [post(FIRST + page)], "cursor": str(page + 1) if page < 3 else None},
                  headers=headers)

    def do_wrong(self, query):
        """200, and an error inside."""
        self.send({"ok": False, "error": "channel_not_found"})

    # -- broken ----------------------------------------------------------------

    def do_down(self, query):
        self.send("", 302, [("Location", "http://127.0.0.1:%d/feed.xml" % PORTS[0])])

    def do_up(self, query):
        self.send("", 302, [("Location", "https://localhost:%d/feed.xml" % PORTS[2])])

    def do_hop(self, query):
        n = int(query["n"])
        if n:
            self.send("", 302, [("Location", "/hop?n=%d" % (n - 1))])
        else:
            self.send({"posts": [post(FIRST)]})

    def do_cookies(self, query):
        page = int(query.get("page", 1))
        self.send({"posts": [post(FIRST + page)], "cursor": str(page + 1) if page < 3 else None},
                  headers=[("Set-Cookie", "sugar=%d; Path=/" % page)])

    def do_status(self, query):
        if self.times() < int(query.get("n", 9)):
            self.send({"error": "so it is"}, int(query["code"]))
        else:
            self.send([post(FIRST)])

    def do_tomorrow(self, query):
        page, ahead = int(query.get("page", 1)), time.time() + 86400
        body = json.dumps({"posts": [post(FIRST + page)], "cursor": "2" if page < 2 else None}).encode()
        self.send_response_only(200)
        for name, value in (("Date", formatdate(ahead, usegmt=True)), ("Content-Type", "application/json"),
                            ("Content-Length", str(len(body))), ("X-RateLimit-Remaining", "0"),
                            ("X-RateLimit-Reset", str(int(ahead) + 1))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_loop(self, query):
        self.send("", 302, [("Location", "/loop")])

    def do_cross(self, query):
        other = [p for p in PORTS if p != self.server.server_port][0]
        self.send("", 302, [("Location", "http://127.0.0.1:%d/stolen" % other)])

    def do_stolen(self, query):
        self.send([post(1001)])

    def do_moved(self, query):
        self.send("", 301, [("Location", "/feed.xml")])

    def do_inward(self, query):
        self.send("", 302, [("Location", "http://169.254.169.254/latest")])

    def do_gone(self, query):
        self.send("", 410)

    def do_bomb(self, query):
        """A gzip of a gigabyte of blanks."""
        out = io.BytesIO()
        with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as zipped:
            for _ in range(256):
                zipped.write(b" " * (1 << 20))
        self.send(out.getvalue(), headers=[("Content-Encoding", "gzip")])

    def do_endless(self, query):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        block = b" " * 65536
        try:
            while True:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(block), block))
        except OSError:
            self.close_connection = True

    def do_cut(self, query):
        """Promises more than it sends, so many times."""
        if self.times() >= int(query.get("n", 1)):
            self.send([post(1001)])
            return
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'[{"id":"1001"')
        self.close_connection = True

    def do_drip(self, query):
        """A byte now and then, never an end."""
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.2)
        except OSError:
            self.close_connection = True

    def do_still(self, query):
        """Nothing at all."""
        time.sleep(8)
        self.close_connection = True

    def do_inland(self, query):
        self.send("", 302, [("Location", "file:///etc/passwd")])

    def do_latin_json(self, query):
        body = '[{"id":"1001","created_at":"2026-01-01T00:00:00Z","body":"Caf\xe9 \x80","writer":"x"}]'
        self.send(body.encode("latin-1"), kind="application/json; charset=iso-8859-1")

    def do_long(self, query):
        """Says that more will come than does, or less."""
        body = json.dumps([post(FIRST)]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) + int(query["by"])))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def do_broken(self, query):
        """Three pages upwards or downwards, the third is no JSON."""
        page = int(query.get("page", 1))
        if page == 3 and "whole" not in query:
            self.send('{"posts":[{"id":"1', kind="application/json")
            return
        ids = [FIRST + page * 2 - 2, FIRST + page * 2 - 1]
        self.send({"posts": [post(i) for i in ids], "cursor": str(page + 1) if page < 5 else None})

    def do_steps(self, query):
        """Upwards, 24 a page, all 95 of them."""
        first = int(query.get("page", FIRST))
        ids = [i for i in range(first, first + 24) if i < FIRST + POSTS]
        last = ids[-1] + 1 if ids else first
        self.send({"posts": [post(i) for i in ids],
                   "cursor": str(last) if last < FIRST + POSTS else None})

    def do_circle(self, query):
        """A cursor that leads back to where we were."""
        self.send({"posts": [post(1001)], "cursor": "same"})

    def do_hole(self, query):
        """An empty page in the middle."""
        page = int(query.get("page", 1))
        self.send({"posts": [] if page == 2 else [post(FIRST + page)],
                   "cursor": str(page + 1) if page < 3 else None})

    def do_slow(self, query):
        """Page after page with a pause, so that a test can kill the reader in between."""
        time.sleep(0.05)
        query.setdefault("min_id", str(FIRST - 1))
        self.do_asc(query, "slow")

    # -- events ------------------------------------------------------------------

    def open_events(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def say(self, text):
        block = text.encode() if isinstance(text, str) else text
        self.wfile.write(b"%x\r\n%s\r\n" % (len(block), block))
        self.wfile.flush()

    def do_events(self, query):
        """Cut twice, then gone: what comes after what tells whether nothing was missed."""
        turn = self.times()
        if turn > 1:
            self.send("", 204)
            return
        self.open_events()
        try:
            self.say(":)\n")
            if turn == 0:
                new = json.dumps(post(2001), indent=1).replace("\n", "\ndata:")
                text = "retry: 50\r\nid: e1\r\nevent: update\r\ndata:" + new + "\r\n\r\n"
                for i in range(0, len(text), 7):
                    self.say(text[i:i + 7])
                self.say("event: other\rdata: {\"id\": \"9\"}\r\rid: e2\nevent: delete\ndata: 1066\n\n")
                self.say("event: update\nid: e3\ndata: {\"id\": \"half")
            else:
                edited = dict(post(2001), body="edited")
                self.say("event: status.update\ndata: " + json.dumps(edited) + "\n\n")
        except OSError:
            pass
        self.close_connection = True

    def do_moody(self, query):
        """Says 503 and when, 429 without, then is silent, then goes on."""
        turn = self.times()
        if turn == 0:
            self.send({"error": "down"}, 503, [("Retry-After", "1")])
        elif turn == 1:
            self.send({"error": "slowly"}, 429, [("Retry-After", "2")])
        else:
            self.open_events()
            try:
                if turn > 2:
                    self.say("event: update\ndata: " + json.dumps(post(2000 + turn)) + "\n\n")
                time.sleep(30)
            except OSError:
                pass
            self.close_connection = True

    def do_crowded(self, query):
        self.send({"error": "later"}, 429, [("Retry-After", "2000")])

    def do_ticks(self, query):
        """An event every few milliseconds with the time in it; `every` in milliseconds."""
        self.open_events()
        try:
            self.say(":)\n")
            for i in range(int(query.get("n", 100000))):
                said = dict(post(3001 + i), sent=time.time_ns())
                self.say("event: update\ndata: %s\n\n" % json.dumps(said))
                time.sleep(int(query.get("every", 10)) / 1000)
            while True:
                self.say(":thump\n")
                time.sleep(0.2)
        except OSError:
            self.close_connection = True

    def do_latin(self, query):
        body = "<rss version='2.0'><channel><item><guid>l1</guid><title>Caf\xe9 \x96 50 \x80</title></item></channel></rss>"
        self.send(body.encode("latin-1"), kind="text/xml; charset=iso-8859-1")

    def do_page_html(self, query):
        self.send("<html><head><link rel='alternate' type='application/rss+xml' href='/feed.xml'>"
                  "</head><body>hello</body></html>", kind="text/html")

def main():
    global LOG
    LOG = open(sys.argv[1] + ".log", "w")
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
    if os.path.exists(sys.argv[1] + ".pem"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1] + ".pem")
        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        servers[2].socket = context.wrap_socket(servers[2].socket, server_side=True)
        with open(sys.argv[1] + ".tls", "w") as file:
            file.write("%d\n" % servers[2].server_port)
    PORTS.extend(server.server_port for server in servers)
    for server in servers[1:]:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    with open(sys.argv[1] + ".tmp", "w") as file:
        file.write("%d %d\n" % tuple(PORTS[:2]))

    os.rename(sys.argv[1] + ".tmp", sys.argv[1])
    servers[0].serve_forever()

if __name__ == "__main__":
    main()
