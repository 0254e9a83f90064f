#!/usr/bin/env bats
# What people do to cases with scrm-case: assign, note, reply, tag, snooze, move, merge,
# and taking it back.

# shellcheck disable=SC2154 # stderr is set by run

load helper
load cases

@test "on a terminal what was done shows as a table, elsewhere as lines" {
    needs script
    post n:1 09:30 ',"route":{"action":"engage"}' | case_ apply > out
    run -0 on_terminal "NO_COLOR=1 scrm-case --ledger $L assign $(ids) --to ada"
    has "$output" '1 case'
    lacks "$output" '{'
    same "$(case_ assign "$(ids)" --to ben | jq -r .owner)" ben
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

@test "without \$USER the account's name stands for who did it" {
    three | case_ apply > out
    env -u USER scrm-case --ledger "$L" resolve "$(ids | head -1)" > out
    has "$(case_ history "$(ids | tail -1)")" "resolve by $(id -un)"
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
