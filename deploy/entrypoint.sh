#!/bin/sh
# Started as root, it hands the database's folder to the user `node` and goes on as that user. Started as anyone else, it
# only starts the program. Either way the program is process 1 and gets SIGTERM itself.
set -eu

if [ "$(id -u)" != 0 ]; then
  exec "$@"
fi

user="${RUN_AS:-node}"
folder="$(dirname "${DATABASE_PATH:-/data/bellwether.db}")"
mkdir -p "$folder"
# Files of an earlier start as root included; lost+found stays root's.
find "$folder" -xdev -user 0 ! -name lost+found -exec chown "$user" {} +
export HOME=/tmp
exec setpriv --reuid="$user" --regid="$(id -g "$user")" --init-groups --no-new-privs "$@"
