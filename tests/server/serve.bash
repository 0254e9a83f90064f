# A server of its own for a test file, as long as the file runs.
# shellcheck shell=bash

# serve SCRIPT [ARGUMENT ...]: starts a server of tests/server/, which writes its ports
# to SERVER_FILE when it is ready and what it was asked to SERVER_FILE.log. Without
# Python there is none, and the tests skip. From a file's setup_file.
serve() {
    export SERVER_FILE=$BATS_FILE_TMPDIR/ports
    local script=$1
    shift
    command -v python3 > /dev/null || return 0
    python3 "$TOP/tests/server/$script" "$SERVER_FILE" "$@" 3>&- &
    echo $! > "$BATS_FILE_TMPDIR/pid"
    for _ in $(seq 100); do
        [ -e "$SERVER_FILE" ] && break
        sleep 0.05
    done
}

teardown_file() {
    [ ! -e "$BATS_FILE_TMPDIR/pid" ] || kill "$(cat "$BATS_FILE_TMPDIR/pid")" 2> /dev/null || true
}

# asked: what the server was asked since begin_asking.
begin_asking() {
    mark=$(wc -l < "$SERVER_FILE.log")
}

asked() {
    tail -n +"$((mark + 1))" "$SERVER_FILE.log"
}
