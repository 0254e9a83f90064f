#!/usr/bin/env bats
# scrm-train on a terminal: a person labels posts by single keys. Keys are
# really pressed, on a terminal of python3's pty module.

load helper

setup() {
    fresh_folder
    needs_command scrm-train
    command -v python3 > /dev/null || skip 'no python3 here'
    export TERM=xterm
    unset NO_COLOR
    {
        echo '{"id":"m:1","network":"mastodon","created_at":"2026-01-05T09:00:00Z","author_handle":"coffee","author_name":"Ann Bo","text":"coffee here, Ann Bo again: mail ann@example.org","route":{"queue":"billing"}}'
        echo '{"id":"m:2","title":"Nie wieder","text":"Das Paket kam besch\u00e4digt an","lang":"de"}'
        echo '{"id":"m:3","text":"evil \u001b[31mred\u0007 \u202eback"}'
        echo '{"id":"m:4","text":""}'
        echo '{"id":"m:1","text":"the first one again"}'
        echo '{"id":"m:5","text":"thanks, all good"}'
    } > posts.ndjson
}

# keys STEP ...: the labeller under these steps, into out.ndjson.
keys() {
    timeout 60 python3 "$SCRM_TOP/tests/cmd/terminal.py" scrm-train --label queue \
        --labels billing,delivery,praise -o out.ndjson posts.ndjson -- "$@"
}

answers() {
    jq -c '[.id, .queue]' out.ndjson
}

@test "a key labels, s skips, u undoes, q leaves; each answer is the post and its label" {
    run -0 keys see '0 of 4' see 'b' see ' billing' type b see 'Nie wieder' type d see 'evil' \
        type s see 'thanks' type u see 'evil' type u see 'Nie wieder' type p see 'evil' type q end
    same "$output" $'exit 0\nas before'
    same "$(answers)" $'["m:1","billing"]\n["m:2","praise"]'
    same "$(head -1 out.ndjson)" "$(jq -c '. + {queue: "billing"}' posts.ndjson | head -1)"
    has "$(cat shown)" 'scrm-train: out.ndjson: 2 labelled, 0 skipped, 2 to go'
}

@test "started again it goes on, and undoes what was decided before" {
    keys see 'billing' type bds see 'thanks' type q end > /dev/null
    same "$(answers)" $'["m:1","billing"]\n["m:2","delivery"]\n["m:3",null]'
    run -0 keys see '2 of 4' see ', 1 skipped' see 'thanks' type u see 'evil' type u see 'Nie wieder' \
        type p see evil type 'dp' see 'Every post has its label' type q end
    same "$(answers)" $'["m:1","billing"]\n["m:2","praise"]\n["m:3","delivery"]\n["m:5","praise"]'
    run -0 keys see 'Every post has its label' type b see 'takes' type q end
    same "$(answers | wc -l)" 4
}

@test "killed at any moment, every answer that was followed by the next post is there" {
    keys see 'billing' type b see 'Nie wieder' type d see 'evil' signal KILL end > kept || true
    has "$(cat kept)" 'signal 9'
    same "$(answers)" $'["m:1","billing"]\n["m:2","delivery"]'
    printf '{"id":"m:3","text":"evil","que' >> out.ndjson
    run -0 keys see 'evil' see 'a half-written last line was dropped' type p see 'thanks' type q end
    same "$(answers)" $'["m:1","billing"]\n["m:2","delivery"]\n["m:3","praise"]'
}

@test "the terminal is given back after an interrupt, a hang-up, a stop and an error" {
    run -0 keys see 'billing' mode type '\x03' end
    same "$output" $'keys\nsignal 2\nas before'
    run -0 keys see 'billing' signal HUP end
    same "$output" $'signal 1\nas before'
    run -0 keys see 'billing' signal TERM end
    same "$output" $'signal 15\nas before'
    run -0 keys see 'billing' type '\x1a' stopped mode going see '0 of 4' mode type q end
    same "$output" $'stopped\nlines\nkeys\nexit 0\nas before'
    run -0 keys see 'billing' type '\x04' end
    same "$output" $'exit 0\nas before'
}

@test "the author and personal data are masked on the screen, not in the file" {
    run -0 keys see '[author] here, [author] again: mail [e-mail]' type b see 'Nie' type q end
    run ! grep -q 'Ann Bo' shown
    same "$(jq -r .author_name out.ndjson)" 'Ann Bo'
}

@test "a post's control characters never reach the terminal" {
    run -0 keys see 'billing' type 'bd' see 'evil \x1b[31mred\x07 \u202eback' type q end
    run ! grep -q $'\x1b\[31m' shown
    run ! grep -q $'\a' shown
    run ! grep -q $'\xe2\x80\xae' shown
}

@test "Enter takes the guess: of the post's route, of a model" {
    run -0 keys see 'takes the guess: billing' type '\r' see 'labelled: billing' type '\r' type q end
    same "$(answers)" '["m:1","billing"]'
    for i in $(seq 20); do
        echo "{\"text\":\"refund of invoice $i\",\"queue\":\"money\"}"
        echo "{\"text\":\"parcel number $i is late\",\"queue\":\"parcels\"}"
    done > train.ndjson
    scrm-train --label queue -o q.model train.ndjson
    echo '{"id":"x","text":"my parcel is late"}' > posts.ndjson
    run -0 timeout 60 python3 "$SCRM_TOP/tests/cmd/terminal.py" scrm-train --model q.model \
        --label queue -o new.ndjson posts.ndjson -- see 'money' see 'takes the guess: parcels, ' \
        type '\r' see 'Every post' type q end
    same "$(jq -c '[.id, .queue]' new.ndjson)" '["x","parcels"]'
}

@test "forty columns, a new size, and a text longer than the screen" {
    jq -nc '{id: "long", text: ([range(400) | "word\(.)"] | join(" "))}' > posts.ndjson
    run -0 timeout 60 python3 "$SCRM_TOP/tests/cmd/terminal.py" --size 12x40 scrm-train \
        --label queue --labels billing,delivery,praise,technical -o out.ndjson posts.ndjson -- \
        see 'word0' see 'space' type '    ' see word75 size 30x100 see word150 type '\x1b[A' type bq end
    same "$(jq -c '[.id, .queue]' out.ndjson)" '["long","billing"]'
}

@test "--label FILE alone labels it, with the labels that its posts have" {
    jq -c 'del(.route) | select(.text != "") | .label = (if .id == "m:5" then "good" else "bad" end)' posts.ndjson > some.ndjson
    run -0 timeout 60 python3 "$SCRM_TOP/tests/cmd/terminal.py" scrm-train --label some.ndjson -- \
        see ' bad' see ' good' see 'takes the guess: bad' type g see 'Nie' type q end
    same "$(jq -c '[.id, .label]' labels.ndjson)" '["m:1","good"]'
}

@test "a table is labelled too" {
    printf 'words,text\n1,"first, one"\n2,second\n' > posts.csv
    run -0 timeout 60 python3 "$SCRM_TOP/tests/cmd/terminal.py" scrm-train --labels a,b -o out.ndjson posts.csv -- \
        see 'first, one' type a see second type b see Every type q end
    same "$(cat out.ndjson)" $'{"words":"1","text":"first, one","label":"a"}\n{"words":"2","text":"second","label":"b"}'
}

@test "without a terminal, without labels, and with what cannot be labelled" {
    run -64 --separate-stderr scrm-train --labels a,b posts.ndjson < /dev/null
    same "$stderr" 'scrm-train: labelling by hand needs a terminal: standard input is none'
    [ ! -e labels.ndjson ]
    on() { timeout 60 python3 "$SCRM_TOP/tests/cmd/terminal.py" scrm-train "$@"; }
    TERM=dumb run -0 on --labels a,b posts.ndjson -- see 'TERM says "dumb"' end
    has "$output" 'exit 64'
    run -0 on --labels a posts.ndjson -- see 'which labels? Say --labels a,b,c' end
    has "$output" $'exit 64\nas before'
    run -0 on --labels a,b none.ndjson -- see 'none.ndjson' end
    has "$output" 'exit 66'
    run -0 on --labels a,b --label route.queue posts.ndjson -- see 'a plain member' end
    has "$output" 'exit 64'
    run -0 on --labels a,b -o posts.ndjson posts.ndjson -- see 'is an input too' end
    has "$output" 'exit 64'
    echo '[1]' >> posts.ndjson
    run -0 on --labels a,b posts.ndjson -- see 'posts.ndjson:7:' end
    has "$output" 'exit 65'
}

@test "two labellers cannot write into one file" {
    exec 7>> out.ndjson
    flock 7
    run -0 keys see 'somebody else is labelling into it' end
    same "$output" $'exit 75\nas before'
}

@test "a full disk is told, and leaves the answers whole" {
    keys() {
        timeout 60 python3 "$SCRM_TOP/tests/cmd/terminal.py" bash -c 'ulimit -f 1; trap "" XFSZ
            exec scrm-train --label queue --labels a,b -o out.ndjson posts.ndjson' -- "$@"
    }
    for i in 1 2 3; do
        jq -nc --arg i "$i" '{id: $i, text: ("t" * 400)}'
    done > posts.ndjson
    run -0 keys see '0 of 3' type abb see 'File too large' end
    same "$output" $'exit 74\nas before'
    same "$(answers)" $'["1","a"]\n["2","b"]'
    ln -s /dev/full full
    run -0 timeout 60 python3 "$SCRM_TOP/tests/cmd/terminal.py" scrm-train --labels a,b -o full posts.ndjson -- \
        see 'full is no file to append to' end
    has "$output" 'exit 64'
}
