# The whole job in one Python process: text out of HTML, VADER, three rules, counts.
import collections, html, json, re, sys

from judge import judge

breaks, tags = re.compile(r"<br ?/?>|</p><p>"), re.compile(r"<[^>]*>")
refund = re.compile(r"\b(refund|money back|charged twice)\b", re.I)
days, queues = collections.Counter(), collections.Counter()
for line in sys.stdin:
    record = json.loads(line)["record"]
    text = html.unescape(tags.sub("", breaks.sub("\n", record["content"])))
    mood = judge(text)["compound"]
    queue = "billing" if refund.search(text) else "service" if mood < -0.3 else "inbox"
    days[record["created_at"][:10]] += 1
    queues[queue] += 1
print(sum(days.values()), sorted(days.items())[:3], sorted(queues.items()))
