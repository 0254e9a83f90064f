#!/usr/bin/env bats
# A whole Bluesky network, played by its own client (bluesky.mjs), and fetched.
#
# ada buys kettles, brandx sells them, ben keeps a diary of 1,000 posts. Tests
# stand in the order of the story: what one posts, the next ones meet.
#
# left out of make check: a whole Bluesky network takes minutes to install; make check-real runs it

# shellcheck disable=SC2154 # stderr is set by run

load helper

setup_file() {
    local folder pg redis
    export REAL_NODE=${REAL_NODE:-$TOP/build/real/node}
    [ -d "$REAL_NODE/node_modules/@atproto/dev-env" ] || return 0
    # PostgreSQL runs as another user, who must be able to come here.
    folder=$(mktemp -d /tmp/scrm-real.XXXXXX)
    chmod 755 "$folder"
    mkdir -m 700 "$folder/tmp" "$folder/story"
    echo "$folder" > "$BATS_FILE_TMPDIR/folder"
    read -r pg redis < <(free_ports 2)
    postgres_start "$folder/pg" "$pg"
    redis_start "$folder/redis" "$redis"
    DB_POSTGRES_URL=postgresql://real@127.0.0.1:$pg/real REDIS_HOST=127.0.0.1:$redis \
        TMPDIR=$folder/tmp node "$TOP/tests/real/bluesky.mjs" "$folder/ready" \
        > "$folder/node.log" 2>&1 3>&- &
    echo $! > "$folder/node.pid"
    wait_for 180 test -e "$folder/ready" || {
        tail -n 30 "$folder/node.log" >&3
        return 1
    }
    meet
    for who in ada brandx ben; do deed account as=$who keep=$who; done
    deed post as=ada text='My kettle from @brandx.test leaks, see https://kettle.example/leak #Kettle' keep=complaint
}

teardown_file() {
    local folder
    [ -e "$BATS_FILE_TMPDIR/folder" ] || return 0
    folder=$(cat "$BATS_FILE_TMPDIR/folder")
    stop_pid "$folder/node.pid"
    stop_pid "$folder/redis/pid"
    postgres_stop "$folder/pg"
    rm -rf --one-file-system "$folder"
}

# Where the network is, for a test or for setup_file.
meet() {
    folder=$(cat "$BATS_FILE_TMPDIR/folder")
    story=$folder/story
    PDS=$(jq .pds "$folder/ready")
    CONTROL=$(jq .control "$folder/ready")
    service=service=http://localhost:$PDS
}

setup() {
    own_surroundings
    [ -e "$BATS_FILE_TMPDIR/folder" ] || skip "$REAL_NODE has no @atproto/dev-env"
    meet
    export SCRM_SECRETS=$PWD/secrets.yaml
    secret password-of-brandx
}

# secret PASSWORD: brandx's login.
secret() {
    printf 'bluesky/localhost:%s:\n  identifier: brandx.test\n  password: %s\n' "$PDS" "$1" > secrets.yaml
    chmod 600 secrets.yaml
}

# deed WHAT NAME=VALUE... [keep=NAME]: done by the network's own client; a value
# that is JSON is meant so. What came of it is printed, and kept in the story.
deed() {
    local what=$1 keep='' arg
    local -a args=()
    shift
    for arg; do
        case $arg in
        keep=*) keep=${arg#*=} ;;
        *=\{* | *=[0-9]*) args+=(--argjson "${arg%%=*}" "${arg#*=}") ;;
        *) args+=(--arg "${arg%%=*}" "${arg#*=}") ;;
        esac
    done
    jq -nc --arg 'do' "$what" "${args[@]}" '$ARGS.named' |
        curl -sS --fail-with-body --data-binary @- "http://127.0.0.1:$CONTROL/" > "$BATS_FILE_TMPDIR/came" ||
        { cat "$BATS_FILE_TMPDIR/came" >&2 && return 1; }
    [ -z "$keep" ] || cp "$BATS_FILE_TMPDIR/came" "$story/$keep"
}

# came MEMBER: of what the last deed gave.
came() {
    jq -r ".$1" "$BATS_FILE_TMPDIR/came"
}

kept() {
    jq -r ".${2:-uri}" "$story/$1"
}

settle() {
    deed settle
}

# post URI FILE: that post of normalised ones.
post() {
    jq -c --arg id "$1" 'select(.id == $id)' "${@:2}"
}

@test "search: the post comes whole: at:// id, cid as revision, facets, its own address" {
    settle
    fetch -q bluesky.search query=kettle "$service" | scrm-normalize > posts
    same "$(wc -l < posts)" 1
    same "$(jq -r '[.id, .rev, .type, .author_handle, .author_name] | @tsv' posts)" \
        "$(kept complaint)"$'\t'"$(kept complaint cid)"$'\tpost\tada.test\tThe ada'
    same "$(jq -c '[.mentions, .hashtags, .urls, .lang]' posts)" \
        "[[\"$(kept brandx did)\"],[\"kettle\"],[\"https://kettle.example/leak\"],\"en\"]"
    same "$(jq -r .url posts)" "https://bsky.app/profile/$(kept ada did)/post/$(kept complaint | sed 's|.*/||')"
    same "$(jq -r .conversation posts)" "$(kept complaint)"
}

@test "notifications: of 7 deeds the mention, the reply and the quote come; likes, reposts, follows do not" {
    local ref
    ref=$(jq -c '{uri, cid}' "$story/complaint")
    deed post as=brandx text='Sorry! Which kettle is it?' reply="{\"root\":$ref,\"parent\":$ref}" keep=answer
    # Who answers has read: the app view takes what different people post in any order.
    settle
    answer=$(jq -c '{uri, cid}' "$story/answer")
    deed post as=ada text='The red one' reply="{\"root\":$ref,\"parent\":$answer}" keep=red
    deed post as=ben text='They do answer' quote="$answer" keep=quote
    deed like as=ben of="$answer"
    deed like as=ada of="$answer"
    deed repost as=ben of="$answer" keep=repost
    deed follow as=ben whom=brandx
    settle
    fetch -q bluesky.notifications "$service" --state "$story/notifications" > raw
    same "$(jq -r .record.reason raw | sort | tr '\n' ' ')" "mention quote reply "
    scrm-normalize raw > posts
    same "$(post "$(kept complaint)" posts | jq -r .type)" post
    same "$(post "$(kept red)" posts | jq -r '[.type, .in_reply_to, .conversation] | @tsv')" \
        $'reply\t'"$(kept answer)"$'\t'"$(kept complaint)"
    same "$(post "$(kept quote)" posts | jq -r '[.type, .quoted] | @tsv')" $'quote\t'"$(kept answer)"
    # Nothing new: nothing comes. One more: just that.
    same "$(fetch -q bluesky.notifications "$service" --state "$story/notifications" | wc -l)" 0
    deed post as=ben text='@brandx.test do you mend mine too?' keep=mine
    settle
    same "$(fetch -q bluesky.notifications "$service" --state "$story/notifications" | jq -r .record.uri)" "$(kept mine)"
}

@test "thread: the post, 2 answers, each once, in one conversation; asked from the middle too" {
    for from in complaint answer; do
        fetch -q bluesky.thread uri="$(kept $from)" "$service" | scrm-normalize > posts
        same "$(jq -r .id posts | sort)" "$(printf '%s\n' "$(kept complaint)" "$(kept answer)" "$(kept red)" | sort)"
        same "$(jq -r .conversation posts | sort -u)" "$(kept complaint)"
        same "$(post "$(kept answer)" posts | jq -c '[.like_count, .share_count, .quote_count, .reply_count]')" "[2,1,1,1]"
    done
}

@test "author: own posts and a repost, which names what it repeats" {
    fetch -q bluesky.author actor=ben.test "$service" | scrm-normalize > posts
    same "$(jq -r .type posts | sort | uniq -c | awk '{ print $2, $1 }' | tr '\n' ' ')" "post 1 quote 1 share 1 "
    same "$(jq -r 'select(.type == "share") | [.id, .shared, .author_handle, .text] | @tsv' posts)" \
        "$(kept repost)"$'\t'"$(kept answer)"$'\tben.test\tSorry! Which kettle is it?'
    # brandx by DID, and only what it wrote.
    fetch -q bluesky.author actor="$(kept brandx did)" "$service" | scrm-normalize > posts
    same "$(jq -r .id posts)" "$(kept answer)"
}

@test "accounts: with --accounts the brand's own answer is outbound, the rest inbound" {
    printf 'network,id,handle\nbluesky,%s,brandx.test\n' "$(kept brandx did)" > accounts.csv
    fetch -q bluesky.thread uri="$(kept complaint)" "$service" | scrm-normalize --accounts accounts.csv > posts
    same "$(jq -r '[.author_handle, .direction] | @tsv' posts | sort)" \
        $'ada.test\tinbound\nada.test\tinbound\nbrandx.test\toutbound'
}

@test "session: one login serves many runs, from a cache that only its owner reads" {
    deed asked
    for _ in 1 2 3 4; do fetch -q bluesky.search query=kettle "$service" > one; done
    deed asked
    same "$(came '"com.atproto.server.createSession"') $(came '"app.bsky.feed.searchPosts"')" "1 8" # two pages each
    same "$(find cache -type f -exec stat -c %a {} +)" 600
}

@test "session: an expired token is renewed in the same run, without the password" {
    deed asked
    fetch -q bluesky.search query=kettle "$service" > one
    token=$(find cache -type f)
    secret wrong
    age "$token"
    old=$(jq -r .access "$token")
    fetch -q bluesky.search query=kettle "$service" > two
    same "$(wc -l < two)" "$(wc -l < one)"
    [ "$(jq -r .access "$token")" != "$old" ]
    deed asked
    same "$(came '"com.atproto.server.createSession"') $(came '"com.atproto.server.refreshSession"')" "1 1"
}

@test "session: expired and logged out, the password serves; a wrong one ends with 77 and is not shown" {
    fetch -q bluesky.search query=kettle "$service" > one
    token=$(find cache -type f)
    curl -sSf -X POST -H "Authorization: Bearer $(jq -r .refresh "$token")" \
        "http://localhost:$PDS/xrpc/com.atproto.server.deleteSession"
    age "$token"
    secret wrong-canary
    run -77 --separate-stderr fetch bluesky.search query=kettle "$service"
    has "$stderr" "Invalid identifier or password"
    lacks "$stderr" canary
    secret password-of-brandx
    fetch -q bluesky.search query=kettle "$service" > two
    same "$(wc -l < two)" "$(wc -l < one)"
}

# age FILE: the access token in it as if its two hours were over, signed by the server's key.
age() {
    deed expired token="$(jq -r .access "$1")"
    jq -c --slurpfile came "$BATS_FILE_TMPDIR/came" '.access = $came[0].token' "$1" > aged
    cat aged > "$1"
}

# kill_after REQUESTS ARG...: scrm-fetch, killed while it waits for one answer more.
kill_after() {
    local pid
    deed hold after="$1"
    shift
    scrm-fetch --allow-http --allow-private -q "$@" 3>&- &
    pid=$!
    deed held
    kill -9 "$pid"
    wait "$pid" || true
    deed release
}

@test "1,000 posts: a run killed on its way leaves nothing half; the next one has all 1,000, once each" {
    deed many as=ben text='Kettle diary, page' n=1000
    settle
    kill_after 6 bluesky.author actor=ben.test "$service" --spool spool
    same "$(find spool -name '*.ndjson' | wc -l)" 0
    fetch -q bluesky.author actor=ben.test "$service" --spool spool
    cat spool/*.ndjson > all
    same "$(grep -c 'Kettle diary' all)" 1000
    same "$(jq -r 'select(.record.post.record.text // "" | startswith("Kettle diary")) | .record.post.uri' all | sort -u | wc -l)" 1000
    # And nothing the third time.
    fetch -q bluesky.author actor=ben.test "$service" --spool spool
    same "$(cat spool/*.ndjson | grep -c 'Kettle diary')" 1000
}

@test "1,000 posts through a pipe, killed on page 4 and run again: 0 lost, duplicates removed by scrm-dedup" {
    fetch -q bluesky.notifications "$service" > /dev/null # for the session
    kill_after 4 bluesky.search query=diary "$service" --state state > part
    came=$(records part)
    [ "$came" -gt 0 ] && [ "$came" -lt 1000 ]
    fetch -q bluesky.search query=diary "$service" --state state > rest
    # What a killed program leaves of its last line is no record.
    sed '$!b; /}$/!d' part > whole
    cat whole rest | scrm-normalize | scrm-dedup > posts
    same "$(records whole rest)" $((came + 1000))
    same "$(wc -l < posts) $(jq -r .id posts | sort -u | wc -l)" "1000 1000"
}

@test "deleted: the search has it no more, its thread ends with 69 and says so, an answer's thread stands" {
    fetch -q bluesky.search query=kettle "$service" --spool kettles
    has "$(cat kettles/*.ndjson)" "$(kept complaint)"
    deed remove as=ada of="$(jq -c '{uri}' "$story/complaint")"
    settle
    # Asked for again, it is a tombstone under its own id; the others are as they were.
    fetch -q bluesky.search query=kettle "$service" --spool kettles --recheck
    segments=(kettles/*.ndjson)
    scrm-normalize "${segments[-1]}" | grep scrm.post/1 > posts
    same "$(jq -c 'select(.deleted) | [.id, .type, .text]' posts)" "[\"$(kept complaint)\",\"delete\",null]"
    same "$(wc -l < posts)" "$(cat kettles/*.ndjson | jq -r 'select(.record.uri) | .record.uri' | sort -u | wc -l)"
    same "$(fetch -q bluesky.search query=leaks "$service" | wc -l)" 0
    run -69 --separate-stderr fetch bluesky.thread uri="$(kept complaint)" "$service"
    has "$stderr" "Post not found"
    fetch -q bluesky.thread uri="$(kept red)" "$service" | scrm-normalize > posts
    same "$(jq -r .id posts | sort)" "$(printf '%s\n' "$(kept answer)" "$(kept red)" | sort)"
    same "$(jq -r .conversation posts | sort -u)" "$(kept complaint)"
}
