#!/bin/sh
# Runs once, when the server's data folder is new: a database for each service, each with a role of its own that can enter no other.
# The passwords are files among the container's secrets, named <service>.database-password.
set -eu
for service in claim-intake verification receivable-mapper serviceplatform-gateway payment-reconciliation; do
  name=$(printf '%s' "$service" | tr - _)
  password=$(cat "${SECRETS_FOLDER:-/run/secrets}/$service.database-password")
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set name="$name" --set password="$password" <<'SQL'
CREATE ROLE :"name" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name" TEMPLATE template0 ENCODING 'UTF8';
REVOKE CONNECT, TEMPORARY ON DATABASE :"name" FROM PUBLIC;
SQL
done
