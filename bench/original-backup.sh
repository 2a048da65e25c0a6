#!/bin/bash
# What the scripts before this program did for a backup, step by step, as far as it takes time: the
# competitor of bench/run and bench/startup. Written anew from their description in
# docs/durability.md. Left out is the application's own configuration class, for which they
# imported a library of the application (it took longer than all the rest): so this is the faster one.
#
#   bench/original-backup.sh PROJECT
set -euo pipefail
umask 077
cd -- "$1"
env=${ENV:-dev}

settings=$(python3 - <<'END'
import os, shlex
values = {"EVENT_STORE_PATH": "./data/events", "PROJECTIONS_DB_PATH": "./data/projections/helionyx.db"}
for name in (".env", ".env." + os.environ.get("ENV", "dev")):
    if os.path.exists(name):
        for line in open(name):
            key, sign, value = line.strip().partition("=")
            if sign and not key.startswith("#"):
                values[key] = value
for key in ("EVENT_STORE_PATH", "PROJECTIONS_DB_PATH"):
    print(key + "=" + shlex.quote(values[key]))
END
)
eval "$settings"
id=$(date -u +%Y%m%dT%H%M%SZ)
to=${BACKUP_ROOT:-data/backups/$env}/$id
mkdir -p -- "$to/events" "$to/projections"
cp -a -- "$EVENT_STORE_PATH/." "$to/events/"
cp -a -- "$(dirname -- "$PROJECTIONS_DB_PATH")/." "$to/projections/"
commit=$(git rev-parse HEAD 2>/dev/null || echo null)
python3 - "$to" "$env" "$id" "$commit" <<'END'
import json, sys
to, env, id, commit = sys.argv[1:]
with open(to + "/meta.json", "w") as file:
    json.dump({"env": env, "backup_id": id, "created_at_utc": id, "git_commit": commit}, file, indent=2)
END
python3 - "$to" "$env" <<'END'
import json, sys
with open(sys.argv[1] + "/config.json", "w") as file:
    json.dump({"ENV": sys.argv[2]}, file, indent=2)
END
(cd -- "$to" && find . -type f ! -name manifest.sha256 -print0 | sort -z | xargs -0 sha256sum >manifest.sha256)
chmod -R u=rwX,go= -- "$to"
echo "AUDIT backup_created env=$env backup_id=$id backup_dir=$to" >&2
echo "$id"
