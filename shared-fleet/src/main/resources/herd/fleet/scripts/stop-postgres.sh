identify
stop_postgres
echo state=stopped
