#!/bin/sh
# Make sure that the browser tests find a Chromium: one of the system, Playwright's own, or one installed now.
# usage: tools/browser.sh PYTHON
set -eu
python=$1

[ -n "${POLICY_TEST_BROWSER:-}" ] && exit 0
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
"$python" - <<'END' && exit 0
import os, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    sys.exit(0 if os.path.exists(p.chromium.executable_path) else 1)
END
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; then
        exit 0
    fi
fi
exec "$python" -m playwright install chromium
