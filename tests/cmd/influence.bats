# Need before influence, and the same words the same on every channel: with
# followers, badges and likes changed, no score, route or order changes.
load helper

setup() {
    fresh_folder
    needs_command scrm-normalize scrm-score scrm-route scrm-case scrm-report
    export SCRM_NOW=2026-03-09T09:00:00Z
    sample=${SCRM_SHARE:-$TOP/share/scrm}/sample/desk
}

# Posts of the sample, and of the real payloads where they are at hand.
gather() {
    scrm-normalize -q instance=social.example --accounts "$sample/accounts.csv" "$sample/data/mastodon.json"
    local payloads=$SCRM_SHARED/data/payloads file
    [ -d "$payloads" ] || return 0
    for file in "$payloads"/mastodon_api/*.json "$payloads"/hackernews/*.json; do
        scrm-normalize -q --on-error=skip instance=social.example "$file" 2> /dev/null || true
    done
}

# Other followers, badges and counts, by the number of the line.
influence() {
    jq -c --argjson by "$1" '. + {
        author_followers: ((input_line_number * 7919 * $by) % 1000000),
        author_verified: ((input_line_number + $by) % 2 == 0),
        like_count: ((input_line_number * 104729 * $by) % 50000),
        share_count: ((input_line_number * 31 * $by) % 900),
        reply_count: ((input_line_number * 17 * $by) % 90)}'
}

judged() {
    scrm-score | scrm-route
}

decisions() {
    jq -c '[.id, .score, .route]'
}

@test "followers, badges and likes change no score and no route" {
    gather > posts.ndjson
    [ "$(wc -l < posts.ndjson)" -gt 20 ]
    judged < posts.ndjson | decisions > plain
    for by in 1 2 3 5; do
        influence $by < posts.ndjson | judged | decisions | diff plain -
    done
}

@test "nor the order of the case list" {
    gather | judged > plain.ndjson
    gather | influence 3 | judged > loud.ndjson
    for kind in plain loud; do
        scrm-case --ledger $kind.db apply $kind.ndjson > /dev/null
        scrm-case --ledger $kind.db list --format ndjson | jq -c '[.id, .waiting_since, .priority, .queue]' > $kind.list
        scrm-report --format json $kind.ndjson | jq -c '.cases[].id' > $kind.report
    done
    [ -s plain.list ]
    diff plain.list loud.list
    diff plain.report loud.report
}

@test "the same words get the same score and priority on every network" {
    local text='My order never arrived and nobody answers. I want my money back!'
    for network in mastodon reviews email hackernews; do
        jq -nc --arg n $network --arg t "$text" '{schema: "scrm.post/1", id: ($n + ":1"), type: "post",
            network: $n, source: $n, native_id: "1", created_at: "2026-03-09T08:00:00Z", text: $t}'
    done > posts.ndjson
    judged < posts.ndjson | jq -c '[.score, .route]' | sort -u > kinds
    [ "$(wc -l < kinds)" -eq 1 ]
}
