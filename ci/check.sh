#!/usr/bin/env bash
# Judge what a branch brings, in any CI that has bash, git, Python 3.11 and Node.
#
#   FORGE_VERSION=0.1.0 ci/check.sh [FROM [TO]]
#
# FROM is what takes the branch in (default: origin/main), TO what is judged (default: HEAD). Copy this
# file into your repository. Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 could not decide.
set -euo pipefail

from="${1:-origin/main}"
to="${2:-HEAD}"
package="${FORGE_PACKAGE:-forge-migrations==${FORGE_VERSION:?name the version to install: FORGE_VERSION=0.1.0}}"
folder="${FORGE_HOME:-${TMPDIR:-/tmp}/forge-migrations}"
reports="${FORGE_REPORTS:-$folder/reports}"
venv="$folder/venv-$(printf %s "$package" | cksum | cut -d ' ' -f 1)" # another version is another one

export CI=true # lets a shallow clone be fetched deeper
export FORGE_CACHE="${FORGE_CACHE:-$folder/cache}"

if [ ! -x "$venv/bin/forge-migrations" ]; then
  "${PYTHON:-python3}" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$package"
fi
PATH="$venv/bin:$PATH"

if [ ! -d node_modules ] && [ "${FORGE_SETUP:-true}" = true ]; then
  forge-migrations setup
fi

mkdir -p "$reports"
forge-migrations --from-ref "$from" --to-ref "$to" \
  --output "junit=$reports/junit.xml" --output "sarif=$reports/forge.sarif" --output "markdown=$reports/summary.md"
