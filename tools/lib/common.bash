# Shared by the commands in tools/. Source it; it leaves the caller in the project's root folder.
# shellcheck shell=bash

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
cd -- "$root" || exit

jobs_max=$(nproc)
# A fresh clone finds what another clone has compiled: paths count from the root, and the working folder not at all.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1

say() { printf '\n== %s\n' "$*"; }

die() {
    printf '%s: %s\n' "$(basename -- "$0")" "$*" >&2
    exit 1
}

# build PRESET [TARGET...]: configures once; ninja then sees by itself what is out of date.
build() {
    local preset=$1
    shift
    if [[ ! -f build/$preset/build.ninja ]]; then
        cmake --preset "$preset" --log-level=NOTICE || return
    fi
    cmake --build --preset "$preset" --parallel "$jobs_max" ${1:+--target "$@"}
}

# npm_install FOLDER: what its lock file says, unless that is there already.
npm_install() {
    local folder=$1
    [[ -f $folder/node_modules/.package-lock.json && $folder/node_modules/.package-lock.json -nt $folder/package-lock.json ]] && return
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix "$folder" --no-fund --no-audit
}
