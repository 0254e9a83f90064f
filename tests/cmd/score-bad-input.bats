#!/usr/bin/env bats
# Texts as they should not be, models and labels that are none: a clear error or
# a neutral score with a reason, in constant time per byte, never a crash.

load helper

setup() {
    fresh_folder
    needs_command scrm-score
}

# score TEXT [LANG]: the score of one text.
score() {
    jq -cn --arg text "$1" --arg lang "${2-en}" '{text: $text, lang: $lang}' | scrm-score | jq -c .score
}

# much UNIT BYTES: a post of one unit, repeated to so many bytes.
much() {
    jq -cn --arg unit "$1" --argjson bytes "$2" \
        '{text: ([range($bytes / ($unit | utf8bytelength))] | map($unit) | join("")), lang: "en"}'
}

# sound FILE: every score of the file is within its ranges.
sound() {
    jq -es 'all(.[]; .score | .sentiment >= -1 and .sentiment <= 1 and .confidence >= 0
        and .confidence <= 1 and .urgency >= 0 and .urgency <= 1 and .needs_reply >= 0
        and .needs_reply <= 1 and .spam >= 0 and .spam <= 1
        and all(.intents[]; . >= 0 and . <= 1))' "$1" > /dev/null
}

# Invisible characters stand here as bytes: without a UTF-8 locale bash knows no others.

# What costs a judge most: elongation, hashtags to split, one endless word, brackets, emoji
# with modifiers, marks upon marks, and more of the kind.
nasty=('sooooooooooooooooooooooooooo ' o '#worstserviceevernevermore ' x '([{<"' '👩🏽‍💻👍🏿🇩🇪' 'ẹ̵̡̛̈́ ' 'not never no '
    '"good" ' 'refundвозврат返金ارجاع ' $'\xe2\x80\xaeabc\xe2\x80\xac\xe2\x80\x8f ' '<br/>&amp;&lt;b&gt; ' '!?' 1 'http://a.b/' @ $'\n' 'a.b.' "it's'" '-a-')

@test "no text, an empty one, blanks, marks and links are neutral and say why" {
    same "$(echo '{"lang":"en"}' | scrm-score | jq -c '.score | [.by, .sentiment, .confidence]')" '["none; no text",0,0]'
    same "$(score '' | jq -c '[.by, .sentiment, .sentiment_class, .confidence, .intents]')" '["none; no text",0,"neutral",0,{}]'
    for text in '   ' $'\t\n' '...' 'http://a.example/b' $'\xe2\x80\x8b\xe2\x80\x8e\xc2\xa0' '🪑🪑'; do
        same "$(score "$text" | jq -c '[(.by | split("; ")[1]), .sentiment_class, .confidence, .intents]')" \
            '["no words","neutral",0,{}]'
    done
}

@test "only emoji are judged by what they feel, skin and sex aside" {
    same "$(score '😡😡😡' | jq -r .sentiment_class)" negative
    same "$(score '😍❤️🥰' nl | jq -r .sentiment_class)" positive
    same "$(score '👍🏿' | jq -c .sentiment)" "$(score '👍' | jq -c .sentiment)"
    same "$(score '🤦🏽‍♀️' | jq -c .sentiment)" "$(score '🤦' | jq -c .sentiment)"
}

@test "a word among other scripts counts as alone; letters of a look-alike script are no word" {
    same "$(score 'возврат 返金 terrible ارجاع' | jq -r .sentiment_class)" negative
    same "$(score '返金してください' '' | jq -r '.intents | length')" 0
    same "$(score 't%e%rrible' | jq -r .sentiment_class)" neutral
}

@test "direction marks, invisible letters and letters of full width change no judgement" {
    plain=$(score 'terrible service' | jq -c '[.sentiment_class, .intents.complaint]')
    for text in $'\xe2\x80\xaeterrible service\xe2\x80\xac' $'terr\xe2\x80\x8fible serv\xe2\x81\xa0ice' $'\xe2\x81\xa6terrible\xe2\x81\xa9 service' $'terr\xe2\x80\x8bible service' 'ｔｅｒｒｉｂｌｅ service'; do
        same "$(score "$text" | jq -c '[.sentiment_class, .intents.complaint]')" "$plain"
    done
}

@test "marks heaped upon letters are read past, and reasons still point at their words" {
    zalgo=$(printf 'r\xcc\xb6e\xcc\xb6f\xcc\xb6u\xcc\xb6n\xcc\xb6d\xcc\xb6 %.0s' {1..50})
    jq -cn --arg text "$zalgo terrible" '{text: $text, lang: "en"}' | scrm-score --explain > out
    sound out
    same "$(jq -r '.text as $t | [.score.why[] | select(.to) | .text == $t[.from:.to]] | all' out)" true
    same "$(jq -r '[.score.why[] | select(.text == "terrible")] | length > 0' out)" true
}

@test "what is left of markup is no word" {
    same "$(score '<br/>terrible &amp; rude<br>service' | jq -r .sentiment_class)" negative
    same "$(score '<a href="http://x.example/terrible">service</a>' | jq -r '.intents.complaint // 0')" 0
    same "$(score '&lt;p&gt;&amp;nbsp;&lt;/p&gt;' | jq -r .sentiment_class)" neutral
}

@test "hundred thousand bytes of anything get a sound score, whatever the language" {
    for unit in "${nasty[@]}"; do
        much "$unit" 100000
    done > in
    run -0 timeout 60 sh -c 'scrm-score in > out'
    sound out
    same "$(wc -l < out)" "${#nasty[@]}"
    run -0 timeout 60 sh -c "sed 's/,\"lang\":\"en\"//' in | scrm-score > out"
    sound out
}

@test "ten times the text takes ten times the instructions" {
    needs valgrind
    instructions() {
        valgrind --tool=callgrind --callgrind-out-file=/dev/null "$BIN/scrm-score" "$1" 2>&1 > /dev/null |
            sed -n 's/.*Collected : //p'
    }
    much a 1 > none
    nothing=$(instructions none)
    [ "$nothing" -gt 0 ]
    for unit in 'sooooooooooooooooooooooooooo ' '#worstserviceevernevermore ' x '([{<"' '👩🏽‍💻👍🏿🇩🇪'; do
        much "$unit" 10000 > short
        much "$unit" 100000 > long
        short=$(($(instructions short) - nothing)) long=$(($(instructions long) - nothing))
        echo "$unit $short $long"
        [ "$long" -lt $((short * 11)) ]
    done
}

@test "what is no model, or a damaged one, or one of another version, ends with 65 and its name" {
    needs_command scrm-train
    jq -cn 'range(60) | {text: (if . % 2 == 0 then "my parcel is late \(.)" else "the invoice is wrong \(.)" end), queue: (if . % 2 == 0 then "delivery" else "billing" end)}' > posts.ndjson
    scrm-train --label queue -o queue.model posts.ndjson
    head -c 200 queue.model > short.model
    { head -c 300 queue.model; printf 'X'; tail -c +302 queue.model; } > damaged.model
    { head -c 12 queue.model; printf '\377'; tail -c +14 queue.model; } > other.model
    echo '{"text":"no model"}' > text.model
    : > empty.model
    for model in short damaged other text empty; do
        run -65 --separate-stderr scrm-score --model "$model.model" posts.ndjson
        same "$output" ''
        has "$stderr" "scrm-score: $model.model: "
    done
    run -66 --separate-stderr scrm-score --model none.model posts.ndjson
    has "$stderr" none.model
}

@test "a label column with one class, with none, or one a row ends with 65 and says so" {
    needs_command scrm-train
    jq -cn 'range(300) | {text: "post number \(.)", one: "billing", each: "c\(.)"}' > posts.ndjson
    run -65 --separate-stderr scrm-train --label one -o m posts.ndjson
    same "$stderr" 'scrm-train: one: every row says "billing"; two classes are needed to learn from'
    run -65 --separate-stderr scrm-train --label none -o m posts.ndjson
    same "$stderr" 'scrm-train: none: no row has this label'
    run -65 --separate-stderr scrm-train --label each -o m posts.ndjson
    has "$stderr" 'more than 250 classes; is this field a label?'
    [ ! -e m ]
}
