#!/usr/bin/env bats
# scrm-fetch reading mailboxes from a small IMAP server (tests/server/imap.py), sound
# and unsound.

# shellcheck disable=SC2154 # stderr is set by run

load helper
load ../server/serve

setup_file() {
    local certificate=()
    if command -v openssl > /dev/null; then
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
            -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
            -keyout "$BATS_FILE_TMPDIR/key" -out "$BATS_FILE_TMPDIR/cert" 2> /dev/null
        certificate=("$BATS_FILE_TMPDIR/cert" "$BATS_FILE_TMPDIR/key")
    fi
    serve imap.py "${certificate[@]}"
}

setup() {
    fresh_folder
    needs python3 jq
    needs_command scrm-fetch scrm-normalize
    read -r PORT TLS_PORT < "$SERVER_FILE"
    export PORT TLS_PORT HOME=$PWD SCRM_SECRETS=$PWD/secrets.yaml
    unset SCRM_CONTACT http_proxy https_proxy all_proxy
    printf 'imap/care@brandx.example: canary-password\n' > secrets.yaml
    chmod 600 secrets.yaml
    begin_asking
    box 7 1 2 3
}

# The mailbox of the test account. --wait bounds what is tried again.
fetch() {
    scrm-fetch --allow-http --allow-private --now 2026-01-05T00:00:00Z \
        imap scheme=imap host="127.0.0.1:$PORT" user=care@brandx.example --wait 5s "$@"
}

# box VALIDITY UID...: an INBOX with these messages; HOW says what is wrong with it.
box() {
    local validity=$1
    shift
    printf '%s\n' "$@" | jq -n --arg how "${HOW-}" --arg name "${NAME:-INBOX}" --argjson validity "$validity" '
        {($name): {validity: $validity, how: $how, messages: [inputs | {
            uid: ., date: "0\(. % 4 + 1)-Jan-2026 10:00:00 +0100",
            raw: "From: Ada <ada@example.org>\nTo: care@brandx.example\nSubject: Kettle \(.)\nDate: Thu, 01 Jan 2026 0\(. % 10):00:00 +0000\nMessage-ID: <m\(.)@example.org>\nReferences: <first@example.org> <second@example.org>\nIn-Reply-To: <second@example.org>\n\nIt leaks, says \(.).\n\nS1 OK no end\n* 9 FETCH (UID 9 BODY[] {3}\n)\n\n-- \nAda\n"}]}}' > box.new
    mv box.new "$SERVER_FILE.box"
}

uids() {
    jq -r 'select(.schema == "scrm.raw/1") | .record.uid' "$@"
}

@test "a message is a record, and becomes a post with its thread" {
    run -0 --separate-stderr bash -c "$(declare -f fetch); fetch --max 1 | tee raw | scrm-normalize"
    same "$stderr" ""
    same "$(jq -c '[.source, .record.uid, .record.received, .record.message_id]' raw)" \
        '["imap.mailbox",1,"2026-01-02T09:00:00Z","<m1@example.org>"]'
    same "$(jq -c '[.id, .type, .network, .title, .author_id, .in_reply_to, .conversation, .created_at]' <<< "$output")" \
        '["<m1@example.org>","message","mail","Kettle 1","ada@example.org","<second@example.org>","<first@example.org>","2026-01-01T01:00:00Z"]'
    has "$(jq -r .text <<< "$output")" "It leaks, says 1."
    same "$(jq -r .ext.signature <<< "$output")" $'-- \nAda'
}

@test "what looks like an answer inside of a message is text" {
    run -0 bash -c "$(declare -f fetch); fetch | scrm-normalize | jq -r .text"
    same "$(grep -c 'S1 OK no end' <<< "$output")" 3
    same "$(grep -c '9 FETCH' <<< "$output")" 3
}

@test "nothing is marked as read: the mailbox is opened read-only and only peeked into" {
    fetch > /dev/null
    has "$(asked)" 'EXAMINE "INBOX"'
    has "$(asked)" 'BODY.PEEK[]'
    lacks "$(asked)" SELECT
    lacks "$(asked)" 'BODY[]'
    lacks "$(asked)" STORE
}

@test "the next run asks for what came since" {
    fetch --state state > a
    same "$(uids a)" $'1\n2\n3'
    same "$(jq -r .at state)" 7:3:1764979200
    fetch --state state > b
    same "$(cat b)" ""
    box 7 2 3 4 5
    fetch --state state > c
    same "$(uids c)" $'4\n5'
    has "$(asked | tail -20)" "UID SEARCH UID 4:* SINCE 5-Dec-2025"
}

@test "a first run goes back thirty days, --backfill as far as it says" {
    sed -i 's/02-Jan-2026/02-Nov-2025/' "$SERVER_FILE.box"
    same "$(fetch | uids)" $'2\n3'
    run -0 fetch --backfill 2025-10-01
    same "$(uids <<< "$output")" $'1\n2\n3'
}

@test "a spool goes on where it stopped, and a killed run loses nothing" {
    box 7 $(seq 1 120)
    fetch --spool spool --max 30
    fetch --spool spool
    same "$(cat spool/*.ndjson | uids | sort -n)" "$(seq 1 120)"
    same "$(find spool -name '*.ndjson' | wc -l)" 2
}

@test "--max takes no more and loses nothing" {
    for n in 1 2 3; do
        fetch --state state --max 1 > "$n"
        same "$(uids "$n")" "$n"
    done
    same "$(fetch --state state --max 1)" ""
}

@test "when UIDs are given out anew, the mailbox is read again, with a warning" {
    fetch --state state > /dev/null
    box 8 1 2
    run -0 --separate-stderr fetch --state state
    same "$(uids <<< "$output")" $'1\n2'
    has "$stderr" "the mailbox was made anew"
    same "$(jq -r .at state)" 8:2:1764979200
    run -0 --separate-stderr fetch --state state
    same "$output$stderr" ""
}

@test "a message that vanishes in between is passed over, for good" {
    HOW=vanish box 7 1 2 3
    same "$(fetch --state state | uids)" 3
    same "$(jq -r .at state)" 7:3:1764979200
}

@test "what a server says unasked is not taken for a message" {
    HOW=unsolicited box 7 1 2 3
    run -0 --separate-stderr fetch
    same "$(uids <<< "$output")" $'1\n2\n3'
    same "$stderr" ""
}

@test "a refused login ends with 77, and the password is never told" {
    printf 'imap/care@brandx.example: canary-wrong\n' > secrets.yaml
    run -77 --separate-stderr fetch --state state
    has "$stderr" "imap://127.0.0.1:$PORT/INBOX: the server refuses the login"
    lacks "$stderr$output$(cat state 2> /dev/null)" canary
    same "$(asked | grep -c -e AUTHENTICATE -e LOGIN)" 1
}

@test "a secret may have a user name, a command or a token" {
    printf 'imap/care@brandx.example: {username: other, password: canary-password}\n' > secrets.yaml
    same "$(fetch --max 1 | uids)" 1
    printf 'imap/care@brandx.example: {command: "echo canary-password"}\n' > secrets.yaml
    same "$(fetch --max 1 | uids)" 1
    printf 'imap/care@brandx.example: {token: canary-token}\n' > secrets.yaml
    same "$(fetch --max 1 | uids)" 1
    has "$(asked)" XOAUTH2
    printf 'imap/other: x\n' > secrets.yaml
    run -78 --separate-stderr fetch
    has "$stderr" 'needs the secret "imap/care@brandx.example"'
}

@test "a connection that is cut within a message is made again, and every message comes once" {
    HOW="cut" box 7 1 2 3
    run -0 --separate-stderr fetch
    same "$(uids <<< "$output")" $'1\n2\n3'
    same "$(asked | grep -c EXAMINE)" 2
}

@test "a server that is not available is asked again" {
    HOW=limit box 7 1 2 3
    same "$(fetch | uids)" $'1\n2\n3'
    same "$(asked | grep -c EXAMINE)" 2
}

@test "a server that goes down again and again is 69, and what was kept stays" {
    HOW=bye box 7 1
    run -69 --separate-stderr fetch --state state --wait 60s
    has "$stderr" "the server says: * BYE going down"
    same "$(asked | grep -c EXAMINE)" 4
}

@test "a mailbox that is not there is 69, and the server's words are harmless" {
    run -69 --separate-stderr fetch mailbox=Nothing
    has "$stderr" "the server says: NO [NONEXISTENT] there is no mailbox ?[31mNothing"
    same "$(asked | grep -c EXAMINE)" 1
}

@test "a mailbox may have any name" {
    NAME='Büro & "Co"/日本' box 7 1
    same "$(fetch mailbox='Büro & "Co"/日本' | uids)" 1
    has "$(asked)" 'EXAMINE "B&APw-ro &- \"Co\"/&ZeVnLA-"'
}

@test "a server without UIDVALIDITY is refused: nothing could be known again" {
    HOW=anonymous box 7 1
    run -65 --separate-stderr fetch
    has "$stderr" "does not say UIDVALIDITY"
}

@test "a literal that is too large is refused, a large message is cut" {
    HOW=huge box 7 1
    run -65 --separate-stderr fetch
    has "$stderr" "a message of 1099511627776 bytes where at most 33554432 were asked for"
    box 7 1
    run -0 --separate-stderr fetch --max-body 200
    same "$(jq -c '.record | [.uid, (.size > 200), .subject]' <<< "$output")" '[1,true,"Kettle 1"]'
}

@test "an answer without an end is refused, and nothing of it is kept" {
    for how in noise parts again; do
        HOW=$how box 7 1 2 3
        run -65 --separate-stderr timeout -s KILL 60 scrm-fetch --allow-http --allow-private \
            --now 2026-01-05T00:00:00Z imap scheme=imap host="127.0.0.1:$PORT" \
            user=care@brandx.example --max-body 100K --state state
        has "$stderr" "more in answer to one command than there can be"
        same "$output" ""
    done
    [ ! -s state ] || same "$(jq -r .at state)" null
}

@test "without TLS nobody logs in" {
    run -77 --separate-stderr scrm-fetch --allow-private imap scheme=imap host="127.0.0.1:$PORT" user=care@brandx.example
    has "$stderr" "the server does not start TLS"
    lacks "$(asked)" AUTHENTICATE
    run -77 --separate-stderr scrm-fetch --allow-http imap scheme=imap host="127.0.0.1:$PORT" user=care@brandx.example
    has "$stderr" "its address is private"
}

@test "by TLS, the server's certificate is verified" {
    needs openssl
    run -69 --separate-stderr scrm-fetch --allow-private imap host="127.0.0.1:$TLS_PORT" user=care@brandx.example
    has "$stderr" certificate
    run -0 --separate-stderr scrm-fetch --allow-private --now 2026-01-05T00:00:00Z --ca-file "$BATS_FILE_TMPDIR/cert" \
        imap host="localhost:$TLS_PORT" user=care@brandx.example
    same "$(uids <<< "$output")" $'1\n2\n3'
}

@test "a mailbox's address may stand in place of the source" {
    run -0 --separate-stderr scrm-fetch --allow-http --allow-private --now 2026-01-05T00:00:00Z \
        "imap://care%40brandx.example@127.0.0.1:$PORT/INBOX" --max 1
    same "$(uids <<< "$output")" 1
    run -0 scrm-fetch --dry-run imaps://care@mail.example.org mailbox=Reviews
    has "$output" "EXAMINE imaps://mail.example.org/Reviews?"
    run -64 --separate-stderr scrm-fetch imaps://mail.example.org/INBOX
    has "$stderr" "imap needs user=..."
}

@test "--dry-run asks nobody, --estimate reads one page and keeps nothing" {
    run -0 fetch --dry-run
    same "$output" "EXAMINE imap://127.0.0.1:$PORT/INBOX?since=1764979200&limit=50
# with the secret \"imap/care@brandx.example\"
# then pages by a token in the answer"
    same "$(asked)" ""
    run -0 fetch --estimate
    has "$output" "imap.mailbox: 3 posts in one request"
}
