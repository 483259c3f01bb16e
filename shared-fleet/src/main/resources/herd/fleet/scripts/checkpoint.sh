identify
sql -c checkpoint
