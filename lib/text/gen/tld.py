#!/usr/bin/env python3
"""Writes lib/text/tld_names.c: the top-level domains, by first letter.

Which top-level domains exist is a fact of the root zone; it is read here from
the public suffix list (publicsuffix.org), whose ICANN section ends in every one of them.

Usage: lib/text/gen/tld.py public_suffix_list.dat > lib/text/tld_names.c
"""
import sys


def top_level(lines):
    for line in lines:
        if "END ICANN DOMAINS" in line:
            return
        line = line.strip()
        if not line or line.startswith("//") or line.startswith("!"):
            continue
        # Some have rules for what stands below them only.
        yield line.split()[0].rpartition(".")[2].lower()


def literal(names, width=80):
    lines, line = [], " "
    for name in names:
        if len(line) + len(name) > width:
            lines.append(line)
            line = ""
        line += name + " "
    lines.append(line)
    return "\n".join(f'     "{line}"' for line in lines).lstrip()


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        names = sorted(set(top_level(file)))
    plain = [name for name in names if name.isascii()]
    other = [name for name in names if not name.isascii()]
    print("""/*
 * The top-level domains, each between spaces; one string a letter, and one for
 * those that are not ASCII. Written by lib/text/gen/tld.py from the public
 * suffix list's ICANN section; not by hand. See tld.h.
 */
#include "text/tld.h"

/* clang-format off */
const char *const scrm_tld_names[26] = {""")
    for letter in "abcdefghijklmnopqrstuvwxyz":
        group = [name for name in plain if name[0] == letter]
        print("    " + literal(group) + ",")
    print("};\n\nconst char scrm_tld_other[] =\n     " + literal(other) + ";")


if __name__ == "__main__":
    main()
