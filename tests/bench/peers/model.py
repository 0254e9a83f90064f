# A model of scrm-train over flat posts, as one would write it in Python: a sparse vector of
# counts for each text, a dictionary of weights, a dot product for each class. Reads the
# model's file (lib/model/file.h); its features are those of lib/model/features.c, hashed
# only when a word, a pair or a run of letters is met for the first time.
#
#   model.py MODEL TEXT_MEMBER < posts > posts with "label"
import json, math, re, struct, sys, unicodedata
from collections import Counter

MASK = (1 << 64) - 1
STEP, LAST = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
SEED, HIGH = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9
NUMBER, MENTION, LINK, EXCLAIM, QUESTION = (n * STEP & MASK for n in range(1, 6))
UNSPACED = "\u3040-\u30ff\u3400-\u9fff"
TOKEN = re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}_])\w)+(?:'(?:(?![{UNSPACED}_\d])\w)+)*|\S")


def hash_of(data):
    value = len(data) * SEED & MASK
    data += bytes(-len(data) % 16 or (0 if data else 16))
    for low, high in struct.iter_unpack("<QQ", data):
        value = (value ^ low) * LAST & MASK
        value = (value ^ value >> 32 ^ high) * HIGH & MASK
        value ^= value >> 29
    return value


def run_hash(run):
    value = 0
    for char in run:
        value = (value + ord(char) + 1) * STEP & MASK
    value = value + len(run) & MASK
    value = (value ^ value >> 32) * LAST & MASK
    return value ^ value >> 29


class Model:
    def __init__(self, path):
        data = open(path, "rb").read()
        head = struct.unpack_from("<64s16s14I2iI", data, 112)
        _, self.classes, self.columns, bits, names, table, rows = head[2:9]
        bias, self.scale, self.bits = head[12], head[16], bits
        self.names = [data[names + at:].split(b"\0", 1)[0].decode()
                      for at in struct.unpack_from(f"<{self.classes}I", data, names)]
        self.bias = struct.unpack_from(f"<{self.columns}i", data, bias)
        self.table = {}
        for i in range(1 << bits):
            tag, found = self.cell(data, table, rows, i)
            if tag:
                self.table.setdefault((i & ~1, tag), found)
        self.words, self.runs = {}, {}  # what a feature weighs, as they are met

    def cell(self, data, table, rows, i):
        if self.columns <= 3:
            tag, *weights = struct.unpack_from("<B3b", data, table + 4 * i)
            return tag, [(k, w) for k, w in enumerate(weights[:self.columns]) if w]
        tag, row = struct.unpack_from("<2I", data, table + 8 * i)
        at, form = rows + 8 * (row >> 8), row & 0xFF
        if form >= 128:
            pairs = [struct.unpack_from("<Bb", data, at + 2 * k) for k in range(4 * (form - 128))]
        else:
            pairs = enumerate(struct.unpack_from(f"<{self.columns}b", data, at))
        return tag, [(k, w) for k, w in pairs if w]

    def weigh(self, value):
        tag = value & (0xFF if self.columns <= 3 else 0xFFFFFFFF)
        return self.table.get((value >> (64 - self.bits) & ~1, tag or 1), ())

    def dot(self, vector, weights, hasher, sums):
        n = sum(vector.values())
        if not n:
            return
        found = [0] * self.columns
        for feature, count in vector.items():
            pairs = weights.get(feature)
            if pairs is None:
                pairs = weights[feature] = self.weigh(hasher(feature))
            for column, weight in pairs:
                found[column] += weight * count
        factor = self.scale * math.isqrt((1 << 32) // n) // 256
        for k, value in enumerate(found):
            sums[k] += value * factor // 65536

    def judge(self, text):
        words, runs = features(text)
        sums = list(self.bias)
        self.dot(words, self.words, word_hash, sums)
        self.dot(runs, self.runs, run_hash, sums)
        if self.classes == 2:
            sums = [0, sums[0]]
        return self.names[sums.index(max(sums))]


hashes = {}


def single(word):
    if isinstance(word, int):
        return word
    if word not in hashes:
        hashes[word] = hash_of(word.encode())
    return hashes[word]


def word_hash(feature):
    if not isinstance(feature, tuple):
        return single(feature)
    last, value = single(feature[0]), single(feature[1])
    return (value + (last << 21 & MASK | last >> 43)) * LAST & MASK


def features(text):
    """Words and pairs; runs of three to five letters of a word between blanks."""
    words, runs, exclaims, tag = [], [], 0, False
    text = re.sub(r"(?<!\w)@\w[\w@]*(?:[.-]\w[\w@]*)*", "\x01", text)
    for token in TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()):
        if token[0].isdigit():
            words.append(NUMBER)
        elif token[0].isalpha():
            words.append(token)
            inside = f" {token[:39]} "
            for n in (3, 4, 5):
                runs += [inside[i:i + n] for i in range(len(inside) - n + 1)]
            exclaims = exclaims if tag else 0
        elif token == "\x01":
            words.append(MENTION)
        elif token == "?":
            words.append(QUESTION)
        elif token == "!":
            exclaims += 1
            if exclaims <= 3:
                words.append(EXCLAIM)
        elif unicodedata.category(token) == "So":
            words.append(token)
        tag = token == "#"
    vector = Counter(words)
    vector.update(zip(words, words[1:]))
    return vector, Counter(runs)


if __name__ == "__main__":
    model, member = Model(sys.argv[1]), sys.argv[2]
    for line in sys.stdin:
        post = json.loads(line)
        post["label"] = model.judge(post.get(member) or "")
        sys.stdout.write(json.dumps(post, ensure_ascii=False, separators=(",", ":")) + "\n")
