#!/usr/bin/env bats
# scrm-fetch --recheck: what was edited comes again, what is gone as a tombstone,
# against the loopback server (tests/server/misbehave.py).

# shellcheck disable=SC2154 # stderr is set by run

load helper
load ../server/server

setup() {
    fresh_folder
    needs python3 jq
    needs_command scrm-fetch scrm-normalize scrm-dedup
    begin_with_server
    fetch testnet.asc port="$PORT" --spool spool
}

# change ID TO: what the server shall do when it is asked again.
change() {
    one "change?id=$1&to=$2" > /dev/null
}

# recheck [OPTION ...]: an hour later.
# shellcheck disable=SC2120  # options come through run
recheck() {
    scrm-fetch --allow-http --allow-private --now 2026-01-01T02:35:00Z testnet.asc port="$PORT" \
        --spool spool --recheck "$@"
}

# The posts of the newest segment.
newest() {
    local segments=(spool/*.ndjson)
    grep scrm.raw/1 "${segments[-1]}" | scrm-normalize
}

@test "an edited post comes again, a removed one as tombstone under the same id" {
    change 1070 edited
    change 1071 gone
    recheck
    same "$(newest | jq -r 'select(.native_id == "1070") | .text')" "post 1070, edited"
    same "$(newest | jq -c 'select(.native_id == "1071") | [.id, .type, .deleted, .rev, .text]')" \
        "[\"testnet:$PORT:1071\",\"delete\",true,\"deleted\",null]"
    same "$(newest | jq -c 'select(.deleted)' | wc -l)" 1
    same "$(newest | wc -l)" 30
    # Ten in a request, each by its own parameter.
    same "$(asked | grep -c '/again?')" 3
    has "$(asked | grep -m 1 '/again?')" "/again?id=1095&id=1094&"
    # The cursor is where it was, and the segment is whole.
    same "$(tail -qn 1 spool/*.ndjson | jq -r '.cursor.at' | sort -u)" 1095
    for segment in spool/*.ndjson; do scrm-normalize --sealed "$segment" > /dev/null; done
    # Once: what is gone is not asked for again.
    recheck
    same "$(newest | jq -c 'select(.deleted)' | wc -l)" 0
    same "$(newest | wc -l)" 29
}

@test "what did not change is dropped as known, edits and tombstones are not" {
    change 1070 edited
    change 1071 gone
    recheck
    cat spool/*.ndjson | grep scrm.raw/1 | scrm-normalize | scrm-dedup > posts
    same "$(wc -l < posts)" 32
    same "$(jq -r 'select(.native_id == "1071") | .rev' posts | tail -1)" deleted
}

@test "a case loses the text of a post that is gone" {
    needs_command scrm-case
    route() {
        jq -c '. + {route: {action: "engage", queue: "inbox"}}' |
            scrm-case --ledger ledger.db --now 2026-01-01T02:40:00Z apply > /dev/null
    }
    newest | jq -c 'select(.native_id == "1071")' | route
    has "$(scrm-case --ledger ledger.db list)" "post 1071"
    change 1071 gone
    recheck
    newest | jq -c 'select(.native_id == "1071")' | route
    run -0 scrm-case --ledger ledger.db list --state all
    same "$(jq -c .deleted <<< "$output")" true
    run ! grep -F "post 1071" <<< "$output"
}

@test "an answer with 500 calls nothing gone, and what came before it stays" {
    change 1094 gone
    change 1080 trouble
    run -69 --separate-stderr recheck
    has "$stderr" "status 500"
    same "$(newest | jq -r 'select(.deleted) | .native_id')" 1094
    same "$(newest | wc -l)" 10
    # The next run goes on with those that were not answered.
    change 1080 edited
    scrm-fetch --allow-http --allow-private --now 2026-01-01T02:36:00Z testnet.asc port="$PORT" \
        --spool spool --recheck --max 20
    same "$(newest | jq -r .native_id)" "$(seq 1085 -1 1066)"
    same "$(newest | jq -c 'select(.deleted)')" ""
}

@test "an answer without its list calls nothing gone" {
    change 1095 nonsense
    run -65 --separate-stderr recheck
    has "$stderr" "nothing is called gone"
    same "$(newest | jq -c 'select(.deleted)')" ""
}

@test "one by one, 404 in the service's own words is gone, a web server's page is not" {
    descriptor single
    sed -i 's|/again"|/again/{@id}"|; /params: {id: "{@id}"}/d; /batch: 10/d; s|records: /posts/\*$|&|' desk/sources/single.yaml
    sed -i '/^recheck:/,/^map:/s|records: .*|records: /|' desk/sources/single.yaml
    again() {
        scrm-fetch --allow-http --allow-private --now 2026-01-01T02:35:00Z single.asc \
            port="$PORT" --spool one "$@"
    }
    fetch single.asc port="$PORT" --spool one
    change 1093 gone
    again --recheck --max 5
    same "$(cat one/*2026*T023500Z.ndjson | grep scrm.raw/1 | scrm-normalize | jq -c '[.native_id, .deleted]' | head -3)" \
        $'["1095",null]\n["1094",null]\n["1093",true]'
    change 1071 parked
    run -69 --separate-stderr again --recheck
    has "$stderr" "status 404"
    same "$(cat one/*.ndjson | grep scrm.raw/1 | scrm-normalize | jq -r 'select(.deleted) | .native_id')" 1093
}

@test "--dry-run and --estimate ask nobody, and --backfill says since when" {
    run -0 recheck --dry-run
    has "$output" "GET http://127.0.0.1:$PORT/again?id=1095&id=1094&"
    has "$output" "# 30 posts since 2025-12-25T02:35:00Z in 3 requests"
    run -0 recheck --estimate --backfill 2026-01-01T01:30:00Z
    same "$output" "5 posts since 2026-01-01T01:30:00Z in 1 requests"
    same "$(asked | grep -c '/again')" 0
}

@test "--recheck says what it needs" {
    run -64 --separate-stderr fetch testnet.asc port="$PORT" --recheck
    has "$stderr" "--recheck needs --spool"
    run -64 --separate-stderr fetch testnet.one port="$PORT" url="$base/again" --spool spool --recheck
    has "$stderr" "this cannot be asked for again"
    run -0 scrm-fetch --list
    has "$(grep mastodon.hashtag <<< "$output")" "(--recheck)"
}

@test "a recheck that names no id is refused with its line" {
    descriptor blind
    sed -i 's/params: {id: "{@id}"}/params: {limit: "10"}/' desk/sources/blind.yaml
    run -1 --separate-stderr scrm-fetch --check blind
    has "$stderr" "recheck needs {@id} or {@ids}"
}

@test "X: what it calls not found is gone, what nobody may see is not, and an edit comes" {
    sed "s#https://api.x.com/2#http://127.0.0.1:$PORT/x#; s/^hosts: .*/hosts: ['127.0.0.1']/" \
        "${SCRM_SHARE:-$TOP/share/scrm}/sources/x.yaml" > desk/sources/x.yaml
    printf 'x: canary\n' > secrets.yaml
    chmod 600 secrets.yaml
    export SCRM_SECRETS=$PWD/secrets.yaml
    fetch x.search query=kettle --spool x
    change 1095 gone
    change 1094 hidden
    change 1093 edited
    again=(scrm-fetch --allow-http --allow-private --now 2026-01-01T02:35:00Z x.search query=kettle --spool x --recheck)
    "${again[@]}"
    segments=(x/*.ndjson)
    grep scrm.raw/1 "${segments[-1]}" | scrm-normalize > posts
    same "$(jq -c '[.id, .type, .text, .author_handle]' posts)" '["x:1093","post","post 1093, edited","kettler"]
["x:1092","post","post 1092","kettler"]
["x:1091","post","post 1091","kettler"]
["x:1095","delete",null,null]'
    same "$(asked | grep -c '/x/tweets?ids=1095,1094,1093,1092,1091&\|/x/tweets?ids=1095%2C1094')" 1
    # An answer that has nothing but errors has no list, and is one all the same.
    for i in 1091 1092 1093; do change $i gone; done
    "${again[@]}"
    segments=(x/*.ndjson)
    same "$(grep scrm.raw/1 "${segments[-1]}" | scrm-normalize | jq -r .type | sort | uniq -c | tr -s ' ')" " 3 delete"
}
