#!/usr/bin/env bats
# How scrm run fetches the sources of a desk: side by side, none in the way of another
# (server: tests/server/misbehave.py).

# shellcheck disable=SC2154 # stderr is set by run

load helper
load ../server/server

setup() {
    fresh_folder
    needs python3 jq
    needs_command scrm scrm-fetch scrm-normalize scrm-dedup scrm-score scrm-route scrm-case scrm-report
    begin_with_server
    # A desk asks public hosts over https; here the real scrm-fetch is allowed to ask this machine.
    mkdir bin
    cp "$BIN"/scrm* bin/
    export SCRM_SHARE=${SCRM_SHARE:-$TOP/share/scrm} SCRM_NOW=2026-01-01T01:35:00Z
    printf '#!/bin/sh\nexec %s/scrm-fetch --allow-http --allow-private --wait 2s "$@"\n' "$BIN" > bin/scrm-fetch
    printf 'scrm_desk: 1\nretry: {times: 1, wait: 10ms}\nsources:\n' > desk/desk.yaml
}

# source_of NAME URL [PORT]: one more of the desk's.
source_of() {
    printf '  - {name: %s, fetch: testnet.one, args: {port: "%s", url: "%s"}}\n' "$1" "${3:-$PORT}" "$2" >> desk/desk.yaml
}

# raw [NAME]: the records of a source, or of all.
raw() {
    find "desk/var/spool/${1:-}" -name '*.ndjson' -exec cat {} + | jq -c 'select(.record).record'
}

@test "two hosts are asked side by side, each one request at a time, into a spool for each source" {
    for i in 1 2 3; do source_of "here-$i" "$base/together?s=0.3&id=$i"; done
    for i in 4 5 6; do source_of "there-$i" "http://127.0.0.1:$OTHER/together?s=0.3&id=$i" "$OTHER"; done
    bin/scrm run -q desk
    for i in 1 2 3; do same "$(raw here-$i | jq -r .id)" $((1000 + i)); done
    for i in 4 5 6; do same "$(raw there-$i | jq -r .id)" $((1000 + i)); done
    same "$(raw | jq -s 'map(.here) | max')" 1
    same "$(raw | jq -s 'map(.all) | max')" 2
    same "$(jq -c '[.segments, .exit, .failed]' desk/var/log.ndjson)" '[6,0,[]]'
    same "$(stat -c %a desk/var/turns)" 600
}

@test "one that fails and one that is to wait stop no other, and each is told by its name" {
    source_of broken "$base/nothing"
    source_of later "$base/busy?after=3600&n=9"
    source_of good "$base/busy?n=0"
    source_of cut "$base/cut?n=1"
    printf '{"text":"one"}\n' > desk/lines.ndjson
    echo '  - {name: lines, fetch: lines.ndjson}' >> desk/desk.yaml
    run -69 --separate-stderr bin/scrm run -q desk
    has "$stderr" "scrm: fetch broken: exit 69"
    has "$stderr" "scrm: fetch later: exit 75"
    same "$(jq -c .failed desk/var/log.ndjson)" '[{"what":"fetch broken","status":69},{"what":"fetch later","status":75}]'
    same "$(raw good | jq -r .id) $(raw cut | jq -r .id) $(raw lines | jq -r .text)" "1001 1001 one"
    # Tried again where that may help, and not asked before it is time.
    same "$(asked | grep -c /nothing) $(asked | grep -c 'busy?after')" "1 1"
    # The next run finds what it knew.
    run -69 bin/scrm run -q desk
    same "$(cat desk/var/spool/good/*.ndjson | ids | wc -l)" 1
}

@test "of many sources sixteen are asked at once at most" {
    for i in $(seq 20); do source_of "s$i" "http://127.0.0.1:$PORT/busy?n=0&$i"; done
    # Waits for the file "go", but not longer than the test's own folder stands.
    printf '#!/bin/sh\ncd %s; echo + >> began\nuntil [ -e go ] || [ ! -e began ]; do sleep 0.1; done\nexec %s/scrm-fetch --allow-http --allow-private "$@"\n' \
        "$PWD" "$BIN" > bin/scrm-fetch
    : > began
    bin/scrm run -q desk 3>&- &
    for _ in $(seq 600); do
        [ "$(wc -l < began)" -ge 16 ] && break
        sleep 0.1
    done
    sleep 0.5
    same "$(wc -l < began)" 16
    touch go
    wait $!
    same "$(raw | wc -l)" 20
}

@test "runs of scrm-fetch that name the same file take turns at a host" {
    for i in 1 2 3 4; do
        fetch -q testnet.one port="$PORT" url="$base/together?id=$i" --turns turns > "out$i" 3>&- &
    done
    wait
    same "$(cat out? | jq -s 'map(.record.here) | max')" 1
    same "$(cat out? | ids | sort | tr '\n' ' ')" "1001 1002 1003 1004 "
    # A file that cannot be made is told, before anybody is asked.
    begin_asking
    run ! fetch -q testnet.one port="$PORT" url="$base/together" --turns none/turns
    same "$(asked)" ""
}
