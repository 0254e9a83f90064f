#!/usr/bin/env bats
# The README shows what the demo shows, and names what is there.
# shellcheck disable=SC2016  # backquotes of Markdown
load ../cmd/helper

@test "every line of the README's screen comes from the demo, in that order" {
    needs_command scrm scrm-fetch scrm-normalize scrm-score scrm-route scrm-case scrm-report
    scrm demo "$PWD/demo" > came
    sed -n '/^```text$/,/^```$/{/^```/d; /^…$/d; p}' "$TOP/README.md" > shown
    [ "$(wc -l < shown)" -gt 20 ]
    # Each line shown is found after the one before it.
    run -0 awk 'NR == FNR { line[NR] = $0; n = NR; next }
        { while (++at <= n && line[at] != $0) ; if (at > n) { print "not in the demo: " $0; exit 1 } }' came shown
}

@test "the README is one screenful after another, under 120 lines" {
    [ "$(wc -l < "$TOP/README.md")" -lt 120 ]
}

@test "every command has its row in the README's table, and every row a command" {
    same "$(sed -n 's/^| `\(scrm[-a-z]*\)` |.*/\1/p' "$TOP/README.md" | sort)" \
        "$(basename -s .c "$TOP"/bin/*.c | sort)"
}

@test "every file that the README and docs link to is there" {
    local page link
    for page in "$TOP/README.md" "$TOP"/docs/*.md; do
        while read -r link; do
            [ -e "$(dirname "$page")/$link" ] || {
                echo "    $page: $link is not there" >&2
                return 1
            }
        done < <(grep -o '](\([^)#:]*\))' "$page" | sed 's/^](//; s/)$//')
    done
}
