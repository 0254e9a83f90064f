/* Base64 by the vectors of RFC 4648 section 10, in both alphabets and as mail breaks it. */
#include "../t.h"

#include "base/base64.h"

static void there_and_back(const char *plain, const char *coded)
{
    struct scrm_buf out = {0};

    scrm_base64_put(&out, scrm_slice_of(plain));
    SAME(scrm_buf_text(&out), coded);
    scrm_buf_reset(&out);
    scrm_base64_take(&out, scrm_slice_of(coded));
    SAME(scrm_buf_text(&out), plain);
    scrm_buf_fini(&out);
}

static void taken(const char *coded, const char *plain)
{
    struct scrm_buf out = {0};

    scrm_base64_take(&out, scrm_slice_of(coded));
    SAME(scrm_buf_text(&out), plain);
    scrm_buf_fini(&out);
}

int main(void)
{
    T("the vectors of the RFC, there and back")
    {
        there_and_back("", "");
        there_and_back("f", "Zg==");
        there_and_back("fo", "Zm8=");
        there_and_back("foo", "Zm9v");
        there_and_back("foob", "Zm9vYg==");
        there_and_back("fooba", "Zm9vYmE=");
        there_and_back("foobar", "Zm9vYmFy");
    }
    T("every byte")
    {
        struct scrm_buf bytes = {0}, coded = {0}, again = {0};

        for (int i = 0; i < 256; i++)
            scrm_buf_putc(&bytes, (char)i);
        scrm_base64_put(&coded, scrm_buf_slice(&bytes));
        scrm_base64_take(&again, scrm_buf_slice(&coded));
        OK(coded.len == 344);
        OK(again.len == 256 && memcmp(again.at, bytes.at, 256) == 0);
        scrm_buf_fini(&bytes);
        scrm_buf_fini(&coded);
        scrm_buf_fini(&again);
    }
    T("the alphabet for addresses, no padding, broken lines, and what ends it")
    {
        taken("-_-_", "\xFB\xFF\xBF");
        taken("+/+/", "\xFB\xFF\xBF");
        taken("Zm9vYg", "foob");
        taken("Zm\r\n9v\r\n", "foo");
        taken("Zm8=Zm8=", "fo");
        taken("Z", "");
    }
    return t_end();
}
