#!/usr/bin/env python3
"""Writes lib/text/unidata.c: one small record of facts for every code point.

The facts are asked of the very utf8proc that the toolkit links (through
ctypes), so that the table and the library never disagree; a unit test
compares them again. Scripts written without spaces are not in utf8proc and
stand below as ranges (Unicode 15, Blocks.txt and LineBreak=SA).

Usage: lib/text/gen/unidata.py > lib/text/unidata.c
"""
import ctypes

LIB = ctypes.CDLL("libutf8proc.so.2")
LIB.utf8proc_category.argtypes = [ctypes.c_int32]
LIB.utf8proc_map.argtypes = [ctypes.c_char_p, ctypes.c_ssize_t,
                             ctypes.POINTER(ctypes.c_void_p), ctypes.c_int]
LIB.utf8proc_map.restype = ctypes.c_ssize_t
LIB.utf8proc_unicode_version.restype = ctypes.c_char_p
LIBC = ctypes.CDLL(None)
LIBC.free.argtypes = [ctypes.c_void_p]

STABLE, COMPAT, COMPOSE, DECOMPOSE, IGNORE, CASEFOLD = 2, 4, 8, 16, 32, 1024
NFC = STABLE | COMPOSE
NFD = STABLE | DECOMPOSE
FOLD = STABLE | COMPOSE | COMPAT | CASEFOLD | IGNORE


class Property(ctypes.Structure):
    _fields_ = [("category", ctypes.c_int16), ("combining_class", ctypes.c_int16),
                ("bidi_class", ctypes.c_int16), ("decomp_type", ctypes.c_int16),
                ("seq", ctypes.c_uint16 * 6),
                ("bidi_mirrored", ctypes.c_uint, 1), ("comp_exclusion", ctypes.c_uint, 1),
                ("ignorable", ctypes.c_uint, 1), ("control_boundary", ctypes.c_uint, 1),
                ("charwidth", ctypes.c_uint, 2), ("pad", ctypes.c_uint, 2),
                ("boundclass", ctypes.c_uint, 8)]


LIB.utf8proc_get_property.argtypes = [ctypes.c_int32]
LIB.utf8proc_get_property.restype = ctypes.POINTER(Property)

# Written without spaces: Thai, Lao, Myanmar, Khmer, Tai scripts, Ahom, Han, kana, Bopomofo, Yi,
# Tangut, Nushu, Khitan. Only their letters count; digits and marks stay what they are.
UNSPACED = [(0x0E01, 0x0EDF), (0x1000, 0x109F), (0x1780, 0x17DF), (0x1950, 0x19DF),
            (0x1A20, 0x1AAD), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x303C),
            (0x3041, 0x312F), (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF),
            (0x4E00, 0x9FFF), (0xA000, 0xA48F), (0xA9E0, 0xA9FE), (0xAA60, 0xAADF),
            (0xF900, 0xFAFF), (0xFF66, 0xFF9D), (0x11700, 0x1174F), (0x16FE0, 0x18D8F),
            (0x1AFF0, 0x1B2FF), (0x20000, 0x323AF)]
# White_Space of PropList.txt.
SPACES = {*range(9, 14), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029,
          0x202F, 0x205F, 0x3000}

NAMES = ["WORD", "LETTER", "UPPER", "DIGIT", "MARK", "SPACE", "IGNORABLE", "UNSPACED",
         "EMOJI", "PICTURE", "NFC_PLAIN", "FOLD_PLAIN"]
BIT = {name: 1 << i for i, name in enumerate(NAMES)}
PAGE = 128


def mapped(cp, options):
    """The code points of `cp` under utf8proc's map, as a tuple."""
    raw = chr(cp).encode("utf-8")
    out = ctypes.c_void_p()
    length = LIB.utf8proc_map(raw, len(raw), ctypes.byref(out), options)
    if length < 0:
        raise ValueError(cp)
    text = ctypes.string_at(out, length).decode("utf-8")
    LIBC.free(out)
    return tuple(map(ord, text))


def facts():
    """(flags, delta) of every code point."""
    points = [cp for cp in range(0x110000) if not 0xD800 <= cp < 0xE000]
    assigned = [cp for cp in points if LIB.utf8proc_category(cp) not in (0, 29)]
    nfc = {cp: mapped(cp, NFC) for cp in assigned}
    second = set()  # what may join the character before it
    for cp in assigned:
        parts = mapped(cp, NFD)
        if nfc[cp] == (cp,) and len(parts) > 1:
            second.add(parts[-1])
    prop = {cp: LIB.utf8proc_get_property(cp).contents for cp in assigned}
    alone = {cp for cp in assigned if prop[cp].combining_class == 0 and cp not in second}
    fold = {cp: mapped(cp, FOLD) for cp in assigned}
    still = {cp for cp in alone if fold[cp] == (cp,) and nfc[cp] == (cp,)}
    unassigned = BIT["NFC_PLAIN"] | BIT["FOLD_PLAIN"]
    rows = {}
    for cp in range(0x110000):
        if cp not in nfc:
            rows[cp] = (unassigned, 0)
            continue
        category, flags, delta = prop[cp].category, 0, 0
        bound = prop[cp].boundclass
        flags |= BIT["WORD"] if 1 <= category <= 11 else 0
        flags |= BIT["LETTER"] if 1 <= category <= 5 else 0
        flags |= BIT["UPPER"] if category in (1, 3) else 0
        flags |= BIT["DIGIT"] if category == 9 else 0
        # Halfwidth voiced marks are letters by category, marks by what they do.
        flags |= BIT["MARK"] if 6 <= category <= 8 or cp in (0xFF9E, 0xFF9F) else 0
        flags |= BIT["SPACE"] if cp in SPACES else 0
        flags |= BIT["IGNORABLE"] if prop[cp].ignorable or cp == 0xFEFF else 0
        if any(a <= cp <= b for a, b in UNSPACED) and (1 <= category <= 5 or category == 10):
            flags |= BIT["UNSPACED"]
        picture = bound == 19 or 0x1F3FB <= cp <= 0x1F3FF
        flags |= BIT["PICTURE"] if picture else 0
        # Signs like (c), (R), TM and arrows are text unless U+FE0F says otherwise.
        flags |= BIT["EMOJI"] if picture and cp >= 0x231A or bound == 11 else 0
        flags |= BIT["NFC_PLAIN"] if cp in alone and nfc[cp] == (cp,) else 0
        if cp in alone and len(fold[cp]) == 1 and fold[cp][0] in still:
            flags |= BIT["FOLD_PLAIN"]
            delta = fold[cp][0] - cp
        rows[cp] = (flags, delta)
    return rows


def rare_deltas(rows):
    """A class is one byte: deltas that few share are left to the slow path."""
    count = {}
    for flags, delta in rows.values():
        if delta:
            count[flags, delta] = count.get((flags, delta), 0) + 1
    return {key for key, n in count.items() if n < 3}


def numbers(values, width=96):
    line = "   "
    for value in values:
        item = f" {value},"
        if len(line) + len(item) > width:
            yield line
            line = "   "
        line += item
    yield line


def main():
    rows = facts()
    rare = rare_deltas(rows)
    for cp, row in rows.items():
        if row in rare:
            rows[cp] = (row[0] & ~BIT["FOLD_PLAIN"], 0)
    classes = sorted(set(rows.values()))
    assert len(classes) <= 256, len(classes)
    number = {row: i for i, row in enumerate(classes)}
    pages, index = {}, []
    for start in range(0, 0x110000, PAGE):
        page = tuple(number[rows[cp]] for cp in range(start, start + PAGE))
        index.append(pages.setdefault(page, len(pages)))
    version = LIB.utf8proc_unicode_version().decode()
    print(f"""/*
 * Facts about every code point of Unicode {version}. Written by
 * lib/text/gen/unidata.py from utf8proc; not by hand. See unidata.h.
 */
#include "text/unidata.h"

/* clang-format off */
const struct scrm_unidata scrm_unidata_class[{len(classes)}] = {{""")
    for flags, delta in classes:
        print(f"    {{0x{flags:03X}, {delta}}},")
    print(f"}};\n\nconst uint8_t scrm_unidata_page[{len(pages)}][{PAGE}] = {{")
    for page in pages:
        print("    {\n" + "\n".join(numbers(page)) + "\n    },")
    assert len(pages) <= 256, len(pages)
    print(f"}};\n\nconst uint8_t scrm_unidata_index[{len(index)}] = {{")
    print("\n".join(numbers(index)))
    print("};")


if __name__ == "__main__":
    main()
