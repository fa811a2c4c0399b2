#!/bin/sh
# What git's hooks run: the runtime that npm installed for this platform, without starting Node.
# With npm, yarn and bun the runtime lies beside this package; pnpm's links lead to such a place.
FORGE_INSTALLED_BY=npm
export FORGE_INSTALLED_BY
for runtime in "${0%/*}"/../@forge-migrations/*/bin/python "${0%/*}"/../@forge-migrations/*/python.exe; do
  if [ -x "$runtime" ]; then
    exec "$runtime" -I -S -c 'from forge_migrations.entry import main; raise SystemExit(main())' "$@"
  fi
done
exec node "${0%/*}/bin/forge-migrations.js" "$@" # installed elsewhere: Node looks further
