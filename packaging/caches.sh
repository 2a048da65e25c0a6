#!/bin/sh
# Makes the caches that a launcher starts the program with (docs/adr/0007-start-up.md): one for the commands
# that look, one for those that work, one for those that work off the host.
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
if [ -r "${cache}short.aot" ] && [ -r "${cache}long.aot" ] && [ -r "${cache}remote.aot" ]; then
    exit
fi

scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
sample=$scratch/sample
unset ENV BACKUP BACKUP_ROOT CONFIRM_LIVE EVENT_STORE_PATH PROJECTIONS_DB_PATH API_HOST API_PORT LOG_LEVEL
unset HELIONYX_REMOTE HELIONYX_S3_ENDPOINT HELIONYX_S3_REGION HELIONYX_AGE_RECIPIENTS
unset JDK_JAVA_OPTIONS JAVA_TOOL_OPTIONS
export LC_ALL=C.UTF-8

rehearse() { # kind, option of the compilers, commands
    kind=$1
    compilers=$2
    shift 2
    code=0
    "$jdk/bin/java" -XX:+UseSerialGC "$compilers" -XX:-UsePerfData -Xmx512m -Xlog:disable \
        -XX:AOTCacheOutput="$scratch/$kind.aot" -Dorg.sqlite.lib.path="$app/native" \
        -cp "$app/helionyx.jar" io.helionyx.cli.Rehearsal "$@" \
        >"$scratch/$kind.log" 2>&1 || code=$?
    [ "$code" -le 1 ] && [ -s "$scratch/$kind.aot" ] || {
        cat -- "$scratch/$kind.log" >&2
        echo "No cache was made for $launcher: it will start more slowly." >&2
        exit 0
    }
}

rehearse long -XX:TieredStopAtLevel=4 demo "$sample" \; restore latest -C "$sample" \; \
    backup -C "$sample" \; verify -C "$sample"
rehearse short -XX:TieredStopAtLevel=1 list -C "$sample" \; show latest -C "$sample"

# Port 9 has nobody behind it, which is found within a second, with 1, and loads all that a request needs.
export HELIONYX_REMOTE=s3://rehearsal/none HELIONYX_S3_ENDPOINT=http://127.0.0.1:9
export AWS_ACCESS_KEY_ID=rehearsal AWS_SECRET_ACCESS_KEY=rehearsal
rehearse remote -XX:TieredStopAtLevel=4 verify -C "$sample" \; doctor --remote -C "$sample"

rm -rf -- "$app/start"
mkdir -- "$app/start"
for kind in short long remote; do
    cp -- "$scratch/$kind.aot" "$cache$kind.new"
    mv -- "$cache$kind.new" "$cache$kind.aot"
done
