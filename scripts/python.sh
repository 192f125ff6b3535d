#!/bin/sh
# Finds a Python that really works (a pyenv shim may exist and still fail) and hands it the rest of the line.
# Prints one plain line with the remedy where there is none. PYTHON=/path/to/python overrides the search.
set -u
old=""
bare=""
try() {
    command -v "$1" >/dev/null 2>&1 || return 1
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || {
        "$1" -c 'import sys' >/dev/null 2>&1 && old=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        return 1
    }
    "$1" -c 'import venv, ensurepip, ssl, sqlite3' >/dev/null 2>&1 || {
        bare=$1
        return 1
    }
    return 0
}
if [ -n "${PYTHON:-}" ]; then
    set_by_hand=$PYTHON
    if try "$set_by_hand"; then exec "$set_by_hand" "$@"; fi
    echo "wutong: PYTHON=$set_by_hand is not a working Python 3.11 or newer with venv, ssl and sqlite3: point it at one, or unset it" >&2
    exit 2
fi
for name in python3 python3.13 python3.12 python3.11 python3.14 python \
    /usr/bin/python3 /usr/local/bin/python3 "$HOME"/.pyenv/versions/3.1[1-9]*/bin/python3 \
    "$HOME"/.local/bin/python3.1[1-9] /opt/homebrew/bin/python3; do
    if try "$name"; then exec "$name" "$@"; fi
done
if [ -n "$bare" ]; then
    echo "wutong: $bare lacks venv/ensurepip, ssl or sqlite3: on Debian or Ubuntu run 'sudo apt install python3-venv', then 'make demo' again / 缺 python3-venv，装上再来" >&2
elif [ -n "$old" ]; then
    echo "wutong: Python 3.11 or newer is needed, found $old: install one (Debian 12 and Ubuntu 24.04 have it), or say PYTHON=/path/to/python3.11 make demo / Python 太旧，要3.11以上" >&2
else
    echo "wutong: no Python found: install Python 3.11 or newer (Debian: sudo apt install python3 python3-venv), or say PYTHON=/path/to/python make demo / 没有 Python" >&2
fi
exit 2
