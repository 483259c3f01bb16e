# A new, empty database of the same name; the extensions asked for are the customer's own.
cut_sessions || exit 1
{
  echo 'drop database if exists :"database" with (force);'
  new_database
} | tenant_sql || exit 1
for extension in $RESET_EXTENSIONS; do
  sql -d "$DATABASE" -v login="$LOGIN" -v extension="$extension" <<'SQL' || exit 1
set session authorization :"login";
create extension if not exists :"extension" with schema public;
SQL
done
