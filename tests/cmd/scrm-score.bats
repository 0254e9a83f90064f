#!/usr/bin/env bats
# scrm-score as a shell sees it: what an analyst pipes through it, its options,
# its refusals.

load helper

setup() {
    fresh_folder
    needs_command scrm-score
}

# score TEXT [LANG]: the score of one text.
score() {
    jq -cn --arg text "$1" --arg lang "${2-}" '{text: $text} + if $lang == "" then {} else {lang: $lang} end' |
        scrm-score | jq -c .score
}

@test "one sentence without any option gets a whole score" {
    run -0 --separate-stderr sh -c "echo '{\"text\":\"Still waiting for my refund!\"}' | scrm-score"
    same "$stderr" ''
    same "$(jq -c '.score | keys_unsorted' <<< "$output")" \
        '["by","lang","lang_src","sentiment","sentiment_class","confidence","intents","urgency","needs_reply","spam","personal_data"]'
    same "$(jq -r '.score | .sentiment_class, (.intents.complaint > 0.5), (.sentiment < -0.3)' <<< "$output")" \
        $'negative\ntrue\ntrue'
}

@test "every other byte of a line passes through" {
    printf '{"big":123456789012345678901234567890,"text":"hi\\u0021","x":[1, 2]} \r\n{"text":"no newline"}' > in
    scrm-score in | sed 's/,"score":{[^}]*}[^}]*}//' > out
    same "$(cat out)" "$(cat in)"
    same "$(tail -c 1 out | od -An -c | tr -d ' ')" '\n'
}

@test "a second run changes nothing" {
    posts 50 > in
    scrm-score in > once
    scrm-score once | cmp - once
}

@test "two workers write the same bytes as one" {
    posts 20000 > in
    scrm-score -j2 in > two
    scrm-score in | cmp - two
}

@test "what has no text is neutral and says why" {
    run -0 --separate-stderr scrm-score <<< '{"id":"a","type":"delete"}'
    same "$(jq -r '.score.by, .score.sentiment_class' <<< "$output")" $'none; no text\nneutral'
}

@test "six languages are judged by their own words" {
    local lang bad
    while IFS='|' read -r lang bad; do
        same "$(score "$bad" "$lang" | jq -r '(.by | split(",")[0]), .sentiment_class, (.intents.complaint >= 0.5)')" \
            "lexicon $lang/2026.1"$'\nnegative\ntrue'
    done <<'END'
en|Nobody answers, terrible service
es|Nadie contesta, pésimo servicio
de|Niemand antwortet, miserabler Service
fr|Personne ne répond, service déplorable
it|Nessuno risponde, servizio pessimo
pt|Ninguém responde, péssimo atendimento
END
}

@test "another language is judged by emoji alone and says so" {
    local lang
    for lang in nl pl sv tr 'fi' ar; do
        same "$(score 'De service was bad, hell' $lang | jq -r '.by, .sentiment, .sentiment_class, .confidence')" \
            "lexicon any/2026.1; unsupported language: $lang"$'\n0\nneutral\n0'
        same "$(score 'Niemand antwoordt 😡' $lang | jq -r '.sentiment < 0 and .confidence > 0')" true
        same "$(score 'Geweldig 😍 :)' $lang | jq -r '.sentiment > 0')" true
    done
    same "$(score 'Где моя посылка' | jq -r .by)" 'lexicon any/2026.1; unsupported script'
}

# An invented language that negates behind the word: bela good, haka bad, vor very, tum not.
own_language() {
    mkdir -p own/qaa
    printf 'name,value\nname,Own\nversion,7\naccents,drop\napostrophe,parts\n' > own/qaa/about.csv
    printf 'class,words\ncontrast,sed\nme,mi\ncommon,la ke\n' > own/qaa/classes.csv
    printf 'term,weight,kinds\nbéla,2,\nhaka,-2,service\nlubi,2,verb\n' > own/qaa/words.csv
    printf 'term,weight,kinds\ntum,1,after\nnen,1,around\n' > own/qaa/negations.csv
    printf 'term,weight,kinds\nvor,0.4,\n' > own/qaa/intensifiers.csv
    printf 'term,intent,weight\npaga mi,billing,0.8\n' > own/qaa/intents.csv
}

own() {
    jq -nc --arg text "$1" '{text:$text,lang:"qaa"}' | scrm-score --lexicon own | jq -c ".score.${2:-sentiment}"
}

@test "CSV files alone make a language" {
    own_language
    has "$(own 'la bela' by)" '"lexicon qaa/7+'
    same "$(own 'la bela')" "$(own 'La Béla')"
    same "$(own 'la bela')" "$(own "la’bèla")"
    same "$(jq -n "[$(own 'vor bela'), $(own bela), $(own 'bela tum'), $(own 'vor haka')] | . == (sort | reverse)")" true
    same "$(jq -n "$(own 'bela tum') < 0 and $(own 'bela, tum') > 0 and $(own 'tum bela') > 0")" true
    same "$(jq -n "$(own 'mi lubi la nen') < 0 and $(own 'bela nen') > 0 and $(own 'nen bela') < 0")" true
    same "$(jq -n "$(own 'bela sed haka') < 0 and $(own 'haka sed bela') > 0")" true
    same "$(own 'paga mi' intents.billing)" 0.8
    same "$(own 'la haka' 'intents.complaint >= 0.5')" true
}

@test "a language's CSV file that says what nobody knows ends with 78 and its row" {
    own_language
    printf 'name,value\naccents,flat\n' > own/qaa/about.csv
    run -78 --separate-stderr scrm-score --lexicon own <<< '{"text":"bela","lang":"qaa"}'
    has "$stderr" 'about.csv:2: value: unknown value "flat"'
    printf 'term,weight,kinds\nbela,2,nice\n' > own/qaa/words.csv
    printf 'name,value\n' > own/qaa/about.csv
    run -78 --separate-stderr scrm-score --lexicon own <<< '{"text":"bela","lang":"qaa"}'
    has "$stderr" 'words.csv:2: kinds: unknown kind "nice"'
}

@test "--explain gives reasons whose places are the words" {
    run -0 --separate-stderr scrm-score --explain <<< '{"text":"Größe falsch 😡 and charged twice","lang":"en"}'
    same "$(jq -r '.text as $t | [.score.why[] | select(.to) | .text == $t[.from:.to]] | all' <<< "$output")" true
    same "$(jq -r '[.score.why[] | has("signal") and has("weight") and (has("rule") or has("term"))] | all' <<< "$output")" true
    has "$output" '"text":"charged twice"'
}

@test "--terms finds topics and brands, whatever the language" {
    printf 'term,topic,brand\nno signal,network,\nacme,,Acme\n' > terms.csv
    run -0 scrm-score --terms terms.csv <<< '{"text":"kein Netz @ACME: No Signal!","lang":"de"}'
    same "$(jq -c '.score | .topics, .brands' <<< "$output")" $'["network"]\n["Acme"]'
    printf 'term;topic\nNetz;network\n' > more.csv
    run -0 scrm-score --terms terms.csv --terms more.csv <<< '{"text":"kein Netz","lang":"de"}'
    same "$(jq -c .score.topics <<< "$output")" '["network"]'
}

@test "a broken terms file ends with 78 and names its row" {
    printf 'term,topic\nacme\n' > terms.csv
    run -78 --separate-stderr scrm-score --terms terms.csv <<< '{"text":"x"}'
    same "$output" ''
    has "$stderr" 'scrm-score: terms.csv:2:'
    run -66 --separate-stderr scrm-score --terms absent.csv <<< '{"text":"x"}'
    has "$stderr" 'absent.csv'
}

@test "--lexicon corrects a word and adds a language by CSV files alone" {
    mkdir -p my/en my/nl
    printf 'term,weight\nterrible,3\n' > my/en/words.csv
    printf 'term,weight\nprachtig,3\n' > my/nl/words.csv
    same "$(scrm-score --lexicon my <<< '{"text":"terrible","lang":"en"}' | jq -r .score.sentiment_class)" positive
    same "$(scrm-score --lexicon my <<< '{"text":"prachtig","lang":"nl"}' | jq -r .score.sentiment_class)" positive
    has "$(scrm-score --lexicon my <<< '{"text":"prachtig","lang":"nl"}' | jq -r .score.by)" 'lexicon nl/0+'
    printf 'term,weight\nprachtig,drie\n' > my/nl/words.csv
    run -78 --separate-stderr scrm-score --lexicon my <<< '{"text":"x"}'
    has "$stderr" 'my/nl/words.csv:2: weight: expected a number'
}

@test "a text that is no string is refused with line and member, or rejected" {
    printf '{"text":"a"}\n{"text":5}\n{"text":"b"}\n' > in
    run -65 --separate-stderr scrm-score in
    same "$stderr" 'scrm-score: in:2: text: expected string, got number'
    run -0 --separate-stderr scrm-score --on-error=reject=bad in
    same "$(wc -l <<< "$output")" 2
    same "$(jq -r .line bad)" 2
}

@test "fame and network change no score" {
    needs_shared data/payloads
    find "$SCRM_SHARED/data/labelled/umsab/english" -name 'val_text.txt' -exec cat {} + 2> /dev/null |
        head -n 200 | jq -Rc '{text: ., lang: "en", author_followers: 3, author_verified: false, like_count: 1, network: "a"}' > plain
    [ -s plain ] || skip "no tweets here"
    jq -c '.author_followers = 9999999 | .author_verified = true | .like_count = 5000 | .network = "b" | .share_count = 7' plain > famous
    same "$(scrm-score famous | jq -c .score | md5sum)" "$(scrm-score plain | jq -c .score | md5sum)"
}

@test "a text of megabytes takes its time once, not squared" {
    yes 'still waiting for my refund, not good!! ' | head -c 4000000 | tr -d '\n' |
        jq -Rc '{text: .}' > in
    run -0 timeout 20 scrm-score in
    same "$(jq -r .score.sentiment_class <<< "$output")" negative
}
