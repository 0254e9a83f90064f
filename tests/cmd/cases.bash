# Routed posts and a ledger for the tests of scrm-case. Load it after helper.
# shellcheck shell=bash

setup() {
    fresh_folder
    needs_command scrm-case
    export SCRM_NOW=2026-01-05T12:00:00Z
    L=cases.db
}

# case_ VERB ...: over the ledger of the test.
case_() {
    scrm-case --ledger "$L" "$@"
}

# post ID TIME [MEMBERS]: one routed post, by default one to engage with.
post() {
    printf '{"schema":"scrm.post/1","id":"%s","type":"post","network":"n","source":"n","native_id":"1","rev":"1","created_at":"2026-01-05T%s:00Z","author_id":"u-%s","author_name":"Ann Bo","text":"words of %s"%s}\n' \
        "$1" "$2" "$1" "$1" "${3-,\"route\":{\"action\":\"engage\",\"queue\":\"billing\",\"priority\":\"normal\",\"respond_by\":\"2026-01-05T11:00:00Z\",\"tags\":[\"a\"]\}}"
}

# engage QUEUE: the member for post.
engage() {
    printf ',"route":{"action":"engage","queue":"%s"}' "$1"
}

# Three posts, two cases: n:2 waits longer than n:1.
three() {
    post n:1 09:00
    post n:2 08:00 "$(engage inbox)"
    post n:3 07:00 ',"route":{"action":"listen"}'
}

# ids [OPTION ...]: the cases, in the order of the list.
ids() {
    case_ list --state all "$@" | jq -r .id
}

# Five posts of four priorities, one not said; n:1 waits longest.
by_priority() {
    post n:1 06:00 "$(engage inbox)"
    post n:2 07:00 ',"route":{"action":"engage","priority":"low"}'
    post n:3 08:00 ',"route":{"action":"engage","priority":"high"}'
    post n:4 09:00 ',"route":{"action":"engage","priority":"urgent"}'
    post n:5 07:30 ',"route":{"action":"engage","priority":"high"}'
}
