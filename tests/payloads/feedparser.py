#!/usr/bin/env python3
"""feedparser's suite: what its expectations say of an item's title, link, id, author,
dates, content and summary, against what scrm-normalize makes of the same feed; and its
dates. Prints the share met of each field; 1 where less than 95 % are met in all.

    feedparser.py SHARED BIN/scrm-normalize [--show]

Texts are compared without markup and with one blank for many, since feedparser
keeps (sanitised) HTML where a post has text. --show lists what differs.
"""
import collections
import html
import json
import os
import re
import subprocess
import sys

SHARED, NORMALIZE = sys.argv[1:3]
SHOW = "--show" in sys.argv
FOLDER = os.path.join(SHARED, "conformance", "feedparser")
AT = "http://127.0.0.1:8097/"  # where the suite's own server would have served a file
SHARE = 95
# Read whole. The others are dates in Korean, Greek and Hungarian and short forms of ISO 8601
# ("03335"), which a network of today does not write and which could be anything.
DATES = ("dates: rfc822", "dates: w3dtf", "dates: asctime", "dates: perforce")


def plain(text):
    text = re.sub(r"<!--.*?-->|<[A-Za-z/!?][^>]*>", " ", str(text), flags=re.S)
    return " ".join(html.unescape(html.unescape(text)).replace(" ", " ").split())


def normalize(path, *args):
    done = subprocess.run([NORMALIZE, "--now", "2040-01-01T00:00:00Z", "--keep-raw", "--from", "feed", *args, path],
                          capture_output=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def moment(parts):
    return "%04d-%02d-%02dT%02d:%02d:%02dZ" % tuple(parts[:6])


def name_of(author):
    """feedparser's "Name (address)"; either alone will do."""
    return plain(author)


def met(post, path, want):
    """Whether the expectation is met; None where it is about nothing that a post has."""
    raw, field = post.get("raw", {}), path[2]
    rest = path[3:]
    texts = [post.get("html"), post.get("text"), raw.get("content_html"), raw.get("content_text"),
             raw.get("_summary_html"), raw.get("summary")]
    people = [post.get("author_name"), post.get("author_id"), post.get("author_url")]
    people += [one.get(key) for one in raw.get("authors", ()) for key in ("name", "url", "_email", "email")]
    if field == "title" and not rest or field == "title_detail" and rest == ["value"]:
        return plain(post.get("title", "")) == plain(want)
    if field == "link" and not rest:
        return want in (post.get("url"), raw.get("url"))
    if field in ("id", "guid") and not rest:
        return want in (post["native_id"], post.get("uri"), raw.get("id"))
    if field == "author" and not rest:
        words = [plain(one) for one in people if one]
        return any(one and (one in plain(want) or plain(want) in one) for one in words)
    if field == "author_detail" and rest in (["name"], ["href"], ["email"]):
        return any(one and (plain(want) == plain(one) or "mailto:" + want == one) for one in people)
    if field in ("published_parsed", "created_parsed", "date_parsed") and not rest:
        return post["created_at"].replace(".000", "")[:20].rstrip("Z") + "Z" == moment(want) and not post.get("created_at_inferred")
    if field in ("updated_parsed", "modified_parsed") and not rest:
        return moment(want) in (post.get("updated_at"), post["created_at"])
    if field in ("published", "updated", "created", "modified", "date") and not rest:
        return want in (raw.get("date_published"), raw.get("date_modified"))
    if field in ("summary", "description") and not rest or field == "summary_detail" and rest == ["value"]:
        return plain(want) in [plain(one or "") for one in texts]
    if field == "content" and rest[1:] == ["value"]:
        return plain(want) in [plain(one or "") for one in texts]
    return None


def entries(counts, differ):
    with open(os.path.join(FOLDER, "expectations.ndjson"), encoding="utf-8") as file:
        for line in file:
            test = json.loads(line)
            checks = [c for c in test["checks"] if c["path"][:1] == ["entries"] and len(c["path"]) > 2 and "equals" in c]
            if not checks or not test["file"].endswith(".xml"):
                continue
            posts = normalize(os.path.join(FOLDER, test["file"]), "url=" + AT + test["file"])
            for check in checks:
                path, want = check["path"], check["equals"]
                post = posts[path[1]] if path[1] < len(posts) else {"native_id": "", "created_at": ""}
                good = met(post, path, want)
                if good is None:
                    continue
                counts[path[2]][good] += 1
                if not good:
                    differ.append("%s: %s: %r" % (test["file"], path[2:], want))


def dates(counts, differ):
    with open(os.path.join(FOLDER, "dates.ndjson"), encoding="utf-8") as file:
        tests = [json.loads(line) for line in file]
    tests = [test for test in tests if test["input"]]
    lines = "".join(json.dumps({"text": "x", "created_at": test["input"]}) + "\n" for test in tests)
    done = subprocess.run([NORMALIZE, "--now", "9998-01-01T00:00:00Z"], input=lines.encode(), capture_output=True, check=True)
    for test, line in zip(tests, done.stdout.splitlines()):
        post = json.loads(line)
        got = None if post.get("created_at_inferred") else re.sub(r"\.\d+Z", "Z", post["created_at"])
        want = moment(test["expected_utc"]) if test["expected_utc"] else None
        counts["dates: " + test["parser"]][got == want] += 1
        if got != want:
            differ.append("dates: %s: %r is %s, not %s" % (test["parser"], test["input"], got, want))


def main():
    counts, differ = collections.defaultdict(collections.Counter), []
    entries(counts, differ)
    fields = sum((counts[key] for key in counts), collections.Counter())
    dates(counts, differ)
    for key in sorted(counts):
        print("%-22s %4d of %4d" % (key, counts[key][True], sum(counts[key].values())))
    share = 100 * fields[True] / max(1, sum(fields.values()))
    print("%-22s %4d of %4d: %.1f %%" % ("all fields", fields[True], sum(fields.values()), share))
    for line in differ if SHOW else ():
        print("  differs: " + line[:300])
    return 0 if share >= SHARE and not any(counts[key][False] for key in DATES) else 1


sys.exit(main())
