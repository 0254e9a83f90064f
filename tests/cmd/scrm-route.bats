#!/usr/bin/env bats
# scrm-route: who should look at each post, how soon, and why.

load helper

setup() {
    fresh_folder
    needs_command scrm-route
    export SCRM_NOW=2026-01-05T10:00:00Z
}

# rules TEXT: writes rules.yaml with these rules below its head.
rules() {
    printf 'scrm_rules: 1\nversion: v1\n%s\n' "$1" > rules.yaml
}

refund='rules:
  - rule: refund
    when: has(text, '\''refund'\'') AND (score.sentiment IS NULL OR score.sentiment < 0)
    then: {queue: billing, priority: high, respond_within: 4h, tags: [refund]}
    expect:
      - {text: I want a refund, score: {sentiment: -0.5}, then: {queue: billing}}
      - {text: thanks, then: none}'

@test "without any option a complaint gets a queue, a priority and a due time" {
    run -0 --separate-stderr scrm-route \
        <<< '{"text":"Where is my order?","created_at":"2026-01-05T09:00:00Z"}'
    same "$output" '{"text":"Where is my order?","created_at":"2026-01-05T09:00:00Z","route":{"action":"engage","function":"service","queue":"orders","priority":"high","respond_by":"2026-01-05T13:00:00Z","tags":["delivery"],"rule":"delivery","rules":"default/2026.1"}}'
    same "$stderr" ''
}

@test "the shipped rules meet all their expectations and none of them is dead" {
    run -0 --separate-stderr scrm-route --check
    [[ $output =~ ^[0-9]+" expectations, 0 failed; "[0-9]+" rules, 0 can never hit, 0 without an expectation"$ ]]
}

@test "the shipped rules name no followers, no verified mark, no likes" {
    run -0 scrm-route --print-defaults
    lacks "$(grep -v '^ *#' <<< "$output")" follower
    lacks "$output" verified
    lacks "$(grep -v '^ *#' <<< "$output")" like_count
}

@test "--print-defaults prints rules that work as --rules" {
    scrm-route --print-defaults > mine.yaml
    echo '{"text":"you charged me twice"}' > post.ndjson
    same "$(scrm-route --rules mine.yaml post.ndjson)" "$(scrm-route post.ndjson)"
    scrm-route --print-defaults -o other.yaml
    cmp mine.yaml other.yaml
}

@test "running it twice changes nothing" {
    posts 3 | scrm-route > once
    scrm-route once > twice
    cmp once twice
}

@test "-j 2 writes the same bytes as -j 1" {
    posts 5000 | sed 's/number 7/my order never arrived/' > posts.ndjson
    cmp <(scrm-route -j 1 posts.ndjson) <(scrm-route -j 2 posts.ndjson)
    cmp <(scrm-route --explain -j 1 posts.ndjson) <(scrm-route --explain -j 2 posts.ndjson)
}

@test "rules from a spreadsheet decide as rules from YAML do" {
    rules "$refund"
    printf '%s\n' 'rule,when,queue,priority,respond_within,tags' \
        "refund,\"has(text, 'refund') AND (score.sentiment IS NULL OR score.sentiment < 0)\",billing,high,4h,refund" > rules.csv
    echo '{"text":"refund!"}' > post
    same "$(scrm-route --rules rules.csv post | sed 's/"rules":"[^"]*"//')" \
        "$(scrm-route --rules rules.yaml post | sed 's/"rules":"[^"]*"//')"
}

@test "a second --rules changes only what it names" {
    rules "$refund"
    printf 'scrm_rules: 1\nversion: mine\nrules: [{rule: refund, then: {queue: money}}]\n' > mine.yaml
    run -0 scrm-route --rules rules.yaml --rules mine.yaml <<< '{"text":"refund!"}'
    has "$output" '"queue":"money","priority":"high","respond_by":"2026-01-05T14:00:00Z","tags":["refund"],"rule":"refund","rules":"v1+mine"'
}

@test "a policy overrides the action and leaves function and tags" {
    printf 'scrm_policies: 1\nversion: p\npolicies: [{network: reddit, action: listen}]\n' > policies.yaml
    run -0 scrm-route --policies policies.yaml <<< '{"network":"reddit","text":"Where is my order?"}'
    has "$output" '"route":{"action":"listen","function":"service","tags":["delivery"],"rule":"delivery","rules":"default/2026.1+p"}'
}

@test "the brand's own posts and tombstones make no case" {
    run -0 scrm-route <<< '{"direction":"outbound","text":"Where is my order? Here it is."}
{"direction":"internal","text":"call her"}
{"type":"delete","id":"x"}'
    [ "$(jq -r .route.action <<< "$output" | sort -u)" = ignore ]
    lacks "$output" respond_by
    has "$output" '"rule":"tombstone"'
}

@test "--explain says which rules were tried, what failed first and what was seen" {
    rules "$refund"
    run -0 scrm-route --rules rules.yaml --explain <<< '{"text":"a refund","score":{"sentiment":0.4}}'
    same "$(jq -c .route.why <<< "$output")" \
        '[{"rule":"refund","hit":false,"part":"(score.sentiment IS NULL OR score.sentiment < 0)","saw":{"score.sentiment":0.4}}]'
}

@test "--explain on a terminal speaks to people" {
    needs script
    rules "$refund"
    echo '{"id":"a:1","text":"a refund","score":{"sentiment":-0.4}}' > post
    output=$(on_terminal 'scrm-route --rules rules.yaml --explain post' | tr -d '\r')
    has "$output" 'YES refund:'
    has "$output" 'text has "refund"'
    has "$output" '=> engage, service, queue billing, high, answer by 2026-01-05T14:00:00Z, tags refund (refund)'
}

@test "--stats counts the hits of every rule" {
    rules "$refund"
    run -0 --separate-stderr scrm-route --rules rules.yaml --stats <<< '{"text":"refund"}
{"text":"refund"}
{"text":"hello"}'
    has "$stderr" 'engage 3, listen 0, ignore 0'
    [[ $stderr =~ "refund  "\ +"2" ]]
    [[ $stderr =~ "default "\ +"1" ]]
}

@test "--check ends with 1 and names the expectation that fails" {
    rules "${refund/then: none/then: \{queue: billing\}}"
    run -1 --separate-stderr scrm-route --rules rules.yaml --check
    has "$output" 'rules.yaml:9: rule refund: "thanks": expected queue billing, got inbox (rule default)'
    has "$output" '2 expectations, 1 failed'
}

@test "--check scores an expectation that has words and no score" {
    rules 'rules:
  - rule: angry
    when: score.sentiment < -0.3
    then: {queue: hot}
    expect:
      - {text: "This is awful, I hate it!", then: {queue: hot}}
      - {text: "This is awful, I hate it!", score: {sentiment: 0.1}, then: none}'
    run -0 scrm-route --rules rules.yaml --check
    has "$output" '2 expectations, 0 failed'
}

@test "--check names rules that can never hit" {
    rules 'rules:
  - {rule: low, when: rating < 3}
  - {rule: lower, when: rating < 2}
  - {rule: none, when: rating > 4 AND rating < 2}'
    run -0 scrm-route --rules rules.yaml --check
    has "$output" 'rules.yaml:5: rule lower can never hit: rule low above it hits whenever it would'
    has "$output" 'rules.yaml:6: rule none can never hit: what it asks of rating excludes itself'
}

@test "--diff lists only the posts whose decision changes, with both, and sums up" {
    rules "$refund"
    sed 's/queue: billing, /queue: money, /; s/v1/v2/' rules.yaml > new.yaml
    run -0 --separate-stderr scrm-route --diff rules.yaml new.yaml <<< '{"id":"a","text":"refund"}
{"id":"b","text":"hello"}'
    same "$(jq -c '[.id, .old.queue, .new.queue]' <<< "$output")" '["a","billing","money"]'
    has "$stderr" '1 of 2 posts change'
    [[ $stderr =~ billing\ +0\ +1 ]]
}

@test "--diff with one rule file is a usage error" {
    rules "$refund"
    run -64 --separate-stderr scrm-route --diff rules.yaml
    has "$stderr" '--diff takes two rule files: OLD NEW'
}

@test "an unknown field ends with 78 and file, line, column, caret and what was meant" {
    printf 'scrm_rules: 1\nrules:\n  - rule: a\n    when: >-\n      TRUE AND\n      score.sentimnet < 0\n' > rules.yaml
    run -78 --separate-stderr scrm-route --rules rules.yaml <<< '{}'
    same "$stderr" 'scrm-route: rules.yaml:6:7: unknown field score.sentimnet
        score.sentimnet < 0
        ^
  did you mean score.sentiment?'
    same "$output" ''
}

@test "a condition that YAML cut at ' #' is told so" {
    printf "scrm_rules: 1\nrules:\n  - rule: a\n    when: has(text, 'ticket #5')\n" > rules.yaml
    run -78 --separate-stderr scrm-route --rules rules.yaml <<< '{}'
    has "$stderr" 'rules.yaml:4:21: the text that starts here has no closing '"'"
    has "$stderr" '>-'
}

@test "a queue that is not in the list of queues makes the file invalid" {
    printf 'scrm_rules: 1\nqueues: [billing]\nrules:\n  - {rule: a, when: TRUE, then: {queue: biling}}\n' > rules.yaml
    run -78 --separate-stderr scrm-route --rules rules.yaml <<< '{}'
    has "$stderr" "rules.yaml:4:41: queue: there is no 'biling' in queues"
    has "$stderr" 'did you mean billing?'
}

@test "a missing rule file is 66, a missing file of terms 78 at its place" {
    run -66 --separate-stderr scrm-route --rules nowhere.yaml <<< '{}'
    has "$stderr" nowhere.yaml
    rules "rules: [{rule: a, when: \"has(text, terms('gone.csv'))\"}]"
    run -78 --separate-stderr scrm-route --rules rules.yaml <<< '{}'
    has "$stderr" 'rules.yaml:3:'
    has "$stderr" gone.csv
}

@test "terms() stands relative to the rule file" {
    mkdir -p desk/terms
    printf 'term\noutage\nno signal\n' > desk/terms/out.csv
    printf "scrm_rules: 1\nrules:\n  - {rule: a, when: \"has(text, terms('terms/out.csv'))\", then: {queue: net}}\n" > desk/rules.yaml
    run -0 scrm-route --rules desk/rules.yaml <<< '{"text":"There is NO  signal here"}'
    has "$output" '"queue":"net"'
}

@test "followers, the verified mark and likes change no shipped decision" {
    posts 20 | jq -c '.text = "I want my money back " + .text' > plain
    jq -c '. + {author_followers: 9000000, author_verified: true, like_count: 12345}' plain > loud
    same "$(scrm-route loud | jq -c .route)" "$(scrm-route plain | jq -c .route)"
}

@test "the last line of a sealed stream carries the digest of the rules" {
    rules "$refund"
    one=$(posts 1 | scrm-route --seal --rules rules.yaml | tail -n 1 | jq -r '.stages[0].config')
    sed -i s/4h/5h/ rules.yaml
    other=$(posts 1 | scrm-route --seal --rules rules.yaml | tail -n 1 | jq -r '.stages[0].config')
    [[ $one =~ ^[0-9a-f]{32}$ ]]
    [ "$one" != "$other" ]
}
