#!/bin/bash
# Memory that runs out: each stage of the main job, with one allocation after the
# other refused. Either the stage ends well with the output that it always has, or
# it says that memory ran out and ends with 71. It never dies of a signal, and
# never ends well with other output. (Training is left out: LIBLINEAR looks at no
# allocation of its own, and offers no way to.)
#
# POINTS=N allocations of each stage fail in turn (default 40: the first ones, then
# spread over all; make faults: 400). Speaks TAP. Skips where there is no compiler,
# or under AddressSanitizer, which has its own allocator.
# shellcheck source=tests/faults/ground.bash
. "$(dirname "$0")/ground.bash"
points=${POINTS:-40}
cd "$work" || exit 70

! grep -qaF __asan_init "$bin/scrm" || { echo '1..0 # SKIP the address sanitizer has its own allocator'; exit 0; }
cat > refuse.c <<'END_C'
/* Counts allocations; refuses the one that REFUSE names; writes the count to COUNTED. */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
static atomic_long made, which = -1;
__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("REFUSE");
    made = 0;
    which = text ? atol(text) : 0;
}
__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("COUNTED");
    long n = made;
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file)
        fprintf(file, "%ld\n", n), fclose(file);
}
static int refused(void)
{
    if (which < 0 || ++made != which)
        return 0;
    errno = ENOMEM;
    return 1;
}
void *malloc(size_t n) { return refused() ? NULL : __libc_malloc(n); }
void *calloc(size_t n, size_t size) { return refused() ? NULL : __libc_calloc(n, size); }
void *realloc(void *at, size_t n) { return refused() ? NULL : __libc_realloc(at, n); }
END_C
gcc -O1 -shared -fPIC -o refuse.so refuse.c 2> /dev/null || { echo '1..0 # SKIP there is no compiler'; exit 0; }

command_of() {
    case $1 in
    fetch) echo scrm-fetch --seal ./sample/data/reviews.csv ;;
    feed) echo scrm-normalize -j1 sample/data/mentions.xml ;;
    normalize) echo scrm-normalize -j1 --sealed raw ;;
    dedup) echo scrm-dedup -j1 --sealed --state state.db posts ;;
    score) echo scrm-score -j1 --explain --sealed posts ;;
    route) echo scrm-route -j1 --explain --sealed scored ;;
    case) echo scrm-case --ledger ledger.db --sealed apply -j1 routed ;;
    report) echo scrm-report --sealed --format html routed ;;
    esac
}
cp -r "$SCRM_SHARE/sample/desk" sample
scrm-fetch --seal ./sample/data/reviews.csv > raw && scrm-normalize --seal raw > posts &&
    scrm-score posts > scored && scrm-route scored > routed || { echo 'Bail out! the sample does not run'; exit 70; }

stages=(fetch feed normalize dedup score route case report)
n=0 hits=0 tried=0
for stage in "${stages[@]}"; do
    read -ra words <<< "$(command_of "$stage")"
    rm -f state.db* ledger.db*
    COUNTED=$work/count LD_PRELOAD=./refuse.so "${words[@]}" > expected 2> said < /dev/null
    count=$(cat count) problem='' hit=0
    for ((i = 1; i <= points; i++)); do
        # A third of them one by one from the beginning, the others over all the rest.
        at=$i
        [ "$i" -le $((points / 3)) ] || at=$((points / 3 + (i - points / 3) * (count - points / 3) / (points - points / 3)))
        rm -f state.db* ledger.db*
        code=0
        { REFUSE=$at LD_PRELOAD=./refuse.so timeout 60 "${words[@]}" > got 2> said < /dev/null || code=$?; } 2> /dev/null
        tried=$((tried + 1))
        case $code in
        0) cmp -s expected got || problem+="$at of $count: exit 0 with other output"$'\n' ;;
        71) hit=$((hit + 1)) && [ -s said ] || problem+="$at of $count: 71 without a word"$'\n' ;;
        *) problem+="$at of $count: exit $code: $(head -n 1 said)"$'\n' ;;
        esac
    done
    hits=$((hits + hit)) n=$((n + 1))
    if [ -z "$problem" ]; then
        echo "ok $n - $stage: memory runs out at $points of $count allocations ($hit runs ended with 71)"
    else
        echo "not ok $n - $stage: memory runs out"
        printf '%s' "$problem" | sed 's/^/# /' | head -n 20
    fi
done
n=$((n + 1))
[ $((hits * 2)) -ge $tried ] && echo "ok $n - $tried points, $hits of them ended with 71" ||
    echo "not ok $n - only $hits of $tried points hit"
echo "1..$n"
