#!/bin/sh
# The browser journeys need Debian's chromium and a Chinese font. Install them where we may; say so where we may not.
set -u
need=""
command -v chromium >/dev/null 2>&1 || need="chromium"
fc-list 2>/dev/null | grep -qi "noto.*cjk" || need="$need fonts-noto-cjk"
[ -z "$need" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $need >/dev/null && exit 0
fi
echo "The browser tests need: $need. Install with: sudo apt-get install $need" >&2
exit 1
