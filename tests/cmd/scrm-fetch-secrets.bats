#!/usr/bin/env bats
# What scrm-fetch tells a server and what it never tells anybody: tokens, keys, logins,
# and where it refuses to go (server: tests/server/misbehave.py).

# shellcheck disable=SC2154 # stderr is set by run

load helper
load ../server/server

@test "a redirect to another origin carries no credentials: it is refused" {
    guarded keyed 'kind: header, secret: keyed, headers: {Api-Key: "{@value}"}'
    printf 'keyed: canary-key\n' > secrets.yaml
    chmod 600 secrets.yaml
    SCRM_SECRETS=$PWD/secrets.yaml run -77 --separate-stderr fetch keyed.one port="$PORT" url="$base/cross" --state state
    has "$stderr" "credentials stay with their origin"
    lacks "$(asked)" "/stolen"
    has "$(asked)" "canary-key"
    lacks "$stderr$(cat state 2> /dev/null)" canary
}

@test "loopback and private addresses are refused unless allowed" {
    run -77 --separate-stderr scrm-fetch --allow-http "$base/feed.xml"
    has "$stderr" "its address is private; --allow-private allows that"
    run -77 --separate-stderr scrm-fetch --allow-http "http://localhost:$PORT/feed.xml"
    has "$stderr" "its address is private"
    same "$(asked)" ""
}

@test "plain http is refused unless allowed" {
    run -77 --separate-stderr scrm-fetch --allow-private "$base/feed.xml"
    has "$stderr" "only https is asked; --allow-http allows http"
}

@test "a bearer token comes from a file that only its owner may read" {
    guarded keyed 'kind: bearer, secret: "keyed/{@port}"'
    run -78 --separate-stderr fetch keyed.one port="$PORT" url="$base/private/posts"
    has "$stderr" 'needs the secret "keyed/'
    printf 'keyed/%s: canary-token\n' "$PORT" > desk/secrets.yaml
    run -77 --separate-stderr fetch keyed.one port="$PORT" url="$base/private/posts"
    has "$stderr" "chmod 600"
    chmod 600 desk/secrets.yaml
    run -0 --separate-stderr fetch keyed.one port="$PORT" url="$base/private/posts" --spool spool
    same "$(cat spool/*.ndjson | ids)" 1001
    lacks "$(cat spool/*)$stderr$output" canary
    has "$(asked | tail -1)" "Bearer canary-token"
}

@test "a key in the address is never told" {
    guarded keyed 'kind: query, secret: keyed, param: key'
    secret 'keyed: canary-key'
    run -0 fetch keyed.one port="$PORT" url="$base/private/posts"
    same "$(ids <<< "$output")" 1001
    run -69 --separate-stderr fetch keyed.one port="$PORT" url="$base/nothing" --state state
    has "$stderr" "key=***"
    lacks "$stderr$(cat state 2> /dev/null)" canary
    run -0 fetch --dry-run keyed.one port="$PORT" url="$base/private/posts"
    lacks "$output" canary
}

@test "a secret may be what a command prints" {
    guarded keyed 'kind: command, secret: keyed'
    secret 'keyed: {command: "printf canary-%s word"}'
    run -0 fetch keyed.one port="$PORT" url="$base/private/posts"
    same "$(ids <<< "$output")" 1001
    has "$(asked | tail -1)" "Bearer canary-word"
}

@test "a token of OAuth is fetched, kept until it expires, and renewed once after a 401" {
    guarded keyed 'kind: oauth2_client_credentials, secret: keyed, token_url: "http://127.0.0.1:{@port}/token"'
    secret 'keyed: {client_id: me, client_secret: canary-word}'
    run -0 fetch keyed.one port="$PORT" url="$base/private/posts"
    same "$(ids <<< "$output")" 1001
    run -0 fetch keyed.one port="$PORT" url="$base/private/posts"
    same "$(asked | grep -c '"/token"')" 1
    same "$(stat -c %a cache/scrm/tokens/keyed/*)" 600
    run -0 fetch keyed.one port="$PORT" url="$base/private/posts?old=1"
    same "$(ids <<< "$output")" 1001
    same "$(asked | grep -c '"/token"')" 2
}

@test "a session logs in with what the descriptor says" {
    guarded keyed 'kind: session, secret: keyed, token_url: "http://127.0.0.1:{@port}/login", body: "{{\"identifier\":\"{@identifier}\",\"password\":\"{@password}\"}}", token: /jwt'
    secret 'keyed: {identifier: me, password: canary-password}'
    run -0 --separate-stderr fetch keyed.one port="$PORT" url="$base/private/posts"
    same "$(ids <<< "$output")" 1001
    has "$(asked | tail -1)" "Bearer jwt-0-canary"
}

@test "User-Agent says who asks" {
    one busy?n=0 --contact care@brandx.example > /dev/null
    has "$(asked)" '"user-agent": "scrm-fetch/0.1.0 (+care@brandx.example)"'
}

@test "a secret that stands in the address is never told" {
    bot
    run -0 --separate-stderr fetch --dry-run bot.updates port="$PORT"
    has "$output" "/botMARK/updates"
    sed -i 's/canary-token/canary-other/' desk/secrets.yaml
    run -69 --separate-stderr fetch bot.updates port="$PORT" --spool spool
    has "$stderr" "/bot***/updates"
    lacks "$stderr$output$(cat spool/* 2> /dev/null)" canary
}

@test "netrc is not read, and no secret is in the arguments or the environment of the process" {
    printf 'machine 127.0.0.1 login me password canary-netrc\n' > .netrc
    chmod 600 .netrc
    one 'busy?n=0' > /dev/null
    lacks "$(asked)" authorization
    guarded keyed 'kind: bearer, secret: keyed'
    secret 'keyed: {command: "echo canary-word"}'
    scrm-fetch --allow-http --allow-private keyed.one port="$PORT" url="$base/still" > /dev/null 2> err &
    pid=$!
    for _ in $(seq 50); do
        asked | grep -q still && break
        sleep 0.05
    done
    lacks "$(tr '\0' ' ' < /proc/$pid/cmdline; tr '\0' ' ' < /proc/$pid/environ)" canary
    kill "$pid"
    wait "$pid" || true
    has "$(asked)" "Bearer canary-word"
}

@test "secrets may come by a file descriptor, or out of the environment by a command" {
    guarded keyed 'kind: bearer, secret: keyed'
    exec 9< <(echo 'keyed: canary-descriptor')
    SCRM_SECRETS=/dev/fd/9 run -0 fetch keyed.one port="$PORT" url="$base/private/posts"
    exec 9<&-
    has "$(asked | tail -1)" "Bearer canary-descriptor"
    secret 'keyed: {command: "printenv KEYED"}'
    KEYED=canary-environment run -0 --separate-stderr fetch keyed.one port="$PORT" url="$base/private/posts"
    has "$(asked | tail -1)" "Bearer canary-environment"
    lacks "$output$stderr" canary
}
