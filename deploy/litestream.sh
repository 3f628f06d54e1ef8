#!/bin/sh
# Runs the program under Litestream: litestream.sh node dist/main.js. Without LITESTREAM_REPLICA_URL it only runs it.
set -eu

if [ -z "${LITESTREAM_REPLICA_URL:-}" ]; then
  exec "$@"
fi

config="${LITESTREAM_CONFIG:-/etc/litestream.yml}"
if [ ! -e "$DATABASE_PATH" ]; then
  copy="$DATABASE_PATH.from-replica"
  rm -f "$copy"
  litestream restore -config "$config" -if-replica-exists -o "$copy" "$DATABASE_PATH"
  if [ -e "$copy" ]; then
    # Not simply renamed: the program has to know that it was restored, or it would send again what was sent since.
    "$@" --restore "$copy"
    rm -f "$copy"
  fi
fi
# Litestream passes signals on and ends with the program.
exec litestream replicate -config "$config" -exec "$*"
