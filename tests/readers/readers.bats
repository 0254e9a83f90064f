#!/usr/bin/env bats
# What every stage writes, read as it is by four other programs, and held
# against its schema. The posts are invented (corpus.mjs), the same every time.
load ../cmd/helper

now=2026-01-05T12:00:00Z

setup_file() {
    # npm's packages stand in the main build, whichever build is tested.
    export node_build=${BUILD:-$TOP/build}
    [ -d "$node_build/node/node_modules" ] || node_build=$TOP/build
    command -v node > /dev/null || return 0
    cd "$BATS_FILE_TMPDIR" || return 1
    node "$TOP/tests/readers/corpus.mjs" 300 > posts.ndjson
    "$BIN/scrm-score" --explain posts.ndjson > scored.ndjson
    "$BIN/scrm-route" --now $now --explain scored.ndjson > routed.ndjson
    "$BIN/scrm-case" --ledger ledger.db --now $now apply routed.ndjson > cased.ndjson
    "$BIN/scrm-case" --ledger ledger.db --now $now list --state all > cases.ndjson
}

setup() {
    needs node
    cd "$BATS_FILE_TMPDIR" || return 1
}

needs_npm() {
    [ -d "$node_build/node/node_modules/$1" ] || skip "no $1: ./bootstrap check installs it"
}

# The ids of a file, by Node: what the others must find too.
ids() {
    node -e 'for (const line of require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n"))
                 console.log(JSON.parse(line).id)' "$1"
}

# Each stage's output, read by a function of file and output.
every_stage() {
    local stage
    for stage in posts scored routed cased cases; do
        [ -s "$stage.ndjson" ]
        ids "$stage.ndjson" > "want.$stage"
        [ "$(wc -l < "want.$stage")" -gt 10 ]
        "$1" "$stage.ndjson" > "got.$stage"
        diff "want.$stage" "got.$stage"
    done
}

by_jq() { jq -r .id "$1"; }
by_miller() { mlr --ijson --onidx cut -f id "$1"; }
by_miller_flat() { mlr --icsv --onidx cut -f id <(mlr --ijson --ocsv flatten 'then' unsparsify "$1"); }
by_duckdb() { BUILD=$node_build node "$TOP/tests/readers/duckdb.mjs" ids "$1"; }
by_sqlite() {
    sqlite3 :memory: '.mode ascii' '.separator "\001" "\n"' 'CREATE TABLE lines(line)' ".import $1 lines" \
        "SELECT CASE WHEN json_valid(line) THEN json_extract(line, '\$.id') ELSE 'no JSON' END FROM lines" |
        tr '\001' '\n' | grep .
}

@test "jq reads every stage's output" {
    needs jq
    every_stage by_jq
}

@test "Miller reads every stage's output, also flattened into CSV" {
    needs mlr
    every_stage by_miller
    every_stage by_miller_flat
}

@test "DuckDB reads every stage's output" {
    needs_npm @duckdb/node-api
    every_stage by_duckdb
}

@test "sqlite reads every stage's output" {
    needs sqlite3
    every_stage by_sqlite
}

@test "every stage's output validates, and holds no member that the schemas do not know" {
    needs_npm ajv-formats
    for stage in posts scored routed cased cases; do
        BUILD=$node_build run -0 node "$TOP/tests/schema/validate.mjs" auto "$stage.ndjson"
        jq -c 'del(."x-note")' "$stage.ndjson" > "closed.ndjson"
        BUILD=$node_build run -0 node "$TOP/tests/schema/validate.mjs" --closed auto closed.ndjson
    done
}

@test "what stands before and beside the stream validates too: envelopes, end line, rejects, report, a case told, the export" {
    needs_npm ajv-formats
    local one validate=$TOP/tests/schema/validate.mjs
    export BUILD=$node_build
    "$BIN/scrm-fetch" --now $now --seal "$TOP/share/scrm/sample/desk/data/mentions.xml" > raw.ndjson
    run -0 node "$validate" auto raw.ndjson
    [ "$output" = 'raw-1: 5, end-1: 1; 0 faults' ]
    "$BIN/scrm-normalize" --now $now --keep-raw raw.ndjson > kept.ndjson
    run -0 node "$validate" --closed auto kept.ndjson
    [ "$output" = 'post-1: 5, end-1: 1; 0 faults' ]

    "$BIN/scrm-score" --seal posts.ndjson | "$BIN/scrm-route" --now $now > sealed.ndjson
    [ "$(tail -n 1 sealed.ndjson | jq -r '.stages[].stage' | xargs)" = 'scrm-score scrm-route' ]
    run -0 node "$validate" auto sealed.ndjson
    [[ $output == 'post-1: 300, end-1: 1; 0 faults' ]]

    { echo 'no JSON'; head -c 2000 /dev/zero | tr '\0' x; echo; head -n 1 posts.ndjson; } |
        "$BIN/scrm-score" --max-record 1k --on-error=reject=rejects.ndjson > good.ndjson 2> said
    run -0 node "$validate" reject-1 rejects.ndjson
    [ "$output" = 'reject-1: 2; 0 faults' ]
    [ "$(jq -r 'select(.raw_base64).raw_base64 | @base64d' rejects.ndjson)" = 'no JSON' ]

    "$BIN/scrm-report" --now $now --by channel --format json sealed.ndjson > report.json
    run -0 node "$validate" report-1 report.json
    "$BIN/scrm-report" --now $now --ledger ledger.db --since 2d --format json routed.ndjson > report.json
    run -0 node "$validate" report-1 report.json

    one=$(head -n 1 cases.ndjson | jq -r .id)
    "$BIN/scrm-case" --ledger ledger.db --now $now note --by ada --text 'called back' "$one" > noted.ndjson
    "$BIN/scrm-case" --ledger ledger.db --now $now show --format ndjson "$one" > shown.ndjson
    "$BIN/scrm-case" --ledger ledger.db --now $now history --format ndjson "$one" > history.ndjson
    "$BIN/scrm-case" --ledger ledger.db --now $now export > export.ndjson
    for file in noted shown history export; do
        run -0 node "$validate" auto "$file.ndjson"
    done
    [[ $output == *author-1:*event-1:*content-1:*end-1:\ 1\;\ 0\ faults ]]
}

@test "a stage leaves every byte of the line before it as it was" {
    for stage in scored routed cased; do
        node -e '
            const [before, after] = process.argv.slice(1).map((file) => require("fs").readFileSync(file, "utf8").split("\n"));
            if (before.length !== after.length || !before.every((line, i) => after[i].startsWith(line.slice(0, -1))))
                process.exit(1)' "$(case $stage in scored) echo posts ;; routed) echo scored ;; cased) echo routed ;; esac).ndjson" "$stage.ndjson"
    done
}

@test "posts() has the columns of the schema" {
    needs_npm @duckdb/node-api
    BUILD=$node_build run -0 node "$TOP/tests/readers/duckdb.mjs" columns
    [ "$output" = '58 columns' ]
}

@test "a condition selects the same posts in scrm-route and as a WHERE in DuckDB" {
    needs_npm @duckdb/node-api
    local n=0 condition rest hits
    rest=$BATS_TEST_DIRNAME
    cp "$rest/terms.csv" .
    {
        echo 'scrm_rules: 1'
        echo 'version: "1"'
        echo 'match: all'
        echo 'rules:'
        while IFS= read -r condition; do
            case $condition in '' | '#'*) continue ;; esac
            printf '  - rule: r%d\n    when: |-\n      %s\n    then: {tags: ["%d"]}\n' $n "$condition" $n
            n=$((n + 1))
        done < "$rest/conditions.txt"
    } > rules.yaml
    "$BIN/scrm-route" --now $now --rules rules.yaml scored.ndjson |
        jq -r '.id as $id | (.route.tags // [])[] | . + "\t" + $id' | sort > by-route
    BUILD=$node_build node "$rest/duckdb.mjs" where "$rest/conditions.txt" scored.ndjson | sort > by-duckdb
    diff by-route by-duckdb
    # Conditions that select nothing or everything would prove little.
    hits=$(cut -f 1 by-route | sort -u | wc -l)
    [ "$n" -ge 80 ]
    [ "$hits" -ge 75 ]
}
