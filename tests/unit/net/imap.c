/*
 * What an IMAP server says, taken apart: answers in any order of their items,
 * hostile ones cut at every byte, mailbox names, sequence sets.
 */
#include "net/imap_answer.h"

#include <stdlib.h>

#include "../t.h"

static void test_literals(void)
{
    OK(scrm_imap_literal(SCRM_SLICE("* 1 FETCH (BODY[] {12}")) == 12);
    OK(scrm_imap_literal(SCRM_SLICE("x {0}")) == 0);
    OK(scrm_imap_literal(SCRM_SLICE("x {7+}")) == 7);
    OK(scrm_imap_literal(SCRM_SLICE("x {}")) == -1);
    OK(scrm_imap_literal(SCRM_SLICE("x {-1}")) == -1);
    OK(scrm_imap_literal(SCRM_SLICE("x {12} ")) == -1);
    OK(scrm_imap_literal(SCRM_SLICE("x {99999999999999999999}")) == -1);
    OK(scrm_imap_literal(SCRM_SLICE("}")) == -1);
    OK(scrm_imap_literal((struct scrm_slice){0}) == -1);
}

static void test_kinds(void)
{
    struct scrm_slice rest;

    OK(scrm_imap_is(SCRM_SLICE("* SEARCH 1 2"), "SEARCH", &rest));
    OK(scrm_slice_is(rest, "1 2"));
    OK(scrm_imap_is(SCRM_SLICE("* 12 Fetch (UID 3)"), "FETCH", &rest));
    OK(scrm_slice_is(rest, "(UID 3)"));
    OK(scrm_imap_is(SCRM_SLICE("* BYE"), "BYE", &rest));
    OK(!scrm_imap_is(SCRM_SLICE("S1 SEARCH 1"), "SEARCH", &rest));
    OK(!scrm_imap_is(SCRM_SLICE("* SEARCHES 1"), "SEARCH", &rest));
    OK(!scrm_imap_is(SCRM_SLICE(""), "SEARCH", &rest));
}

static void test_numbers(void)
{
    struct scrm_imap_uids found = {0};
    uint32_t validity = 0;

    scrm_imap_take_uids(SCRM_SLICE("5 x 0 4294967296 4294967295 7 "), &found);
    OK(found.n == 3 && found.at[0] == 5 && found.at[1] == UINT32_MAX && found.at[2] == 7);
    free(found.at);
    OK(scrm_imap_code(SCRM_SLICE("* OK [UIDVALIDITY 3857529045] valid"), "UIDVALIDITY",
                      &validity));
    OK(validity == 3857529045U);
    OK(!scrm_imap_code(SCRM_SLICE("* OK [UIDNEXT 9]"), "UIDVALIDITY", &validity));
    OK(!scrm_imap_code(SCRM_SLICE("* OK [UIDVALIDITY 9"), "UIDVALIDITY", &validity));
    OK(!scrm_imap_code(SCRM_SLICE("* OK"), "UIDVALIDITY", &validity));
}

static const char whole[] =
    "(FLAGS (\\Seen (x \"y)\")) BODY[HEADER.FIELDS (A B)] NIL UID 42 BODY[]<0> {11}\r\n"
    "a) \"b\" {3}\r INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 900)";

static void test_messages(void)
{
    struct scrm_imap_message message;
    struct scrm_slice text = SCRM_SLICE(whole);

    OK(scrm_imap_read_message(text, &message) == 0);
    OK(message.uid == 42 && message.size == 900);
    OK(scrm_slice_is(message.bytes, "a) \"b\" {3}\r"));
    OK(scrm_slice_is(message.date, "17-Jul-1996 02:44:25 -0700"));
    OK(scrm_imap_read_message(SCRM_SLICE("(UID 1 BODY[] \"quoted\")"), &message) == 0);
    OK(scrm_slice_is(message.bytes, "quoted"));
    OK(scrm_imap_read_message(SCRM_SLICE("(UID 1 BODY[] NIL)"), &message) == 0);
    OK(message.bytes.at && !message.bytes.len);
    OK(scrm_imap_read_message(SCRM_SLICE("()"), &message) == 0 && !message.uid);
    OK(scrm_imap_read_message(SCRM_SLICE("(UID 0)"), &message) != 0);
    OK(scrm_imap_read_message(SCRM_SLICE("(UID )"), &message) != 0);
    OK(scrm_imap_read_message(SCRM_SLICE("(UID 1 BODY[] {9}\r\nshort)"), &message) != 0);
    OK(scrm_imap_read_message(SCRM_SLICE("UID 1"), &message) != 0);
}

/* Cut at every byte, in memory of just that size, nothing is read behind its end. */
static void test_cut_messages(void)
{
    for (size_t n = 0; n < sizeof whole - 1; n++) {
        char *copy = malloc(n ? n : 1);
        struct scrm_imap_message message;

        memcpy(copy, whole, n);
        OK(scrm_imap_read_message((struct scrm_slice){copy, n}, &message) != 0);
        free(copy);
    }
}

static bool mailbox_is(const char *name, const char *want)
{
    struct scrm_buf out = {0};
    bool same;

    scrm_imap_put_mailbox(&out, scrm_slice_of(name));
    same = strcmp(scrm_buf_text(&out), want) == 0;
    scrm_buf_fini(&out);
    return same;
}

/* The last two are the examples of RFC 3501. */
static void test_mailboxes(void)
{
    OK(mailbox_is("INBOX", "\"INBOX\""));
    OK(mailbox_is("a \"b\" \\ & c", "\"a \\\"b\\\" \\\\ &- c\""));
    OK(mailbox_is("Entw\xC3\xBCrfe", "\"Entw&APw-rfe\""));
    OK(mailbox_is("\xF0\x9F\x98\x80", "\"&2D3eAA-\""));
    OK(mailbox_is("x\r\ny", "\"x&AA0ACg-y\""));
    OK(mailbox_is("~peter/mail/\xE5\x8F\xB0\xE5\x8C\x97/\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E",
                  "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\""));
    OK(mailbox_is("\xE2\x98\xBA!", "\"&Jjo-!\""));
}

static void test_sets(void)
{
    static const uint32_t uids[] = {1, 3, 4, 5, 9, 10};
    struct scrm_buf out = {0};

    scrm_imap_put_set(&out, uids, 6);
    OK(strcmp(scrm_buf_text(&out), "1,3:5,9:10") == 0);
    scrm_buf_reset(&out);
    scrm_imap_put_set(&out, uids, 1);
    OK(strcmp(scrm_buf_text(&out), "1") == 0);
    scrm_buf_fini(&out);
}

int main(void)
{
    T("literals") test_literals();
    T("kinds of answers") test_kinds();
    T("numbers") test_numbers();
    T("messages") test_messages();
    T("messages that are cut") test_cut_messages();
    T("names of mailboxes") test_mailboxes();
    T("sequence sets") test_sets();
    return t_end();
}
