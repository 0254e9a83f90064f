#!/usr/bin/env bats
# Documentation that runs: every example that a command's help and manual show,
# in a folder that holds the files they speak of. What asks a server in the
# world outside is left out, and named.

load helper

# The examples of one command, one a line.
examples_of() {
    "$1" --help | sed -n '/^Examples$/,/^The manual/p' | sed -n '/^  #/d; s/^  //p'
}

setup() {
    fresh_folder
    posts 5 > posts.ndjson
    echo '{"schema":"scrm.post/1","id":"t:9","type":"post","network":"t","source":"t","native_id":"9","created_at":"2026-01-05T11:00:00Z","author_id":"t:kim","text":"I want my money back, this is awful!"}' >> posts.ndjson
    printf 'network,id,handle,name,direction\nt,t:brand,brand,Brand,outbound\n' > accounts.csv
    cp "$TOP/share/scrm/templates/desk/calendar.yaml" calendar.yaml
    [ ! -x "$BIN/scrm-score" ] || scrm-score posts.ndjson > scored.ndjson
    printf 'Date,Complaint\n2026-01-05,"My order never arrived, and nobody answers."\n' > complaints.csv
    [ ! -x "$BIN/scrm-route" ] || scrm-score posts.ndjson | scrm-route --now 2026-01-06 > routed.ndjson
    [ ! -x "$BIN/scrm-case" ] || scrm-case --ledger desk.db --now 2026-01-06 apply routed.ndjson > /dev/null
    export SCRM_NOW=2026-01-06
}

# Texts of two queues, and the model that they teach.
queues() {
    local item
    for item in kettle lamp chair table clock radio mirror carpet vase pillow curtain; do
        printf '{"text":"You charged me twice for the %s, I want a refund","queue":"billing"}\n' "$item"
        printf '{"text":"The parcel with the %s has not come yet, where is it","queue":"orders"}\n' "$item"
    done > labelled.ndjson
    scrm-train --label queue -q -o queue.model labelled.ndjson
}

# Runs each; wants 0, and something to show for it.
run_examples() {
    needs_command "$1"
    local example before
    while read -r example; do
        case $example in
        *instance=* | *host=* | *http://* | *https://*)
            echo "# not run, asks a server: $example" >&3
            continue
            ;;
        *--labels*)
            echo "# not run, asks a person at a terminal: $example" >&3
            continue
            ;;
        esac
        touch before
        run -0 --separate-stderr bash -o pipefail -c "$example" < /dev/null
        [ -n "$output" ] || [ -n "$(find . -newer before -type f -size +0)" ] || {
            echo "    nothing came of: $example" >&2
            return 1
        }
    done < <(examples_of "$1")
}

@test "the examples of scrm-fetch" {
    run_examples scrm-fetch
}

@test "the examples of scrm-normalize" {
    run_examples scrm-normalize
}

@test "the examples of scrm-dedup" {
    run_examples scrm-dedup
}

@test "the examples of scrm-score" {
    needs_command scrm-train
    queues
    run_examples scrm-score
}

@test "the examples of scrm-train" {
    needs_command scrm-train
    queues
    scrm-case --ledger desk.db move --queue refunds --by kim \
        "$(scrm-case --ledger desk.db list | head -n 1 | jq -r .id)" > moved
    run_examples scrm-train
}

@test "the examples of scrm-route" {
    run_examples scrm-route
}

@test "the examples of scrm-case" {
    run_examples scrm-case
}

@test "the examples of scrm-report" {
    run_examples scrm-report
}

@test "the examples of scrm" {
    run_examples scrm
}

@test "no command is without an example" {
    for source in "$TOP"/bin/*.c; do
        name=$(basename "$source" .c)
        needs_command "$name"
        [ -n "$(examples_of "$name")" ]
    done
}
