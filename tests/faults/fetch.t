#!/bin/bash
# kill -9 of scrm-fetch at its system calls, with a spool and in a plain pipe.
#
# A stream of 95 posts is fetched from a server on this machine; the run is killed
# at one call (strace sends the signal just as the call starts), a next run goes on.
# Nothing may be lost, every segment must be whole, and scrm-dedup must take out
# whatever came twice.
#
# SHOTS=N tries N calls, evenly over those of a whole run that change something or talk to
# somebody (default 24); SHOTS=0 tries every call there is. Speaks TAP.
# shellcheck source=tests/faults/ground.bash
. "$(dirname "$0")/ground.bash"
export SCRM_NOW=2026-01-01T01:35:00Z
shots=${SHOTS:-24}
can_trace || exit 0
for program in python3 jq; do
    command -v "$program" > /dev/null || { echo "1..0 # SKIP $program is not installed"; exit 0; }
done
mkdir -p "$work/desk/sources"
cp "$top/tests/server/testnet.yaml" "$work/desk/sources/"
export SCRM_DESK=$work/desk HOME=$work XDG_CACHE_HOME=$work/cache
unset SCRM_CONTACT http_proxy https_proxy all_proxy
python3 "$top/tests/server/misbehave.py" "$work/ports" 2> /dev/null &
server=$!
trap 'kill $server 2> /dev/null; rm -rf "$work"' EXIT
for _ in $(seq 100); do [ -e "$work/ports" ] && break; sleep 0.05; done
read -r port _ < "$work/ports"

# Pages of 24 by a cursor: four steps, each of which is kept.
fetch() {
    "$bin/scrm-fetch" -q --allow-http --allow-private testnet.steps port="$port" \
        url="http://127.0.0.1:$port/steps" "$@"
}

# fetch_killed CALL WHEN OPTION...: the same, killed at that call.
fetch_killed() {
    local call=$1 when=$2
    shift 2
    strace -qqq -o /dev/null -e trace="$call" -e inject="$call:signal=KILL:when=$when" \
        "$bin/scrm-fetch" -q --allow-http --allow-private testnet.steps port="$port" \
        url="http://127.0.0.1:$port/steps" "$@"
}

# What a whole run calls, how often: "write 12" a line, with a spool or a state.
calls_of() {
    strace -qqq -f -o "$work/trace" "$bin/scrm-fetch" -q --allow-http --allow-private testnet.steps \
        port="$port" url="http://127.0.0.1:$port/steps" "$@" > /dev/null
    sed -n 's/^[0-9]* *\([a-z0-9_]*\)(.*/\1/p' "$work/trace" | grep -v -e exit -e rt_sig |
        awk '{ n[$1]++; print $1, n[$1] }'
}

calls_of --spool "$work/all" | sed 's/^/spool /' > "$work/points"
calls_of --state "$work/all.state" | sed 's/^/state /' >> "$work/points"
total=$(wc -l < "$work/points")
expected=$(cat "$work"/all/*.ndjson | jq -r 'select(.record).record.id' | sort)
[ "$(wc -l <<< "$expected")" -eq 95 ] || { echo "1..1"; echo "not ok 1 - a whole run fetches 95"; exit 1; }
step=1
if [ "$shots" -gt 0 ]; then
    grep -E ' (write|writev|pwrite64|fsync|fdatasync|rename|renameat2?|unlink|unlinkat|mkdir|flock|fchmod|link|linkat|ftruncate|sendto|sendmsg|recvfrom|connect|poll|getdents64) ' \
        "$work/points" > "$work/telling"
    mv "$work/telling" "$work/points"
    step=$((($(wc -l < "$work/points") + shots - 1) / shots))
fi
awk -v step="$step" 'NR % step == 0' "$work/points" > "$work/chosen"
echo "1..$(($(wc -l < "$work/chosen") + 1))"
n=0 hit=0
while read -r way call when; do
    n=$((n + 1))
    rm -rf "$work/run" && mkdir "$work/run"
    code=0 problem=
    keep=(--state "$work/run/state")
    [ "$way" = state ] || keep=(--spool "$work/run/spool")
    { fetch_killed "$call" "$when" "${keep[@]}" >> "$work/run/out" 2> /dev/null < /dev/null || code=$?; } 2> /dev/null
    [ $code -eq 0 ] || hit=$((hit + 1))
    # What the killed run wrote last may be half a line, in a pipe as on a terminal.
    fetch "${keep[@]}" > "$work/run/more" 2> "$work/run/err" < /dev/null || problem="the next run ends with $?"
    if [ "$way" = spool ]; then
        for segment in "$work/run/spool/"*.ndjson; do
            "$bin/scrm-normalize" --sealed "$segment" > /dev/null 2> "$work/run/err" || problem="a segment is torn"
        done
        cat "$work/run/spool/"*.ndjson | jq -c 'select(.record)' > "$work/run/lines"
        [ -z "$(find "$work/run/spool" -name '*.tmp*')" ] || problem="a half-written segment is left"
    else
        { grep '}$' "$work/run/out"; cat "$work/run/more"; } > "$work/run/lines"
    fi
    got=$("$bin/scrm-normalize" --on-error=skip "$work/run/lines" 2> /dev/null |
        "$bin/scrm-dedup" 2> /dev/null | jq -r 'select(.native_id).native_id' | sort)
    [ "$got" = "$expected" ] || problem="${problem:-$(diff <(echo "$expected") <(echo "$got") | grep -c '^<') lost, $(diff <(echo "$expected") <(echo "$got") | grep -c '^>') twice}"
    if [ -z "$problem" ]; then
        echo "ok $n - $way: killed at call $when of $call (the run ended with $code)"
    else
        echo "not ok $n - $way: killed at call $when of $call: $problem"
        sed 's/^/# /' "$work/run/err" | head -3
    fi
done < "$work/chosen"
# A campaign whose shots miss proves nothing.
if [ $hit -ge $((n / 2)) ]; then
    echo "ok $((n + 1)) - $hit of $n shots hit, of $total calls"
else
    echo "not ok $((n + 1)) - only $hit of $n shots hit"
fi
