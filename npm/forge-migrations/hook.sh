#!/bin/sh
# What git's hooks run: the runtime that npm installed for this platform, without starting Node.
# It lies beside this package, with yarn's Plug'n'Play in a folder of its own. Where that is a link
# (pnpm), beside what it leads to, and Python is started by that path: it looks for its library along
# the path's words.
FORGE_INSTALLED_BY=npm
export FORGE_INSTALLED_BY
here="${0%/*}"
if [ -h "$here" ]; then here=$(cd "$here" && pwd -P); fi
for runtime in "$here"/../@forge-migrations/*/bin/python "$here"/../@forge-migrations/*/python.exe \
  "$here"/../../../@forge-migrations-*/node_modules/@forge-migrations/*/bin/python \
  "$here"/../../../@forge-migrations-*/node_modules/@forge-migrations/*/python.exe; do
  if [ -x "$runtime" ]; then
    exec "$runtime" -I -S -c 'from forge_migrations.entry import program; program()' "$@"
  fi
done
exec node "$here/bin/forge-migrations.js" "$@" # installed elsewhere: Node looks further
