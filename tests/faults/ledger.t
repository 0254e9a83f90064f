#!/bin/bash
# The ledger under fire. Eight writers, 200 batches each: nothing fails, nothing
# is lost or doubled. Two make the ledger at once. Then an apply is killed at every
# single system call that it makes (strace sends the signal just as the call starts):
# the ledger is sound whatever is left, and a rerun completes it with every effect
# once. Last, every write fails in turn as on a full disk.
#
# WRITERS=N BATCHES=N choose the size (default 8 and 25; make faults: 8 and 200),
# EVERY=N tries each N-th call only (default 7; make faults: 1). Speaks TAP.
# shellcheck source=tests/faults/ground.bash
. "$(dirname "$0")/ground.bash"
export SCRM_NOW=2026-01-06T09:00:00Z
writers=${WRITERS:-8} batches=${BATCHES:-25} every=${EVERY:-7}
cd "$work" || exit 70
n=0 failed=0

ok() { # RESULT TEXT
    n=$((n + 1))
    [ "$1" -eq 0 ] && echo "ok $n - $2" || { echo "not ok $n - $2"; failed=1; }
}

# posts WRITER FROM TO: some of them belong to one thread that all writers share.
posts() {
    awk -v w="$1" -v a="$2" -v z="$3" 'BEGIN { for (i = a; i <= z; i++)
        printf "{\"schema\":\"scrm.post/1\",\"id\":\"t:%d-%d\",\"type\":\"post\",\"network\":\"t\"," \
            "\"created_at\":\"2026-01-05T10:%02d:%02dZ\",\"text\":\"number %d\",\"author_id\":\"u%d\"%s," \
            "\"route\":{\"action\":\"engage\",\"queue\":\"q\"}}\n", w, i, i / 60 % 60, i % 60, i, i % 9,
            i % 5 ? "" : ",\"conversation\":\"t:shared-" i % 7 "\"" }'
}

# ---- many writers ----

writer() {
    local b
    for ((b = 1; b <= batches; b++)); do
        # Each batch twice, and a note now and then: what is known is not taken again.
        posts "$1" $((b * 10)) $((b * 10 + 9)) | "$bin/scrm-case" -l many.db apply > /dev/null || echo "$b" >> "failed-$1"
        [ $((b % 10)) -ne 0 ] || posts "$1" $((b * 10)) $((b * 10 + 9)) | "$bin/scrm-case" -l many.db apply > /dev/null || echo "$b" >> "failed-$1"
    done
}
for ((w = 1; w <= writers; w++)); do writer $w & done
wait
[ -z "$(ls failed-* 2> /dev/null)" ]
ok $? "$writers writers, $batches batches each: no one failed"
again=$((writers * (batches / 10) * 10)) new=$((writers * batches * 10))
said=$("$bin/scrm-case" -l many.db check)
[[ $said == "sound: $((new + again)) posts in = $new new + $again known;"* ]]
ok $? "nothing is lost or doubled: $said"
for ((w = 1; w <= writers; w++)); do posts $w 10 $((batches * 10 + 9)); done | "$bin/scrm-case" -l one.db apply > /dev/null
for l in many one; do "$bin/scrm-case" -l $l.db list --state all | jq -cS . | sort > $l.list; done
cmp -s many.list one.list
ok $? 'the cases are those of one writer who had it all at once'

if ! can_trace > why; then
    echo "1..$n # the rest is skipped: $(sed 's/.*SKIP //' why)"
    exit $failed
fi

# ---- two who make the ledger ----

# One of them waits before every lock, so that the other comes in between at all sorts of times.
posts 1 1 1 > first
for ((t = 1; t <= 12; t++)); do
    rm -f new.db*
    strace -qqq -o /dev/null -e trace=fcntl -e inject=fcntl:delay_enter=20000 \
        "$bin/scrm-case" -l new.db apply -q first > /dev/null 2>> said-new || echo slow >> failed-new &
    sleep "$(printf '0.%02d' $((t * 3)))"
    "$bin/scrm-case" -l new.db apply -q first > /dev/null 2>> said-new || echo fast >> failed-new
    wait
done
[ ! -e failed-new ]
ok $? "two at once make one ledger$(sort said-new | uniq -c)"

# ---- killed at every call ----

posts 1 1 400 > first
posts 2 1 400 > second
"$bin/scrm-case" -l start.db apply first > /dev/null
cp start.db want.db
"$bin/scrm-case" -l want.db apply second > lines
seen() { "$bin/scrm-case" -l "$1" export | jq -c 'select(.schema != "scrm.count/1" and .schema != "scrm.end/1")'; }
seen want.db > want
# How often each call is made in a run that nobody disturbs.
cp start.db run.db
strace -f -qq -o calls "$bin/scrm-case" -l run.db apply second > /dev/null
sed 's/^[0-9]* *//; s/(.*//' calls | grep -E '^[a-z0-9_]+$' | grep -vxE 'exit_group|execve|brk|mmap|munmap|mprotect|rt_sigaction|rt_sigprocmask' |
    sort | uniq -c > counts
shots=0 hit=0 torn=0
while read -r count call; do
    for ((at = 1; at <= count; at += every)); do
        rm -f run.db run.db-wal run.db-shm
        cp start.db run.db
        { strace -qqq -o /dev/null -e trace="$call" -e inject="$call:signal=KILL:when=$at" \
            "$bin/scrm-case" -l run.db apply second > /dev/null 2>&1; code=$?; } 2> /dev/null
        shots=$((shots + 1))
        [ $code -eq 0 ] || hit=$((hit + 1))
        "$bin/scrm-case" -l run.db check > said 2>&1 &&
            "$bin/scrm-case" -l run.db apply second > out 2>&1 && cmp -s out lines &&
            "$bin/scrm-case" -l run.db check >> said 2>&1 && seen run.db | cmp -s - want && continue
        torn=$((torn + 1))
        echo "# killed at $call $at:"
        sed 's/^/#   /' said
    done
done < counts
[ $torn -eq 0 ]
ok $? "killed at $shots calls of an apply: sound, and the next run completes it"
[ $hit -ge $((shots / 2)) ]
ok $? "$hit of $shots shots hit"

# ---- a disk that is full ----

torn=0 shots=0
for call in pwrite64 fdatasync fsync ftruncate; do
    count=$(awk -v call=$call '$2 == call { print $1 }' counts)
    for ((at = 1; at <= ${count:-0}; at += every)); do
        rm -f run.db run.db-wal run.db-shm
        cp start.db run.db
        strace -qqq -o /dev/null -e trace=$call -e inject="$call:error=ENOSPC:when=$at+" \
            "$bin/scrm-case" -l run.db apply second > /dev/null 2> said
        code=$?
        shots=$((shots + 1))
        { [ $code -eq 74 ] || [ $code -eq 0 ]; } && "$bin/scrm-case" -l run.db check > said 2>&1 &&
            "$bin/scrm-case" -l run.db apply second > /dev/null 2>&1 && seen run.db | cmp -s - want && continue
        torn=$((torn + 1))
        echo "# $call $at fails: exit code $code"
        sed 's/^/#   /' said
    done
done
[ $torn -eq 0 ]
ok $? "a disk that is full from any of $shots writes on: 74 or done, sound, and completed later"
echo "1..$n"
exit $failed
