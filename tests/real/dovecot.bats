#!/usr/bin/env bats
# A mailbox on a real Dovecot, over TLS, read by scrm-fetch imap. Mails are
# invented and come in as Dovecot's own tools deliver them (doveadm save).

# shellcheck disable=SC2154 # stderr is set by run

load helper

# The server's configuration: nothing of /etc/dovecot is read.
configure() {
    cat << CONF
base_dir = $folder/run
state_dir = $folder/run
log_path = $folder/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <$folder/cert.pem
ssl_key = <$folder/key.pem
auth_mechanisms = plain login
$1
passdb {
  driver = passwd-file
  args = $folder/users
}
userdb {
  driver = static
  args = uid=$uid gid=$gid home=$folder/home/%u
}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/mail
service imap-login {
  chroot =
  inet_listener imap {
    port = $STARTTLS
  }
  inet_listener imaps {
    port = $IMAPS
    ssl = yes
  }
}
service anvil {
  chroot =
}
CONF
}

setup_file() {
    local uid gid
    export PATH=$PATH:/usr/sbin
    command -v dovecot > /dev/null && command -v openssl > /dev/null || return 0
    # Mails belong to a user who is not root, and who must be able to come here.
    folder=$(mktemp -d /tmp/scrm-real.XXXXXX)
    chmod 755 "$folder"
    echo "$folder" > "$BATS_FILE_TMPDIR/folder"
    export folder
    read -r IMAPS STARTTLS < <(free_ports 2)
    export IMAPS STARTTLS
    mkdir -p "$folder/home/desk/mail"
    uid=$(id -u) gid=$(id -g)
    if [ "$uid" -eq 0 ]; then
        uid=$(id -u mail) gid=$(id -g mail)
        chown -R "$uid:$gid" "$folder/home"
        configure '' > "$folder/dovecot.conf"
    else
        configure "default_login_user = $USER
default_internal_user = $USER
default_internal_group = $(id -gn)" > "$folder/dovecot.conf"
    fi
    echo 'desk:{PLAIN}password-of-desk::::::' > "$folder/users"
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$folder/key.pem" -out "$folder/cert.pem" \
        -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2> /dev/null
    dovecot -c "$folder/dovecot.conf" 3>&-
    wait_for 20 listens "$IMAPS"
}

teardown_file() {
    [ -e "$BATS_FILE_TMPDIR/folder" ] || return 0
    folder=$(cat "$BATS_FILE_TMPDIR/folder")
    PATH=$PATH:/usr/sbin doveadm -c "$folder/dovecot.conf" stop || true
    sleep 0.5
    rm -rf --one-file-system "$folder"
}

setup() {
    own_surroundings
    needs dovecot doveadm openssl jq python3
    needs_command scrm-fetch scrm-normalize
    export SCRM_SECRETS=$PWD/secrets.yaml
    secret password-of-desk
}

secret() {
    printf 'imap/desk: %s\n' "$1" > secrets.yaml
    chmod 600 secrets.yaml
}

admin() {
    doveadm -c "$folder/dovecot.conf" "$@"
}

# mail NUMBER [HEADER...]: an invented mail, on standard output.
mail() {
    local n=$1
    shift
    printf 'From: Ada Buyer <ada@home.example>\r\nTo: desk@kettle.example\r\n'
    printf 'Message-ID: <mail-%d@home.example>\r\nSubject: Kettle %d\r\n' "$n" "$n"
    printf 'Date: %s\r\n' "$(date -R -u -d "@$((1700000000 + n))")"
    [ $# -eq 0 ] || printf '%s\r\n' "$@"
    printf 'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    printf 'My kettle number %d leaks, it is not sch=C3=B6n.\r\n\r\n-- \r\nAda\r\n' "$n"
}

# deliver FROM TO [MAILBOX]: so many mails.
deliver() {
    local n
    for n in $(seq "$1" "$2"); do
        mail "$n" | admin save -u desk -m "${3:-INBOX}"
    done
}

# box NAME: an empty mailbox of that name, for one test.
box() {
    admin mailbox create -u desk "$1"
}

imap() {
    scrm-fetch -q --allow-private --ca-file "$folder/cert.pem" imap host="localhost:$IMAPS" user=desk "$@"
}

ids() {
    scrm-normalize "$@" | jq -r '.native_id // empty | gsub("[<>]"; "")'
}

@test "3 mails come as posts: sender, subject, time, text without the signature" {
    deliver 1 3
    imap --backfill 2020-01-01 > raw
    scrm-normalize raw > posts
    same "$(wc -l < posts)" 3
    same "$(jq -r 'select(.title == "Kettle 2") | [.type, .author_handle, .author_name, .text, .created_at] | @tsv' posts)" \
        $'message\tada@home.example\tAda Buyer\tMy kettle number 2 leaks, it is not schön.\t2023-11-14T22:13:22Z'
}

@test "nothing is marked as read" {
    box Unread
    deliver 1 2 Unread
    imap mailbox=Unread --backfill 2020-01-01 > raw
    same "$(admin search -u desk mailbox Unread UNSEEN | wc -l)" 2
}

@test "105 mails over 3 pages, then 5 more: 110, each once; with nothing new nothing comes" {
    box Busy
    deliver 1 105 Busy
    imap mailbox=Busy --spool spool --backfill 2020-01-01
    deliver 106 110 Busy
    imap mailbox=Busy --spool spool
    imap mailbox=Busy --spool spool
    cat spool/*.ndjson > all
    same "$(records all) $(ids all | sort -u | wc -l)" "110 110"
}

@test "a mail that was deleted does not come again, and costs none of the others" {
    box Gone
    deliver 1 4 Gone
    imap mailbox=Gone --state state --backfill 2020-01-01 > first
    admin expunge -u desk mailbox Gone header Subject 'Kettle 4'
    admin expunge -u desk mailbox Gone header Subject 'Kettle 2'
    deliver 5 5 Gone
    imap mailbox=Gone --state state > second
    same "$(records first)" 4
    same "$(ids second)" mail-5@home.example
}

@test "UIDVALIDITY: a mailbox made anew under its old name is read anew, scrm-dedup takes what came before" {
    box Anew
    deliver 1 3 Anew
    imap mailbox=Anew --state state --backfill 2020-01-01 > first
    # The new mailbox must not get the old one's number, which is a time in seconds.
    sleep 1.1
    admin mailbox delete -u desk Anew
    box Anew
    deliver 2 4 Anew
    imap mailbox=Anew --state state > second
    same "$(ids second | sort)" $'mail-2@home.example\nmail-3@home.example\nmail-4@home.example'
    same "$(cat first second | scrm-normalize | scrm-dedup | wc -l)" 4
}

@test "killed after its first mails and run again: 110 of 110, duplicates removed by scrm-dedup" {
    scrm-fetch -q --allow-private --ca-file "$folder/cert.pem" imap host="localhost:$IMAPS" user=desk \
        mailbox=Busy --backfill 2020-01-01 --state state > part 3>&- &
    pid=$!
    wait_for 20 test -s part
    kill -9 $pid || true # where it was faster than we are
    wait $pid || true
    imap mailbox=Busy --backfill 2020-01-01 --state state > rest
    # What a killed program leaves of its last line is no record.
    sed '$!b; /}$/!d' part > whole
    [ -s whole ]
    same "$(cat whole rest | scrm-normalize | scrm-dedup | jq -r .id | sort -u | wc -l)" 110
}

@test "a folder whose name has blanks and letters beyond ASCII" {
    box 'Fragen & Rückgaben'
    deliver 1 1 'Fragen & Rückgaben'
    same "$(imap mailbox='Fragen & Rückgaben' --backfill 2020-01-01 | ids)" mail-1@home.example
}

@test "STARTTLS before the login does as well" {
    box Start
    deliver 1 1 Start
    same "$(scrm-fetch -q --allow-private --ca-file "$folder/cert.pem" imap scheme=imap \
        host="localhost:$STARTTLS" user=desk mailbox=Start --backfill 2020-01-01 | ids)" mail-1@home.example
}

@test "a wrong password ends with 77 and is not shown; a folder that is not there is named" {
    secret wrong-canary
    run -77 --separate-stderr imap
    lacks "$stderr" canary
    secret password-of-desk
    run ! --separate-stderr imap mailbox=Nowhere
    has "$stderr" Nowhere
}

@test "a certificate that nobody vouches for is refused" {
    run ! --separate-stderr scrm-fetch --allow-private imap host="localhost:$IMAPS" user=desk
    lacks "$output" '"record"'
    has "$stderr" certificate
}
