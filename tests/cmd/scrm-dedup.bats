# scrm-dedup: what was seen goes, what repeats is marked, every other byte stays.

load helper

setup() {
    needs_command scrm-dedup
    fresh_folder
}

# post ID REV TEXT [MEMBERS]
post() {
    printf '{"schema":"scrm.post/1","id":"%s","type":"post","network":"n","created_at":"2026-01-05T09:00:00Z","rev":"%s","text":"%s"%s}\n' \
        "$1" "$2" "$3" "${4-}"
}

long="My parcel with the red lamp never came and nobody at the shop answers the phone"

@test "a revision passes once, and the account says why the rest does not" {
    { post n:1 a hello && post n:2 a hello && post n:1 a hello; } > posts
    run -0 bash -c "scrm-dedup --seal posts"
    same "$(head -n 2 <<< "$output")" "$(head -n 2 posts)"
    has "$output" '"in":3,"expanded":0,"out":2,"rejected":0,"dropped":{"seen before":1}'
}

@test "a revision is the same one whatever time a fetch gave it" {
    post n:1 a hello > first
    sed 's/T09:/T10:/' first > again
    run -0 scrm-dedup first again
    same "$output" "$(cat first)"
}

@test "the newest revision wins, and nothing follows a deletion" {
    {
        post n:1 a "first words"
        post n:1 b "second words" ',"updated_at":"2026-01-05T10:00:00Z"'
        post n:1 a "first words"
        printf '{"schema":"scrm.post/1","id":"n:1","type":"delete","network":"n","created_at":"2026-01-05T09:00:00Z","rev":"d"}\n'
        post n:1 c "third words" ',"updated_at":"2026-01-05T11:00:00Z"'
    } > posts
    run -0 bash -c "scrm-dedup posts | jq -r '.rev'"
    same "$output" $'a\nb\nd'
}

@test "what repeats another post is marked with the first of its kind" {
    {
        post n:1 a "$long"
        post n:2 a "@shop $long https://x.example/2"
        post n:3 a "RT @ada: $long"
        post n:4 a "Something else altogether, which has nothing to do with any of the parcels"
        post n:5 a "whatever" ',"shared":"n:4"'
    } > posts
    run -0 bash -c "scrm-dedup --stats posts 2> stats | jq -c '.dup'"
    same "$output" $'null\n{"of":"n:1","kind":"near","similarity":1}\n{"of":"n:1","kind":"repost","similarity":1}\nnull\n{"of":"n:4","kind":"repost"}'
    has "$(cat stats)" "1 near-duplicates, 2 reposts"
    run -0 bash -c "scrm-dedup --remember 0 posts | jq -c '.dup.kind'"
    same "$output" $'null\nnull\nnull\nnull\n"repost"'
}

@test "a second pass changes nothing, a mark without a reason goes" {
    { post n:1 a "$long" && post n:2 a "$long!"; } | scrm-dedup > once
    scrm-dedup once > twice
    cmp once twice
    tail -n 1 once | scrm-dedup > alone
    same "$(cat alone)" "$(post n:2 a "$long!")"
    printf ' { "dup" : {"of":"x"} , "id" : "n:1" } \n{"id":"n:2","dup":1}\n{"\\u0064up":[]}\n' | scrm-dedup > gone
    same "$(cat gone)" $' {  "id" : "n:1" } \n{"id":"n:2"}\n{}'
}

@test "the state remembers revisions and texts, and forgets what is old" {
    post n:1 a "$long" > first
    run -0 scrm-dedup --state seen.db --now 2026-01-06 first
    same "$output" "$(cat first)"
    run -0 scrm-dedup --state seen.db --now 2026-01-06 first
    same "$output" ""
    post n:2 a "$long" > second
    run -0 bash -c "scrm-dedup --state seen.db --now 2026-01-06 second | jq -r '.dup.of'"
    same "$output" "n:1"
    run -0 scrm-dedup --state seen.db --window 1d --now 2026-06-01 /dev/null
    run -0 scrm-dedup --state seen.db --now 2026-06-01 first
    has "$output" '"id":"n:1"'
}

@test "--next leaves the state alone until somebody moves what it wrote" {
    post n:1 a "$long" > first
    scrm-dedup --state seen.db first > /dev/null
    cksum < seen.db > before
    post n:2 b "Quite another thing was said here by somebody else on the very same day" > second
    cat first second | run -0 bash -c "scrm-dedup --state seen.db --next next.db -o out.ndjson -"
    same "$(cat out.ndjson)" "$(cat second)"
    cksum < seen.db | diff before -
    [ ! -e next.db-wal ]
    # killed before the move: the same again
    run -0 scrm-dedup --state seen.db --next next.db second
    same "$output" "$(cat second)"
    mv next.db seen.db
    run -0 scrm-dedup --state seen.db second first
    same "$output" ""
    run -64 --separate-stderr scrm-dedup --next next.db first
    run -65 --separate-stderr bash -c "scrm-dedup --sealed --state seen.db --next cut.db second"
}

@test "what nobody meets any more is forgotten after the window, deletions too; what a feed still shows is not" {
    post n:1 a "$long" > old
    printf '{"schema":"scrm.post/1","id":"n:9","type":"delete","network":"n","created_at":"2026-01-05T09:00:00Z","rev":"d"}\n' > gone
    scrm-dedup --state seen.db --window 10d --now 2026-02-01 old gone > /dev/null
    for day in 09 17 25; do
        run -0 scrm-dedup --state seen.db --window 10d --now "2026-02-$day" old
        same "$output" ""
    done
    run -0 bash -c "scrm-dedup --state seen.db --window 10d --now 2026-02-26 gone | wc -l"
    same "$output" 1
}

@test "a state of the former format is brought forward" {
    needs sqlite3
    sqlite3 seen.db "CREATE TABLE seen (id BLOB PRIMARY KEY, changed_s INTEGER NOT NULL, rev INTEGER NOT NULL) WITHOUT ROWID, STRICT;
        CREATE TABLE texts (number INTEGER PRIMARY KEY, id TEXT NOT NULL, created_ms INTEGER NOT NULL, signature BLOB NOT NULL) STRICT;
        INSERT INTO seen VALUES (zeroblob(16), 4294967295, 1), (x'00112233445566778899aabbccddeeff', 1767600000, 2);
        PRAGMA application_id = $((0x73634464)); PRAGMA user_version = 1"
    scrm-dedup --state seen.db --now 2026-01-06 /dev/null
    same "$(sqlite3 seen.db 'PRAGMA user_version; SELECT count(*) FROM seen')" $'2\n1'
    sqlite3 seen.db 'PRAGMA user_version = 99'
    run -65 --separate-stderr scrm-dedup --state seen.db /dev/null
    has "$stderr" "written by a newer scrm"
}

@test "-j changes no byte" {
    for i in $(seq 1 2000); do post "n:$i" a "$long number $((i % 7)) of these"; done > posts
    scrm-dedup -j 1 posts > one
    scrm-dedup -j 4 posts > four
    cmp one four
}

@test "wrong input and options are told with file and line" {
    run -65 --separate-stderr scrm-dedup <<< '{"id":7}'
    has "$stderr" "id: expected string, got number"
    run -65 --separate-stderr scrm-dedup <<< '{"id":"a","created_at":"soon"}'
    has "$stderr" "created_at: expected an RFC 3339 time"
    run -64 --separate-stderr scrm-dedup --window soon < /dev/null
    run -64 --separate-stderr scrm-dedup --similar 0.2 < /dev/null
    echo "no database, whatever its name says" > notes.db
    run -65 --separate-stderr scrm-dedup --state notes.db < /dev/null
    has "$stderr" "notes.db"
    run -74 --separate-stderr bash -c 'scrm-dedup <<< "{}" > /dev/full'
}
