/* Input: what a file is, and that it comes out the same however it is cut. */
#include "../t.h"

#include <fcntl.h>

#include "desk.h"
#include "source/input.h"

static struct scrm_catalogue catalogue;
static struct scrm_buf buf;

static enum scrm_sniffed sniff(const char *text, bool whole)
{
    return scrm_sniff(scrm_slice_of(text), whole);
}

/* All lines that come of a file with these bytes; or the error. */
static const char *read_bytes(struct scrm_slice bytes, const struct scrm_source *from,
                              const struct scrm_args *args, uint64_t *repaired)
{
    char path[] = "/tmp/scrm-input-XXXXXX";
    const char *files[] = {path};
    int fd = mkstemp(path);
    struct scrm_input_settings settings = {.files = files,
                                           .n = 1,
                                           .max_record = 1 << 20,
                                           .catalogue = &catalogue,
                                           .from = from,
                                           .args = args,
                                           .fetched_ms = -1};
    struct scrm_input *input;
    struct scrm_block block = {0};
    struct scrm_err err = {0};
    int result;

    OK(write(fd, bytes.at, bytes.len) == (ssize_t)bytes.len);
    close(fd);
    scrm_buf_reset(&buf);
    input = scrm_input_open(&settings);
    while ((result = scrm_input_next(input, &block, &err)) > 0) {
        if (block.refused.code != SCRM_EXIT_OK) {
            OK(block.oversize >= bytes.len);
            err = block.refused;
            block.refused = (struct scrm_err){0};
            result = -1;
            break;
        }
        OK(block.len && block.at[block.len - 1] == '\n');
        scrm_buf_put(&buf, block.at, block.len);
    }
    if (result < 0)
        scrm_buf_printf(&buf, "(%d:%llu:%llu: %s)", (int)err.code, (unsigned long long)err.line,
                        (unsigned long long)err.column, err.text);
    if (repaired)
        *repaired = scrm_input_repaired(input);
    scrm_input_close(input);
    scrm_block_fini(&block);
    scrm_err_fini(&err);
    unlink(path);
    return scrm_buf_text(&buf);
}

static const char *read_text(const char *text)
{
    return read_bytes(scrm_slice_of(text), NULL, NULL, NULL);
}

#define CSV(record) "{\"schema\":\"scrm.raw/1\",\"source\":\"csv\",\"record\":" record "}\n"

static void tables(void)
{
    struct scrm_args args = {0};

    T("a table comes out as an envelope a row")
    {
        SAME(read_text("id,Text,Date received\n1,\"a, b\",2026-01-01\n2,c\n"),
             CSV("{\"id\":\"1\",\"text\":\"a, b\",\"date_received\":\"2026-01-01\"}")
                 CSV("{\"id\":\"2\",\"text\":\"c\"}"));
        SAME(read_text("text;id\r\nx;1\r\n"), CSV("{\"text\":\"x\",\"id\":\"1\"}"));
        SAME(read_bytes(SCRM_SLICE("\xFF\xFEt\0e\0x\0t\0\n\0h\0\xE9\0\n\0"), NULL, NULL, NULL),
             CSV("{\"text\":\"h\xC3\xA9\"}"));
        SAME(read_text("text\nCaf\xE9\n"), CSV("{\"text\":\"Caf\xC3\xA9\"}"));
    }
    T("a table without a text is refused, and one may be named")
    {
        SAME(read_text("a,b\n1,2\n"),
             "(65:1:0: no column of the table looks like the text of a post: a, b)");
        scrm_args_set(&args, "text", SCRM_SLICE("b"));
        SAME(read_bytes(SCRM_SLICE("a,b\n1,2\n"), NULL, &args, NULL),
             CSV("{\"a\":\"1\",\"text\":\"2\"}"));
        scrm_args_set(&args, "text", SCRM_SLICE("c"));
        SAME(read_bytes(SCRM_SLICE("a,b\n1,2\n"), NULL, &args, NULL),
             "(64:1:0: there is no column \"c\")");
    }
    scrm_args_fini(&args);
}

int main(void)
{
    struct scrm_err err = {0};
    struct desk desk;
    uint64_t repaired = 0;

    if (desk_open(&desk, "zzz", "scrm_source: 1\nname: zzz\n", &err) != 0 ||
        scrm_catalogue_open(&catalogue, NULL, &err) != 0) {
        scrm_err_print(&err, "reading");
        return 1;
    }
    T("the beginning says what a file is, and lines are preferred")
    {
        OK(sniff("{\"a\":1}\n", false) == SCRM_SNIFF_LINES);
        OK(sniff("\n  {\"a\":1}\n", false) == SCRM_SNIFF_LINES);
        OK(sniff("{\n  \"a\": 1\n}\n", true) == SCRM_SNIFF_JSON);
        OK(sniff("{\"a\":\n", false) == SCRM_SNIFF_MORE);
        OK(sniff("{\"a\":\n", true) == SCRM_SNIFF_LINES);
        OK(sniff("{\"a\":\n{\"b\":1}\n", false) == SCRM_SNIFF_LINES);
        OK(sniff("bad\n{\"b\":1}\n", false) == SCRM_SNIFF_LINES);
        OK(sniff(" [1]\n", false) == SCRM_SNIFF_JSON);
        OK(sniff("<rss>", false) == SCRM_SNIFF_XML);
        OK(sniff("\xEF\xBB\xBF<rss>", false) == SCRM_SNIFF_XML);
        OK(sniff("a,b\n1,2\n", false) == SCRM_SNIFF_TABLE);
        OK(sniff("12\n", true) == SCRM_SNIFF_JSON);
        OK(scrm_sniff(SCRM_SLICE("\xFF\xFE<\0"), false) == SCRM_SNIFF_WIDE);
        OK(sniff("", true) == SCRM_SNIFF_LINES);
    }
    T("lines pass byte for byte, a missing newline is added, a BOM goes")
    {
        SAME(read_text("{\"a\": 1}\n\n{ \"b\":2 }"), "{\"a\": 1}\n\n{ \"b\":2 }\n");
        SAME(read_text("\xEF\xBB\xBF{\"a\":1}\n"), "{\"a\":1}\n");
        SAME(read_text(""), "");
    }
    T("bytes that are no UTF-8 are repaired and counted")
    {
        SAME(read_bytes(SCRM_SLICE("{\"a\":\"\xE9\xC3\xA9\"}\n{\"b\":\"\xF0\x9F\"}\n"), NULL,
                        NULL, &repaired),
             "{\"a\":\"\xEF\xBF\xBD\xC3\xA9\"}\n{\"b\":\"\xEF\xBF\xBD\"}\n");
        OK(repaired == 2);
    }
    T("a document comes out one record a line")
    {
        SAME(read_text("{\n \"a\": [ 1,\n 2 ],\n \"b\": \" x \"\n}\n"),
             "{\"a\":[1,2],\"b\":\" x \"}\n");
        SAME(read_text("[ {\"a\" : 1},\n 7, [ {\"b\":2} ] ]"), "{\"a\":1}\n{}\n{\"b\":2}\n");
        SAME(read_text("[1,2,3]"), "{}\n");
        SAME(read_text("[]"), "");
        SAME(read_text("[{\"a\":1},\n{\"b\":}]"), "(65:2:6: expected a value)");
    }
    T("a feed comes out as an envelope an item, with what it takes from the channel")
    {
        SAME(read_text("<rss><channel><title>C</title><language>en</language><link>x</link>"
                       "<item><guid>1</guid><title>T</title></item></channel></rss>"),
             "{\"schema\":\"scrm.raw/"
             "1\",\"source\":\"feed\",\"record\":{\"id\":\"1\",\"title\":\"T\",\"_feed\":"
             "\"rss20\"},"
             "\"page\":{\"language\":\"en\",\"title\":\"C\"}}\n");
    }
    tables();
    scrm_catalogue_fini(&catalogue);
    desk_close(&desk);
    scrm_buf_fini(&buf);
    scrm_err_fini(&err);
    return t_end();
}
