#!/usr/bin/env python3
"""Real customer-care dialogues as posts, and what their cases must be.

    dialogues.py posts FILE      NDJSON posts: client inbound, agent outbound, real times
    dialogues.py cases FILE      one line a case, computed from the file alone:
                                 opening tweet, opened, first response, last words, ins, outs
    dialogues.py ended FILE      "TWEET TIME" of the dialogues in which the company had the last word

Knows nothing of scrm: dialogues that share a tweet are one case, the first
words of a client open it, the first of an agent behind them answer it.
"""
import json
import sys


def turns_of(dialogue):
    """(tweet, time, of a client, text, author); a second client is called client1."""
    return [(turn["tweet_ID"], turn["datetime"], "agent" not in turn, turn["message"],
             next(turn[who] for who in ("agent", "client", "client1") if who in turn))
            for turn in dialogue["dialogContent"]]


def posts(dialogues):
    for dialogue in dialogues:
        before = None
        for tweet, time, inbound, text, author in turns_of(dialogue):
            post = {"schema": "scrm.post/1", "id": f"twitter:{tweet}", "type": "reply" if before else "post",
                    "network": "twitter", "source": "twitter", "native_id": tweet, "created_at": time,
                    "rev": "1", "author_id": author, "author_handle": author, "text": text,
                    "visibility": "public", "direction": "inbound" if inbound else "outbound"}
            if before:
                post["in_reply_to"] = f"twitter:{before}"
            before = tweet
            print(json.dumps(post, ensure_ascii=False, separators=(",", ":")))


def joined(dialogues):
    """Groups of dialogues that share tweets, each as its tweets by time."""
    group_of, groups = {}, []
    for dialogue in dialogues:
        mine = {turn[0]: turn for turn in turns_of(dialogue)}
        for other in {id(group_of[tweet]): group_of[tweet] for tweet in mine if tweet in group_of}.values():
            groups.remove(other)
            mine = {**other, **mine}
        groups.append(mine)
        for tweet in mine:
            group_of[tweet] = mine
    return [sorted(group.values(), key=lambda turn: (turn[1], not turn[2], turn[0])) for group in groups]


def cases(dialogues):
    for turns in joined(dialogues):
        inbound = [turn for turn in turns if turn[2]]
        if not inbound:
            continue
        first = inbound[0]
        answers = [turn[1] for turn in turns if not turn[2] and turn[1] >= first[1]]
        yield (first[0], first[1], answers[0] if answers else None, turns[-1], len(inbound), len(turns) - len(inbound))


def main():
    what, name = sys.argv[1:]
    with open(name, encoding="utf-8") as file:
        dialogues = json.load(file)
    if what == "posts":
        posts(dialogues)
    elif what == "ended":
        for first, _, _, last, _, _ in cases(dialogues):
            if not last[2]:
                print(first, last[1])
    else:
        for first, opened, answered, last, ins, outs in sorted(cases(dialogues)):
            cut = lambda time: time and time.replace(".000Z", "Z")
            done = cut(last[1]) if not last[2] else None
            print(json.dumps([first, cut(opened), cut(answered), done, ins, outs]))


main()
