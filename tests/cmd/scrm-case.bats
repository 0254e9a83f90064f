#!/usr/bin/env bats
# scrm-case at the prompt: what is listed and shown, in which order, by which filters,
# and which posts make which cases.

# shellcheck disable=SC2154 # stderr is set by run

load helper
load cases

@test "of one priority the longest waiting stands first; the list marks what is late, and counts" {
    three | case_ apply > out
    same "$(case_ list | jq -r '[.post, .state, .overdue // false] | @csv' | tr -d '"')" \
        $'n:2,new,false\nn:1,new,true'
    run -0 --separate-stderr case_ list --format table
    has "$output" 'Case      State  Waiting  Due       Priority  Queue'
    has "$output" 'new    3 h      late 1 h  normal    billing         Ann Bo    words of n:1'
    has "$output" '2 cases, 1 overdue'
    run -0 case_ list --format csv --queue billing
    has "${lines[0]}" 'id,state,overdue,at_risk,priority,queue,'
    has "${lines[1]}" ',new,true,,normal,billing,'
    same "${#lines[@]}" 2
}

@test "on a terminal the list is a table and apply says a count" {
    needs script
    three > in
    run -0 on_terminal "scrm-case --ledger $L apply in"
    has "$output" 'scrm-case: 3 posts applied, 0 known already; 2 more cases'
    lacks "$output" '"schema"'
    run -0 on_terminal "NO_COLOR=1 scrm-case --ledger $L list"
    has "$output" 'Waiting'
    lacks "$output" $'\e['
}

@test "strangers' control characters are shown, and formulas are defused" {
    post n:1 09:00 ',"title":"\u001b[31mred\u202e","route":{"action":"engage"}' |
        sed 's/words of n:1/=cmd()|\\u001b[2J/' | case_ apply > out
    run -0 case_ list --format table
    lacks "$output" $'\e'
    has "$output" '\x1b[2J'
    run -0 case_ show "$(ids)"
    lacks "$output" $'\e'
    run -0 case_ list --format csv
    has "$output" "'=cmd()|"
}

@test "filters, a condition, and one that is wrong" {
    three | case_ apply > out
    case_ assign --to kim --by boss "$(ids | tail -n 1)" > out
    same "$(case_ list --owner kim | jq -r .post)" n:1
    same "$(case_ list --owner none | jq -r .post)" n:2
    same "$(case_ list --queue inbox | jq -r .post)" n:2
    same "$(case_ list --overdue | jq -r .post)" n:1
    same "$(case_ list --limit 1 | jq -r .post)" n:2
    same "$(case_ list --where "has(text, 'words') AND priority = 'normal' AND queue = 'billing'" | jq -r .post)" n:1
    run -78 --separate-stderr case_ list --where "queu = 'x'"
    has "$stderr" 'unknown field queu'
    has "$stderr" 'did you mean queue?'
    run -64 --separate-stderr case_ list --state waiting
}

@test "an answer stops the clock, a bot's does not, a late reply opens a new case" {
    post n:1 09:00 | case_ apply > out
    post b:1 09:10 ',"in_reply_to":"n:1","direction":"outbound","author_type":"bot"' | case_ apply > out
    same "$(case_ list | jq -r .state)" new
    post o:1 09:30 ',"in_reply_to":"n:1","direction":"outbound"' | case_ apply > out
    same "$(case_ list | jq -r '.state, .waiting_since // "nobody"')" $'pending\nnobody'
    case_ resolve "$(ids)" > out
    post n:2 10:00 "$(engage billing),\"in_reply_to\":\"n:1\"" | sed 's/2026-01-05T10/2026-01-20T10/' |
        SCRM_NOW=2026-01-20T11:00:00Z scrm-case --ledger "$L" apply > out
    same "$(SCRM_NOW=2026-01-20T11:00:00Z scrm-case --ledger "$L" list --state all | jq -r .state)" $'new\nclosed'
    same "$(case_ list | jq -r .previous)" "$(jq -r .case.id < <(post n:1 09:00 | scrm-case --ledger "$L" apply))"
}

@test "the order in which posts come changes no case" {
    {
        three
        post r:2 09:30 "$(engage inbox),\"in_reply_to\":\"n:1\""
        post o:1 09:40 ',"in_reply_to":"r:2","direction":"outbound"'
        post r:3 09:50 "$(engage inbox),\"in_reply_to\":\"o:1\""
    } > in
    case_ -o /dev/null apply in
    case_ list > want
    for seed in 1 2 3 4 5; do
        shuf --random-source=<(yes $seed) in > shuffled
        rm -f mixed.db*
        while read -r line; do
            scrm-case --ledger mixed.db -o /dev/null apply <<< "$line"
        done < shuffled
        scrm-case --ledger mixed.db list | cmp - want
    done
}

@test "a condition over fields that no case has is refused with a hint" {
    three | case_ apply > out
    run -78 --separate-stderr case_ list --where "score.sentiment < 0"
    has "$stderr" "no case has the field 'score.sentiment'"
    run -78 --separate-stderr case_ list --where "author_handel = 'x' AND queue = 'q'"
    has "$stderr" "did you mean author_handle?"
    run -0 --separate-stderr case_ list --where "queue = 'billing' AND contains(text, 'score.sentiment') IS NOT NULL"
    same "$(jq -r .post <<< "$output")" n:1
}

@test "the table keeps to the width of the screen" {
    needs script
    post n:1 09:00 ',"author_name":"Somebody with quite a long name","title":"t","route":{"action":"engage","queue":"a-long-queue-name","priority":"urgent","respond_by":"2026-01-05T11:00:00Z"}' |
        sed 's/"author_name":"Ann Bo",//; s/words of n:1/a long story about a parcel that went to three countries and came back/' |
        case_ apply > out
    case_ assign "$(ids)" --to a-long-owner-name > out
    for COLUMNS_WANTED in 60 80 100 132; do
        on_terminal "NO_COLOR=1 scrm-case --ledger $L list" | tr -d '\r' > screen
        has "$(head -1 screen)" 'Says'
        [ "$(wc -L < screen)" -le "$COLUMNS_WANTED" ]
    done
}

@test "in a desk's folder the desk's ledger is used; elsewhere a hint says how" {
    run -66 --separate-stderr scrm-case list
    has "$stderr" 'say --desk DIR or --ledger FILE'
    mkdir -p desk/var && echo 'name: x' > desk/desk.yaml
    three | scrm-case --ledger desk/var/ledger.db apply > out
    cd desk
    same "$(scrm-case list | wc -l)" 2
    cd .. && same "$(SCRM_DESK=desk scrm-case list | wc -l)" 2
}

@test "help of a verb offers no option without effect" {
    run -0 scrm-case list --help
    lacks "$output" '--jobs'
    lacks "$output" '--seal'
    run -0 scrm-case apply --help
    has "$output" '--seal'
    run -64 --separate-stderr case_ resolve --seal C-1
}

@test "the most urgent stand first, of equals the longest waiting; the report agrees" {
    by_priority > in
    case_ apply < in > out
    same "$(case_ list | jq -r .post | xargs)" 'n:4 n:5 n:3 n:1 n:2'
    same "$(scrm-report --format json in | jq -r '.cases[].text' | cut -c10- | xargs)" 'n:4 n:5 n:3 n:1 n:2'
    run -0 case_ check
}

@test "a post of an unknown thread opens a case, and joins when the rest comes" {
    post n:2 09:00 ',"in_reply_to":"n:1","route":{"action":"engage"}' | case_ apply > out
    same "$(case_ list | jq -r .post)" n:2
    id=$(ids)
    post n:1 08:00 ',"route":{"action":"engage"}' | case_ apply > out
    same "$(case_ list --state all | jq -c '[.post, .posts]')" '["n:1",2]'
    # the former id still finds it
    same "$(case_ show "$id" --format ndjson | jq -r 'select(.kind == "post").id' | xargs)" 'n:1 n:2'
    run -0 case_ check
}
