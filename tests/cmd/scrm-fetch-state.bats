#!/usr/bin/env bats
# scrm-fetch from run to run: where it goes on, what it keeps in a state or a spool,
# and that nothing is lost when it is killed (server: tests/server/misbehave.py).

# shellcheck disable=SC2154 # stderr is set by run

load helper
load ../server/server

@test "a first run goes back as far as the stream says, the next one goes up from there" {
    run -0 bash -c "$(declare -f fetch); fetch testnet.asc port=$PORT --state state | jq -r .record.id | sort | sed -n '1p;\$p'"
    same "$output" $'1066\n1095'
    fetch testnet.asc port="$PORT" --state state > again
    same "$(cat again)" ""
    same "$(jq -r .at state)" 1095
    sed -i 's/"at":"1095"/"at":"1080"/' state
    same "$(fetch testnet.asc port="$PORT" --state state | ids)" "$(seq 1081 1095)"
}

@test "upwards every page is a step, oldest first, and nothing comes twice" {
    for _ in 1 2 3; do fetch testnet.slow port="$PORT" --state up --max 40 >> up.ndjson; done
    same "$(ids up.ndjson | wc -l)" 95
    same "$(ids up.ndjson | sort -u | wc -l)" 95
    same "$(ids up.ndjson)" "$(ids up.ndjson | sort)"
    same "$(jq -r .at up)" 1095
}

@test "downwards the cursor moves only when the run is complete, and a gap is told" {
    fetch testnet.desc port="$PORT" have=20 --spool spool
    run -0 --separate-stderr fetch testnet.desc port="$PORT" have=95 --spool spool
    # The arguments differ, so this is another stream of its own: a first run.
    same "$stderr" ""
    fetch testnet.desc port="$PORT" limit=2 have=95 --state state > /dev/null
    sed -i 's/"at":"1095"/"at":"1001"/' state
    run -0 --separate-stderr fetch testnet.desc port="$PORT" limit=2 have=95 --state state
    has "$stderr" "a gap: what lies between 1001 and 1090 was not fetched"
    same "$(jq -c '.gaps[0] | [.from, .to]' state)" '["1001","1090"]'
    same "$(jq -r .at state)" 1095
}

@test "--backfill goes back whatever is known" {
    fetch testnet.asc port="$PORT" --state state > /dev/null
    run -0 bash -c "$(declare -f fetch); fetch testnet.asc port=$PORT --state state --backfill 2026-01-01T00:30:00Z | jq -r .record.id | sort | head -1"
    same "$output" 1031
    same "$(jq -r .at state)" 1095
}

@test "--max stops after so many" {
    run -0 one asc --max 3
    same "$(ids <<< "$output" | wc -l)" 3
}

@test "what was seen is not fetched again, and an edit of the state's owner is refused" {
    one asc?limit=5 --state state > a
    one asc?limit=5 --state state > b
    same "$(ids a | wc -l)" 5
    same "$(cat b)" ""
    run -65 --separate-stderr one asc?limit=6 --state state
    has "$stderr" "holds the state of testnet.one with other arguments"
}

@test "a feed is asked with its validators, and 304 costs nothing" {
    run -0 fetch "$base/feed.xml" --spool spool
    run -0 fetch "$base/feed.xml" --spool spool
    same "$(find spool -name '*.ndjson' | wc -l)" 1
    has "$(asked | tail -1)" '"if-none-match": "\"v3\""'
    run -0 bash -c "scrm-normalize spool/*.ndjson | jq -r 'select(.title).title'"
    same "$output" $'Kettle 3\nKettle 2\nKettle 1'
}

@test "a segment is sealed, and the next run goes on from the last one" {
    fetch testnet.asc port="$PORT" --spool spool
    set -- spool/*.ndjson
    same "$#" 1
    same "$(tail -1 "$1" | jq -c '[.schema, .stages[0].out, .cursor.at]')" '["scrm.end/1",30,"1095"]'
    run -0 scrm-normalize --sealed "$1"
    same "$(wc -l <<< "$output")" 31
    fetch testnet.asc port="$PORT" --spool spool
    same "$(find spool -name '*.ndjson' | wc -l)" 1
    has "$(asked | tail -1)" "min_id=1095"
}

@test "a second run at the same time ends with 75" {
    mkfifo hold
    scrm-fetch --allow-http --allow-private testnet.slow port="$PORT" --state state > hold &
    exec 8< hold
    read -r -u 8 _
    run -75 --separate-stderr fetch testnet.slow port="$PORT" --state state
    has "$stderr" "state.lock"
    exec 8<&-
    wait || true
}

@test "killed at any moment, a run loses no record" {
    for i in 1 2 3 4 5 6 7 8; do
        scrm-fetch --allow-http --allow-private testnet.slow port="$PORT" limit=4 --spool spool &
        pid=$!
        sleep "0.$((i * 7 % 40 + 10))"
        kill -9 $pid 2> /dev/null || true
        wait $pid 2> /dev/null || true
    done
    fetch testnet.slow port="$PORT" limit=4 --spool spool
    same "$(cat spool/*.ndjson | ids | sort -u | wc -l)" 95
    same "$(find spool -name '*.tmp*' | wc -l)" 0
    for segment in spool/*.ndjson; do scrm-normalize --sealed "$segment" > /dev/null; done
}

@test "killed in a plain pipe, the state never runs ahead of the output" {
    : > all
    for i in 1 2 3 4 5; do
        scrm-fetch --allow-http --allow-private testnet.slow port="$PORT" limit=4 --state state >> all &
        pid=$!
        sleep "0.$((i * 11 % 50 + 10))"
        kill -9 $pid 2> /dev/null || true
        wait $pid 2> /dev/null || true
    done
    fetch testnet.slow port="$PORT" limit=4 --state state >> all
    same "$(ids all | sort -u | wc -l)" 95
}

@test "a file that grows is read on, a document is read once" {
    printf '{"text":"one"}\n{"text":"two"}\n' > log.ndjson
    same "$(fetch ./log.ndjson --state s | jq -c '[.schema, .record]')" \
        $'["scrm.raw/1",{"text":"one"}]\n["scrm.raw/1",{"text":"two"}]'
    printf '{"text":"three"}\n' >> log.ndjson
    same "$(fetch ./log.ndjson --state s | jq -c .record)" '{"text":"three"}'
    same "$(fetch ./log.ndjson --state s)" ""
    run -0 bash -c "$(declare -f fetch); fetch $TOP/tests/fixtures/feed/kettles.xml | scrm-normalize | jq -r .title | head -1"
    same "$output" "Kettles whistle"
    run -66 --separate-stderr fetch ./nothing.ndjson
}

@test "a full device is told and ends with 74, and the state does not move" {
    run -74 --separate-stderr bash -c "$(declare -f fetch); fetch testnet.asc port=$PORT --state state > /dev/full"
    has "$stderr" "No space left on device"
    [ ! -e state ] || lacks "$(cat state)" 1095
}

@test "--seal ends a plain pipe with its account and cursor" {
    run -0 bash -c "$(declare -f fetch); fetch testnet.asc port=$PORT --seal | scrm-normalize --sealed | tail -1 | jq -c '[.stages[].stage]'"
    same "$output" '["scrm-fetch","scrm-normalize"]'
}

@test "what asking takes away is on the disk before: killed at any moment, nothing is lost" {
    bot
    for i in 1 2 3 4 5 6; do
        scrm-fetch --allow-http --allow-private bot.updates port="$PORT" --spool spool &
        pid=$!
        sleep "0.$((i * 7 % 30 + 10))"
        kill -9 $pid 2> /dev/null || true
        wait $pid 2> /dev/null || true
    done
    fetch bot.updates port="$PORT" --spool spool
    same "$(cat spool/*.ndjson | ids | sort -u | wc -l)" 95
    same "$(jq -r 'select(.cursor).cursor.at' "$(find spool -name '*.ndjson' | sort | tail -1)")" 1095
}

@test "without a spool one page is taken, and nothing is acknowledged but by a state" {
    bot
    same "$(fetch bot.updates port="$PORT" | ids | wc -l)" 10
    same "$(fetch bot.updates port="$PORT" --state state | ids | head -1)" 1001
    same "$(fetch bot.updates port="$PORT" --state state | ids | head -1)" 1011
}

@test "an overlap is read to its end: what came late on its second page is taken" {
    descriptor late
    sed -i 's/page: {kind: cursor, path: .cursor, param: before, max: 3}/page: {kind: cursor, path: \/cursor, param: before}/
        s/cursor: {path: .id, compare: int}/cursor: {path: \/id, compare: int, overlap: 30s}/' desk/sources/late.yaml
    fetch -q late.desc port="$PORT" have=95 --state state > first
    # As if 1080 had not been there yet, and two more came since.
    sed -i 's/"1080",//; s/"have":"95"/"have":"97"/' state
    same "$(fetch late.desc port="$PORT" have=97 --state state | ids | sort | tr '\n' ' ')" "1080 1096 1097 "
}

# trailer: that of the last segment.
trailer() {
    tail -qn 1 "$(find spool -name '*.ndjson' | sort | tail -1)"
}

@test "a spool keeps when not to ask, what is gone and what was not fetched, and the next run goes by it" {
    run -75 one 'busy?after=3600&n=9' --spool spool --wait 2s
    same "$(trailer | jq -c '[.stages[0].out, .cursor.not_before]')" '[0,"2026-01-01T02:35:00Z"]'
    run -75 --separate-stderr one 'busy?after=3600&n=9' --spool spool
    has "$stderr" "not to be asked before 2026-01-01T02:35:00Z"
    same "$(asked | wc -l)" 1
    rm -r spool
    run -69 fetch "$base/gone" --spool spool
    same "$(trailer | jq -r .cursor.gone)" 2026-01-01T01:35:00Z
    run -69 --separate-stderr fetch "$base/gone" --spool spool
    has "$stderr" "is gone for good since"
    same "$(asked | grep -c /gone)" 1
    rm -r spool
    fetch testnet.desc port="$PORT" limit=2 --spool spool
    segment=$(find spool -name '*.ndjson')
    sed -i 's/"at":"1095"/"at":"1001"/' "$segment"
    run -0 --separate-stderr fetch testnet.desc port="$PORT" limit=2 --spool spool
    has "$stderr" "a gap: what lies between 1001 and 1090 was not fetched"
    same "$(trailer | jq -c '[.cursor.at, (.cursor.gaps[0] | .from, .to)]')" '["1095","1001","1090"]'
}

@test "a spool has one writer for each source: a second run ends with 75, another source does not wait" {
    scrm-fetch --allow-http --allow-private testnet.slow port="$PORT" limit=1 --spool spool &
    pid=$!
    for _ in $(seq 100); do
        [ "$(asked | grep -c /slow)" -ge 1 ] && break
        sleep 0.02
    done
    run -75 --separate-stderr fetch testnet.slow port="$PORT" limit=1 --spool spool
    has "$stderr" "lock"
    run -0 fetch testnet.asc port="$PORT" --spool spool
    kill "$pid"
    wait "$pid" || true
}
