#!/usr/bin/env bats
# scrm-fetch at the prompt: what it is told, what it says, and how the streams of a
# descriptor become envelopes, against a loopback server (tests/server/misbehave.py)
# and a descriptor for it (tests/server/testnet.yaml).

# shellcheck disable=SC2154 # stderr is set by run

load helper
load ../server/server

@test "an envelope holds the record token for token, and says whence and when" {
    run -0 --separate-stderr one busy?n=0
    same "$output" '{"schema":"scrm.raw/1","source":"testnet.one","args":{"port":"'"$PORT"'","url":"'"$base"'/busy?n=0","have":"95","events":"events","limit":"10"},"fetched_at":"2026-01-01T01:35:00Z","record":{"id":"1001","created_at":"2026-01-01T00:00:00Z","body":"post 1001","writer":"user0"}}'
    same "$stderr" ""
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

@test "--dry-run asks nobody" {
    run -0 fetch --dry-run testnet.asc port="$PORT"
    same "$output" "GET $base/asc?limit=10&have=95
# then pages by the Link header (rel=next)"
    same "$(asked)" ""
}

@test "--list names every source with its streams and what it was tested on" {
    run -0 scrm-fetch --list
    has "$output" "mastodon.hashtag        real payloads"
    has "$output" "testnet.asc             unverified"
    has "$output" "instance=...        the server, such as mastodon.social"
    has "$output" "secret              bluesky/{service}: identifier, password"
}

# lines_of NAME: the lines to begin with, each whole.
lines_of() {
    scrm-fetch --list "$1" | sed -n '/^To begin with:/,/^The secret/s/^    \( *[^ ].*\)/\1/p' |
        sed -e ':a' -e '/\\$/N; s/ *\\\n */ /; ta'
}

@test "of every source --list shows lines to begin with, which ask what they should" {
    local name line n=0
    for name in $(basename -s .yaml "$TOP"/share/scrm/sources/*.yaml); do
        run -0 scrm-fetch --list "$name"
        [ -z "$(awk 'length > 80' <<< "$output")" ]
        run -0 lines_of "$name"
        [ -n "$output" ]
        while IFS= read -r line; do
            case $line in
            scrm-fetch*) eval "$line --dry-run" | grep -qE '^(GET|POST|EXAMINE) [a-z]*://' ;;
            *"scrm-normalize --from $name"*) ;;
            *) false ;;
            esac || {
                echo "    $name: $line" >&2
                return 1
            }
            n=$((n + 1))
        done <<< "$output"
    done
    [ "$n" -ge 75 ]
    run -0 scrm-fetch --list
    [ -z "$(awk 'length > 80' <<< "$output")" ]
    run -64 --separate-stderr scrm-fetch --list mastodn
    has "$stderr" 'did you mean "mastodon"?'
}

@test "--list SOURCE says what the secret is and where it stands" {
    run -0 scrm-fetch --list bluesky
    has "$output" "The secret: your handle and an app password"
    has "$output" "    bluesky/bsky.social: {identifier: ..., password: ...}"
    run -0 scrm-fetch --list github.issues
    has "$output" "The secret, which may be left out: a token"
    has "$output" "    github: ..."
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

@test "in a narrow terminal the line gives way at its end and never wraps" {
    needs script
    COLUMNS_WANTED=50 run -0 on_terminal "scrm-fetch --allow-http --allow-private --now 2026-01-01T01:35:00Z testnet.pages port=$PORT url='$base/limited?reset=2' > out"
    has "$output" ": page 1, 1 posts, waits"
    tr '\r' '\n' <<< "$output" | grep ': page ' | sed 's/\x1b\[K//' > lines
    [ "$(wc -l < lines)" -ge 3 ]
    run ! grep -E '.{50}' lines
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
    has "$output" "community=...       a community, such as coffee or coffee@lemmy.ml (may be"
    has "$output" "user=...            the name of the account, often its address"
}
