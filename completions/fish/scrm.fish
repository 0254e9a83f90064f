# fish completion of scrm, generated: scrm --generate fish
function __scrm_verb
    set -l words (commandline -opc)
    set -l skip
    for word in $words[2..-1]
        if test -n "$skip"
            set skip
            continue
        end
        switch $word
            case --now --log-format --replay
                set skip yes
            case '-*'
            case '*'
                echo $word
                return
        end
    end
    return 1
end
function __scrm_other
    contains -- (__scrm_verb) fetch normalize dedup score train route case report
end
function __scrm_rest
    set -l words (commandline -opc) (commandline -ct)
    set -l at (contains -i -- (__scrm_verb) $words)
    set -l line scrm-$words[$at]
    set line $line (string escape -- $words[(math $at + 1)..-2])
    complete -C (string join -- ' ' $line $words[-1])
end
complete -c scrm -f -a '(__fish_complete_directories)'
complete -c scrm -n 'not __scrm_verb >/dev/null' -f -a init -d 'write a desk, a folder of commented configuration'
complete -c scrm -n 'not __scrm_verb >/dev/null' -f -a run -d 'do a desk\'s whole job: fetch, judge, route, keep cases, report; made for cron'
complete -c scrm -n 'not __scrm_verb >/dev/null' -f -a doctor -d 'say what is wrong with a desk: secrets, rules, sources, clock, disk, programs'
complete -c scrm -n 'not __scrm_verb >/dev/null' -f -a demo -d 'do that job on the shipped sample and show it'
complete -c scrm -n 'not __scrm_verb >/dev/null' -f -a fetch -d 'get posts from networks, feeds and files'
complete -c scrm -n 'not __scrm_verb >/dev/null' -f -a normalize -d 'turn records of any network into posts'
complete -c scrm -n 'not __scrm_verb >/dev/null' -f -a dedup -d 'drop posts that were seen, mark those that repeat another'
complete -c scrm -n 'not __scrm_verb >/dev/null' -f -a score -d 'judge posts: sentiment, intents, urgency, spam, topics'
complete -c scrm -n 'not __scrm_verb >/dev/null' -f -a train -d 'labelled posts to a model for scrm-score; measures a model honestly'
complete -c scrm -n 'not __scrm_verb >/dev/null' -f -a route -d 'decide who should look at each post, and how soon'
complete -c scrm -n 'not __scrm_verb >/dev/null' -f -a case -d 'keep the ledger of cases'
complete -c scrm -n 'not __scrm_verb >/dev/null' -f -a report -d 'figures and pictures from posts and cases'
complete -c scrm -n __scrm_other -x -a '(__scrm_rest)'
complete -c scrm -l now -x -d 'take TIME (RFC 3339, a date or an epoch) for the present, so that a run can be repeated'
complete -c scrm -s q -l quiet -d 'no warnings and no progress, errors only'
complete -c scrm -s v -l verbose -d 'say more of what is done'
complete -c scrm -l log-format -x -a 'text json logfmt' -d 'how messages are written'
complete -c scrm -s h -l help -d 'print this text'
complete -c scrm -l version -d 'print name and version'
complete -c scrm -n 'contains -- run (__scrm_verb)' -l offline -d 'fetch nothing: work on what lies in the spool, and report'
complete -c scrm -n 'contains -- run (__scrm_verb)' -l replay -x -d 'do again what the runs of that date (in UTC) did, from the spool and with their clocks, into var/replay/DATE, and nothing else'
