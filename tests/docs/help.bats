#!/usr/bin/env bats
# What a help text lists by hand is what the command takes.
load ../cmd/helper

# words_of OPTION: the words of its help text, one a line.
words_of() {
    scrm-report --help | sed -n "/$1/,/^ *--\?[a-z-]*[, ]*--[a-z]/p" | grep -o '[[:lower:]]*' | sort -u
}

# choices_of OPTION: what the completions offer for it.
choices_of() {
    scrm-report --generate bash | grep -A 2 -- "--$1)" | grep -o "'[a-z ]*'" | tr -d "'" | tr ' ' '\n' | sort -u
}

@test "scrm-report --by and --table name every choice" {
    needs_command scrm-report
    local option choice n=0
    for option in by table; do
        for choice in $(choices_of "$option"); do
            words_of "--$option" | grep -qx "$choice" || {
                echo "    --$option does not name $choice" >&2
                return 1
            }
            n=$((n + 1))
        done
    done
    [ "$n" -ge 20 ]
}

@test "manual pages name no page that is not there" {
    while read -r _ name section _; do
        [ -e "$TOP/docs/man/$name.$section" ] || {
            echo "    $name($section) is not there" >&2
            return 1
        }
    done < <(grep -rhE '^\.Xr scrm' "$TOP/docs/man")
}

@test "the cookbook has a line for every source" {
    local name
    for name in $(basename -s .yaml "$TOP"/share/scrm/sources/*.yaml); do
        case $name in
        feed | csv | json | chat) continue ;; # a file or an address is enough
        esac
        grep -qE "(scrm-fetch (--[a-z-]+ )?|--from )$name( |[.]|\$)" "$TOP/docs/cookbook.md" || {
            echo "    the cookbook does not begin with $name" >&2
            return 1
        }
    done
}
