#!/usr/bin/env bats
# The house of every command, tried on scrm-mark, the smallest filter there is
# (tests/unit/cli/mark.h), and on scrm-sample, which has verbs: what needs a
# shell, a pipe or a terminal.

load helper

setup() {
    fresh_folder
    sample=${BUILD:-$TOP/build}/tests/cli/generate
    [ -x "$sample" ] || skip "tests/cli/generate is not built; make check builds it"
    mkdir bin
    for name in scrm-mark scrm-sample; do
        printf '#!/bin/sh\nexec "%s" %s "$@"\n' "$sample" "$name" > "bin/$name"
        chmod +x "bin/$name"
    done
    PATH=$PWD/bin:$PATH
}

@test "a full device is told and ends with 74" {
    posts 3 > in
    run -74 --separate-stderr sh -c 'scrm-mark in > /dev/full'
    same "$stderr" 'scrm-mark: standard output: write error: No space left on device'
    run -74 --separate-stderr sh -c 'scrm-mark -j3 in > /dev/full'
    run -74 --separate-stderr sh -c 'scrm-mark --help > /dev/full'
    same "$stderr" 'scrm-mark: standard output: No space left on device'
}

@test "a reader that goes away ends the run in silence, even where SIGPIPE was ignored" {
    posts 50000 > in
    run -0 bash -c 'scrm-mark in 2> err | head -n 1 > /dev/null; echo "${PIPESTATUS[0]}"; cat err'
    same "$output" 141
    run -0 bash -c "trap '' PIPE; scrm-mark -j2 in 2> err | head -n 1 > /dev/null; echo \"\${PIPESTATUS[0]}\"; cat err"
    same "$output" 141
}

@test "a line comes out before the next one goes in" {
    for jobs in 1 2; do
        mkfifo "in$jobs" "out$jobs"
        scrm-mark "-j$jobs" < "in$jobs" > "out$jobs" &
        exec 7> "in$jobs" 8< "out$jobs"
        for text in one two; do
            echo "{\"text\":\"$text\"}" >&7
            read -r -t 20 line <&8
            same "$line" "{\"text\":\"$text\",\"mark\":{\"bytes\":3}}"
        done
        exec 7>&- 8<&-
        wait
    done
}

@test "a bad line ends a run that waits for more" {
    for jobs in 1 2; do
        mkfifo "in$jobs"
        scrm-mark "-j$jobs" < "in$jobs" > /dev/null 2> err &
        exec 7> "in$jobs"
        echo nonsense >&7
        status=0
        wait $! || status=$?
        exec 7>&-
        [ "$status" -eq 65 ]
    done
}

@test "a terminal is told that the command waits for it" {
    needs script
    printf '{"text":"a"}\n\004' > typed
    run -0 on_terminal 'scrm-mark' typed
    has "$output" 'scrm-mark: reading posts from the terminal; end with Ctrl-D'
    has "$output" '{"text":"a","mark":{"bytes":1}}'
    run -0 on_terminal 'scrm-mark -q' typed
    lacks "$output" 'reading posts'
    run -0 on_terminal 'scrm-mark - < /dev/null' typed
    lacks "$output" 'reading posts'
}

@test "help is as wide as the terminal, bold there and nowhere else" {
    needs script
    COLUMNS_WANTED=60 run -0 on_terminal 'TERM=xterm scrm-mark --help'
    has "$output" $'\033[1mOptions\033[0m'
    [ "$(printf '%s' "$output" | tr -d '\r' | sed 's/\x1b\[[01]m//g' | wc -L)" -le 60 ]
    COLUMNS_WANTED=60 run -0 on_terminal 'NO_COLOR=1 TERM=xterm scrm-mark --help'
    lacks "$output" $'\033'
    run -0 scrm-mark --help
    lacks "$output" $'\033'
    [ "$(printf '%s' "$output" | wc -L)" -le 80 ]
}

@test "control characters of strangers do not reach the terminal" {
    run -66 --separate-stderr scrm-mark $'\033[31mred\xe2\x80\xae'
    lacks "$stderr" $'\033'
    lacks "$stderr" $'\xe2\x80\xae'
}

@test "outputs named /dev/stdout and /dev/stderr go there and leave the names alone" {
    posts 1 > in
    scrm-mark -o /dev/stdout in > out
    has "$(cat out)" '"mark":{"bytes":8}'
    echo nonsense | scrm-mark --on-error=reject=/dev/stderr -q > out 2> err
    has "$(cat err)" '"raw_base64":"bm9uc2Vuc2U="'
    [ -L /dev/stdout ]
    [ -L /dev/stderr ]
}

@test "-o writes to a FIFO as it goes" {
    posts 3 > in
    mkfifo fifo
    cat fifo > out &
    scrm-mark -o fifo in
    wait
    [ "$(wc -l < out)" -eq 3 ]
    [ -p fifo ]
}

@test "-o leaves no temporary file, neither after a good run nor after a bad one" {
    posts 3 > in
    scrm-mark -o out in
    echo nonsense > bad
    run -65 scrm-mark -o out2 bad
    same "$(ls)" $'bad\nbin\nin\nout'
}

@test "output appended to an input is refused before it grows" {
    posts 3 > in
    cp in before
    run -64 --separate-stderr sh -c 'scrm-mark in >> in'
    same "$stderr" 'scrm-mark: the output: in is an input too'
    run -64 --separate-stderr sh -c 'scrm-mark < in >> in'
    cmp in before
}

@test "a disk of 1 MB that fills up is told, and the old output stays" {
    mkdir disk
    posts 20000 > in
    unshare -m true 2> /dev/null || skip "no right to mount"
    run -74 --separate-stderr unshare -m sh -c 'mount -t tmpfs -o size=1m tmpfs disk || exit 1
        echo old > disk/out
        scrm-mark -o disk/out in
        code=$?
        cat disk/*
        exit $code'
    same "$output" old
    has "$stderr" 'No space left on device'
}

@test "a line of 20 MB and a nesting of 100,000 are refused with the line's number" {
    {
        posts 1
        printf '{"text":"'
        head -c 20000000 /dev/zero | tr '\0' x
        printf '"}\n'
    } > in
    run -65 --separate-stderr scrm-mark in
    same "$stderr" 'scrm-mark: in:2: the line has 20000011 bytes, more than --max-record 16777216'
    run -0 --separate-stderr scrm-mark --max-record=32M in
    printf '{"a":%s\n' "$(head -c 100000 /dev/zero | tr '\0' '[')" > deep
    run -65 --separate-stderr scrm-mark deep
    has "$stderr" 'scrm-mark: deep:1:'
}

@test "bash completes options, values, files and folders" {
    needs bash
    : > words.csv
    mkdir folder
    complete_bash() {
        COMP_LINE=$* bash --norc -c '
            eval "$(scrm-mark --generate bash; scrm-sample --generate bash)"
            compopt() { :; }
            COMP_WORDS=($COMP_LINE)
            [[ $COMP_LINE != *" " ]] || COMP_WORDS+=("")
            words=()
            for word in "${COMP_WORDS[@]}"; do # as COMP_WORDBREAKS cuts
                while [[ $word == ?*=* ]]; do
                    words+=("${word%%=*}" =)
                    word=${word#*=}
                done
                words+=("$word")
            done
            [[ ${words[-1]} != "" || $COMP_LINE != *= ]] || unset "words[-1]"
            COMP_WORDS=("${words[@]}")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            "$(complete -p "${COMP_WORDS[0]}" | sed "s/.*-F \([^ ]*\).*/\1/")"
            printf "%s\n" "${COMPREPLY[@]}" | sort | xargs'
    }
    same "$(complete_bash 'scrm-mark --max')" '--max-errors --max-record'
    same "$(complete_bash 'scrm-mark --on-error ')" 'reject= skip stop'
    same "$(complete_bash 'scrm-mark --on-error=s')" 'skip stop'
    same "$(complete_bash 'scrm-mark --on-error=')" 'reject= skip stop'
    same "$(complete_bash 'scrm-mark --on-error=reject=wo')" 'words.csv'
    same "$(complete_bash 'scrm-mark --terms wo')" 'words.csv'
    same "$(complete_bash 'scrm-mark -t wo')" 'words.csv'
    same "$(complete_bash 'scrm-mark --folder ')" 'bin folder'
    same "$(complete_bash 'scrm-mark -j ')" ''
    same "$(complete_bash 'scrm-mark -q wo')" 'words.csv'
    same "$(complete_bash 'scrm-sample ')" 'assign list'
    same "$(complete_bash 'scrm-sample --log-format json l')" 'list'
    same "$(complete_bash 'scrm-sample --log-format=json l')" 'list'
    same "$(complete_bash 'scrm-sample assign --b')" '--by'
    same "$(complete_bash 'scrm-sample list --b')" ''
    lacks "$(complete_bash 'scrm-mark --')" '--generate'
}

@test "fish completes options, values and verbs" {
    needs fish
    complete_fish() {
        HOME=$PWD fish --no-config -c "scrm-mark --generate fish | source
            scrm-sample --generate fish | source
            complete -C '$1'" | cut -f 1 | sort | xargs
    }
    same "$(complete_fish 'scrm-mark --max')" '--max-errors --max-record'
    same "$(complete_fish 'scrm-mark --on-error s')" 'skip stop'
    same "$(complete_fish 'scrm-sample ')" 'assign list'
    same "$(complete_fish 'scrm-sample --log-format json ')" 'assign list'
    same "$(complete_fish 'scrm-sample --log-format ')" 'json logfmt text'
    same "$(complete_fish 'scrm-sample assign --b')" '--by'
    same "$(complete_fish 'scrm-sample list --b')" ''
    : > words.csv
    has "$(complete_fish 'scrm-mark --terms wo')" 'words.csv'
}

@test "zsh completes options and verbs" {
    needs zsh script
    mkdir functions
    scrm-mark --generate zsh > functions/_scrm-mark
    scrm-sample --generate zsh > functions/_scrm-sample
    zsh -n functions/_scrm-mark
    zsh -n functions/_scrm-sample
    # A real zsh in a terminal of its own; Tab lists, and the list is looked at.
    complete_zsh() {
        cat > ask.zsh <<'END'
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PS1=; fpath=($PWD/functions $fpath); autoload -U compinit; compinit -u -D; LISTMAX=0; stty cols 120; print REA""DY'
zpty -r z before '*READY*'
zpty -n -w z "$1"$'\t\t'
zpty -r z after '*'$2'*'
print -r -- "$after"
zpty -d z
END
        TERM=dumb timeout 20 zsh -f ask.zsh "$1" "$2"
    }
    # Each waits for what must appear, and fails where it does not come.
    complete_zsh 'scrm-mark --max-' --max-record
    complete_zsh 'scrm-mark --on-error=s' skip
    complete_zsh 'scrm-sample ' assign
    complete_zsh 'scrm-sample assign --b' --by
}

@test "the manual pages pass mandoc's lint" {
    needs mandoc
    for name in scrm-mark scrm-sample; do
        "$name" --generate mdoc > "$name.1"
        run -0 mandoc -Tlint -Wwarning,stop "$name.1"
        same "$output" ''
        has "$(mandoc -Tutf8 "$name.1" | sed 's/.\x08//g')" 'EXIT STATUS'
    done
}

@test "a command given twice says the same" {
    for what in bash zsh fish mdoc; do
        same "$(scrm-mark --generate $what)" "$(SCRM_NOW=1999-01-01 LC_ALL=C scrm-mark --generate $what)"
    done
}

@test "who is interrupted while writing to a file leaves nothing behind" {
    local signal
    mkdir made && cd made
    for signal in INT TERM KILL; do
        run timeout -s $signal 0.5 scrm-score -o out < <(echo '{"text":"one"}'; sleep 1)
        [ "$status" -ge 124 ]
        same "$(ls -A)" ''
    done
    echo '{"text":"two"}' | scrm-score -o out
    same "$(ls -A)" out
}
