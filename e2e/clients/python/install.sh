#!/usr/bin/env bash
# install.sh CLIENT DIRECTORY: installs the client as pinned into the directory, whole or not at all. Where Python or the
# registry is to blame it says so and ends with 0 without the directory; a wrong pin is an error.
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! python3 -m venv "$work/venv" >"$work/log" 2>&1; then
    echo "python3 makes no environments here (Debian: python3-venv)"
    exit 0
fi
pip=("$work/venv/bin/pip" --disable-pip-version-check -q --timeout 10 --retries 2)

registry_answers() { # by something that it surely has
    "${pip[@]}" download --no-cache-dir --no-deps -d "$work/probe" pip >/dev/null 2>&1
}

install() {
    "${pip[@]}" install setuptools==69.5.1 wheel==0.45.1
    "${pip[@]}" install --no-build-isolation --no-deps --target "$work/site" -r "$here/$1.requirements.txt"
    if [ "$1" = pymesos ]; then
        # pymesos takes the parser in C or the one in Python; the C one does not compile since Python 3.11.
        "${pip[@]}" download --no-build-isolation --no-deps --no-binary :all: -d "$work" http-parser==0.9.0
        tar xzf "$work"/http?parser-0.9.0.tar.gz -C "$work"
        mkdir "$work/site/http_parser"
        cp "$work"/http?parser-0.9.0/http_parser/*.py "$work/site/http_parser/"
    fi
}

set +e
(set -e; install "$1") >"$work/log" 2>&1
status=$?
set -e
if [ $status != 0 ]; then
    tail -n 20 "$work/log"
    registry_answers && exit 1
    echo "the package registry does not answer"
    exit 0
fi
chmod 755 "$work/site"
mkdir -p "$(dirname -- "$2")"
mv -T "$work/site" "$2"
