#!/usr/bin/env bats
# What a house decides about its cases (cases.yaml, calendars): the ledger keeps it, the
# report and a replay go by it, and a change counts for all cases.

load helper

setup() {
    fresh_folder
    needs_command scrm-case
    export SCRM_NOW=2026-01-12T12:00:00Z
    printf 'scrm_calendar: 1\nname: office\nhours: {mon-fri: 09:00-17:00}\n' > office.yaml
}

case_() {
    scrm-case --ledger cases.db "$@"
}

# post ID TIME [MEMBERS]: one post of a thread that is named after n:1.
post() {
    printf '{"schema":"scrm.post/1","id":"%s","type":"post","network":"n","source":"n","native_id":"1","rev":"1","conversation":"n:1","created_at":"2026-01-%s:00Z","author_id":"u","text":"words of %s"%s}\n' \
        "$1" "$2" "$1" "${3-,\"route\":{\"action\":\"engage\"\}}"
}

# One case that must be resolved by Monday evening, answered on Friday afternoon; the
# customer writes again on Monday morning.
weekend() {
    post n:1 09T16:00 "${1-,\"route\":{\"action\":\"engage\",\"resolve_by\":\"2026-01-12T16:00:00Z\",\"calendar\":\"office\"\}}"
    post n:2 09T16:30 ',"direction":"outbound"'
    post n:3 12T10:00
}

# A desk with one file of posts to listen to, which promises eight hours.
desk() {
    scrm init -q desk
    mkdir desk/in
    printf 'scrm_desk: 1\nname: d\nsources: [{name: posts, fetch: in/posts.ndjson}]\n' > desk/desk.yaml
    printf 'scrm_rules: 1\nrules: []\ndefault: {action: engage, function: service, queue: q, priority: normal, resolve_within: 8h}\n' > desk/rules.yaml
}

due() {
    case_ list --state all | jq -r .resolve_by
}

@test "a pause counts in the business time in which the promise was made" {
    weekend | case_ apply --calendar office.yaml > out
    same "$(due)" 2026-01-13T09:30:00Z
    run -0 case_ check
    # The calendar stays in the ledger; what stood in it once is not asked for again.
    rm office.yaml
    case_ resolve "$(case_ list | jq -r .id)" > out
    same "$(jq -r .resolve_by out)" 2026-01-13T09:30:00Z
    run -0 case_ check
}

@test "without the calendar it counts on the wall, until the ledger is told" {
    weekend | case_ apply > out
    same "$(due)" 2026-01-15T09:30:00Z
    run -0 --separate-stderr case_ tick -v --calendar office.yaml
    same "$(due)" 2026-01-13T09:30:00Z
    has "$stderr" 'all cases were reckoned anew'
    run -0 --separate-stderr case_ tick -v --calendar office.yaml
    same "$(grep -c anew <<< "$stderr")" 0
    run -0 case_ check
}

@test "scrm-route says in whose business time it promised, and nothing where it was the wall" {
    printf 'scrm_rules: 1\nrules:\n  - {rule: a, when: "has(text, '"'now'"')", then: {resolve_within: 1h, calendar: wall}}\ndefault: {action: engage, function: service, queue: q, priority: normal, resolve_within: 1h}\n' > rules.yaml
    { post n:1 09T16:30 ''; post n:4 09T16:30 '' | sed 's/words/now/'; } |
        scrm-route --rules rules.yaml --calendar office.yaml > routed
    same "$(jq -c '[.route.calendar, .route.resolve_by]' routed | xargs)" \
        '[office,2026-01-12T09:30:00Z] [null,2026-01-09T17:30:00Z]'
}

@test "the states that pause and the window are what cases.yaml says" {
    weekend | case_ apply > out
    printf 'scrm_cases: 1\npause: []\n' > cases.yaml
    case_ tick --settings cases.yaml > out
    same "$(due)" 2026-01-12T16:00:00Z
    case_ resolve "$(case_ list | jq -r .id)" > out
    post n:4 12T13:00 | SCRM_NOW=2026-01-12T13:00:00Z case_ apply > out
    same "$(case_ list --state all | jq -c '[.post, .episodes]' | xargs)" '[n:1,2]'
    # A smaller window makes two cases of the one, a larger one gives the one back.
    printf 'scrm_cases: 1\nreopen_within: 59m\n' > cases.yaml
    case_ tick --settings cases.yaml --now 2026-01-12T13:00:00Z > out
    same "$(case_ list --state all --now 2026-01-12T13:00:00Z | jq -c '[.post, .episodes, .state]' | xargs)" \
        '[n:4,1,new] [n:1,1,closed]'
    run -0 case_ check
    printf 'scrm_cases: 1\n' > cases.yaml
    case_ tick --settings cases.yaml > out
    same "$(case_ list --state all | jq -c '[.post, .episodes]' | xargs)" '[n:1,2]'
    run -0 case_ check
}

@test "settings go with an export, and come back byte for byte" {
    printf 'scrm_cases: 1\npause: [snoozed]\nreopen_within: 2d\n' > cases.yaml
    weekend | case_ apply --settings cases.yaml --calendar office.yaml > out
    case_ export > all
    same "$(jq -r 'select(.schema == "scrm.setting/1") | .name' all | xargs)" 'calendar:office pause reopen_within'
    scrm-case --ledger copy.db import -q all
    scrm-case --ledger copy.db export | cmp - all
    scrm-case --ledger copy.db list | cmp - <(case_ list)
    run -0 scrm-case --ledger copy.db check
}

@test "a report from the posts and one from the ledger agree under the same settings" {
    printf 'scrm_cases: 1\nreopen_within: 0s\npause: [new]\n' > cases.yaml
    weekend > in
    case_ apply --settings cases.yaml --calendar office.yaml < in > out
    # Without time in between nothing can be resolved: the same by construction but for the
    # calendar, so look at what both say of it.
    scrm-report --format json --settings cases.yaml --calendar office.yaml in | jq '[.cases, .clocks, .now]' > posts
    scrm-report --format json --ledger cases.db --calendar office.yaml in | jq '[.cases, .clocks, .now]' > ledger
    same "$(cat posts)" "$(cat ledger)"
    run -64 --separate-stderr scrm-report --ledger cases.db --settings cases.yaml in
    has "$stderr" 'the ledger goes by its own'
}

@test "what is wrong with cases.yaml is told where it stands, and nothing is applied" {
    try() {
        printf '%b' "$1" > cases.yaml
        weekend > in
        run -78 --separate-stderr case_ apply --settings cases.yaml in
        has "$stderr" "$2"
        same "$(case_ list --state all)" ''
    }
    try '' 'no settings of cases'
    try 'pause: [pending]\n' 'begin the file with "scrm_cases: 1"'
    try 'scrm_cases: 1\npause: [pendig]\n' 'did you mean pending?'
    try 'scrm_cases: 1\npause: [resolved]\n' 'cases.yaml:2:9: pause: expected new, open, pending or snoozed'
    try 'scrm_cases: 1\nreopen_within: soon\n' 'cases.yaml:2:16'
    try 'scrm_cases: 1\nreopen_within: 99999d\n' 'up to ten years'
    try 'scrm_cases: 1\nreopen: 7d\n' "reopen"
    run -66 case_ apply --settings nowhere.yaml in
}

@test "a desk's cases.yaml holds in its runs; without it, what is shipped" {
    desk
    printf 'scrm_calendar: 1\nname: office\nhours: {mon-fri: 09:00-17:00}\n' > desk/calendar.yaml
    weekend '' > desk/in/posts.ndjson
    printf 'scrm_cases: 1\npause: [snoozed]\n' > desk/cases.yaml
    scrm run -q desk
    in_desk() { scrm-case --ledger desk/var/ledger.db list --state all | jq -r .resolve_by; }
    same "$(in_desk)" 2026-01-12T16:00:00Z
    rm desk/cases.yaml
    scrm run -q desk
    same "$(in_desk)" 2026-01-13T09:30:00Z
    run -0 scrm-case --ledger desk/var/ledger.db check
}

@test "a replay goes by cases.yaml as the day did" {
    desk
    printf 'time_rules:\n  - {rule: done, on: tick, when: "state = '"'pending'"'", then: {resolve: true}}\n' >> desk/rules.yaml
    printf 'scrm_cases: 1\nreopen_within: 30m\n' > desk/cases.yaml
    { post n:1 12T10:00 ''; post n:2 12T11:00 ',"direction":"outbound"'; } > desk/in/posts.ndjson
    scrm run -q desk
    post n:3 12T12:45 '' >> desk/in/posts.ndjson
    SCRM_NOW=2026-01-12T13:00:00Z scrm run -q desk
    same "$(SCRM_NOW=2026-01-12T13:00:00Z scrm-case --ledger desk/var/ledger.db list --state all | jq -c '[.post, .state, .episodes]' | xargs)" \
        '[n:3,new,1] [n:1,closed,1]'
    scrm run -q desk --replay 2026-01-12
    diff -r desk/var/posts desk/var/replay/2026-01-12/posts
}

@test "a setting that nobody can read is told with its ledger, and nothing is done" {
    needs sqlite3
    weekend | case_ apply > out
    sqlite3 cases.db "INSERT INTO setting VALUES('pause', 'lunch')"
    run -65 --separate-stderr case_ tick
    has "$stderr" 'cases.db: the setting pause cannot be read'
    run -65 case_ check
    sqlite3 cases.db "DELETE FROM setting"
    run -0 case_ check
}
