# fish completion of scrm-case, generated: scrm-case --generate fish
function __scrm_case_verb
    set -l words (commandline -opc)
    set -l skip
    for word in $words[2..-1]
        if test -n "$skip"
            set skip
            continue
        end
        switch $word
            case -l --ledger --desk -o --output -j --jobs --on-error --max-errors --max-record --now --log-format -s --settings -c --calendar -w --where --queue --owner --state -n --limit -f --format -f --format -f --format -t --to --by --queue -p --priority --by -t --text --by -t --text --by -t --tag --by -u --until --by --by --by --by --by --by -a --agents -r --rules -s --settings -c --calendar -a --author -s --spool --by
                set skip yes
            case '-*'
            case '*'
                echo $word
                return
        end
    end
    return 1
end
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a apply -d 'take routed posts in, and pass them on with their case'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a list -d 'list cases, the most urgent first'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a show -d 'show one case as a conversation'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a history -d 'tell the events of a case'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a assign -d 'give cases an owner'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a move -d 'put cases into another queue, or give them another priority'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a note -d 'write a note on cases'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a reply -d 'say that the customer was answered'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a tag -d 'put tags on cases, or take them off'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a snooze -d 'put cases aside for a while'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a resolve -d 'mark cases as done'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a spam -d 'mark cases as spam'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a reopen -d 'take back that cases are done or spam'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a merge -d 'make cases part of the first one'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a split -d 'take a post with its answers, or what was merged in, out of a case'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a tick -d 'let time pass: wake, warn, tell what is late, give cases to agents'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a export -d 'write everything as NDJSON'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a import -d 'rebuild an empty ledger from an export'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a check -d 'compare cases with their events, and what came in with what is there'
complete -c scrm-case -n 'not __scrm_case_verb >/dev/null' -f -a erase -d 'forget a person: texts and identity go, counts stay'
complete -c scrm-case -s l -l ledger -r -F -d 'the ledger; default: var/ledger.db of the desk, which is the one named or the folder you are in, else ledger.db here'
complete -c scrm-case -l desk -x -a '(__fish_complete_directories)' -d 'take configuration from this desk, a folder made by scrm init'
complete -c scrm-case -s o -l output -r -F -d 'write to FILE instead of standard output; it appears whole or not at all'
complete -c scrm-case -s j -l jobs -x -d 'work with N threads; the output stays the same, byte for byte'
complete -c scrm-case -l on-error -x -a 'stop skip reject=' -d 'at a bad line: stop (the default), skip it, or write it to FILE and go on'
complete -c scrm-case -l max-errors -x -d 'stop when more than N lines were skipped or rejected'
complete -c scrm-case -l max-record -x -d 'refuse longer lines, 16M unless given'
complete -c scrm-case -l seal -d 'end the stream with a line that carries the account of all stages'
complete -c scrm-case -l sealed -d 'fail unless the input ends with such a line'
complete -c scrm-case -l stats -d 'print the account on standard error at the end: lines in, out, rejected, dropped'
complete -c scrm-case -l now -x -d 'take TIME (RFC 3339, a date or an epoch) for the present, so that a run can be repeated'
complete -c scrm-case -s q -l quiet -d 'no warnings and no progress, errors only'
complete -c scrm-case -s v -l verbose -d 'say more of what is done'
complete -c scrm-case -l log-format -x -a 'text json logfmt' -d 'how messages are written'
complete -c scrm-case -s h -l help -d 'print this text'
complete -c scrm-case -l version -d 'print name and version'
complete -c scrm-case -n 'contains -- apply (__scrm_case_verb)' -s s -l settings -r -F -d 'when a reply reopens a case and which states pause its clock, kept in the ledger; default: cases.yaml of the desk'
complete -c scrm-case -n 'contains -- apply (__scrm_case_verb)' -s c -l calendar -r -F -d 'in whose hours pauses count where the promise did, kept in the ledger; default: calendar.yaml of the desk'
complete -c scrm-case -n 'contains -- list (__scrm_case_verb)' -s w -l where -x -d 'only cases for which it holds, in the language of rules'
complete -c scrm-case -n 'contains -- list (__scrm_case_verb)' -l queue -x -d 'only this queue'
complete -c scrm-case -n 'contains -- list (__scrm_case_verb)' -l owner -x -d 'only this owner; none: nobody\'s'
complete -c scrm-case -n 'contains -- list (__scrm_case_verb)' -l state -x -a 'new open pending snoozed resolved closed spam all' -d 'only new, open, pending, snoozed, resolved, closed or spam, or all; default: all that are not done'
complete -c scrm-case -n 'contains -- list (__scrm_case_verb)' -l overdue -d 'only those whose answer is late'
complete -c scrm-case -n 'contains -- list (__scrm_case_verb)' -s n -l limit -x -d 'at most N cases; 0: no limit'
complete -c scrm-case -n 'contains -- list (__scrm_case_verb)' -s f -l format -x -a 'table ndjson csv' -d 'table (default on a terminal), ndjson (default else) or csv'
complete -c scrm-case -n 'contains -- show (__scrm_case_verb)' -s f -l format -x -a 'text ndjson' -d 'text (default) or ndjson'
complete -c scrm-case -n 'contains -- history (__scrm_case_verb)' -s f -l format -x -a 'text ndjson' -d 'text (default) or ndjson'
complete -c scrm-case -n 'contains -- assign (__scrm_case_verb)' -s t -l to -x -d 'the new owner; none: nobody'
complete -c scrm-case -n 'contains -- assign (__scrm_case_verb)' -l by -x -d 'who does it; default: you'
complete -c scrm-case -n 'contains -- move (__scrm_case_verb)' -l queue -x -d 'the queue that it belongs in'
complete -c scrm-case -n 'contains -- move (__scrm_case_verb)' -s p -l priority -x -a 'urgent high normal low' -d 'urgent, high, normal or low'
complete -c scrm-case -n 'contains -- move (__scrm_case_verb)' -l by -x -d 'who does it; default: you'
complete -c scrm-case -n 'contains -- note (__scrm_case_verb)' -s t -l text -x -d 'the note; default: standard input'
complete -c scrm-case -n 'contains -- note (__scrm_case_verb)' -l by -x -d 'who does it; default: you'
complete -c scrm-case -n 'contains -- reply (__scrm_case_verb)' -s t -l text -x -d 'what was said; default: standard input'
complete -c scrm-case -n 'contains -- reply (__scrm_case_verb)' -l by -x -d 'who does it; default: you'
complete -c scrm-case -n 'contains -- tag (__scrm_case_verb)' -s t -l tag -x -d 'a tag; may be given several times'
complete -c scrm-case -n 'contains -- tag (__scrm_case_verb)' -l off -d 'take the tags off'
complete -c scrm-case -n 'contains -- tag (__scrm_case_verb)' -l by -x -d 'who does it; default: you'
complete -c scrm-case -n 'contains -- snooze (__scrm_case_verb)' -s u -l until -x -d 'when it comes back: a time, a date, or a length such as 4h or 3d'
complete -c scrm-case -n 'contains -- snooze (__scrm_case_verb)' -l by -x -d 'who does it; default: you'
complete -c scrm-case -n 'contains -- resolve (__scrm_case_verb)' -l by -x -d 'who does it; default: you'
complete -c scrm-case -n 'contains -- spam (__scrm_case_verb)' -l by -x -d 'who does it; default: you'
complete -c scrm-case -n 'contains -- reopen (__scrm_case_verb)' -l by -x -d 'who does it; default: you'
complete -c scrm-case -n 'contains -- merge (__scrm_case_verb)' -l by -x -d 'who does it; default: you'
complete -c scrm-case -n 'contains -- split (__scrm_case_verb)' -l by -x -d 'who does it; default: you'
complete -c scrm-case -n 'contains -- tick (__scrm_case_verb)' -s a -l agents -r -F -d 'who takes cases, as CSV; default: agents.csv of the desk'
complete -c scrm-case -n 'contains -- tick (__scrm_case_verb)' -s r -l rules -r -F -d 'whose time_rules fire; default: rules.yaml of the desk'
complete -c scrm-case -n 'contains -- tick (__scrm_case_verb)' -l explain -d 'a line for every open case, with the time rules that it was asked about and why'
complete -c scrm-case -n 'contains -- tick (__scrm_case_verb)' -s s -l settings -r -F -d 'when a reply reopens a case and which states pause its clock, kept in the ledger; default: cases.yaml of the desk'
complete -c scrm-case -n 'contains -- tick (__scrm_case_verb)' -s c -l calendar -r -F -d 'as apply has it; the first is the clock of hour(), weekday() and working_time() in time rules too'
complete -c scrm-case -n 'contains -- erase (__scrm_case_verb)' -s a -l author -x -d 'whom to forget: author_id or author_handle as the posts have it'
complete -c scrm-case -n 'contains -- erase (__scrm_case_verb)' -s s -l spool -x -d 'clean the files below this folder; may be given several times; default: spool, posts, rejects and reports of the desk'
complete -c scrm-case -n 'contains -- erase (__scrm_case_verb)' -l by -x -d 'who does it; default: you'
