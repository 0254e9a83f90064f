#!/bin/bash
# The same bytes from every build and any number of workers: gcc and clang,
# SSE2 and plain C, -j 1 and -j 2. Builds the variants below build/variants,
# sends generated posts and the sample through every stage. Speaks TAP.
set -u
cd "$(dirname "$0")/../.." || exit 70
build=${BUILD:-$PWD/build}
bin=${SCRM_BIN:-$build/bin}
make=${MAKE:-make}
work=$(mktemp -d) || exit 70
trap 'rm -rf "$work"' EXIT
export SCRM_SHARE=$PWD/share/scrm SCRM_NOW=2026-03-09T09:00:00Z LC_ALL=C

[ -z "${SAN:-}" ] || { echo "1..0 # SKIP sanitised builds are compared by their tests"; exit 0; }
"$make" -s BUILD="$build" "$build/bench/generate" > "$work/log" 2>&1 || { cat "$work/log"; exit 70; }
"$build/bench/generate" 3000 > "$work/raw.ndjson"
for file in share/scrm/sample/desk/data/*; do
    case $file in
    *.csv) "$bin/scrm-fetch" -q "$file" ;;
    *) "$bin/scrm-fetch" -q "$file" instance=social.example ;;
    esac
done >> "$work/raw.ndjson"

# All stages of one build over the same lines; a digest of each stage's bytes.
digests() {
    local from=$1 jobs=$2 in=$work/raw.ndjson stage why
    for stage in normalize dedup score route; do
        why=()
        [[ $stage != score && $stage != route ]] || why=(--explain)
        "$from/scrm-$stage" -j "$jobs" --seal "${why[@]}" "$in" > "$work/$stage" || return 1
        in=$work/$stage
        sha256sum < "$in" | sed "s/-/$stage/"
    done
    "$from/scrm-report" --format html "$in" | sha256sum | sed 's/-/html/'
    "$from/scrm-report" --format json --sealed "$in" | sha256sum | sed 's/-/json/'
    "$from/scrm-report" "$in" | sha256sum | sed 's/-/text/'
}

variant() {
    local at=$build/variants/$1 targets='' command
    shift
    for command in normalize dedup score route report; do targets="$targets $at/bin/scrm-$command"; done
    # shellcheck disable=SC2086  # a list of targets
    "$make" -s -j2 BUILD="$at" "$@" $targets > "$work/log" 2>&1 || { sed 's/^/# /' "$work/log" | tail -5; return 1; }
}

n=0
say() {
    n=$((n + 1))
    if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi
}

digests "$bin" 1 > "$work/expected" || { echo "1..1"; echo "not ok 1 - the stages run"; exit 1; }
digests "$bin" 2 > "$work/got" && cmp -s "$work/expected" "$work/got"
say $? "-j 2 writes the bytes of -j 1"
digests "$bin" 7 > "$work/got" && cmp -s "$work/expected" "$work/got"
say $? "-j 7 writes the bytes of -j 1"
variant plain SCRM_PLAIN=1 && digests "$build/variants/plain/bin" 1 > "$work/got" && cmp -s "$work/expected" "$work/got"
say $? "plain C writes the bytes of SSE2"
if command -v clang > /dev/null; then
    variant clang CC=clang && digests "$build/variants/clang/bin" 1 > "$work/got" && cmp -s "$work/expected" "$work/got"
    say $? "clang writes the bytes of gcc"
else
    n=$((n + 1))
    echo "ok $n - clang writes the bytes of gcc # SKIP clang is not installed"
fi
for locale in de_DE.UTF-8 tr_TR.UTF-8; do
    n=$((n + 1))
    if ! locale -a 2> /dev/null | grep -qi "^${locale%%.*}"; then
        echo "ok $n - the same bytes under $locale # SKIP not installed"
        continue
    fi
    n=$((n - 1))
    LC_ALL=$locale digests "$bin" 1 > "$work/got" && cmp -s "$work/expected" "$work/got"
    say $? "the same bytes under $locale"
done
echo "1..$n"
