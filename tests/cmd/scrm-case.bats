#!/usr/bin/env bats
# scrm-case as a shell sees it: posts in, cases listed, shown, acted upon; what
# comes of bad input, of two runs at once, of a full disk and of kill -9.

load helper

setup() {
    fresh_folder
    needs_command scrm-case
    export SCRM_NOW=2026-01-05T12:00:00Z
    L=cases.db
}

case_() {
    scrm-case --ledger "$L" "$@"
}

# post ID TIME [MEMBERS]: one routed post, by default one to engage with.
post() {
    printf '{"schema":"scrm.post/1","id":"%s","type":"post","network":"n","source":"n","native_id":"1","rev":"1","created_at":"2026-01-05T%s:00Z","author_id":"u-%s","author_name":"Ann Bo","text":"words of %s"%s}\n' \
        "$1" "$2" "$1" "$1" "${3-,\"route\":{\"action\":\"engage\",\"queue\":\"billing\",\"priority\":\"normal\",\"respond_by\":\"2026-01-05T11:00:00Z\",\"tags\":[\"a\"]\}}"
}

engage() {
    printf ',"route":{"action":"engage","queue":"%s"}' "$1"
}

# Three posts, two cases: n:2 waits longer than n:1.
three() {
    post n:1 09:00
    post n:2 08:00 "$(engage inbox)"
    post n:3 07:00 ',"route":{"action":"listen"}'
}

ids() {
    case_ list --state all "$@" | jq -r .id
}

@test "posts go in, and on with their case; a second time changes nothing" {
    three > in
    run -0 --separate-stderr bash -c "scrm-case --ledger $L apply < in"
    same "$stderr" ''
    same "$(jq -r '.case.role' <<< "$output" | tr '\n' ' ')" 'in in aside '
    same "$(jq -c 'del(.case)' <<< "$output")" "$(jq -c . in)"
    case_ list > before
    case_ apply in > again
    same "$(cat again)" "$output"
    case_ list | cmp - before
    run -0 --separate-stderr case_ check
    same "$output" 'sound: 6 posts in = 3 new + 3 known; 2 cases as their events say'
}

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

@test "on a terminal what was done shows as a table, elsewhere as lines" {
    needs script
    post n:1 09:30 ',"route":{"action":"engage"}' | case_ apply > out
    run -0 on_terminal "NO_COLOR=1 scrm-case --ledger $L assign $(ids) --to ada"
    has "$output" '1 case'
    lacks "$output" '{'
    same "$(case_ assign "$(ids)" --to ben | jq -r .owner)" ben
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

@test "assign, note, resolve and reopen, and what is so already" {
    three | case_ apply > out
    id=$(ids | tail -n 1)
    same "$(case_ assign --to kim --by boss "$id" | jq -r .owner)" kim
    same "$(echo 'called her' | case_ note --by kim "$id" | jq -r .state)" open
    same "$(case_ resolve --by kim "$id" | jq -r .state)" resolved
    run -0 --separate-stderr case_ resolve --by kim "$id"
    same "$stderr" 'scrm-case: warning: 1 of 1 cases were so already'
    same "$(ids --queue billing --state resolved)" "$id"
    same "$(case_ reopen "$id" --by kim | jq -r '.state, .reopens')" $'open\n1'
    run -0 case_ show "$id"
    has "$output" 'assigned to kim by boss'
    has "$output" 'noted by kim'
    has "$output" '    called her'
    run -0 case_ history "$id"
    same "$(sed 's/^[^ ]*  //; s/, written.*//' <<< "$output")" \
        $'#1  post inbound\n#4  assign by boss {"owner":"kim"}\n#5  note by kim\n#6  resolve by kim\n#7  reopen by kim'
    run -64 --separate-stderr case_ assign "$id"
    has "$stderr" 'Say --to NAME'
    run -64 --separate-stderr case_ note --text ' ' "$id"
}

@test "the beginning of an id is enough; a wrong one is 66 and changes none of several" {
    three | case_ apply > out
    id=$(ids | tail -n 1)
    run -0 case_ show "$(tr '[:upper:]' '[:lower:]' <<< "${id:0:7}")"
    has "$output" "$id"
    wrong=${id:0:13}$([ "${id:13}" = 0 ] && echo 1 || echo 0)
    run -66 --separate-stderr case_ resolve "$id" "$wrong"
    has "$stderr" "scrm-case: no case $wrong"
    has "$stderr" "did you mean $id?"
    same "$(ids --state resolved)" ''
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

@test "a stream with a seal goes on sealed, one without is refused and nothing is applied" {
    three > in
    scrm-case --ledger other.db apply --seal < in > sealed
    has "$(tail -n 1 sealed)" '"stage":"scrm-case"'
    run -0 --separate-stderr bash -c "scrm-case --ledger $L --sealed -o out apply < sealed"
    same "$(tail -n 1 out | jq -c '[.stages[].in]')" '[3,3]'
    rm -f "$L"*
    run -65 --separate-stderr bash -c "scrm-case --ledger $L --sealed -o cut apply < in"
    [ ! -e cut ]
    same "$(case_ list)" ''
}

@test "a bad line is told with its place, and costs one reject" {
    {
        post n:1 09:00
        echo '{"id":7}'
        post n:2 08:00
    } > in
    run -65 --separate-stderr case_ apply in
    has "$stderr" 'scrm-case: in:2: id: expected string, got number'
    same "$(case_ list)" ''
    run -0 --separate-stderr case_ --on-error=reject=bad apply in
    has "$stderr" '1 bad line was written to bad'
    same "$(ids | wc -l)" 2
    run -65 case_ apply <<< '{"text":"nobody knows me"}'
    has "$output" 'id: missing'
}

@test "export and import rebuild the same ledger byte for byte" {
    three | case_ apply > out
    case_ assign --to kim --by boss "$(ids | tail -n 1)" > out
    case_ note --text 'a note' --by kim "$(ids | tail -n 1)" > out
    case_ export > one.ndjson
    run -0 --separate-stderr scrm-case --ledger copy.db import one.ndjson
    same "$stderr" 'scrm-case: 5 events imported'
    scrm-case --ledger copy.db export | cmp - one.ndjson
    same "$(scrm-case --ledger copy.db list)" "$(case_ list)"
    run -65 --separate-stderr scrm-case --ledger copy.db import one.ndjson
    has "$stderr" 'holds events already'
    head -n 4 one.ndjson > cut.ndjson
    run -65 --separate-stderr scrm-case --ledger third.db import cut.ndjson
    has "$stderr" 'cut short'
}

@test "forgetting a person leaves no byte, keeps counts, and is told" {
    post n:1 09:00 | sed 's/Ann Bo/Xandra Quirk/; s/"u-n:1"/"u-xandra"/; s/words of n:1/my own secret words/' > in
    post n:2 08:00 "$(engage inbox)" | sed 's/words of n:2/I know Xandra Quirk well/' >> in
    mkdir -p spool/n
    case_ apply in > spool/n/1.ndjson
    case_ list | jq -c '[.state, .ins]' > before
    run -0 --separate-stderr case_ erase --author u-xandra --spool spool --by dpo
    same "$(jq -c '[.posts, .masked, .lines, .residue]' <<< "$output")" '[1,1,2,0]'
    same "$(case_ list | jq -c '[.state, .ins]')" "$(cat before)"
    case_ export > all.ndjson
    same "$(grep -lE 'Xandra|xandra|secret' cases.db* spool/n/* all.ndjson || true)" ''
    same "$(wc -l < spool/n/1.ndjson)" 2
    case_ apply in > /dev/null
    case_ apply spool/n/1.ndjson > /dev/null
    same "$(case_ list | grep -c Xandra || true)" 0
    run -0 case_ check
    case_ export > before
    run -1 --separate-stderr case_ erase --author nobody-at-all --spool spool
    same "$stderr" 'scrm-case: warning: nobody is known as nobody-at-all: nothing was changed'
    case_ export | cmp - before
}

@test "no ledger, no database, another database, a newer one, a damaged one" {
    run -66 --separate-stderr case_ list
    same "$stderr" 'scrm-case: cases.db: there is no such ledger'
    seq 2000 > text.db
    run -65 --separate-stderr scrm-case --ledger text.db list
    has "$stderr" 'text.db: not a database file'
    needs sqlite3
    sqlite3 other.db 'create table t(x)'
    run -65 --separate-stderr scrm-case --ledger other.db apply /dev/null
    has "$stderr" 'is a database, but no ledger of scrm'
    three | case_ apply > out
    cp "$L" newer.db
    sqlite3 newer.db 'pragma user_version = 99'
    run -65 --separate-stderr scrm-case --ledger newer.db list
    has "$stderr" 'has format 99, written by a newer scrm'
    posts 2000 | case_ apply > out
    dd if=/dev/zero of="$L" bs=4096 seek=3 count=40 conv=notrunc 2> /dev/null
    run case_ check
    [ "$status" -eq 65 ] || [ "$status" -eq 1 ]
}

@test "a ledger that another holds is 75, one that may not be written 77" {
    needs sqlite3 flock
    three | case_ apply > out
    chmod 400 "$L"
    [ "$(id -u)" -eq 0 ] || run -77 --separate-stderr case_ resolve "$(ids | head -n 1)"
    run -66 scrm-case --ledger nowhere/cases.db apply /dev/null
}

@test "output into a full device ends with 74" {
    three > in
    run -74 bash -c "scrm-case --ledger $L apply in > /dev/full"
    run -74 bash -c "scrm-case --ledger $L list > /dev/full"
    run -74 bash -c "scrm-case --ledger $L export > /dev/full"
}

@test "a full disk ends with 74, leaves a sound ledger, and the next run completes" {
    unshare -m true 2> /dev/null || skip "no right to mount"
    mkdir disk
    posts 20000 > in
    # In a namespace of its own, so that the mount ends with it, whatever happens.
    run -0 --separate-stderr unshare -m bash -c 'mount -t tmpfs -o size=1m tmpfs disk || exit 1
        scrm-case --ledger disk/cases.db -o /dev/null apply in
        [ $? -eq 74 ] || exit 2
        scrm-case --ledger disk/cases.db check > check || exit 3
        mount -o remount,size=200m disk
        scrm-case --ledger disk/cases.db -o /dev/null apply in || exit 4
        scrm-case --ledger disk/cases.db check'
    has "$output" '20000 new'
}

@test "two runs at once: nothing fails, nothing is doubled" {
    posts 3000 > in
    for _ in 1 2 3 4; do
        scrm-case --ledger "$L" -o /dev/null apply in &
    done
    wait
    run -0 --separate-stderr case_ check
    same "$output" 'sound: 12000 posts in = 3000 new + 9000 known; 3000 cases as their events say'
}

@test "killed at any moment, the ledger is sound and the next run completes" {
    posts 30000 > in
    for pause in 0.05 0.1 0.2 0.3 0.5; do
        scrm-case --ledger "$L" -o /dev/null apply in &
        pid=$!
        sleep $pause
        kill -9 $pid 2> /dev/null || true
        wait $pid 2> /dev/null || true
        [ ! -e "$L" ] || scrm-case --ledger "$L" check > /dev/null || [ $? -eq 66 ] # not born yet
    done
    case_ -o /dev/null apply in
    run -0 --separate-stderr case_ check
    has "$output" '30000 new'
}

@test "posts that trickle in are kept before the pipe ends" {
    mkfifo pipe
    case_ apply < pipe > out &
    pid=$!
    exec 9> pipe
    post n:1 09:00 >&9
    for _ in $(seq 100); do
        [ ! -s out ] || break
        sleep 0.05
    done
    same "$(jq -r .case.role out)" in
    same "$(case_ list | jq -r .post)" n:1
    exec 9>&-
    wait $pid
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

@test "without \$USER the account's name stands for who did it" {
    three | case_ apply > out
    env -u USER scrm-case --ledger "$L" resolve "$(ids | head -1)" > out
    has "$(case_ history "$(ids | tail -1)")" "resolve by $(id -un)"
}

@test "help of a verb offers no option without effect" {
    run -0 scrm-case list --help
    lacks "$output" '--jobs'
    lacks "$output" '--seal'
    run -0 scrm-case apply --help
    has "$output" '--seal'
    run -64 --separate-stderr case_ resolve --seal C-1
}

@test "reply, tag, snooze and spam, and taking them back" {
    three | case_ apply > out
    id=$(ids | tail -1)
    same "$(case_ reply "$id" --text 'We called you.' --by ann | jq -c '[.state, .waiting_since, .outs]')" '["pending",null,0]'
    has "$(case_ show "$id")" 'We called you.'
    same "$(case_ tag "$id" --tag b --tag c | jq -c .tags)" '["a","b","c"]'
    same "$(case_ tag "$id" --off --tag a --tag c | jq -c .tags)" '["b"]'
    run -0 --separate-stderr case_ tag "$id" --tag b
    has "$stderr" '1 of 1 cases were so already'
    same "$(case_ snooze "$id" --until 4h | jq -c '[.state, .snoozed_until]')" '["snoozed","2026-01-05T16:00:00Z"]'
    same "$(case_ list --state snoozed | wc -l)" 1
    same "$(SCRM_NOW=2026-01-05T16:00:01Z case_ list --state snoozed | wc -l)" 0
    run -64 --separate-stderr case_ snooze "$id" --until 2026-01-05T11:00:00Z
    has "$stderr" 'that time has passed'
    same "$(SCRM_NOW=2026-01-05T17:00:00Z case_ tick | jq -c '[.state, .snoozed_until]')" '["pending",null]'
    same "$(case_ spam "$id" | jq -r .state)" spam
    same "$(case_ list | wc -l)" 1
    same "$(case_ reopen "$id" | jq -r .state)" open
    run -0 case_ check
}

@test "move: a person's queue and priority count, are told, and survive an export" {
    three | case_ apply > out
    id=$(case_ list | jq -r 'select(.post == "n:1").id')
    run -0 --separate-stderr case_ move "$id" --queue delivery --priority low --by ann
    same "$(jq -r '.queue, .priority' <<< "$output")" $'delivery\nlow'
    run -0 --separate-stderr case_ move "$id" --queue delivery --priority low
    has "$stderr" '1 of 1 cases were so already'
    same "$(case_ list --queue delivery | jq -r .post)" n:1
    same "$(case_ history "$id" --format ndjson | jq -c 'select(.by) | [.kind, .by, .facts]')" \
        $'["queue","ann",{"queue":"delivery"}]\n["priority","ann",{"priority":"low"}]'
    run -0 case_ show "$id"
    has "$output" 'new, low, queue delivery, nobody'
    has "$output" 'moved to queue delivery by ann'
    has "$output" 'priority set to low by ann'
    run -64 --separate-stderr case_ move "$id"
    has "$stderr" 'Say --queue NAME, --priority PRIORITY or both'
    run -64 case_ move "$id" --priority huge
    run -66 case_ move C-ZZZZ --queue x
    case_ check
    case_ export > a
    scrm-case --ledger copy.db import a
    scrm-case --ledger copy.db export | cmp - a
}

@test "a customer's words end a snooze" {
    three | case_ apply > out
    id=$(ids | tail -1)
    case_ snooze "$id" --until 3d > out
    post n:9 12:30 ',"in_reply_to":"n:1","route":{"action":"engage"}' | case_ apply > out
    same "$(case_ list | jq -r 'select(.post == "n:1") | .state')" open
}

@test "the younger of two cases may name the merged one, by the beginning of its id" {
    { post n:1 09:30 ",\"route\":{\"action\":\"engage\"}"; post n:2 09:40 ",\"route\":{\"action\":\"engage\"}"; } | case_ apply > out
    mapfile -t both < <(case_ list | jq -r '[.opened_at, .id] | join(" ")' | sort | cut -d ' ' -f 2)
    [ "${#both[@]}" -eq 2 ]
    case_ merge "${both[1]:0:6}" "${both[0]:0:6}" "${both[1]:0:6}" > out
    same "$(jq -r .id out)" "${both[0]}"
    same "$(case_ list | wc -l)" 1
}

@test "merged and taken apart again, split and merged again: exactly as before" {
    { three; post n:4 09:30 ',"in_reply_to":"n:1","conversation":"n:1","route":{"action":"engage","queue":"x"}'
      post n:5 09:40 ',"in_reply_to":"n:4","conversation":"n:1","route":{"action":"engage","queue":"x"}'
      post n:6 09:50 ',"in_reply_to":"n:1","conversation":"n:1","direction":"outbound"'; } | case_ apply > out
    case_ list > before
    mapfile -t both < <(ids)
    case_ note "${both[1]}" --text 'stays with its case' > out
    case_ list > before
    same "$(case_ merge "${both[0]}" "${both[1]}" | jq -c '[.ins, .posts]')" '[4,5]'
    same "$(case_ list | wc -l)" 1
    run -0 case_ check
    has "$(case_ show "${both[1]}")" 'stays with its case'
    case_ split "${both[0]}" "${both[1]}" > out
    case_ list | diff - before
    case_ split "${both[1]}" n:4 > out
    same "$(jq -c '[.post, .ins, .posts]' out | tr '\n' ' ')" '["n:1",1,2] ["n:4",2,2] '
    run -0 case_ check
    # What answers it follows it, although it names the old conversation.
    post n:7 11:00 ',"in_reply_to":"n:5","conversation":"n:1","route":{"action":"engage"}' | case_ apply > out
    same "$(case_ list | jq -c 'select(.post == "n:4") | .posts')" 3
    same "$(case_ list | wc -l)" 3
    case_ export > all
    scrm-case --ledger copy.db import all -q
    scrm-case --ledger copy.db export | cmp - all
    scrm-case --ledger copy.db list | cmp - <(case_ list)
    part=$(case_ list | jq -r 'select(.post == "n:4") | .id')
    same "$(case_ merge "${both[1]}" "$part" | jq -c '[.ins, .posts]')" '[4,5]'
    case_ check
    run -64 --separate-stderr case_ split "${both[0]}"
    has "$stderr" 'nothing was merged into it'
    run -66 --separate-stderr case_ split "${both[0]}" n:77
    run -64 --separate-stderr case_ split "${both[1]}" n:1
    has "$stderr" 'is what the case began with'
}

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

# Five posts of four priorities, one not said; n:1 waits longest.
by_priority() {
    post n:1 06:00 "$(engage inbox)"
    post n:2 07:00 ',"route":{"action":"engage","priority":"low"}'
    post n:3 08:00 ',"route":{"action":"engage","priority":"high"}'
    post n:4 09:00 ',"route":{"action":"engage","priority":"urgent"}'
    post n:5 07:30 ',"route":{"action":"engage","priority":"high"}'
}

@test "the most urgent stand first, of equals the longest waiting; the report agrees" {
    by_priority > in
    case_ apply < in > out
    same "$(case_ list | jq -r .post | xargs)" 'n:4 n:5 n:3 n:1 n:2'
    same "$(scrm-report --format json in | jq -r '.cases[].text' | cut -c10- | xargs)" 'n:4 n:5 n:3 n:1 n:2'
    run -0 case_ check
}

@test "a ledger of the former format is brought forward, and stays what it was" {
    needs sqlite3
    by_priority | case_ apply > out
    case_ list > before
    # what the first format knew of a row
    sqlite3 "$L" "DROP INDEX event_assign; DROP TABLE stale; PRAGMA user_version = 1;
        UPDATE \"case\" SET since = waiting WHERE bucket = 0;
        UPDATE \"case\" SET members = replace(members, 'state_since', 'was_not')"
    case_ list | cmp - before
    same "$(sqlite3 "$L" 'PRAGMA user_version; SELECT count(*) FROM stale')" $'4\n0'
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

@test "an export with a torn last line is refused, and leaves no ledger behind" {
    three | case_ apply > out
    case_ export > all
    head -c -20 all > torn
    run -65 --separate-stderr scrm-case --ledger copy.db import torn
    has "$stderr" 'torn:'
    head -n -1 all > short
    run -65 --separate-stderr scrm-case --ledger copy.db import short
    # nothing of it is there: the whole one still fits
    scrm-case --ledger copy.db import -q all
    scrm-case --ledger copy.db export | cmp - all
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
