#!/bin/bash
# What strangers send, and what a full or missing disk does: every command, fed
# with the worst, gives the documented exit code, says file and line, loses
# nothing and never dies.
#
# A bad line costs itself: with --on-error=reject the account balances, its raw
# bytes stand in the reject file, the lines around it come through; and
# `scrm run` goes on the next day. Each case asserts the exit code and what was
# said. Under the sanitizers the same cases run; a finding of theirs fails.
#
# Speaks TAP. The memory of the 100 MB line is bounded by ulimit (but not under
# AddressSanitizer, which reserves terabytes).
set -u
# What is mounted below is mounted in a namespace that ends with this program,
# however it ends.
own=$(readlink /proc/self/ns/mnt)
if [ "${INPUTS_OUTSIDE:-$own}" = "$own" ] && unshare -m true 2> /dev/null; then
    INPUTS_OUTSIDE=$own exec unshare -m "$0" "$@"
fi
# shellcheck source=tests/faults/ground.bash
. "$(dirname "$0")/ground.bash"
export MALLOC_ARENA_MAX=1
cd "$work" || exit 70
leave() {
    ! mountpoint -q "$work/small" || umount "$work/small"
    rm -rf --one-file-system "$work"
}
trap leave EXIT

# --- saying ---------------------------------------------------------------

n=0
case_name=
problem=
begin() { case_name=$1 problem=; }
fail() { problem=${problem:-$1}; }
end() {
    n=$((n + 1))
    if [ -z "$problem" ]; then
        echo "ok $n - $case_name"
    else
        echo "not ok $n - $case_name"
        printf '%s\n' "$problem" | sed 's/^/# /'
        head -n 8 err 2> /dev/null | cut -c 1-300 | tr -c '\n -~' '?' | sed 's/^/#   /'
    fi
}
skip() {
    n=$((n + 1))
    echo "ok $n - $1 # SKIP $2"
}

# runs CODE COMMAND...: runs it with nothing on its standard input; the exit
# code is CODE, and no sanitizer had a word to say.
runs() {
    local want=$1 code=0
    shift
    timeout 120 "$@" > out 2> err < /dev/null || code=$?
    [ $code -eq "$want" ] || fail "exit code $code, not $want: $*"
    ! grep -qE 'runtime error:|Sanitizer' err || fail "a sanitizer complains: $*"
}
says() { grep -qF -e "$1" err || fail "does not say: $1"; }
silent() { [ ! -s err ] || fail "says something: $(head -n 1 err)"; }
prints() { grep -qF -e "$1" "${2:-out}" || fail "does not print: $1"; }
prints_not() { ! grep -qF -e "$1" "${2:-out}" || fail "must not print: $1"; }

# --- the material ---------------------------------------------------------

post() {
    printf '{"schema":"scrm.post/1","id":"t:%s","type":"post","network":"t","source":"t","native_id":"%s",' "$1" "$1"
    printf '"created_at":"2026-03-05T10:00:00Z","author_id":"t:a%s","text":"I want a refund, number %s"}\n' "$1" "$1"
}
zeros() { head -c "$1" /dev/zero | tr '\0' "$2"; }
around() { # a good line before and after what stands on standard input
    post 1 && cat && post 3
}
mkdir dir
around <<< '{"schema":"scrm.post/1","id":"t:2","text":' > malformed
printf '{"schema":"scrm.post/1","id":"t:2","created_at":"2026-03-05T10:00:00Z","text":"caf\xff"}\n' | around > utf8
printf '{"schema":"scrm.post/1","id":"t:2","text":"a\0b"}\n' | around > nul
{
    printf '{"schema":"scrm.post/1","id":"t:2","x":'
    zeros 100000 '['
    echo
} | around > deep
{
    printf '{"schema":"scrm.post/1","id":"t:2","x":'
    zeros 100000 '['
    zeros 100000 ']'
    echo '}'
} | around > deep-closed
around <<< '[{"id":"t:2"}]' > array
around <<< '{"schema":"scrm.post/1","id":"t:2","id":"t:4","text":"x"}' > twice
{
    post 1
    post 2 | head -c 100
} > ./cut
huge() {
    printf '{"schema":"scrm.post/1","id":"t:2","text":"'
    zeros 100000000 x
    echo '"}'
}
huge | around > huge
{
    post 1
    post 2
    post 3
} > good
scrm-score --seal good > sealed || { echo 'Bail out! scrm-score does not run'; exit 70; }
head -n 2 sealed > cut-between
head -c -10 sealed > cut-within
{
    cat sealed
    head -n 2 sealed
} > cut-later

# The commands that read posts, and how each says that all is well.
filters=(normalize score route case report)
stage=() # the command line of one of them, without files
stage_of() {
    rm -f ledger.db*
    stage=("scrm-$1")
    case $1 in
    case) stage+=(--ledger ledger.db apply) ;;
    report) stage+=(--format json) ;;
    esac
}
# kept FILTER ID...: these posts came through, in this order, and no others.
kept() {
    local filter=$1 got
    shift
    if [ "$filter" = report ]; then
        got=$(jq .quality.posts out)
        [ "$got" = $# ] || fail "the report counts $got posts, not $#"
        return
    fi
    got=$(jq -r .id out | xargs)
    [ "$got" = "$*" ] || fail "came through: $got; should: $*"
    [ "$filter" = case ] || return
    got=$(scrm-case --ledger ledger.db export | jq -r 'select(.schema == "scrm.content/1").id' | xargs)
    [ "$got" = "$*" ] || fail "the ledger has: $got; should: $*"
    runs 0 scrm-case --ledger ledger.db check
}

# --- bad lines ------------------------------------------------------------

# name | line | what is said behind FILE:LINE:
bad=(
    'malformed|2|43: the JSON ends too early'
    'utf8|2|83: invalid UTF-8'
    'nul|2|45: a NUL byte'
    'deep|2|295: nesting deeper than 256'
    'deep-closed|2|295: nesting deeper than 256'
    'array|2|'
    'twice|2|'
    'cut|2|'
)
for filter in "${filters[@]}"; do
    for row in "${bad[@]}"; do
        IFS='|' read -r file line text <<< "$row"
        lines=$(sed -n '$=' "$file")
        [ "$filter" != normalize ] || case $file in
        utf8)
            begin "scrm-normalize repairs invalid UTF-8 and counts it"
            runs 0 scrm-normalize --stats utf8
            says '1 characters repaired'
            prints $'caf\xef\xbf\xbd'
            kept normalize t:1 t:2 t:3
            end
            continue
            ;;
        array) continue ;; # a page of records: pages may stand on one line
        esac
        begin "scrm-$filter stops at the bad line of $file"
        stage_of "$filter"
        runs 65 "${stage[@]}" "$file"
        says "scrm-$filter: $file:$line:$text"
        case $filter in
        case)
            prints_not t:2
            ;;
        report) [ ! -s out ] || fail 'there is a report nevertheless' ;;
        *) kept "$filter" t:1 ;;
        esac
        end

        begin "scrm-$filter rejects the bad line of $file and keeps its bytes"
        stage_of "$filter"
        rm -f rejects
        runs 0 "${stage[@]}" --on-error=reject=rejects --stats "$file"
        says "$lines in, $((lines - 1)) out, 1 rejected, 0 dropped"
        says "scrm-$filter: warning: 1 bad line was written to rejects; the first: $file:$line:"
        [ "$(grep -c '' rejects)" -eq 1 ] || fail 'the reject file has not one line'
        [ "$(jq -r '"\(.file) \(.line) \(.offset)"' rejects)" = "$file $line $(post 1 | wc -c)" ] ||
            fail "the reject stands elsewhere: $(jq -c 'del(.raw_base64)' rejects)"
        jq -r .raw_base64 rejects | base64 -d > raw
        cmp -s raw <(sed -n "${line}p" "$file" | head -c "$(wc -c < raw)") &&
            [ "$(wc -c < raw)" -ge $(($(sed -n "${line}p" "$file" | wc -c) - 1)) ] ||
            fail 'the reject has other bytes than the line'
        if [ "$file" = cut ]; then kept "$filter" t:1; else kept "$filter" t:1 t:3; fi
        end
    done

    begin "scrm-$filter ends with 65 when more lines are bad than allowed"
    stage_of "$filter"
    cat malformed malformed > malformed-twice
    runs 65 "${stage[@]}" --on-error=skip --max-errors=1 malformed-twice
    says "scrm-$filter: malformed-twice:5:"
    says 'more than 1 bad lines'
    runs 0 "${stage[@]}" --on-error=skip --max-errors=2 malformed-twice
    says "scrm-$filter: warning: 2 bad lines were skipped; the first: malformed-twice:2:"
    end
done

# --- a line of 100 MB -----------------------------------------------------

asan=
! grep -qaF __asan_init "$bin/scrm" || asan=yes
# small COMMAND...: with 160 MB of address space, of which binary, libraries,
# stacks and the compiled lexicon take most.
small() {
    [ -n "$asan" ] || ulimit -v 160000
    exec "$@"
}
export -f small
export asan
for filter in "${filters[@]}"; do
    begin "scrm-$filter passes over a line of 100 MB in little memory"
    stage_of "$filter"
    runs 65 bash -c 'small "$@"' - "${stage[@]}" -j1 huge
    says "scrm-$filter: huge:2: the line has 100000045 bytes, more than --max-record 16777216"
    stage_of "$filter"
    runs 0 bash -c 'small "$@"' - "${stage[@]}" -j1 --on-error=reject=rejects --stats huge
    says '3 in, 2 out, 1 rejected, 0 dropped'
    [ "$(jq -r '"\(.line) \(.offset) \(.length) \(.raw_base64)"' rejects)" = \
        "2 $(post 1 | wc -c) 100000045 null" ] || fail "rejected: $(head -c 300 rejects)"
    kept "$filter" t:1 t:3
    end
done

begin 'scrm-fetch names a line of 100 MB, and with --on-error goes on behind it'
runs 65 bash -c 'small "$@"' - scrm-fetch ./huge
says 'scrm-fetch: ./huge:2: a line of 100000045 bytes; --max-record allows 16777216'
runs 0 bash -c 'small "$@"' - scrm-fetch --on-error=reject=rejects --stats --seal ./huge
says 'scrm-fetch: warning: ./huge:2: a line of 100000045 bytes'
says '3 in, 2 out, 1 rejected'
[ "$(jq -r '"\(.line) \(.offset) \(.length)"' rejects)" = "2 $(post 1 | wc -c) 100000045" ] ||
    fail "rejected: $(head -c 300 rejects)"
[ "$(jq -r '.id // "\(.stages[0].in) \(.stages[0].rejected)"' out | xargs)" = 't:1 t:3 3 1' ] ||
    fail "came through: $(cut -c 1-80 out)"
end

begin 'scrm-fetch hands bad lines on as they are, for normalize to reject'
for file in malformed nul deep cut; do
    runs 0 scrm-fetch "./$file"
    cmp -s -n "$(wc -c < "$file")" out "$file" || fail "$file came out differently"
done
end

# --- streams cut short ----------------------------------------------------

for filter in "${filters[@]}"; do
    begin "scrm-$filter does not take a truncated stream for whole"
    for file in cut-between cut-later; do
        stage_of "$filter"
        runs 65 "${stage[@]}" --sealed "$file"
        says "scrm-$filter: $file: "
        says 'cut short'
    done
    stage_of "$filter"
    runs 65 "${stage[@]}" --sealed cut-within
    says "scrm-$filter: cut-within:4:"
    stage_of "$filter"
    runs 65 "${stage[@]}" --sealed --on-error=reject=rejects cut-within
    says 'cut short'
    stage_of "$filter"
    sed 1d sealed > lost
    runs 65 "${stage[@]}" lost
    says 'lost:3: the stream says 3 records, 2 came'
    end
done

begin 'a report of a truncated stream says that it is incomplete'
for file in cut-between cut-later; do
    for format in text html json; do
        runs 65 scrm-report --sealed --format $format $file
        grep -qi incomplete out || fail "no word of it in $file as $format"
    done
done
end

# --- files that are none --------------------------------------------------

for filter in "${filters[@]}"; do
    begin "scrm-$filter names a directory, a missing file and one that may not be read"
    stage_of "$filter"
    runs 65 "${stage[@]}" dir
    says "scrm-$filter: dir: is a directory"
    runs 66 "${stage[@]}" good nowhere
    says "scrm-$filter: nowhere: No such file or directory"
    runs 74 "${stage[@]}" -o dir good
    says "scrm-$filter: dir: is a directory"
    runs 66 "${stage[@]}" -o nowhere/x good
    says "scrm-$filter: nowhere/x"
    end
done
begin 'scrm-fetch names a directory and a missing file'
runs 65 scrm-fetch ./dir
says 'scrm-fetch: ./dir: is a directory'
runs 66 scrm-fetch ./nowhere.ndjson
says 'scrm-fetch: ./nowhere.ndjson: No such file or directory'
end

# --- options and configuration --------------------------------------------

for name in fetch "${filters[@]}"; do
    begin "scrm-$name names an unknown option, an unknown value, and what was meant"
    runs 64 "scrm-$name" --outptu x
    says "scrm-$name: unknown option --outptu; did you mean --output?"
    runs 64 "scrm-$name" --log-format=jsno
    says "scrm-$name: option --log-format: unknown value 'jsno'; did you mean json?"
    runs 64 "scrm-$name" --max-record=lots
    says "scrm-$name: option --max-record: 'lots' is not a size"
    [ ! -s out ] || fail 'prints something'
    end
done

# rule NAME LINE:COLUMN TEXT HINT: the rule file on standard input is refused there.
rule() {
    begin "scrm-route: $1"
    cat > rules.yaml
    runs 78 scrm-route --rules rules.yaml good
    says "scrm-route: rules.yaml:$2: $3"
    says '^'
    [ -z "$4" ] || says "did you mean $4?"
    [ ! -s out ] || fail 'routes nevertheless'
    runs 78 scrm-route --check --rules rules.yaml
    says "rules.yaml:$2: $3"
    end
}
rule 'an unknown field in a condition' 4:15 'unknown field' like_count << 'END'
scrm_rules: 1
rules:
  - rule: loud
    when: 1 < like_cuont
    then: {queue: a}
END
rule 'an unknown member of a rule' 4:5 'unknown key "wehn"' '"when"' << 'END'
scrm_rules: 1
rules:
  - rule: loud
    wehn: like_count > 1
    then: {queue: a}
END
rule 'an unknown member of a decision' 5:12 'unknown key "queu"' '"queue"' << 'END'
scrm_rules: 1
rules:
  - rule: loud
    when: like_count > 1
    then: {queu: a}
END
rule 'a text compared with a number' 4:18 'text is a text, and 7 is a number' '' << 'END'
scrm_rules: 1
rules:
  - rule: loud
    when: text = 7
    then: {queue: a}
END
rule 'YAML that is none' 4:9 '' '' << 'END'
scrm_rules: 1
rules:
  - rule: [a
    when: x
END
begin 'scrm-route: an unknown field in a CSV rule file'
printf 'rule,when,queue\nloud,like_cuont > 1,a\n' > rules.csv
runs 78 scrm-route --rules rules.csv good
says 'scrm-route: rules.csv:2:'
says 'did you mean like_count'
end
begin 'configuration that is missing or a directory is named, whoever reads it'
runs 66 scrm-route --rules nowhere.yaml good
says 'scrm-route: nowhere.yaml: No such file or directory'
runs 66 scrm-normalize --accounts nowhere.csv good
says 'scrm-normalize: nowhere.csv: No such file or directory'
runs 66 scrm-score --terms nowhere.csv good
says 'scrm-score: nowhere.csv: No such file or directory'
runs 66 scrm run nowhere
says 'scrm: nowhere'
end
begin 'a rule file nested 100,000 deep or with a NUL byte is refused'
zeros 100000 '[' > rules.yaml
runs 78 scrm-route --rules rules.yaml good
says 'scrm-route: rules.yaml:1:'
{
    printf 'scrm_rules: 1\nrules:\n  - rule: a\n    when: '
    zeros 100000 '('
    echo
} > rules.yaml
runs 78 scrm-route --rules rules.yaml good
says 'scrm-route: rules.yaml:4:'
printf 'scrm_rules: 1\nrules:\n  - rule: "a\0b"\n' > rules.yaml
runs 78 scrm-route --rules rules.yaml good
says 'scrm-route: rules.yaml:'
end

# --- a full device --------------------------------------------------------

for name in fetch "${filters[@]}"; do
    begin "scrm-$name: a full device ends with 74, however it is named"
    if [ "$name" = fetch ]; then stage=(scrm-fetch ./good); else stage_of "$name"; fi
    [ "$name" = fetch ] || stage+=(good)
    runs 74 sh -c '"$@" > /dev/full' - "${stage[@]}"
    says "scrm-$name: standard output: write error: No space left on device"
    [ "$name" = fetch ] || stage_of "$name"
    [ "$name" = fetch ] || stage+=(good)
    runs 74 "${stage[@]}" -o /dev/full
    says "scrm-$name: /dev/full: write error: No space left on device"
    end
    [ "$name" = fetch ] && continue
    begin "scrm-$name: rejects that cannot be written end the run with 74"
    stage_of "$name"
    runs 74 "${stage[@]}" --on-error=reject=/dev/full malformed
    says "scrm-$name: /dev/full: write error: No space left on device"
    end
done

# --- a filesystem of 1 MB -------------------------------------------------

mkdir small
if mount -t tmpfs -o size=1m none small 2> /dev/null; then
    seq 20000 | awk '{ printf "{\"schema\":\"scrm.post/1\",\"id\":\"t:%d\",\"type\":\"post\",\"network\":\"t\"," \
        "\"source\":\"t\",\"native_id\":\"%d\",\"created_at\":\"2026-03-05T10:00:00Z\"," \
        "\"author_id\":\"t:a%d\",\"text\":\"I want a refund, number %d\"}\n", $1, $1, $1, $1 }' > many
    for filter in normalize score route; do
        begin "scrm-$filter: a filesystem that fills up ends with 74, the old file stays"
        echo old > small/out
        stage_of "$filter"
        runs 74 "${stage[@]}" -o small/out many
        says "scrm-$filter: small/out: write error: No space left on device"
        [ "$(cat small/out)" = old ] || fail 'the old file is gone'
        [ "$(ls -A small)" = out ] || fail "left behind: $(ls -A small)"
        end
    done
    begin 'scrm-case: a filesystem that fills up ends with 74, the ledger stays whole'
    rm -rf small/*
    runs 0 scrm-case --ledger small/ledger.db -o kept apply good
    runs 74 scrm-case --ledger small/ledger.db -o more apply many
    says 'scrm-case: small/ledger.db'
    [ ! -e more ] || fail 'there is output of a batch that was not kept'
    runs 0 scrm-case --ledger small/ledger.db check
    end
    begin 'scrm-fetch: a spool that fills up ends with 74, no segment gets its name'
    rm -rf small/*
    runs 74 scrm-fetch --spool small/spool ./many
    says 'No space left on device'
    [ -z "$(find small -name '*.ndjson')" ] || fail "left behind: $(find small -name '*.ndjson')"
    end
    begin 'scrm run: a disk that fills up is told, and with room again nothing is lost'
    rm -rf small/*
    cp -r "$SCRM_SHARE/sample/desk" small/desk
    head -n 4000 many > small/desk/data/many.ndjson
    sed -i 's|^sources:|&\n  - {name: many, fetch: data/many.ndjson}|' small/desk/desk.yaml
    code=0
    scrm run -q small/desk > out 2> err || code=$?
    [ $code -eq 74 ] || fail "exit code $code, not 74"
    says 'No space left on device'
    mount -o remount,size=64m small
    runs 0 scrm run -q small/desk
    [ "$(cat small/desk/var/posts/many/*.ndjson | jq -r 'select(.id).id' | sort | uniq | wc -l)" -eq 4000 ] ||
        fail 'posts are missing'
    runs 0 scrm-case --ledger small/desk/var/ledger.db check
    end
    umount "$work/small"
else
    skip 'a filesystem of 1 MB' 'mounting is not allowed here'
fi

# --- files that an option names ---------------------------------------------

printf '%s\n' text,label 'the parcel never came,late' 'late again,late' 'lovely shop,praise' \
    'great thanks,praise' > labelled.csv
scrm-train --label label --bits 6 -o sound.model labelled.csv
at_byte() { # FILE BYTE TEXT: a copy of the sound model with other bytes there
    cp sound.model "$1" && printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2> /dev/null
}
head -c 500 sound.model > short.model
{ cat sound.model && echo; } > long.model
at_byte version.model 12 '\x09'
at_byte order.model 8 '\x01\x02\x03\x04'
at_byte flipped.model 400 '\x55\xaa'
: > empty.model
# file | what is said of it
for row in 'short|a damaged model: 500 bytes where it says' 'long|a damaged model: ' \
    'version|a model of format 9, this program reads ' 'order|a model of a machine with another byte order' \
    'flipped|a damaged model: its digest does not fit' 'empty|not a model that scrm-train wrote'; do
    begin "a model that is ${row%%|*} is refused by name"
    runs 65 scrm-score --model "${row%%|*}.model" good
    says "scrm-score: ${row%%|*}.model: ${row#*|}"
    [ ! -s out ] || fail 'something was judged nevertheless'
    runs 65 scrm-train --label label --test "${row%%|*}.model" labelled.csv
    says "scrm-train: ${row%%|*}.model: ${row#*|}"
    end
done
begin 'two models for one label are refused'
runs 65 scrm-score --model sound.model --model sound.model good
says 'scrm-score: sound.model: a second head "label"'
end

begin 'scrm-train: labelled texts that cannot be read are told with their place'
printf 'text,label\n"never closed,late\n' > open.csv
runs 78 scrm-train --label label -o new.model open.csv
says 'scrm-train: open.csv:2: a quote opens here and is never closed'
printf '{"text":"a","label":"x"}\n{"text":\n' > open.ndjson
runs 65 scrm-train --label label -o new.model open.ndjson
says 'scrm-train: open.ndjson:2:9: the JSON ends too early'
runs 66 scrm-train --label label -o new.model nowhere.csv
says 'scrm-train: nowhere.csv: No such file or directory'
runs 78 scrm-train --label lable -o new.model labelled.csv
says 'scrm-train: labelled.csv:1: no column "lable"; did you mean the column "label"?'
printf 'text,label\na,x\nb,x\n' > same.csv
runs 65 scrm-train --label label -o new.model same.csv
says 'two classes are needed to learn from'
[ ! -e new.model ] || fail 'there is a model nevertheless'
end

begin 'scrm-dedup: what is no state, or a damaged one, is refused and stays as it was'
echo 'a note' > note
scrm-dedup -o /dev/null --state seen.db good
head -c 5000 seen.db > torn.db
rm -f ledger.db && scrm-case --ledger ledger.db -o /dev/null apply good 2> /dev/null
for row in '65|note|not a database file' '65|torn.db|damaged' '65|.|is no regular file' \
    '65|ledger.db|is a database, but no dedup state' '66|nowhere/seen.db|No such file or directory'; do
    IFS='|' read -r code file text <<< "$row"
    runs "$code" scrm-dedup --state "$file" good
    says "scrm-dedup: $file: $text"
    [ ! -s out ] || fail "posts came through with the state $file"
done
[ "$(cat note)" = 'a note' ] || fail 'the file was written to'
end

# calendar NAME LINE...: a calendar of these lines behind the first ones.
calendar() {
    printf '%s\n' 'scrm_calendar: 1' 'hours: {mon-fri: "09:00-17:00"}' > "$1"
    printf '%s\n' "${@:2}" >> "$1"
}
printf 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261399\nEND:VEVENT\nEND:VCALENDAR\n' > wrong.ics
printf 'date,name\n2026-03-01,a\n2026-13-01,b\n' > wrong.csv
calendar day.yaml 'holidays: [wrong.ics]'
calendar row.yaml 'holidays: [wrong.csv]'
calendar none.yaml 'holidays: [nowhere.ics]'
calendar key.yaml 'holiday: x'
calendar zone.yaml 'timezone: Europe/Nowhere'
printf 'scrm_calendar: 1\nhours: {mon-fri: "09:00-25:00"}\n' > hours.yaml
printf 'scrm_calendar: 1\nhours: {mon-fri: "09:00-17:00"\n' > torn.yaml
for row in 'day|wrong.ics:3:1: DTSTART: expected a date' 'row|wrong.csv:3: date: expected a date' \
    'none|none.yaml:3:12: nowhere.ics: No such file or directory' 'key|key.yaml:3:1: unknown key "holiday"' \
    'zone|zone.yaml:3:11: ' 'hours|hours.yaml:2:19: expected hours' 'torn|torn.yaml:'; do
    begin "a calendar with a fault (${row%%|*}) is told with file, line and column"
    runs 78 scrm-route --calendar "${row%%|*}.yaml" good
    says "scrm-route: ${row#*|}"
    [ ! -s out ] || fail 'something was routed nevertheless'
    end
done

begin 'overlays: what is laid over the shipped is told like any other file'
mkdir -p words/en
printf 'term,weight\nfoo,1\n' > words/en/nonsense.csv
runs 78 scrm-score --lexicon words good
says 'words/en/nonsense.csv: no such file in a lexicon'
runs 66 scrm-score --lexicon nowhere good
says 'scrm-score: nowhere: No such file or directory'
runs 78 scrm-score --terms labelled.csv good
says 'scrm-score: labelled.csv:1: no column "term"'
printf 'a: [1\n' > torn.yaml
runs 78 scrm-route --rules torn.yaml good
says 'scrm-route: torn.yaml:2:1: '
runs 78 scrm-route --policies torn.yaml good
says 'scrm-route: torn.yaml:2:1: '
end

# --- strange texts ----------------------------------------------------------

# Whatever stands in a text: it is judged, by one line, in bounds.
strange() { # NAME TEXT
    begin "scrm-score judges $1"
    jq -cn --arg text "$2" '{id: "t:1", $text}' > strange
    runs 0 scrm-score strange
    silent
    jq -e '.score | (.sentiment | . >= -1 and . <= 1) and (.lang | type == "string") and .urgency <= 1 and .spam <= 1' \
        out > /dev/null || fail "judged: $(tail -c 300 out)"
    jq -c .text out | cmp -s - <(jq -c .text strange) || fail 'the text is another one'
    end
}
many() { awk -v n="$1" -v s="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", s }'; }
strange 'an empty text' ''
strange 'white space alone' $' \t\n\xc2\xa0\xe2\x80\x83 '
strange 'a text of 100 kB' "$(many 3000 'The parcel never came, I am angry! ')"
# Nine reasons each time: where each stands is counted from the one before.
angry() { printf '{"id":"t:1","text":"' && many "$1" 'The parcel NEVER came, but I am angrý! ' && echo '"}'; }
begin 'scrm-score gives its reasons for a text of 4 MB in a time that grows with it'
angry 100000 > strange
runs 0 scrm-score --explain strange
[ "$(grep -o '"signal"' out | grep -c '')" -ge 500000 ] || fail 'reasons are missing'
angry 1000 > strange
runs 0 scrm-score --explain strange
jq -e '.text as $text | .score.why | all(.[-500:][]; (.to == null) or .text == $text[.from:.to])' out > /dev/null ||
    fail 'reasons stand elsewhere'
end
strange 'one word of 100 kB' "$(many 100000 a)"
strange 'emoji alone' "$(many 200 '😡👍🏽👩‍👩‍👧🇩🇪')"
strange 'mixed scripts' 'refund возврат 払い戻し استرداد החזר возврат рefund'
strange 'stacked marks' "$(many 40 "z$(many 60 $'\xcc\xb5')")"
strange 'marks of direction' $'\xe2\x80\xaeevil\xe2\x80\xac \xe2\x81\xa6refund\xe2\x81\xa9 \xe2\x80\x8fشكرا\xe2\x80\x8e'
strange 'leftovers of HTML' '<p>I want my &lt;b&gt;money&lt;/b&gt; back&nbsp;&amp;amp; <a href="x">now</a'
strange 'signs alone' '?!?!?! ... --- *** ((( :-( '

# --- the whole day --------------------------------------------------------

# desk: a copy of the sample with one more source, data/poison.ndjson.
desk() {
    rm -rf desk
    cp -r "$SCRM_SHARE/sample/desk" desk
    sed -i 's|^sources:|&\n  - {name: poison, fetch: data/poison.ndjson}|' desk/desk.yaml
}
rejected() { find "$1/var/rejects" -type f -size +0 -exec cat {} + | grep -c ''; }
poisoned() { cat desk/var/posts/poison/*.ndjson | jq -r 'select(.id).id' | xargs; }
huge > huge-first
post 1 >> huge-first
post 3 >> huge-first
for file in malformed nul deep twice huge huge-first; do
    begin "scrm run: the poison of $file costs one reject, and tomorrow's run goes on"
    desk
    cp "$file" desk/data/poison.ndjson
    runs 0 scrm run desk
    [ "$(rejected desk)" = 1 ] || fail "rejects: $(rejected desk)"
    [ "$(poisoned)" = 't:1 t:3' ] || fail "came through: $(poisoned)"
    post 4 >> desk/data/poison.ndjson
    SCRM_NOW=2026-03-10T09:00:00Z runs 0 scrm run desk
    [ "$(rejected desk)" = 1 ] || fail "rejects the day after: $(rejected desk)"
    [ "$(poisoned)" = 't:1 t:3 t:4' ] || fail "the day after: $(poisoned)"
    runs 0 scrm-case --ledger desk/var/ledger.db check
    end
done
begin 'scrm run: a line that is cut is rejected, the file goes on behind it'
desk
cp cut desk/data/poison.ndjson
runs 0 scrm run desk
[ "$(rejected desk)" = 1 ] || fail "rejects: $(rejected desk)"
[ "$(poisoned)" = t:1 ] || fail "came through: $(poisoned)"
end
begin 'scrm run: a source that is missing is told and the report says incomplete; the others go on'
desk
runs 66 scrm run desk
says 'scrm-fetch: data/poison.ndjson: No such file or directory'
[ -n "$(find desk/var/posts/reviews -name '*.ndjson')" ] || fail 'the others do not go on'
grep -qi incomplete desk/var/reports/*.html || fail 'the report does not say incomplete'
cp good desk/data/poison.ndjson
SCRM_NOW=2026-03-10T09:00:00Z runs 0 scrm run desk
[ "$(poisoned)" = 't:1 t:2 t:3' ] || fail "the day after: $(poisoned)"
end
begin 'scrm run: a source that is a directory is told; the others go on'
desk
mkdir desk/data/poison.ndjson
runs 65 scrm run desk
says 'scrm-fetch: data/poison.ndjson: is a directory'
[ -n "$(find desk/var/posts/reviews -name '*.ndjson')" ] || fail 'the others do not go on'
end
begin 'scrm run: a truncated segment of the spool is told and never taken for whole'
desk
cp good desk/data/poison.ndjson
mkdir -p desk/var/spool/poison
head -n 2 sealed > desk/var/spool/poison/file-0000000000000000.00000001.20260308T090000Z.ndjson
code=0
scrm run desk > out 2> err || code=$?
[ $code -eq 65 ] || fail "exit code $code, not 65"
says 'cut short'
grep -qi incomplete desk/var/reports/*.html || fail 'the report does not say incomplete'
[ "$(poisoned)" = 't:1 t:2 t:3' ] || fail "came through: $(poisoned)"
end
begin 'scrm run: an unknown key of the desk is told with line, column and what was meant'
desk
sed -i 's/fetch: data.poison/fetsch: data\/poison/' desk/desk.yaml
runs 78 scrm run desk
says "desk/desk.yaml:$(grep -n fetsch desk/desk.yaml | cut -d: -f1):20: unknown key \"fetsch\""
says 'did you mean "fetch"?'
end

echo "1..$n"
