#!/usr/bin/env bats
# Real conversations of companies and their customers through the pipe: as many
# cases as dialogues, and the same times of answer and resolution as a script
# finds that reads nothing but the file.

load helper

@test "525 real dialogues become their cases, answered and resolved when they were" {
    needs_command scrm-score scrm-route scrm-case
    needs python3 jq
    needs_shared data/labelled/care_dialogs/dev.json
    local file=$SCRM_SHARED/data/labelled/care_dialogs/dev.json script=$BATS_TEST_DIRNAME/dialogues.py
    export SCRM_NOW=2021-01-01T00:00:00Z
    printf 'scrm_rules: 1\nversion: all\nrules: []\ndefault: {action: engage, function: service, queue: inbox, priority: normal}\n' > rules.yaml
    python3 "$script" posts "$file" | scrm-score | scrm-route --rules rules.yaml |
        scrm-case --ledger l.db apply > lines
    same "$(wc -l < lines)" "$(python3 "$script" posts "$file" | wc -l)"
    scrm-case --ledger l.db list --state all > cases
    join -o 1.2,2.2 <(jq -r '"\(.post | ltrimstr("twitter:")) \(.id)"' cases | sort) \
        <(python3 "$script" ended "$file" | sort) > ended
    while read -r case time; do
        SCRM_NOW=$time scrm-case --ledger l.db resolve "$case" --by agent
    done < ended > out
    scrm-case --ledger l.db list --state all | jq -r .id > ids
    while read -r id; do
        scrm-case --ledger l.db show "$id" --format ndjson
    done < ids > shown
    jq -nc 'foreach inputs as $line ({}; if $line.schema == "scrm.case/1" then {case: $line}
            elif $line.role == "in" and (.seen | not) then . + {seen: true, first: $line, new: true}
            else . + {new: false} end;
            select(.new) | [(.case.post | ltrimstr("twitter:")), .case.opened_at, .first.answered_at,
                .case.resolved_at, .case.ins, .case.outs])' shown | sort > got
    python3 "$script" cases "$file" | jq -c . | sort > want
    diff want got
    same "$(wc -l < got)" 523
    # 43 dialogues have an agent's turn; the two that are two halves of one count once.
    same "$(jq -c 'select(.[5] > 0)' got | wc -l)" 41
    run -0 scrm-case --ledger l.db check
}
