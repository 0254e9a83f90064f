#!/usr/bin/env python3
"""Writes lib/text/charref_names.c: HTML's named character references.

The list is a fact of the HTML standard (section 13.5); Python ships it as
html.entities.html5. A name that may stand without its semicolon is marked.

Usage: lib/text/gen/charref.py > lib/text/charref_names.c
"""
from html.entities import html5


def octal(text):
    return "".join(f"\\{byte:03o}" for byte in text.encode("utf-8"))


def main():
    names = sorted(name[:-1] for name in html5 if name.endswith(";"))
    bare = {name for name in html5 if not name.endswith(";")}
    assert bare <= set(names) and len(names) + len(bare) == 2231
    assert max(map(len, names)) < 32
    print(f"""/*
 * The named character references of HTML, sorted. Written by
 * lib/text/gen/charref.py; not by hand. See charref.h.
 */
#include "text/charref.h"

/* clang-format off */
const struct scrm_charref_name scrm_charref_names[SCRM_CHARREF_NAMES] = {{""")
    for name in names:
        print(f'    {{"{name}", "{octal(html5[name + ";"])}", {int(name in bare)}}},')
    print("};")


if __name__ == "__main__":
    main()
