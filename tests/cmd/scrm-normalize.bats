#!/usr/bin/env bats
# scrm-normalize: what a line is, what it becomes, and what is told about it.

# shellcheck disable=SC2154 # stderr is set by run

load helper

setup() {
    fresh_folder
    needs jq
    needs_command scrm-normalize
    export SCRM_NOW=2026-03-01T00:00:00Z
}

# status ID [MEMBERS]: an invented Mastodon post.
status() {
    printf '{"id":"%s","created_at":"2026-01-05T10:00:00.000Z","uri":"https://social.example/users/ada/statuses/%s","url":"https://social.example/@ada/%s","visibility":"public","language":"en","content":"<p>Kettle &amp; tea</p>","spoiler_text":"","in_reply_to_id":null,"reblog":null,"edited_at":null,"account":{"id":"7","acct":"ada","username":"ada","display_name":"Ada","uri":"https://social.example/users/ada","url":"https://social.example/@ada","followers_count":3,"bot":false},"replies_count":0,"reblogs_count":0,"favourites_count":0,"mentions":[],"tags":[],"media_attachments":[]%s}\n' \
        "$1" "$1" "$1" "${2:-}"
}

@test "one text is a post" {
    run -0 --separate-stderr bash -c 'echo "{\"text\":\"hello\"}" | scrm-normalize | jq -c "[.schema,.type,.network,.created_at,.created_at_inferred,.text]"'
    same "$output" '["scrm.post/1","post","json","2026-03-01T00:00:00Z",true,"hello"]'
    same "$stderr" ""
}

@test "a Mastodon post is recognised by its shape, alone, in a list, in a search, in a notification" {
    status 1 > one
    { printf '[\n'; status 1; printf ',\n'; status 2; printf ']\n'; } > list
    { printf '{"accounts":[{"acct":"x","username":"x"}],"statuses":['; status 3 | tr -d '\n'; printf '],"hashtags":[]}'; } > search
    { printf '{"id":"9","type":"mention","created_at":"2026-01-05T10:00:00Z","account":{"acct":"x"},"status":'; status 4 | tr -d '\n'; printf '}\n'; } > notification
    run -0 scrm-normalize one list search notification
    same "$(jq -r .native_id <<< "$output")" $'1\n1\n2\n3\n4'
    same "$(jq -r .network <<< "$output" | sort -u)" mastodon
    same "$(jq -r .text <<< "$output" | sort -u)" "Kettle & tea"
}

@test "a page printed for people is the same as one on a line" {
    { printf '{"statuses":['; status 3 | tr -d '\n'; printf '],"accounts":[]}'; } > flat
    jq . flat > pretty
    scrm-normalize flat > a
    scrm-normalize pretty > b
    cmp a b
}

@test "what is no post is dropped and counted, and is no error" {
    printf '%s\n' '{"acct":"ada","username":"ada","note":"<p>me</p>"}' '{"error":"Record not found"}' '{}' > in
    status 1 >> in
    run -0 --separate-stderr scrm-normalize --stats in
    same "$(wc -l <<< "$output")" 1
    has "$stderr" "4 in, 1 out, 0 rejected, 3 dropped: 3 not a post"
}

@test "a reblog is a share, a quote a quote, a reply points at its parent in the one id space" {
    status 1 ',"reblog":{"uri":"https://b.example/1","account":{"acct":"b"}}' > in
    status 2 ',"in_reply_to_id":"1"' >> in
    status 3 ',"quote":{"state":"accepted","quoted_status":{"uri":"https://b.example/9"}}' >> in
    sed -i 's/"in_reply_to_id":null,\(.*"in_reply_to_id":"1"\)/\1/; s/"reblog":null,\(.*"reblog":{\)/\1/' in
    run -0 scrm-normalize instance=social.example in
    same "$(jq -c '[.type, .shared, .in_reply_to, .quoted, .aliases[0]]' <<< "$output")" \
        '["share","https://b.example/1",null,null,"mastodon:social.example:1"]
["reply",null,"mastodon:social.example:1",null,"mastodon:social.example:2"]
["quote",null,null,"https://b.example/9","mastodon:social.example:3"]'
}

@test "a post passes unchanged, byte for byte, among others" {
    printf '%s\n' '{ "schema":"scrm.post/1" , "id" : "x:1","text":"\u00e9","odd":1.0e5 }' > in
    status 1 >> in
    run -0 scrm-normalize in
    same "$(head -1 <<< "$output")" "$(head -1 in)"
    same "$(tail -1 <<< "$output" | scrm-normalize)" "$(tail -1 <<< "$output")"
}

@test "--accounts sets direction and account, by id, handle or mention" {
    printf 'network,id,handle,name,direction\nmastodon,,@Brand,Brand care,\nmastodon,https://social.example/users/ada,,Ada of ours,internal\n' > accounts.csv
    {
        status 1
        status 2 | sed 's/"acct":"ada"/"acct":"brand"/; s/users\/ada",/users\/brand",/g'
        status 3 ',"mentions":[{"acct":"someone"},{"acct":"brand"}]' |
            sed 's/"mentions":\[\],//; s/users\/ada",/users\/eve",/g; s/"acct":"ada"/"acct":"eve"/'
        status 4 | sed 's/users\/ada",/users\/eve",/g; s/"acct":"ada"/"acct":"eve"/'
    } > in
    run -0 scrm-normalize --accounts accounts.csv in
    same "$(jq -c '[.direction, .account]' <<< "$output")" '["internal","Ada of ours"]
["outbound","Brand care"]
["inbound","Brand care"]
["inbound",null]'
    run -0 scrm-normalize in
    same "$(jq -c 'has("direction")' <<< "$output" | sort -u)" false
    printf 'network,handle,direction\nmastodon,x,sideways\n' > accounts.csv
    run -78 --separate-stderr scrm-normalize --accounts accounts.csv in
    has "$stderr" "accounts.csv:2: direction: expected outbound, inbound or internal"
}

@test "--keep-raw keeps the record, repaired" {
    status 1 ',"odd":"\ud800","big":12345678901234567890' > in
    run -0 scrm-normalize --keep-raw in
    has "$output" '"odd":"\ufffd","big":12345678901234567890}'
    same "$(jq -r .raw.id <<< "$output")" 1
}

@test "a feed becomes articles, from a file or a pipe, RSS, Atom or JSON Feed" {
    cp "$FIXTURES/feed/kettles.xml" .
    run -0 bash -c 'scrm-normalize url=https://kettles.example/feed.xml < kettles.xml'
    same "$(head -1 <<< "$output" | jq -c '[.type,.id,.created_at,.title,.text,.channel,.lang,.author_name,.hashtags,.reply_count,.urls,.media]')" \
        '["article","feed:https://kettles.example/feed.xml:k-1","2026-01-05T09:00:00Z","Kettles whistle","All kettles whistle: why?","Kettle & Co","en-GB","Ada Brown",["tea"],4,["https://kettles.example/why"],[{"type":"audio/mpeg","url":"https://kettles.example/whistle.mp3"}]]'
    same "$(tail -1 <<< "$output" | jq -c '[.title,.text,.url]')" '["A bare & ampersand here","Escaped & sound","https://kettles.example/posts/2"]'
    printf '{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1","content_text":"one","author":{"name":"Bea"}}]}' > feed.json
    run -0 scrm-normalize feed.json
    same "$(jq -c '[.network,.text,.author_name,.channel]' <<< "$output")" '["feed","one","Bea","J"]'
}

@test "a table becomes posts, its columns recognised or named" {
    printf 'Complaint ID,Date received,Consumer complaint narrative\n7,2026-01-02,"Late, again"\n' > t.csv
    run -0 scrm-normalize t.csv
    same "$(jq -c '[.id,.created_at,.text]' <<< "$output")" '["csv:7","2026-01-02T00:00:00Z","Late, again"]'
    printf 'wann;was\n2026-01-02;"Zu spät"\n' > t.csv
    run -65 --separate-stderr scrm-normalize t.csv
    has "$stderr" "t.csv:1: no column of the table looks like the text of a post: wann, was; name it: text=COLUMN"
    run -0 scrm-normalize text=was created_at=wann t.csv
    same "$(jq -c '[.created_at,.text]' <<< "$output")" '["2026-01-02T00:00:00Z","Zu spät"]'
    run -64 --separate-stderr scrm-normalize text=wass t.csv
    has "$stderr" 'there is no column "wass"; did you mean "was"?'
}

@test "--from says whose records they are" {
    printf '{"id":1,"time":1767600000,"type":"comment","by":"ada","text":"a<p>b","parent":9}\n' > in
    run -0 scrm-normalize --from hackernews in
    same "$(jq -c '[.id,.type,.text,.in_reply_to]' <<< "$output")" '["hackernews:1","comment","a\n\nb","hackernews:9"]'
    run -64 --separate-stderr scrm-normalize --from hackernew in
    has "$stderr" 'no source is named "hackernew"; did you mean "hackernews"?'
    run -64 --separate-stderr scrm-normalize --from mastodon inst=x in
    has "$stderr" 'mastodon takes no argument "inst"'
}

@test "a desk's descriptor overrides the shipped one and maps what is its own" {
    mkdir -p desk/sources
    printf 'scrm_source: 1\nname: tills\nrecognise: [[/till]]\nmap: {native_id: /no, text: {path: /said, as: trim}, created_at: {path: /at, as: epoch}}\n' > desk/sources/tills.yaml
    printf '{"till":4,"no":17,"said":" no bags! ","at":1767600000}\n' > in
    run -0 scrm-normalize --desk desk in
    same "$(jq -c '[.id,.text,.created_at]' <<< "$output")" '["tills:17","no bags!","2026-01-05T08:00:00Z"]'
    printf 'scrm_source: 1\nname: tills\nmap: {txt: /said}\n' > desk/sources/tills.yaml
    run -78 --separate-stderr scrm-normalize --desk desk in
    has "$stderr" "desk/sources/tills.yaml:3:7: a post has no member \"txt\""
}

@test "a bad line is told with its place, or passed over, or kept" {
    { status 1; printf '{"text":\n'; status 2; } > in
    run -65 --separate-stderr scrm-normalize in
    has "$stderr" "scrm-normalize: in:2:9: "
    run -0 --separate-stderr scrm-normalize --on-error=skip in
    same "$(wc -l <<< "$output")" 2
    run -0 --separate-stderr scrm-normalize --on-error=reject=bad in
    same "$(jq -r '.line' bad)" 2
    printf '{"schema":"scrm.raw/1","source":"nobody","record":{}}\n' > in
    run -65 --separate-stderr scrm-normalize in
    has "$stderr" 'in:1: source: no source is named "nobody"'
}

@test "bytes that are no UTF-8 are repaired and counted" {
    printf '{"text":"caf\xe9"}\n' > in
    run -0 --separate-stderr scrm-normalize --stats in
    same "$(jq -r .text <<< "$output")" "caf�"
    has "$stderr" "1 characters repaired"
}

@test "what cannot be read is absent and counted under --stats" {
    printf '{"text":"x","created_at":"9/24/19","rating":"lots"}\n' > in
    run -0 --separate-stderr scrm-normalize --stats in
    same "$(jq -c '[has("rating"),.created_at_inferred]' <<< "$output")" '[false,true]'
    has "$stderr" "1 created_at not readable, 1 rating not readable"
}

@test "broken documents are refused with line and column" {
    printf '[{"a":1},\n {"b":}]\n' > in
    run -65 --separate-stderr scrm-normalize in
    has "$stderr" "in:2:7: expected a value"
    printf '<svg/>' > in
    run -65 --separate-stderr scrm-normalize in
    has "$stderr" "in: not a feed"
    run -66 --separate-stderr scrm-normalize nothing
    run -65 --separate-stderr scrm-normalize .
    has "$stderr" "is a directory"
}

@test "the same bytes with one worker and with many, over every kind of line" {
    for i in $(seq 300); do
        status "$i"
        printf '{"text":"number %s #tag%s"}\n{"schema":"scrm.raw/1","source":"hackernews.search","args":{"query":"x"},"fetched_at":"2026-01-01T00:00:00Z","record":{"objectID":"%s","created_at_i":1767600000,"_tags":["comment"],"comment_text":"<p>x","author":"a"}}\n' "$i" "$i" "$i"
        printf '{"acct":"a","username":"b"}\n'
    done > in
    for _ in 1 2 3 4 5 6; do cat in in in; done > lines
    scrm-normalize -j 1 lines > a
    scrm-normalize -j 2 lines > b
    scrm-normalize -j 4 < lines > c
    cmp a b
    cmp a c
    same "$(wc -l < a)" 16200
}

@test "a closed pipe is silence, a full device 74, an empty input nothing" {
    status 1 > in
    run -0 scrm-normalize < /dev/null
    same "$output" ""
    run -74 --separate-stderr sh -c 'scrm-normalize in > /dev/full'
    for _ in $(seq 2000); do cat in; done > many
    # shellcheck disable=SC2016 # it is the inner shell's variable
    run -0 bash -c 'scrm-normalize many 2> err | head -n 1 > /dev/null; echo "${PIPESTATUS[0]}"; cat err'
    same "$output" 141
}

@test "a document that cannot be read costs one reject, and the files behind it are read" {
    printf '<svg/>' > a.xml
    printf '[{"text":"one"},{"text":]' > b.json
    printf 'wann;was\n2026-01-02;spät\n' > c.csv
    printf '<rss><channel><item><title>T</title></item></channel></rss>' > d.xml
    printf '{"text":"five"}\n' > e.ndjson
    run -0 --separate-stderr scrm-normalize --stats --on-error=reject=bad a.xml b.json c.csv d.xml e.ndjson
    same "$(jq -c '[.title,.text]' <<< "$output")" '["T",""]
[null,"five"]'
    same "$(jq -c '[.file,.line,.length > 5]' bad)" '["a.xml",1,true]
["b.json",1,true]
["c.csv",1,true]'
    has "$stderr" "5 in, 2 out, 3 rejected, 0 dropped"
    run -65 --separate-stderr scrm-normalize d.xml b.json e.ndjson
    same "$(jq -r .title <<< "$output")" T
    has "$stderr" "scrm-normalize: b.json:1:25: expected a value"
}

@test "items of a JSON Feed without an id are named by what they say" {
    printf '{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"content_text":"one"},{"title":"two"}]}' > feed.json
    run -0 scrm-normalize feed.json
    same "$(jq -c '[.id|test("^feed:[0-9a-f]{32}$")]' <<< "$output")" '[true]
[true]'
    same "$(jq -r '.id' <<< "$output" | sort -u | wc -l)" 2
    scrm-fetch ./feed.json | scrm-normalize | jq -r .id > again
    same "$(jq -r .id <<< "$output")" "$(cat again)"
}

@test "what stands in help has an effect: normalize has no reasons to give" {
    run -0 scrm-normalize --help
    lacks "$output" "--explain"
    run -64 scrm-normalize --explain
    run -0 scrm-score --help
    has "$output" "--explain"
}

@test "what a Mastodon stream says is deleted is a tombstone of the post's other name" {
    raw() {
        printf '{"schema":"scrm.raw/1","source":"mastodon.hashtag","args":{"instance":"a.example"},"fetched_at":"2026-01-01T01:35:00Z","record":%s}\n' "$1"
    }
    raw '{"id":"113","uri":"https://a.example/113","created_at":"2026-01-01T01:00:00Z","content":"<p>hi</p>","visibility":"public","account":{"acct":"j"}}' > in
    raw '{"event":"delete","data":"113"}' >> in
    run -0 --separate-stderr scrm-normalize in
    same "$(jq -c '[.id, .aliases, .deleted, .rev != null]' <<< "$output")" \
        $'["https://a.example/113",["mastodon:a.example:113"],null,true]\n["mastodon:a.example:113",null,true,true]'
}
