# What the tests against real servers share. Load it with: load helper
#
# Each server listens on 127.0.0.1 only, on a port that was free, with a
# configuration and data of its own below the test file's folder, and is
# stopped in teardown_file. Nothing of what the machine has configured for the
# same programs is read or touched.
# shellcheck shell=bash

load ../cmd/helper

# free_ports N: that many ports on which nobody listens, on one line.
free_ports() {
    python3 - "$1" << 'PY'
import socket, sys
held = [socket.socket() for _ in range(int(sys.argv[1]))]
for s in held:
    s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in held))
PY
}

# wait_for SECONDS COMMAND...: until the command succeeds.
wait_for() {
    local end=$((SECONDS + $1))
    shift
    until "$@" > /dev/null 2>&1; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.1
    done
}

# listens PORT
listens() {
    (: < "/dev/tcp/127.0.0.1/$1") 2> /dev/null
}

# stop_pid FILE: ends the process whose number the file holds, and waits for it.
stop_pid() {
    local pid
    [ -s "$1" ] || return 0
    pid=$(head -n 1 "$1")
    kill "$pid" 2> /dev/null || return 0
    wait_for 10 eval "! kill -0 $pid" || kill -9 "$pid" 2> /dev/null || true
}

# An operator's proxies, caches and secrets stay out of the tests.
own_surroundings() {
    fresh_folder
    export HOME=$PWD XDG_CACHE_HOME=$PWD/cache
    unset SCRM_SECRETS SCRM_CONTACT http_proxy https_proxy all_proxy HTTPS_PROXY HTTP_PROXY
}

# fetch ...: as on the command line, allowed to ask this machine.
fetch() {
    scrm-fetch --allow-http --allow-private "$@"
}

# records FILE...: how many envelopes the files hold.
records() {
    cat "$@" | jq -c 'select(.schema == "scrm.raw/1")' | wc -l
}

# postgres_start FOLDER PORT: a cluster of its own, user and database "real".
# PostgreSQL refuses to run as root; there it runs as its package's user.
postgres_start() {
    local bin as=()
    bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2> /dev/null | sort -V | tail -n 1)
    mkdir -p "$1"
    if [ "$(id -u)" -eq 0 ]; then
        as=(runuser -u postgres --)
        chown postgres "$1"
    fi
    "${as[@]}" "$bin/initdb" -D "$1/data" -U real -A trust -E UTF8 --no-sync > "$1.log" 2>&1 &&
        "${as[@]}" "$bin/pg_ctl" -D "$1/data" -w -t 30 -o \
            "-p $2 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$1 -c fsync=off -c max_connections=200" \
            start >> "$1.log" 2>&1 3>&- &&
        "${as[@]}" "$bin/createdb" -h 127.0.0.1 -p "$2" -U real real
}

# postgres_stop FOLDER
postgres_stop() {
    local pid
    [ -s "$1/data/postmaster.pid" ] || return 0
    # INT ends it without waiting for clients.
    pid=$(head -n 1 "$1/data/postmaster.pid")
    kill -INT "$pid"
    wait_for 20 eval "! kill -0 $pid" || kill -9 "$pid" 2> /dev/null || true
}

# redis_start FOLDER PORT: keeps nothing on disk.
redis_start() {
    mkdir -p "$1"
    redis-server --bind 127.0.0.1 --port "$2" --dir "$1" --pidfile "$1/pid" --daemonize yes \
        --save '' --appendonly no > "$1.log" 2>&1 3>&-
    wait_for 10 listens "$2"
}
