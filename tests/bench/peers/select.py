import json, sys
write = sys.stdout.write
for line in sys.stdin:
    r = json.loads(line)["record"]
    a = r["account"]
    write(json.dumps({"id": r["uri"], "native_id": r["id"], "created_at": r["created_at"],
                      "html": r["content"], "url": r["url"], "lang": r["language"],
                      "author_id": a["uri"], "author_handle": a["acct"],
                      "author_name": a["display_name"], "reply_count": r["replies_count"],
                      "share_count": r["reblogs_count"], "like_count": r["favourites_count"]},
                     ensure_ascii=False, separators=(",", ":")) + "\n")
