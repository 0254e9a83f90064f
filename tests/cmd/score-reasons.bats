#!/usr/bin/env bats
# What a score is made of, noun by noun: reasons.ndjson holds for each a post and
# the reason that shows it (signal, rule or term, sign, words); wants.ndjson holds
# posts and how much of an intent, or of needs_reply, they have at least and at
# most. An asterisk stands for any rule, any words.

load helper

setup() {
    fresh_folder
    needs_command scrm-score
    printf 'term,topic,brand\nno signal,network,\nacme,,Acme\n' > terms.csv
}

@test "every noun of what is scored is shown by a reason with its words, weight and rule" {
    cp "$BATS_TEST_DIRNAME/reasons.ndjson" in
    [ "$(wc -l < in)" -gt 55 ]
    run -0 --separate-stderr scrm-score --explain --terms terms.csv in
    jq -r '. as $row | select([.score.why[] | select(
            .signal == $row.signal
            and ($row.reason == "*" or (.rule // .term) == $row.reason)
            and (.weight > 0) == ($row.sign == "+")
            and ($row.span == "*" or $row.span == "" or .text == $row.span)
            and (.to == null or .text == $row.text[.from:.to]))] | length == 0)
        | "\(.noun): \(.text)\n    \([.score.why[] | select(.signal == $row.signal)])"' <<< "$output" > bad
    same "$(cat bad)" ''
}

@test "every noun's rule stands in docs/scoring.md" {
    jq -r 'select(.span == "" and .reason != "*") | .reason' "$BATS_TEST_DIRNAME/reasons.ndjson" | sort -u > rules
    [ -s rules ]
    while read -r rule; do
        grep -qF -- "$rule" "$TOP/docs/scoring.md" || echo "$rule"
    done < rules > bad
    same "$(cat bad)" ''
}

@test "complaints, requests, purchases and farewells are told in six languages, and what is none is not" {
    cp "$BATS_TEST_DIRNAME/wants.ndjson" in
    [ "$(wc -l < in)" -gt 70 ]
    run -0 --separate-stderr scrm-score in
    jq -r '. as $row | (if .intent == "needs_reply" then .score.needs_reply else .score.intents[.intent] // 0 end) as $got
        | select($got < ($row.least | tonumber) or $got > ($row.most | tonumber))
        | "\(.lang) \(.intent) \($got): \(.text)"' <<< "$output" > bad
    same "$(cat bad)" ''
}
