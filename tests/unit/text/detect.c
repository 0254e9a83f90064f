/*
 * Personal data: what counts, and the dates, prices and numbers of orders
 * that don't. All numbers are invented or from the ranges kept for examples.
 */
#include "../t.h"

#include "shared.h"
#include "text/detect.h"

struct list {
    struct scrm_slice text;
    struct scrm_buf out;
};

static bool note(void *ctx, enum scrm_personal kind, size_t from, size_t to)
{
    struct list *list = ctx;

    scrm_buf_printf(&list->out, "%s%c:%.*s", list->out.len ? "|" : "", "epcbi"[kind],
                    (int)(to - from), list -> text.at + from);
    return true;
}

/* e: e-mail, p: phone, c: card, b: bank account, i: internet address. */
static void finds(const char *text, const char *want)
{
    struct list list = {.text = scrm_slice_of(text)};

    scrm_personal_scan(list.text, note, &list);
    SAME(scrm_buf_text(&list.out), want);
    scrm_buf_fini(&list.out);
}

static void mail(void)
{
    finds("write to ann.lee+shop@mail.example.com.", "e:ann.lee+shop@mail.example.com");
    finds("<j\xC3\xBCrg@example.org>, x_1@example.co.uk",
          "e:j\xC3\xBCrg@example.org|e:x_1@example.co.uk");
    finds("mailto:ann@example.com", "e:ann@example.com");
    finds("@ann@social.example.org ann@ @example.com a@b ann@example.nothing", "");
    finds("ann@example.com@example.com", "");
    finds("https://example.com/?m=ann@example.com", "");
}

static void phones(void)
{
    finds("call +49 170 1234567 now", "p:+49 170 1234567");
    finds("+1 (212) 555-0187, +442079460018", "p:+1 (212) 555-0187|p:+442079460018");
    finds("+44 (0)20 7946 0018", "p:+44 (0)20 7946 0018");
    finds("0049 30 1234567 or 0030123", "p:0049 30 1234567");
    finds("(212) 555-0187 212-555-0187 212.555.0187 1-800-555-0199",
          "p:(212) 555-0187|p:212-555-0187|p:212.555.0187|p:1-800-555-0199");
    finds("0170 1234567, 030/1234567, 07700900123, 06 12 34 56 78",
          "p:0170 1234567|p:030/1234567|p:07700900123|p:06 12 34 56 78");
    finds("order 12345678 on 2026-01-05 12:30, 01.02.2026 12:30, 05/06/2026 10 pieces", "");
    finds("1,234,567.89 12 34 56 78 90 0.123456789 10000000 1234567890", "");
    finds("+1 +12 3+4=7 (1) (2026) +", "");
    finds("123-456-7890 055-1 00000000000", "");
    finds("ticket A0170 1234567", "");
}

static void cards(void)
{
    finds("4111 1111 1111 1111", "c:4111 1111 1111 1111");
    finds("4111-1111-1111-1111 exp 12/27", "c:4111-1111-1111-1111");
    finds("5555555555554444 3782 822463 10005 30569309025904",
          "c:5555555555554444|c:3782 822463 10005|c:30569309025904");
    finds("4111 1111 1111 1111 12 27", "c:4111 1111 1111 1111");
    finds("4111 1111 1111 1112 4111-1111 1111-1111 1234567812345670", "");
    finds("x4111111111111111 41111111111111111", "");
}

static void accounts(void)
{
    finds("DE89 3704 0044 0532 0130 00.", "b:DE89 3704 0044 0532 0130 00");
    finds("GB82WEST12345698765432 fr1420041010050500013M02606",
          "b:GB82WEST12345698765432|b:fr1420041010050500013M02606");
    finds("DE89 3704 1044 0532 0130 00 DE893704 XX82WEST12345698765432", "");
}

static void internet(void)
{
    finds("from 203.0.113.7, to 2001:db8::8a2e:370:7334.",
          "i:203.0.113.7|i:2001:db8::8a2e:370:7334");
    finds("(203.0.113.7)(4111111111111111)", "i:203.0.113.7|c:4111111111111111");
    finds("127.0.0.1 0.0.0.0 256.1.1.1 1.2.3 1.2.3.4.5 v1.2.3.4 ::1", "");
    finds("2001:0db8:0000:0000:0000:ff00:0042:8329",
          "i:2001:0db8:0000:0000:0000:ff00:0042:8329");
    finds("12:30:45 aa:bb:cc:dd:ee:ff std::abc::def fade::dead", "");
}

static bool stop(void *ctx, enum scrm_personal kind, size_t from, size_t to)
{
    (void)kind;
    (void)from;
    (void)to;
    ++*(int *)ctx;
    return false;
}

static void hostile(void)
{
    static const char *const units[] = {
        "a",         "a@", "a.b@",        "@",      "1",     "1 ",      "1-",
        "0",         "+",  "+1",          "(",      "(1",    "1.",      "1:",
        "a:",        "::", "4111 ",       "DE89",   "DE89 ", "http://", "\xC3\xA9",
        "\xC3\xA9@", "%",  "a@\xC3\xA9.", "1.1.1.", "\xFF@", "0 1",
    };

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct scrm_buf text = repeated(units[i], 1000000 / strlen(units[i]));
        struct list list = {.text = scrm_buf_slice(&text), .out = {.max = 1000}};

        scrm_personal_scan(list.text, note, &list);
        OK(list.out.len <= 1000);
        scrm_buf_fini(&list.out);
        scrm_buf_fini(&text);
    }
}

int main(void)
{
    int n = 0;

    T("e-mail addresses") mail();
    T("telephone numbers") phones();
    T("payment cards") cards();
    T("bank accounts") accounts();
    T("internet addresses") internet();
    T("a scan can be stopped")
    {
        scrm_personal_scan(SCRM_SLICE("a@example.com b@example.com"), stop, &n);
        scrm_personal_scan((struct scrm_slice){0}, stop, &n);
        OK(n == 1);
    }
    T("hostile text takes linear time") hostile();
    return t_end();
}
