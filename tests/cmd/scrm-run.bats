# scrm init, run and demo: the daily job as cron starts it.
load helper

setup() {
    fresh_folder
    needs_command scrm scrm-fetch scrm-normalize scrm-dedup scrm-score scrm-route scrm-case scrm-report
    export SCRM_NOW=2026-03-09T09:00:00Z
    sample=${SCRM_SHARE:-$TOP/share/scrm}/sample/desk
}

@test "init writes a commented desk that runs as it is, and touches no desk" {
    scrm init desk
    [ "$(stat -c %a desk/secrets.yaml)" = 600 ]
    run -0 --separate-stderr scrm run desk
    same "$output" "desk: desk.yaml names no source yet"
    run -78 --separate-stderr scrm init desk
    [[ $stderr == *"is a desk already"* ]]
}

@test "run leaves segments, posts, cases, reports and a log line whose counts balance" {
    cp -r "$sample" desk
    run -0 --separate-stderr scrm run desk
    has "$output" "desk: $(cat desk/var/spool/*/* | grep -vc '"scrm.end/1"') records came"
    [ -f "${output##*; }" ]
    [ "$(find desk/var/spool -name '*.ndjson' | wc -l)" -eq 4 ]
    [ "$(find desk/var/posts -name '*.ndjson' | wc -l)" -eq 4 ]
    grep -q '</html>' desk/var/reports/latest.html
    jq -e '.exit == 0 and .failed == [] and
        all(.stages[]; .in + .expanded == .out + .rejected + ([.dropped[]] | add // 0))' desk/var/log.ndjson
    # what one stage puts out the next takes in
    jq -e '[.stages[] | [.in, .out]] | [range(1; length) as $i | .[$i][0] == .[$i - 1][1]] | all' desk/var/log.ndjson
}

@test "the reports of a run count in the hours of the desk's calendar, and without one in none" {
    cp -r "$sample" desk
    printf 'scrm_calendar: 1\nname: shop\nversion: 2026.1\nhours: {mon-fri: 09:00-17:00}\n' > desk/calendar.yaml
    scrm run desk
    jq -e '.calendar.name == "shop" and .period.first_response.business.max_s <= .period.first_response.wall.max_s' \
        desk/var/reports/*.json
    grep -q 'in business hours' desk/var/reports/latest.html
    rm -r desk/var desk/calendar.yaml
    scrm run desk
    jq -e '.calendar == null and .period.first_response.business == null and .period.first_response.wall' desk/var/reports/*.json
}

@test "a calendar that is none costs the day's posts and not the report" {
    cp -r "$sample" desk
    printf 'scrm_calendar: 1\nhours: {mon-fri: 09:00-25:61}\n' > desk/calendar.yaml
    run -78 --separate-stderr scrm run desk
    [[ $stderr == *calendar.yaml:2:* ]]
    jq -e '.complete == false and .calendar == null' desk/var/reports/*.json
    # and once it is one the posts are there, and the hours
    printf 'scrm_calendar: 1\nhours: {mon-fri: 09:00-17:00}\n' > desk/calendar.yaml
    SCRM_NOW=2026-03-09T09:05:00Z scrm run desk
    jq -e '.complete and .calendar.name == "calendar" and .quality.posts > 0' "$(ls desk/var/reports/*.json | tail -n 1)"
}

@test "a second run finds nothing new and doubles nothing" {
    cp -r "$sample" desk
    scrm run desk
    scrm-case --ledger desk/var/ledger.db list --format ndjson > first
    scrm run desk
    scrm-case --ledger desk/var/ledger.db list --format ndjson | diff first -
    [ "$(tail -n 1 desk/var/log.ndjson | jq .segments)" -eq 0 ]
}


# said ID TEXT: a post that the desk below fetches.
said() {
    jq -nc --arg id "$1" --arg text "$2" '{schema: "scrm.post/1", id: $id, type: "post", network: "n", source: "s",
        native_id: $id, created_at: "2026-03-09T08:00:00Z", author_id: "ada-77", author_handle: "ada_77", text: $text, rev: "1"}'
}
words="The blue kettle came without its lid and nobody answers my two letters about that"

# Two sources of files; what one has said the other repeats.
twice_told() {
    mkdir -p "$1/in"
    printf 'scrm_desk: 1\nsources:\n  - {name: one, fetch: in/one.ndjson}\n  - {name: two, fetch: in/two.ndjson}\n%s\n' "${2-}" > "$1/desk.yaml"
    { said n:1 "$words" && said n:2 "Where is my parcel, it should have been here last week?"; } > "$1/in/one.ndjson"
    { said n:2 "Where is my parcel, it should have been here last week?" && said n:3 "$words!"; } > "$1/in/two.ndjson"
}

@test "what two sources bring is taken once, what repeats another is marked, and the log says so" {
    twice_told desk
    scrm run desk
    same "$(cat desk/var/posts/*/* | jq -r 'select(.id) | .id + " " + (.dup.of // "")')" $'n:1 \nn:2 \nn:3 n:1'
    same "$(jq -c '.stages[] | select(.stage == "scrm-dedup") | [.in, .out, .dropped["seen before"]]' desk/var/log.ndjson)" '[4,3,1]'
    same "$(jq -r '.worked[]' desk/var/log.ndjson)" "$(cd desk/var/posts && ls -d */*)"
    # another run knows what this one saw
    said n:1 "$words" >> desk/in/two.ndjson
    scrm run desk
    same "$(cat desk/var/posts/*/* | jq -r 'select(.id).id' | sort | uniq -d)" ''
    same "$(tail -n 1 desk/var/log.ndjson | jq -c '.stages[] | select(.stage == "scrm-dedup").dropped')" '{"seen before":1}'
}

@test "dedup does what the desk says, and a wrong setting is told" {
    twice_told desk 'dedup: {remember: 0}'
    scrm run desk
    same "$(cat desk/var/posts/*/* | jq -c .dup | sort -u)" null
    twice_told desk 'dedup: {similar: 7}'
    run -78 --separate-stderr scrm run desk
    has "$stderr" "a share from 0.5 to 1"
    twice_told desk 'dedup: {windw: 3d}'
    run -78 --separate-stderr scrm run desk
}

@test "who dies between the posts and what dedup knows loses nothing and repeats nothing" {
    twice_told desk
    scrm run desk
    # as if the run had died before the move: the state is that of before
    local segment
    segment=$(cd desk/var/spool && echo two/*.ndjson)
    mkdir -p desk/var/seen/next/two
    mv desk/var/seen/state.db "desk/var/seen/next/$segment"
    said n:3 "$words!" >> desk/in/one.ndjson
    scrm run desk
    [ ! -e "desk/var/seen/next/$segment" ]
    same "$(cat desk/var/posts/*/* | jq -r 'select(.id).id' | sort)" $'n:1\nn:2\nn:3'
    # and as if it had died before the posts: what is there is no state
    rm "desk/var/posts/$segment"
    echo torn > "desk/var/seen/next/$segment"
    cp desk/var/seen/state.db before.db
    scrm run desk
    [ -e "desk/var/posts/$segment" ] && [ ! -e "desk/var/seen/next/$segment" ]
}

@test "erase forgets what dedup remembers of a person's words" {
    twice_told desk
    scrm run -q desk
    grep -aq n:1 desk/var/seen/state.db
    scrm-case --desk desk erase --author ada_77 > erased
    same "$(jq .residue erased)" 0
    run ! grep -aq n:1 desk/var/seen/state.db
    scrm run -q desk
}

@test "a run lets time pass in the ledger, once" {
    cp -r "$sample" desk
    scrm run desk
    late() { scrm-case --ledger desk/var/ledger.db list --format ndjson | jq -r 'select(.overdue) | .id, (.breached // [] | length)'; }
    late > first
    [ "$(grep -c '^C-' first)" -gt 0 ]
    run ! grep -qx 0 first
    events=$(scrm-case --ledger desk/var/ledger.db export | wc -l)
    scrm run desk
    late | diff first -
    [ "$(scrm-case --ledger desk/var/ledger.db export | wc -l)" -eq "$events" ]
}

@test "a desk with more segments than a command line holds has a report" {
    twice_told desk
    scrm run desk
    local of i segment
    segment=$(cd desk/var/posts && echo one/*.ndjson)
    for of in spool posts; do
        mkdir -p desk/var/$of/long
        for i in {1..700}; do ln "desk/var/$of/$segment" "desk/var/$of/long/$i-$(printf %0200d 0).ndjson"; done
    done
    rm desk/var/reports/*
    (ulimit -s 256 && scrm run --offline desk) # 128 KiB for the arguments, less than these names
    [ -e desk/var/reports/latest.html ]
    same "$(find desk/var/reports -name '*posts*')" ""
}

@test "it runs from cron's empty environment" {
    cp -r "$sample" desk
    run -0 env -i HOME="$PWD" PATH=/usr/bin:/bin ${SCRM_SHARE:+SCRM_SHARE="$SCRM_SHARE"} "$BIN/scrm" run -q --now "$SCRM_NOW" "$PWD/desk"
    [ -z "$output" ]
    [ -s desk/var/reports/latest.html ]
}

@test "two runs at once: the second says busy, 75" {
    cp -r "$sample" desk
    mkdir -p desk/var
    exec 9> desk/var/lock
    flock 9
    run -75 --separate-stderr scrm run desk
    [[ $stderr == *"holds the lock"* ]]
}

@test "a source that fails is told, the rest is done, and the report says incomplete" {
    cp -r "$sample" desk
    rm desk/data/reviews.csv
    run -66 --separate-stderr scrm run -q desk
    [[ $stderr == *"scrm-fetch: data/reviews.csv: No such file or directory"*"scrm: fetch reviews: exit 66"* ]]
    [ "$(tail -n 1 desk/var/log.ndjson | jq -r '.failed[0].what')" = 'fetch reviews' ]
    [ "$(find desk/var/posts -name '*.ndjson' | wc -l)" -eq 3 ]
    grep -q 'This report is incomplete' desk/var/reports/latest.html
    cp "$sample/data/reviews.csv" desk/data/
    scrm run -q desk
    run ! grep -q 'This report is incomplete' desk/var/reports/latest.html
}

@test "a poison record costs one reject and never tomorrow's run" {
    cp -r "$sample" desk
    {
        jq -c '.[0]' desk/data/mastodon.json
        printf '{"id":"poison","text":"\xff\xfe broken\n'
        jq -c '.[1]' desk/data/mastodon.json
    } > desk/data/lines.ndjson
    cat > desk/desk.yaml <<'Y'
scrm_desk: 1
sources:
  - {name: lines, fetch: data/lines.ndjson, args: {instance: social.example}}
Y
    scrm run -q desk || true
    jq -c '.[2]' desk/data/mastodon.json >> desk/data/lines.ndjson
    scrm run -q desk
    cat desk/var/posts/lines/*.ndjson | jq -r 'select(.id).id' | sort -u > ids
    [ "$(wc -l < ids)" -eq 3 ]
    [ "$(cat desk/var/rejects/lines/* | wc -l)" -eq 1 ]
}

@test "the demo ends with cases, a report and a page that is there" {
    run -0 scrm demo "$PWD/demo"
    [[ $output == *"THE CASES"* && $output == *"Need an answer"* ]]
    page=$(sed -n 's/^The same report as a page: //p' <<< "$output")
    grep -q '</html>' "$page"
}

@test "no folder, two folders and no desk are told" {
    run -66 --separate-stderr scrm run
    has "$stderr" 'no desk.yaml here'
    run -64 --separate-stderr scrm run a b
    mkdir empty
    run -66 --separate-stderr scrm run empty
    [[ $stderr == *"scrm init"* ]]
    scrm init desk
    cd desk
    run -0 scrm run
    run -0 scrm run -q
    same "$output" ''
}

@test "doctor finds nothing wrong with a new desk, and changes nothing" {
    scrm init desk > /dev/null
    find desk -type f -exec cksum {} + | sort > before
    run -0 --separate-stderr scrm doctor desk
    lacks "$output" 'BAD '
    has "$output" 'ok    secrets.yaml: yours alone'
    has "$output" 'ok    rules: '
    same "$stderr" ''
    find desk -type f -exec cksum {} + | sort | cmp - before
}

@test "doctor finds readable secrets, tokens that ran out, dead rules, bad files and a clock put back" {
    scrm init desk > /dev/null
    local claim
    claim=$(printf '{"sub":"x","exp":1700000000}' | base64 -w0 | tr '+/' '-_' | tr -d '=')
    printf 'a/b: "h.%s.s"\nc/d: {access: canary-7, expires: "2026-03-12T00:00:00Z"}\n' "$claim" > desk/secrets.yaml
    chmod 644 desk/secrets.yaml
    printf 'scrm_rules: 1\nrules:\n  - {rule: a, when: rating < 3}\n  - {rule: b, when: rating < 2}\n' > desk/rules.yaml
    printf 'nothing\nx\n' > desk/terms.csv
    printf 'scrm_desk: 1\nsources: [{name: x, fetch: no.such.source}]\n' > desk/desk.yaml
    mkdir desk/var && touch -d 2027-01-01 desk/var/log.ndjson
    touch -d 2026-01-01 desk/var/posts.tmpAb12Cd
    run -1 --separate-stderr scrm doctor desk --now 2026-03-09T09:00:00Z
    has "$output" 'BAD   secrets.yaml: others may read it; chmod 600 '
    has "$output" 'BAD   secrets.yaml: a/b: ran out on 2023-11-14T22:13:20Z'
    has "$output" 'look  secrets.yaml: c/d: runs out on 2026-03-12T00:00:00Z'
    has "$output" 'rule b can never hit'
    has "$output" 'BAD   terms.csv: refused (exit 78)'
    has "$output" 'BAD   source x: refused'
    has "$output" 'BAD   clock: '
    has "$output" 'look  var: 1 unfinished files'
    lacks "$output$stderr" canary-7
    has "$stderr" 'terms.csv:1'
}

@test "doctor sees that a run holds the desk, and whose desk is none" {
    scrm init desk > /dev/null
    mkdir desk/var && : > desk/var/lock
    exec 7< desk/var/lock
    flock 7
    run -0 --separate-stderr scrm doctor desk
    has "$output" 'look  lock: a run has held the desk since '
    touch -d '3 days ago' desk/var/lock
    run -1 --separate-stderr scrm doctor desk
    has "$output" 'BAD   lock: '
    exec 7<&-
    run -66 scrm doctor .
    run -66 scrm doctor
    cd desk && run -0 scrm doctor
}

@test "a run lets time pass: clocks that ran out are told once, cases get agents" {
    needs_command scrm-case
    scrm demo D > screen
    same "$(scrm-case --desk D list | jq -c 'select(.overdue and (.breached | not))')" ''
    [ "$(scrm-case --desk D export | grep -c '"kind":"breach"')" -gt 10 ]
    scrm-case --desk D export > before
    printf 'name\nann\nbob\n' > D/agents.csv
    printf 'scrm_rules: 1\nversion: a\nrules: []\ndefault: {action: engage, queue: q, assign: round_robin}\n' > D/rules.yaml
    rm -r D/var
    SCRM_NOW=2026-03-09T09:00:00Z scrm run -q --offline D || true
    SCRM_NOW=2026-03-09T09:00:00Z scrm run -q D
    same "$(scrm-case --desk D list --owner none | wc -l)" 0
    same "$(scrm-case --desk D list | jq -r .owner | sort | uniq -c | awk '{ print $2 }' | tr '\n' ' ')" 'ann bob '
    scrm-case --desk D export > before
    SCRM_NOW=2026-03-09T09:00:00Z scrm run -q D
    scrm-case --desk D export | cmp - before
}

# Two days of the desk above, with clocks of their own.
two_days() {
    twice_told desk
    SCRM_NOW=2026-03-09T09:00:00Z scrm run -q desk
    said n:4 "And when will the second parcel be here, please? I asked for it on Monday." >> desk/in/one.ndjson
    said n:1 "$words" >> desk/in/one.ndjson
    SCRM_NOW=2026-03-10T09:00:00Z scrm run -q desk
    said n:5 "$words once more" >> desk/in/two.ndjson
    SCRM_NOW=2026-03-10T15:00:00Z scrm run -q desk
}

@test "--replay does a day again from the spool, byte for byte, and touches nothing else" {
    two_days
    find desk -type f ! -name lock -exec cksum {} + | sort > before
    unset SCRM_NOW
    run -0 scrm run desk --replay 2026-03-09
    has "$output" 'desk/var/replay/2026-03-09/reports/'
    find desk -type f ! -name lock ! -path '*/replay/*' -exec cksum {} + | sort | diff before -
    # the first day knew nothing before: even the cases are the same
    for file in desk/var/replay/2026-03-09/posts/*/*; do
        cmp "$file" "desk/var/posts/${file#*/posts/}"
    done
    [ "$(find desk/var/replay -name '*.ndjson' -path '*/posts/*' | wc -l)" -eq 2 ]
    [ ! -e desk/var/replay/2026-03-09/ledger.db ] && [ ! -e desk/var/replay/2026-03-09/seen ]
    # the second day had two runs, and dedup knew the first
    scrm run -q desk --replay 2026-03-10
    cp -r desk/var/replay/2026-03-10 first
    scrm run -q desk --replay 2026-03-10
    diff -r first desk/var/replay/2026-03-10
    for file in desk/var/replay/2026-03-10/posts/*/*; do
        diff <(jq -cS 'del(.case)' "$file") <(jq -cS 'del(.case)' "desk/var/posts/${file#*/posts/}")
    done
    same "$(cat desk/var/replay/2026-03-10/posts/*/* | jq -r 'select(.id) | .id + " " + (.dup.of // "")' | sort)" $'n:4 \nn:5 n:1'
}

@test "--replay of a run whose clock ran is the same too; a wrong date and a lost segment are told" {
    unset SCRM_NOW
    twice_told desk
    scrm run -q desk
    day=$(date -u +%F)
    scrm run -q desk --replay "$day"
    for file in "desk/var/replay/$day"/posts/*/*; do
        cmp "$file" "desk/var/posts/${file#*/posts/}"
    done
    run -66 --separate-stderr scrm run desk --replay 2020-01-01
    has "$stderr" 'tells of no run on 2020-01-01'
    [ ! -e desk/var/replay/2020-01-01 ]
    run -64 scrm run desk --replay yesterday
    rm desk/var/spool/two/*.ndjson
    run -66 --separate-stderr scrm run -q desk --replay "$day"
    grep -q 'This report is incomplete' "desk/var/replay/$day/reports/latest.html"
    # a torn line in the log, as a crash leaves it, is passed over
    printf '{"schema":"scrm.run/1","at":"20' >> desk/var/log.ndjson
    scrm run -q desk || true
    [ "$(tail -n 1 desk/var/log.ndjson | jq -r .schema)" = scrm.run/1 ]
}

@test "two desks may share one ledger: nothing is lost, nothing doubled" {
    twice_told a
    twice_told b
    mkdir a/var
    scrm-case --ledger shared.db apply < /dev/null > none
    ln -s "$PWD/shared.db" a/var/ledger.db
    cp -r a/var b/
    scrm run -q a &
    scrm run -q b
    wait $!
    run -0 scrm-case --ledger shared.db check
    same "$(scrm-case --ledger shared.db list --state all | jq -r .post | sort)" $'n:1\nn:2\nn:3'
}

@test "doctor finds a program that is missing and a disk that is full" {
    scrm init desk > /dev/null
    mkdir bin
    cp "$BIN"/scrm* bin/
    rm bin/scrm-route
    run -1 --separate-stderr env PATH=/usr/bin:/bin SCRM_SHARE="${SCRM_SHARE:-$TOP/share/scrm}" bin/scrm doctor desk
    has "$output" 'BAD   scrm-route: is not there'
    # a small disk of its own, where the machine lets us
    mkdir disk
    mount -t tmpfs -o size=1m none disk 2> /dev/null || return 0
    cp -r desk/. disk/
    run -1 --separate-stderr scrm doctor disk
    umount disk
    has "$output" 'BAD   disk: '
}

# around NAME LINE...: a copy of the programs in which NAME is a script of these lines.
around() {
    mkdir -p bin
    cp "$BIN"/scrm* bin/
    export SCRM_SHARE=${SCRM_SHARE:-$TOP/share/scrm}
    printf '%s\n' '#!/bin/sh' "${@:2}" > "bin/$1"
    chmod +x "bin/$1"
}

@test "what says 'later' is tried again in the same run, as often as the desk says" {
    twice_told desk
    printf 'retry: {times: 2, wait: 10ms}\n' >> desk/desk.yaml
    around scrm-score "echo try >> '$PWD/tries'" \
        "[ \$(wc -l < '$PWD/tries') -gt 2 ] || exit 75" "exec '$BIN/scrm-score' \"\$@\""
    run -0 bin/scrm run -q desk
    [ "$(wc -l < tries)" -ge 3 ]
    same "$(jq -c '[.exit, .failed]' desk/var/log.ndjson)" '[0,[]]'
    [ "$(scrm-case --ledger desk/var/ledger.db list --state all | wc -l)" -gt 0 ]
    # one that never comes round costs its tries and ends the run with 75
    rm -r desk/var tries
    around scrm-score "echo try >> '$PWD/tries'" 'exit 75'
    run -75 --separate-stderr bin/scrm run -q desk
    same "$(jq -r '.failed[].status' desk/var/log.ndjson | sort -u)" 75
    [ "$(wc -l < tries)" -eq $((3 * $(find desk/var/spool -name '*.ndjson' | wc -l))) ]
    # and the next run does what is left
    run -0 scrm run -q desk
}

@test "a file among the rejects is never empty" {
    twice_told desk
    scrm run -q desk
    same "$(find desk/var/rejects -mindepth 1)" ''
}

@test "doctor looks into what dedup knows" {
    twice_told desk
    unset SCRM_NOW
    scrm run -q desk
    run -0 --separate-stderr scrm doctor desk
    has "$output" 'ok    what dedup knows'
    cksum desk/var/seen/state.db > before
    scrm-dedup --check --state desk/var/seen/state.db > out
    has "$(cat out)" 'sound: '
    cksum desk/var/seen/state.db | cmp - before
    printf 'no database at all, but long enough to be taken for one' > desk/var/seen/state.db
    run -1 --separate-stderr scrm doctor desk
    has "$output" 'BAD   what dedup knows: refused'
    run -66 scrm-dedup --check --state nowhere.db
    run -64 scrm-dedup --check
}
