#!/usr/bin/env bash
# install.sh CLIENT DIRECTORY: installs the client as pinned into the directory, whole or not at all.
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
pip=("$work/venv/bin/pip" --disable-pip-version-check -q)
"${pip[@]}" install setuptools==69.5.1 wheel==0.45.1
"${pip[@]}" install --no-build-isolation --no-deps --target "$work/site" -r "$here/$1.requirements.txt"
if [ "$1" = pymesos ]; then
    # pymesos takes the parser in C or the one in Python; the C one does not compile since Python 3.11.
    "${pip[@]}" download --no-build-isolation --no-deps --no-binary :all: -d "$work" http-parser==0.9.0
    tar xzf "$work"/http?parser-0.9.0.tar.gz -C "$work"
    mkdir "$work/site/http_parser"
    cp "$work"/http?parser-0.9.0/http_parser/*.py "$work/site/http_parser/"
fi
chmod 755 "$work/site"
mkdir -p "$(dirname -- "$2")"
mv -T "$work/site" "$2"
