#!/usr/bin/env bats
# Feeds from a real nginx: validators that spare the body, compression, a feed
# that moved, one that is gone, a server's own rate limit, and TLS with a
# certificate that only --ca-file makes known. nginx's access log is the witness.

# shellcheck disable=SC2154 # stderr is set by run

load helper

# feed NUMBER...: an RSS feed with an item for each number.
feed() {
    local n
    printf '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Kettle News</title>\n'
    printf '<link>https://kettle.example/</link><description>invented</description>\n'
    for n; do
        printf '<item><title>Story %d</title><link>https://kettle.example/%d</link>' "$n" "$n"
        printf '<guid isPermaLink="false">story-%d</guid>' "$n"
        printf '<pubDate>Mon, 02 Mar 2026 08:%02d:00 GMT</pubDate>' $((n % 60))
        printf '<description>&lt;p&gt;Kettle number %d boils &amp;amp; sings.&lt;/p&gt;</description></item>\n' "$n"
    done
    printf '</channel></rss>\n'
}

# The server's configuration: everything it writes lies in its own folder.
configure() {
    cat << CONF
$([ "$(id -u)" -ne 0 ] || echo 'user root;')
worker_processes 1;
pid $dir/nginx.pid;
error_log $dir/error.log;
events { worker_connections 64; }
http {
    types { application/rss+xml xml; application/feed+json json; text/csv csv; }
    log_format told '\$status|\$request_uri|\$http_if_none_match|\$http_if_modified_since|\$sent_http_content_encoding|\$http_user_agent|\$server_protocol';
    access_log $dir/access.log told;
    client_body_temp_path $dir/tmp; proxy_temp_path $dir/tmp; fastcgi_temp_path $dir/tmp;
    uwsgi_temp_path $dir/tmp; scgi_temp_path $dir/tmp;
    gzip on; gzip_types application/rss+xml; gzip_min_length 100;
    limit_req_zone \$binary_remote_addr zone=slow:32k rate=2r/s;
    server {
        listen 127.0.0.1:$PLAIN;
        root $dir/www;
        location = /old.xml { return 301 /news.xml; }
        location = /away.xml { return 302 /news.xml; }
        location = /gone.xml { return 410; }
        location = /circle.xml { return 302 /circle.xml; }
        location = /busy.xml { alias $dir/www/news.xml; limit_req zone=slow; limit_req_status 429; }
        location = /down.xml { add_header Retry-After 7200 always; return 503; }
        location /etag/ { alias $dir/www/; add_header Last-Modified ""; }
        location /date/ { alias $dir/www/; etag off; }
        location = /elsewhere.xml { return 301 http://localhost:$PLAIN/news.xml; }
    }
    server {
        listen 127.0.0.1:$TLS ssl http2;
        ssl_certificate $dir/cert.pem;
        ssl_certificate_key $dir/key.pem;
        root $dir/www;
        location = /down-to-plain.xml { return 301 http://127.0.0.1:$PLAIN/news.xml; }
    }
}
CONF
}

setup_file() {
    export dir=$BATS_FILE_TMPDIR
    export PATH=$PATH:/usr/sbin
    command -v nginx > /dev/null && command -v openssl > /dev/null || return 0
    read -r PLAIN TLS < <(free_ports 2)
    export PLAIN TLS
    mkdir -p "$dir/www" "$dir/tmp"
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$dir/key.pem" -out "$dir/cert.pem" \
        -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2> /dev/null
    configure > "$dir/nginx.conf"
    nginx -c "$dir/nginx.conf" -p "$dir" -e "$dir/error.log" 3>&-
    wait_for 10 listens "$PLAIN"
}

teardown_file() {
    stop_pid "$BATS_FILE_TMPDIR/nginx.pid"
}

setup() {
    own_surroundings
    needs nginx openssl jq python3
    needs_command scrm-fetch scrm-normalize
    base=http://127.0.0.1:$PLAIN
    feed 1 2 3 > "$dir/www/news.xml"
    touch -d '2026-03-02 09:00:00 UTC' "$dir/www/news.xml"
    : > "$dir/access.log"
}

# What nginx was asked: one column of its log (status, address, If-None-Match,
# If-Modified-Since, encoding sent, agent, protocol). The line of an answer is
# written after its last byte, so the log may be a moment late.
asked() {
    sleep 0.2
    cut -d'|' -f"$1" "$dir/access.log"
}

ids() {
    jq -r 'select(.schema == "scrm.raw/1") | .record.id' "$@"
}

@test "3 items come compressed, as posts with their texts" {
    fetch -q "$base/news.xml" > raw
    same "$(ids raw | sort)" $'story-1\nstory-2\nstory-3'
    same "$(asked 5)" gzip
    same "$(scrm-normalize raw | jq -r 'select(.native_id | endswith("story-2")) | [.title, .text, .created_at] | @tsv')" \
        $'Story 2\tKettle number 2 boils & sings.\t2026-03-02T08:02:00Z'
}

@test "5 runs of an unchanged feed: 1 body, 4 times 304; a new item is the only one that comes" {
    for _ in 1 2 3 4 5; do fetch -q "$base/news.xml" --state state >> all; done
    same "$(records all)" 3
    same "$(asked 1)" $'200\n304\n304\n304\n304'
    # Compressed on the fly, nginx weakens its validator, and takes it back so.
    has "$(asked 3 | sed -n 2p)" 'W/'
    has "$(asked 4 | sed -n 2p)" 'Mon, 02 Mar 2026 09:00:00 GMT'
    feed 1 2 3 4 > "$dir/www/news.xml"
    same "$(fetch -q "$base/news.xml" --state state | ids)" story-4
}

@test "either validator alone does: ETag, and Last-Modified" {
    for kind in etag date; do
        : > "$dir/access.log"
        fetch -q "$base/$kind/news.xml" --state $kind > first
        fetch -q "$base/$kind/news.xml" --state $kind > second
        same "$(records first) $(records second)" "3 0"
        same "$(asked 1)" $'200\n304'
    done
}

@test "a feed that moved for good is read, and its new address told" {
    run -0 --separate-stderr fetch "$base/old.xml"
    same "$(ids <<< "$output" | wc -l)" 3
    has "$stderr" "$base/old.xml has moved for good to $base/news.xml"
    same "$(asked 1)" $'301\n200'
    # For now only: read, and nothing to tell.
    run -0 --separate-stderr fetch "$base/away.xml"
    same "$(ids <<< "$output" | wc -l)" 3
    lacks "$stderr" moved
}

@test "a feed that is gone is asked once, and not again until --backfill" {
    run -69 --separate-stderr fetch "$base/gone.xml" --state state
    has "$stderr" "status 410"
    run -69 --separate-stderr fetch "$base/gone.xml" --state state
    has "$stderr" "gone for good since"
    same "$(asked 1)" 410
    run -69 fetch "$base/gone.xml" --state state --backfill 7d
    same "$(asked 1 | wc -l)" 2
}

@test "nginx's own rate limit, 2 requests a second: 3 runs at once wait out its 429 and get their 9 items" {
    # On a busy machine three starts may lie seconds apart, and chance may make one of them
    # come at a bad moment four times: then again.
    for _ in 1 2 3 4 5; do
        : > "$dir/access.log"
        for n in 1 2 3; do fetch -q --wait 60s "$base/busy.xml?$n" > "raw$n" 2> "err$n" 3>&- & done
        wait
        asked 1 > statuses
        if grep -q 429 statuses && ! grep -q 'after 4 tries' err?; then break; fi
    done
    grep -q 429 statuses
    same "$(cat err?)" ""
    same "$(records raw1 raw2 raw3) $(grep -c 200 statuses)" "9 3"
}

@test "a server that is down says when to come again, and is not asked before" {
    run -75 --separate-stderr fetch --wait 5s "$base/down.xml" --state state
    has "$stderr" "asked again in 2 h"
    run -75 --separate-stderr fetch "$base/down.xml" --state state
    has "$stderr" "not to be asked before"
    same "$(asked 1)" 503
}

@test "a circle of redirects ends" {
    run ! fetch "$base/circle.xml"
    [ "$(asked 1 | wc -l)" -le 6 ]
}

@test "a page that is not there is told with its status, once" {
    run -69 --separate-stderr fetch "$base/nothing.xml"
    has "$stderr" "status 404"
    same "$(asked 1)" 404
}

@test "TLS: an unknown certificate is refused, --ca-file makes it known, another name is not its own" {
    local secure=https://localhost:$TLS/news.xml
    run -69 --separate-stderr scrm-fetch --allow-private "$secure"
    has "$stderr" certificate
    same "$(asked 1)" ""
    scrm-fetch -q --allow-private --ca-file "$dir/cert.pem" "$secure" > raw
    same "$(records raw)" 3
    same "$(asked 7)" HTTP/2.0
    run -69 scrm-fetch --allow-private --ca-file "$dir/cert.pem" "https://127.0.0.1:$TLS/news.xml"
    run -77 --separate-stderr fetch --ca-file "$dir/cert.pem" "https://localhost:$TLS/down-to-plain.xml"
    has "$stderr" "https down to http"
}

@test "without leave neither plain http nor this machine is asked" {
    run -77 scrm-fetch --allow-private "$base/news.xml"
    run -77 scrm-fetch --allow-http "$base/news.xml"
    same "$(asked 1)" ""
}

@test "the agent says who asks, and whom to write to" {
    fetch -q --contact help@kettle.example "$base/news.xml" > raw
    has "$(asked 6)" "scrm-fetch/"
    has "$(asked 6)" "(+help@kettle.example)"
}

@test "2,000 items in one feed, then 10 new ones: 2,010 in all" {
    # shellcheck disable=SC2046 # numbers
    feed $(seq 2000) > "$dir/www/news.xml"
    fetch -q "$base/news.xml" --spool spool
    # shellcheck disable=SC2046
    feed $(seq 2010) > "$dir/www/news.xml"
    fetch -q "$base/news.xml" --spool spool
    cat spool/*.ndjson > all
    same "$(records all) $(ids all | sort -u | wc -l)" "2010 2010"
}
