#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Does what README.md tells a newcomer to do, in a fresh clone, and compares what comes out with what README.md shows.
#   readme-walkthrough.sh PROJECT SCRATCH
# A shown line "..." stands for any lines; ports are replaced by free ones. Exit 0 when everything is as shown.
set -euo pipefail

project=$1
scratch=$2
clone=$scratch/postern
log=$scratch/run.log

git clone --quiet "$project" "$clone"
# What a first start fetches and assembles from Maven Central may be taken from the project's own build.
if [[ -d $project/james-conf/target/james-3.8.1/lib ]]; then
    mkdir -p "$clone/james-conf/target/james-3.8.1"
    cp -r "$project/james-conf/target/james-3.8.1/lib" "$clone/james-conf/target/james-3.8.1/lib"
fi
cd "$clone"

: >"$log"
./james-conf/run.sh --port 0 --webadmin-port 0 --imap-port 0 >"$log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT
for ((second = 0; second < 1200; second++)); do
    grep -q 'Postern is ready' "$log" && break
    kill -0 "$server" 2>/dev/null || { cat "$log" >&2; echo "run.sh ended before it was ready" >&2; exit 1; }
    sleep 1
done
ready=$(grep -o 'Postern is ready: SMTP 127.0.0.1:[0-9]*, webadmin 127.0.0.1:[0-9]*' "$log")
smtp=$(sed 's/.*SMTP 127.0.0.1:\([0-9]*\),.*/\1/' <<<"$ready")
webadmin=$(sed 's/.*webadmin 127.0.0.1:\([0-9]*\)$/\1/' <<<"$ready")
imap=$(grep -o 'imap://127.0.0.1:[0-9]*' "$log" | head -n 1 | grep -o '[0-9]*$')

transcript=$(awk '/<!-- transcript -->/ {on = 1; next} on && /^```/ {fence++; if (fence == 2) exit; next} on' README.md)
[[ -n $transcript ]] || { echo "README.md has no transcript" >&2; exit 1; }

status=0
command=
shown=
compare() {
    [[ -n $command ]] || return 0
    local run got pattern line
    run=${command//127.0.0.1:2525/127.0.0.1:$smtp}
    run=${run//127.0.0.1:8000/127.0.0.1:$webadmin}
    run=${run//127.0.0.1:1143/127.0.0.1:$imap}
    got=$(bash -o pipefail -c "$run" 2>&1 | tr -d '\r') || { echo "failed: $command" >&2; status=1; }
    pattern='^'
    while IFS= read -r line; do
        if [[ $line == ... ]]; then
            pattern+='.*'
        elif [[ -n $line ]]; then
            pattern+=$(sed 's/[][\.*^$+?(){}|]/\\&/g' <<<"$line")$'\n'
        fi
    done <<<"$shown"
    if ! [[ $got$'\n' =~ $pattern ]]; then
        printf 'README.md shows for\n  %s\n%s\nand it is\n%s\n' "$command" "$shown" "$got" >&2
        status=1
    fi
}
while IFS= read -r line; do
    if [[ $line == '$ '* ]]; then
        compare
        command=${line:2}
        shown=
    else
        shown+=${shown:+$'\n'}$line
    fi
done <<<"$transcript"
compare

kill -TERM "$server"
ended=0
wait "$server" || ended=$?
trap - EXIT
if ((ended != 143 && ended != 0)); then
    echo "run.sh ended with $ended after SIGTERM" >&2
    status=1
fi
exit "$status"
