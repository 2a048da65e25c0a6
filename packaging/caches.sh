#!/bin/sh
# Makes the caches that a launcher starts the program with (docs/adr/0007-start-up.md): one for the
# commands that look, one for those that work, and one for those that work with a remote repository.
#
#   packaging/caches.sh [LAUNCHER]
#
# What they hold is what the commands below load; what else a command needs it reads from the jar. No
# cache is an error: the program then starts without.
set -eu
umask 022
launcher=$(readlink -f -- "${1:-$(dirname -- "$0")/helionyx}")
{
    IFS= read -r short
    IFS= read -r long
    IFS= read -r remote
    IFS= read -r jdk
} <<END
$("$launcher" --find-caches)
END
app=${short%/start/*}
if [ -r "$short" ] && [ -r "$long" ] && [ -r "$remote" ]; then
    exit
fi

scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
sample=$scratch/sample
unset ENV BACKUP BACKUP_ROOT CONFIRM_LIVE EVENT_STORE_PATH PROJECTIONS_DB_PATH API_HOST API_PORT LOG_LEVEL
unset JDK_JAVA_OPTIONS JAVA_TOOL_OPTIONS AWS_PROFILE AWS_SESSION_TOKEN
unset HELIONYX_REMOTE HELIONYX_S3_ENDPOINT HELIONYX_S3_REGION HELIONYX_S3_PATH_STYLE HELIONYX_AGE_RECIPIENTS
export LC_ALL=C.UTF-8

rehearse() { # cache, largest exit code that is none of a failure, option of the compilers, commands
    cache=$1
    largest=$2
    compilers=$3
    shift 3
    code=0
    "$jdk/bin/java" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders "$compilers" -XX:-UsePerfData -Xmx512m -Xlog:disable \
        -XX:AOTCacheOutput="$scratch/cache.aot" -Dorg.sqlite.lib.path="$app/native" \
        -Dhelionyx.native="$app/native" -Dhelionyx.terminals= \
        -cp "$app/helionyx.jar" io.helionyx.cli.Rehearsal "$@" \
        >"$scratch/log" 2>&1 || code=$?
    [ "$code" -le "$largest" ] && [ -s "$scratch/cache.aot" ] || {
        cat -- "$scratch/log" >&2
        echo "No ${cache##*/} was made for $launcher: it will start more slowly." >&2
        exit 0
    }
    cp -- "$scratch/cache.aot" "$cache.new"
    mv -- "$cache.new" "$cache"
    rm -- "$scratch/cache.aot"
}

# Many files, with times long past: most of what a backup does is done once for each, and at first by the
# interpreter, but what was compiled here is compiled sooner. An empty file is an empty database.
many=$scratch/many
mkdir -p -- "$many/data/events" "$many/data/projections"
: >"$many/data/projections/helionyx.db"
(
    cd -- "$many/data/events"
    for directory in 1 2 3; do
        mkdir -- "$directory"
        seq -f '{"event_id":"%06.0f","timestamp":"2026-02-11T20:15:30.000000","type":"note"}' 60000 |
            split -l 60 -a 3 --additional-suffix=.jsonl - "$directory/"
    done
    find . -type f -exec touch -d 2026-02-11 {} +
)

rm -rf -- "$app/start"
mkdir -- "$app/start"
rehearse "$long" 0 -XX:TieredStopAtLevel=4 demo "$sample" \; restore latest -C "$sample" \; \
    backup -C "$sample" \; verify -C "$sample" \; backup --full -C "$many"
rehearse "$short" 0 -XX:TieredStopAtLevel=1 list -C "$sample" \; show latest -C "$sample"

# The store is one in that process. A backup that is somewhere else is pulled into a project of its own.
rm -rf -- "$sample"
mkdir -- "$scratch/other"
export HELIONYX_REMOTE=s3://rehearsal/app HELIONYX_S3_REGION=us-east-1
export AWS_ACCESS_KEY_ID=nobody AWS_SECRET_ACCESS_KEY=opens-no-store-at-all AWS_EC2_METADATA_DISABLED=true
rehearse "$remote" 0 -XX:TieredStopAtLevel=4 demo "$sample" \; push -C "$sample" \; push -C "$sample" \; \
    list --remote -C "$sample" \; verify --remote -C "$sample" \; pull latest -C "$scratch/other" \; \
    restore latest -C "$sample" \; backup -C "$sample" \; push -C "$sample" \; doctor --remote -C "$sample"
