#!/bin/sh
# Restores a backup of the project that this script lies in, from any working directory.
#
#   ENV=dev BACKUP=20260211T201530Z scripts/restore.sh
#
# Environment: BACKUP (an id, latest, latest~1), ENV (dev, staging or live; dev where it is not set),
# BACKUP_ROOT, CONFIRM_LIVE. Arguments go to `helionyx restore` as they are.
self=$(readlink -f -- "$0" && echo x) || exit 2
self=${self%??}
project=${self%/scripts/*}
if [ -z "${BACKUP:-}" ] && [ "$#" -eq 0 ]; then
    echo 'No backup was named: BACKUP is not set.' >&2
    echo 'Nothing was done.' >&2
    echo 'Name one, for example: BACKUP=latest scripts/restore.sh (see them with: bin/helionyx list).' >&2
    exit 2
fi
exec "$project/bin/helionyx" restore -C "$project" "$@"
