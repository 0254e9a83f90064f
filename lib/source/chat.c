/*
 * Exports of WhatsApp and Signal. The date's order depends on the telephone's
 * language and is written nowhere: it is found from the whole file, or asked for,
 * never guessed.
 */
#include "source/chat.h"

#include <string.h>

#include "record/emit.h"

/* The beginning of a message. */
struct stamp {
    int number[3]; /* of the date, as they stand */
    int hour, minute, second;
    bool year_first;
    size_t len; /* up to the writer's name */
};

static size_t take_number(const char *at, const char *end, size_t most, int *value)
{
    size_t n = 0;

    *value = 0;
    while (at + n < end && n < most && at[n] >= '0' && at[n] <= '9')
        *value = *value * 10 + (at[n++] - '0');
    return n;
}

/* Blanks of any kind, and the marks for the direction of writing. */
static const char *skip_blanks(const char *at, const char *end)
{
    static const char *const blanks[] = {
        " ", "\t", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x8E", "\xE2\x80\x8F", "\xEF\xBB\xBF"};
    bool again = true;

    while (again) {
        again = false;
        for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
            size_t len = strlen(blanks[i]);

            if ((size_t)(end - at) >= len && memcmp(at, blanks[i], len) == 0) {
                at += len;
                again = true;
            }
        }
    }
    return at;
}

/* "05/01/2026", "5.1.26", "2026-01-05"; NULL where there is none. */
static const char *take_date(const char *at, const char *end, struct stamp *stamp)
{
    for (int i = 0; i < 3; i++) {
        size_t n = take_number(at, end, 4, &stamp->number[i]);

        if (n == 0 || n == 3 || (i == 1 && n > 2))
            return NULL;
        if (i == 0)
            stamp->year_first = n == 4;
        at += n;
        if (i < 2 && (at == end || !strchr("/.-", *at)))
            return NULL;
        at += i < 2;
    }
    return at;
}

/* "10:00", "10:00:59", "10.00", "8:49 p. m."; NULL where there is none. */
static const char *take_time(const char *at, const char *end, struct stamp *stamp)
{
    size_t n = take_number(at, end, 2, &stamp->hour);
    const char *behind;

    if (n == 0 || at + n == end || !strchr(":.", at[n]))
        return NULL;
    at += n + 1;
    if ((n = take_number(at, end, 2, &stamp->minute)) != 2)
        return NULL;
    at += n;
    if (at < end && *at == ':' && take_number(at + 1, end, 2, &stamp->second) == 2)
        at += 3;
    behind = skip_blanks(at, end);
    if (behind < end && ((*behind | 0x20) == 'a' || (*behind | 0x20) == 'p')) {
        bool noon = (*behind | 0x20) == 'p';

        behind++;
        if (behind < end && *behind == '.')
            behind++;
        behind = skip_blanks(behind, end);
        if (behind == end || (*behind | 0x20) != 'm' || stamp->hour > 12)
            return NULL;
        behind++;
        if (behind < end && *behind == '.')
            behind++;
        stamp->hour = stamp->hour % 12 + (noon ? 12 : 0);
        at = behind;
    }
    return stamp->hour > 23 || stamp->minute > 59 || stamp->second > 60 ? NULL : at;
}

/* Whether a line begins with a date and a time, as these programs write them. */
static bool read_stamp(struct scrm_slice line, struct stamp *stamp)
{
    const char *end = scrm_slice_end(line), *at = skip_blanks(line.at, end);
    bool bracket = at < end && *at == '[';

    *stamp = (struct stamp){.second = 0};
    if (!(at = take_date(at + bracket, end, stamp)))
        return false;
    if (at < end && *at == ',')
        at++;
    if (!(at = take_time(skip_blanks(at, end), end, stamp)))
        return false;
    at = skip_blanks(at, end);
    if (at == end || *at != (bracket ? ']' : '-'))
        return false;
    at = skip_blanks(at + 1, end);
    stamp->len = (size_t)(at - line.at);
    return at < end;
}

static struct scrm_slice take_line(struct scrm_slice *rest)
{
    const char *newline = memchr(rest->at, '\n', rest->len);
    struct scrm_slice line = {rest->at, newline ? (size_t)(newline - rest->at) : rest->len};

    rest->at += line.len + (newline != NULL);
    rest->len -= line.len + (newline != NULL);
    if (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    return line;
}

bool scrm_chat_begins(struct scrm_slice head)
{
    struct stamp stamp;

    return read_stamp(take_line(&head), &stamp);
}

/* Which of the three numbers the day is, by all dates of the file: "ymd", "dmy", "mdy", or
 * absent where nothing tells. Only the last year's number can be over 31. */
static struct scrm_slice find_order(struct scrm_slice text)
{
    bool first = false, second = false, year = false;
    struct stamp stamp;

    while (text.len) {
        if (!read_stamp(take_line(&text), &stamp))
            continue;
        year = year || stamp.year_first;
        first = first || stamp.number[0] > 12;
        second = second || stamp.number[1] > 12;
    }
    if (year)
        return SCRM_SLICE("ymd");
    if (first == second)
        return (struct scrm_slice){0};
    return first ? SCRM_SLICE("dmy") : SCRM_SLICE("mdy");
}

static void put_date(const struct stamp *stamp, struct scrm_slice order, struct scrm_buf *out)
{
    int year = stamp->number[order.at[0] == 'y' ? 0 : 2];
    int month = stamp->number[order.at[0] == 'm' ? 0 : 1];
    int day = stamp->number[order.at[0] == 'd' ? 0 : order.at[1] == 'd' ? 1 : 2];

    scrm_buf_printf(out, ",\"date\":\"%04d-%02d-%02dT%02d:%02d:%02dZ\"",
                    year < 100 ? 2000 + year : year, month, day, stamp->hour, stamp->minute,
                    stamp->second);
}

/* What stands for a file that was not exported along. */
static bool is_omitted(struct scrm_slice text)
{
    static const char *const words[] = {
        "<Media omitted>", "<attached:",  "image omitted",    "video omitted",  "audio omitted",
        "sticker omitted", "GIF omitted", "document omitted", "(file attached)"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (memmem(text.at, text.len, words[i], strlen(words[i])) && text.len < 200)
            return true;
    return false;
}

/* What WhatsApp writes where a message was taken back, in the languages it is asked in most. */
static bool is_deleted(struct scrm_slice text)
{
    static const char *const words[] = {"This message was deleted",
                                        "You deleted this message",
                                        "Diese Nachricht wurde gel\xC3\xB6scht",
                                        "Du hast diese Nachricht gel\xC3\xB6scht",
                                        "Se elimin\xC3\xB3 este mensaje",
                                        "Eliminaste este mensaje",
                                        "Ce message a \xC3\xA9t\xC3\xA9 supprim\xC3\xA9",
                                        "Vous avez supprim\xC3\xA9 ce message",
                                        "Questo messaggio \xC3\xA8 stato eliminato",
                                        "Hai eliminato questo messaggio",
                                        "Mensagem apagada",
                                        "Esta mensagem foi apagada"};

    if (text.len && text.at[text.len - 1] == '.')
        text.len--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (scrm_slice_is(text, words[i]))
            return true;
    return false;
}

/* Takes off the mark of a message that was changed; whether it had one. */
static bool take_edited(struct scrm_slice *text)
{
    static const char mark[] = "<This message was edited>";
    size_t len = sizeof mark - 1;

    if (text->len < len || memcmp(text->at + text->len - len, mark, len) != 0)
        return false;
    *text = scrm_slice_trim((struct scrm_slice){text->at, text->len - len});
    return true;
}

static void put_message(const struct stamp *stamp, struct scrm_slice order,
                        struct scrm_slice author, struct scrm_slice text, struct scrm_buf *out)
{
    const char *end = scrm_slice_end(text), *begin = skip_blanks(text.at, end);
    bool edited;

    text = scrm_slice_trim((struct scrm_slice){begin, (size_t)(end - begin)});
    edited = take_edited(&text);
    scrm_emit_comma(out);
    scrm_buf_puts(out, "{\"author\":");
    scrm_emit_repaired(out, scrm_slice_trim(author));
    put_date(stamp, order, out);
    if (edited)
        scrm_buf_puts(out, ",\"edited\":true");
    if (is_deleted(text))
        scrm_buf_puts(out, ",\"deleted\":true");
    if (is_omitted(text)) {
        scrm_emit_key(out, "media");
        scrm_emit_repaired(out, text);
        text.len = 0;
    }
    scrm_emit_key(out, "text");
    scrm_emit_repaired(out, text);
    scrm_buf_putc(out, '}');
}

/* "Ada: text" behind a stamp. What has no colon is the program's own remark. */
static bool split(struct scrm_slice line, size_t from, struct scrm_slice *author, size_t *text)
{
    const char *at = line.at + from, *end = scrm_slice_end(line), *colon = at;

    while (colon < end &&
           !(*colon == ':' && (colon + 1 == end || colon[1] == ' ' || colon[1] == '.' ||
                               (unsigned char)colon[1] >= 0x80)))
        colon++;
    if (colon == end)
        return false;
    *author = (struct scrm_slice){at, (size_t)(colon - at)};
    *text = (size_t)(colon + 1 - line.at);
    return author->len > 0;
}

int scrm_chat_decode(struct scrm_slice text, struct scrm_slice order, struct scrm_buf *json,
                     struct scrm_err *err)
{
    struct scrm_slice author = {0}, rest = text;
    struct stamp stamp, next;
    const char *begin = NULL;

    if (!order.len)
        order = find_order(text);
    if (!order.len)
        return scrm_err_set(err, SCRM_EXIT_DATA,
                            "no date of the file says which number is the day: order=dmy or "
                            "order=mdy does");
    scrm_buf_puts(json, "{\"items\":[");
    while (rest.len) {
        struct scrm_slice line = take_line(&rest);
        size_t from = 0;

        if (!read_stamp(line, &next))
            continue;
        if (begin)
            put_message(&stamp, order, author,
                        (struct scrm_slice){begin, (size_t)(line.at - begin)}, json);
        begin = NULL;
        stamp = next;
        if (split(line, next.len, &author, &from))
            begin = line.at + from;
    }
    if (begin)
        put_message(&stamp, order, author,
                    (struct scrm_slice){begin, (size_t)(scrm_slice_end(text) - begin)}, json);
    scrm_buf_puts(json, "]}");
    return 0;
}
