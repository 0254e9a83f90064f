"""The invented records of tests/sources/NAME.json, and what scrm-normalize makes of them."""
import glob
import json
import os
import re
import subprocess

TOP = os.environ.get("SCRM_TOP", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
BIN = os.environ.get("SCRM_BIN", os.path.join(TOP, "build", "bin"))
NOW = "2026-06-01T12:00:00Z"
# These have no network of their own to be like: other tests read them.
GENERIC = {"json", "csv"}


def names():
    files = glob.glob(os.path.join(TOP, "share/scrm/sources/*.yaml"))
    return sorted(set(os.path.basename(path)[:-5] for path in files) - GENERIC)


def path_of(name):
    return os.path.join(TOP, "tests/sources", name + ".json")


def load(name):
    with open(path_of(name), encoding="utf-8") as file:
        return json.load(file)


def descriptor(name):
    with open(os.path.join(TOP, "share/scrm/sources", name + ".yaml"), encoding="utf-8") as file:
        return file.read()


def mapped(name):
    """The members of a post that a descriptor's map names, its own or that of the one it is like."""
    text = descriptor(name)
    like = re.search(r"^like: *(\S+)", text, re.M)
    own = re.search(r"^map:\n((?: .*\n|\n)*)", text, re.M)
    if not own:
        return mapped(like[1]) if like else set()
    return set(re.findall(r"^  ([a-z_]+):", own[1], re.M))


def run(args, text):
    done = subprocess.run(args, input=text.encode(), capture_output=True, env=dict(os.environ, SCRM_NOW=NOW))
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def posts_of(args, text):
    code, out, err = run([os.path.join(BIN, "scrm-normalize")] + args, text)
    return code, [json.loads(line) for line in out.splitlines()], err


def text_of(record):
    return record if isinstance(record, str) else json.dumps(record) + "\n"


def args_of(case):
    return ["%s=%s" % pair for pair in sorted(case.get("args", {}).items())]
