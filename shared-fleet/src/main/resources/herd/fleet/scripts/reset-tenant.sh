# A new, empty database of the same name; the extensions asked for are the customer's own.
cut_sessions || exit 1
tenant_sql <<'SQL' || exit 1
drop database if exists :"database" with (force);
SQL
new_database
for extension in $RESET_EXTENSIONS; do
  sql -d "$DATABASE" -v login="$LOGIN" -v extension="$extension" <<'SQL' || exit 1
set session authorization :"login";
create extension if not exists :"extension" with schema public;
SQL
done
