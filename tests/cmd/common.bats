#!/usr/bin/env bats
# What holds for every command there is: each test walks over all of them and
# names the one that fails.

load helper

commands=()
for source in "$(dirname "$BATS_TEST_DIRNAME")"/../bin/*.c; do
    [ ! -e "$source" ] || commands+=("$(basename "$source" .c)")
done

# Those that read posts and write posts, and need no configuration.
filters=()
for name in scrm-normalize scrm-score scrm-route; do
    [ ! -x "$BIN/$name" ] || filters+=("$name")
done

# for_each LIST FUNCTION: the function for every name of the list. It is called
# plainly, never as a condition: there, a failing line in its midst would pass.
for_each() {
    local -n names=$1
    [ ${#names[@]} -gt 0 ] || skip 'no such command is built'
    for turn in "${names[@]}"; do
        "$2" "$turn"
    done
}

teardown() {
    [ -n "${BATS_TEST_COMPLETED:-}" ] || echo "    with ${turn:-nobody}"
}

@test "every command of the tree is built" {
    built() { [ -x "$BIN/$1" ]; }
    for_each commands built
}

@test "--help goes to standard output, ends with 0, and fits 80 columns but for its examples" {
    help() {
        run -0 --separate-stderr "$1" --help
        same "$stderr" ''
        has "$output" "Usage: $1"
        [ "$(sed '/^Examples$/,/^$/d; /^  [^ -]/d' <<< "$output" | wc -L)" -le 80 ]
    }
    for_each commands help
}

@test "--version prints name and version" {
    version() {
        run -0 --separate-stderr "$1" --version
        [[ $output =~ ^"$1 "[0-9]+\.[0-9]+\.[0-9]+$ ]]
    }
    for_each commands version
}

@test "an unknown option ends with 64 and is named with what was probably meant" {
    unknown() {
        run -64 --separate-stderr "$1" --hlep
        same "$stderr" "$1: unknown option --hlep; did you mean --help?"
        same "$output" ''
    }
    for_each commands unknown
}

@test "help into a full device ends with 74" {
    full() { run -74 sh -c "$1 --help > /dev/full"; }
    for_each commands full
}

@test "a closed descriptor is an error, never somebody else's file" {
    echo '{"schema":"scrm.post/1","id":"a","text":"x"}' > post
    closed() {
        run -74 --separate-stderr bash -c "$1 post >&-"
        run -74 --separate-stderr bash -c "$1 <&-"
        run -0 bash -c "$1 -o made post 2>&-"
        run ! grep -q "$1" made
    }
    for_each filters closed
}

@test "no option is named twice" {
    once() {
        same "$("$1" --help | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort | uniq -d)" ''
        same "$("$1" --help | grep -oE '^  -[A-Za-z],' | sort | uniq -d)" ''
    }
    for_each commands once
}

@test "what help says of options and verbs is even: no capital, no full stop" {
    even() {
        helps=$("$1" --generate fish | sed -n "s/.* -d '\\(.*\\)'\$/\\1/p")
        same "$(grep -E '^[A-Z][a-z]|\.$' <<< "$helps" || true)" ''
    }
    for_each commands even
}

@test "scrm --help tells of every command, in the command's own words" {
    needs_command scrm
    help=$("$BIN/scrm" --help | tr '\n' ' ' | tr -s ' ')
    told() {
        [ "$1" = scrm ] && return 0
        summary=$("$1" --help | sed -n '1,/^$/p' | tr '\n' ' ' | tr -s ' ' | sed "s/^$1: //; s/ *$//")
        has "$help" " ${1#scrm-} $summary "
    }
    for_each commands told
}

@test "manual pages and completions are what the commands generate now" {
    run -0 "$TOP/tests/lint/stale"
    same "$output" ''
}

@test "manual pages pass mandoc's lint" {
    needs mandoc
    for page in "$TOP"/docs/man/*.[157]; do
        [ -e "$page" ] || continue
        run -0 mandoc -Tlint -Wwarning,stop "$page"
        same "$output" ''
    done
}

@test "completions are valid in their shells" {
    needs bash zsh fish
    valid() {
        bash -n "$TOP/completions/bash/$1"
        zsh -n "$TOP/completions/zsh/_$1"
        fish --no-execute "$TOP/completions/fish/$1.fish"
    }
    for_each commands valid
}

@test "filters: empty input gives empty output" {
    empty() {
        run -0 --separate-stderr "$1" < /dev/null
        same "$output" ''
        same "$stderr" ''
    }
    for_each filters empty
}

@test "filters: no final newline, CRLF and a BOM are read, the output ends with a newline" {
    ends() {
        printf '{"schema":"scrm.post/1","id":"a","text":"x"}' > in
        [ "$("$1" in | tail -c 1 | od -An -tx1 | tr -d ' ')" = 0a ]
        printf '\xef\xbb\xbf{"schema":"scrm.post/1","id":"a","text":"x"}\r\n' > in
        [ "$("$1" in | head -c 1)" = '{' ]
        [ "$("$1" in | tail -c 2 | od -An -tx1 | tr -d ' ')" = 0d0a ]
    }
    for_each filters ends
}

@test "filters: a full device ends with 74" {
    full() {
        posts 3 > in
        run -74 sh -c "$1 in > /dev/full"
        has "$output" "$1: standard output: write error: No space left on device"
    }
    for_each filters full
}

@test "filters: a reader that goes away ends the run in silence" {
    closed() {
        posts 50000 > in
        run -0 bash -c "$1 in 2> err | head -n 1 > /dev/null; echo \${PIPESTATUS[0]}; cat err"
        same "$output" 141
    }
    for_each filters closed
}

@test "filters: a missing file and a directory are named" {
    missing() {
        run -66 --separate-stderr "$1" nowhere.ndjson
        same "$stderr" "$1: nowhere.ndjson: No such file or directory"
        run -65 --separate-stderr "$1" /tmp
        same "$stderr" "$1: /tmp: is a directory"
    }
    for_each filters missing
}

@test "filters: a line that is no JSON is told with file and line, and costs one reject" {
    broken() {
        {
            posts 2
            echo '{"schema":"scrm.post/1","text":'
            posts 1
        } > in
        run -65 --separate-stderr "$1" in
        has "$stderr" "$1: in:3:"
        [ "$(wc -l <<< "$output")" -eq 2 ]
        run -0 --separate-stderr "$1" --on-error=reject=rejects in
        [ "$(wc -l <<< "$output")" -eq 3 ]
        [ "$(wc -l < rejects)" -eq 1 ]
        has "$(cat rejects)" '{"file":"in","line":3,'
        run -65 "$1" --on-error=skip --max-errors=0 in
    }
    for_each filters broken
}

# Normalize repairs what strangers wrote; the stages behind it refuse it.
@test "filters: invalid UTF-8, NUL bytes and a nesting of 100,000 are refused, not swallowed" {
    hostile() {
        printf '{"schema":"scrm.post/1","id":"a","text":"\xff"}\n' > utf8
        printf '{"schema":"scrm.post/1","id":"a","text":"\0"}\n' > nul
        printf '{"schema":"scrm.post/1","id":"a","x":%s\n' "$(head -c 100000 /dev/zero | tr '\0' '[')" > deep
        for file in utf8 nul deep; do
            [ "$1" != scrm-normalize ] || [ $file = deep ] || continue
            run -65 --separate-stderr "$1" "$file"
            has "$stderr" "$1: $file:1"
        done
    }
    for_each filters hostile
}

@test "filters: the account balances and the seal is passed on" {
    sealed() {
        posts 5 | "$1" --seal --now 2026-01-06 > sealed
        tail -n 1 sealed > end
        has "$(cat end)" '{"schema":"scrm.end/1","stages":[{"stage":"'"$1"'"'
        has "$(cat end)" '"in":5,"expanded":0,"out":5,"rejected":0,"dropped":{'
        run -0 --separate-stderr bash -c "$1 --sealed --now 2026-01-06 < sealed | tail -n 1"
        has "$output" '"in":5,'
        head -n 5 sealed > ./cut
        run -65 --separate-stderr "$1" --sealed cut
        head -n 4 sealed > short
        tail -n 1 sealed >> short
        run -65 --separate-stderr "$1" short
        has "$stderr" 'the stream says 5 records, 4 came'
    }
    for_each filters sealed
}

@test "filters: the same bytes with one worker and with several, twice over" {
    workers() {
        posts 20000 > in
        one=$("$1" -j1 --now 2026-01-06 in | cksum)
        same "$("$1" -j1 --now 2026-01-06 in | cksum)" "$one"
        same "$("$1" -j2 --now 2026-01-06 in | cksum)" "$one"
        same "$("$1" -j5 --now 2026-01-06 < in | cksum)" "$one"
    }
    for_each filters workers
}

@test "filters: the same bytes under de_DE, tr_TR and C" {
    needs localedef
    [ -d /usr/share/i18n/locales ] || skip 'no locale sources (package locales)'
    mkdir locales
    for name in de_DE tr_TR; do
        localedef -i $name -f UTF-8 "locales/$name.UTF-8" || skip "cannot make the locale $name"
    done
    locale() {
        printf '{"schema":"scrm.post/1","id":"a","text":"I WANT a TITLE refund, 1,5 stars! \xc4\xb0I","created_at":"2026-01-05T10:00:00Z"}\n' > in
        want=$(LC_ALL=C "$1" --now 2026-01-06 in)
        for name in de_DE tr_TR; do
            same "$(LOCPATH=$PWD/locales LC_ALL=$name.UTF-8 "$1" --now 2026-01-06 in)" "$want"
        done
    }
    for_each filters locale
}
