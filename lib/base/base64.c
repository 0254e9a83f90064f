/*
 * Base64, there and back. Reading is as forgiving as mail needs: whoever must know whether
 * a text was sound looks at what came out.
 */
#include "base/base64.h"

#include <stdint.h>

void scrm_base64_put(struct scrm_buf *out, struct scrm_slice bytes)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    scrm_buf_reserve(out, bytes.len / 3 * 4 + 8);
    for (size_t i = 0; i < bytes.len; i += 3) {
        const unsigned char *at = (const unsigned char *)bytes.at + i;
        size_t left = bytes.len - i;
        uint32_t bits = (uint32_t)at[0] << 16 | (left > 1 ? (uint32_t)at[1] << 8 : 0) |
                        (left > 2 ? at[2] : 0);
        char four[4] = {digits[bits >> 18], digits[bits >> 12 & 63],
                        left > 1 ? digits[bits >> 6 & 63] : '=',
                        left > 2 ? digits[bits & 63] : '='};

        scrm_buf_put(out, four, sizeof four);
    }
}

static int digit_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

void scrm_base64_take(struct scrm_buf *out, struct scrm_slice text)
{
    uint32_t bits = 0;
    unsigned n = 0;

    for (size_t i = 0; i < text.len && text.at[i] != '='; i++) {
        int digit = digit_of(text.at[i]);

        if (digit < 0)
            continue;
        bits = bits << 6 | (uint32_t)digit;
        n += 6;
        if (n >= 8) {
            n -= 8;
            scrm_buf_putc(out, (char)(bits >> n & 0xFF));
        }
    }
}
