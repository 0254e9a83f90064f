#!/usr/bin/env bats
# What a hurried or hostile hand types: outputs that are somebody's inputs, names
# that are empty or lead in circles, clocks at the ends of time, databases that
# somebody was at. Nothing of what was there may be gone afterwards, each is told
# by name, and the exit code is the documented one. (tests/faults/inputs.t has
# what bad lines and full disks do.)

load helper

setup() {
    fresh_folder
    export SCRM_NOW=2026-03-09T09:00:00Z
    for i in 1 2 3; do
        printf '{"schema":"scrm.post/1","id":"t:%s","type":"post","network":"t","source":"t","native_id":"%s",' $i $i
        printf '"created_at":"2026-03-05T10:00:00Z","author_id":"t:a%s","text":"I want a refund, number %s"}\n' $i $i
    done > posts
    scrm-score posts | scrm-route > routed
}

# refuses CODE SAYS COMMAND...: says just that, in one line, and prints nothing.
refuses() {
    run "-$1" --separate-stderr "${@:3}" < /dev/null
    same "${stderr_lines[0]}" "$2"
    same "$output" ''
}

@test "an output that is what the run works with is refused, whatever option names it" {
    scrm-case -l ledger.db -o /dev/null apply routed
    scrm-dedup --state seen.db -o /dev/null posts
    printf 'term,topic\nrefund,money\n' > terms.csv
    printf 'text,label\na,x\nb,y\n' > labelled.csv
    echo posts > names
    sha256sum ledger.db seen.db terms.csv labelled.csv names posts routed > before
    refuses 64 'scrm-report: option --output: ledger.db is the file of --ledger too' \
        scrm-report -l ledger.db -o ledger.db routed
    refuses 64 'scrm-case: option --output: ./ledger.db is the file of --ledger too' \
        scrm-case -l ledger.db -o ./ledger.db list
    refuses 64 'scrm-case: option --output: ledger.db is the ledger' scrm-case -o ledger.db list
    refuses 64 'scrm-case: option --on-error: ledger.db is the file of --ledger too' \
        scrm-case -l ledger.db --on-error=reject=ledger.db apply routed
    refuses 64 'scrm-dedup: option --output: seen.db is the file of --state too' \
        scrm-dedup --state seen.db -o seen.db posts
    refuses 64 'scrm-dedup: --next: seen.db is the state itself' scrm-dedup --state seen.db --next seen.db posts
    refuses 65 'scrm-dedup: posts: is there already, and no dedup state' \
        scrm-dedup --state seen.db --next posts posts
    refuses 64 'scrm-score: option --output: terms.csv is the file of --terms too' \
        scrm-score --terms terms.csv -o terms.csv posts
    refuses 64 'scrm-train: option --output: labelled.csv is an input too' \
        scrm-train --label label -o labelled.csv labelled.csv
    refuses 64 'scrm-fetch: option --output: ./posts is an input too' scrm-fetch posts -o ./posts
    refuses 64 'scrm-report: option --output: names is the file of --files-from too' \
        scrm-report --files-from names -o names
    refuses 64 'scrm-report: option --output: posts is an input too' scrm-report --files-from names -o posts
    refuses 64 'scrm-report: option --output: routed is an input too' scrm-report -o routed routed
    run -0 sha256sum --quiet -c before
}

@test "output and rejects in one file are refused, however the name is spelled" {
    refuses 64 'scrm-score: option --on-error: ./out is the output too' \
        scrm-score -o out --on-error=reject=./out posts
    mkdir here
    refuses 64 'scrm-score: option --on-error: here/../out is the output too' \
        scrm-score -o out --on-error=reject=here/../out posts
    [ ! -e out ]
    # A device may be named twice.
    run -0 scrm-score -o /dev/null --on-error=reject=/dev/null posts
}

@test "empty names are told as such" {
    refuses 64 'scrm-score: option --terms: an empty name; it takes FILE' scrm-score --terms '' posts
    refuses 64 'scrm-score: option -o: an empty name; it takes FILE' scrm-score -o '' posts
    refuses 64 'scrm-route: option --rules: an empty name; it takes FILE' scrm-route --rules= posts
    for name in fetch normalize dedup score route report train; do
        refuses 64 "scrm-$name: an operand is empty; does the shell's variable have a value?" "scrm-$name" ''
    done
    refuses 64 "scrm-case: an operand is empty; does the shell's variable have a value?" scrm-case show ''
}

@test "names that lead in circles or are too long are no input" {
    ln -s b a
    ln -s a b
    long=$(printf 'x%.0s' {1..300})
    for name in normalize dedup score route report; do
        refuses 66 "scrm-$name: a: Too many levels of symbolic links" "scrm-$name" a
        refuses 66 "scrm-$name: $long: File name too long" "scrm-$name" "$long"
    done
    refuses 66 'scrm-route: a: Too many levels of symbolic links' scrm-route --rules a posts
    refuses 66 'scrm-case: a: Too many levels of symbolic links' scrm-case -l a list
}

@test "a list of files with a NUL byte is refused, not cut there" {
    printf 'posts\0nowhere\n' > names
    refuses 65 'scrm-report: names: a NUL byte; this is no list of names' scrm-report --files-from names
    printf 'nowhere' > names
    refuses 66 'scrm-report: nowhere: No such file or directory' scrm-report --files-from names
}

@test "what another program left where a state is looked for is no state" {
    cp posts state
    refuses 65 'scrm-fetch: state: not the state of a source: something stands behind the value' \
        scrm-fetch ./routed --state state
    cmp posts state
}

@test "clocks from the year 0 to the year 9999 serve, others are refused" {
    for now in 0000-01-01 1969-12-31T23:59:59Z 0 2100-02-28T23:59:59Z 9999-12-31T23:59:59Z; do
        rm -f ledger.db* seen.db
        export SCRM_NOW=$now
        run -0 scrm-score posts
        run -0 scrm-route routed
        run -0 scrm-case -l ledger.db apply routed
        run -0 scrm-case -l ledger.db tick
        run -0 scrm-case -l ledger.db check
        run -0 scrm-report -l ledger.db --format html routed
        run -0 scrm-report --since 1970-01-01 routed
        run -0 scrm-dedup --state seen.db --window 3652999d posts
    done
    for now in 2100-02-29 10000-01-01 9223372036854775 -9223372036854775 253402300800000 9999999d; do
        refuses 64 "scrm-score: option --now: '$now' is not a time (RFC 3339, a date or an epoch in seconds)" \
            scrm-score "--now=$now" posts
    done
    refuses 64 'scrm-dedup: --window: "106751991167d" is no duration; 30d, 12h' \
        scrm-dedup --window 106751991167d posts
}

@test "a ledger that somebody was at is damaged, not a bug, and says where" {
    needs sqlite3
    scrm-case -l ledger.db -o /dev/null apply routed
    # change TEXT: a ledger after these SQL statements.
    change() { rm -f l.db* && cp ledger.db l.db && sqlite3 l.db "$1"; }
    change 'DROP TABLE event'
    for verb in check export tick 'apply routed'; do
        # shellcheck disable=SC2086  # a verb and its operand
        refuses 65 'scrm-case: l.db: damaged: no such table: event; restore a copy, or import an export' \
            scrm-case -l l.db $verb
    done
    refuses 65 'scrm-report: l.db: damaged: no such table: event; restore a copy, or import an export' \
        scrm-report -l l.db routed
    for format in -1 0 -2147483648; do
        change "PRAGMA user_version = $format"
        refuses 65 "scrm-case: l.db: damaged: no ledger has format $format" scrm-case -l l.db list
        refuses 65 "scrm-case: l.db: damaged: no ledger has format $format" scrm-case -l l.db apply routed
    done
    change 'PRAGMA user_version = 99'
    run -65 --separate-stderr scrm-case -l l.db apply routed
    has "$stderr" 'l.db: this ledger has format 99, written by a newer scrm'
    change "INSERT INTO event SELECT seq + 9, at, 'nonsense', thread, \"case\", by, cause, facts FROM event LIMIT 1"
    refuses 65 'scrm-case: l.db: event 10 is of the unknown kind "nonsense"' scrm-case -l l.db tick
    refuses 65 'scrm-report: l.db: event 10 is of the unknown kind "nonsense"' scrm-report -l l.db routed
    change "INSERT INTO event SELECT seq + 9, at, kind, thread, \"case\", by, cause, '{' FROM event LIMIT 1"
    refuses 65 'scrm-case: l.db: facts: the JSON ends too early' scrm-case -l l.db check
    scrm-dedup --state seen.db -o /dev/null posts
    sqlite3 seen.db 'PRAGMA user_version = -1'
    refuses 65 'scrm-dedup: seen.db: damaged: no dedup state has format -1' scrm-dedup --state seen.db posts
}

@test "who may not read or write is told so, and nothing is left behind" {
    [ "$(id -u)" -eq 0 ] || skip 'only root can become somebody else'
    needs setpriv
    mkdir -m 755 ro
    scrm-case -l ro/ledger.db -o /dev/null apply routed
    scrm-dedup --state ro/seen.db -o /dev/null posts
    chmod 644 ro/*
    cp posts hidden && chmod 600 hidden
    chmod -R go+rX . && chmod 600 hidden
    path=$PWD
    while [ "$path" != / ]; do
        [ "$(stat -c %A "$path" | cut -c 10)" = x ] || [ "$(stat -c %A "$path" | cut -c 10)" = t ] ||
            chmod o+x "$path"
        path=$(dirname "$path")
    done
    setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$BIN/scrm-score" || skip "nobody cannot run $BIN"
    nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    for name in normalize dedup score route report; do
        refuses 77 "scrm-$name: hidden: Permission denied" "${nobody[@]}" "scrm-$name" hidden
    done
    refuses 77 'scrm-route: hidden: Permission denied' "${nobody[@]}" scrm-route --rules hidden posts
    refuses 77 'scrm-score: ro/x: Permission denied' "${nobody[@]}" scrm-score -o ro/x posts
    refuses 77 'scrm-score: ro/x: Permission denied' "${nobody[@]}" scrm-score --on-error=reject=ro/x posts
    refuses 77 'scrm-case: ro/ledger.db: may only be read' "${nobody[@]}" scrm-case -l ro/ledger.db apply routed
    for verb in list check export; do
        run -77 --separate-stderr "${nobody[@]}" scrm-case -l ro/ledger.db $verb
        has "$stderr" 'ro/ledger.db: may only be read, and even to read it SQLite writes beside it; take a copy'
    done
    refuses 77 'scrm-case: ro/new.db: Permission denied' "${nobody[@]}" scrm-case -l ro/new.db apply routed
    refuses 77 'scrm-dedup: ro/seen.db: may only be read' "${nobody[@]}" scrm-dedup --state ro/seen.db posts
    same "$(ls -A ro | tr '\n' ' ')" 'ledger.db seen.db '
}

@test "no environment at all, or a strange one, changes nothing" {
    for name in score route; do
        "scrm-$name" posts > usual
        env -i SCRM_SHARE="${SCRM_SHARE:-}" SCRM_NOW=$SCRM_NOW "$(command -v "scrm-$name")" posts | cmp - usual
        LC_ALL=tr_TR.UTF-8 TZ=:/etc/passwd COLUMNS=-5 TERM=none HOME= "scrm-$name" posts | cmp - usual
    done
    scrm-report routed > usual
    LC_ALL=tr_TR.UTF-8 TZ=UTC+99999999999 COLUMNS=99999999 LINES=x "scrm-report" routed | cmp - usual
}

@test "a desk's file whose link leads nowhere is missing, not passed over" {
    scrm init desk > /dev/null
    printf 'scrm_desk: 1\nname: x\nsources: [{name: file, fetch: posts}]\n' > desk/desk.yaml
    cp posts desk/posts
    for file in rules.yaml policies.yaml accounts.csv cases.yaml calendar.yaml agents.csv; do
        rm -rf desk/var "desk/$file"
        ln -s /not/mounted "desk/$file"
        run -66 --separate-stderr scrm run desk
        has "$stderr" "/desk/$file: No such file or directory"
        rm "desk/$file"
        run -0 --separate-stderr scrm run -q desk
        same "$(cat desk/var/posts/file/*.ndjson | grep -c '"id":"t:')" 3
    done
    ln -sf /not/mounted desk/secrets.yaml
    run -66 --separate-stderr scrm-fetch hackernews.search query=x --desk desk
    has "$stderr" 'secrets.yaml: No such file or directory'
}

@test "something else where a desk keeps its own is told, by the run and by the doctor" {
    scrm init desk > /dev/null
    printf 'scrm_desk: 1\nname: x\nsources: [{name: file, fetch: posts}]\n' > desk/desk.yaml
    cp posts desk/posts
    for name in spool posts seen rejects reports; do
        rm -rf desk/var && mkdir desk/var && : > "desk/var/$name"
        run -66 --separate-stderr scrm run desk
        has "$stderr" "/desk/var/$name: not a directory"
        run -1 --separate-stderr scrm doctor desk
        has "$output" "BAD   var/$name: is no folder"
    done
    for name in lock log.ndjson; do
        rm -rf desk/var && mkdir -p "desk/var/$name"
        run -65 --separate-stderr scrm run desk
        has "$stderr" "/desk/var/$name: Is a directory"
        run -1 --separate-stderr scrm doctor desk
        has "$output" "BAD   var/$name: is a folder"
    done
}

@test "a file that shrinks, grows or is replaced while it is read gives whole lines, and no more than once" {
    for i in $(seq 40000); do echo "{\"id\":\"t:$i\",\"text\":\"number $i\"}"; done > big
    mkfifo gate
    # The reader stops behind its first block, until the file is another one.
    (scrm-score -j1 big > gate 2> said; echo "$?" > code) &
    exec 8< gate
    read -r first <&8
    head -n 20000 big > half && cat half > big
    { echo "$first" && cat <&8; } > out
    exec 8<&-
    wait
    same "$(cat code)" 0
    [ "$(grep -c '' out)" -ge 20000 ]
    same "$(jq -r .id out | sort | uniq -d | wc -l)" 0
    same "$(jq -c 'select(.score == null)' out)" ''
    same "$(cat said)" ''
}

@test "an argument given twice is refused: one of the two would be passed over" {
    refuses 64 'scrm-fetch: tag= is given twice' \
        scrm-fetch --dry-run mastodon.hashtag instance=a.example tag=x tag=y
    refuses 64 'scrm-normalize: text= is given twice' scrm-normalize text=a text=b posts
}

@test "a password in an address is never shown" {
    refuses 65 'scrm-fetch: an address with a user name in it is not fetched: https://***@a.example/x; secrets.yaml is for secrets' \
        scrm-fetch https://ann:canary-9@a.example/x
    refuses 65 'scrm-fetch: not a web address: https://***@a.example:99999/' \
        scrm-fetch https://ann:can@ry-9@a.example:99999/
    run -0 scrm-fetch --dry-run 'https://a.example/@ann?mail=b@c.example'
    has "$output" 'https://a.example/@ann?mail=b@c.example'
}

@test "a new file is for those whom the umask lets in, whoever writes it" {
    printf 'text,label\na b,x\nc d,y\n' > labelled.csv
    for mask in 022 027 077; do
        rm -rf new && mkdir new
        (
            umask $mask
            scrm-score -o new/out --on-error=reject=new/rejects posts
            scrm-fetch ./posts --state new/state > new/shell
            scrm-fetch ./posts --spool new/spool
            scrm-train -q --label label -o new/model labelled.csv
            scrm-report -o new/report routed
            scrm init new/desk > /dev/null
        )
        others=$(find new -type f -perm "/$mask" -printf '%P %m\n')
        same "$others" ''
        same "$(stat -c %a new/state)" "$(stat -c %a new/shell)"
        same "$(stat -c %a new/model)" "$(stat -c %a new/shell)"
    done
    same "$(stat -c %a new/desk/secrets.yaml)" 600
}

@test "numbers that no machine bears are refused at once" {
    printf 'text,label\na b,x\nc d,y\n' > labelled.csv
    refuses 64 'scrm-dedup: --remember: at most 10000000 texts' scrm-dedup --remember 9223372036854775807 posts
    refuses 64 'scrm-train: --folds: at most 1000' scrm-train --label label --folds 4294967296 labelled.csv
    refuses 64 'scrm-train: --bits: at most 30' scrm-train --label label --bits 64 -o model labelled.csv
    refuses 64 'scrm-train: --least: at most 4294967295' \
        scrm-train --label label --least 4294967297 -o model labelled.csv
    refuses 64 'scrm-score: --review: at most 10000 posts' scrm-score --review 9223372036854775807 posts
    run -0 scrm-score -j 9223372036854775807 --max-errors 9223372036854775807 --max-record 8000000000G posts
    run -0 scrm-report -n 9223372036854775807 routed
    run -0 scrm-fetch ./posts --max 9223372036854775807
}
