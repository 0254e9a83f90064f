#!/usr/bin/env bats
# docs/metrics.md names members that a report has.
load ../cmd/helper

@test "every JSON member that metrics.md names stands in a report" {
    needs_command scrm-normalize scrm-score scrm-route scrm-report
    local sample=${SCRM_SHARE:-$TOP/share/scrm}/sample/desk path n=0
    export SCRM_NOW=2026-03-09T09:00:00Z
    scrm-normalize --accounts "$sample/accounts.csv" "$sample/data/mastodon.json" instance=social.example |
        scrm-score | scrm-route | scrm-report --format json -o report.json
    # shellcheck disable=SC2016  # backquotes of Markdown
    for path in $(sed -n '/^\*\*In the JSON/,/^$/p' "$TOP/docs/metrics.md" | grep -o '`[a-z_.]*`' | tr -d '`'); do
        jq -e ".$path != null" report.json > came || {
            echo "    a report has no $path" >&2
            return 1
        }
        n=$((n + 1))
    done
    [ "$n" -eq 10 ]
    # The measures of time and share carry what they were measured on.
    jq -e '[.period | .first_response, .next_response, .resolution, .reply_rate] | all(has("n"))' report.json
}
