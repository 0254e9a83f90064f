# scrm-report as its users run it.
load helper

setup() {
    fresh_folder
    needs_command scrm-fetch scrm-normalize scrm-score scrm-route scrm-case scrm-report
    export SCRM_NOW=2026-03-09T09:00:00Z
    local share=${SCRM_SHARE:-$TOP/share/scrm}
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

# said ID WHEN DIRECTION: a routed post of one conversation, in `said`.
said() {
    jq -nc --arg id "$1" --arg at "$2" --arg way "$3" '{schema: "scrm.post/1", id: $id, type: "message",
        network: "n", created_at: $at, author_id: $way, author_type: "person", direction: $way,
        conversation: "c", text: "hello", rev: "1", route: {action: "engage"}}' >> said
}

@test "--calendar says business time beside the wall's: Friday 16:45 to Monday 09:15 is half an hour" {
    printf 'scrm_calendar: 1\nname: shop\nversion: 2026.1\nhours: {mon-fri: 09:00-17:00}\n' > hours.yaml
    said q 2026-01-09T16:45:00Z inbound
    said a 2026-01-12T09:15:00Z outbound
    export SCRM_NOW=2026-01-12T10:00:00Z
    scrm-report --format json --calendar hours.yaml said > with.json
    scrm-report --format json said > without.json
    same "$(jq -c '.calendar, (.period | .first_response, .next_response, .resolution | [.wall.max_s, .business.max_s])' with.json | tr '\n' ' ')" \
        '{"name":"shop","version":"2026.1"} [232200,1800] [232200,1800] [234900,4500] '
    same "$(jq -c '.calendar, (.period[] | objects | select(has("wall")) | .business)' without.json | tr '\n' ' ')" 'null null null null '
    # the wall's figures are the same with and without
    diff <(jq -S '.period[].wall?' with.json) <(jq -S '.period[].wall?' without.json)
    # and so says the ledger
    scrm-case --ledger l.db apply said > /dev/null
    scrm-report --ledger l.db --format json --calendar hours.yaml said | jq -S .period | diff <(jq -S .period with.json) -
    # the terminal, the page and the table say it too
    scrm-report --calendar hours.yaml said | grep -q '^… in business hours .* 30 min'
    scrm-report --calendar hours.yaml said | grep -q 'Business hours are those of the calendar shop, version 2026.1'
    scrm-report --calendar hours.yaml --format html said | grep -q '>… in business hours<'
    scrm-report --calendar hours.yaml --format csv --table clocks said | grep -q '^First response in business hours,1,0,0,1800,1800,1800'
    run -0 scrm-report said
    [[ $output != *business* ]]
}

@test "a calendar that is none is told by file and line, before anything is read" {
    printf 'scrm_calendar: 1\nhours: {mon-fri: 09:00-25:61}\n' > bad.yaml
    run -78 --separate-stderr scrm-report --calendar bad.yaml /dev/null
    [[ $stderr == *bad.yaml:2:* ]]
    run -66 scrm-report --calendar nowhere.yaml /dev/null
}
