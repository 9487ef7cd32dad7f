# Starts a throw-away PostgreSQL and guards it: when standard input closes, for whatever reason, it is stopped and
# deleted. Whoever holds the other end need only live; even a killed holder leaves nothing behind.
#   $1  the directory of PostgreSQL's programs
#   $2  an empty working directory of our own, holding `password` and `settings`
set -u
programs=$1
directory=$2

clean_up() {
    status=$?
    trap - EXIT
    "$programs/pg_ctl" stop --pgdata="$directory/data" --mode=immediate --silent >/dev/null 2>&1
    rm -rf "$directory"
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' HUP INT TERM

give_up() {
    cat "$directory/log" >&2
    exit 1
}

# Passwords are asked for even here, so that a test of a role's rights proves something; sent plainly, because
# hashing them in an unoptimised build would cost each connection more than all the rest.
"$programs/initdb" --pgdata="$directory/data" --username=krachtig --pwfile="$directory/password" \
    --auth=password --encoding=UTF8 --no-locale --no-sync >"$directory/log" 2>&1 || give_up
cat "$directory/settings" >>"$directory/data/postgresql.conf" || give_up
"$programs/pg_ctl" start --pgdata="$directory/data" --wait --silent --log="$directory/log" >/dev/null || give_up

echo ready
read -r _
