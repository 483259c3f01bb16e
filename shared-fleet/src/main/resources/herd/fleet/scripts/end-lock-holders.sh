# While the lock table is full nobody gets a login, the superuser neither.
identify
end_sessions "$WHICH"
