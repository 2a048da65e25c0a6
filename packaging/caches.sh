#!/bin/sh
# Makes the two caches that a launcher starts the program with (docs/adr/0007-start-up.md): one for the
# commands that look, one for those that work.
#
#   packaging/caches.sh [LAUNCHER]
#
# What they hold is what the commands below load; what else a command needs it reads from the jar. No
# cache is an error: the program then starts without.
set -eu
umask 022
launcher=$(readlink -f -- "${1:-$(dirname -- "$0")/helionyx}")
{
    IFS= read -r cache
    IFS= read -r jdk
} <<END
$("$launcher" --find-cache)
END
app=${cache%/start/*}
if [ -r "${cache}short.aot" ] && [ -r "${cache}long.aot" ]; then
    exit
fi

scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
sample=$scratch/sample
unset ENV BACKUP BACKUP_ROOT CONFIRM_LIVE EVENT_STORE_PATH PROJECTIONS_DB_PATH API_HOST API_PORT LOG_LEVEL
unset JDK_JAVA_OPTIONS JAVA_TOOL_OPTIONS
export LC_ALL=C.UTF-8

rehearse() { # kind, option of the compilers, commands
    kind=$1
    compilers=$2
    shift 2
    "$jdk/bin/java" -XX:+UseSerialGC "$compilers" -XX:-UsePerfData -Xmx512m -Xlog:disable \
        -XX:AOTCacheOutput="$scratch/$kind.aot" -Dorg.sqlite.lib.path="$app/native" \
        -cp "$app/helionyx.jar" io.helionyx.cli.Rehearsal "$@" \
        >"$scratch/$kind.log" 2>&1 && [ -s "$scratch/$kind.aot" ] || {
        cat -- "$scratch/$kind.log" >&2
        echo "No cache was made for $launcher: it will start more slowly." >&2
        exit 0
    }
}

rehearse long -XX:TieredStopAtLevel=4 demo "$sample" \; restore latest -C "$sample" \; \
    backup -C "$sample" \; verify -C "$sample"
rehearse short -XX:TieredStopAtLevel=1 list -C "$sample" \; show latest -C "$sample"

rm -rf -- "$app/start"
mkdir -- "$app/start"
for kind in short long; do
    cp -- "$scratch/$kind.aot" "$cache$kind.new"
    mv -- "$cache$kind.new" "$cache$kind.aot"
done
