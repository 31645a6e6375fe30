# Sourced by the backup scripts: PostgreSQL's own programs, in the compose stack or on this machine.
# STACK=compose or STACK=local says which; unset, it is compose when the stack's database runs.

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# setting NAME DEFAULT: from the environment, else from .env, else the default.
setting() {
  local value="${!1:-}"
  if [ -z "$value" ] && [ -f .env ]; then
    value="$(sed -n "s/^$1=//p" .env | tail -n 1 | sed "s/^[\"']//; s/[\"']\$//")"
  fi
  printf '%s' "${value:-$2}"
}

# find_database: sets STACK, DATABASE, UPLOADS and BACKUP_DIR; a server it has to start ends with us.
find_database() {
  if [ -z "${STACK:-}" ]; then
    STACK=local
    if deploy/compose.sh ps --quiet --status running db 2>/dev/null | grep -q .; then STACK=compose; fi
  fi
  if [ "$STACK" = compose ]; then
    DATABASE="$(setting POSTGRES_DB cleaning)"
    DATABASE_LOGIN="$(setting POSTGRES_USER postgres)"
    UPLOADS=var/uploads
    BACKUP_DIR="$(setting BACKUP_DIR /opt/backups/postgres)"
  else
    local access
    access="$(.venv/bin/python -m deploy.database_access)" || exit $?
    eval "$access"
    if [ "$STARTED" = 1 ]; then trap '.venv/bin/python -m deploy.database_access --stop' EXIT; fi
  fi
}

# pg PROGRAM ARGUMENT…: one of PostgreSQL's programs, signed in as a superuser.
pg() {
  if [ "$STACK" = compose ]; then
    deploy/compose.sh exec -T -e "PGUSER=$DATABASE_LOGIN" db "$@"
  else
    "$PG_BIN/$1" "${@:2}"
  fi
}

# ask DATABASE SQL: the answer, one row a line, columns parted by tabs.
ask() { pg psql -qAtX -v ON_ERROR_STOP=1 -F $'\t' -d "$1" -c "$2" </dev/null; }

# fingerprint DATABASE: rows and checksum of every table, and what guards them.
fingerprint() { pg psql -qAtX -v ON_ERROR_STOP=1 -F $'\t' -d "$1" <deploy/fingerprint.sql; }

# manifest_of FILE: where the fingerprint of a dump is kept.
manifest_of() { printf '%s' "${1%.sql.gz}.manifest"; }

newest_backup() { find "$BACKUP_DIR" -maxdepth 1 -name 'cleaning_*.sql.gz' 2>/dev/null | sort | tail -n 1; }

# load FILE NAME: a new database with what a dump holds. The roles get their passwords from
# `alembic upgrade head`; until then nobody can sign in with them.
load() {
  ask postgres "DO \$\$ DECLARE name text; BEGIN
    FOREACH name IN ARRAY ARRAY['cleaning_owner', 'cleaning_app', 'cleaning_jobs'] LOOP
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', name);
      END IF;
    END LOOP; END \$\$"
  ask postgres "CREATE DATABASE $2 OWNER cleaning_owner TEMPLATE template0"
  gunzip -c "$1" | pg psql -qX -v ON_ERROR_STOP=1 --single-transaction -d "$2" >/dev/null
}

# compare FILE NAME: the database holds exactly what the dump's manifest says.
compare() {
  local differences
  if ! differences="$(diff <(grep -v '^sha256' "$(manifest_of "$1")") <(fingerprint "$2"))"; then
    say "The restored database differs from what was backed up (< as backed up, > as restored):"
    say "$differences"
    return 1
  fi
}
