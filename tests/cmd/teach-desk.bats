#!/usr/bin/env bats
# scrm-train --from-ledger: what people did at a desk, as labels.

load helper

setup() {
    fresh_folder
    needs_command scrm-train
    needs_command scrm-case
    export SCRM_NOW=2026-01-05T12:00:00Z
}

case_() {
    scrm-case --ledger desk.db "$@" > /dev/null
}

# post ID TIME TEXT [MEMBERS]: a routed post; who wrote it is named after its id.
post() {
    printf '{"schema":"scrm.post/1","id":"%s","type":"post","network":"n","source":"n","native_id":"1","rev":"1","created_at":"%s","author_id":"u-%s","author_name":"Ann Bo","lang":"en","text":"%s"%s}\n' \
        "$1" "$2" "$1" "$3" "${4-,\"route\":{\"action\":\"engage\",\"queue\":\"inbox\",\"priority\":\"normal\"\}}"
}

# answer ID PARENT TIME: the company's own words.
answer() {
    printf '{"schema":"scrm.post/1","id":"%s","type":"reply","network":"n","source":"n","native_id":"1","rev":"1","direction":"outbound","in_reply_to":"%s","created_at":"%s","text":"we are on it"}\n' "$@"
}

# The case of a post.
of() {
    scrm-case --ledger desk.db list --state all | jq -r --arg post "$1" 'select(.post == $post).id'
}

labels() {
    scrm-train --from-ledger desk.db --print-labels "$@"
}

# said ID: what is taught about a post, without who said it.
said() {
    labels | jq -c --arg id "$1" 'select(.id == $id) | {queue, spam, priority, reply} | with_entries(select(.value))'
}

@test "a rule's decision is no label; a person's move is, with who and when" {
    post n:1 2026-01-05T09:00:00Z 'where is my refund' | case_ apply
    same "$(labels)" ''
    case_ move "$(of n:1)" --queue billing --priority high --by ann --now 2026-01-05T10:00:00Z
    same "$(labels | jq -c 'del(.case)')" '{"schema":"scrm.label/1","id":"n:1","created_at":"2026-01-05T09:00:00Z","network":"n","lang":"en","text":"where is my refund","queue":"billing","priority":"high","because":[{"label":"queue","kind":"queue","by":"ann","at":"2026-01-05T10:00:00Z","event":2},{"label":"priority","kind":"priority","by":"ann","at":"2026-01-05T10:00:00Z","event":3}]}'
    same "$(labels | jq -r .case)" "$(of n:1)"
}

@test "the last word of people counts" {
    post n:1 2026-01-05T09:00:00Z 'where is my refund' | case_ apply
    id=$(of n:1)
    case_ move "$id" --queue billing
    case_ move "$id" --queue delivery
    case_ move "$id" --queue inbox
    same "$(said n:1)" '{"queue":"inbox"}'
    case_ spam "$id"
    same "$(said n:1)" '{"queue":"inbox","spam":"yes","reply":"no"}'
    case_ reopen "$id"
    same "$(said n:1)" '{"queue":"inbox","spam":"no"}'
}

@test "what was answered needed an answer, and is no spam; a bot answers nothing" {
    {
        post n:1 2026-01-05T09:00:00Z 'where is my refund'
        answer n:2 n:1 2026-01-05T09:30:00Z
        post n:3 2026-01-05T09:00:00Z 'is anybody there'
        answer n:4 n:3 2026-01-05T09:30:00Z | sed 's/"direction"/"author_type":"bot",&/'
    } | case_ apply
    same "$(said n:1)" '{"spam":"no","reply":"yes"}'
    same "$(said n:3)" ''
    case_ reply "$(of n:3)" --text 'by phone' --by ann
    same "$(labels | jq -c 'select(.id == "n:3").because[] | [.label, .kind, .by]')" \
        $'["spam","reply","ann"]\n["reply","reply","ann"]'
}

@test "silence is a no once old enough, while people were at work, and not snoozed" {
    {
        post n:0 2026-01-01T09:00:00Z 'first'
        answer n:a n:0 2026-01-01T10:00:00Z
        post n:1 2026-01-02T09:00:00Z 'nice weather'
        post n:2 2026-01-02T09:00:00Z 'look into this next week'
        post n:3 2026-01-30T09:00:00Z 'last'
        answer n:b n:3 2026-01-30T10:00:00Z
        post n:4 2026-02-01T09:00:00Z 'after the last day of work'
        post n:5 2025-12-01T09:00:00Z 'before the first day of work'
    } | case_ apply
    case_ snooze "$(of n:2)" --until 2027-01-01
    labels() { scrm-train --from-ledger desk.db --print-labels --now 2026-01-10 "$@"; }
    same "$(said n:1)" ''
    labels() { scrm-train --from-ledger desk.db --print-labels --now 2026-03-30 "$@"; }
    same "$(said n:1)" '{"reply":"no"}'
    same "$(said n:2)$(said n:4)$(said n:5)" ''
    labels() { scrm-train --from-ledger desk.db --print-labels --now 2026-01-10 --unanswered-after 3d "$@"; }
    same "$(said n:1)" '{"reply":"no"}'
}

@test "resolved without an answer is a no; a priority given later is not of the first words" {
    {
        post n:1 2026-01-05T09:00:00Z 'nice shop'
        post n:2 2026-01-05T09:00:00Z 'hello'
        post n:3 2026-01-05T09:10:00Z 'there is smoke' ',"in_reply_to":"n:2","route":{"action":"engage"}'
    } | case_ apply
    case_ resolve "$(of n:1)"
    case_ move "$(of n:2)" --priority urgent
    same "$(said n:1)" '{"reply":"no"}'
    same "$(said n:2)" ''
}

@test "with --handled what a person let stand counts too" {
    post n:1 2026-01-05T09:00:00Z 'nice shop' | case_ apply
    case_ resolve "$(of n:1)" --by ann
    same "$(labels | jq -r '.queue, .priority')" $'null\nnull'
    same "$(labels --handled | jq -r '.queue, .priority, .because[0].by')" $'inbox\nnormal\nann'
    case_ reopen "$(of n:1)"
    same "$(labels --handled)" ''
}

@test "what a person wrote who was erased is not used, nor a deleted post" {
    {
        post n:1 2026-01-05T09:00:00Z 'where is my refund'
        post n:2 2026-01-05T09:00:00Z 'where is my parcel'
    } | case_ apply
    case_ move "$(of n:1)" "$(of n:2)" --queue billing
    case_ erase --author u-n:1
    printf '{"schema":"scrm.post/1","id":"n:2","type":"delete","network":"n","source":"n","native_id":"1","created_at":"2026-01-05T10:00:00Z"}\n' | case_ apply
    run -0 --separate-stderr scrm-train --from-ledger desk.db --print-labels -v
    same "$output" ''
    has "$stderr" '2 posts with a label are not used: their words were deleted or erased'
}

# Forty cases, half of them moved to billing, half to delivery; the first three to press too.
desk() {
    for i in $(seq 10 29); do
        post "n:b$i" "2026-01-05T09:$i:00Z" "the refund of invoice $i is missing, fee $i"
        post "n:d$i" "2026-01-05T09:$i:00Z" "the parcel $i is late, where is the courier"
    done | case_ apply
    list=$(scrm-case --ledger desk.db list)
    # shellcheck disable=SC2046 # ids
    case_ move $(jq -r 'select(.post | startswith("n:b")).id' <<< "$list") --queue billing
    # shellcheck disable=SC2046
    case_ move $(jq -r 'select(.post | startswith("n:d")).id' <<< "$list") --queue delivery
    case_ move "$(of n:b10)" "$(of n:b11)" "$(of n:b12)" --queue press
}

@test "a desk teaches a model; what it says too little about is left out and told" {
    desk
    run -0 --separate-stderr scrm-train --from-ledger desk.db -o desk.model
    has "$stderr" 'warning: queue: classes with less than 10 posts are left out (billing 17, delivery 20, press 3)'
    has "$stderr" 'warning: spam is left out: too few labels (nobody said anything); two classes with 10 posts each are needed'
    same "$(echo '{"text":"my refund","lang":"en"}' | scrm-score --model desk.model |
        jq -c '.score.labels | map_values(.label)')" '{"queue":"billing"}'
    run -65 --separate-stderr scrm-train --from-ledger desk.db --label spam -o no.model
    same "$stderr" 'scrm-train: spam: too few labels (nobody said anything); two classes with 10 posts each are needed'
    [ ! -e no.model ]
    run -64 --separate-stderr scrm-train --from-ledger desk.db --label colour
    same "$stderr" 'scrm-train: --label colour: a desk teaches queue, spam, priority and reply'
    run -0 --separate-stderr scrm-train --from-ledger desk.db --label queue
    has "$output" 'queue: 37 texts, 2 classes'
}

@test "labels written out teach the same as the ledger itself" {
    desk
    scrm-train -q --from-ledger desk.db --label queue --name a -o a.model
    labels | jq -c 'select(.queue != "press")' > labels.ndjson
    scrm-train --label queue --name a -o b.model labels.ndjson
    cmp a.model b.model
}

@test "a desk's folder stands for its ledger; none, an empty one, and one that is none" {
    run -66 --separate-stderr scrm-train --from-ledger none.db
    mkdir -p shop/var
    run -66 --separate-stderr scrm-train --from-ledger shop
    has "$stderr" 'shop/var/ledger.db'
    post n:1 2026-01-05T09:00:00Z 'where is my refund' | scrm-case --ledger shop/var/ledger.db apply > /dev/null
    run -65 --separate-stderr scrm-train --from-ledger shop -q
    same "$stderr" 'scrm-train: shop: not enough was done by people to learn from'
    run -64 --separate-stderr scrm-train --from-ledger shop --unanswered-after soon
    has "$stderr" 'expected a length such as 14d, got "soon"'
    run -64 --separate-stderr scrm-train --print-labels --label queue
    has "$stderr" 'Say --from-ledger DESK'
}
