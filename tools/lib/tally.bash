# Counts test cases for tools/test. Each part runs in a process of its own and appends lines "NAME PASSED FAILED" to
# $STIMCHAT_TALLY; tools/test adds them up. The names of failed tests go to $STIMCHAT_TALLY.names, since the end of a
# long log is often all that is left of it.
# shellcheck shell=bash

record() { # NAME PASSED FAILED
    printf '%s %d %d\n' "$1" "$2" "$3" >>"$STIMCHAT_TALLY"
    if (($3 > 0)); then
        printf -- '-- %s: %d passed, %d FAILED\n' "$1" "$2" "$3"
    else
        printf -- '-- %s: %d passed\n' "$1" "$2"
    fi
}

# Takes what a runner said about itself, and does not let it hide a crash, an empty run or a skipped test.
record_run() { # NAME PASSED FAILED SKIPPED EXIT_STATUS
    local name=$1 passed=${2:-0} failed=${3:-0} skipped=${4:-0} status=$5
    failed=$((failed + skipped))
    if ((passed + failed == 0)); then
        echo "$name: no test was run (exit status $status)"
        failed=1
    elif ((status != 0 && failed == 0)); then
        echo "$name: ended with exit status $status although no test failed"
        failed=1
    fi
    record "$name" "$passed" "$failed"
}

# Takes lines, one for each test that failed.
name_failed() { # RUNNER
    sed -n "1,20s/^/$1: /p" >>"$STIMCHAT_TALLY.names"
}

without_colours() { sed -E 's/\x1b\[[0-9;]*m//g' "$1"; }

# One command is one test.
run_check() { # NAME COMMAND...
    local name=$1 status=0
    shift
    "$@" || status=$?
    ((status == 0)) || echo "exit status $status" | name_failed "$name"
    record "$name" $((status == 0)) $((status != 0))
}

# Where a run's output is kept besides being shown.
output_of() {
    mkdir -p build/test-output
    echo "build/test-output/$1.txt"
}

run_doctest() { # NAME COMMAND...
    local name=$1 output status=0 counts
    output=$(output_of "$name")
    shift
    "$@" 2>&1 | tee "$output" || status=$?
    counts=$(without_colours "$output" |
        sed -nE 's/^\[doctest\] test cases: +[0-9]+ \| +([0-9]+) passed \| +([0-9]+) failed \| +([0-9]+) skipped.*/\1 \2 \3/p' | tail -n 1)
    without_colours "$output" | awk '/^TEST CASE:/ { name = $0 } /: (FATAL )?ERROR:/ && name != last { print name; last = name }' |
        name_failed "$name"
    # Without the summary the program has died on the way.
    # shellcheck disable=SC2086
    record_run "$name" ${counts:-0 1 0} "$status"
}

run_node_tests() { # NAME FILE...
    local name=$1 output status=0
    output=$(output_of "$name")
    shift
    if (($# == 0)); then
        record_run "$name" 0 0 0 0
        return
    fi
    node --test --test-reporter=spec "$@" 2>&1 | tee "$output" || status=$?
    without_colours "$output" | sed -nE 's/^ *✖ (.*)/\1/p' | grep -v '^failing tests' | sort -u | name_failed "$name" || true
    count() { without_colours "$output" | sed -nE "s/^[^a-z]*$1 ([0-9]+)$/\1/p" | tail -n 1; }
    local failed=$(($(count fail) + $(count cancelled)))
    record_run "$name" "$(count pass)" "$failed" $(($(count skipped) + $(count todo))) "$status"
}
