# Standard input: the new SCRAM verifier. Sessions under the old password are cut, or they would keep it.
read -r VERIFIER
{
  printf "\\\\set verifier '%s'\n" "$VERIFIER"
  cat <<'SQL'
alter role :"login" password :'verifier';
SQL
} | tenant_sql || exit 1
cut_sessions
