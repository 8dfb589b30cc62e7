#!/bin/sh
# The broker holds nothing that PostgreSQL does not hold: no file is written. It must never throw
# messages away to make room (noeviction); the counters of the sign-in limits expire by themselves.
set -eu
exec valkey-server \
    --requirepass "$(cat /run/secrets/broker_password)" \
    --save "" \
    --appendonly no \
    --maxmemory 192mb \
    --maxmemory-policy noeviction \
    --loglevel warning
