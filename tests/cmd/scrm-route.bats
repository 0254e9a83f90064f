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
    same "$output" '{"text":"Where is my order?","created_at":"2026-01-05T09:00:00Z","route":{"action":"engage","function":"service","queue":"orders","priority":"high","respond_by":"2026-01-05T13:00:00Z","tags":["delivery"],"rule":"delivery","rules":"default/2026.3"}}'
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
    has "$output" '"route":{"action":"listen","function":"service","tags":["delivery"],"rule":"delivery","rules":"default/2026.3+p"}'
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

shop='scrm_calendar: 1
name: shop
version: c1
timezone: Europe/Berlin
hours: {mon-fri: 09:00-17:00}
holidays: [01-06]'

@test "with a calendar a promise counts in its hours" {
    echo "$shop" > shop.yaml
    rules "$refund"
    run -0 scrm-route -r rules.yaml --calendar shop.yaml <<< '{"text":"refund","created_at":"2026-01-09T15:45:00Z"}'
    has "$output" '"respond_by":"2026-01-12T11:45:00Z"'
    has "$output" '"rules":"v1+c1"'
    # January 6 is a holiday there.
    run -0 scrm-route -r rules.yaml --calendar shop.yaml <<< '{"text":"refund","created_at":"2026-01-05T15:00:00Z"}'
    has "$output" '"respond_by":"2026-01-07T11:00:00Z"'
    # Without one it counts on the wall.
    run -0 scrm-route -r rules.yaml <<< '{"text":"refund","created_at":"2026-01-09T15:45:00Z"}'
    has "$output" '"respond_by":"2026-01-09T19:45:00Z"'
}

@test "a day of a promise is a business day where there is a calendar" {
    echo "$shop" > shop.yaml
    rules "${refund/4h/2d}"
    run -0 scrm-route -r rules.yaml --calendar shop.yaml <<< '{"text":"refund","created_at":"2026-01-09T09:00:00Z"}'
    has "$output" '"respond_by":"2026-01-13T09:00:00Z"'
    run -0 scrm-route -r rules.yaml <<< '{"text":"refund","created_at":"2026-01-09T09:00:00Z"}'
    has "$output" '"respond_by":"2026-01-11T09:00:00Z"'
}

@test "a rule names its calendar, and a policy above it another one" {
    echo "$shop" > shop.yaml
    printf 'scrm_calendar: 1\nhours: {daily: 10-11}\n' > evening.yaml
    rules "${refund/tags:/calendar: wall, tags:}"
    printf 'scrm_policies: 1\nversion: p1\npolicies:\n  - {network: chat, calendar: evening}\n  - {network: chat, action: engage}\n' > policies.yaml
    printf '%s\n' '{"text":"refund","created_at":"2026-01-09T15:45:00Z"}' \
        '{"network":"chat","text":"refund","created_at":"2026-01-09T15:45:00Z"}' \
        '{"network":"x","text":"hello","created_at":"2026-01-09T15:45:00Z"}' > posts
    run -0 scrm-route -r rules.yaml -c shop.yaml -c evening.yaml -p policies.yaml posts
    same "$(jq -c .route.respond_by <<< "$output")" '"2026-01-09T19:45:00Z"
"2026-01-13T11:00:00Z"
null'
}

@test "--explain shows the stretches of business time that a promise took" {
    echo "$shop" > shop.yaml
    rules "$refund"
    echo '{"text":"refund","created_at":"2026-01-09T15:45:00Z"}' > post
    run -0 scrm-route -r rules.yaml --calendar shop.yaml --explain post
    same "$(jq -c '.route.why[-1]' <<< "$output")" '{"calendar":"shop","promise":"respond_within","takes":"4h","segments":[["2026-01-09T15:45:00Z","2026-01-09T16:00:00Z"],["2026-01-12T08:00:00Z","2026-01-12T11:45:00Z"]]}'
    needs script
    run -0 on_terminal 'scrm-route -r rules.yaml --calendar shop.yaml --explain post'
    has "$output" 'respond_within 4h of shop: Fri 2026-01-09 16:45-17:00, Mon 2026-01-12 09:00-12:45'
}

@test "hour(), weekday() and working_time() go by the calendar's clock" {
    echo "$shop" > shop.yaml
    rules 'rules:
  - {rule: open, when: working_time() AND hour() = 9 AND weekday() = '\''fri'\''}
  - {rule: shut, when: NOT working_time()}'
    printf '{"created_at":"2026-01-09T%sZ"}\n' 07:59:59 08:30:00 23:30:00 > posts
    echo '{"text":"no time"}' >> posts
    same "$(scrm-route -r rules.yaml -c shop.yaml posts | jq -r .route.rule)" 'shut
open
shut
default'
}

@test "an unknown calendar, agent or team makes a rule file invalid" {
    echo "$shop" > shop.yaml
    printf 'name,team\nanna,first;second\nben,first\n' > agents.csv
    rules 'rules: [{rule: a, when: TRUE, then: {calendar: shopp}}]'
    run -78 --separate-stderr scrm-route -r rules.yaml -c shop.yaml --check
    has "$stderr" "rules.yaml:3:48: calendar: there is no 'shopp'"
    has "$stderr" 'did you mean shop?'
    run -78 --separate-stderr scrm-route -r rules.yaml < /dev/null
    has "$stderr" 'no calendar was given at all'
    rules 'rules: [{rule: a, when: TRUE, then: {assign: anne}}]'
    run -78 --separate-stderr scrm-route -r rules.yaml --agents agents.csv --check
    has "$stderr" "there is no agent 'anne' among the agents"
    has "$stderr" 'did you mean anna?'
    rules 'rules: [{rule: a, when: TRUE, then: {assign: least_loaded(third)}}]'
    run -78 --separate-stderr scrm-route -r rules.yaml --agents agents.csv --check
    has "$stderr" "there is no team 'third' among the agents"
    rules 'owners: [anna]
rules: [{rule: a, when: TRUE, then: {assign: ben}}]'
    run -78 --separate-stderr scrm-route -r rules.yaml --check
    has "$stderr" "there is no 'ben' in owners"
    rules 'rules: [{rule: a, when: TRUE, then: {assign: round_robin(second)}}, {rule: b, when: TRUE, then: {assign: ben}}]'
    run -0 scrm-route -r rules.yaml --agents agents.csv --check
}

@test "a broken calendar ends with 78 and its place" {
    printf 'scrm_calendar: 1\nhours: {mon: 9-25}\n' > bad.yaml
    run -78 --separate-stderr scrm-route --calendar bad.yaml < /dev/null
    has "$stderr" 'bad.yaml:2:14: expected hours such as 09:00-17:00'
    printf 'scrm_calendar: 1\nhours: {mon: 9-17}\nholidays: [days.ics]\n' > ics.yaml
    printf 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:monday\n' > days.ics
    run -78 --separate-stderr scrm-route --calendar ics.yaml < /dev/null
    has "$stderr" 'days.ics:3:1: DTSTART: expected a date'
    run -66 --separate-stderr scrm-route --calendar none.yaml < /dev/null
    printf 'scrm_calendar: 1\nname: wall\nhours: {mon: 9-17}\n' > wall.yaml
    run -78 --separate-stderr scrm-route --calendar wall.yaml < /dev/null
}

@test "the shipped calendars and the fixtures are calendars" {
    local file
    for file in "${SCRM_SHARE:-$TOP/share/scrm}"/calendars/*.yaml; do
        run -0 scrm-route --calendar "$file" <<< '{}'
    done
    printf 'scrm_calendar: 1\nhours: {daily: 9-17}\nholidays: [%s, %s]\n' \
        "$FIXTURES/calendar/holidays.csv" "$FIXTURES/calendar/holidays.ics" > c.yaml
    rules 'rules: [{rule: shut, when: NOT working_time()}]'
    printf '{"created_at":"%sT10:00:00Z"}\n' 2026-01-01 2026-01-02 2026-04-03 2026-05-01 2026-05-14 \
        2026-11-26 2027-11-25 2026-03-02 2026-12-25 > posts
    same "$(scrm-route -r rules.yaml -c c.yaml posts | jq -r .route.rule | paste -sd' ')" \
        'shut default shut shut default shut default default shut'
}

@test "a file that lies on the shipped rules changes only what it names" {
    printf '%s\n' 'scrm_rules: 1' 'version: mine' 'base: default' 'rules:' \
        '  - {rule: delivery, then: {queue: parcels}}' \
        '  - {rule: praise, remove: true}' \
        "  - {rule: hours, before: safety, when: \"has(text, 'opening hours')\", then: {queue: desk}}" > mine.yaml
    printf '{"text":"%s"}\n' 'Where is my order?' 'I was overcharged' 'Your opening hours?' > posts
    same "$(scrm-route -r mine.yaml posts | jq -r '.route.queue' | paste -sd' ')" 'parcels billing desk'
    has "$(scrm-route -r mine.yaml posts)" '"rules":"default/2026.3+mine"'
    # It may lie on a file beside it, and be compared with what it lies on.
    mkdir client && printf 'scrm_rules: 1\nversion: client\nbase: ../mine.yaml\nrules: [{rule: hours, remove: true}]\n' > client/rules.yaml
    run -0 --separate-stderr scrm-route --diff mine.yaml client/rules.yaml posts
    same "$(jq -c '[.old.queue,.new.queue]' <<< "$output")" '["desk","inbox"]'
}

@test "a file that lies on nothing, on itself, or removes what is not there is refused" {
    printf 'scrm_rules: 1\nbase: none.yaml\n' > a.yaml
    run -78 --separate-stderr scrm-route -r a.yaml < /dev/null
    has "$stderr" 'a.yaml:2:7: base:'
    printf 'scrm_rules: 1\nbase: b.yaml\n' > b.yaml
    run -78 --separate-stderr scrm-route -r b.yaml < /dev/null
    has "$stderr" 'in a circle'
    printf 'scrm_rules: 1\nbase: default\nrules: [{rule: prise, remove: true}]\n' > c.yaml
    run -78 --separate-stderr scrm-route -r c.yaml < /dev/null
    has "$stderr" "remove: no rule is named 'prise'"
    rules "$refund"
    printf 'scrm_rules: 1\nbase: default\n' > d.yaml
    run -78 --separate-stderr scrm-route -r rules.yaml -r d.yaml < /dev/null
    has "$stderr" 'lies on another one already'
}

@test "--check names contradictions and expressions that run wild" {
    rules 'match: all
rules:
  - {rule: poor, when: rating < 3, then: {queue: a}}
  - {rule: worst, when: rating < 2, then: {queue: b, priority: high}}
  - {rule: wild, when: "regexp_matches(text, '\''(a+)+$'\'')"}
  - {rule: tame, when: "regexp_matches(text, '\''^ *[a-z]+ +[0-9]+ *$'\'')"}'
    run -0 scrm-route --rules rules.yaml --check
    has "$output" 'rules.yaml:6: rule worst: its queue never counts: rule poor above it hits whenever it does, and says otherwise'
    has "$output" "rules.yaml:7: rule wild: '(a+)+\$' gives up on a long row of \"a\""
    lacks "$output" 'rule tame'
    has "$output" '1 with a contradiction, 1 with a dangerous expression'
}

@test "an expectation may say when an answer is due" {
    echo "$shop" > shop.yaml
    rules 'rules:
  - rule: refund
    when: has(text, '\''refund'\'')
    then: {respond_within: 1h}
    expect:
      - {text: refund, created_at: "2026-01-09T15:30:00Z", then: {respond_by: "2026-01-12T08:30:00Z", calendar: shop}}
      - {text: refund, created_at: "2026-01-09T15:30:00Z", then: {respond_by: "2026-01-09T16:30:00Z"}}'
    run -1 scrm-route -r rules.yaml --calendar shop.yaml --check
    has "$output" 'rules.yaml:9: rule refund: "refund": expected respond_by 2026-01-09T16:30:00Z, got 2026-01-12T08:30:00Z'
    has "$output" '2 expectations, 1 failed'
}
