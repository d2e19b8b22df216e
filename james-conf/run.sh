#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Apache James 3.8.1 (memory) with Postern, in the foreground. What is missing is built first.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
james=$here/target/james-3.8.1
user=alice@example.org
password=wonderland

port=2525
webadmin_port=8000
imap_port=1143
data=$here/target/run
cassette=$here/demo/cassette.json
mode=observe

usage() {
    cat <<'USAGE'
Usage: run.sh [options]

  --port N            SMTP port on 127.0.0.1 (2525); 0 takes a free one
  --webadmin-port N   webadmin port on 127.0.0.1 (8000); 0 takes a free one
  --imap-port N       IMAP port on 127.0.0.1 (1143); 0 takes a free one
  --data DIR          working folder (james-conf/target/run): conf/, extensions-jars/, log/
  --dns CASSETTE      file with DNS answers (a demo); 'system' asks the network
  --enforce           refuse mail; without it Postern observes only
  --help              this text

The mailbox is alice@example.org, password wonderland. Mail lives in memory and is gone at the end.
Files in DIR that an earlier start wrote are renewed; files you added or changed are left as they are.
USAGE
}

fail() {
    printf 'run.sh: %s\n' "$*" >&2
    exit 2
}

port_number() {
    [[ $2 =~ ^[0-9]{1,5}$ ]] && ((10#$2 <= 65535)) || fail "$1 takes a port from 0 to 65535, not '$2'"
    printf '%d' "$((10#$2))"
}

while (($# > 0)); do
    case $1 in
        --port | --webadmin-port | --imap-port | --data | --dns)
            (($# >= 2)) && [[ -n $2 ]] || fail "$1 needs a value; see --help"
            ;;
    esac
    case $1 in
        --port) port=$(port_number "$1" "$2"); shift 2 ;;
        --webadmin-port) webadmin_port=$(port_number "$1" "$2"); shift 2 ;;
        --imap-port) imap_port=$(port_number "$1" "$2"); shift 2 ;;
        --data) data=$2; shift 2 ;;
        --dns) cassette=$2; shift 2 ;;
        --enforce) mode=enforce; shift ;;
        --help | -h) usage; exit 0 ;;
        *) fail "unknown option '$1'; see --help" ;;
    esac
done

if [[ $cassette == system ]]; then
    cassette=
else
    [[ -r $cassette && -f $cassette ]] || fail "--dns: cannot read the file '$cassette'"
    cassette=$(cd "$(dirname "$cassette")" && pwd)/$(basename "$cassette")
fi
mkdir -p "$data" || fail "--data: cannot make the folder '$data'"
data=$(cd "$data" && pwd)

# ---- Java and Maven

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || fail "no java found; a JDK of version 17 or later is needed"
java_version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
[[ $java_version =~ ^[0-9]+$ ]] && ((java_version >= 17)) || fail "Java ${java_version:-?} is too old; 17 or later is needed"

check_maven() {
    command -v mvn >/dev/null || fail "Postern is not built yet and no mvn was found; Maven 3.8 or later is needed"
    local version major minor
    version=$(mvn -B --version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    major=${version%%.*} minor=${version#*.}
    [[ $version =~ ^[0-9]+\.[0-9]+$ ]] && ((major > 3 || (major == 3 && minor >= 8))) ||
        fail "Maven ${version:-?} is too old; 3.8 or later is needed"
}

# Maven as a child that ends with us.
maven() {
    local log=$here/target/build.log child status=0
    mkdir -p "$here/target"
    (cd "$root" && exec mvn -q -B "$@") >"$log" 2>&1 &
    child=$!
    trap 'kill "$child" 2>/dev/null; exit 130' INT
    trap 'kill "$child" 2>/dev/null; exit 143' TERM
    wait "$child" || status=$?
    trap - INT TERM
    if ((status != 0)); then
        tail -n 40 "$log" >&2
        printf 'run.sh: the build failed; all of it is in %s\n' "$log" >&2
        exit 1
    fi
}

# ---- build what is missing

version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$root/pom.xml" | head -n 1)
extension=$here/target/postern-$version-james38.jar
launcher=$here/target/postern-launcher.jar

out_of_date() {
    [[ -f $extension && -f $launcher ]] || return 0
    local newer
    newer=$(cd "$root" && find pom.xml core backends james-support mailets matchers smtp-hooks webadmin james-conf \
        \( -name target -o -path james-conf/james -o -path '*/src/test' \) -prune -o \
        \( -name pom.xml -o -path '*/src/main/*' -type f \) -newer "$extension" -print | head -n 1)
    [[ -n $newer ]]
}

if out_of_date; then
    check_maven
    printf 'Building Postern (first start and after changes only) ...\n'
    maven -DskipTests -Dspotless.check.skip -Dsort.skip -Dforbiddenapis.skip -pl james-conf -am package
    touch "$extension"
fi
if [[ ! -d $james/lib ]]; then
    check_maven
    printf 'Assembling Apache James 3.8.1 (first start only) ...\n'
    rm -rf "$james"
    maven -f "$here/james/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$james/lib.part"
    mv "$james/lib.part" "$james/lib"
fi

# ---- the ports

free() {
    if (($2 > 0)) && (exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null; then
        fail "port $2 is in use already; choose another with $1"
    fi
}
free --port "$port"
free --webadmin-port "$webadmin_port"
free --imap-port "$imap_port"

# ---- the working folder

# Check sum, size and path of each file that the last start wrote.
written=$data/.written-by-run
if [[ -f $written ]]; then
    while read -r sum size path; do
        if [[ -f $data/$path && $(cksum <"$data/$path") == "$sum $size" ]]; then
            rm -f "$data/$path"
        fi
    done <"$written"
fi
: >"$written"

# Writes stdin to a path below the working folder, unless the user has put a file there.
place() {
    local file=$data/$1
    if [[ -e $file ]]; then
        printf 'Keeping %s, which is yours; options do not apply to it.\n' "$file"
        cat >/dev/null
        return
    fi
    mkdir -p "$(dirname "$file")"
    cat >"$file"
    printf '%s %s\n' "$(cksum <"$file")" "$1" >>"$written"
}

escaped=${cassette//\\/\\\\}
escaped=${escaped//,/\\,}
escaped=$(printf '%s' "$escaped" | sed 's/[\\&|]/\\&/g')
for file in "$here"/conf/*; do
    name=$(basename "$file")
    case $name in
        smtpserver.xml | mailetcontainer.xml)
            sed -e "s|127\.0\.0\.1:2525|127.0.0.1:$port|" -e "s|<mode>observe</mode>|<mode>$mode</mode>|" "$file"
            ;;
        imapserver.xml) sed "s|127\.0\.0\.1:1143|127.0.0.1:$imap_port|" "$file" ;;
        webadmin.properties) sed "s|^port=.*|port=$webadmin_port|" "$file" ;;
        postern.properties) sed "s|^dns\.cassette=.*|dns.cassette=$escaped|" "$file" ;;
        *) cat "$file" ;;
    esac | place "conf/$name"
done
place "extensions-jars/postern-$version.jar" <"$extension"
mkdir -p "$data/log"

# ---- James

printf 'Starting Apache James 3.8.1 with Postern %s (%s) ...\n' "$version" "$mode"
printf 'The whole log is in %s\n' "$data/log/postern.log"

command=("$java" -Xmx512m
    "-Dworking.directory=$data"
    "-Dlogback.configurationFile=$data/conf/logback.xml"
    "-Dextra.props=$data/conf/jvm.properties"
    "-Dpostern.user=$user" "-Dpostern.password=$password"
    -cp "$launcher:$james/lib/*" io.postern.launcher.Launch)
# A shell that starts us in the background may have told us to ignore SIGINT; Java would go on ignoring it.
if env --default-signal=INT true 2>/dev/null; then
    exec env --default-signal=INT "${command[@]}"
fi
exec "${command[@]}"
