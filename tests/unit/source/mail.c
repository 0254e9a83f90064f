/* E-mail and exported conversations: what a message becomes, and where a reply ends. */
#include "../t.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/file.h"
#include "source/chat.h"
#include "source/mail.h"

static struct scrm_buf reply, quoted, signature;

static void split(const char *text)
{
    scrm_buf_reset(&reply);
    scrm_buf_reset(&quoted);
    scrm_buf_reset(&signature);
    scrm_mail_split(scrm_slice_of(text), &reply, &quoted, &signature);
}

static const char *decode(const char *bytes, struct scrm_buf *json)
{
    uint64_t repaired = 0;

    scrm_buf_reset(json);
    scrm_mail_decode(scrm_slice_of(bytes), json, &repaired);
    return scrm_buf_text(json);
}

static const char *chat(const char *text, const char *order, struct scrm_buf *json)
{
    struct scrm_err err = {0};

    scrm_buf_reset(json);
    if (scrm_chat_decode(scrm_slice_of(text),
                         order ? scrm_slice_of(order) : (struct scrm_slice){0}, json,
                         &err) != 0) {
        scrm_buf_reset(json);
        scrm_err_write(&err, json);
    }
    scrm_err_fini(&err);
    return scrm_buf_text(json);
}

static void replies(void)
{
    T("signs of quoting and the line before them")
    {
        split("It leaks.\n\nOn Mon, 5 Jan 2026 at 10:00, Shop <shop@example.org> wrote:\n> How "
              "is it?\n> Regards\n\nStill.\n\n-- \nAda\n");
        SAME(scrm_buf_text(&reply), "It leaks.\n\nStill.");
        SAME(scrm_buf_text(&quoted), "On Mon, 5 Jan 2026 at 10:00, Shop <shop@example.org> "
                                     "wrote:\n> How is it?\n> Regards");
        SAME(scrm_buf_text(&signature), "-- \nAda");
    }
    T("an introduction over several lines, in another tongue, without signs")
    {
        split("Danke!\n\nAm Mo., 5. Jan. 2026 um 10:00 Uhr schrieb "
              "Laden\n<laden@example.org>:\n\n"
              "Ist er dicht?\n");
        SAME(scrm_buf_text(&reply), "Danke!");
        OK(strstr(scrm_buf_text(&quoted), "Ist er dicht?") != NULL);
    }
    T("a mailer's divider, and a head without one")
    {
        split("See below\n-----Original Message-----\nFrom: Shop\nOld text\n");
        SAME(scrm_buf_text(&reply), "See below");
        split("Thanks\n\nFrom: Shop\nSent: Monday\nTo: Ada\nSubject: Kettle\n\nOld text\n");
        SAME(scrm_buf_text(&reply), "Thanks");
        OK(strstr(scrm_buf_text(&quoted), "Old text") != NULL);
    }
    T("what only looks like one of these is the person's")
    {
        split("On Monday I wrote:\nplease send 2 kettles\n");
        SAME(scrm_buf_text(&reply), "On Monday I wrote:\nplease send 2 kettles");
        split("From: the heart\nI mean it\n");
        SAME(scrm_buf_text(&reply), "From: the heart\nI mean it");
        split("5 > 4\n");
        SAME(scrm_buf_text(&reply), "5 > 4");
        split("-- \nonly a signature\n");
        SAME(scrm_buf_text(&reply), "-- \nonly a signature");
    }
    T("a telephone's signature")
    {
        split("Yes\n\nSent from my iPhone\n");
        SAME(scrm_buf_text(&reply), "Yes");
        SAME(scrm_buf_text(&signature), "Sent from my iPhone");
    }
}

static void messages(void)
{
    struct scrm_buf json = {0};
    struct scrm_err err = {0};

    T("a mailbox: headers unfolded, words decoded, ids, people, an escaped From")
    {
        SAME(
            decode("From ada@example.org Mon Jan  5 10:00:00 2026\n"
                   "From: =?utf-8?Q?Ada_Br=C3=B8wn?= <Ada@example.org>\n"
                   "To: \"Shop, The\" <shop@example.org>, bo@example.org (Bo)\n"
                   "Subject: =?iso-8859-1?B?S+Rz?=\n =?utf-8?Q?e?= please\n"
                   "Date: Mon, 5 Jan 2026 10:00:00 +0100 (CET)\n"
                   "Message-ID: <1@example.org>\n"
                   "References: <a@example.org>\n\t<b@example.org>\n\n"
                   "Hello\n>From here\n\n"
                   "From bo@example.org Mon Jan  5 11:00:00 2026\n"
                   "From: bo@example.org\nAuto-Submitted: auto-replied\n\nAway\n",
                   &json),
            "{\"items\":[{\"message_id\":\"<1@example.org>\","
            "\"references\":[\"<a@example.org>\",\"<b@example.org>\"],"
            "\"date\":\"Mon, 5 Jan 2026 10:00:00 +0100 (CET)\",\"subject\":\"K\xC3\xA4se "
            "please\",\"from\":{\"name\":\"Ada Br\xC3\xB8wn\",\"address\":\"Ada@example.org\"},"
            "\"to\":[{\"name\":\"Shop, The\",\"address\":\"shop@example.org\"},"
            "{\"name\":\"Bo\",\"address\":\"bo@example.org\"}],"
            "\"text\":\"Hello\\nFrom here\",\"reply\":\"Hello\\nFrom here\"},"
            "{\"from\":{\"address\":\"bo@example.org\"},\"text\":\"Away\",\"reply\":\"Away\","
            "\"auto\":true}]}");
    }
    T("parts: plain text before HTML, transfer encodings, charsets, attachments")
    {
        SAME(decode(
                 "From: a@example.org\r\nMIME-Version: 1.0\r\n"
                 "Content-Type: multipart/mixed; boundary=\"xx\"\r\n\r\nnobody reads this\r\n"
                 "--xx\r\nContent-Type: multipart/alternative; boundary=yy\r\n\r\n"
                 "--yy\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
                 "Content-Transfer-Encoding: quoted-printable\r\n\r\nK=E4se =\r\nhere\r\n"
                 "--yy\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>K\xC3\xA4se</p>\r\n"
                 "--yy--\r\n--xx\r\nContent-Type: image/png; name=\"k.png\"\r\n"
                 "Content-Disposition: attachment; filename*=utf-8''k%C3%A4.png\r\n"
                 "Content-Transfer-Encoding: base64\r\n\r\nAAEC\r\nAwQ=\r\n--xx--\r\n",
                 &json),
             "{\"items\":[{\"from\":{\"address\":\"a@example.org\"},\"text\":\"K\xC3\xA4se "
             "here\","
             "\"reply\":\"K\xC3\xA4se here\",\"html\":\"<p>K\xC3\xA4se</p>\",\"attachments\":"
             "[{\"name\":\"k\xC3\xA4.png\",\"type\":\"image/png\",\"bytes\":5}]}]}");
    }
    T("only HTML gives its text, flowing lines are joined, a message cut short gives what it "
      "has")
    {
        OK(strstr(
            decode("Subject: x\nContent-Type: text/html\n\n<p>It <b>leaks</b></p>", &json),
            "\"text\":\"It leaks\""));
        OK(strstr(
            decode("Subject: x\nContent-Type: text/plain; format=flowed\n\none \ntwo\nthree\n",
                   &json),
            "\"text\":\"one two\\nthree\""));
        OK(strstr(decode("Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhalf",
                         &json),
                  "\"text\":\"half\""));
        SAME(decode("", &json), "{\"items\":[]}");
        SAME(decode("From \n", &json), "{\"items\":[]}");
        OK(strstr(decode("x\nFrom:", &json), "\"items\":["));
    }
    T("what begins as a mail does, and what does not")
    {
        OK(scrm_mail_begins(SCRM_SLICE("From ada@example.org Mon Jan  5 10:00:00 2026\n")));
        OK(scrm_mail_begins(SCRM_SLICE("Received: by x\n\tfor y\nFrom: a\n")));
        OK(!scrm_mail_begins(SCRM_SLICE("From: a\n\nno head\n")));
        OK(!scrm_mail_begins(SCRM_SLICE("From,To,Subject\na,b,c\n")));
        OK(!scrm_mail_begins(SCRM_SLICE("From here on\n")));
    }
    scrm_buf_fini(&json);
    scrm_err_fini(&err);
}

static void chats(void)
{
    struct scrm_buf json = {0};

    T("the order of a date is found from the whole file")
    {
        SAME(chat("05/01/26, 10:00 - Ada: It leaks\nbadly\n13/01/26, 9:05 - Bo joined\n"
                  "13/01/26, 9:06 - Bo: <Media omitted>\n",
                  NULL, &json),
             "{\"items\":[{\"author\":\"Ada\",\"date\":\"2026-01-05T10:00:00Z\",\"text\":\"It "
             "leaks\\nbadly\"},{\"author\":\"Bo\",\"date\":\"2026-01-13T09:06:00Z\",\"media\":"
             "\"<Media omitted>\",\"text\":\"\"}]}");
        OK(strstr(chat("[1/13/26, 8:49:10 p.m.] Ada: x\n", NULL, &json),
                  "\"date\":\"2026-01-13T20:49:10Z\""));
    }
    T("where nothing tells it, it is asked for and never guessed")
    {
        OK(strstr(chat("05/01/26, 10:00 - Ada: x\n", NULL, &json), "order=dmy or order=mdy"));
        OK(strstr(chat("05/01/26, 10:00 - Ada: x\n", "mdy", &json), "2026-05-01T10:00:00Z"));
    }
    T("what begins as an export does")
    {
        OK(scrm_chat_begins(SCRM_SLICE("[2026-01-05, 10:00] Ada: x\n")));
        OK(!scrm_chat_begins(SCRM_SLICE("2026-01-05,10:00,Ada\n")));
        OK(!scrm_chat_begins(SCRM_SLICE("[1, 2, 3]\n")));
        OK(!scrm_chat_begins(SCRM_SLICE("")));
    }
    scrm_buf_fini(&json);
}

/* Real bodies, where they are at hand: each has something new in it, and what begins with ">"
 * is never taken for it. */
static void shared_bodies(void)
{
    const char *shared = getenv("SCRM_SHARED"), *top = getenv("SCRM_TOP");
    struct scrm_buf path = {0}, text = {0};
    const struct dirent *entry;
    struct scrm_err err = {0};
    int met = 0, all = 0;
    DIR *folder;

    scrm_buf_printf(&path, "%s%s/data/payloads/email_reply_parser/emails",
                    shared ? ""
                    : top  ? top
                           : ".",
                    shared ? shared : "/../shared");
    folder = opendir(scrm_buf_text(&path));
    if (!folder)
        printf("skipped: %s is not here\n", scrm_buf_text(&path));
    while (folder && (entry = readdir(folder))) {
        struct scrm_buf file = {0};

        scrm_buf_printf(&file, "%s/%s", scrm_buf_text(&path), entry->d_name);
        scrm_buf_reset(&text);
        if (entry->d_name[0] != '.' && scrm_file_read(scrm_buf_text(&file), &text, &err) == 0) {
            bool good;

            split(scrm_buf_text(&text));
            good =
                reply.len > 0 && reply.at[0] != '>' && !strstr(scrm_buf_text(&reply), "\n> ");
            all++;
            met += good;
            if (!good)
                printf("   %s: %s\n", entry->d_name, scrm_buf_text(&reply));
        }
        scrm_buf_fini(&file);
    }
    if (folder) {
        closedir(folder);
        printf("e-mail bodies: %d of %d split\n", met, all);
        OK(all > 0 && met >= all - 1);
    }
    scrm_err_fini(&err);
    scrm_buf_fini(&path);
    scrm_buf_fini(&text);
}

int main(void)
{
    replies();
    messages();
    chats();
    T("real bodies") shared_bodies();
    scrm_buf_fini(&reply);
    scrm_buf_fini(&quoted);
    scrm_buf_fini(&signature);
    return t_end();
}
