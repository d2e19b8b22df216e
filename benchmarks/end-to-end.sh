#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Messages a second into James 3.8.1 as it is, and with all handlers of Postern, under the same load: Postfix's smtp-source,
# in turns, one James resting while the other works. Needs a Debian for smtp-source, which is unpacked and not installed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
work=$here/target/end-to-end

rounds=${ROUNDS:-4}
messages=${MESSAGES:-15000}
sessions=${SESSIONS:-10}
octets=${OCTETS:-5000}

mkdir -p "$work/postfix"
if [[ ! -x $work/postfix/usr/sbin/smtp-source ]]; then
    (cd "$work" && rm -f postfix_*.deb && apt-get -q download postfix >/dev/null 2>&1 && dpkg -x postfix_*.deb postfix)
fi
export LD_LIBRARY_PATH=$work/postfix/usr/lib/postfix

# Accepts and throws away: what is measured is the session.
discard='<?xml version="1.0"?>
<mailetcontainer enableJmx="false">
    <context><postmaster>postmaster@example.org</postmaster></context>
    <spooler><threads>2</threads><errorRepository>memory://var/mail/error/</errorRepository></spooler>
    <processors>
        <processor state="root" enableJmx="false"><mailet match="All" class="Null" /></processor>
        <processor state="transport" enableJmx="false">
            <mailet match="All" class="RemoveMimeHeader"><name>bcc</name></mailet>
            <mailet match="All" class="Null" />
        </processor>
        <processor state="quarantine" enableJmx="false"><mailet match="All" class="Null" /></processor>
        <processor state="requiretls" enableJmx="false"><mailet match="All" class="Null" /></processor>
        <processor state="error" enableJmx="false"><mailet match="All" class="Null" /></processor>
    </processors>
</mailetcontainer>'

pids=()
stop() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait; }
trap stop EXIT

# start NAME PORT: James in work/NAME, whose conf/ may hold files of its own already
start() {
    local log=$work/$1.log
    mkdir -p "$work/$1/conf"
    printf '%s\n' "$discard" >"$work/$1/conf/mailetcontainer.xml"
    "$root/james-conf/run.sh" --data "$work/$1" --enforce --port "$2" --imap-port "$(($2 + 1))" --webadmin-port "$(($2 + 2))" \
        >"$log" 2>&1 &
    pids+=($!)
    for ((i = 0; i < 600; i++)); do
        grep -q 'Postern is ready' "$log" && return
        kill -0 "${pids[-1]}" 2>/dev/null || { cat "$log" >&2; exit 1; }
        sleep 0.5
    done
    exit 1
}

# cpu NUMBER: milliseconds that a James has worked so far
cpu() {
    local fields
    fields=$(sed 's/.*) //' "/proc/${pids[$1]}/stat")
    # utime and stime are the 12th and 13th behind the name
    awk -v hertz="$(getconf CLK_TCK)" '{ print int(($12 + $13) * 1000 / hertz) }' <<<"$fields"
}

# rate PORT: messages a second
rate() {
    local begin end
    begin=$(date +%s%N)
    "$work/postfix/usr/sbin/smtp-source" -s "$sessions" -m "$messages" -l "$octets" -M pass.example \
        -f bob@pass.example -t alice@example.org "127.0.0.1:$1"
    end=$(date +%s%N)
    echo $((messages * 1000000000 / (end - begin)))
}

rm -rf "$work/plain" "$work/postern"
mkdir -p "$work/plain/conf"
sed -e 's|127\.0\.0\.1:2525|127.0.0.1:3025|' -e '/<handler class="io\.postern\.[^"]*">/,/<\/handler>/d' -e '/<handler class="io\.postern\./d' \
    "$root/james-conf/conf/smtpserver.xml" >"$work/plain/conf/smtpserver.xml"
printf '# none\n' >"$work/plain/conf/extensions.properties"
sed 's|^extensions\.routes=.*||; s|^port=.*|port=3027|' "$root/james-conf/conf/webadmin.properties" >"$work/plain/conf/webadmin.properties"

# all handlers, those too that the sample has in comments
mkdir -p "$work/postern/conf"
sed -e 's|127\.0\.0\.1:2525|127.0.0.1:3125|' -e 's|<mode>observe</mode>|<mode>enforce</mode>|' \
    -e 's|<handler class="io.postern.smtp.SessionHandler" />|&<handler class="io.postern.smtp.PipeConnectHook"><mode>enforce</mode></handler>\
            <handler class="io.postern.smtp.ChunkingHook" />\
            <handler class="io.postern.smtp.RequireTlsHook"><localOnly>true</localOnly></handler>|' \
    "$root/james-conf/conf/smtpserver.xml" >"$work/postern/conf/smtpserver.xml"

start plain 3025
start postern 3125
for ((round = 0; round < 3; round++)); do # until the compilers are done
    rate 3025 >/dev/null
    rate 3125 >/dev/null
done
printf 'messages a second and CPU microseconds a message; %d octets, %d sessions at a time\n' "$octets" "$sessions"
printf 'plain postern ratio   plain postern ratio\n'
for ((round = 0; round < rounds; round++)); do
    before=$(cpu 0)
    plain=$(rate 3025)
    plain_cpu=$((($(cpu 0) - before) * 1000 / messages))
    before=$(cpu 1)
    postern=$(rate 3125)
    postern_cpu=$((($(cpu 1) - before) * 1000 / messages))
    awk -v a="$plain" -v b="$postern" -v c="$plain_cpu" -v d="$postern_cpu" \
        'BEGIN { printf "%d %d %.2f   %d %d %.2f\n", a, b, b / a, c, d, c / d }'
done | tee "$work/rounds"
for column in 3 6; do
    awk -v column="$column" '{ print $column }' "$work/rounds" | sort -n |
        awk '{ r[NR] = $1 } END { printf "median ratio %.2f\n", r[int((NR + 1) / 2)] }'
done
