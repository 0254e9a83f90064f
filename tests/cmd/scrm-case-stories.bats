#!/usr/bin/env bats
# One story a test, from the first post to the last, with the clock in hand: how owners
# are found, how clocks run, what reopens, what is taken back.

load helper
load cases

# at TIME VERB ...: scrm-case at that time of the day.
at() {
    SCRM_NOW=2026-01-05T$1:00Z scrm-case --ledger "$L" "${@:2}"
}

# waits ID TIME ASSIGN [MORE]: a post that waits for an owner whom ASSIGN finds.
waits() {
    post "$1" "$2" ",\"route\":{\"action\":\"engage\",\"queue\":\"inbox\",\"assign\":\"$3\"}${4:-}"
}

# owners: who has which case, by the number of its post.
owners() {
    case_ list --state all | jq -r '"\(.post)=\(.owner // "-")"' | sort | xargs
}

agents() {
    printf '%s\n' "$@" > agents.csv
}

@test "round robin goes round the team, past who is away, and remembers where it stood" {
    agents name,team,available ann,T, bob,T, cy,U, dee,T,
    for i in 1 2 3 4; do waits n:$i 0$i:00 'round_robin(T)'; done | case_ apply > out
    at 05:00 tick --agents agents.csv > out
    same "$(owners)" 'n:1=ann n:2=bob n:3=dee n:4=ann'
    # bob goes home: the next is dee, and the one after that ann
    agents name,team,available ann,T, bob,T,no cy,U, dee,T,
    for i in 5 6; do waits n:$i 0$i:00 'round_robin(T)'; done | case_ apply > out
    at 07:00 tick --agents agents.csv > out
    same "$(owners)" 'n:1=ann n:2=bob n:3=dee n:4=ann n:5=dee n:6=ann'
    # bob is back where he stood, between the two
    agents name,team,available ann,T, bob,T, cy,U, dee,T,
    waits n:7 07:00 'round_robin(T)' | case_ apply > out
    at 08:00 tick --agents agents.csv > out
    same "$(owners | grep -o 'n:7=.*')" n:7=bob
    run -0 case_ check
}

@test "least loaded counts what is open: who is done gets the next one" {
    agents name ann bob
    for i in 1 2 3; do waits n:$i 0$i:00 least_loaded; done | case_ apply > out
    at 04:00 tick --agents agents.csv > out
    same "$(owners)" 'n:1=ann n:2=bob n:3=ann'
    at 05:00 resolve "$(case_ list --owner bob | jq -r .id)" > out
    for i in 4 5; do waits n:$i 0$i:00 least_loaded; done | case_ apply > out
    at 06:00 tick --agents agents.csv > out
    # bob has none, then one and so waits less than ann with two
    same "$(owners)" 'n:1=ann n:2=bob n:3=ann n:4=bob n:5=bob'
}

@test "longest idle looks at the clock alone, and capacity stops who is full" {
    agents name,capacity ann,1 bob, cy,
    for i in 1 2 3 4 5; do waits n:$i 0$i:00 longest_idle; done | case_ apply > out
    at 06:00 tick --agents agents.csv > out
    same "$(owners)" 'n:1=ann n:2=bob n:3=cy n:4=bob n:5=cy'
    # ann is idle longest, but full until her case is done
    at 07:00 resolve "$(case_ list --owner ann | jq -r .id)" > out
    waits n:6 07:00 longest_idle | case_ apply > out
    at 08:00 tick --agents agents.csv > out
    same "$(owners | grep -o 'n:6=.*')" n:6=ann
}

@test "a limit of new cases within a time lets go again as that time passes" {
    agents name,limit 'ann,2/1h' 'bob,1/4h'
    for i in 1 2 3 4; do waits n:$i 0$i:00 longest_idle; done | case_ apply > out
    run -0 --separate-stderr at 05:00 tick --agents agents.csv
    has "$stderr" '1 cases have no owner: nobody was free'
    same "$(owners)" 'n:1=ann n:2=bob n:3=ann n:4=-'
    # done or not: it is new cases that count
    at 05:10 resolve "$(case_ list | jq -r 'select(.post == "n:1").id')" > out
    at 05:59 tick --agents agents.csv > out
    same "$(owners | grep -o 'n:4=.*')" n:4=-
    at 06:00 tick --agents agents.csv > out
    same "$(owners | grep -o 'n:4=.*')" n:4=ann
    for wrong in 2 2/ /1h two/1h 2/soon 2/0s; do
        agents name,limit "ann,$wrong"
        run -78 --separate-stderr at 06:00 tick --agents agents.csv
        has "$stderr" 'agents.csv:2'
        has "$stderr" 'such as 10/8h'
    done
}

@test "sticky: the same person when a customer comes back, the least loaded when that one is gone" {
    agents name ann bob
    waits n:1 01:00 sticky | case_ apply > out
    at 02:00 tick --agents agents.csv > out
    same "$(owners)" n:1=ann
    at 02:10 resolve "$(ids)" > out
    # reopened: still hers
    waits n:2 03:00 sticky ',"in_reply_to":"n:1"' | case_ apply > out
    at 03:10 tick --agents agents.csv > out
    same "$(owners)" n:1=ann
    # eight days later: a new case, of the same person though bob has less to do
    at 04:00 resolve "$(ids)" > out
    waits n:5 04:30 least_loaded | case_ apply > out
    waits n:3 05:00 sticky ',"in_reply_to":"n:2"' | sed 's/2026-01-05T/2026-01-13T/' |
        SCRM_NOW=2026-01-13T05:00:00Z case_ apply > out
    SCRM_NOW=2026-01-13T06:00:00Z case_ tick --agents agents.csv > out
    same "$(owners)" 'n:1=ann n:3=ann n:5=bob'
    # without her the next one is anybody's
    agents name bob
    SCRM_NOW=2026-01-13T07:00:00Z case_ tick -q --agents agents.csv > out
    same "$(owners)" 'n:1=ann n:3=bob n:5=bob'
    run -0 case_ check
}

@test "skills: queue, function or a tag; nobody who can is nobody at all, and said" {
    agents name,skills 'ann,billing;vip' bob,returns
    post n:1 01:00 ',"route":{"action":"engage","queue":"billing","assign":"least_loaded"}' > in
    post n:2 02:00 ',"route":{"action":"engage","function":"returns","queue":"x","assign":"least_loaded"}' >> in
    post n:3 03:00 ',"route":{"action":"engage","queue":"x","tags":["vip"],"assign":"least_loaded"}' >> in
    post n:4 04:00 ',"route":{"action":"engage","queue":"x","assign":"least_loaded"}' >> in
    case_ apply in > out
    run -0 --separate-stderr at 05:00 tick --agents agents.csv
    has "$stderr" '1 cases have no owner: nobody was free'
    same "$(owners)" 'n:1=ann n:2=bob n:3=ann n:4=-'
    # a tag that a person puts on counts as well
    at 05:10 tag "$(case_ list --owner none | jq -r .id)" --tag returns > out
    at 05:20 tick --agents agents.csv > out
    same "$(owners)" 'n:1=ann n:2=bob n:3=ann n:4=bob'
}

@test "who leaves the table gives back what is open; what is done stays theirs; a person's word stands" {
    agents name ann bob
    for i in 1 2 3 4; do waits n:$i 0$i:00 round_robin; done | case_ apply > out
    at 05:00 tick --agents agents.csv > out
    same "$(owners)" 'n:1=ann n:2=bob n:3=ann n:4=bob'
    at 05:10 resolve "$(case_ list | jq -r 'select(.post == "n:1").id')" > out
    at 05:20 assign "$(case_ list | jq -r 'select(.post == "n:4").id')" --to ann > out
    # away is not gone
    agents name,available ann,no bob,
    same "$(at 05:30 tick --agents agents.csv)" ''
    agents name bob
    run -0 --separate-stderr at 06:00 tick --agents agents.csv
    has "$stderr" '2 cases were of owners who are no agents any more'
    same "$(owners)" 'n:1=ann n:2=bob n:3=bob n:4=bob'
    same "$(at 06:10 tick --agents agents.csv)" ''
    same "$(case_ history "$(case_ list | jq -r 'select(.post == "n:3").id')" --format ndjson |
        jq -c 'select(.kind == "assign") | [.at[11:16], .by, .facts.owner]' | xargs)" \
        '[05:00,scrm-case tick,ann] [06:00,scrm-case tick,] [06:00,scrm-case tick,bob]'
    run -0 case_ check
}

# promised ID TIME MEMBERS: one in the thread of n:1, to be answered within two hours and
# done within eight.
promised() {
    local hour=$((10#${2%%:*}))
    post "$1" "$2" "$(printf ',"in_reply_to":"n:1","route":{"action":"engage","respond_by":"2026-01-05T%02d:00:00Z","resolve_by":"2026-01-05T%02d:00:00Z"}' $((hour + 2)) $((hour + 8)))"
}

# told TIME: which clocks a tick warned of and found too late.
told() {
    at "$1" tick | jq -r '"warned \(.warned // [] | join(" ")); late \(.breached // [] | join(" "))"'
}

@test "clocks: warned in the last quarter, late after the moment itself, each once an episode" {
    promised n:1 08:00 | case_ apply > out
    same "$(told 09:29)" ''
    same "$(told 09:30)" 'warned first_response; late '
    same "$(told 10:00)" ''
    # on the dot is in time
    same "$(SCRM_NOW=2026-01-05T10:00:00.001Z case_ tick | jq -c .breached)" '["first_response"]'
    same "$(told 10:30)" ''
    # answered too late: the clock is not turned back, nothing more is told of it
    post n:2 10:40 ',"direction":"outbound","in_reply_to":"n:1"' | case_ apply > out
    same "$(case_ list | jq -c '[.state, .paused, .respond_by, .breached]')" '["pending",true,null,["first_response"]]'
    same "$(told 11:00)" ''
    # the customer again: another clock, with a warning of its own; half an hour of the
    # resolution's had stood still
    promised n:3 11:10 | case_ apply > out
    same "$(case_ list | jq -c '[.state, .resolve_by]')" '["open","2026-01-05T16:30:00Z"]'
    same "$(told 12:40)" 'warned first_response next_response; late first_response'
    # solved in time, and reopened: all clocks begin anew
    post n:4 12:50 ',"direction":"outbound","in_reply_to":"n:1"' | case_ apply > out
    at 12:55 resolve "$(ids)" > out
    same "$(told 20:00)" ''
    promised n:5 13:00 | case_ apply > out
    same "$(case_ list | jq -c '[.episodes, .warned, .breached, .respond_by, .resolve_by]')" \
        '[2,null,null,"2026-01-05T15:00:00Z","2026-01-05T21:00:00Z"]'
    same "$(told 15:01)" 'warned ; late first_response'
    same "$(told 19:00)" 'warned resolution; late first_response'
    same "$(told 21:01)" 'warned resolution; late first_response resolution'
    run -0 case_ check
}

@test "a snooze pauses the resolution, not the customer's wait; it ends by itself" {
    promised n:1 08:00 | case_ apply > out
    at 08:30 snooze "$(ids)" --until 2026-01-05T12:30:00Z > out
    same "$(told 10:01)" 'warned ; late first_response'
    same "$(case_ list | jq -c '[.state, .paused]')" '["snoozed",true]'
    at 12:30 tick > out
    same "$(jq -c '[.state, .paused, .resolve_by]' out)" '["open",null,"2026-01-05T20:00:00Z"]'
    run -0 case_ check
}

@test "an answer by phone stops the clock, a bot's does not, and one found later counts from when it was given" {
    promised n:1 08:00 | case_ apply > out
    post n:2 08:05 ',"direction":"outbound","author_type":"bot","in_reply_to":"n:1"' | case_ apply > out
    same "$(case_ list | jq -r .waiting_since)" 2026-01-05T08:00:00Z
    same "$(told 10:30)" 'warned ; late first_response'
    # the answer of nine o'clock comes to light: it was in time, what was told stays told
    post n:3 09:00 ',"direction":"outbound","in_reply_to":"n:1"' | case_ apply > out
    same "$(case_ list | jq -c '[.state, .state_since, .waiting_since]')" '["pending","2026-01-05T09:00:00Z",null]'
    promised n:4 11:00 | case_ apply > out
    at 11:30 reply "$(ids)" --text 'rang her up' > out
    same "$(jq -c '[.state, .waiting_since, .outs]' out)" '["pending",null,1]'
    same "$(jq -r .answered_at out)" 2026-01-05T09:00:00Z
    same "$(told 14:00)" ''
    run -0 case_ check
}

@test "answered by phone alone, the next clock is the next response's, and is told when it runs out" {
    promised n:1 08:00 | case_ apply > out
    same "$(told 10:30)" 'warned ; late first_response'
    at 10:40 reply "$(ids)" --text 'rang her up' > out
    same "$(jq -c '[.outs, .answered_at]' out)" '[0,"2026-01-05T10:40:00Z"]'
    promised n:2 11:00 | case_ apply > out
    same "$(told 13:01)" 'warned ; late first_response next_response'
    same "$(told 13:30)" ''
    run -0 case_ check
}

@test "reopening: within the window the same case, one moment later another one" {
    promised n:1 08:00 | case_ apply > out
    at 09:00 resolve "$(ids)" > out
    in_a_week() { promised "$1" 09:00 | sed "s/2026-01-05T09:00:00Z/2026-01-12T$2Z/" | SCRM_NOW=2026-01-12T10:00:00Z case_ apply > out; }
    case_ export > before
    in_a_week n:2 09:00:00
    same "$(case_ list --state all | jq -c '[.post, .episodes, .reopens]')" '["n:1",2,1]'
    L=other.db
    case_ import -q before
    in_a_week n:2 09:00:00.001
    same "$(case_ list --state all --now 2026-01-12T10:00:00Z | jq -c '[.post, .state, .previous == null]' | xargs)" \
        '[n:2,new,false] [n:1,closed,true]'
    # closed is not out of reach of a person
    at 11:00 reopen "$(case_ list --state all | jq -r 'select(.post == "n:1").id')" > out
    same "$(jq -r .state out)" open
    run -0 case_ check
}

@test "a bounce, a bot and a like never reopen" {
    promised n:1 08:00 | case_ apply > out
    at 09:00 resolve "$(ids)" > out
    { post n:2 10:00 ',"author_type":"bot","in_reply_to":"n:1","route":{"action":"engage"}'
      post n:3 10:10 ',"in_reply_to":"n:1","route":{"action":"ignore"}'
      post n:4 10:20 ',"in_reply_to":"n:1","route":{"action":"engage"}' | sed 's/"type":"post"/"type":"share"/'; } | case_ apply > out
    same "$(case_ list --state all | jq -c '[.state, .episodes]')" '["resolved",1]'
}

@test "merged with all that was done to both, and taken apart: each as it was, byte for byte" {
    { post n:1 08:00 "$(engage a)"; post n:2 08:10 "$(engage b)"; } | case_ apply > out
    mapfile -t both < <(ids)
    at 09:00 assign "${both[0]}" --to ann > out
    at 09:05 tag "${both[1]}" --tag x > out
    at 09:10 snooze "${both[1]}" --until 2026-01-05T20:00:00Z > out
    at 09:15 note "${both[0]}" --text hm > out
    case_ list --state all > before
    at 10:00 merge "${both[1]}" "${both[0]}" > out
    same "$(case_ list --state all | wc -l)" 1
    at 10:10 split "$(jq -r .id out)" "$(jq -r --arg now "$(jq -r .id out)" 'select(.id != $now).id' before)" > out
    case_ list --state all | diff - before
    # what is done while they are one stays with the post on which it was done
    at 11:00 merge "${both[0]}" "${both[1]}" > out
    at 11:10 resolve "$(jq -r .id out)" > out
    at 11:20 split "$(jq -r .id out)" > out
    same "$(case_ list --state all | jq -r .state | sort | xargs)" 'resolved snoozed'
    run -0 case_ check
}

@test "the beginning of an id that a case once had names the case it became" {
    { post n:1 08:00 "$(engage a)"; post n:2 08:10 "$(engage b)"; } | case_ apply > out
    mapfile -t both < <(ids)
    at 10:00 merge "${both[0]}" "${both[1]}" > out
    now=$(jq -r .id out)
    for id in "${both[@]}"; do
        same "$(case_ show "${id:0:7}" --format ndjson | head -n 1 | jq -r .id)" "$now"
        same "$(at 10:10 tag "${id:0:7}" --tag t -q | jq -r .id)" "$now"
    done
    run -66 --separate-stderr case_ show C-ZZZZZ
    run -0 case_ check
    # an older post comes to light, and with it another id
    L=late.db
    post n:1 08:00 "$(engage a)" | case_ apply > out
    former=$(ids)
    { post n:0 07:00 "$(engage c)"; post n:3 08:20 ',"in_reply_to":"n:1","conversation":"n:0"'; } | case_ apply > out
    latest=$(ids)
    [ "$latest" != "$former" ]
    same "$(case_ show "${former:0:8}" --format ndjson | head -n 1 | jq -r .id)" "$latest"
    run -0 case_ check
}
