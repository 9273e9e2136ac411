#!/bin/sh
# Makes every secret that docker-compose.yml reads, as files beside this one. It refuses where one is there already:
# passwords stand in several files, and the databases keep the first.
set -eu
cd "$(dirname "$0")"

for file in *; do
  case $file in README.md | make.sh) ;; *)
    echo "$PWD/$file is there already, expected no secret yet: remove all of them to begin anew." >&2
    exit 1
    ;;
  esac
done

# Containers read the files as users of their own, so only the folder is closed.
umask 022
chmod 700 .

# 32 random bytes: in hexadecimal, which needs no escaping in a URL.
secret() { od -An -vtx1 -N32 /dev/urandom | tr -d ' \n' && echo; }

admin=$(secret)
migrator=$(secret)
app=$(secret)
dashboards=$(secret)
echo "$admin" >postgres_password
echo "postgresql://postgres:$admin@postgres:5432/postgres" >admin_database_url
echo "postgresql://migrator_user:$migrator@postgres:5432/leadmetrics" >migration_database_url
echo "postgresql://app_user:$app@pgbouncer:5433/leadmetrics" >database_url
echo "postgresql://readonly_user:$dashboards@pgbouncer:5433/leadmetrics" >readonly_database_url
printf '"app_user" "%s"\n"readonly_user" "%s"\n' "$app" "$dashboards" >pgbouncer_userlist

documents=$(secret)
secret >mongodb_root_password
echo "$documents" >mongodb_password
echo "mongodb://leadmetrics:$documents@mongodb:27017/leadmetrics" >mongodb_url

echo "k1:$(head -c 32 /dev/urandom | base64)" >encryption_keys
secret >link_secret
secret >gateway_secret
secret >client_token_secret
echo "a1:$(head -c 32 /dev/urandom | base64)" >audit_keys
secret >grafana_password
