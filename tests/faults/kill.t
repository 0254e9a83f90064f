#!/bin/bash
# kill -9 of the supervisor or any stage, at any moment of `scrm run`.
#
# A desk is run to its end once. Then, again and again, a fresh desk is run
# and one process of it is killed at some system call (strace sends the signal
# just as the call starts). Whatever is left must be whole: segments and posts
# end with their end line, a page ends with </html>, the ledger checks. The
# next run must end as if nothing had happened: the same cases, the same
# counts, no post lost and none counted twice.
#
# KILLS=N tries N points (default 40); speaks TAP.
# shellcheck source=tests/faults/ground.bash
. "$(dirname "$0")/ground.bash"
kills=${KILLS:-40}
can_trace || exit 0

# What a person would see of a desk that is done.
seen() {
    "$bin/scrm-case" --ledger "$1/var/ledger.db" list --format ndjson
    find "$1/var/posts" -name '*.ndjson' -exec cat {} + | jq -r 'select(.id).id' | sort
    jq -c 'del(.stages)' "$1/var/reports/"*.json
}

# Everything that has its final name is whole.
whole() {
    local file
    while read -r file; do
        tail -n 1 "$file" | grep -q '"schema":"scrm.end/1"' || { echo "# torn: $file"; return 1; }
    done < <(find "$1/var/spool" "$1/var/posts" -name '*.ndjson' 2> /dev/null)
    while read -r file; do
        tail -n 1 "$file" | grep -q '</html>' || { echo "# torn: $file"; return 1; }
    done < <(find "$1/var/reports" -name '*.html' -type f 2> /dev/null)
    # A ledger that died before its first commit is none yet, and says so.
    [ ! -s "$1/var/ledger.db" ] || "$bin/scrm-case" --ledger "$1/var/ledger.db" check > "$work/check" 2>&1 ||
        grep -q 'there is no ledger in it yet' "$work/check" || { sed 's/^/# /' "$work/check"; return 1; }
}

# The supervisor finds its stages beside itself; in `$work/bin` one of them at
# a time is a stand-in that runs the real one under strace.
mkdir "$work/real" && cp "$bin"/scrm* "$work/real/" && cp -r "$work/real" "$work/bin" || exit 70
cp -r "$SCRM_SHARE/sample/desk" "$work/first"
"$bin/scrm" run -q "$work/first" || { echo "1..1"; echo "not ok 1 - the sample desk runs"; exit 1; }
seen "$work/first" > "$work/expected"
[ -s "$work/expected" ] || { echo "1..1"; echo "not ok 1 - the sample desk shows something"; exit 1; }

# Where each of them reads, writes, names or starts something.
points=(scrm:clone scrm-fetch:write scrm-normalize:read scrm-score:write scrm-route:write
    scrm-case:pwrite64 scrm-report:write scrm:wait4 scrm-fetch:fsync scrm-case:fsync
    scrm-fetch:rename scrm-case:rename scrm-report:rename scrm:write scrm-normalize:write
    scrm-score:read scrm-case:fdatasync scrm-report:fsync scrm:rename scrm-route:openat
    scrm-fetch:openat scrm-case:openat scrm-case:write scrm-report:read scrm:mkdir
    scrm-case:unlink scrm-fetch:read scrm:openat scrm-dedup:write scrm-dedup:pwrite64
    scrm-dedup:rename scrm:fsync scrm-dedup:fsync scrm-dedup:read scrm:unlink scrm-dedup:unlink)

# stands_in VICTIM OPTION...: from now on the victim runs under strace, with these options.
stands_in() {
    {
        echo '#!/bin/bash'
        echo "exec strace -qqq ${*:2} \"$work/real/$1\" \"\$@\""
    } > "$work/stand-in"
    chmod +x "$work/stand-in"
    mv -f "$work/stand-in" "$work/bin/$1"
}

# How often each of them makes each call, at most, in a run that nobody disturbs. The
# supervisor under strace finds its stages beside the real one, so it has a run of its own.
count() {
    local victim calls
    for victim; do
        calls=$(printf '%s\n' "${points[@]}" | sed -n "s/^$victim://p" | paste -sd ,)
        stands_in "$victim" "-o $work/made.$victim.\$\$ -e trace=$calls"
    done
    rm -rf "$work/counted"
    cp -r "$SCRM_SHARE/sample/desk" "$work/counted"
    "$work/bin/scrm" run -q "$work/counted"
    cp "$work/real/"* "$work/bin/"
}
mapfile -t stages < <(printf '%s\n' "${points[@]%:*}" | grep -vx scrm | sort -u)
count "${stages[@]}"
count scrm
for point in "${points[@]}"; do
    grep -c "^${point#*:}(" "$work/made.${point%:*}".* | awk -F : -v point="$point" '
        $NF > most { most = $NF } END { print point, most + 0 }'
done > "$work/counts"

# As many shots as are wanted: the first call of each point, then calls spread evenly over
# the run, the same number at each point as long as it has more.
awk -v kills="$kills" '
    { point[NR] = $1; count[NR] = $2 }
    function shots(i, rounds) { return count[i] < rounds ? count[i] : rounds }
    END {
        for (rounds = 1; rounds <= kills; rounds++) {
            for (i = all = 0; i++ < NR;) all += shots(i, rounds)
            if (all >= kills) break
        }
        for (k = 0; k < rounds; k++)
            for (i = 1; i <= NR; i++)
                if (k < shots(i, rounds)) print point[i], 1 + int(k * count[i] / shots(i, rounds))
    }' "$work/counts" | head -n "$kills" > "$work/shots"
kills=$(grep -c '' "$work/shots")
echo "1..$((kills + 1))"
hit=0 i=-1
while read -r point when <&7; do
    i=$((i + 1))
    victim=${point%:*} call=${point#*:}
    desk=$work/desk-$i
    cp -r "$SCRM_SHARE/sample/desk" "$desk"
    stands_in "$victim" "-o /dev/null -e trace=$call -e inject=$call:signal=KILL:when=$when"
    code=0
    { "$work/bin/scrm" run -q "$desk" > /dev/null 2>&1 || code=$?; } 2> /dev/null
    cp "$work/real/$victim" "$work/back" && mv -f "$work/back" "$work/bin/$victim"
    [ $code -eq 0 ] || hit=$((hit + 1))
    problem=
    whole "$desk" || problem="something is torn"
    for _ in 1 2 3; do
        "$bin/scrm" run -q "$desk" > "$work/again" 2>&1 && break
    done || problem="the next run fails"
    whole "$desk" || problem="something is torn after the next run"
    rm -f "$desk"/var/reports/*.json
    "$bin/scrm" run -q "$desk" > "$work/again" 2>&1 || problem="the last run fails"
    seen "$desk" > "$work/got"
    cmp -s "$work/expected" "$work/got" || problem="the desk shows something else than without the kill"
    if [ -z "$problem" ]; then
        echo "ok $((i + 1)) - $victim killed at call $when of $call (the run ended with $code)"
    else
        echo "not ok $((i + 1)) - $victim killed at call $when of $call: $problem"
        diff "$work/expected" "$work/got" | head -5 | sed 's/^/# /'
        sed 's/^/# /' "$work/again" | head -3
    fi
    rm -rf "$desk"
done 7< "$work/shots"
# A campaign whose shots miss proves nothing.
[ $hit -ge $((kills / 2)) ] && echo "ok $((kills + 1)) - $hit of $kills shots hit" ||
    echo "not ok $((kills + 1)) - only $hit of $kills shots hit"
