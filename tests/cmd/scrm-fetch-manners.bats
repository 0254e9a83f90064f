#!/usr/bin/env bats
# The manners of scrm-fetch on the network that need TLS, a proxy or a look at headers;
# the others stand in scrm-fetch.bats (tests/server/misbehave.py).

# shellcheck disable=SC2154 # stderr is set by run

load helper
load ../server/server

# The server listens over TLS too, where openssl is installed.
setup_file() {
    local pem=$BATS_FILE_TMPDIR/ports.pem
    if command -v openssl > /dev/null; then
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
            -addext subjectAltName=DNS:localhost -keyout "$pem.key" -out "$pem.cert" 2> /dev/null
        cat "$pem.key" "$pem.cert" > "$pem"
    fi
    serve misbehave.py
}

setup() {
    fresh_folder
    needs python3 jq
    needs_command scrm-fetch
    begin_with_server
}

# secure URL [OPTION ...]: over TLS, by the certificate that the server has.
secure() {
    local url=$1
    shift
    needs openssl
    scrm-fetch --allow-private --now 2026-01-01T01:35:00Z "https://localhost:$(cat "$SERVER_FILE.tls")/$url" "$@"
}

@test "a server's certificate is verified, and one may be added to those trusted" {
    run -69 --separate-stderr secure feed.xml
    has "$stderr" certificate
    secure feed.xml --ca-file "$SERVER_FILE.pem" > out
    [ "$(wc -l < out)" -gt 0 ]
    # Added for that name: for another it does not count.
    run -69 --separate-stderr scrm-fetch --allow-private --ca-file "$SERVER_FILE.pem" \
        "https://127.0.0.1:$(cat "$SERVER_FILE.tls")/feed.xml"
    has "$stderr" 127.0.0.1
}

@test "a redirect from https down to http is refused, whatever else is allowed" {
    run -77 --separate-stderr secure down --ca-file "$SERVER_FILE.pem" --allow-http
    has "$stderr" "redirects from https down to http"
    lacks "$(asked)" '"/feed.xml"'
    # The other way round nothing is lost.
    fetch "$base/up" --ca-file "$SERVER_FILE.pem" > out
    [ "$(wc -l < out)" -gt 0 ]
}

@test "with credentials a redirect within the origin is followed, five times at most" {
    descriptor keyed
    sed -i 's/^host: .*/&\nauth: {kind: bearer, secret: keyed}/' desk/sources/keyed.yaml
    printf 'keyed: canary-word\n' > secrets.yaml
    chmod 600 secrets.yaml
    export SCRM_SECRETS=$PWD/secrets.yaml
    run -0 fetch keyed.pages port="$PORT" url="$base/hop?n=5"
    same "$(asked | grep -c 'Bearer canary-word')" 6
    run -69 --separate-stderr fetch keyed.pages port="$PORT" url="$base/hop?n=6"
    has "$stderr" "more than 5 redirects"
}

@test "a proxy may stand at a private address, what is asked through it is its business" {
    # Without the proxy nobody has that name.
    run ! scrm-fetch --allow-http --wait 1s http://kettles.invalid/feed.xml
    run -0 scrm-fetch --allow-http --proxy "http://127.0.0.1:$PORT" http://kettles.invalid/feed.xml
    [ -n "$output" ]
    has "$(asked)" '"http://kettles.invalid/feed.xml"'
    export http_proxy=http://127.0.0.1:$PORT
    run -0 scrm-fetch --allow-http http://kettles.invalid/feed.xml
    [ -n "$output" ]
    # An empty one is none: addresses are looked at again.
    run -77 --separate-stderr scrm-fetch --allow-http --proxy '' "$base/feed.xml"
    has "$stderr" "its address is private"
}

@test "cookies are neither kept nor sent" {
    fetch testnet.pages port="$PORT" url="$base/cookies" --state state > out
    same "$(wc -l < out)" 3
    fetch testnet.pages port="$PORT" url="$base/cookies" --state state > out
    lacks "$(asked)" '"cookie"'
    lacks "$(cat state out)" sugar
}

@test "compressed answers are asked for, and nothing says more of us than it has to" {
    one 'busy?n=0' > /dev/null
    has "$(asked | tail -1)" '"accept-encoding": "'
    has "$(asked | tail -1)" gzip
    lacks "$(asked)" '"referer"'
}

@test "400, 403 and 410 are told at once, 408, 500, 502 and 504 are asked again" {
    for said in 400 403 410; do
        run ! one "status?code=$said"
        same "$(asked | grep -c "code=$said")" 1
    done
    for said in 408 500 502 504; do
        run -0 one "status?code=$said&n=1"
        same "$(asked | grep -c "code=$said")" 2
    done
}

@test "a reset is counted from the server's own clock, not ours" {
    # Its clock is a day ahead: by ours, the wait would be a day.
    start=$(date +%s)
    run -0 fetch testnet.pages port="$PORT" url="$base/tomorrow"
    same "$(wc -l <<< "$output")" 2
    [ $(($(date +%s) - start)) -lt 30 ]
}

@test "validators belong to a run that was complete" {
    fetch "$base/feed.xml" --state state > /dev/null
    fetch "$base/feed.xml" --state state > /dev/null
    has "$(asked | tail -1)" if-none-match
    # A run that ended early leaves none: what it did not take would never come.
    fetch "$base/feed.xml" --state other --max 1 > /dev/null
    fetch "$base/feed.xml" --state other > out
    lacks "$(asked | tail -1)" if-none-match
    [ "$(wc -l < out)" -ge 1 ]
}
