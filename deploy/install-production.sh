#!/bin/sh
# Installs the built signing server and its production dependencies into an empty folder: install-production.sh <folder>
# The Dockerfile runs this script. e2e/test/production-install.test.ts runs it too, because Docker can't run everywhere.
set -eu
mkdir -p "$1"
target=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
if [ -n "$(ls -A "$target")" ]; then
  echo "$target is not empty. Its files would mix with those of the new server. Choose an empty folder." >&2
  exit 1
fi
npx tsc --build server/src
cp package.json package-lock.json LICENSE "$target/"
for workspace in shared/contract shared/cos-signature shared/node-kit server; do
  mkdir -p "$target/$workspace"
  cp "$workspace/package.json" "$target/$workspace/"
  cp -R "$workspace/dist" "$target/$workspace/"
  find "$target/$workspace/dist" \( -name '*.d.ts*' -o -name '*.tsbuildinfo' \) -delete
done
cd "$target"
npm ci --omit=dev --ignore-scripts --no-audit --no-fund --prefer-offline --workspace shared/contract --workspace shared/cos-signature --workspace shared/node-kit --workspace server
