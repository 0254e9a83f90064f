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
    # Only for what goes through it: what the proxy is not for is looked at.
    no_proxy=127.0.0.0/8 run -77 --separate-stderr scrm-fetch --allow-http "$base/feed.xml"
    has "$stderr" "its address is private"
    run -77 --separate-stderr scrm-fetch "https://127.0.0.1:$PORT/feed.xml"
    has "$stderr" "its address is private"
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

# told ...: scrm-fetch, and what it told libcurl in the file told, each thing once.
told() {
    needs cc
    [ -e "$BATS_FILE_TMPDIR/told.so" ] ||
        cc -D_GNU_SOURCE -shared -fPIC -o "$BATS_FILE_TMPDIR/told.so" "$TOP/tests/server/told.c" -lcurl
    # Sanitizers want to come first, and say so.
    ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0 \
        TOLD=$PWD/told.all LD_PRELOAD=$BATS_FILE_TMPDIR/told.so scrm-fetch "$@"
    sort -u told.all > told
}

@test "10 s to connect, 60 s in all, half a minute of silence; certificates verified; no netrc, no redirects by itself" {
    told --allow-http --allow-private "$base/feed.xml" > out
    same "$(wc -l < out)" 3
    for line in 'CONNECTTIMEOUT_MS 10000' 'TIMEOUT_MS 60000' 'LOW_SPEED_LIMIT 1' 'LOW_SPEED_TIME 30' \
        'SSL_VERIFYPEER 1' 'SSL_VERIFYHOST 2' 'NETRC 0' 'NOSIGNAL 1' 'FOLLOWLOCATION 0' \
        'PROTOCOLS_STR https,http' 'HTTP_VERSION 4'; do
        grep -qx "$line" told || { cat told >&2 && false; }
        same "$(grep -c "^${line% *} " told)" 1
    done
    # All encodings that the library knows, which an empty list means.
    has "$(cat told)" 'ACCEPT_ENCODING '
    # Without leave https is all that it may speak.
    rm told.all
    told --allow-private "$base/feed.xml" 2> err || true
    same "$(grep PROTOCOLS_STR told)" 'PROTOCOLS_STR https'
}

@test "a stream of events has no end to its time, and 90 s of silence" {
    told --allow-http --allow-private --now 2026-01-01T01:35:00Z testnet.live port="$PORT" --follow --max 31 > out
    same "$(grep -x -e 'TIMEOUT_MS .*' -e 'LOW_SPEED_TIME .*' told)" $'LOW_SPEED_TIME 30\nLOW_SPEED_TIME 90\nTIMEOUT_MS 0\nTIMEOUT_MS 60000'
}

@test "a host that takes no connection yet is asked again, and met when it does" {
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    run -75 --separate-stderr fetch "http://127.0.0.1:$port/feed.xml" --wait 0s
    has "$stderr" "no answer; to be asked again"
    scrm-fetch -q --allow-http --allow-private "http://127.0.0.1:$port/feed.xml" --wait 5m > out 3>&- &
    pid=$!
    sleep 0.2
    printf '<rss version="2.0"><channel><item><guid>k1</guid><title>Kettle</title></item></channel></rss>' > feed.xml
    python3 -m http.server --bind 127.0.0.1 "$port" > server.log 2>&1 3>&- &
    server=$!
    code=0
    wait "$pid" || code=$?
    kill "$server"
    same "$code $(wc -l < out)" "0 1"
}

@test "401 renews a token once: told no again, nobody is asked a third time" {
    guarded keyed 'kind: oauth2_client_credentials, secret: keyed, token_url: "http://127.0.0.1:{@port}/token"'
    secret 'keyed: {client_id: me, client_secret: canary-word}'
    run -77 --separate-stderr fetch keyed.one port="$PORT" url="$base/denied"
    has "$stderr" "status 401"
    same "$(asked | grep -c '"/denied"') $(asked | grep -c '"/token"')" "2 2"
    # Who has nothing to renew is told at once.
    run -77 one denied
    same "$(asked | grep -c '"/denied"')" 3
}

@test "validators go with the first page only, and where it has not changed no other is asked" {
    for _ in 1 2; do fetch testnet.pages port="$PORT" url="$base/tagged" --state state >> out; done
    same "$(ids out | sort | tr '\n' ' ')" "1002 1003 "
    same "$(asked | grep -c /tagged)" 3
    has "$(asked | tail -1)" '"if-none-match": "\"p1\""'
    # A run that asks for the past asks for all of it.
    fetch testnet.pages port="$PORT" url="$base/tagged" --state state --backfill 2025-12-01 > all
    same "$(ids all | wc -l)" 2
    lacks "$(asked | tail -2)" if-none-match
}

@test "every cursor that is a time looks back two minutes at least" {
    python3 - "$TOP/share/scrm/sources" << 'PY'
import pathlib, re, sys
unit = {"s": 1, "m": 60, "h": 3600, "d": 86400}
n = 0
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.yaml")):
    for line in re.findall(r"cursor: *(\{.*compare: time.*\})", path.read_text()):
        n += 1
        found = re.search(r"overlap: *(\d+)([smhd])", line)
        assert found and int(found[1]) * unit[found[2]] >= 120, f"{path.name}: {line}"
assert n > 10
PY
}

# linked HOST: a descriptor whose pages are linked, and which may ask that host alone.
linked() {
    cat > desk/sources/linked.yaml << YAML
scrm_source: 1
name: linked
network: linked
about: pages that are linked
args: {url: {required: true, about: where to ask}}
hosts: ["$1"]
streams:
  all:
    url: "{@url}"
    records: /posts/*
    page: {kind: link, rel: next}
    cursor: {kind: seen, path: /id}
map: {native_id: /id, created_at: /created_at, text: /body}
YAML
}

@test "a next page at a host that the source does not list is not asked for" {
    linked 127.0.0.1
    same "$(fetch linked.all url="$base/links?to=$base/links" | ids | wc -l)" 2
    begin_asking
    run -77 --separate-stderr fetch linked.all url="$base/links?to=http://localhost:$PORT/links"
    has "$stderr" "the source's hosts do not allow that"
    same "$(asked | wc -l)" 1
}

@test "a service that does not know of its TLS names a next page by http: it is asked over TLS all the same" {
    needs openssl
    linked localhost
    secure=localhost:$(cat "$SERVER_FILE.tls")
    same "$(scrm-fetch --allow-private --ca-file "$SERVER_FILE.pem" linked.all \
        url="https://$secure/links?to=http://$secure/links?to=x" | ids | sort | tr '\n' ' ')" "1002 1003 "
    # Another place is not taken for the same one.
    run -77 --separate-stderr scrm-fetch --allow-private --ca-file "$SERVER_FILE.pem" linked.all \
        url="https://$secure/links?to=http://localhost:$PORT/links"
    has "$stderr" "only https is asked"
}
