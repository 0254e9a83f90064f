#!/bin/bash
# Every block of docs/cookbook.md, run as a reader would, and compared with
# what the page shows. DuckDB's shell is no Debian package: where npm brought
# the library, a few lines stand in for it.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
export SCRM_SHARE=${SCRM_SHARE:-$top/share/scrm} TZ=UTC USER=you
PATH=${SCRM_BIN:-$top/build/bin}:$PATH
unset SCRM_NOW SCRM_DESK NO_COLOR SCRM_SECRETS

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
if ! command -v duckdb > /dev/null && [ -d "$top/build/node/node_modules/@duckdb" ]; then
    printf '#!/bin/sh\nexec node "%s/duckdb.mjs" "$@"\n' "$here" > "$tools/duckdb"
    chmod +x "$tools/duckdb"
    PATH=$PATH:$tools
fi
"$here/cookbook" "$top/docs/cookbook.md"
