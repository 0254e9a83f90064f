#!/usr/bin/env python3
"""Every shipped source against records invented in its true shape.

tests/sources/NAME.json holds, for share/scrm/sources/NAME.yaml:

    cases     {what, record, args?, posts, from?}: a record, a page or an export
              as the network gives it, and of each post that must come of it the
              members that matter (null: must be absent). The same posts must come
              by recognition, with --from NAME, and out of a raw envelope;
              `from: true` says that the shape alone says too little.
    requests  {stream, args, lines}: lines of what scrm-fetch --dry-run prints

Speaks TAP. A source without such a file is a failure.
"""
import json
import os
import sys

from records import BIN, args_of, load, names, path_of, posts_of, run, text_of
from tap import end, tell

NEEDED = ("schema", "id", "type", "network", "source", "native_id", "created_at")
only = sys.argv[1:]


def differ(want, posts):
    """What is wrong with the posts; "" where nothing is."""
    if len(want) != len(posts):
        return "%d posts instead of %d: %s" % (len(posts), len(want), json.dumps(posts)[:1500])
    wrong = []
    for i, (wanted, post) in enumerate(zip(want, posts)):
        for need in NEEDED + (("text",) if post["type"] != "delete" else ()):
            if need not in post:
                wrong.append("post %d has no %s" % (i, need))
        for name, value in wanted.items():
            if post.get(name) != value:
                wrong.append("post %d: %s is %s, not %s" % (i, name, json.dumps(post.get(name)), json.dumps(value)))
    return "\n".join(wrong)


def try_case(name, case):
    record, want = case["record"], case["posts"]
    args, text = args_of(case), text_of(record)
    ways = {"--from": ["--from", name] + args}
    if not case.get("from"):
        ways["by shape"] = args
    if isinstance(record, dict):
        ways["envelope"] = []
    for way, options in ways.items():
        data = text
        if way == "envelope":
            data = json.dumps({"schema": "scrm.raw/1", "source": name, "args": case.get("args", {}), "record": record}) + "\n"
        code, posts, err = posts_of(options, data)
        why = differ(want, posts)
        stray = [post["source"] for post in posts if post["source"] != name]
        if stray and not why:
            why = "taken for %s" % stray[0]
        if code != 0:
            why = "exit %d: %s" % (code, err)
        if why:
            return "%s: %s" % (way, why)
    return ""


def try_request(name, request):
    source = name + ("." + request["stream"] if request.get("stream") else "")
    code, out, err = run([os.path.join(BIN, "scrm-fetch"), "--dry-run", source] + args_of(request), "")
    if code != 0:
        return "exit %d: %s" % (code, err)
    missing = [line for line in request["lines"] if line not in out.splitlines()]
    return "\n".join("no line %s\nin %s" % (line, out) for line in missing)


def main():
    for name in names():
        if only and name not in only:
            continue
        if not os.path.exists(path_of(name)):
            tell(False, "%s has records to try it with" % name)
            continue
        tests = load(name)
        for case in tests["cases"]:
            why = try_case(name, case)
            tell(not why, "%s: %s" % (name, case["what"]), why)
        for request in tests.get("requests", ()):
            why = try_request(name, request)
            tell(not why, "%s: asks for %s" % (name, request.get("stream", "it")), why)
        code, out, err = run([os.path.join(BIN, "scrm-fetch"), "--check", name], "")
        tell(code == 0, "%s: the descriptor is sound" % name, err)
    end()


main()
