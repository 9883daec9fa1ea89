# Which files the checks read. Each check takes a folder to look at, so that tools/check/self-test can plant faults.
# shellcheck shell=bash

cd -- "${1:-$(dirname -- "${BASH_SOURCE[0]}")/../..}" || exit

# The project's own files whose name ends in one of the given endings; what was built or fetched is left out.
own_files() { # ENDING...
    local ending tests=()
    for ending in "$@"; do
        tests+=(${tests:+-o} -name "*$ending")
    done
    find . \( -name node_modules -o -name .git -o -name .cache -o -path ./build -o -path ./data -o -path ./wasm-client/dist \
        -o -path ./e2e/report -o -path ./e2e/results \) -prune -o -type f \( "${tests[@]}" \) -print | sort
}

# Prints what it reads; fails if there was anything.
report() { # SENTENCE
    local found
    found=$(cat)
    [[ -z $found ]] || {
        printf '%s\n%s\n' "$1" "$found"
        return 1
    }
}
