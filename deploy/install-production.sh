#!/bin/sh
# Puts the signing server, built, with what it needs to run and nothing else, into an empty folder: install-production.sh <folder>
# The Dockerfile runs this; so does e2e/test/production-install.test.ts, since Docker can't run everywhere.
set -eu
cd "$(dirname "$0")/.."
target=$1
npx tsc --build shared/src server/src
mkdir -p "$target"
cp package.json package-lock.json LICENSE "$target/"
for workspace in shared server; do
  mkdir -p "$target/$workspace"
  cp "$workspace/package.json" "$target/$workspace/"
  cp -R "$workspace/dist" "$target/$workspace/"
  find "$target/$workspace/dist" \( -name '*.d.ts*' -o -name '*.tsbuildinfo' \) -delete
done
cd "$target"
npm ci --omit=dev --ignore-scripts --no-audit --no-fund --prefer-offline --workspace shared --workspace server
