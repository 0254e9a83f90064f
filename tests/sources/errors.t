#!/usr/bin/env python3
"""What scrm-fetch --check says of every key of scrm-source(5) that is wrong.

One sound descriptor, TEMPLATE, is mutated in one place at a time: the key misspelled, its
value of another type, a word that is none of those allowed, a key that must be there
taken out. Each must be an error at the file, the line and the column of the mistake, which
names the key and, of words that can be listed, all of them. Speaks TAP, a line for each key.
"""
import os
import re
import subprocess
import tempfile

from records import BIN
from tap import end, tell

TEMPLATE = """\
scrm_source: 1
name: shop
network: shopnet
about: what customers say
example: "scrm-normalize --from shop export.json"
tier: payloads
priority: 500
decode: json
like: json
args:
  till:
    about: which till
    required: true
    pattern: '^[a-z]+$'
    example: bath
  size:
    default: "100"
hosts:
  - tills.example.org
host: "@till"
auth:
  kind: session
  about: what the shop gave you
  secret: "shop/{@till}"
  optional: true
  headers: {X-Key: "{@value}"}
  param: key
  token_url: https://tills.example.org/login
  refresh_url: https://tills.example.org/again
  body: '{{"password":"{@password}"}}'
  scope: read
  token: /token
  refresh_token: /again
rate:
  remaining: x-left
  reset: x-reset
  reset_as: epoch
  body_wait: /wait
  min_interval_ms: 100
responses:
  - status: [400, 429]
    when:
      path: /error
      in: [slow, later]
    action: rate_limited
    message: /error/text
streams:
  remarks:
    about: what was said
    url: "https://tills.example.org/{@till}/remarks"
    method: POST
    body: '{{"since":"{@cursor?}"}}'
    params:
      limit: "{@size}"
    headers:
      Accept: application/json
    decode: json
    records: /remarks/*
    where:
      path: /kind
      eq: remark
    page:
      kind: page
      param: page
      start: 1
      pages: x-pages
      more: /more
      done: /done
      max: 10
      empty: goes_on
    back:
      kind: cursor
      path: /next
      param: page
    order: asc
    first: 7d
    time: /at
    acknowledges: true
    cursor:
      kind: value
      path: /no
      compare: int
      keep: 100
      overlap: 2m
    follow:
      url: "https://tills.example.org/{@till}/live"
      params: {limit: "1"}
      headers: {Accept: text/event-stream}
      where: /no
      events: [remark]
      silence: 60s
  links:
    url: "https://tills.example.org/{@till}/links"
    page:
      kind: link
      rel: next
    cursor:
      kind: seen
      path: /no
    expand:
      url: "https://tills.example.org/{@till}/links/{/no}"
      records: /remarks/*
recheck:
  url: https://tills.example.org/remarks
  params: {no: "{@ids}"}
  headers: {Accept: application/json}
  records: /remarks/*
  batch: 50
  id: /no
  gone: /gone/*
  pattern: '^[0-9]+$'
  within: 3d
  streams: [remarks]
records: /remarks/*
inside: /answers/*
recognise:
  - [/till, /no]
ignore:
  - [/shop, {path: /kind, in: [till, shop]}]
map:
  type: {const: comment}
  native_id: /no
  created_at:
    path: /at
    as: epoch
  text:
    path: /said
    as: [trim, lower]
  url:
    fmt: "https://tills.example.org/{/no}"
    as: trim
  author_name:
    lookup: $/people
    on: /who
    eq: /id
    get: /name
  status:
    path: /state
    enum: {a: open, "*": closed}
  lang:
    if: /lang
    then: /lang
    else: {const: en}
  media:
    each: /pictures/*
    map: {url: /url}
  hashtags:
    list: [/a, /b]
  ext:
    shelf: /shelf
"""

# Names that a descriptor's writer chooses: misspelled, they are other names.
OWN = {"till", "size", "remarks", "links", "limit", "Accept", "shelf", "X-Key"}
# Words of which one must stand there.
CHOICES = {
    "tier": "unverified payloads live",
    "decode": "json jsonl feed csv mbox chat",
    "reset_as": "auto epoch seconds iso",
    "action": "none fail retry ignore rate_limited refresh",
    "method": "GET POST EXAMINE",
    "empty": "ends goes_on",
    "order": "desc asc",
    "compare": "int text length_then_text time",
    "as": "str int num bool lower trim len epoch rfc3339 html_text authority mojibake concat ref",
}
KINDS = {
    "auth": "none bearer header query basic oauth2_client_credentials oauth2_refresh session command path",
    "page": "none link next_url cursor page offset record",
    "back": "none link next_url cursor page offset record",
    "cursor": "none value token seen",
}
# Keys that any text fits.
TEXTS = set("""name network about example like secret param body scope remaining reset message
title pattern default rel pages fmt eq const""".split())
# Values of other types; of what is no text itself, texts too.
OTHERS = ("[7, 8]", "{zz: 1}", "-5", "zz", "''")
# (what is taken out or put in, what is said).
WHOLE = [
    ("scrm_source: 1\n", "", r"shop.yaml:1:1: .*scrm_source: 1"),
    ("scrm_source: 1\n", "scrm_source: 2\n", r"shop.yaml:1:.*scrm_source: 1"),
    ("name: shop\n", "", r"a source needs a name"),
    ("name: shop\n", "name: my.shop\n", r"shop.yaml:2:7: name: expected letters, digits, - and _"),
    ("network: shopnet", "network: 'shop:net'", r"shop.yaml:3:11: network: expected letters, digits"),
    ("like: json", "like: jsn", r"shop.yaml:9:7: like: no source is named jsn"),
    ("    example: bath\n", "    example: Bath\n", r"shop.yaml:15:14: the example does not fit the pattern"),
    ("pattern: '^[a-z]+$'", "pattern: '^[a-z+$'", r"shop.yaml:14:\d+: .*pattern|shop.yaml:14:\d+: .*missing terminating"),
    ("  kind: session\n", "", r"shop.yaml:22:3: auth needs a kind"),
    ('  secret: "shop/{@till}"\n', "", r"shop.yaml:22:3: auth needs a secret"),
    ("  token_url: https://tills.example.org/login\n", "", r"shop.yaml:22:3: .*auth needs a token_url"),
    ('secret: "shop/{@till}"', 'secret: "shop/{@tlll}"', r"shop.yaml:24:\d+: .*no argument \"tlll\".*"),
    ('secret: "shop/{@till}"', 'secret: "shop/{@till"', r"shop.yaml:24:\d+: secret: "),
    ("min_interval_ms: 100", "min_interval_ms: -1", r"shop.yaml:39:20: min_interval_ms: expected milliseconds, not below zero"),
    ("status: [400, 429]", "status: [400, 42]", r"shop.yaml:41:19: expected a status"),
    ('    url: "https://tills.example.org/{@till}/remarks"\n', "", r"shop.yaml:49:5: .*needs a url"),
    ('url: "https://tills.example.org/{@till}/remarks"', "url: ftp://tills.example.org", r"shop.yaml:50:10: url: expected an address such as https"),
    ("      path: /no\n      compare: int", "      compare: int", r"shop.yaml:80:7: a cursor needs a path"),
    ("      compare: int\n", "", r"shop.yaml:80:7: a cursor needs compare: int, text, length_then_text or time"),
    ("      rel: next\n", "", r"shop.yaml:95:7: .*pages by link need a rel"),
    ("  batch: 50", "  batch: 1000", r"shop.yaml:108:10: batch is a number from 1 to 100"),
    ('"{@ids}"', '"10"', r"shop.yaml:104:3: recheck needs {@id} or {@ids}"),
    ("streams: [remarks]", "streams: [remark]", r"shop.yaml:113:13: .*no stream \"remark\".*"),
    ("  native_id: /no\n", "  native_id: no\n", r"shop.yaml:122:14: native_id: a path starts with /"),
    ("  native_id: /no\n", "  nativ_id: /no\n", r"shop.yaml:122:3: .*no member \"nativ_id\""),
    ("    as: epoch\n", "    as: epok\n", r"shop.yaml:125:9: .*\"epok\"(.|\n)*did you mean \"epoch\""),
    ("    then: /lang\n", "", r"shop.yaml:141:5: .*if needs a then"),
    ("    get: /name\n", "", r"shop.yaml:133:5: .*lookup needs on, eq and get"),
]


def check(folder, text):
    path = os.path.join(folder, "shop.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    done = subprocess.run([os.path.join(BIN, "scrm-fetch"), "--check", path], capture_output=True, text=True)
    return done.returncode, done.stderr


def block(lines, at):
    """Behind the lines that belong to the key in line `at`."""
    depth = len(lines[at].replace("- ", "  ")) - len(lines[at].replace("- ", "  ").lstrip())
    end = at + 1
    while end < len(lines) and len(lines[end]) - len(lines[end].lstrip()) > depth:
        end += 1
    return end


def above(lines, at):
    """The key that the one in line `at` stands under."""
    depth = len(lines[at]) - len(lines[at].lstrip())
    while at > 0 and len(lines[at]) - len(lines[at].lstrip()) >= depth:
        at -= 1
    return lines[at].strip().rstrip(":")


def misspelled(folder, lines, at, head, key, rest):
    code, said = check(folder, "\n".join(lines[:at] + [head + key + "x:" + rest] + lines[at + 1:]))
    place = "shop.yaml:%d:%d: " % (at + 1, len(head) + 1)
    if code != 1 or place not in said or "x\"" not in said:
        return "%sx: %s" % (key, said or "nothing")
    if 'did you mean "%s"?' % {"host": "hosts"}.get(key, key) not in said:
        return "%sx is not told from %s: %s" % (key, key, said)
    return ""


def mistyped(folder, lines, at, head, key, value):
    """The values that a key cannot have, each told at its place with the key's name."""
    wrong = []
    for other in OTHERS:
        if value and (other == value or key in TEXTS and other in ("zz", "''", "-5")):
            continue
        code, said = check(folder, "\n".join(lines[:at] + [head + key + ": " + other] + lines[block(lines, at):]))
        if code == 0 and (key in OWN or other == "{zz: 1}" and key in ("params", "headers", "enum")):
            continue
        if code == 0 and key in ("priority", "start", "keep", "hosts", "in"):
            continue
        if code != 1 or not re.search(r"shop\.yaml:\d+:\d+: ", said):
            wrong.append("%s: %s is met with %s" % (key, other, said or "nothing"))
        elif not re.search(r"shop\.yaml:(%d|%d):" % (at + 1, at), said):
            # A key that others need is missed where they need it.
            if not re.search(r"(needs|need|must be) ", said):
                wrong.append("%s: %s is told elsewhere: %s" % (key, other, said))
        elif not re.search(r"\b%s\b" % key, said.split("\n")[0]) and not re.search(r' needs |"zz"| zz: ', said):
            wrong.append("%s: %s does not name the key: %s" % (key, other, said))
    return wrong


def unknown_word(folder, lines, at, head, key):
    words = CHOICES.get(key) or KINDS.get(above(lines, at)) if key == "kind" else CHOICES.get(key)
    if not words:
        return []
    code, said = check(folder, "\n".join(lines[:at] + [head + key + ": qqqq"] + lines[block(lines, at):]))
    missing = [word for word in words.split() if not re.search(r"\b%s\b" % word, said)]
    if code != 1 or missing or '"qqqq"' not in said:
        return ["%s: qqqq: %s are not named in: %s" % (key, " ".join(missing), said)]
    return []


def main():
    lines = TEMPLATE.rstrip("\n").split("\n")
    with tempfile.TemporaryDirectory(prefix="errors-") as folder:
        code, said = check(folder, TEMPLATE)
        tell(code == 0, "the descriptor as it is is sound", said)
        for at, line in enumerate(lines):
            found = re.match(r"^( *(?:- )?)([A-Za-z_-]+):(.*)$", line)
            if not found:
                continue
            head, key, rest = found.groups()
            wrong = [] if key in OWN else [misspelled(folder, lines, at, head, key, rest)]
            wrong += mistyped(folder, lines, at, head, key, rest.strip())
            wrong += unknown_word(folder, lines, at, head, key)
            wrong = [one for one in wrong if one]
            tell(not wrong, "line %d, %s" % (at + 1, key), "\n".join(wrong))
        for old, new, wanted in WHOLE:
            assert old in TEMPLATE, old
            code, said = check(folder, TEMPLATE.replace(old, new, 1))
            tell(code == 1 and re.search(wanted, said), "%r for %r" % (new.strip(), old.strip()), said or "nothing")
    end()


main()
