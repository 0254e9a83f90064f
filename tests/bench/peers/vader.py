# Python's VADER over flat posts.
import json, sys

from judge import judge

write = sys.stdout.write
for line in sys.stdin:
    post = json.loads(line)
    post["score"] = {"sentiment": judge(post["text"])["compound"]}
    write(json.dumps(post, ensure_ascii=False, separators=(",", ":")) + "\n")
