# The misbehaving server for command tests. Load it with: load ../server/server
# A test file has one server; each test begins with it as if it were new.
# shellcheck shell=bash

load ../server/serve

setup_file() {
    serve misbehave.py
}

# A test file with a setup of its own does the same first.
setup() {
    fresh_folder
    needs python3 jq
    needs_command scrm-fetch scrm-normalize
    begin_with_server
}

# The descriptor of the test network in a desk, the server's ports, no secrets.
begin_with_server() {
    mkdir -p desk/sources
    cp "$TOP/tests/server/testnet.yaml" desk/sources/
    read -r PORT OTHER < "$SERVER_FILE"
    export PORT OTHER SCRM_DESK=$PWD/desk HOME=$PWD XDG_CACHE_HOME=$PWD/cache
    unset SCRM_SECRETS SCRM_CONTACT http_proxy https_proxy all_proxy
    base=http://127.0.0.1:$PORT
    fetch --quiet testnet.one port=1 url="$base/reset" > /dev/null
    begin_asking
}

# The options that let a test ask this machine, and a fixed clock.
fetch() {
    scrm-fetch --allow-http --allow-private --now 2026-01-01T01:35:00Z "$@"
}

# one URL [OPTION ...]: the stream that asks one address.
one() {
    local url=$1
    shift
    fetch testnet.one port="$PORT" url="$base/$url" "$@"
}

ids() {
    jq -r 'select(.schema == "scrm.raw/1") | .record.id' "$@"
}

# descriptor NAME: a copy of the test descriptor under another name, to be changed.
descriptor() {
    sed "s/^name: testnet/name: $1/" "$TOP/tests/server/testnet.yaml" > "desk/sources/$1.yaml"
}

# guarded NAME AUTH: such a copy with an auth, a flow mapping's inside.
guarded() {
    descriptor "$1"
    printf 'auth: {%s}\n' "$2" >> "desk/sources/$1.yaml"
}

# secret LINE: what the desk's secrets hold.
secret() {
    printf '%s\n' "$1" > desk/secrets.yaml
    chmod 600 desk/secrets.yaml
}

# A bot whose service forgets what was acknowledged.
bot() {
    guarded bot 'kind: path, secret: bot, param: MARK'
    secret 'bot: "123:canary-token"'
}
