#!/usr/bin/env python3
"""Every document of the shared payloads through scrm-normalize: a table of counts.

    census.py SHARED BIN/scrm-normalize

A document maps (at least one post), is dropped ("not a post"), is refused with
a reason (exit 65 and a message), or holds nothing (an empty list, a feed without
items). Whatever is none of these is unexplained and listed; then the exit code is 1.
"""
import collections
import json
import os
import re
import subprocess
import sys

SHARED, NORMALIZE = sys.argv[1:3]
NOW = "2026-12-31T00:00:00Z"
# By set: how many posts each source made of it.
SOURCES = collections.defaultdict(collections.Counter)

# Sets of documents: title, folder, endings. What "github" holds is recordings of requests:
# their answers are the documents.
SETS = [
    ("mastodon_api", "payloads/mastodon_api", (".json",)),
    ("hackernews", "payloads/hackernews", (".json",)),
    ("bluesky", "payloads/bluesky_appview_snapshots", (".json",)),
    ("reddit", "payloads/reddit_api", (".json",)),
    ("youtube", "payloads/youtube_sns_sdks", (".json",)),
    ("x v2", "payloads/twitter_v2_twarc_csv", (".json", ".jsonl")),
    ("x archive", "payloads/twitter_archive", (".json", ".js")),
    ("x v1.1, activities", "payloads/twitter_tweet_updates", (".json",)),
    ("facebook, instagram", "payloads/facebook_instagram_sns_sdks", (".json",)),
    ("discourse", "payloads/discourse_api", (".json",)),
    ("github", "payloads/github_octokit_fixtures", (".json",)),
    ("slack", "payloads/slack_jslack", (".json",)),
    ("matrix", "payloads/matrix_spec_examples", (".json",)),
    ("activitystreams2", "payloads/activitystreams2_w3c", (".json",)),
    ("chat exports", "payloads/chat_exports_chat_miner", ("export.json", "export.txt", "hrs.txt")),
    ("freshdesk", "payloads/freshdesk", (".json",)),
    ("yelp", "payloads/yelp", (".json",)),
    ("huginn", "payloads/huginn_fixtures", (".rss", ".atom", ".xml")),
    ("feedparser/wellformed", "conformance/feedparser/wellformed", (".xml",)),
    ("feedparser/illformed", "conformance/feedparser/illformed", (".xml",)),
    ("feedparser/encoding", "conformance/feedparser/encoding", (".xml",)),
    ("feedparser/json", "conformance/feedparser/json", (".json",)),
    ("csv_spectrum", "conformance/csv_spectrum", (".csv",)),
    ("ccdb_csv2ndjson", "conformance/ccdb_csv2ndjson", (".csv", ".ndjson")),
    ("papaparse", "conformance/papaparse", (".csv",)),
    ("cfpb", "labelled/cfpb", (".csv", ".ndjson")),
    ("other tables", "labelled", (".csv",)),
    ("crm tables", "crm", (".csv",)),
]


def documents(folder, suffixes):
    for root, dirs, files in os.walk(os.path.join(SHARED, folder)):
        dirs.sort()
        if folder == "labelled":
            dirs[:] = [d for d in dirs if not d.startswith("cfpb")]
        for name in sorted(files):
            if name.endswith(suffixes):
                yield os.path.join(root, name)


def answers(path):
    """The bodies of the answers in a recording, as one document."""
    with open(path, encoding="utf-8") as file:
        recording = json.load(file)
    return json.dumps([entry["response"] for entry in recording])


def judge(title, path):
    """(kind, posts, dropped, complaint)"""
    given = answers(path).encode() if title == "github" else None
    done = subprocess.run([NORMALIZE, "--now", NOW, "--stats", "--log-format=json", "-" if given else path],
                          input=given, capture_output=True)
    messages = []
    for line in done.stderr.decode("utf-8", "replace").splitlines():
        try:
            messages.append(json.loads(line))
        except ValueError:
            return "unexplained", 0, 0, "message that is no JSON: " + line[:200]
    account = next((m for m in messages if "in" in m and "out" in m), None)
    if done.returncode == 65:
        texts = [str(m.get("text", m.get("message", m))) for m in messages if "in" not in m]
        reason = texts[0] if texts else ""
        return ("refused" if reason else "unexplained"), 0, 0, reason
    if done.returncode != 0 or account is None:
        return "unexplained", 0, 0, "exit %d: %s" % (done.returncode, done.stderr[:200])
    posts = []
    for line in done.stdout.splitlines():
        post = json.loads(line)
        for need in ("schema", "id", "type", "network", "source", "native_id", "created_at"):
            if need not in post:
                return "unexplained", 0, 0, "a post without " + need
        if post["type"] != "delete" and "text" not in post:
            return "unexplained", 0, 0, "a post without text"
        posts.append(post)
        SOURCES[title][post["source"]] += 1
    dropped = account.get("dropped", {})
    if set(dropped) - {"not a post"}:
        return "unexplained", len(posts), 0, "dropped: %s" % dropped
    n = sum(dropped.values())
    if account["in"] + account["expanded"] != account["out"] + account["rejected"] + n:
        return "unexplained", len(posts), n, "the account does not balance"
    if len(posts) != account["out"]:
        return "unexplained", len(posts), n, "out is not the number of posts"
    kind = "mapped" if posts else "not a post" if n else "empty"
    if kind == "empty" and has_records(path):
        return "unexplained", 0, 0, "records that did not come out"
    return kind, len(posts), n, ""


def has_records(path):
    """Whether a document that gave nothing had something to give."""
    with open(path, "rb") as file:
        data = re.sub(rb"<!--.*?-->", b"", file.read().replace(b"\0", b""), flags=re.S)
    if path.endswith(".xml"):
        return re.search(rb"<([a-z0-9]+:)?(item|entry)[\s>/]", data, re.I) is not None
    return data.strip() not in (b"", b"[]", b"{}", b"null") and re.search(rb"\[\s*\]", data) is None


def main():
    kinds = ("mapped", "not a post", "refused", "empty", "unexplained")
    unexplained = []
    print("%-24s %9s %7s %7s | %s" % ("set", "documents", "posts", "dropped",
                                      " ".join("%11s" % k for k in kinds)))
    reasons = collections.Counter()
    for title, folder, suffixes in SETS:
        counts, total, posts, dropped = collections.Counter(), 0, 0, 0
        for path in documents(folder, suffixes):
            kind, n, drops, why = judge(title, path)
            counts[kind] += 1
            total += 1
            posts += n
            dropped += drops
            if kind == "unexplained":
                unexplained.append((path, why))
            elif kind == "refused":
                reasons[why.split(": ")[-1] if "no column" not in why
                        else "no column looks like the text of a post"] += 1
        print("%-24s %9d %7d %7d | %s" % (title, total, posts, dropped,
                                          " ".join("%11d" % counts[k] for k in kinds)))
        if len(SOURCES[title]) > 1:
            print("%-24s posts by source: %s" % ("", ", ".join("%s %d" % one for one in sorted(SOURCES[title].items()))))
    for reason, n in reasons.most_common():
        print("  refused %4d: %s" % (n, reason[:90]))
    for path, why in unexplained:
        print("  unexplained: %s: %s" % (path, why))
    return 1 if unexplained else 0


sys.exit(main())
