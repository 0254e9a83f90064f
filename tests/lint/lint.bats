#!/usr/bin/env bats
# The quick half of `make lint`, and proof that it would find something.

load ../cmd/helper

@test "every room includes only what lib/LAYERS allows, and no library stands outside its door" {
    run -0 "$TOP/tests/lint/layers" "$TOP"
    same "$output" ''
}

@test "every header compiles alone" {
    run -0 "$TOP/tests/lint/headers" "$TOP"
    same "$output" ''
}

@test "no forbidden call" {
    run -0 "$TOP/tests/lint/calls" "$TOP"
    same "$output" ''
}

@test "the lint finds a room that looks up, a library out of its door, and an unknown room" {
    mkdir -p lib/base lib/text bin
    printf 'base:\ntext: base\n' > lib/LAYERS
    printf '#include "text/utf8.h"\n' > lib/base/a.c
    printf '#include "base/buf.h"\n#include <sqlite3.h>\n#include <stdio.h>\n' > lib/text/b.c
    printf '#include "shop/c.h"\n' > lib/text/c.h
    printf '#include "text/c.h"\n#include <jansson.h>\n' > bin/d.c
    run -1 "$TOP/tests/lint/layers"
    has "$output" 'lib/base/a.c:1: base may not use text'
    has "$output" 'lib/text/b.c:2: <sqlite3.h> belongs behind its door: lib/store/'
    has "$output" 'lib/text/c.h:1: "shop/c.h" is in no room of lib/LAYERS'
    has "$output" 'bin/d.c:2: <jansson.h> belongs behind its door'
    [ "${#lines[@]}" -eq 4 ]
}

@test "the lint finds a header that leans on another" {
    mkdir -p lib/base
    printf 'struct a { size_t n; };\n' > lib/base/a.h
    run -1 "$TOP/tests/lint/headers"
    has "$output" 'lib/base/a.h: does not compile alone'
}

@test "the lint finds forbidden calls, and only calls" {
    mkdir -p lib/base lib/text bin
    cat > lib/text/a.c <<'END'
/* strcpy(a, b) in a comment */
int f(const char *s) { return atoi(s); }
const char *g = "sprintf(x)";
int h(struct j *j) { return j->time(3); }
void i(void) { exit(1); }
END
    printf 'int main(void) { return 0; }\nint f(void) { return rand(); }\nvoid g(void) { exit(1); }\n' > bin/b.c
    run -1 "$TOP/tests/lint/calls"
    has "$output" 'lib/text/a.c:2: atoi and its kin'
    has "$output" 'lib/text/a.c:5: a library neither prints nor exits'
    has "$output" 'bin/b.c:2: the same input gives the same output'
    [ "${#lines[@]}" -eq 3 ]
}
