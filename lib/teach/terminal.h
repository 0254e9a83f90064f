/*
 * A terminal that gives single keys: taken for a while, and given back as it
 * was however the program ends, short of kill -9. One at a time.
 */
#ifndef SCRM_TEACH_TERMINAL_H
#define SCRM_TEACH_TERMINAL_H

#include <termios.h>

#include "base/err.h"

struct scrm_terminal {
    struct termios before; /* as it was found */
    int signals;           /* descriptor from which signals are read */
    size_t columns, rows;
    bool taken;
};

/* What came. Printable ASCII is itself. */
enum {
    SCRM_KEY_NONE = 0, /* nothing that is of use: draw again */
    SCRM_KEY_END = -1, /* no more keys will come: leave */
    SCRM_KEY_UP = -2,
    SCRM_KEY_DOWN = -3,
    SCRM_KEY_ENTER = -4,
    SCRM_KEY_BACKSPACE = -5,
};

/* 64 where standard input or output is no terminal, or cannot move its cursor. */
int scrm_terminal_check(struct scrm_err *err);

/* Takes standard input and output, which were checked. */
int scrm_terminal_open(struct scrm_terminal *terminal, struct scrm_err *err);
/* Gives the terminal back. Safe to call again. */
void scrm_terminal_close(struct scrm_terminal *terminal);

/* Shows a page of lines that end in '\n'; what was there goes. */
void scrm_terminal_show(struct scrm_terminal *terminal, struct scrm_slice page);

/*
 * Waits for a key. A new size is taken over and comes as SCRM_KEY_NONE. Ctrl-Z gives the
 * terminal back, stops, and comes as SCRM_KEY_NONE when the program goes on; a signal that
 * ends programs gives it back and ends this one.
 */
int scrm_terminal_key(struct scrm_terminal *terminal);

#endif
