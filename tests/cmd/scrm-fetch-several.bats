#!/usr/bin/env bats
# scrm-fetch with several sources: side by side, each with its own segments, state and
# account; one that fails stops no other (tests/server/misbehave.py).

# shellcheck disable=SC2154 # stderr is set by run

load helper
load ../server/server
load following

setup() {
    fresh_folder
    needs python3 jq
    needs_command scrm-fetch scrm-normalize
    begin_with_server
    second=http://127.0.0.1:$OTHER
}

# together N BASE [OPTION ...]: N sources of one host as operands, in `sources`.
together() {
    local i
    for i in $(seq "$1"); do
        sources+=(testnet.one "port=$PORT" "url=$2/together?id=$i")
    done
}

@test "each source keeps segments of its own, whatever order they are named in" {
    fetch --spool spool testnet.asc port="$PORT" testnet.desc port="$PORT" "$base/feed.xml"
    same "$(find spool -name '*.ndjson' | sed 's/.*\///; s/-.*//' | sort | tr '\n' ' ')" \
        "feed.items testnet.asc testnet.desc "
    for segment in spool/*.ndjson; do scrm-normalize --sealed "$segment" > /dev/null; done
    begin_asking
    # One alone knows what it had when it was one of several, and the other way round.
    fetch --spool spool testnet.asc port="$PORT"
    has "$(asked)" "min_id=1095"
    run -0 --separate-stderr fetch --spool spool --stats testnet.desc port="$PORT" testnet.asc port="$PORT"
    same "$(find spool -name '*.ndjson' | wc -l)" 3
    same "$(sort <<< "$stderr" | sed 's/ [0-9]* in.*//')" \
        "scrm-fetch: testnet.asc port=$PORT: 1 pages,
scrm-fetch: testnet.desc port=$PORT: 1 pages,"
}

@test "in a pipe the records come source by source, in the order of the operands" {
    run -0 --separate-stderr fetch testnet.one port="$PORT" url="$base/together?id=1&s=0.5" \
        testnet.one port="$PORT" url="$second/together?id=2&s=0" testnet.asc port="$PORT"
    same "$(jq -r .record.id <<< "$output" | head -2 | tr '\n' ' ')" "1001 1002 "
    same "$(wc -l <<< "$output")" 32
    same "$stderr" ""
    fetch -o out testnet.asc port="$PORT" testnet.desc port="$PORT"
    same "$(wc -l < out)" 60
}

@test "a sealed pipe has an account for each" {
    fetch --seal testnet.asc port="$PORT" testnet.desc port="$PORT" > out
    same "$(jq -c 'select(.stages) | [.cursor.source, .stages[0].out]' out)" '["testnet.asc",30]
["testnet.desc",30]'
    run -0 scrm-normalize --sealed out
    # Of one that fails nothing is in a sealed stream: it would have no account.
    run -69 --separate-stderr fetch --seal testnet.pages port="$PORT" url="$base/broken-third" \
        testnet.asc port="$PORT" -o out
    same "$(jq -r 'select(.record).record.id' out | wc -l)" 30
    scrm-normalize --sealed out > /dev/null
}

@test "one that fails stops no other, and the exit code says so" {
    run -69 --separate-stderr fetch --spool spool testnet.one port="$PORT" url="$base/nothing" \
        testnet.asc port="$PORT"
    has "$stderr" "status 404"
    has "$stderr" "1 of 2 sources failed: testnet.one port=$PORT url=$base/nothing"
    same "$(cat spool/*.ndjson | ids | wc -l)" 30
    # What may pass is told only where nothing worse is.
    run -75 --separate-stderr fetch --wait 0s testnet.asc port="$PORT" \
        testnet.one port="$PORT" url="$base/busy?after=100&n=9"
    run -69 --separate-stderr fetch --wait 0s testnet.one port="$PORT" url="$base/busy?after=100&n=9" \
        testnet.one port="$PORT" url="$base/nothing"
    has "$stderr" "2 of 2 sources failed"
}

@test "hosts are asked side by side, one host one request at a time" {
    sources=()
    together 4 "$base"
    together 4 "$second"
    start=$(date +%s%N)
    fetch "${sources[@]}" > out
    took=$((($(date +%s%N) - start) / 1000000))
    same "$(jq -s 'map(.record.here) | max' out)" 1
    same "$(jq -s 'map(.record.all) | max' out)" 2
    same "$(wc -l < out)" 8
    [ "$took" -ge 800 ]
}

@test "twenty sources are asked, sixteen at once at most" {
    sources=()
    for i in $(seq 20); do sources+=(testnet.one "port=$PORT" "url=$base/together?id=$i&s=0.05"); done
    scrm-fetch --allow-http --allow-private "${sources[@]}" > out 2> err 3>&- &
    pid=$!
    most=0
    while kill -0 $pid 2> /dev/null; do
        now=$(pgrep -c -P $pid scrm-fetch || true)
        [ "$now" -le "$most" ] || most=$now
    done
    wait $pid
    [ "$most" -le 16 ] && [ "$most" -gt 1 ]
    same "$(jq -r .record.id out | sort -u | wc -l)" 20
    run -64 --separate-stderr fetch --follow "${sources[@]}"
    has "$stderr" "--follow: 16 sources at once, not 20"
}

@test "a pause between requests that a source asks for holds for all of one host" {
    descriptor paced
    sed -i 's/^rate: {/rate: {min_interval_ms: 400, /' desk/sources/paced.yaml
    start=$(date +%s%N)
    fetch paced.one port="$PORT" url="$base/busy?n=0&a" paced.one port="$PORT" url="$base/busy?n=0&b" \
        paced.one port="$PORT" url="$base/busy?n=0&c" > out
    [ $((($(date +%s%N) - start) / 1000000)) -ge 800 ]
    same "$(wc -l < out)" 3
}

@test "followed, the lines of all come as they are, and SIGTERM ends all with what they knew" {
    until_stopped --follow testnet.live port="$PORT" events=ticks testnet.asc port="$PORT"
    comes 90 out
    stop
    same "$(jq -r .source out | sort -u | tr '\n' ' ')" "testnet.asc testnet.live "
    same "$(jq -r 'select(.source == "testnet.asc").record.id' out | wc -l)" 30
    same "$(cat err)" ""
    until_stopped --follow --spool spool \
        testnet.live port="$PORT" events=ticks testnet.asc port="$PORT"
    for _ in $(seq 200); do
        [ "$(find spool -name '*asc*.ndjson' 2> /dev/null | wc -l)" -ge 1 ] && break
        sleep 0.05
    done
    stop
    for segment in spool/*.ndjson; do scrm-normalize --sealed "$segment" > /dev/null; done
}

@test "killed, it takes its processes with it, and nothing is lost" {
    scrm-fetch --allow-http --allow-private --now 2026-01-01T01:35:00Z --spool spool \
        testnet.slow port="$PORT" limit=4 testnet.slow port="$PORT" limit=3 3>&- &
    pid=$!
    sleep 0.4
    children=$(pgrep -P $pid)
    kill -9 $pid
    wait $pid 2> /dev/null || true
    pid=
    for _ in $(seq 50); do
        # shellcheck disable=SC2086 # one word a process
        kill -0 $children 2> /dev/null || break
        sleep 0.1
    done
    # shellcheck disable=SC2086
    run ! kill -0 $children
    fetch --spool spool testnet.slow port="$PORT" limit=4 testnet.slow port="$PORT" limit=3
    for limit in 3 4; do
        same "$(cat spool/*.ndjson | jq -r "select(.record and .args.limit == \"$limit\").record.id" | sort -u | wc -l)" 95
    done
}

@test "on a terminal each source has a line of its own, and ends with what came" {
    needs script
    run -0 on_terminal "scrm-fetch --allow-http --allow-private --now 2026-01-01T01:35:00Z \
        testnet.pages port=$PORT url='$base/limited?reset=2' testnet.slow port=$PORT limit=4 > out"
    has "$output" "scrm-fetch: testnet.pages port=$PORT: page 1, 1 posts, waits until 01:35:0"
    has "$output" "scrm-fetch: testnet.slow port=$PORT limit=4: page "
    has "$output" "scrm-fetch: testnet.slow port=$PORT limit=4: 25 pages, 95 in, 95 out"
    has "$output" $'\033[2A'
    has "$output" $'\033[J'
    same "$(wc -l < out)" 98
}

@test "what several cannot be told is refused before anybody is asked" {
    run -64 --separate-stderr fetch --state state testnet.asc port="$PORT" testnet.desc port="$PORT"
    has "$stderr" "--state remembers one source"
    run -64 --separate-stderr fetch --follow --seal testnet.asc port="$PORT" testnet.desc port="$PORT"
    has "$stderr" "--spool seals each"
    run -64 --separate-stderr fetch --spool spool testnet.asc port="$PORT" tetsnet.desc port="$PORT"
    has "$stderr" 'did you mean "testnet"?'
    run -64 --separate-stderr fetch --on-error reject=bad a.csv b.csv
    has "$stderr" "keeps the lines of one file, not of 2"
    same "$(asked)" ""
}

@test "--dry-run and --estimate tell of each, files may stand among sources" {
    run -0 fetch --dry-run testnet.asc port="$PORT" testnet.desc port="$PORT"
    same "$(grep -c '^GET ' <<< "$output")" 2
    has "$output" "# testnet.desc port=$PORT"
    same "$(asked)" ""
    printf '{"text":"one"}\n' > one.ndjson
    run -0 fetch ./one.ndjson testnet.asc port="$PORT" --spool spool
    same "$(find spool -name '*.ndjson' | wc -l)" 2
}

@test "an output that takes nothing ends all of them with 74" {
    run -74 --separate-stderr timeout -s KILL 30 sh -c 'exec scrm-fetch --allow-http --allow-private \
        "$@" > /dev/full' sh testnet.asc port="$PORT" testnet.slow port="$PORT" limit=1
    has "$stderr" "No space left on device"
}
