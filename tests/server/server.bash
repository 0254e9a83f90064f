# The misbehaving server for command tests. Load it with: load ../server/server
# A test file has one server; each test begins with it as if it were new.
# shellcheck shell=bash

setup_file() {
    export SERVER_FILE=$BATS_FILE_TMPDIR/ports
    command -v python3 > /dev/null || return 0
    python3 "$TOP/tests/server/misbehave.py" "$SERVER_FILE" 3>&- &
    echo $! > "$BATS_FILE_TMPDIR/pid"
    for _ in $(seq 100); do
        [ -e "$SERVER_FILE" ] && break
        sleep 0.05
    done
}

teardown_file() {
    [ ! -e "$BATS_FILE_TMPDIR/pid" ] || kill "$(cat "$BATS_FILE_TMPDIR/pid")" 2> /dev/null || true
}

# The descriptor of the test network in a desk, the server's ports, no secrets.
begin_with_server() {
    mkdir -p desk/sources
    cp "$TOP/tests/server/testnet.yaml" desk/sources/
    read -r PORT OTHER < "$SERVER_FILE"
    export PORT OTHER SCRM_DESK=$PWD/desk HOME=$PWD XDG_CACHE_HOME=$PWD/cache
    unset SCRM_SECRETS SCRM_CONTACT http_proxy https_proxy all_proxy
    base=http://127.0.0.1:$PORT
    mark=$(wc -l < "$SERVER_FILE.log")
    fetch --quiet testnet.one port=1 url="$base/reset" > /dev/null
}

# The options that let a test ask this machine, and a fixed clock.
fetch() {
    scrm-fetch --allow-http --allow-private --now 2026-01-01T01:35:00Z "$@"
}

# one URL [OPTION ...]: the stream that asks one address.
one() {
    local url=$1
    shift
    fetch testnet.one port="$PORT" url="$base/$url" "$@"
}

# What the server was asked since the test began.
asked() {
    tail -n +"$((mark + 2))" "$SERVER_FILE.log"
}

ids() {
    jq -r 'select(.schema == "scrm.raw/1") | .record.id' "$@"
}

# descriptor NAME: a copy of the test descriptor under another name, to be changed.
descriptor() {
    sed "s/^name: testnet/name: $1/" "$TOP/tests/server/testnet.yaml" > "desk/sources/$1.yaml"
}
