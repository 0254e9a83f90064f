#!/usr/bin/env bats
# scrm-fetch against a server that misbehaves on purpose (tests/server/misbehave.py):
# limits, errors, redirects, bodies that are too large, broken, or never end.

# shellcheck disable=SC2154 # stderr is set by run

load helper
load ../server/server

@test "429 with seconds is waited for" {
    run -0 --separate-stderr one 'busy?after=1&n=1'
    same "$(ids <<< "$output")" 1001
    same "$(asked | wc -l)" 2
}

@test "429 with a date is waited for" {
    run -0 --separate-stderr one 'busy?date=1&n=1'
    same "$(ids <<< "$output")" 1001
}

@test "429 with a date far ahead is not waited for, and the date is kept" {
    run -75 --separate-stderr one 'busy?date=3600&n=9' --state state --wait 2s
    has "$stderr" "too many requests; to be asked again in 1 h"
    has "$(jq -r .not_before state)" "2026-01-01T02:3"
}

@test "a longer wait than allowed is saved and ends with 75, and until then nothing is asked" {
    run -75 --separate-stderr one 'busy?after=3600&n=9' --state state --wait 2s
    has "$stderr" "too many requests; to be asked again in 1 h"
    same "$(jq -r .not_before state)" 2026-01-01T02:35:00Z
    run -75 --separate-stderr one 'busy?after=3600&n=9' --state state
    has "$stderr" "not to be asked before 2026-01-01T02:35:00Z"
    same "$(asked | wc -l)" 1
    run -0 scrm-fetch --allow-http --allow-private --now 2026-01-01T03:00:00Z testnet.one \
        port="$PORT" url="$base/busy?after=3600&n=9" --state state --wait 2s || [ "$status" -eq 75 ]
    same "$(asked | wc -l)" 2
}

@test "503 is tried again, four times in all, then 69" {
    run -0 one 'busy?status=503&n=1'
    same "$(ids <<< "$output")" 1001
    run -69 --separate-stderr one 'busy?status=503&n=99'
    has "$stderr" "status 503, after 4 tries"
}

@test "404 is told at once" {
    run -69 --separate-stderr one nothing
    has "$stderr" "$base/nothing: status 404"
    same "$(asked | wc -l)" 1
}

@test "a reached rate limit is waited for between pages, or ends with 75" {
    run -0 fetch testnet.pages port="$PORT" url="$base/limited?reset=1"
    same "$(ids <<< "$output" | wc -l)" 3
    run -75 --separate-stderr fetch testnet.pages port="$PORT" url="$base/limited?reset=900" --wait 1s
    has "$stderr" "the rate limit is reached; to be asked again in 15 min"
}

@test "an error inside of a good status is an error by the descriptor" {
    run -69 --separate-stderr one wrong
    has "$stderr" "channel_not_found"
}

@test "a redirect loop ends after five" {
    run -69 --separate-stderr one loop
    has "$stderr" "more than 5 redirects"
    same "$(asked | wc -l)" 6
}

@test "an anonymous redirect to another port is followed, to an address of the cloud it is not" {
    run -0 one cross
    same "$(ids <<< "$output")" 1001
    run -77 --separate-stderr one inward
    has "$stderr" "which the source may not ask"
}

@test "a gzip bomb and an endless body are cut off" {
    run -65 --separate-stderr one bomb
    has "$stderr" "larger than 33554432 bytes"
    run -65 --separate-stderr one endless --max-body 1M
    has "$stderr" "larger than 1048576 bytes"
}

@test "a connection that is cut is tried again" {
    run -0 --separate-stderr one cut?n=1
    same "$(ids <<< "$output")" 1001
}

@test "invalid JSON in page three keeps the pages before it, upwards" {
    run -65 --separate-stderr fetch testnet.steps port="$PORT" url="$base/broken" --spool spool
    has "$stderr" "$base/broken?page=3:1:"
    same "$(cat spool/*.ndjson | ids)" $'1001\n1002\n1003\n1004'
    same "$(tail -qn 1 spool/*.ndjson | jq -r .cursor.at)" 1004
}

@test "invalid JSON in page three keeps nothing, downwards, and the next run has it all" {
    run -65 --separate-stderr fetch testnet.pages port="$PORT" url="$base/broken" --spool spool
    same "$(find spool -name '*.ndjson' | wc -l)" 0
    same "$(find spool -name '*.tmp*' | wc -l)" 0
}

@test "a cursor that repeats ends the paging with a warning" {
    run -0 --separate-stderr fetch testnet.pages port="$PORT" url="$base/circle"
    has "$stderr" "sends us to a page where we had been"
    same "$(ids <<< "$output")" 1001
}

@test "an empty page in the middle is not the end" {
    run -0 fetch testnet.pages port="$PORT" url="$base/hole"
    same "$(ids <<< "$output" | sort)" $'1002\n1004'
}

@test "a feed that is gone for good is remembered" {
    run -69 --separate-stderr fetch "$base/gone" --state state
    has "$stderr" "status 410"
    run -69 --separate-stderr fetch "$base/gone" --state state
    has "$stderr" "is gone for good since"
    same "$(asked | wc -l)" 1
}

@test "a feed that has moved for good is followed, with a warning" {
    run -0 --separate-stderr fetch "$base/moved"
    has "$stderr" "has moved for good to $base/feed.xml"
    same "$(wc -l <<< "$output")" 3
}

@test "an HTML page names its feeds" {
    run -65 --separate-stderr fetch "$base/page.html"
    has "$stderr" "an HTML page, not a feed"
    has "$stderr" "/feed.xml"
}

@test "the charset of a feed is understood and what was repaired is counted" {
    run -0 bash -c "$(declare -f fetch); fetch $base/latin | scrm-normalize | jq -r .title"
    same "$output" "Café – 50 €"
}

@test "a length that is too long is tried again, then told; one that is too short is no JSON" {
    run -69 --separate-stderr one "long?by=20" --wait 60s
    has "$stderr" "transfer closed with 20 bytes remaining to read"
    same "$(asked | grep -c /long)" 4
    run -65 --separate-stderr one "long?by=-5"
    has "$stderr" "scrm-fetch: $base/long?by=-5:1:"
}

@test "an answer that drips is given up in time, and so is one that never begins" {
    SECONDS=0
    run -69 --separate-stderr one drip --timeout 1s --wait 60s
    has "$stderr" "$base/drip: Operation timed out"
    same "$(asked | grep -c /drip)" 4
    run -75 --separate-stderr one still --timeout 1s --wait 0s
    has "$stderr" "no answer; to be asked again"
    [ "$SECONDS" -lt 60 ]
    run -64 --separate-stderr one drip --timeout 10ms
}

@test "a redirect to a file is not followed" {
    run ! one inland
    lacks "$output" root:
    same "$(asked | wc -l)" 1
}

@test "JSON in another charset than it should have is repaired and counted" {
    run -0 --separate-stderr one latin.json --stats
    same "$(jq -r .record.body <<< "$output")" "Café €"
    has "$stderr" "bytes repaired"
}
