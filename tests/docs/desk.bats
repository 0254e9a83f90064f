#!/usr/bin/env bats
# The desk that `scrm init` writes explains itself by examples; here each of
# them is uncommented and has to work.
load ../cmd/helper

setup() {
    fresh_folder
    needs_command scrm scrm-fetch scrm-route scrm-score
    export SCRM_NOW=2026-03-09T09:00:00Z
    scrm init desk > /dev/null
}

# Example lines begin with "#" and two blanks, prose with "#" and one.
uncomment() {
    local file
    for file; do
        grep -q '^#  ' "$file"
        sed -i 's/^#  /  /' "$file"
    done
}

@test "every source in the comments of desk.yaml loads, and a run without a network works" {
    uncomment desk/desk.yaml
    scrm run --offline desk
    [ -s desk/var/reports/latest.html ]
    [ "$(jq '.failed | length' desk/var/log.ndjson)" -eq 0 ]
}

@test "every source in the comments is one that scrm-fetch knows, with all its arguments" {
    uncomment desk/desk.yaml
    python3 - desk/desk.yaml > wanted << 'PY'
import json, re, shlex, sys
text = open(sys.argv[1]).read()
for fetch, args in re.findall(r'^ +fetch: (\S+)\n(?: +args: \{(.*)\})?', text, re.M):
    pairs = re.findall(r'(\w+): ("(?:\\.|[^"])*"|[^,]+)', args)
    print(shlex.join([fetch] + [k + '=' + (json.loads(v) if v[0] == '"' else v) for k, v in pairs]))
PY
    [ "$(wc -l < wanted)" -eq 4 ]
    while read -r words; do
        [ "$words" != exports/reviews.csv ] || continue
        run -0 --separate-stderr bash -c "scrm-fetch --dry-run --desk desk $words"
        has "$output" 'GET https://'
    done < wanted
}

@test "the export in the comments is fetched from the desk's folder" {
    uncomment desk/desk.yaml
    mkdir desk/exports
    printf 'date,text\n2026-03-08,"Where is my order?"\n' > desk/exports/reviews.csv
    # The others would ask servers.
    sed -i '/name: mentions/,/feed.xml/d' desk/desk.yaml
    scrm run -q desk
    [ "$(scrm-case --desk desk list --format ndjson | jq -r .queue)" = orders ]
}

@test "the policies in the comments decide" {
    uncomment desk/policies.yaml
    printf '%s\n' '{"text":"Where is my order?","network":"hackernews"}' \
        '{"text":"Where is my order?","network":"mastodon","account":"My Shop Jobs"}' \
        '{"text":"Where is my order?","network":"mastodon"}' > posts.ndjson
    run -0 --separate-stderr scrm-route --policies desk/policies.yaml posts.ndjson
    same "$(jq -r .route.action <<< "$output" | tr '\n' ' ')" 'listen ignore engage '
    scrm-route --policies desk/policies.yaml --check
}

@test "cases.yaml says what is shipped" {
    printf '{"id":"n:1","type":"post","network":"n","text":"Where is it?","created_at":"2026-03-06T09:00:00Z","rev":"1"}\n' |
        scrm-case --ledger l.db apply --settings desk/cases.yaml > /dev/null
    same "$(scrm-case --ledger l.db export | grep -c scrm.setting/1)" 0
}

@test "the time rules in the comments fire in a run, once" {
    uncomment desk/rules.yaml
    printf '%s\n' '{"id":"n:1","type":"post","network":"n","text":"Where is my order?","created_at":"2026-03-06T09:00:00Z","rev":"1"}' > desk/in.ndjson
    printf 'scrm_desk: 1\nsources: [{name: in, fetch: in.ndjson}]\n' > desk/desk.yaml
    scrm run -q desk
    same "$(scrm-case --desk desk list | jq -c '[.priority, .fired]')" '["urgent",["nobody-answered"]]'
    scrm run -q desk
    same "$(scrm-case --desk desk export | grep -c '"kind":"rule"')" 1
}

@test "the rules in the comments lie on the shipped ones, and meet their expectations" {
    uncomment desk/rules.yaml
    run -0 --separate-stderr scrm-route --rules desk/rules.yaml --check
    run -0 --separate-stderr scrm-route --rules desk/rules.yaml --agents desk/agents.csv \
        <<< '{"text":"Are you open on Sunday?"}'
    same "$(jq -r .route.queue <<< "$output")" counter
    has "$output" '"rules":"default/'
    has "$output" '+desk-1"'
}

@test "the calendar counts day and night as it is written, and in its hours with the comments taken away" {
    echo '{"text":"Where is my order?","created_at":"2026-03-07T20:00:00Z"}' > post
    run -0 --separate-stderr scrm-route --calendar desk/calendar.yaml post
    has "$output" '"respond_by":"2026-03-08T00:00:00Z"'
    uncomment desk/calendar.yaml
    sed -i '/^  daily:/d' desk/calendar.yaml
    # A Saturday evening: the promise of four hours begins on Monday.
    run -0 --separate-stderr scrm-route --calendar desk/calendar.yaml post
    has "$output" '"respond_by":"2026-03-09T14:00:00Z"'
}

@test "the secret in the comments is found, from a file of its owner's only" {
    uncomment desk/secrets.yaml
    [ "$(stat -c %a desk/secrets.yaml)" = 600 ]
    run -0 --separate-stderr scrm-fetch --dry-run --desk desk mastodon.hashtag instance=mastodon.social tag=x
    has "$output" 'mastodon/mastodon.social'
    lacks "$output$stderr" 'your access token'
    chmod 644 desk/secrets.yaml
    run --separate-stderr scrm-fetch --dry-run --desk desk mastodon.hashtag instance=mastodon.social tag=x
    [ "$status" -ne 0 ]
    has "$stderr" secrets.yaml
}

@test "the tables of a new desk have the columns that are read" {
    printf 'kettle,kettles,\n' >> desk/terms.csv
    printf 'mastodon,https://a.example/users/shop,shop,My shop,outbound\n' >> desk/accounts.csv
    run -0 --separate-stderr scrm-score --terms desk/terms.csv <<< '{"text":"my kettle"}'
    same "$(jq -c .score.topics <<< "$output")" '["kettles"]'
    printf '{"id":"1","content":"hi","account":{"uri":"https://a.example/users/shop","acct":"shop"},"created_at":"2026-03-08T00:00:00Z","visibility":"public","uri":"https://a.example/1"}\n' > one.json
    run -0 --separate-stderr scrm-normalize --from mastodon --accounts desk/accounts.csv one.json
    same "$(jq -r .direction <<< "$output")" outbound
}

@test "a copy of the shipped rules beside desk.yaml is what the desk routes by" {
    scrm-route --print-defaults | sed 's/^version: .*/version: mine/' > desk/rules.yaml
    scrm-route --rules desk/rules.yaml --check
    printf 'date,text\n2026-03-08,"Where is my order?"\n' > desk/reviews.csv
    printf 'scrm_desk: 1\nsources: [{name: reviews, fetch: reviews.csv}]\n' > desk/desk.yaml
    scrm run -q desk
    # A digest of the policies may follow the version.
    [[ $(scrm-case --desk desk list --format ndjson | jq -r .rules) == mine* ]]
}

@test "a new desk runs from cron's and from an empty environment, and says nothing" {
    unset SCRM_NOW
    run -0 --separate-stderr env -i ${SCRM_SHARE:+SCRM_SHARE="$SCRM_SHARE"} "$BIN/scrm" run -q desk
    [ -z "$output$stderr" ]
    run -0 --separate-stderr env -i HOME=/ LOGNAME=nobody SHELL=/bin/sh PATH=/usr/bin:/bin \
        ${SCRM_SHARE:+SCRM_SHARE="$SCRM_SHARE"} sh -c "cd / && exec '$BIN/scrm' run -q '$PWD/desk'"
    [ -z "$output$stderr" ]
    [ "$(wc -l < desk/var/log.ndjson)" -eq 2 ]
}

@test "the systemd units are sound" {
    needs systemd-analyze
    local examples=${SCRM_SHARE:-$TOP/share/scrm}/examples
    sed 's|/usr/local/bin/scrm|/bin/true|' "$examples/scrm-desk@.service" > scrm-desk@srv-desk.service
    cp "$examples/scrm-desk@.timer" scrm-desk@srv-desk.timer
    run systemd-analyze verify --man=no ./scrm-desk@srv-desk.service ./scrm-desk@srv-desk.timer
    same "$output" ''
    [ "$status" -eq 0 ]
    run -0 systemd-analyze security --offline=true --threshold=20 ./scrm-desk@srv-desk.service
}

@test "cron takes the lines that are shown and shipped, and they run" {
    local lint="$TOP/tests/docs/cronlines" examples=${SCRM_SHARE:-$TOP/share/scrm}/examples
    sed -n '/^```crontab$/,/^```$/{//!p}' "$TOP/docs/cookbook.md" > shown
    [ "$(grep -c 'scrm run' shown)" -eq 1 ]
    run -0 python3 "$lint" user shown
    same "$output" ''
    run -0 python3 "$lint" system "$examples/scrm-desk.cron"
    same "$output" ''
    # the command of each, with this desk and this scrm
    for file in shown "$examples/scrm-desk.cron"; do
        sed -n "s|.*/usr/local/bin/scrm \(.*\) /srv/desk|'$BIN/scrm' \1 desk|p" "$file" > command
        run -0 --separate-stderr sh command
        same "$output$stderr" ''
    done
    # and the lint sees what is wrong
    printf '%s\n' '61 * * * * /bin/true' '* * * * /bin/true' '* * * * * date +%F' '5/2 * * jan-xyz 8 /bin/true' > wrong
    run -1 python3 "$lint" user wrong
    same "$(cut -d: -f2- <<< "$output")" "1: minute: 61
2: fewer than five fields, and a command
3: a bare % ends the command
3: a program without its path: cron's is short
4: minute: a step without a range in 5/2
4: month: jan-xyz
4: weekday: 8"
}
