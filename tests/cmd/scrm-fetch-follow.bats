#!/usr/bin/env bats
# scrm-fetch --follow: events (tests/server/misbehave.py), asking again, growing
# files, and being stopped.

# shellcheck disable=SC2154 # stderr is set by run

load helper
load ../server/server
load following

@test "events are followed across cuts, and nothing is missed or half taken" {
    until_stopped testnet.live port="$PORT" --follow --every 1s --state state
    comes 33 out
    sleep 0.3
    stop
    same "$(jq -r .record.id out | head -30 | sort)" "$(seq 1066 1095)"
    same "$(tail -n +31 out | jq -c '.record | [.id, .body, .event, .data]')" \
        '["2001","post 2001",null,null]
[null,null,"delete","1066"]
["2001","edited",null,null]'
    has "$(asked | grep /events | sed -n 1p)" '"accept": "text/event-stream"'
    has "$(asked | grep /events | sed -n 2p)" '"last-event-id": "e2"'
    has "$(cat err)" "events cannot be followed (status 204)"
    same "$(jq -r .at state)" 2001
}

@test "what is deleted becomes a tombstone, what is edited a revision" {
    until_stopped testnet.live port="$PORT" --follow --state state
    comes 33 out
    stop
    run -0 scrm-normalize out
    same "$(tail -2 <<< "$output" | jq -c '[.type, .id, .text]')" \
        "[\"delete\",\"testnet:$PORT:1066\",null]
[\"post\",\"testnet:$PORT:2001\",\"edited\"]"
}

@test "after every connection what came in between is asked for" {
    until_stopped testnet.live port="$PORT" --follow --state state
    comes 33 out
    stop
    same "$(asked | grep -c 'min_id=1095')" 1
    same "$(asked | grep -c 'min_id=2001')" 1
}

@test "a post is written when it comes, not later" {
    until_stopped testnet.live port="$PORT" events='ticks' --follow
    comes 60 out
    stop INT
    same "$(tail -1 out | jq -r .schema)" scrm.raw/1
}

@test "without events the source is asked again, from where it stopped" {
    until_stopped testnet.asc port="$PORT" --follow --every 1s --spool spool
    for _ in $(seq 100); do
        [ "$(asked | grep -c min_id=1095)" -ge 2 ] && break
        sleep 0.1
    done
    stop
    same "$(cat spool/*.ndjson | jq -r 'select(.record).record.id' | sort)" "$(seq 1066 1095)"
    same "$(find spool -name '*.ndjson' | wc -l)" 1
    same "$(cat err)" ""
}

@test "trouble after the first round is told and waited for, before it the run ends" {
    run -69 --separate-stderr fetch testnet.one port="$PORT" url="$base/nothing" --follow
    has "$stderr" "status 404"
    until_stopped testnet.one port="$PORT" url="$base/once" --follow --every 1s --state state
    for _ in $(seq 100); do
        grep -q 'again in' err && break
        sleep 0.05
    done
    stop
    has "$(cat err)" "status 404; again in 1 min"
    same "$(wc -l < out)" 1
    same "$(jq -c .seen state)" '["1001"]'
}

@test "what is gone for good, and an output that takes nothing, end what is followed" {
    run -69 --separate-stderr timeout -s KILL 30 scrm-fetch --allow-http --allow-private \
        testnet.fading port="$PORT" events=ticks url=gone --follow --state state
    has "$stderr" "status 410"
    [ "$(jq -r .gone state)" != null ]
    fetch --quiet testnet.one port=1 url="$base/reset" > /dev/null
    run -74 --separate-stderr timeout -s KILL 30 sh -c 'exec scrm-fetch --allow-http --allow-private \
        "$@" > /dev/full' sh testnet.fading port="$PORT" events=ticks --follow
    has "$stderr" "No space left on device"
}

@test "a wait that the service asks for is cut short by SIGTERM, and is kept" {
    until_stopped testnet.one port="$PORT" url="$base/busy?after=3600&n=9" --follow --state state --wait 2h
    for _ in $(seq 100); do
        [ "$(asked | grep -c busy)" -ge 1 ] && break
        sleep 0.05
    done
    stop
    same "$(jq -r .not_before state | cut -c 1-10)" 2026-01-01
}

@test "--max ends what is followed" {
    run -0 fetch testnet.live port="$PORT" --follow --max 31 --state state
    same "$(wc -l <<< "$output")" 31
    same "$(jq -r .at state)" 2001
}

@test "a file that grows is followed, line by line, and across a rotation" {
    printf '{"text":"one"}\n' > log.ndjson
    until_stopped ./log.ndjson --follow --state state
    comes 1 out
    printf '{"text":"two"}\n' >> log.ndjson
    comes 2 out
    printf '{"text":"thr' >> log.ndjson
    sleep 0.5
    same "$(wc -l < out)" 2
    printf 'ee"}\n' >> log.ndjson
    comes 3 out
    printf '{"text":"four"}\n' > log.new
    mv log.new log.ndjson
    comes 4 out
    stop
    same "$(jq -r .record.text out)" $'one\ntwo\nthree\nfour'
    same "$(jq -r .at state | cut -d: -f2)" 1
}

@test "a file that is emptied and written anew is read from its beginning" {
    printf '{"text":"one"}\n{"text":"two"}\n{"text":"three"}\n' > log.ndjson
    until_stopped ./log.ndjson --follow --state state
    comes 3 out
    printf '{"text":"four"}\n' > log.ndjson
    comes 4 out
    printf '{"text":"five"}\n' >> log.ndjson
    comes 5 out
    stop
    same "$(jq -r .record.text out | tail -2)" $'four\nfive'
    same "$(jq -r .at state | cut -d: -f2)" 2
    printf '{"text":"six"}\n' > log.ndjson
    run -0 fetch ./log.ndjson --state state
    same "$(jq -r .record.text <<< "$output")" six
}

@test "lines of a growing file that are refused are all in the file of rejects" {
    long=$(printf '%02000d' 0)
    printf '%s\n{"text":"one"}\n' "$long" > log.ndjson
    until_stopped ./log.ndjson --follow --max-record 1K --on-error reject=rejects
    comes 1 out
    printf '%s\n{"text":"two"}\n' "$long" >> log.ndjson
    comes 2 out
    stop
    same "$(jq -r .line rejects)" $'1\n3'
}

@test "who waits for a pipe is ended by one signal" {
    mkfifo pipe
    until_stopped ./pipe --follow
    exec 8> pipe
    echo '{"text":"one"}' >&8
    comes 1 out
    code=0
    stop || true
    same "$code" 143
    exec 8>&-
}

@test "standard input is passed on as it comes" {
    mkfifo pipe
    fetch - --follow < pipe > out 2> err &
    exec 8> pipe
    echo '{"text":"one"}' >&8
    comes 1 out
    echo '{"text":"two"}' >&8
    comes 2 out
    exec 8>&-
    wait
    same "$(jq -r .record.text out)" $'one\ntwo'
}

# read_bytes PID: how many bytes the process has read so far.
read_bytes() {
    sed -n 's/^rchar: //p' "/proc/$1/io"
}

@test "a file that grows is read on from where it was, not from its beginning" {
    seq 20000 | sed 's/.*/{"text":"number & of a long log"}/' > log.ndjson
    until_stopped ./log.ndjson --follow --spool spool
    for _ in $(seq 100); do
        [ -n "$(find spool -name '*.ndjson' 2> /dev/null)" ] && break
        sleep 0.1
    done
    before=$(read_bytes "$pid")
    for i in 1 2 3; do
        echo "{\"text\":\"more $i\"}" >> log.ndjson
        for _ in $(seq 100); do
            [ "$(find spool -name '*.ndjson' | wc -l)" -gt "$i" ] && break
            sleep 0.05
        done
    done
    [ $(($(read_bytes "$pid") - before)) -lt 100000 ]
    stop
    same "$(tail -qn 2 spool/*.ndjson | jq -r 'select(.record).record.text' | tail -3 | tr '\n' ' ')" "more 1 more 2 more 3 "
    # So does the next run, whether it follows or not.
    echo '{"text":"later"}' >> log.ndjson
    export ASAN_OPTIONS=detect_leaks=0 # which cannot look under a tracer
    run -0 strace -e trace=read -o trace "$(command -v scrm-fetch)" ./log.ndjson --spool spool
    same "$(tail -qn 2 spool/*.ndjson | jq -r 'select(.record).record.text' | tail -1)" later
    same "$(grep -c 'of a long log' trace)" 0
}

@test "bytes that are no UTF-8 and a byte order mark do not move the place" {
    printf '\xef\xbb\xbf{"text":"one \xff\xfe"}\n{"text":"two"}\n' > log.ndjson
    fetch ./log.ndjson --state state > out
    printf '{"text":"three \xff"}\n' >> log.ndjson
    fetch ./log.ndjson --state state >> out
    printf '{"text":"four"}\n' >> log.ndjson
    fetch ./log.ndjson --state state >> out
    same "$(jq -r .record.text out)" $'one ��\ntwo\nthree �\nfour'
    same "$(jq -r .at state | cut -d: -f 2,3)" "4:$(stat -c %s log.ndjson)"
}

@test "a last line without an end is taken once, and nothing of it when it gets one" {
    printf '{"text":"one"}\n{"text":"two"}' > log.ndjson
    fetch ./log.ndjson --state state > out
    same "$(wc -l < out)" 2
    printf '\n{"text":"three"}\n' >> log.ndjson
    fetch ./log.ndjson --state state >> out
    same "$(jq -r .record.text out)" $'one\ntwo\nthree'
    # The same when it is followed.
    printf '{"text":"four"}' >> log.ndjson
    fetch ./log.ndjson --state state >> out
    until_stopped ./log.ndjson --state state --follow
    printf '\n{"text":"five"}\n' >> log.ndjson
    comes 1 out
    stop
    same "$(jq -r .record.text out)" five
}

@test "a file that was emptied and has grown past the place again is read from its beginning" {
    printf '{"text":"one"}\n' > log.ndjson
    fetch ./log.ndjson --state state > out
    printf '{"text":"a longer one than before"}\n{"text":"and another"}\n' > log.ndjson
    fetch ./log.ndjson --state state >> out
    same "$(jq -r .record.text out)" $'one\na longer one than before\nand another'
}

@test "what is written to a file after it was renamed is taken, until its successor speaks" {
    printf '{"text":"one"}\n' > log.ndjson
    until_stopped ./log.ndjson --follow --state state
    comes 1 out
    mv log.ndjson log.1
    : > log.ndjson
    sleep 0.5
    printf '{"text":"two"}\n' >> log.1
    comes 2 out
    kill -STOP "$pid"
    printf '{"text":"three"}' >> log.1
    printf '{"text":"four"}\n' >> log.ndjson
    kill -CONT "$pid"
    comes 4 out
    stop
    same "$(jq -r .record.text out)" $'one\ntwo\nthree\nfour'
}

@test "--backfill goes back once, not at each change of a file" {
    printf '{"text":"one"}\n' > log.ndjson
    fetch ./log.ndjson --state state > /dev/null
    until_stopped ./log.ndjson --follow --state state --backfill 7d
    comes 1 out
    printf '{"text":"two"}\n' >> log.ndjson
    comes 2 out
    stop
    same "$(jq -r .record.text out)" $'one\ntwo'
}

@test "what was remembered by lines alone still counts, and the rows of a table do" {
    printf '{"text":"one"}\n{"text":"two"}\n' > log.ndjson
    fetch ./log.ndjson --state state > /dev/null
    sed -i "s/\"at\":\"[^\"]*\"/\"at\":\"$(stat -c %i log.ndjson):1\"/" state
    same "$(fetch ./log.ndjson --state state | jq -r .record.text)" two
    printf 'text,author\none,a\n"tw\no",b\n' > rows.csv
    fetch ./rows.csv --state rows > /dev/null
    printf 'three,c\n' >> rows.csv
    same "$(fetch ./rows.csv --state rows | jq -r .record.text)" three
    same "$(fetch ./rows.csv --state rows)" ""
}

@test "a stream of events that has trouble is told of, and tried again when it says" {
    until_stopped testnet.live port="$PORT" events=moody --follow --state state --log-format json
    for _ in $(seq 200); do
        [ "$(asked | grep -c /moody)" -ge 3 ] && break
        sleep 0.05
    done
    stop
    same "$(jq -r .level err | sort -u)" warning
    has "$(jq -r .text err | sed -n 1p)" "/moody: status 503; again in 3 s"
    has "$(jq -r .text err | sed -n 2p)" "/moody: status 429; again in 3 s"
}

@test "a wait that a stream of events asks for is honoured" {
    until_stopped testnet.live port="$PORT" events=crowded --follow --state state
    for _ in $(seq 100); do
        grep -q 'again in' err && break
        sleep 0.05
    done
    sleep 0.5
    stop
    has "$(cat err)" "status 429; again in 33 min"
    same "$(asked | grep -c /crowded)" 1
}

@test "a stream that is silent too long is connected to anew, and nothing is missed" {
    descriptor quiet
    sed -i 's/      events: \[update, status.update, delete\]/&\n      silence: 1s/' desk/sources/quiet.yaml
    # The first two turns are for the other test.
    for _ in 1 2; do
        exec 7<> "/dev/tcp/127.0.0.1/$PORT"
        printf 'GET /moody HTTP/1.0\r\n\r\n' >&7
        cat <&7 > /dev/null
        exec 7>&-
    done
    until_stopped quiet.live port="$PORT" events=moody --follow --state state
    comes 32 out
    stop
    [ "$(asked | grep -c '/moody.*event-stream')" -ge 3 ]
    # What came in between is asked for at each connection, even where nothing comes by it.
    same "$(asked | grep -c 'min_id=1095')" 2
    same "$(jq -r .record.id out | tail -2 | tr '\n' ' ')" "2003 2004 "
    same "$(cat err)" ""
}
