#!/bin/sh
# Opens a workbook in LibreOffice without a screen and leaves what a printer would get:
#   tools/check_workbook.sh week.xlsx OUT    -> OUT/week.pdf, OUT/week-<sheet>.csv, OUT/week-<page>.png
set -eu

if [ $# -ne 2 ]; then
    echo "usage: tools/check_workbook.sh WORKBOOK.xlsx OUT_DIRECTORY" >&2
    exit 2
fi
book=$1
out=$2
name=$(basename "$book" .xlsx)
if ! command -v soffice >/dev/null; then
    echo "LibreOffice is not installed: apt-get install libreoffice-calc" >&2
    exit 2
fi

mkdir -p "$out"
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
convert() {
    timeout 300 soffice "-env:UserInstallation=file://$profile" --headless \
        --convert-to "$1" --outdir "$out" "$book" >/dev/null
}
convert pdf
# 44: comma, 34: quote, 76: UTF-8; the last -1 writes every sheet.
convert 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
test -s "$out/$name.pdf"
if grep -lE '(^|,)"?(#REF!|#NAME\?|#VALUE!|Err:[0-9]+)' "$out/$name"-*.csv; then
    echo "the sheets above hold errors" >&2
    exit 1
fi
if command -v pdftoppm >/dev/null; then
    pdftoppm -r 80 -png "$out/$name.pdf" "$out/$name"
fi
echo "$name: $(ls "$out/$name"-*.csv | wc -l) sheets read, PDF and pages in $out"
