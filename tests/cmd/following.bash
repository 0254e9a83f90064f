# A scrm-fetch that goes on until it is stopped, for the tests that follow something.
# shellcheck shell=bash

# until_stopped ARGUMENT...: runs scrm-fetch in the background; stop ends it and gives its code.
until_stopped() {
    scrm-fetch --allow-http --allow-private --now 2026-01-01T01:35:00Z "$@" > out 2> err 3>&- &
    pid=$!
}

# What a test that failed left running.
teardown() {
    [ -z "${pid-}" ] || kill -9 "$pid" 2> /dev/null || true
}

# comes N FILE: waits until the file has N lines.
comes() {
    for _ in $(seq 800); do
        [ "$(wc -l < "$2" 2> /dev/null || echo 0)" -ge "$1" ] && return
        sleep 0.05
    done
    echo "    $(wc -l < "$2") lines came, $1 are wanted; $(cat err)" >&2
    return 1
}

stop() {
    kill -"${1:-TERM}" "$pid"
    code=0
    wait "$pid" || code=$?
    return "$code"
}
