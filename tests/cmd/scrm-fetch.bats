#!/usr/bin/env bats
# scrm-fetch against a loopback server that misbehaves on purpose
# (tests/server/misbehave.py) and a descriptor for it (tests/server/testnet.yaml).

# shellcheck disable=SC2154 # stderr is set by run

load helper
load ../server/server

setup() {
    fresh_folder
    needs python3 jq
    needs_command scrm-fetch scrm-normalize
    begin_with_server
}

@test "an envelope holds the record token for token, and says whence and when" {
    run -0 --separate-stderr one busy?n=0
    same "$output" '{"schema":"scrm.raw/1","source":"testnet.one","args":{"port":"'"$PORT"'","url":"'"$base"'/busy?n=0","have":"95","events":"events","limit":"10"},"fetched_at":"2026-01-01T01:35:00Z","record":{"id":"1001","created_at":"2026-01-01T00:00:00Z","body":"post 1001","writer":"user0"}}'
    same "$stderr" ""
}

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

@test "a stream may fan out: one more request for each record" {
    run -0 --separate-stderr fetch --stats testnet.fan port="$PORT"
    same "$(ids <<< "$output")" $'1001\n1003'
    has "$stderr" "1 gone"
}

@test "a record that stands under a name keeps it" {
    run -0 bash -c "$(declare -f fetch); fetch testnet.rooms port=$PORT | scrm-normalize | jq -r '.native_id + .channel'"
    same "$output" $'1001!b\n1002!a\n1003!a'
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

@test "429 with seconds is waited for" {
    run -0 --separate-stderr one 'busy?after=1&n=1'
    same "$(ids <<< "$output")" 1001
    same "$(asked | wc -l)" 2
}

@test "429 with a date is waited for" {
    run -0 --separate-stderr one 'busy?date=1&n=1'
    same "$(ids <<< "$output")" 1001
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

@test "a redirect to another origin carries no credentials: it is refused" {
    descriptor keyed
    sed -i 's/^rate:/auth: {kind: header, secret: keyed, headers: {Api-Key: "{@value}"}}\nrate:/' desk/sources/keyed.yaml
    printf 'keyed: canary-key\n' > secrets.yaml
    chmod 600 secrets.yaml
    SCRM_SECRETS=$PWD/secrets.yaml run -77 --separate-stderr fetch keyed.one port="$PORT" url="$base/cross" --state state
    has "$stderr" "credentials stay with their origin"
    lacks "$(asked)" "/stolen"
    has "$(asked)" "canary-key"
    lacks "$stderr$(cat state 2> /dev/null)" canary
}

@test "an anonymous redirect to another port is followed, to an address of the cloud it is not" {
    run -0 one cross
    same "$(ids <<< "$output")" 1001
    run -77 --separate-stderr one inward
    has "$stderr" "which the source may not ask"
}

@test "loopback and private addresses are refused unless allowed" {
    run -77 --separate-stderr scrm-fetch --allow-http "$base/feed.xml"
    has "$stderr" "its address is private; --allow-private allows that"
    run -77 --separate-stderr scrm-fetch --allow-http "http://localhost:$PORT/feed.xml"
    has "$stderr" "its address is private"
    same "$(asked)" ""
}

@test "plain http is refused unless allowed" {
    run -77 --separate-stderr scrm-fetch --allow-private "$base/feed.xml"
    has "$stderr" "only https is asked; --allow-http allows http"
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

@test "a bearer token comes from a file that only its owner may read" {
    descriptor keyed
    sed -i 's/^rate:/auth: {kind: bearer, secret: "keyed\/{@port}"}\nrate:/' desk/sources/keyed.yaml
    run -78 --separate-stderr fetch keyed.one port="$PORT" url="$base/private/posts"
    has "$stderr" 'needs the secret "keyed/'
    printf 'keyed/%s: canary-token\n' "$PORT" > desk/secrets.yaml
    run -77 --separate-stderr fetch keyed.one port="$PORT" url="$base/private/posts"
    has "$stderr" "chmod 600"
    chmod 600 desk/secrets.yaml
    run -0 --separate-stderr fetch keyed.one port="$PORT" url="$base/private/posts" --spool spool
    same "$(cat spool/*.ndjson | ids)" 1001
    lacks "$(cat spool/*)$stderr$output" canary
    has "$(asked | tail -1)" "Bearer canary-token"
}

@test "a key in the address is never told" {
    descriptor keyed
    sed -i 's/^rate:/auth: {kind: query, secret: keyed, param: key}\nrate:/' desk/sources/keyed.yaml
    printf 'keyed: canary-key\n' > desk/secrets.yaml
    chmod 600 desk/secrets.yaml
    run -0 fetch keyed.one port="$PORT" url="$base/private/posts"
    same "$(ids <<< "$output")" 1001
    run -69 --separate-stderr fetch keyed.one port="$PORT" url="$base/nothing" --state state
    has "$stderr" "key=***"
    lacks "$stderr$(cat state 2> /dev/null)" canary
    run -0 fetch --dry-run keyed.one port="$PORT" url="$base/private/posts"
    lacks "$output" canary
}

@test "a secret may be what a command prints" {
    descriptor keyed
    sed -i 's/^rate:/auth: {kind: command, secret: keyed}\nrate:/' desk/sources/keyed.yaml
    printf 'keyed: {command: "printf canary-%%s word"}\n' > desk/secrets.yaml
    chmod 600 desk/secrets.yaml
    run -0 fetch keyed.one port="$PORT" url="$base/private/posts"
    same "$(ids <<< "$output")" 1001
    has "$(asked | tail -1)" "Bearer canary-word"
}

@test "a token of OAuth is fetched, kept until it expires, and renewed once after a 401" {
    descriptor keyed
    sed -i 's|^rate:|auth: {kind: oauth2_client_credentials, secret: keyed, token_url: "http://127.0.0.1:{@port}/token"}\nrate:|' desk/sources/keyed.yaml
    printf 'keyed: {client_id: me, client_secret: canary-word}\n' > desk/secrets.yaml
    chmod 600 desk/secrets.yaml
    run -0 fetch keyed.one port="$PORT" url="$base/private/posts"
    same "$(ids <<< "$output")" 1001
    run -0 fetch keyed.one port="$PORT" url="$base/private/posts"
    same "$(asked | grep -c '"/token"')" 1
    same "$(stat -c %a cache/scrm/tokens/keyed/*)" 600
    run -0 fetch keyed.one port="$PORT" url="$base/private/posts?old=1"
    same "$(ids <<< "$output")" 1001
    same "$(asked | grep -c '"/token"')" 2
}

@test "a session logs in with what the descriptor says" {
    descriptor keyed
    sed -i 's|^rate:|auth: {kind: session, secret: keyed, token_url: "http://127.0.0.1:{@port}/login", body: "{{\\"identifier\\":\\"{@identifier}\\",\\"password\\":\\"{@password}\\"}}", token: /jwt}\nrate:|' desk/sources/keyed.yaml
    printf 'keyed: {identifier: me, password: canary-password}\n' > desk/secrets.yaml
    chmod 600 desk/secrets.yaml
    run -0 --separate-stderr fetch keyed.one port="$PORT" url="$base/private/posts"
    same "$(ids <<< "$output")" 1001
    has "$(asked | tail -1)" "Bearer jwt-0-canary"
}

@test "User-Agent says who asks" {
    one busy?n=0 --contact care@brandx.example > /dev/null
    has "$(asked)" '"user-agent": "scrm-fetch/0.1.0 (+care@brandx.example)"'
}

@test "--dry-run asks nobody" {
    run -0 fetch --dry-run testnet.asc port="$PORT"
    same "$output" "GET $base/asc?limit=10&have=95
# then pages by the Link header (rel=next)"
    same "$(asked)" ""
}

@test "--list names every source with its streams and what it was tested on" {
    run -0 scrm-fetch --list
    has "$output" "mastodon.hashtag           real payloads"
    has "$output" "testnet.asc                unverified"
    has "$output" "instance=...  the server, such as mastodon.social"
    has "$output" "secret bluesky/{service}: identifier, password"
}

@test "--check shows where a descriptor is wrong" {
    run -0 scrm-fetch --check mastodon
    same "$output" "mastodon: ok, 3 streams, real payloads"
    sed -i 's/  author_handle: \/writer/  author_handel: \/writer/' desk/sources/testnet.yaml
    run -1 --separate-stderr scrm-fetch --check testnet
    has "$stderr" "testnet.yaml:114:3: a post has no member \"author_handel\""
    has "$stderr" 'did you mean "author_handle"?'
}

@test "what is not known is met with a suggestion" {
    run -64 --separate-stderr scrm-fetch mastodn.hashtag
    has "$stderr" 'no source is named "mastodn"; did you mean "mastodon"?'
    run -64 --separate-stderr scrm-fetch mastodon.hashtg
    has "$stderr" 'did you mean "hashtag"?'
    run -64 --separate-stderr scrm-fetch mastodon.hashtag instance=a.example tgg=x
    has "$stderr" 'mastodon takes no argument "tgg"; did you mean "tag"?'
    run -64 --separate-stderr scrm-fetch mastodon.hashtag instance=a.example
    has "$stderr" "mastodon.hashtag needs tag=..."
    run -64 --separate-stderr scrm-fetch mastodon.hashtag instance=a/b tag=x
    has "$stderr" "instance=a/b does not look like"
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

@test "a file that is not there is 66 and named, a source that is not there is 64" {
    run -66 --separate-stderr scrm-fetch missing.csv
    same "$stderr" "scrm-fetch: missing.csv: No such file or directory"
    run -64 --separate-stderr scrm-fetch mastodn.hashtag
    has "$stderr" 'did you mean "mastodon"?'
}

@test "shells complete the names of the sources" {
    # shellcheck disable=SC2016 # they are the inner shell's variables
    run -0 bash -c '. "$TOP/completions/bash/scrm-fetch"; compopt() { :; }
        COMP_WORDS=(scrm-fetch mastodon.h) COMP_CWORD=1; _scrm_fetch; echo "${COMPREPLY[@]}"'
    same "$output" mastodon.hashtag
    needs fish
    # shellcheck disable=SC2016
    run -0 fish --no-config -c 'source $TOP/completions/fish/scrm.fish; source $TOP/completions/fish/scrm-fetch.fish
        source $TOP/completions/fish/scrm-score.fish
        complete -C "scrm-fetch mastodon.h"; complete -C "scrm fetch mastodon.h"; complete -C "scrm score --expl"'
    has "$output" "mastodon.hashtag"
    same "$(grep -c mastodon.hashtag <<< "$output")" 2
    has "$output" "--explain"
}

@test "a length that is too long is tried again, then told; one that is too short is no JSON" {
    run -69 --separate-stderr one "long?by=20" --wait 60s
    has "$stderr" "transfer closed with 20 bytes remaining to read"
    same "$(asked | grep -c /long)" 4
    run -65 --separate-stderr one "long?by=-5"
    has "$stderr" "scrm-fetch: $base/long?by=-5:1:"
}

@test "--estimate asks once, says how much there would be, and keeps nothing" {
    run -0 fetch testnet.asc port="$PORT" --estimate --state state
    same "$output" "testnet.asc: about 30 posts in 3 requests (one page has 10 of 10 min, of 30 min asked for)"
    same "$(asked | grep -c /asc)" 1
    [ ! -e state ]
    run -0 fetch testnet.asc port="$PORT" limit=50 --estimate --backfill 2026-01-01T01:30:00Z
    has "$output" "posts in one request"
    run -0 fetch testnet.desc port="$PORT" --estimate
    has "$output" "at least 10 posts in one request; there are more pages"
}

@test "a first run asks no further back than the stream says, in the service's own words" {
    run -0 scrm-fetch --now 2026-01-31T00:00:00Z --dry-run github.comments owner=o repo=r
    has "$output" "since=2026-01-01T00%3A00%3A00Z"
    run -0 scrm-fetch --now 2026-01-31T00:00:00Z --dry-run zendesk.tickets subdomain=s
    has "$output" "start_time=1767225600"
}

# A bot whose service forgets what was acknowledged.
bot() {
    descriptor bot
    sed -i 's/^rate:/auth: {kind: path, secret: bot, param: MARK}\nrate:/' desk/sources/bot.yaml
    printf 'bot: "123:canary-token"\n' > desk/secrets.yaml
    chmod 600 desk/secrets.yaml
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

@test "a secret that stands in the address is never told" {
    bot
    run -0 --separate-stderr fetch --dry-run bot.updates port="$PORT"
    has "$output" "/botMARK/updates"
    sed -i 's/canary-token/canary-other/' desk/secrets.yaml
    run -69 --separate-stderr fetch bot.updates port="$PORT" --spool spool
    has "$stderr" "/bot***/updates"
    lacks "$stderr$output$(cat spool/* 2> /dev/null)" canary
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

@test "netrc is not read, and no secret is in the arguments or the environment of the process" {
    printf 'machine 127.0.0.1 login me password canary-netrc\n' > .netrc
    chmod 600 .netrc
    one 'busy?n=0' > /dev/null
    lacks "$(asked)" authorization
    descriptor keyed
    sed -i 's/^rate:/auth: {kind: bearer, secret: keyed}\nrate:/' desk/sources/keyed.yaml
    printf 'keyed: {command: "echo canary-word"}\n' > desk/secrets.yaml
    chmod 600 desk/secrets.yaml
    scrm-fetch --allow-http --allow-private keyed.one port="$PORT" url="$base/still" > /dev/null 2> err &
    pid=$!
    for _ in $(seq 50); do
        asked | grep -q still && break
        sleep 0.05
    done
    lacks "$(tr '\0' ' ' < /proc/$pid/cmdline; tr '\0' ' ' < /proc/$pid/environ)" canary
    kill "$pid"
    wait "$pid" || true
    has "$(asked)" "Bearer canary-word"
}

@test "on a terminal a line says how far it is and until when it waits; in a pipe there is none" {
    needs script
    # The next page may be asked for in two seconds.
    run -0 on_terminal "scrm-fetch --allow-http --allow-private --now 2026-01-01T01:35:00Z testnet.pages port=$PORT url='$base/limited?reset=2' > out"
    has "$output" "scrm-fetch: testnet.pages: page 1, 1 posts"
    has "$output" ", waits until 01:35:0"
    has "$output" "3 pages, 3 in, 3 out"
    same "$(wc -l < out)" 3
    run -0 --separate-stderr one 'busy?n=0'
    same "$stderr" ""
    run -0 --separate-stderr one 'busy?n=0' --stats --log-format=json
    same "$(jq -c '[.level, .pages, .requests, .in, .out]' <<< "$stderr")" '["info",1,1,1,1]'
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

@test "a host may be given as an address; http:// asks it without TLS, where that is allowed" {
    run -0 scrm-fetch --dry-run mastodon.hashtag instance=https://social.example/ tag=tea
    has "$output" "GET https://social.example/api/"
    run -0 scrm-fetch --dry-run mastodon.hashtag instance=http://social.example:3000 tag=tea
    has "$output" "GET http://social.example:3000/api/"
    has "$output" '"mastodon/social.example:3000"'
    run -64 scrm-fetch --dry-run mastodon.hashtag instance=ftp://social.example tag=tea
    run -77 --separate-stderr scrm-fetch mastodon.hashtag instance=http://127.0.0.1:"$PORT" tag=tea
    has "$stderr" "only https is asked"
}

@test "an argument that a run sets by itself is refused in a descriptor, and --list says what may be left out" {
    descriptor taken
    sed -i 's/^  port: /  page: {about: which}\n  port: /' desk/sources/taken.yaml
    run -1 --separate-stderr scrm-fetch --check taken
    has "$stderr" "a run sets page by itself"
    rm desk/sources/taken.yaml
    run -0 scrm-fetch --list
    has "$output" "community=...  a community, such as coffee or coffee@lemmy.ml (may be left out)"
    has "$output" "user=...  the name of the account, often its address"
}
