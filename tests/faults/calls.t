#!/bin/bash
# System calls that fail: each stage of the main job, with ENOSPC, EIO or EINTR
# from its write, fsync, rename or openat, at one call after the other.
#
# Either the stage ends well and its output is what it always is, or it ends
# with a code of its own and says why. An exit 0 with other output is the one
# thing that must not happen. (strace counts calls by name; a stage that makes
# fewer calls than asked for is not hit, and then ends well.)
#
# FAULTS=N is the number of calls of each name that fail in turn (default 3);
# speaks TAP, one line a stage and call.
# shellcheck source=tests/faults/ground.bash
. "$(dirname "$0")/ground.bash"
faults=${FAULTS:-3}
cd "$work" || exit 70

can_trace || exit 0

# stage NAME: its command line, with the file it writes; input comes from the stage before.
command_of() {
    case $1 in
    fetch) echo scrm-fetch --seal -o out ./sample/data/reviews.csv ;;
    spool) echo scrm-fetch --spool spool ./sample/data/reviews.csv ;;
    normalize) echo scrm-normalize --sealed -o out raw ;;
    score) echo scrm-score --sealed -o out posts ;;
    route) echo scrm-route --sealed -o out scored ;;
    case) echo scrm-case --ledger ledger.db --sealed -o out apply routed ;;
    report) echo scrm-report --sealed --format html -o out routed ;;
    pipe) echo scrm-score --sealed posts ;;
    esac
}
clean() { rm -rf out out.tmp* said spool ledger.db*; }
# What a stage left that anybody would read.
seen() {
    cat out 2> /dev/null
    find spool -name '*.ndjson' -exec cat {} + 2> /dev/null
    [ "$1" != case ] || scrm-case --ledger ledger.db export 2> /dev/null
    return 0
}

cp -r "$SCRM_SHARE/sample/desk" sample
scrm-fetch --seal ./sample/data/reviews.csv > raw && scrm-normalize --seal raw > posts &&
    scrm-score posts > scored && scrm-route scored > routed || { echo 'Bail out! the sample does not run'; exit 70; }

stages=(fetch spool normalize score route case report pipe)
calls=(write fsync rename openat pwrite64 read)
n=0 points=0 hits=0
for stage in "${stages[@]}"; do
    read -ra words <<< "$(command_of "$stage")"
    clean
    if [ "$stage" = pipe ]; then "${words[@]}" > out 2> said; else "${words[@]}" > /dev/null 2> said; fi
    seen "$stage" > expected
    for call in "${calls[@]}"; do
        problem=
        # Of the reads, those of the input: the loader's and the C library's are not ours.
        only=()
        [ "$call" != read ] || only=(-P "${words[-1]}")
        hit=0
        for error in ENOSPC EIO EINTR; do
            for ((when = 1; when <= faults; when++)); do
                clean
                code=0
                { timeout 60 strace -qqq -f -o /dev/null -e trace="$call" "${only[@]}" -e inject="$call:error=$error:when=$when" \
                    -- "${words[@]}" > stdout 2> said < /dev/null || code=$?; } 2> /dev/null
                [ "$stage" != pipe ] || mv stdout out
                # The loader failed before the command began.
                [ $code -ne 127 ] || continue
                points=$((points + 1))
                if [ $code -eq 0 ]; then
                    seen "$stage" > got
                    cmp -s expected got || problem+="$call $when $error: exit 0 with other output"$'\n'
                else
                    hit=$((hit + 1))
                    [ -s said ] || problem+="$call $when $error: exit $code without a word"$'\n'
                    [ $code -lt 124 ] || problem+="$call $when $error: exit $code"$'\n'
                    ! grep -qE 'runtime error:|AddressSanitizer' said || problem+="$call $when $error: $(head -n 1 said)"$'\n'
                    # Whatever has its final name is whole.
                    [ "$stage" = pipe ] || [ ! -e out ] || tail -n 1 out | grep -qE 'scrm.end/1|</html>' ||
                        problem+="$call $when $error: exit $code and a torn file"$'\n'
                fi
            done
        done
        hits=$((hits + hit))
        n=$((n + 1))
        if [ -z "$problem" ]; then
            echo "ok $n - $stage: $call fails ($hit of $((3 * faults)) runs ended with an error)"
        else
            echo "not ok $n - $stage: $call fails"
            printf '%s' "$problem" | sed 's/^/# /'
        fi
    done
done
n=$((n + 1))
[ $((hits * 5)) -ge $points ] && echo "ok $n - $points points, $hits of them ended with an error" ||
    echo "not ok $n - only $hits of $points points hit"
echo "1..$n"
