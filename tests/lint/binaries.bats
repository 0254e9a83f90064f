#!/usr/bin/env bats
# What was built, looked at as it is: hardened, without a trace of the folder in which
# it was built, and the same from two folders.

# shellcheck disable=SC2154 # stderr is set by run

load ../cmd/helper

setup() {
    fresh_folder
    [ -z "${SAN-}" ] || skip 'a sanitised build is for tests only'
    ! grep -qaF __asan_init "$BIN/scrm" || skip 'a sanitised build is for tests only'
}

@test "every command is hardened as far as compiler and linker can" {
    needs readelf objdump
    for file in "$BIN"/scrm*; do
        echo "$file"
        has "$(readelf -hW "$file" | grep Type:)" DYN
        segments=$(readelf -lW "$file")
        has "$segments" GNU_RELRO
        has "$(grep GNU_STACK <<< "$segments")" ' RW '
        lacks "$segments" ' RWE '
        dynamic=$(readelf -dW "$file")
        has "$dynamic" BIND_NOW
        has "$dynamic" 'NOW PIE'
        lacks "$dynamic" TEXTREL
        lacks "$dynamic" 'RPATH'
        lacks "$dynamic" 'RUNPATH'
        symbols=$(readelf --dyn-syms -W "$file")
        has "$symbols" __stack_chk_fail
        has "$symbols" _chk@
        [ "$(uname -m)" != x86_64 ] || has "$(objdump -d --disassemble=main "$file")" endbr64
    done
}

@test "no command says in which folder it was built" {
    run ! grep -laF -e "$TOP/" -e "${BIN%/bin}/" "$BIN"/scrm*
    same "$output" ''
}

@test "two folders give the same bytes" {
    needs make
    for at in here over/there; do
        mkdir -p "$at/tests/unit"
        cp -r "$TOP/Makefile" "$TOP/lib" "$at"
        cp -r "$TOP/tests/unit/t.h" "$TOP/tests/unit/base" "$at/tests/unit"
        env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u BUILD -u SAN CCACHE_DISABLE=1 \
            make -s -j2 -C "$at" build/tests/base/time
    done
    cmp here/build/tests/base/time over/there/build/tests/base/time
    cmp here/build/lib/base.a over/there/build/lib/base.a
    # Debug information is there, so that it is no wonder.
    needs readelf
    has "$(readelf -SW here/build/tests/base/time)" .debug_info
}
