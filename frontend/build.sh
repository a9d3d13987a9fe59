#!/bin/sh
# Rebuilds the committed files of assessment/web/static: the style sheet and the vendored scripts.
# Needs Node and npm; nobody who only runs the tool needs either. See docs/renewing-vendored-files.md.
set -eu
cd "$(dirname "$0")"
static=../assessment/web/static

npm ci --ignore-scripts --no-audit --no-fund
mkdir -p "$static/css"
npx --no-install sass --load-path=node_modules --style=compressed --no-source-map \
    scss/assessment.scss "$static/css/assessment.css"
node vendor.mjs "$static/vendor"
gzip -9 -c "$static/css/assessment.css" | wc -c | xargs printf 'assessment.css: %s bytes gzip\n'
