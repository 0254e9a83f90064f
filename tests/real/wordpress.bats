#!/usr/bin/env bats
# The comments of a real WordPress site (site.bash): its keeper writes articles, approves,
# answers, edits and removes over the REST interface, its visitors use the form. The clock
# of the site is New York's.

# shellcheck disable=SC2154 # stderr is set by run

load helper
load site

setup_file() {
    local port
    export PATH=$PATH:/usr/sbin
    site_can || return 0
    read -r port < <(free_ports 1)
    echo "$port" > "$BATS_FILE_TMPDIR/port"
    { site_start "$BATS_FILE_TMPDIR/site" "$port" && site_install; } || {
        tail -n 30 "$BATS_FILE_TMPDIR"/site/*.log >&3
        return 1
    }
    write diary > "$SITE/diary"
    many "$(cat "$SITE/diary")" 250
}

# write NAME: an article that stands at this address; its number.
write() {
    keep posts "{\"title\": \"$1\", \"slug\": \"$1\", \"content\": \"Kettles\", \"status\": \"publish\"}" | jq .id
}

teardown_file() {
    SITE=$BATS_FILE_TMPDIR/site
    site_stop
}

setup() {
    own_surroundings
    needs jq python3 curl
    [ -e "$BATS_FILE_TMPDIR/port" ] || skip "WordPress, PHP, MariaDB or nginx is not installed"
    export SITE=$BATS_FILE_TMPDIR/site SITE_PORT
    SITE_PORT=$(cat "$BATS_FILE_TMPDIR/port")
    site=localhost:$SITE_PORT
    id=wordpress:$site
    article=$(write "kettles-$BATS_TEST_NUMBER")
    : > "$SITE/access.log"
}

# comments ARGUMENT...: those of the test's own article.
comments() {
    scrm-fetch -q --allow-private --ca-file "$SITE/cert.pem" wordpress.comments site="$site" post="$article" "$@"
}

# in_diary: what follows is about the article with 250 comments.
in_diary() {
    article=$(cat "$SITE/diary")
}

# as_keeper: fetches with the keeper's password from now on.
as_keeper() {
    printf 'wordpress/%s:\n  username: keeper\n  password: %s\n' "$site" "$(cat "$SITE/password")" > secrets.yaml
    chmod 600 secrets.yaml
    export SCRM_SECRETS=$PWD/secrets.yaml
}

approve() {
    keep "comments/$1" '{"status": "approved"}' > /dev/null
}

# answer PARENT TEXT: the keeper's; its number.
answer() {
    keep comments "$(jq -nc --argjson post "$article" --argjson parent "$1" --arg content "$2" '$ARGS.named')" | jq .id
}

# member NAME [FILE...]: of each post, with its number.
member() {
    local name=$1
    shift
    jq -r --arg name "$name" '[.native_id, .[$name]] | @tsv' "$@" | sort -n
}

numbers() {
    jq -r '.record.id // empty' "$@" | sort -n
}

# asked: the pages that scrm-fetch asked for, by status.
asked() {
    sleep 0.2
    grep 'scrm-fetch' "$SITE/access.log" | cut -d'|' -f"$1"
}

@test "a comment that waits for approval: only who may approve it gets it" {
    n=$(visit 127.0.1.1 Ada "$article" 0 'It leaks')
    same "$(comments)" ''
    held=(scrm-fetch --allow-private --ca-file "$SITE/cert.pem" wordpress.held site="$site" post="$article")
    run -77 --separate-stderr "${held[@]}"
    has "$stderr" "status 401: Query parameter not permitted: status"
    as_keeper
    "${held[@]}" | scrm-normalize > posts
    same "$(jq -c '[.native_id, .text, .status]' posts)" "[\"$n\",\"It leaks\",\"hold\"]"
    # A wrong password is as none, and not shown.
    sed -i 's/password: .*/password: canary-word/' secrets.yaml
    run -77 --separate-stderr "${held[@]}" -v
    has "$stderr" "status 401"
    lacks "$stderr$output" canary
}

@test "HTML, quotes and emoji, in the text and in the name, and times in UTC" {
    n=$(visit 127.0.2.1 '<b>Ada</b> & Co 🫖' "$article" 0 'It <em>leaks</em> & drips 🫖 "so" <script>x</script> https://kettle.example/leak')
    approve "$n"
    comments | tee raw | scrm-normalize > posts
    same "$(jq -r .text posts)" 'It leaks & drips 🫖 “so” x https://kettle.example/leak'
    has "$(jq -r .html posts)" '<em>leaks</em> &amp; drips 🫖'
    same "$(jq -c '[.id, .author_name, .author_id, .urls, .type, .network, .status]' posts)" \
        "[\"$id:$n\",\"Ada & Co 🫖\",\"Ada & Co 🫖\",[\"https://kettle.example/leak\"],\"comment\",\"wordpress\",\"approved\"]"
    same "$(jq -r .url posts)" "https://$site/kettles-$BATS_TEST_NUMBER/#comment-$n"
    # The site's own clock shows another hour.
    at=$(site_sql "SELECT comment_date_gmt, comment_date FROM site.wp_comments WHERE comment_ID = $n" | tail -n 1)
    same "$(jq -r .created_at posts)" "$(cut -f 1 <<< "$at" | tr ' ' T)Z"
    [ "$(cut -f 1 <<< "$at")" != "$(cut -f 2 <<< "$at")" ]
    [ $(($(date +%s) - $(date -d "$(jq -r .created_at posts)" +%s))) -lt 600 ]
}

@test "a thread of four: who answers whom, one conversation, the keeper's words outbound" {
    first=$(visit 127.0.3.1 Ada "$article" 0 'It leaks')
    approve "$first"
    second=$(answer "$first" 'Sorry! Which one?')
    third=$(visit 127.0.3.3 Ada "$article" "$second" 'The red one')
    approve "$third"
    other=$(visit 127.0.3.2 Ben "$article" 0 'Mine is fine')
    approve "$other"
    printf 'network,id,handle\nwordpress,1,keeper\n' > accounts.csv
    comments | scrm-normalize --accounts accounts.csv > posts
    same "$(member type posts)" "$(printf '%s\t%s\n' "$first" comment "$second" reply "$third" reply "$other" comment)"
    same "$(member in_reply_to posts)" "$(printf '%s\t%s\n' "$first" "$id:post-$article" "$second" "$id:$first" \
        "$third" "$id:$second" "$other" "$id:post-$article")"
    same "$(jq -r .conversation posts | sort -u)" "$id:post-$article"
    same "$(member direction posts | cut -f 2 | tr '\n' ' ')" "inbound outbound inbound inbound "
    # As the site counts them.
    same "$(keep "comments?post=$article" '' -o /dev/null -D - | sed -n 's/^[Xx]-[Ww][Pp]-[Tt]otal: *\([0-9]*\).*/\1/p')" \
        "$(wc -l < posts)"
}

@test "approved late, behind newer ones that came before: it is not missed; nothing comes twice" {
    early=$(visit 127.0.4.1 Ada "$article" 0 'Written first, approved last')
    late=$(visit 127.0.4.2 Ben "$article" 0 'Written last, approved first')
    approve "$late"
    same "$(comments --state state | numbers)" "$late"
    same "$(comments --state state)" ''
    approve "$early"
    same "$(comments --state state | numbers)" "$early"
    same "$(comments --state state)" ''
}

@test "edited: by --recheck the same id with a new revision; the others are known to scrm-dedup" {
    for n in 1 2 3; do
        number=$(visit "127.0.5.$n" "Visitor $n" "$article" 0 "Kettle $n")
        approve "$number"
    done
    comments --spool spool
    cat spool/*.ndjson | scrm-normalize | scrm-dedup --state seen > posts
    keep "comments/$number" '{"content": "Kettle 3, and it leaks"}' > /dev/null
    comments --spool spool --recheck
    segments=(spool/*.ndjson)
    same "${#segments[@]}" 2
    same "$(records "${segments[1]}")" 3
    scrm-normalize "${segments[1]}" | scrm-dedup --state seen | grep scrm.post/1 > again
    same "$(jq -c '[.native_id, .text]' again)" "[\"$number\",\"Kettle 3, and it leaks\"]"
    before=$(jq -r --arg n "$number" 'select(.native_id == $n) | .rev' posts)
    [ -n "$before" ] && [ "$(jq -r .rev again)" != "$before" ]
    same "$(asked 2 | tail -n 1 | grep -c 'include=')" 1
}

@test "removed, thrown away, called spam: tombstones by --recheck; what stands is none" {
    local -a n
    for i in 1 2 3 4; do
        n[i]=$(visit "127.0.6.$i" "Visitor $i" "$article" 0 "Kettle $i")
        approve "${n[i]}"
    done
    comments --spool spool
    keep "comments/${n[1]}?force=true" '' -X DELETE > /dev/null
    keep "comments/${n[2]}" '' -X DELETE > /dev/null
    keep "comments/${n[3]}" '{"status": "spam"}' > /dev/null
    comments --spool spool --recheck
    segments=(spool/*.ndjson)
    scrm-normalize "${segments[1]}" | grep scrm.post/1 > posts
    same "$(jq -r 'select(.deleted) | .id' posts | sort)" "$(printf '%s\n' "$id:${n[1]}" "$id:${n[2]}" "$id:${n[3]}" | sort)"
    same "$(jq -r 'select(.deleted | not) | .native_id' posts)" "${n[4]}"
}

# page_came N: whether the site has answered so many requests of scrm-fetch.
page_came() {
    [ "$(grep -c scrm-fetch "$SITE/access.log")" -ge "$1" ]
}

# has_lines FILE N
has_lines() {
    [ "$(wc -l < "$1")" -ge "$2" ]
}

# begin_slowly ARG...: comments in the background, a page every four seconds, until one came.
begin_slowly() {
    scrm-fetch -q --allow-private --ca-file "$SITE/cert.pem" --contact slow@home.example \
        wordpress.comments site="$site" post="$article" "$@" 3>&- &
    pid=$!
    wait_for 30 page_came 1
}

@test "250 comments in 3 pages; a run killed on its way leaves nothing half, the next has each once" {
    in_diary
    begin_slowly --spool spool
    kill -9 "$pid"
    wait "$pid" || true
    page_came 1
    run ! page_came 3
    same "$(find spool -name '*.ndjson' | wc -l)" 0
    comments --spool spool
    cat spool/*.ndjson > all
    same "$(records all) $(numbers all | sort -u | wc -l)" "250 250"
    same "$(scrm-normalize all | jq -r '.text // empty' | sed -n 's/^Kettle diary, page //p' | sort -n)" "$(seq 250)"
    comments --spool spool
    same "$(records spool/*.ndjson)" 250
}

@test "250 comments through a pipe, killed after a page and run again: 0 lost, duplicates removed by scrm-dedup" {
    in_diary
    begin_slowly --state state > part
    wait_for 10 has_lines part 100
    kill -9 "$pid"
    wait "$pid" || true
    comments --state state > rest
    # What a killed program leaves of its last line is no record.
    sed '$!b; /}$/!d' part > whole
    came=$(records whole)
    [ "$came" -ge 100 ] && [ "$came" -lt 250 ]
    same "$(records whole rest)" $((came + 250))
    cat whole rest | scrm-normalize | scrm-dedup > posts
    same "$(wc -l < posts) $(jq -r .id posts | sort -u | wc -l)" "250 250"
}

@test "a comment removed while the pages are asked for hides none: what slipped comes with the next run" {
    in_diary
    begin_slowly --spool spool
    newest=$(keep "comments?post=$article&per_page=1" | jq '.[0].id')
    keep "comments/$newest?force=true" '' -X DELETE > /dev/null
    wait "$pid"
    same "$(records spool/*.ndjson)" 249
    comments --spool spool
    same "$(records spool/*.ndjson) $(numbers spool/*.ndjson | sort -u | wc -l)" "250 250"
}

@test "the feed of an article's comments: the same texts and times, and nothing twice" {
    for i in 1 2 3; do
        number=$(visit "127.0.7.$i" "Visitor $i" "$article" 0 "Kettle $i & more")
        approve "$number"
    done
    feed=https://$site/kettles-$BATS_TEST_NUMBER/feed/
    scrm-fetch -q --allow-private --ca-file "$SITE/cert.pem" "$feed" --state state | scrm-normalize > items
    comments | scrm-normalize > posts
    same "$(jq -r '[.created_at, .author_name, .text] | @tsv' items | sort)" \
        "$(jq -r '[.created_at, .author_name, .text] | @tsv' posts | sort)"
    same "$(scrm-fetch -q --allow-private --ca-file "$SITE/cert.pem" "$feed" --state state | wc -l)" 0
    same "$(asked 1 | tail -n 1)" 304
}
