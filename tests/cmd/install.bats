#!/usr/bin/env bats
# make install puts everything below PREFIX and nothing else; uninstall takes
# just that away.

load helper

# Installs what is under test as it stands (-o all: builds nothing under the
# other tests' feet), without the job server of the outer make.
make_here() {
    local build=${BUILD:-build}
    env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -o all -C "$TOP" BUILD="${build#"$TOP/"}" \
        DESTDIR="$PWD/root" "$@"
}

@test "what is installed is complete, works from there, and goes away whole" {
    needs make
    [ "$BIN" = "${BUILD:-$TOP/build}/bin" ] || skip 'the commands under test were built elsewhere'
    mkdir -p root/usr/local/share/scrm
    echo mine > root/usr/local/share/scrm/mine.csv
    make_here install
    for source in "$TOP"/bin/*.c; do
        name=$(basename "$source" .c)
        [ -x "root/usr/local/bin/$name" ]
        [ -f "root/usr/local/share/man/man1/$name.1" ]
        [ -f "root/usr/local/share/bash-completion/completions/$name" ]
        [ -f "root/usr/local/share/zsh/site-functions/_$name" ]
        [ -f "root/usr/local/share/fish/vendor_completions.d/$name.fish" ]
    done
    (cd "$TOP" && find share/scrm -type f | sort) > want
    (cd root/usr/local && find share/scrm -type f ! -name mine.csv | sort) > got
    same "$(cat got)" "$(cat want)"
    if [ -x root/usr/local/bin/scrm-score ]; then
        run -0 env -u SCRM_SHARE root/usr/local/bin/scrm-score <<< '{"text":"thank you"}'
        has "$output" '"score":'
    fi
    make_here uninstall
    same "$(find root -type f)" root/usr/local/share/scrm/mine.csv
}
