#!/bin/sh
# Makes a backup of the project that this script lies in, from any working directory.
#
#   ENV=live scripts/backup.sh
#
# Environment: ENV (dev, staging or live; dev where it is not set), BACKUP_ROOT. Arguments go to
# `helionyx backup` as they are.
self=$(readlink -f -- "$0" && echo x) || exit 2
self=${self%??}
project=${self%/scripts/*}
exec "$project/bin/helionyx" backup -C "$project" "$@"
