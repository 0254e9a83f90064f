/* Streams that end well: what the frame says of a trailer that it meets, adds to it, and
 * demands under --sealed; and what a sink is told of it. */
#include "ran.h"

#define OWN(in, out)                                                                           \
    "{\"stage\":\"scrm-mark\",\"version\":\"0.1.0\",\"config\":"                               \
    "\"0123456789abcdef0123456789abcdef\",\"in\":" in ",\"expanded\":0,\"out\":" out           \
    ",\"rejected\":0,\"dropped\":{}}"
#define BEFORE(out)                                                                            \
    "{\"stage\":\"scrm-fetch\",\"version\":\"0.1.0\",\"in\":" out                              \
    ",\"expanded\":0,\"out\":" out ",\"rejected\":0,\"dropped\":{}}"
#define END(...) "{\"schema\":\"scrm.end/1\",\"stages\":[" __VA_ARGS__ "]}\n"

static void trailers(void)
{
    T("--seal ends the stream with the account")
    {
        RAN(POST("a") POST("b"), 0, MARKED("a") MARKED("b") END(OWN("2", "2")), "", "--seal");
        RAN("", 0, END(OWN("0", "0")), "", "--seal");
    }
    T("a trailer is checked, completed and passed on as the last line")
    {
        PLAIN(POST("a") END(BEFORE("1")), 0, MARKED("a") END(BEFORE("1") "," OWN("1", "1")),
              "");
        RAN(POST("a") END(BEFORE("1")), 0, MARKED("a") END(BEFORE("1") "," OWN("1", "1")), "",
            "--sealed");
    }
    T("several trailers become one")
    {
        PLAIN(POST("a") END(BEFORE("1")) END(BEFORE("0")) POST("b") POST("c") END(BEFORE("2")),
              0, MARKED("a") MARKED("b") MARKED("c") END(BEFORE("3") "," OWN("3", "3")), "");
    }
    T("a trailer that counts otherwise than what came")
    {
        PLAIN(POST("a") POST("b") END(BEFORE("3")) POST("c"), 65, MARKED("a") MARKED("b"),
              "scrm-mark: -:3: the stream says 3 records, 2 came\n");
        PLAIN(POST("a") END(BEFORE("1")) POST("b") END(BEFORE("2")), 65,
              MARKED("a") MARKED("b"), "scrm-mark: -:4: the stream says 2 records, 1 came\n");
    }
    T("bad lines count as having come")
    {
        RAN(POST("a") "nonsense\n" END(BEFORE("2")), 0,
            MARKED("a") END(BEFORE(
                "2") ",{\"stage\":\"scrm-mark\",\"version\":\"0.1.0\",\"config\":"
                     "\"0123456789abcdef0123456789abcdef\",\"in\":2,\"expanded\":0,\"out\":1,"
                     "\"rejected\":1,\"dropped\":{}}"),
            "", "--on-error=skip", "-q");
    }
    T("a trailer that is none, or whose account is wrong")
    {
        struct ran ran = capture(mark_main, NULL, "{\"schema\":\"scrm.end/1\",\"stages\":5}\n");

        OK(ran.code == 65);
        OK(strncmp(ran.err, "scrm-mark: -:1:", 15) == 0);
        ran_free(&ran);
        PLAIN("{\"schema\":\"scrm.end/1\",\"stages\":[]}\n", 65, "",
              "scrm-mark: -:1: an end line without the account of any stage\n");
        PLAIN(POST("a")
                  END("{\"stage\":\"scrm-fetch\",\"version\":\"0.1.0\",\"in\":5,\"expanded\":0,"
                      "\"out\":1,\"rejected\":0,\"dropped\":{}}"),
              65, MARKED("a"), "scrm-mark: -:2: the account of scrm-fetch does not balance\n");
    }
    T("--sealed demands one at the very end")
    {
        RAN(POST("a"), 65, MARKED("a"),
            "scrm-mark: the input does not end with an end line; it may be cut short\n",
            "--sealed");
        RAN("", 65, "",
            "scrm-mark: the input does not end with an end line; it may be cut short\n",
            "--sealed");
        RAN(POST("a") END(BEFORE("1")) POST("b") POST("c"), 65,
            MARKED("a") MARKED("b") MARKED("c"),
            "scrm-mark: 2 lines follow the last end line; the input may be cut short\n",
            "--sealed");
    }
    T("lines behind the last trailer: the stream is not whole, and must not look so")
    {
        PLAIN(
            POST("a") END(BEFORE("1")) POST("b"), 0, MARKED("a") MARKED("b"),
            "scrm-mark: warning: 1 line follows the last end line; the stream is not whole\n");
    }
    T("a failed run is never sealed")
    {
        RAN(POST("a") "nonsense\n" END(BEFORE("2")), 65, MARKED("a"), NULL, "--seal");
    }
}

static void sinks(void)
{
    T("a sink writes no lines and gets the trailer")
    {
        RAN(POST("a") POST("bcd") END(BEFORE("2")), 0, "4 bytes, 2 taken, 1 stages before\n",
            "scrm-mark: 2 in, 2 out, 0 rejected, 0 dropped\n", "--sink", "--stats");
    }
    T("a stream that is cut short gives it none")
    {
        RAN(POST("a") END(BEFORE("1")) POST("b"), 65, "2 bytes, 2 taken, 0 stages before\n",
            "scrm-mark: 1 line follows the last end line; the input may be cut short\n",
            "--sink", "--sealed");
    }
}

int main(void)
{
    ran_begin();
    trailers();
    sinks();
    return ran_end();
}
