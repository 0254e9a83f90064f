/*
 * Fuzz target of the decoders for mailboxes and exported conversations: any bytes give
 * a JSON document that the scanner accepts, and a split text holds no more than the
 * text did.
 */
#include "target.h"

#include "record/scan.h"
#include "source/chat.h"
#include "source/mail.h"

static void must_be_json(struct scrm_buf *json)
{
    struct scrm_scanner scanner = {0};
    struct scrm_value value;
    struct scrm_err err = {0};

    scrm_buf_reserve(json, SCRM_SCAN_PADDING);
    memset(json->at + json->len, 0, SCRM_SCAN_PADDING);
    must(scrm_scan_value(&scanner, scrm_buf_slice(json), &value, &err) == 0, "it is JSON");
    scrm_scanner_fini(&scanner);
    scrm_err_fini(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scrm_slice bytes = {(const char *)data, size};
    struct scrm_buf json = {0}, reply = {0}, quoted = {0}, signature = {0};
    struct scrm_err err = {0};
    uint64_t repaired = 0;

    scrm_mail_begins(bytes);
    scrm_mail_decode(bytes, &json, &repaired);
    must_be_json(&json);
    scrm_mail_split(bytes, &reply, &quoted, &signature);
    must(reply.len + quoted.len + signature.len <= size + 3, "a split text is no longer");
    scrm_buf_reset(&json);
    scrm_chat_begins(bytes);
    if (scrm_chat_decode(bytes, size % 3 ? SCRM_SLICE("dmy") : (struct scrm_slice){0}, &json,
                         &err) == 0)
        must_be_json(&json);
    scrm_err_fini(&err);
    scrm_buf_fini(&json);
    scrm_buf_fini(&reply);
    scrm_buf_fini(&quoted);
    scrm_buf_fini(&signature);
    return 0;
}
