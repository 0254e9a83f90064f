#!/usr/bin/env bats
# scrm-score --review: which posts to label next.

load helper

setup() {
    fresh_folder
    needs_command scrm-score
}

# 600 invented posts: sure ones, mixed ones, and one text two hundred times.
posts() {
    awk 'BEGIN {
        split("order shop parcel app phone bill window garden ticket train", thing, " ")
        split("it is okay I guess|not sure whether good or bad|could be better, could be worse|well, maybe", unsure, "|")
        for (i = 0; i < 200; i++) {
            printf "{\"id\":\"s%d\",\"text\":\"I love the %s, wonderful, thank you, great %d\",\"lang\":\"en\"}\n", i, thing[i % 10 + 1], i
            printf "{\"id\":\"u%d\",\"text\":\"the %s %s %s\",\"lang\":\"en\"}\n", i, thing[i % 10 + 1], unsure[i % 4 + 1], thing[int(i / 10) % 10 + 1]
            printf "{\"id\":\"c%d\",\"text\":\"the same old words, bad or good\",\"lang\":\"en\"}\n", i
        }
    }'
}

@test "the least sure ones are picked, unlike each other, with the reason" {
    posts > posts.ndjson
    run -0 --separate-stderr scrm-score --review 12 posts.ndjson
    same "$stderr" ''
    same "$(jq -r .review.rank <<< "$output" | tr '\n' ' ')" '1 2 3 4 5 6 7 8 9 10 11 12 '
    same "$(jq -r '.id[0:1]' <<< "$output" | sort -u | tr -d '\n')" cu
    same "$(jq -r 'select(.id[0:1] == "c").id' <<< "$output" | wc -l)" 1
    same "$(jq -r .text <<< "$output" | sort | uniq -d)" ''
    same "$(jq -c 'select(.review.head != "sentiment" or .review.label != .score.sentiment_class
        or .review.similarity >= 0.75 or .review.p >= 0.9)' <<< "$output")" ''
    # Beside the score and the reason the line is as it was.
    same "$(jq -c 'del(.score, .review)' <<< "$output" | sort)" \
        "$(jq -r .id <<< "$output" | while read -r id; do jq -c --arg id "$id" 'select(.id == $id)' posts.ndjson; done | sort)"
}

@test "the picks are the same in any order and with any number of workers" {
    posts > posts.ndjson
    scrm-score --review 40 posts.ndjson > one
    tac posts.ndjson | scrm-score --review 40 | cmp - one
    cat posts.ndjson posts.ndjson | scrm-score -j 4 --review 40 | cmp - one
}

@test "fewer than asked for where there are no more of use; none where nothing is judged" {
    posts | grep '"c' | scrm-score --review 5 > few
    same "$(wc -l < few)" 1
    run -0 scrm-score --review 5 --stats <<< '{"text":""}'
    same "$output" 'scrm-score: 1 in, 0 out, 0 rejected, 1 dropped: 1 not picked for review'
    run -0 scrm-score --review 5 < /dev/null
    same "$output" ''
}

@test "with a model its least sure head decides" {
    for i in $(seq 30); do
        echo "{\"text\":\"refund of invoice $i\",\"queue\":\"money\"}"
        echo "{\"text\":\"parcel number $i is late\",\"queue\":\"parcels\"}"
        ((i % 3)) || echo "{\"text\":\"parcel refund $i\",\"queue\":\"$([ $((i % 2)) = 0 ] && echo money || echo parcels)\"}"
    done > train.ndjson
    scrm-train --label queue -o q.model train.ndjson
    {
        grep -v 'parcel refund' train.ndjson
        echo '{"id":"between","text":"refund of the parcel"}'
    } | scrm-score --model q.model --review 1 > pick
    same "$(jq -c '[.id, .review.rank, .review.head, .review.label == .score.labels.queue.label]' pick)" \
        '["between",1,"queue",true]'
}

@test "what was picked before may be picked again, the account balances, a seal stays" {
    posts | scrm-score --review 3 > once
    scrm-score --review 3 once > twice
    same "$(jq -r .id twice | sort)" "$(jq -r .id once | sort)"
    posts | scrm-score --seal | scrm-score --sealed --review 7 > sealed
    same "$(tail -1 sealed | jq -c '.stages[1] | [.in, .out, .dropped]')" '[600,7,{"not picked for review":593}]'
    run -64 scrm-score --review 0 < /dev/null
    run -64 --separate-stderr scrm-score --review 10001 < /dev/null
    same "$stderr" 'scrm-score: --review: at most 10000 posts'
    run -65 --separate-stderr scrm-score --review 3 <<< '{"text":1}'
    has "$stderr" 'text: expected string, got number'
    run -0 --separate-stderr scrm-score --review 3 --on-error=skip <<< '{"text":1}'
    has "$stderr" '1 bad line was skipped'
}
