#!/usr/bin/env bats
# The JSON Schemas, by a real validator (ajv, from build/node).
bats_require_minimum_version 1.5.0

setup() {
    top=$BATS_TEST_DIRNAME/../..
    export BUILD=${BUILD:-$top/build}
    command -v node > /dev/null || skip 'no node'
    [ -d "$BUILD/node/node_modules/ajv-formats" ] ||
        BUILD=$top/build
    [ -d "$BUILD/node/node_modules/ajv-formats" ] ||
        skip 'no ajv: ./bootstrap check installs it'
}

@test "the schemas accept what they must and refuse what they must" {
    run -0 node "$BATS_TEST_DIRNAME/cases.mjs"
    [ "$output" = '0 wrong' ]
}

@test "the validator says which line is wrong, and where in it" {
    post='{"schema":"scrm.post/1","id":"a","type":"post","network":"n","source":"s","native_id":"1","created_at":"2026-01-05T10:00:00Z","text":"x"}'
    printf '%s\n%s\n' "$post" "${post/\"text\":\"x\"/\"text\":7}" > "$BATS_TEST_TMPDIR/posts.ndjson"
    run -1 node "$BATS_TEST_DIRNAME/validate.mjs" auto "$BATS_TEST_TMPDIR/posts.ndjson"
    [[ ${lines[0]} == *posts.ndjson:2:\ /text\ must\ be\ string* ]]
    [ "${lines[-1]}" = 'post-1: 2; 1 faults' ]
}

@test "nothing to validate is no success" {
    run -1 node "$BATS_TEST_DIRNAME/validate.mjs" auto /dev/null
}
