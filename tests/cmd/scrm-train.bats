# scrm-train: from labelled posts to a model, and how good it is.
load helper

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# 240 invented posts of three queues, in NDJSON; every fourth thread has two.
posts() {
    awk 'BEGIN {
        split("refund charge invoice fee payment", money, " ")
        split("parcel courier delivery tracking box", parcel, " ")
        split("login screen update crash password", tech, " ")
        split("please help|still waiting|again today|who can tell me|this is odd", tail, "|")
        for (i = 0; i < 240; i++) {
            k = i % 5 + 1; l = int(i / 5) % 5 + 1; m = int(i / 25) % 5 + 1
            word = i % 3 == 0 ? money[k] " and " money[l] : i % 3 == 1 ? parcel[k] " or " parcel[l] : tech[k] " with " tech[l]
            queue = i % 3 == 0 ? "billing" : i % 3 == 1 ? "delivery" : "technical"
            printf "{\"id\":\"%d\",\"conversation\":\"c%d\",\"text\":\"my %s %s %d\",\"lang\":\"en\",\"route\":{\"queue\":\"%s\"},\"hot\":%s}\n", \
                i, i / 2, word, tail[m], i, queue, i % 3 == 2 ? "true" : "false"
        }
    }'
}

@test "labelled posts become a model that scrm-score applies" {
    posts > posts.ndjson
    run -0 --separate-stderr scrm-train --label route.queue -o queue.model posts.ndjson
    same "$output$stderr" ''
    same "$(echo '{"text":"where is the courier with my parcel","lang":"en"}' |
        scrm-score --model queue.model | jq -r '.score.labels["route.queue"] | .label, (.p > 0.6)')" $'delivery\ntrue'
    same "$(echo '{"text":"where is the courier with my parcel","lang":"en"}' |
        scrm-score --model queue.model | jq -c '.score | keys_unsorted | index("labels") != null')" true
}

@test "the same posts give the same model, whatever it is named" {
    posts > posts.ndjson
    scrm-train --label route.queue --name q/1 -o a.model posts.ndjson
    scrm-train --label route.queue --name q/1 -o b.model - < posts.ndjson
    cmp a.model b.model
}

@test "--also is learnt from and never measured on" {
    posts > posts.ndjson
    jq -c '.text |= "zebra " + . | .route.queue = "zoo"' posts.ndjson > zoo.ndjson
    run -0 scrm-train --label route.queue --folds 3 --also zoo.ndjson posts.ndjson
    [[ $output == *'240 texts, 4 classes'* ]]
    scrm-train --label route.queue --also zoo.ndjson -o queue.model posts.ndjson
    same "$(echo '{"text":"a zebra, my zebra","lang":"en"}' | scrm-score --model queue.model |
        jq -r '.score.labels["route.queue"].label')" zoo
    run -64 scrm-train --label route.queue --also zoo.ndjson --test queue.model posts.ndjson
}

@test "several labels make several heads" {
    posts > posts.ndjson
    scrm-train --label route.queue --label hot -o two.model posts.ndjson
    same "$(echo '{"text":"the login screen will crash"}' | scrm-score --model two.model |
        jq -c '.score.labels | keys_unsorted, .hot.label')" $'["route.queue","hot"]\n"true"'
}

@test "a model and texts with too many classes between them are refused" {
    of() {
        echo text,queue
        for i in $(seq 130); do printf 'word%d here,%s%d\nword%d there,%s%d\n' "$i" "$1" "$i" "$i" "$1" "$i"; done
    }
    of a > a.csv
    of b > b.csv
    scrm-train --quiet --label queue -o a.model a.csv
    run -65 --separate-stderr scrm-train --label queue --test a.model b.csv
    has "$stderr" "queue: the model and the texts have more than 250 classes between them"
    run -0 scrm-train --label queue --test a.model a.csv
}

@test "CSV serves as well as NDJSON" {
    posts | jq -r '[.text, .route.queue] | @csv' | sed '1i words,queue' > posts.csv
    scrm-train --text words --label queue -o queue.model posts.csv
    same "$(echo '{"text":"my invoice has a fee"}' | scrm-score --model queue.model | jq -r .score.labels.queue.label)" billing
}

@test "a label that is not sure enough is left out, its confidence stays" {
    posts > posts.ndjson
    scrm-train --label route.queue -o queue.model posts.ndjson
    same "$(echo '{"text":"zzz"}' | scrm-score --abstain 1 --model queue.model |
        jq -c '.score | has("sentiment_class"), (.labels["route.queue"] | keys_unsorted)')" $'false\n["p"]'
    run -64 scrm-score --abstain 2 < /dev/null
}

@test "folds, a test file, a curve and a comparison tell how good it is" {
    posts > posts.ndjson
    scrm-train --label route.queue -o a.model posts.ndjson
    scrm-train --label route.queue --reads words --cost 0.05 -o b.model posts.ndjson
    run -0 scrm-train --label route.queue --folds 4 posts.ndjson
    [[ $output == "route.queue: 240 texts, 3 classes"* && $output == *macro-F1* && $output == *confusion* ]]
    run -0 scrm-train --label route.queue --test a.model posts.ndjson
    [[ $output == *"accuracy      1.000"* && $output == *calibration* && $output == *coverage* ]]
    run -0 scrm-train --label route.queue --learning-curve posts.ndjson
    [[ $output == *"     100 "* && $output == *macro-F1* ]]
    run -0 scrm-train --label route.queue --compare a.model b.model posts.ndjson
    [[ $output == *"B - A"* ]]
}

@test "texts of one thread are never on both sides" {
    # Each thread has its own word, and its own class by lot: nothing can be learnt but the
    # thread itself, so what is kept apart must look like guessing.
    awk 'BEGIN { srand(7); for (t = 0; t < 80; t++) { class = rand() < 0.5 ? "a" : "b"
        for (i = 0; i < 5; i++) printf "{\"text\":\"word%dx\",\"conversation\":\"%d\",\"class\":\"%s\"}\n", t, t, class } }' > posts.ndjson
    accuracy=$(scrm-train --label class --reads text --folds 5 posts.ndjson | sed -n 's/^  accuracy *\([0-9.]*\).*/\1/p')
    [ -n "$accuracy" ]
    jq -e '. < 0.7' <<< "$accuracy"
    # With the threads unknown it looks like knowledge.
    jq -c 'del(.conversation) + {g: input_line_number}' posts.ndjson > apart.ndjson
    accuracy=$(scrm-train --label class --reads text --group g --folds 5 apart.ndjson | sed -n 's/^  accuracy *\([0-9.]*\).*/\1/p')
    [ -n "$accuracy" ]
    jq -e '. > 0.9' <<< "$accuracy"
}

@test "what cannot be learnt from is refused with words" {
    posts > posts.ndjson
    run -64 scrm-train posts.ndjson
    [[ $output == *"--label"* ]]
    run -65 scrm-train --label nothing posts.ndjson
    [[ $output == *"no row has this label"* ]]
    jq -c '.one = "same"' posts.ndjson > one.ndjson
    run -65 scrm-train --label one -o x.model one.ndjson
    [[ $output == *'every row says "same"'* ]]
    [ ! -e x.model ]
    run -65 scrm-train --label id -o x.model <(jq -c '., .id += "b"' posts.ndjson)
    [[ $output == *"more than 250 classes"* ]]
    printf '{"text":"a","l":"x"}\n{"text":\n' > bad.ndjson
    run -65 scrm-train --label l bad.ndjson
    [[ $output == *"bad.ndjson:2:"* ]]
    run -66 scrm-train --label l missing.ndjson
    printf 'text,other\na,b\n' > other.csv
    run -78 scrm-train --label l other.csv
}

@test "a model that is damaged or none is refused by name" {
    posts > posts.ndjson
    scrm-train --label route.queue -o queue.model posts.ndjson
    run -65 scrm-score --model posts.ndjson < /dev/null
    [[ $output == *"posts.ndjson"*"not a model"* ]]
    head -c 1000 queue.model > short.model
    run -65 scrm-score --model short.model < /dev/null
    [[ $output == *"short.model"*"damaged"* ]]
    run -66 scrm-score --model missing.model < /dev/null
}

@test "models are joined, and their heads answer as before" {
    posts > posts.ndjson
    scrm-train --label route.queue -o a.model posts.ndjson
    scrm-train --label hot -o b.model posts.ndjson
    scrm-train --join --name both/1 -o both.model a.model b.model
    same "$(scrm-score --model both.model posts.ndjson | jq -c .score.labels | md5sum)" \
        "$(scrm-score --model a.model --model b.model posts.ndjson | jq -c .score.labels | md5sum)"
}

@test "a report that cannot be written is 74" {
    posts > posts.ndjson
    run -74 sh -c 'scrm-train --label route.queue posts.ndjson > /dev/full'
}

@test "a class with a single text neither stops a measurement nor goes unmentioned" {
    posts > posts.ndjson
    echo '{"text":"a very odd thing","route":{"queue":"odd"}}' >> posts.ndjson
    run -0 --separate-stderr scrm-train --label route.queue --folds 4 posts.ndjson
    same "$stderr" 'scrm-train: warning: route.queue: too few texts to learn much from: odd 1'
    has "$output" 'route.queue: 241 texts, 4 classes'
    has "$output" 'odd             1     0.000   0.000   0.000'
}

@test "labels that are partly empty are learnt and measured from the rows that have them" {
    posts | jq -c 'if (.id | tonumber) % 2 == 0 then del(.hot) else . end' > posts.ndjson
    run -0 --separate-stderr scrm-train --label route.queue --label hot --folds 3 posts.ndjson
    has "$output" 'route.queue: 240 texts, 3 classes'
    has "$output" $'\n\nhot: 120 texts, 2 classes'
    scrm-train --label route.queue --label hot -o two.model posts.ndjson
    scrm-train --label route.queue --label hot -o b.model --reads words posts.ndjson
    run -0 scrm-train --label route.queue --label hot --compare two.model b.model posts.ndjson
    has "$output" 'route.queue: 240 texts; A two.model, B b.model'
    has "$output" 'hot: 120 texts; A two.model, B b.model'
}

@test "a curve does not care how the file is sorted" {
    posts | jq -cs 'sort_by(.route.queue)[]' > sorted.ndjson
    run -0 scrm-train --label route.queue --learning-curve sorted.ndjson
    [[ $output =~ 100\ +(0.9|1.0)[0-9]+ ]]
    [[ $output != *'one class only'* ]]
}

@test "what is wrong with the rows is told: no text, no header, no rows, no head of that name" {
    posts > posts.ndjson
    run -65 --separate-stderr scrm-train --label hot --text words -o m posts.ndjson
    same "$stderr" 'scrm-train: no row has a text in "words"; --text names the field or column of the texts'
    printf 'refund,billing\nparcel,delivery\n' > rows.csv
    run -78 --separate-stderr scrm-train --label queue -o m rows.csv
    same "$stderr" 'scrm-train: rows.csv:1: no column "text"; the first line has to name the columns; it says: refund, billing'
    : > empty.csv
    run -78 --separate-stderr scrm-train --label queue -o m empty.csv
    has "$stderr" 'empty.csv'
    run -65 --separate-stderr scrm-train --label queue -o m < /dev/null
    same "$stderr" 'scrm-train: nothing to learn from: no rows'
    run -66 --separate-stderr scrm-train --label queue -o m none.csv
    same "$stderr" 'scrm-train: none.csv: No such file or directory'
    scrm-train --label hot -o hot.model posts.ndjson
    run -65 --separate-stderr scrm-train --label cold --test hot.model posts.ndjson
    same "$stderr" 'scrm-train: the model has no head named "cold"; it has hot'
    run -65 --separate-stderr scrm-train --label cold --label hot --test hot.model posts.ndjson
    same "$stderr" 'scrm-train: the model has no head named "cold"; it has hot'
    [[ $output == "hot: "*accuracy* ]]
    run -65 --separate-stderr scrm-train --label cold --compare hot.model hot.model posts.ndjson
    same "$stderr" 'scrm-train: hot.model: the model has no head named "cold"; it has hot'
    echo '{"id":"x","text":"  ","hot":true}' >> posts.ndjson
    echo '{"schema":"scrm.end/1","stages":[]}' >> posts.ndjson
    run -0 --separate-stderr scrm-train --label hot -o m posts.ndjson
    same "$stderr" 'scrm-train: warning: 1 row without a text skipped'
}

@test "rows of one author in a table stay together, as in lines" {
    posts | jq -r '[.text, .route.queue, .conversation] | @csv' | sed '1i text,queue,conversation' > posts.csv
    posts | jq -c '{text, queue: .route.queue, conversation}' > posts.ndjson
    same "$(scrm-train --label queue --folds 4 posts.csv)" "$(scrm-train --label queue --folds 4 posts.ndjson)"
}

@test "of two classes the answer is the likelier one: its confidence is a half or more" {
    local i hot
    for i in $(seq 240); do # the rare class is chance, and counts as much as the other
        hot=no
        [ $(((i * 7919 + i * i * 31) % 100)) -ge 20 ] || hot=yes
        echo "{\"text\":\"weather word$((i * 3 % 11)) x$((i % 5)) y$((i * i % 9))\",\"hot\":\"$hot\"}"
    done > posts.ndjson
    scrm-train --quiet --label hot --weights even -o hot.model posts.ndjson
    same "$(scrm-score --model hot.model posts.ndjson |
        jq -s 'length, all(.[]; .score.labels.hot.p >= 0.5)')" $'240\ntrue'
}
