/*
 * Single keys from a terminal. Signals are read from a descriptor like keys,
 * so that nothing happens between two steps and no state is shared with a
 * handler.
 */
#include "teach/terminal.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/file.h"

/* The other screen, no cursor; and back. */
#define ENTER "\x1b[?1049h\x1b[?25l\x1b[H\x1b[2J"
#define LEAVE "\x1b[?25h\x1b[?1049l"

static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH};

static sigset_t caught_set(void)
{
    sigset_t set;

    sigemptyset(&set);
    for (size_t i = 0; i < sizeof caught / sizeof *caught; i++)
        sigaddset(&set, caught[i]);
    return set;
}

static void write_out(const char *at, size_t len)
{
    /* A terminal that is gone says so by the signal or the end of its keys. */
    (void)!scrm_file_write_all(STDOUT_FILENO, at, len);
}

static void measure(struct scrm_terminal *terminal)
{
    struct winsize size;

    terminal->columns = 80;
    terminal->rows = 24;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col && size.ws_row) {
        terminal->columns = size.ws_col;
        terminal->rows = size.ws_row;
    }
}

static void take(struct scrm_terminal *terminal)
{
    struct termios keys = terminal->before;

    keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
    keys.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &keys);
    write_out(ENTER, sizeof ENTER - 1);
    measure(terminal);
    terminal->taken = true;
}

static void give_back(struct scrm_terminal *terminal)
{
    if (!terminal->taken)
        return;
    write_out(LEAVE, sizeof LEAVE - 1);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->before);
    terminal->taken = false;
}

int scrm_terminal_check(struct scrm_err *err)
{
    const char *kind = getenv("TERM");

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "labelling by hand needs a terminal: standard %s is none",
                            isatty(STDIN_FILENO) ? "output" : "input");
    if (!kind || !kind[0] || strcmp(kind, "dumb") == 0)
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "labelling by hand needs a terminal that can move its cursor, and "
                            "TERM says \"%s\"",
                            kind ? kind : "");
    return 0;
}

int scrm_terminal_open(struct scrm_terminal *terminal, struct scrm_err *err)
{
    sigset_t set = caught_set();

    *terminal = (struct scrm_terminal){.signals = -1};
    if (tcgetattr(STDIN_FILENO, &terminal->before))
        return scrm_err_errno(err, SCRM_EXIT_IO, "the terminal");
    sigprocmask(SIG_BLOCK, &set, NULL);
    terminal->signals = signalfd(-1, &set, SFD_CLOEXEC);
    if (terminal->signals < 0)
        return scrm_err_errno(err, SCRM_EXIT_IO, "signals");
    take(terminal);
    return 0;
}

void scrm_terminal_close(struct scrm_terminal *terminal)
{
    sigset_t set = caught_set();

    give_back(terminal);
    if (terminal->signals >= 0) {
        close(terminal->signals);
        terminal->signals = -1;
        sigprocmask(SIG_UNBLOCK, &set, NULL);
    }
}

void scrm_terminal_show(struct scrm_terminal *terminal, struct scrm_slice page)
{
    struct scrm_buf out = {0};
    size_t row = 0;

    scrm_buf_puts(&out, "\x1b[H");
    while (page.len && row < terminal->rows) {
        const char *end = memchr(page.at, '\n', page.len);
        size_t len = end ? (size_t)(end - page.at) : page.len;

        scrm_buf_puts(&out, row++ ? "\r\n" : "");
        scrm_buf_put(&out, page.at, len);
        scrm_buf_puts(&out, "\x1b[K");
        page.at += len + (end != NULL);
        page.len -= len + (end != NULL);
    }
    scrm_buf_puts(&out, "\x1b[J");
    write_out(out.at, out.len);
    scrm_buf_fini(&out);
}

/* A signal has come. Does not return where it ends programs. */
static void take_signal(struct scrm_terminal *terminal)
{
    struct signalfd_siginfo info;
    sigset_t set;

    if (read(terminal->signals, &info, sizeof info) != (ssize_t)sizeof info)
        return;
    if (info.ssi_signo == SIGWINCH) {
        measure(terminal);
        return;
    }
    give_back(terminal);
    if (info.ssi_signo == SIGTSTP) {
        raise(SIGSTOP);
        take(terminal);
        return;
    }
    /* What ended us is told to the shell by ending of it. */
    signal((int)info.ssi_signo, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, (int)info.ssi_signo);
    raise((int)info.ssi_signo);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/* The next byte of a sequence, which follows at once or not at all; -1: none. */
static int next_byte(void)
{
    struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};
    unsigned char byte;

    if (poll(&wait, 1, 50) <= 0 || read(STDIN_FILENO, &byte, 1) != 1)
        return -1;
    return byte;
}

/* What comes behind an escape: an arrow, a page key, or one of no use, read to its end. */
static int read_sequence(void)
{
    int first = next_byte(), byte, number = 0;

    if (first != '[' && first != 'O')
        return SCRM_KEY_NONE;
    while ((byte = next_byte()) >= 0x20 && byte < 0x40)
        number =
            byte >= '0' && byte <= '9' && number < 1000 ? number * 10 + byte - '0' : number;
    if (byte == 'A' || (byte == '~' && number == 5))
        return SCRM_KEY_UP;
    if (byte == 'B' || (byte == '~' && number == 6))
        return SCRM_KEY_DOWN;
    return SCRM_KEY_NONE;
}

int scrm_terminal_key(struct scrm_terminal *terminal)
{
    struct pollfd wait[2] = {{.fd = STDIN_FILENO, .events = POLLIN},
                             {.fd = terminal->signals, .events = POLLIN}};
    unsigned char byte;

    if (poll(wait, 2, -1) < 0)
        return SCRM_KEY_NONE;
    if (wait[1].revents & POLLIN) {
        take_signal(terminal);
        return SCRM_KEY_NONE;
    }
    if (!(wait[0].revents & (POLLIN | POLLHUP | POLLERR)))
        return SCRM_KEY_NONE;
    if (read(STDIN_FILENO, &byte, 1) != 1 || byte == 4) /* Ctrl-D */
        return SCRM_KEY_END;
    if (byte == '\x1b')
        return read_sequence();
    if (byte == '\r' || byte == '\n')
        return SCRM_KEY_ENTER;
    if (byte == '\b' || byte == 0x7F)
        return SCRM_KEY_BACKSPACE;
    return byte >= 0x20 && byte < 0x7F ? byte : SCRM_KEY_NONE;
}
