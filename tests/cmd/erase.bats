#!/usr/bin/env bats
# Forgetting a person of a whole desk: the raw bytes of database, log, spool,
# posts, rejects, reports and export are searched for every trace; counts stay,
# and what was erased can be replayed.

load helper

setup() {
    fresh_folder
    needs_command scrm scrm-case scrm-normalize scrm-score scrm-route
    needs jq base64
    export SCRM_NOW=2026-03-09T09:00:00Z
    scrm demo D > screen
}

# traces PATTERN: where it stands in any byte that the desk keeps, escapes undone too.
traces() {
    scrm-case --desk D export > D/var/export
    grep -raoiE ".{0,30}($1).{0,30}" D/var || true
    { find D/var -name '*.normalize' -exec cat {} + | jq -r '.raw_base64 // empty' | base64 -d 2> /dev/null || true; } |
        grep -aoiE "$1" || true
    cat D/var/posts/*/* D/var/spool/*/* D/var/reports/*.json D/var/export | jq -r '.. | strings' |
        sed 's/&#39;/'"'"'/g; s/&amp;/\&/g; s/&lt;/</g; s/&gt;/>/g' | grep -aiE "$1" || true
    rm -f D/var/export
}

# What of a case must not change.
kept='[.id, .state, .queue, .priority, .ins, .outs, .posts, .respond_by]'

cases_of() {
    scrm-case --ledger "$1" list --state all | jq -c "$kept" | sort
}

# replayed LINES...: the cases that a fresh ledger makes of the desk's files.
replayed() {
    rm -f fresh.db*
    cat "$@" | grep -v '"schema":"scrm.end/1"' | scrm-normalize --accounts D/accounts.csv - |
        scrm-score | scrm-route | scrm-case --ledger fresh.db apply > /dev/null
    cases_of fresh.db
}

# rejects_of DESK: where normalize would have put rejects of one of its segments.
rejects_of() {
    local segment
    segment=$(find "$1/var/posts" -name '*.ndjson' | sort | head -n 1)
    segment=${segment/posts/rejects}.normalize
    mkdir -p "${segment%/*}"
    echo "$segment"
}

people() {
    cat D/var/posts/*/* | jq -r 'select(.author_id) | .author_id' | sort -u | wc -l
}

@test "a Mastodon author: handle, mentions in markup, name, ids, words, everywhere" {
    local who='sam_r|Sam R\.|116200000000005000|116200000000031000|six days now|charged me twice'
    local line='{"account":{"acct":"sam_r@toots.example"},"content":'
    printf '{"file":"x","line":1,"offset":0,"reason":"bad","raw_base64":"%s"}\n' "$(base64 -w0 <<< "$line")" \
        >> "$(rejects_of D)"
    [ "$(traces "$who" | wc -l)" -gt 20 ]
    cases_of D/var/ledger.db > before
    people > people.before
    replayed D/var/spool/*/*.ndjson > spool.before
    wc -l D/var/spool/*/*.ndjson D/var/posts/*/*.ndjson > lines.before
    run -0 --separate-stderr scrm-case --desk D erase --author sam_r@toots.example --by dpo
    same "$(jq -c '[.posts, .masked, .residue]' <<< "$output")" '[2,1,0]'
    same "$(traces "$who")" ''
    run -0 scrm-case --desk D check
    cases_of D/var/ledger.db | diff before -
    people | diff people.before -
    wc -l D/var/spool/*/*.ndjson D/var/posts/*/*.ndjson | diff lines.before -
    replayed D/var/spool/*/*.ndjson | diff spool.before -
    replayed D/var/posts/*/*.ndjson | diff before -
    cat D/var/posts/*/*.ndjson | scrm-case --desk D apply > /dev/null
    cases_of D/var/ledger.db | diff before -
    same "$(traces "$who")" ''
    # Others keep what is theirs.
    grep -q 'two or three days to' D/var/posts/mastodon/*
}

@test "an author on a page with others: their records go, the others stay" {
    [ "$(traces oldbeans | wc -l)" -gt 3 ]
    cases_of D/var/ledger.db > before
    replayed D/var/spool/*/*.ndjson > spool.before
    run -0 --separate-stderr scrm-case --desk D erase --author oldbeans
    same "$(traces 'oldbeans|webhook for subscr|tracks you with')" ''
    grep -q grinder_guy D/var/spool/hacker-news/*
    grep -q 'Which coffee subscription' D/var/spool/hacker-news/*
    cases_of D/var/ledger.db | diff before -
    replayed D/var/spool/*/*.ndjson | diff spool.before -
}

@test "a bare word is masked as a mention, never as a word" {
    p() { printf '{"id":"x:%s","type":"post","network":"x","created_at":"2026-03-0%sT09:00:00Z","author_id":"%s","author_handle":"%s","text":"%s","route":{"action":"engage"}}\n' "$@"; }
    { p 1 1 9001 coffee 'I am coffee'; p 2 2 77 bob 'bad coffee, says @coffee; order 9001 is late'; p 3 3 78 al 'Coffee!'; } |
        scrm-case --ledger l.db apply > lines
    mkdir s && cp lines s/lines
    run -0 scrm-case --ledger l.db erase --author @coffee --spool s
    same "$(jq -r .text s/lines)" $'\nbad coffee, says [erased]; order 9001 is late\nCoffee!'
    same "$(scrm-case --ledger l.db list | jq -r '.words // "-"' | tr '\n' '|')" '-|bad coffee, says [erased]; order 9001 is late|Coffee!|'
}

@test "nobody by that name: exit 1, and not a byte changes" {
    find D/var -type f -exec sha256sum {} + | grep -v 'db-' | sort > before
    run -1 --separate-stderr scrm-case --desk D erase --author nobody
    has "$stderr" 'nobody is known as nobody'
    find D/var -type f -exec sha256sum {} + | grep -v 'db-' | sort | diff before -
}

@test "while a run of the desk goes on, erasing waits its turn" {
    exec 9< D/var/lock
    flock -x 9
    run -75 --separate-stderr scrm-case --desk D erase --author oldbeans
    has "$stderr" 'holds the lock'
    exec 9<&-
}
