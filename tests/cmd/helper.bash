# What the command tests share. Load it with: load helper
#
# BIN holds the commands; a test finds them on PATH, so that its pipelines read
# as an analyst would write them. Each test starts in an empty folder of its
# own. SCRM_SHARE names the shared data where the build stands outside the tree.
# shellcheck shell=bash

bats_require_minimum_version 1.5.0

TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
BIN=${SCRM_BIN:-$TOP/build/bin}
SCRM_SHARED=${SCRM_SHARED:-$(dirname "$TOP")/shared}
FIXTURES=$TOP/tests/fixtures
export TOP BIN SCRM_SHARED FIXTURES
export PATH=$BIN:$PATH
export TZ=UTC
unset SCRM_NOW SCRM_DESK NO_COLOR
[ -d "$BIN/../../share/scrm" ] || [ -d "$BIN/../../../share/scrm" ] ||
    export SCRM_SHARE=${SCRM_SHARE:-$TOP/share/scrm}

# Every test in its own folder; a test file with a setup of its own calls this.
fresh_folder() {
    cd "$BATS_TEST_TMPDIR" || return 1
}

setup() {
    fresh_folder
}

# needs PROGRAM...: skips the test, saying so, where one is not installed.
needs() {
    local program
    for program; do
        command -v "$program" > /dev/null || skip "$program is not installed"
    done
}

# needs_command scrm-NAME...: skips where the command was not built.
needs_command() {
    local name
    for name; do
        [ -x "$BIN/$name" ] || skip "$name is not built"
    done
}

# needs_shared PATH: skips, saying so, where the shared data is absent.
needs_shared() {
    [ -e "$SCRM_SHARED/$1" ] || skip "$SCRM_SHARED/$1 is not here"
}

# same GOT WANT: the two texts, or a difference that can be read.
same() {
    [ "$1" = "$2" ] || {
        diff <(printf '%s\n' "$2") <(printf '%s\n' "$1") | sed 's/^/    /' >&2
        return 1
    }
}

# has TEXT PART: the part stands somewhere in the text.
has() {
    [[ $1 == *"$2"* ]] || {
        printf '    no "%s" in:\n%s\n' "$2" "$1" >&2
        return 1
    }
}

# lacks TEXT PART
lacks() {
    [[ $1 != *"$2"* ]] || {
        printf '    "%s" must not stand in:\n%s\n' "$2" "$1" >&2
        return 1
    }
}

# posts N: N small posts, one a line.
posts() {
    awk -v n="$1" 'BEGIN { for (i = 1; i <= n; i++)
        printf "{\"schema\":\"scrm.post/1\",\"id\":\"t:%d\",\"type\":\"post\",\"network\":\"t\",\"source\":\"t\"," \
            "\"native_id\":\"%d\",\"created_at\":\"2026-01-05T10:00:00Z\",\"text\":\"number %d\"}\n", i, i, i }'
}

# on_terminal COMMAND: runs the shell line with a terminal as its standard
# input, output and error, without echo; the terminal's output is printed.
on_terminal() {
    script -qec "stty -echo cols ${COLUMNS_WANTED:-80} 2> /dev/null; $1" /dev/null < "${2:-/dev/null}"
}
