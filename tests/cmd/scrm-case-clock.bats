#!/usr/bin/env bats
# What the hours do to cases: clocks that are told, agents who are given cases, time
# rules (scrm-case tick).

# shellcheck disable=SC2154 # stderr is set by run

load helper
load cases

@test "tick tells each clock once, and pauses the resolution while the customer has the word" {
    r() { printf ',"route":{"action":"engage","respond_by":"2026-01-05T%s:00Z","resolve_by":"2026-01-05T20:00:00Z"}' "$1"; }
    post n:1 10:00 "$(r 13:00)" | case_ apply > out
    tick() { SCRM_NOW=2026-01-05T$1:00Z case_ tick | jq -c '[.warned, .breached]'; }
    same "$(tick 12:00)" ''
    same "$(tick 12:30)" '[["first_response"],null]'
    same "$(tick 12:40)" ''
    same "$(tick 13:30)" '[["first_response"],["first_response"]]'
    same "$(tick 14:00)" ''
    post n:2 14:00 ',"direction":"outbound","in_reply_to":"n:1"' | case_ apply > out
    same "$(tick 19:59)" ''
    same "$(tick 23:00)" ''
    post n:3 18:00 ",\"in_reply_to\":\"n:1\"$(r 19:00)" | case_ apply > out
    # Four hours' pause move the resolution from 20:00 to 24:00.
    same "$(case_ list | jq -r .resolve_by)" 2026-01-06T00:00:00Z
    same "$(tick 19:30)" '[["first_response"],["first_response","next_response"]]'
    same "$(tick 22:00)" '[["first_response","resolution"],["first_response","next_response"]]'
    same "$(SCRM_NOW=2026-01-06T00:00:01Z case_ tick | jq -c .breached)" '["first_response","next_response","resolution"]'
    same "$(SCRM_NOW=2026-01-07T00:00:01Z case_ tick)" ''
    run -0 case_ check
    same "$(case_ history "$(ids)" --format ndjson | jq -r 'select(.kind == "breach") | .facts.clock' | tr '\n' ' ')" 'first_response next_response resolution '
}

@test "tick gives cases to agents as the rule asks, the longest waiting first" {
    printf 'name,team,skills,capacity,available\nann,T,,2,yes\nbob,T;U,,,\ncy,T,billing,,\ndee,U,,,no\n' > agents.csv
    for i in 1 2 3 4 5 6; do
        post n:$i 0$i:00 ',"route":{"action":"engage","queue":"inbox","assign":"least_loaded(T)"}'
    done | case_ apply > out
    case_ tick --agents agents.csv > out
    # cy takes only billing, ann but two, dee is away.
    same "$(case_ list | jq -r .owner | tr '\n' ' ')" 'ann bob ann bob bob bob '
    same "$(case_ tick --agents agents.csv)" ''
    post n:7 11:00 ',"route":{"action":"engage","queue":"billing","assign":"least_loaded(T)"}' | case_ apply > out
    same "$(case_ tick --agents agents.csv | jq -r .owner)" cy
    post n:8 11:10 ',"route":{"action":"engage","queue":"inbox","assign":"round_robin(U)"}' | case_ apply > out
    same "$(case_ tick --agents agents.csv | jq -r .owner)" bob
    # Who speaks the customer's language; an unknown one is everybody's.
    printf 'name,languages\neva,es;pt\nfay,en\n' > tongues.csv
    for lang in es en unknown; do
        post n:$lang 11:20 ",\"score\":{\"lang\":\"$lang\"},\"lang\":\"unknown\",\"route\":{\"action\":\"engage\",\"queue\":\"tongues\",\"assign\":\"longest_idle\"}"
    done | scrm-case --ledger tongues.db apply > out
    scrm-case --ledger tongues.db tick --agents tongues.csv > out
    same "$(jq -r '"\(.post) \(.owner)"' out | sort | tr '\n' ' ')" 'n:en fay n:es eva n:unknown eva '
    # Who is taken off the table gives the cases back; nobody free is said.
    printf 'name,team,capacity\nann,T,0\n' > agents.csv
    run -0 --separate-stderr case_ tick --agents agents.csv
    has "$stderr" '6 cases were of owners who are no agents any more'
    has "$stderr" '6 cases have no owner: nobody was free'
    same "$(case_ list --owner none | wc -l)" 6
    printf 'name,tema\nann,T\n' > agents.csv
    run -78 --separate-stderr case_ tick --agents agents.csv
    has "$stderr" "agents.csv:1: unknown column 'tema'"
    has "$stderr" 'did you mean team?'
    run -0 case_ check
}

# rules NAME TEXT...: a rule file with these time rules.
time_rules() {
    local file=$1
    shift
    printf 'scrm_rules: 1\nversion: t1\nrules: []\ntime_rules:\n' > "$file"
    printf '  - %s\n' "$@" >> "$file"
}

# tick_at TIME [OPTION ...]: a tick at that time with r.yaml.
tick_at() {
    SCRM_NOW=$1 case_ tick --rules r.yaml "${@:2}"
}

@test "a time rule fires once an episode: queue, priority, tags, owner, and an event that names it" {
    time_rules r.yaml \
        "{rule: waits, on: tick, when: \"age(waiting_since) > INTERVAL '2 hours' AND priority <> 'urgent'\", then: {queue: lead, priority: urgent, tags: [escalated], assign: dana}}"
    post n:1 08:00 ',"route":{"action":"engage","queue":"inbox","priority":"normal"}' | case_ apply > out
    same "$(tick_at 2026-01-05T09:59:00Z)" ''
    tick_at 2026-01-05T10:01:00Z > out
    same "$(jq -c '[.queue, .priority, .tags, .owner, .fired]' out)" '["lead","urgent",["escalated"],"dana",["waits"]]'
    same "$(tick_at 2026-01-05T10:02:00Z)" ''
    id=$(ids)
    same "$(case_ history "$id" --format ndjson | jq -c 'select(.kind == "rule").facts')" '{"rule":"waits","rules":"t1"}'
    has "$(case_ show "$id")" 'time rule waits'
    # a person may undo it, and it does not come again
    case_ move "$id" --priority low > out
    same "$(tick_at 2026-01-05T12:00:00Z)" ''
    # in the next episode it may
    case_ resolve "$id" > out
    post n:2 13:00 ',"in_reply_to":"n:1","route":{"action":"engage","queue":"inbox"}' | SCRM_NOW=2026-01-05T13:00:00Z case_ apply > out
    tick_at 2026-01-05T13:30:00Z > out
    run ! grep -q fired out
    tick_at 2026-01-05T15:30:00Z > out
    same "$(jq -c .fired out)" '["waits"]'
    run -0 case_ check
    case_ export > all
    scrm-case --ledger copy.db import all -q
    scrm-case --ledger copy.db export | cmp - all
    SCRM_NOW=2026-01-06T00:00:00Z scrm-case --ledger copy.db list > list
    SCRM_NOW=2026-01-06T00:00:00Z case_ list | cmp - list
}

@test "time rules wait for what they name: new, reply, reopen; one sees what the one before has done" {
    time_rules r.yaml \
        "{rule: greet, on: new, then: {tags: [first]}, when: 'TRUE'}" \
        "{rule: again, on: reply, then: {tags: [second]}, when: \"has(tags, 'first')\"}" \
        "{rule: back, on: reopen, then: {priority: high}, when: 'TRUE'}" \
        "{rule: both, on: tick, when: \"has(tags, 'second') AND rule('again')\", then: {tags: [third]}}"
    post n:1 08:00 ',"route":{"action":"engage"}' | case_ apply > out
    same "$(tick_at 2026-01-05T08:01:00Z | jq -c .fired)" '["greet"]'
    post n:2 08:10 ',"direction":"outbound","in_reply_to":"n:1"' | case_ apply > out
    same "$(tick_at 2026-01-05T08:11:00Z)" ''
    post n:3 08:20 ',"in_reply_to":"n:1","route":{"action":"engage"}' | case_ apply > out
    same "$(tick_at 2026-01-05T08:21:00Z | jq -c '[.fired, .tags]')" '[["greet","again","both"],["first","second","third"]]'
    case_ resolve "$(ids)" > out
    post n:4 12:00 ',"in_reply_to":"n:1","route":{"action":"engage"}' | case_ apply > out
    same "$(tick_at 2026-01-05T12:01:00Z | jq -c '[.fired, .priority]')" '[["back","both"],"high"]'
}

@test "a time rule looks at the state and how long it has been so, and may end a case" {
    time_rules r.yaml \
        "{rule: silent, on: tick, when: \"state = 'pending' AND age(state_since) >= INTERVAL '3 days'\", then: {resolve: true, tags: [no-answer]}}"
    { post n:1 08:00 ',"route":{"action":"engage"}' && post n:2 09:00 ',"direction":"outbound","in_reply_to":"n:1"'; } | case_ apply > out
    same "$(tick_at 2026-01-08T08:59:00Z)" ''
    same "$(tick_at 2026-01-08T09:00:00Z | jq -c '[.state, .tags]')" '["resolved",["no-answer"]]'
    same "$(tick_at 2026-01-09T09:00:00Z)" ''
}

@test "tick --explain says what each time rule saw; late and breached can be asked" {
    time_rules r.yaml \
        "{rule: late, on: tick, when: \"overdue AND has(breached, 'first_response')\", then: {priority: urgent}}" \
        "{rule: night, on: tick, when: 'hour() > 20', then: {tags: [night]}}"
    post n:1 08:00 ',"route":{"action":"engage","respond_by":"2026-01-05T09:00:00Z"}' | case_ apply > out
    tick_at 2026-01-05T08:10:00Z --explain > out
    same "$(jq -c '.why[0] | [.rule, .hit, .part, .saw["case.overdue"]]' out)" '["late",false,"case.overdue",false]'
    same "$(tick_at 2026-01-05T09:10:00Z --explain | jq -c '[.priority, .why[0].hit, .why[1].hit]')" '["urgent",true,false]'
}

@test "what is wrong with a time rule is told where it stands" {
    three | case_ apply > out
    time_rules r.yaml "{rule: a, on: tick, when: 'score.spam > 0.5'}"
    run -78 --separate-stderr tick_at 2026-01-05T09:00:00Z
    has "$stderr" "r.yaml:5:32: a: no case has the field 'score.spam'"
    time_rules r.yaml "{rule: a, on: tick, when: 'TRUE', then: {respond_within: 3h}}"
    run -78 --separate-stderr tick_at 2026-01-05T09:00:00Z
    has "$stderr" 'a time rule may say queue, priority, assign, tags and resolve'
    time_rules r.yaml "{rule: a, on: tick, when: stat = 'open'}"
    run -78 --separate-stderr tick_at 2026-01-05T09:00:00Z
    has "$stderr" 'did you mean'
    run -78 --separate-stderr scrm-route --rules r.yaml --check
    printf 'scrm_rules: 1\nrules:\n  - {rule: a, when: "TRUE", then: {resolve: true}}\n' > r.yaml
    run -78 --separate-stderr scrm-route --rules r.yaml --check
    has "$stderr" 'only time rules end a case'
    time_rules r.yaml "{rule: a, on: tick, when: \"state = 'open' AND state = 'new'\"}" "{rule: b, on: new, when: overdue}"
    run -0 --separate-stderr scrm-route --rules r.yaml --check
    has "$output" 'rule a can never fire'
    has "$output" ', 2 time rules'
}

@test "a clock that went backwards turns nothing around" {
    three | case_ apply > out
    id=$(ids | tail -1)
    case_ resolve "$id" > out
    SCRM_NOW=2026-01-01T00:00:00Z case_ reopen "$id" | jq -c '[.state, .reopens]' > got
    same "$(cat got)" '["open",1]'
    SCRM_NOW=2026-01-01T00:00:00Z case_ note "$id" --text 'from the past' > out
    SCRM_NOW=2025-12-31T00:00:00Z case_ tick > out
    post n:9 06:00 ',"in_reply_to":"n:1","route":{"action":"engage"}' | SCRM_NOW=2025-12-31T00:00:00Z case_ apply > out
    same "$(case_ show "$id" --format ndjson | jq -r 'select(.kind != "post").kind // empty' | tr '\n' ' ')" 'resolve reopen note '
    run -0 case_ check
    case_ export > all
    scrm-case --ledger copy.db import all -q
    scrm-case --ledger copy.db list | cmp - <(case_ list)
}
