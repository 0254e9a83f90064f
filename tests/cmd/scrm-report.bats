# scrm-report as its users run it.
load helper

setup() {
    fresh_folder
    needs_command scrm-fetch scrm-normalize scrm-score scrm-route scrm-case scrm-report
    export SCRM_NOW=2026-03-09T09:00:00Z
    local share=${SCRM_SHARE:-$BIN/../../share/scrm}
    desk=$share/sample/desk
}

# The sample's posts, routed.
routed() {
    scrm-fetch -q "$desk/data/mastodon.json" instance=social.example > raw.ndjson
    scrm-fetch -q "$desk/data/reviews.csv" >> raw.ndjson
    scrm-normalize --accounts "$desk/accounts.csv" raw.ndjson | scrm-score | scrm-route "$@" > routed.ndjson
}

@test "the cases of the report are the cases of the ledger" {
    routed
    scrm-case --ledger l.db apply routed.ndjson > /dev/null
    scrm-report --format json routed.ndjson | jq -S '{cases, now, c: .period.cases, f: .period.first_response, n: .period.next_response, s: .period.sla, r: .period.reply_rate}' > stream.json
    scrm-report --format json --ledger l.db routed.ndjson | jq -S '{cases, now, c: .period.cases, f: .period.first_response, n: .period.next_response, s: .period.sla, r: .period.reply_rate}' > ledger.json
    diff stream.json ledger.json
    # and the list of scrm-case says the same of those who wait
    scrm-case --ledger l.db list --format ndjson | jq -r 'select(.waiting_since) | [.id, .waiting_since, .priority] | @tsv' | sort > listed
    jq -r '.cases[] | [.id, .waiting_since, .priority] | @tsv' ledger.json | sort > reported
    [ -s reported ]
    diff listed reported
}

@test "the order of the posts changes no figure about cases" {
    routed
    scrm-report --format json routed.ndjson | jq -S '.cases, .now' > first
    for seed in 1 2 3; do
        shuf --random-source=<(yes $seed) routed.ndjson | scrm-report --format json | jq -S '.cases, .now' | diff first -
    done
}

@test "a sealed stream without its end gives a report that says incomplete, and 65" {
    routed --seal
    head -n -1 routed.ndjson > cut.ndjson
    run -65 --separate-stderr scrm-report --sealed cut.ndjson
    [[ $output == *INCOMPLETE* ]]
    run -65 --separate-stderr scrm-report --sealed --format html cut.ndjson
    [[ $output == *"This report is incomplete."* ]]
    run -0 scrm-report --sealed routed.ndjson
    [[ $output != *INCOMPLETE* ]]
    [[ $output == *scrm-route* ]]
}

@test "the page holds no script, no style attribute and a strict policy" {
    routed
    scrm-report --format html -o page.html routed.ndjson
    run ! grep -qi '<script' page.html
    run ! grep -q ' style=' page.html
    grep -q "default-src 'none'; style-src 'sha256-" page.html
    [ "$(stat -c %s page.html)" -lt 60000 ]
}

@test "every table comes as CSV with its header" {
    routed
    for table in cases rose networks intents topics brands languages clocks days stages; do
        run -0 scrm-report --format csv --table "$table" routed.ndjson
        [ "${#lines[@]}" -ge 1 ]
    done
    run -0 scrm-report --format csv --table breakdown --by queue routed.ndjson
    [[ $output == *billing* ]]
}

@test "--ascii writes ASCII only" {
    routed
    scrm-report --ascii routed.ndjson > plain
    run ! env LC_ALL=C grep -q '[^ -~]' plain
}

@test "no posts: nulls, no zeros, exit 0" {
    run -0 scrm-report --format json < /dev/null
    [ "$(jq -c '[.now.waiting, .period.first_response.wall.median_s, .period.reply_rate.value, .period.sentiment.net]' <<< "$output")" = '[0,null,null,null]' ]
}

@test "a period before is compared only where the posts reach back to it" {
    routed
    scrm-report --format json --since 3d routed.ndjson | jq -e '.before.volume.inbound > 0'
    scrm-report --format json --since 30d routed.ndjson | jq -e '.before == null'
}

@test "a limit holds for the cases of every form" {
    routed
    run -0 bash -c "scrm-report --format json routed.ndjson | jq '.cases | length'"
    [ "$output" -gt 2 ]
    run -0 bash -c "scrm-report --format json --limit 2 routed.ndjson | jq '.cases | length'"
    [ "$output" -eq 2 ]
    run -0 bash -c "scrm-report --format csv --limit 2 routed.ndjson | wc -l"
    [ "$output" -eq 3 ]
}

@test "wrong options and inputs are told" {
    run -64 --separate-stderr scrm-report --tz Europe/Berlni < /dev/null
    [[ $stderr == *Berlni* ]]
    run -64 --separate-stderr scrm-report --since yesterday < /dev/null
    run -66 --separate-stderr scrm-report --ledger missing.db < /dev/null
    run -66 --separate-stderr scrm-report missing.ndjson
    run -65 --separate-stderr scrm-report <<< '{"id":7}'
    [[ $stderr == *'id: expected string, got number'* ]]
    run -74 --separate-stderr bash -c 'scrm-report < /dev/null > /dev/full'
}

@test "what strangers write does not reach the terminal" {
    printf '%s\n' '{"id":"x:1","type":"post","network":"x","created_at":"2026-03-09T08:00:00Z","direction":"inbound","text":"\u001b[31mred\u202e","author_name":"\u0007bell"}' > evil.ndjson
    scrm-report evil.ndjson > shown
    run ! grep -q $'\x1b' shown
    run ! grep -q $'\x07' shown
    run ! grep -q $'\xe2\x80\xae' shown
}
