/*
 * The one flag that a signal handler may set. There is one process to be asked
 * to stop, so there is one flag.
 */
#include "base/stop.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t asked;

static void note(int signal_number)
{
    (void)signal_number;
    asked = 1;
}

void scrm_stop_on_signals(void)
{
    struct sigaction action = {.sa_handler = note, .sa_flags = (int)SA_RESETHAND};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool scrm_stop_asked(void *ctx)
{
    (void)ctx;
    return asked != 0;
}
