# The ground that every campaign stands on: the programs (bin, and on PATH), what is
# shipped (SCRM_SHARE), one clock and locale, and a folder of its own (work) that goes
# when the campaign ends, however it ends.
# shellcheck shell=bash
set -u
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=${SCRM_BIN:-$top/build/bin}
export SCRM_SHARE=${SCRM_SHARE:-$top/share/scrm}
export SCRM_NOW=2026-03-09T09:00:00Z LC_ALL=C USER=tester PATH=$bin:$PATH
unset SCRM_DESK SCRM_SECRETS NO_COLOR
work=$(mktemp -d) || exit 70
trap 'rm -rf --one-file-system "$work"' EXIT
ulimit -c 0

# Whether calls can be traced here; says in TAP that it skips, and why, where not.
# LeakSanitizer cannot work under a tracer.
can_trace() {
    export ASAN_OPTIONS=detect_leaks=0
    command -v strace > /dev/null || { echo '1..0 # SKIP strace is not installed'; return 1; }
    strace -qqq -o /dev/null true 2> /dev/null || { echo '1..0 # SKIP tracing is not allowed here'; return 1; }
}
