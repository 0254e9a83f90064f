/*
 * Tokens: written out for known texts, and against a slow tokenizer of ASCII
 * for random ones, so that the quick road, the slow road, vectors and plain C
 * all give the same.
 */
#include "../t.h"

#include "shared.h"
#include "text/words.h"

/* "W:folded" a token, joined by '|'; 'U' upper, 'C' capital, 'D' digits behind the kind. */
static void describe(struct scrm_buf *out, struct scrm_slice text, bool join)
{
    struct scrm_words words;
    struct scrm_token token;
    const char *at = text.at;

    scrm_words_begin(&words, text, join);
    while (scrm_words_next(&words, &token)) {
        scrm_buf_puts(out, out->len ? "|" : "");
        scrm_buf_putc(out, "WSPE"[token.kind]);
        scrm_buf_puts(out, token.upper ? "U" : "");
        scrm_buf_puts(out, token.capital ? "C" : "");
        scrm_buf_puts(out, token.digits ? "D" : "");
        scrm_buf_putc(out, ':');
        scrm_buf_put_slice(out, token.folded);
        /* Tokens follow each other without a gap, and their hash is that of their fold. */
        OK(token.text.at == at && token.text.len > 0);
        OK(token.hash == scrm_token_hash(token.folded));
        at += token.text.len;
    }
    OK(at == text.at + text.len);
    scrm_words_fini(&words);
}

static void tokens(const char *text, bool join, const char *want)
{
    struct scrm_buf out = {0};

    describe(&out, scrm_slice_of(text), join);
    SAME(scrm_buf_text(&out), want);
    scrm_buf_fini(&out);
}

/* What words.h says, for ASCII, without a thought for speed. */
static void describe_slowly(struct scrm_buf *out, const char *at, bool join)
{
    while (*at) {
        const char *from = at;
        size_t upper = 0, lower = 0, digit = 0;
        bool first = false;

#define ALPHA(c) (((c) | 0x20) >= 'a' && ((c) | 0x20) <= 'z')
#define DIGIT(c) ((c) >= '0' && (c) <= '9')
#define SPACE(c) ((c) == ' ' || ((c) >= 9 && (c) <= 13))
        while (ALPHA(*at) || DIGIT(*at) ||
               (join && at > from && *at == '\'' && ALPHA(at[-1]) && ALPHA(at[1]))) {
            if (ALPHA(*at) && !upper && !lower)
                first = *at < 'a';
            upper += *at >= 'A' && *at <= 'Z';
            lower += *at >= 'a';
            digit += DIGIT(*at);
            at++;
        }
        scrm_buf_puts(out, out->len ? "|" : "");
        if (at > from) {
            scrm_buf_puts(out, "W");
            scrm_buf_puts(out, upper >= 2 && !lower ? "U" : "");
            scrm_buf_puts(out, first ? "C" : "");
            scrm_buf_puts(out, digit == (size_t)(at - from) ? "D" : "");
            scrm_buf_puts(out, ":");
            for (; from < at; from++)
                scrm_buf_putc(out, (char)(*from >= 'A' && *from <= 'Z' ? *from | 0x20 : *from));
        } else if (SPACE(*at)) {
            while (SPACE(*at))
                at++;
            scrm_buf_puts(out, "S: ");
        } else {
            scrm_buf_puts(out, "P:");
            scrm_buf_putc(out, *at++);
        }
    }
}

static void random_ascii(bool join)
{
    static const char letters[] = "aAbZz09'' .,#*@-\t\n";
    uint64_t state = join ? 7 : 8;
    size_t wrong = 0;

    for (int i = 0; i < 50000; i++) {
        struct scrm_buf got = {0}, want = {0};
        char text[64] = "";
        uint32_t len = random_below(&state, 60), word = 0;

        for (uint32_t k = 0; k < len; k++) {
            /* Long words too: past the sixteen bytes of a vector. */
            if (!word)
                word = random_below(&state, 4) ? 1 : random_below(&state, 24);
            text[k] = word > 1 ? letters[random_below(&state, 7)]
                               : letters[random_below(&state, sizeof letters - 1)];
            word -= word > 0;
        }
        describe(&got, (struct scrm_slice){text, len}, join);
        describe_slowly(&want, text, join);
        wrong += !scrm_slice_eq(scrm_buf_slice(&got), scrm_buf_slice(&want));
        scrm_buf_fini(&got);
        scrm_buf_fini(&want);
    }
    OK(wrong == 0);
}

/* Each line: "1F468 200D 2695 FE0F ; fully-qualified # ...". */
static void every_emoji(void)
{
    struct scrm_buf file = {0};
    struct scrm_slice text, line;
    size_t lines = 0, split = 0;

    if (!shared_read("conformance/unicode/emoji-test.txt", &file))
        return;
    text = scrm_buf_slice(&file);
    while (shared_line(&text, &line)) {
        struct scrm_buf emoji = {0};
        struct scrm_words words;
        struct scrm_token token;
        char *at = (char *)(uintptr_t)line.at;

        if (!memmem(line.at, line.len, "; fully-qualified", 17))
            continue;
        while (*at != ';') {
            uint32_t cp = (uint32_t)strtoul(at, &at, 16);
            char bytes[5] = {0};

            bytes[0] = (char)(cp < 0x80      ? cp
                              : cp < 0x800   ? 0xC0 | cp >> 6
                              : cp < 0x10000 ? 0xE0 | cp >> 12
                                             : 0xF0 | cp >> 18);
            if (cp < 0x80) {
                scrm_buf_putc(&emoji, bytes[0]);
            } else {
                int more = cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;

                scrm_buf_putc(&emoji, bytes[0]);
                while (more--)
                    scrm_buf_putc(&emoji, (char)(0x80 | (cp >> (6 * more) & 0x3F)));
            }
            while (*at == ' ')
                at++;
        }
        lines++;
        scrm_words_begin(&words, scrm_buf_slice(&emoji), true);
        if (!scrm_words_next(&words, &token) || token.kind != SCRM_TOKEN_EMOJI ||
            token.text.len != emoji.len)
            split++;
        scrm_words_fini(&words);
        scrm_buf_fini(&emoji);
    }
    OK(lines > 3000 && split == 0);
    scrm_buf_fini(&file);
}

/* The hash is written into tables at build time: it may never change by accident. */
static void hashes(void)
{
    OK(scrm_token_hash(SCRM_SLICE("")) == UINT64_C(0));
    OK(scrm_token_hash(SCRM_SLICE("refund")) == UINT64_C(0x9d5c775654ea3f52));
    OK(scrm_token_hash(SCRM_SLICE("internationalization")) == UINT64_C(0xaf165d6862b43f1d));
}

static void hostile(void)
{
    static const char *const units[] = {
        "a",
        "A1",
        "'",
        " ",
        "\xC2\xAD",
        "\xE2\x80\x8D",
        "\xCC\x81",
        "\xF0\x9F\x98\x80\xE2\x80\x8D",
        "\xE0\xB8\x81\xE2\x80\x8B",
        "a\xE2\x80\x8D",
        "\xF0\x9F\x87\xA9",
        "1\xEF\xB8\x8F",
        "\xFF",
        "a'",
        ("\xE2\x80\x99"
         "a"),
    };

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct scrm_buf text = repeated(units[i], 1000000 / strlen(units[i]));
        struct scrm_words words;
        struct scrm_token token;
        size_t len = 0;

        scrm_words_begin(&words, scrm_buf_slice(&text), true);
        while (scrm_words_next(&words, &token))
            len += token.text.len;
        OK(len == text.len);
        scrm_words_fini(&words);
        scrm_buf_fini(&text);
    }
}

int main(void)
{
    T("words, spaces and signs")
    {
        tokens("", true, "");
        tokens("Hello, WORLD! 42 x1 B2B", true,
               "WC:hello|P:,|S: |WUC:world|P:!|S: |WD:42|S: |W:x1|S: |WUC:b2b");
        tokens("a\t\n b", true, "W:a|S: |W:b");
        tokens("snake_case #tag @me", true, "W:snake|P:_|W:case|S: |P:#|W:tag|S: |P:@|W:me");
        tokens("A I OK", true, "WC:a|S: |WC:i|S: |WUC:ok");
        tokens("pneumonoultramicroscopicsilicovolcanoconiosis", true,
               "W:pneumonoultramicroscopicsilicovolcanoconiosis");
        tokens("sixteen16letters sixteen16lettersX", true,
               "W:sixteen16letters|S: |W:sixteen16lettersx");
    }
    T("apostrophes join for the scorer and divide for the automaton")
    {
        tokens("don't", true, "W:don't");
        tokens("don't", false, "W:don|P:'|W:t");
        tokens("DON\xE2\x80\x99T", true, "WUC:don't");
        tokens("don\xE2\x80\x99t", false, "W:don|P:'|W:t");
        tokens("rock'n'roll' 'tis 5'10", true,
               "W:rock'n'roll|P:'|S: |P:'|W:tis|S: |WD:5|P:'|WD:10");
        tokens("l'\xC3\xA9t\xC3\xA9", true, "W:l'\xC3\xA9t\xC3\xA9");
        tokens("it'", true, "W:it|P:'");
    }
    T("letters beyond ASCII fold by NFKC")
    {
        tokens("CAF\xC3\x89 cafe\xCC\x81", true, "WUC:caf\xC3\xA9|S: |W:caf\xC3\xA9");
        tokens("\xEF\xBC\xB2\xEF\xBD\x85\xEF\xBD\x86 \xEF\xAC\x81ne", true,
               "WC:ref|S: |W:fine");
        tokens("Stra\xC3\x9F"
               "e",
               true, "WC:strasse");
        tokens("\xD0\x92\xD0\x9E\xD0\x97\xD0\x92\xD0\xA0\xD0\x90\xD0\xA2", true,
               "WUC:\xD0\xB2\xD0\xBE\xD0\xB7\xD0\xB2\xD1\x80\xD0\xB0\xD1\x82");
        tokens("\xD9\xA4\xD9\xA2", true, "WD:\xD9\xA4\xD9\xA2");
        tokens("\xE2\x80\xA6\xE2\x84\xA2", true, "P:...|P:tm");
    }
    T("what is invisible hides nothing")
    {
        tokens("re\xC2\xAD"
               "fund",
               true, "W:refund");
        tokens("re\xE2\x80\x8B"
               "fund",
               true, "W:refund");
        tokens("a\xE2\x80\x8F b", true, "W:a|S: |W:b");
        tokens("\xEF\xBB\xBF"
               "a",
               true, "S: |W:a");
        tokens("a\xC2\xA0\xE3\x80\x80"
               "b",
               true, "W:a|S: |W:b");
    }
    T("scripts without spaces: a letter is a word, with its marks")
    {
        tokens("\xE6\x97\xA5\xE6\x9C\xAC"
               "x",
               true, "W:\xE6\x97\xA5|W:\xE6\x9C\xAC|W:x");
        tokens("\xE0\xB8\xA1\xE0\xB9\x88\xE0\xB8\x94", true,
               "W:\xE0\xB8\xA1\xE0\xB9\x88|W:\xE0\xB8\x94");
        tokens("\xEF\xBD\xB6\xEF\xBE\x9E", true, "W:\xE3\x82\xAC");
        tokens("iPhone\xE3\x82\x92", true, "W:iphone|W:\xE3\x82\x92");
        tokens("\xED\x95\x9C\xEA\xB5\xAD", true, "W:\xED\x95\x9C\xEA\xB5\xAD");
    }
    T("pictures are one token each")
    {
        tokens("ok\xF0\x9F\x98\x80\xF0\x9F\x98\x80", true,
               "W:ok|E:\xF0\x9F\x98\x80|E:\xF0\x9F\x98\x80");
        tokens("\xE2\x9D\xA4\xEF\xB8\x8F!", true, "E:\xE2\x9D\xA4|P:!");
        tokens("\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA\xF0\x9F\x87\xAB\xF0\x9F\x87\xB7", true,
               "E:\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA|E:\xF0\x9F\x87\xAB\xF0\x9F\x87\xB7");
        tokens("\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD", true, "E:\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD");
        tokens("1\xEF\xB8\x8F\xE2\x83\xA3"
               "2\xEF\xB8\x8F\xE2\x83\xA3#\xEF\xB8\x8F\xE2\x83\xA3",
               true, "E:1\xE2\x83\xA3|E:2\xE2\x83\xA3|E:#\xE2\x83\xA3");
        tokens("\xC2\xA9 \xC2\xA9\xEF\xB8\x8F", true, "P:\xC2\xA9|S: |E:\xC2\xA9");
    }
    T("bytes that are no UTF-8 are signs")
    {
        tokens("a\xFF"
               "b\xE2\x82",
               true, "W:a|P:\xEF\xBF\xBD|W:b|P:\xEF\xBF\xBD");
    }
    T("random ASCII, joined") random_ascii(true);
    T("random ASCII, divided") random_ascii(false);
    T("every emoji of emoji-test.txt") every_emoji();
    T("the hash is the same everywhere and for ever") hashes();
    T("a megabyte of one thing takes linear time") hostile();
    return t_end();
}
