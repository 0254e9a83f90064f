#!/usr/bin/env python3
"""Which facts of its network each source brings into a post: docs/facts.md, checked.

A fact is a member of the post. tests/sources/NAME.json shows by its records which come out;
of all others its `facts` must say why they don't:

    none  members, in one text, for which the network has nothing to give
    lost  {member: why}: the network has it, and it doesn't come this way

So a fact is shown, or explained, and never both; what a descriptor's map names is shown by
a record at least; and the tables in docs/facts.md are what comes of it. Speaks TAP.

    facts.t                          check
    facts.t --write docs/facts.md    fill in the tables; read the difference!
"""
import os
import re
import sys

from records import TOP, args_of, descriptor, load, mapped, names, posts_of, text_of
from tap import end, tell

GROUPS = [
    ("The open networks", "mastodon activitypub lemmy bluesky jetstream nostr"),
    ("X and Meta", "x xarchive xactivity facebook instagram threads"),
    ("Forums, comments, feeds", "reddit hackernews discourse stackexchange github youtube wordpress feed"),
    ("Reviews", "appstore googleplay googlebusiness yelp"),
    ("Conversations", "slack discord matrix telegram messenger chat mail imap"),
    ("Help desks", "zendesk freshdesk intercom chatwoot"),
]
# The members of a post that a network gives, in the order of the tables.
FACTS = """title html url lang author_id author_handle author_name author_url author_type
author_followers author_verified updated_at deleted in_reply_to in_reply_to_author conversation
channel quoted shared media mentions hashtags urls rating reply_count share_count like_count
quote_count view_count visibility direction status sensitive matched""".split()
# Found in the text where the network names none.
IN_TEXT = {"mentions", "hashtags", "urls"}
# Not facts of the network, or said by another member.
ALWAYS = {"type", "native_id", "uri", "rev", "created_at", "text", "deleted_at", "rating_max", "aliases", "ext"}
PAGE = os.path.join(TOP, "docs/facts.md")


def shown_by(name, cases):
    """The members that the records of a source bring."""
    shown = set()
    for case in cases:
        for post in posts_of(["--from", name] + args_of(case), text_of(case["record"]))[1]:
            shown.update(post)
            if post["type"] == "delete":
                shown.add("deleted")
    return shown


def judge(name):
    """{fact: cell}, and what is wrong."""
    tests = load(name)
    shown, named = shown_by(name, tests["cases"]), mapped(name)
    facts = tests.get("facts", {})
    none, lost = set(facts.get("none", "").split()), facts.get("lost", {})
    recheck = re.search(r"^recheck:", descriptor(name), re.M)
    cells, wrong = {}, []
    for fact in FACTS:
        said = (fact in none) + (fact in lost)
        if fact in shown and (fact in named or fact in ("deleted", "direction") or fact not in IN_TEXT):
            cells[fact] = "yes"
        elif fact in IN_TEXT and fact not in named:
            cells[fact] = "text"
        elif fact == "deleted" and recheck:
            cells[fact] = "asked"
        else:
            cells[fact] = lost.get(fact, "")
            if said != 1:
                wrong.append("%s does not come out; say under `facts` why" % fact)
            continue
        if said:
            wrong.append("%s comes out, and is called %s" % (fact, "none" if fact in none else "lost"))
    for member in sorted(named - ALWAYS - shown):
        wrong.append("the map names %s; no record shows it" % member)
    for member in sorted((none | set(lost)) - set(FACTS)):
        wrong.append("%s is no fact" % member)
    return cells, wrong


def table(sources, cells):
    """Facts down, sources across; why a fact is lost stands below, by number."""
    notes, lines = [], []
    lines.append("| | " + " | ".join("`%s`" % name for name in sources) + " |")
    lines.append("|---|" + "---|" * len(sources))
    for fact in FACTS:
        row = []
        for name in sources:
            cell = cells[name][fact]
            if cell not in ("yes", "text", "asked", ""):
                if cell not in notes:
                    notes.append(cell)
                cell = "[%d]" % (notes.index(cell) + 1)
            row.append(cell)
        if any(row):
            lines.append("| `%s` | %s |" % (fact, " | ".join(row)))
    lines += [""] + ["%d. %s" % (i + 1, note) for i, note in enumerate(notes)]
    return "\n".join(lines).rstrip() + "\n"


def fill(page, cells):
    """The page with its tables as they should be: each stands below its heading."""
    for title, sources in GROUPS:
        body = table(sources.split(), cells)
        page = re.sub(r"(^## %s\n\n)(?:(?!^## ).*\n)*" % re.escape(title),
                      lambda found: found[1] + body + "\n", page, flags=re.M)
    return page.rstrip("\n") + "\n"


def main():
    cells = {}
    grouped = sorted(" ".join(sources for _, sources in GROUPS).split())
    tell(grouped == names(), "every source stands in one table",
         "in no table, or in two: %s" % " ".join(sorted(set(names()) ^ set(grouped))))
    for name in names():
        cells[name], wrong = judge(name)
        tell(not wrong, "%s: every fact comes out, or it is said why not" % name, "\n".join(wrong))
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    filled = fill(page, cells)
    if sys.argv[1:2] == ["--write"]:
        with open(sys.argv[2], "w", encoding="utf-8") as file:
            file.write(filled)
    else:
        tell(filled == page, "docs/facts.md says what comes out", "write it anew: tests/sources/facts.t --write docs/facts.md")
    end()


main()
