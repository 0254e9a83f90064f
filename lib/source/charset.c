/*
 * Encodings by iconv, with the habits of browsers where declarations lie.
 * Never fails: whatever cannot be decoded is read as windows-1252 or becomes U+FFFD.
 */
#include "source/charset.h"

#include <errno.h>
#include <iconv.h>
#include <strings.h>

#include "text/utf8.h"

/* 0x80 to 0x9F of windows-1252; the five that it leaves open are U+FFFD. */
static const uint16_t WINDOWS[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

/* Names under which documents mean a larger encoding than they say (WHATWG Encoding). */
static const char *const MEANT[][2] = {
    {"iso-8859-1", "windows-1252"},
    {"iso8859-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"latin-1", "windows-1252"},
    {"us-ascii", "windows-1252"},
    {"ascii", "windows-1252"},
    {"iso-8859-9", "windows-1254"},
    {"iso-8859-11", "windows-874"},
    {"tis-620", "windows-874"},
    {"gb2312", "gb18030"},
    {"gbk", "gb18030"},
    {"euc-kr", "cp949"},
    {"ks_c_5601-1987", "cp949"},
    {"shift_jis", "cp932"},
    {"shift-jis", "cp932"},
    {"sjis", "cp932"},
    {"x-sjis", "cp932"},
    {"big5", "big5-hkscs"},
    {"x-user-defined", "windows-1252"},
};

static void put_windows(struct scrm_buf *out, unsigned char c)
{
    scrm_utf8_put(out, c < 0x80 ? c : c < 0xA0 ? WINDOWS[c - 0x80] : c);
}

/* UTF-8, with every byte that does not fit read as windows-1252. */
static size_t decode_utf8(struct scrm_slice bytes, struct scrm_buf *out)
{
    const char *at = bytes.at, *end = scrm_slice_end(bytes), *good = at;
    size_t repaired = 0;

    if (scrm_utf8_valid(bytes)) {
        scrm_buf_put_slice(out, bytes);
        return 0;
    }
    while (at < end) {
        uint32_t cp;
        size_t len = scrm_utf8_decode(at, end, &cp);

        if (cp != 0xFFFD || (len == 3 && memcmp(at, "\xEF\xBF\xBD", 3) == 0)) {
            at += len;
            continue;
        }
        scrm_buf_put(out, good, (size_t)(at - good));
        put_windows(out, (unsigned char)*at++);
        repaired++;
        good = at;
    }
    scrm_buf_put(out, good, (size_t)(at - good));
    return repaired;
}

/* Runs all of `bytes` through the converter. What does not fit becomes U+FFFD. */
static size_t convert(iconv_t converter, struct scrm_slice bytes, struct scrm_buf *out)
{
    char *from = (char *)bytes.at, block[4096];
    size_t left = bytes.len, repaired = 0;

    while (left) {
        char *to = block;
        size_t room = sizeof block;
        size_t done = iconv(converter, &from, &left, &to, &room);

        scrm_buf_put(out, block, (size_t)(to - block));
        if (done != (size_t)-1 || errno == E2BIG)
            continue;
        scrm_utf8_put(out, 0xFFFD);
        repaired++;
        if (errno == EINVAL)
            break;
        from++;
        left--;
    }
    return repaired;
}

#if defined __GNUC__ && !defined __clang__ /* the analyzer takes (iconv_t)-1 for memory */
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
#endif

/* By iconv; false, with nothing appended, where it does not know `name`. */
static bool decode_named(struct scrm_slice bytes, const char *name, struct scrm_buf *out,
                         size_t *repaired)
{
    iconv_t converter = iconv_open("UTF-8", name);

    /* NOLINTNEXTLINE(performance-no-int-to-ptr): so iconv_open says no */
    if (converter == (iconv_t)-1)
        return false;
    *repaired += convert(converter, bytes, out);
    iconv_close(converter);
    return true;
}

struct mark {
    const char *bytes;
    size_t len, skip; /* skip: bytes of the mark that are no text */
    const char *name;
};

/* Byte order marks, then the first characters of markup in wide encodings. */
static const struct mark MARKS[] = {
    {"\xFF\xFE\0\0", 4, 4, "UTF-32LE"}, {"\0\0\xFE\xFF", 4, 4, "UTF-32BE"},
    {"\xEF\xBB\xBF", 3, 3, "UTF-8"},    {"\xFF\xFE", 2, 2, "UTF-16LE"},
    {"\xFE\xFF", 2, 2, "UTF-16BE"},     {"<\0\0\0", 4, 0, "UTF-32LE"},
    {"\0\0\0<", 4, 0, "UTF-32BE"},      {"<\0?\0", 4, 0, "UTF-16LE"},
    {"\0<\0?", 4, 0, "UTF-16BE"},       {"<\0", 2, 0, "UTF-16LE"},
    {"\0<", 2, 0, "UTF-16BE"},
};

static const struct mark *find_mark(struct scrm_slice bytes)
{
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++)
        if (bytes.len >= MARKS[i].len && memcmp(bytes.at, MARKS[i].bytes, MARKS[i].len) == 0)
            return &MARKS[i];
    return NULL;
}

/* encoding="..." of an XML declaration at the start. */
static struct scrm_slice declared(struct scrm_slice bytes)
{
    static const char word[] = "encoding";
    struct scrm_slice name = {0};
    const char *end, *at;

    bytes = scrm_slice_trim(bytes);
    if (!scrm_slice_starts(bytes, "<?xml"))
        return name;
    end = memmem(bytes.at, bytes.len < 1024 ? bytes.len : 1024, "?>", 2);
    at = end ? memmem(bytes.at, (size_t)(end - bytes.at), word, sizeof word - 1) : NULL;
    if (!at)
        return name;
    for (at += sizeof word - 1; at < end && *at != '"' && *at != '\''; at++)
        ;
    if (at == end)
        return name;
    name.at = at + 1;
    for (const char *stop = name.at; stop < end && *stop != *at; stop++)
        name.len++;
    return scrm_slice_trim(name);
}

/* Whether the name is of an encoding in which ASCII markup cannot be written. */
static bool is_wide(struct scrm_slice name)
{
    static const char *const wide[] = {"utf-16", "utf-32", "utf16", "utf32", "utf_16",
                                       "utf_32", "ucs-2",  "ucs-4", "u16",   "iso-10646"};

    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (name.len >= strlen(wide[i]) && strncasecmp(name.at, wide[i], strlen(wide[i])) == 0)
            return true;
    return false;
}

static bool try_name(struct scrm_slice bytes, struct scrm_slice name, struct scrm_buf *out,
                     size_t *repaired)
{
    char text[64];

    if (!name.len || name.len >= sizeof text || is_wide(name))
        return false;
    memcpy(text, name.at, name.len);
    text[name.len] = '\0';
    if (strcasecmp(text, "utf-8") == 0 || strcasecmp(text, "utf8") == 0)
        return false;
    for (size_t i = 0; i < sizeof MEANT / sizeof *MEANT; i++) {
        if (strcasecmp(text, MEANT[i][0]) != 0)
            continue;
        /* Who says Latin or ASCII but writes UTF-8 means UTF-8. */
        if (strcmp(MEANT[i][1], "windows-1252") == 0 && strcasecmp(text, "iso-8859-1") != 0 &&
            scrm_utf8_valid(bytes))
            return false;
        if (strcmp(MEANT[i][1], "windows-1252") == 0) {
            for (size_t j = 0; j < bytes.len; j++)
                put_windows(out, (unsigned char)bytes.at[j]);
            return true;
        }
        return decode_named(bytes, MEANT[i][1], out, repaired);
    }
    return decode_named(bytes, text, out, repaired);
}

size_t scrm_charset_decode(struct scrm_slice bytes, struct scrm_slice outer,
                           struct scrm_buf *out)
{
    const struct mark *mark = find_mark(bytes);
    size_t repaired = 0;

    if (mark) {
        bytes.at += mark->skip;
        bytes.len -= mark->skip;
        if (strcmp(mark->name, "UTF-8") == 0 ||
            !decode_named(bytes, mark->name, out, &repaired))
            repaired += decode_utf8(bytes, out);
        return repaired;
    }
    if (try_name(bytes, outer, out, &repaired) ||
        (!outer.len && try_name(bytes, declared(bytes), out, &repaired)))
        return repaired;
    return repaired + decode_utf8(bytes, out);
}

struct scrm_slice scrm_charset_of_type(struct scrm_slice type)
{
    struct scrm_slice name = {0};

    for (size_t i = 0; i + 8 <= type.len; i++) {
        if (strncasecmp(type.at + i, "charset=", 8) != 0)
            continue;
        name = (struct scrm_slice){type.at + i + 8, 0};
        while (i + 8 + name.len < type.len && type.at[i + 8 + name.len] != ';')
            name.len++;
        name = scrm_slice_trim(name);
        if (name.len && (name.at[0] == '"' || name.at[0] == '\'')) {
            name.at++;
            name.len--;
        }
        while (name.len && (name.at[name.len - 1] == '"' || name.at[name.len - 1] == '\''))
            name.len--;
        return name;
    }
    return name;
}
