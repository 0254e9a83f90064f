#!/usr/bin/env bats
# The ledger's file under scrm-case: posts in and out, export and erasure, what comes of
# bad input, of two runs at once, of a full disk and of kill -9.

# shellcheck disable=SC2154 # stderr is set by run

load helper
load cases

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

@test "a ledger of the former format is brought forward, and stays what it was" {
    needs sqlite3
    by_priority | case_ apply > out
    case_ resolve "$(ids | tail -n 1)" > out
    case_ list --state all > before
    # what the first format knew of a row
    sqlite3 "$L" "DROP INDEX event_assign; DROP TABLE stale; DROP TABLE setting;
        ALTER TABLE \"case\" RENAME COLUMN turns TO resolved; PRAGMA user_version = 1;
        UPDATE \"case\" SET resolved = resolved - 604800000 WHERE bucket = 2;
        UPDATE \"case\" SET since = waiting WHERE bucket = 0;
        UPDATE \"case\" SET members = replace(members, 'state_since', 'was_not')"
    case_ list --state all | cmp - before
    same "$(sqlite3 "$L" 'PRAGMA user_version; SELECT count(*) FROM stale')" $'6\n0'
    run -0 case_ check
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
