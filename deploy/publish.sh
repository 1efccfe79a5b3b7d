#!/bin/sh
# Publishes a folder to widget-origin with nothing but tar and curl, for a pipeline that builds on a tag.
#
#   WIDGET_ORIGIN_SERVER=https://control.example.com WIDGET_ORIGIN_TOKEN=… deploy/publish.sh chat v1.2.3 dist
#
# A fourth word stages it (exact URL only, until it is released): … deploy/publish.sh chat v1.2.3 dist staged
# Two more settings from the environment:
#   WIDGET_ORIGIN_CHANNEL=next   publishes to that channel: latest and ranges wait for 'widget-origin promote'
#   WIDGET_ORIGIN_UNPIN=true     lifts the pins of rollbacks that would keep the version back
# Safe to repeat: the same bytes again are a success, other bytes under the same version are refused.
set -eu

widget=${1:?which widget, e.g. chat or @acme/chat}
version=${2:?which version, e.g. v1.2.3}
folder=${3:?which folder, e.g. dist}
state=${4:-released}
server=${WIDGET_ORIGIN_SERVER:-http://127.0.0.1:8081}
server=${server%/}
# This machine is behind no proxy, even where the environment names one for everything.
case $server in
  http://127.* | http://localhost | http://localhost[:/]* | 'http://[::1]'*) export no_proxy='*' NO_PROXY='*' ;;
esac
query="state=$state"
[ -z "${WIDGET_ORIGIN_CHANNEL:-}" ] || query="$query&channel=$WIDGET_ORIGIN_CHANNEL"
[ -z "${WIDGET_ORIGIN_UNPIN:-}" ] || query="$query&unpin=$WIDGET_ORIGIN_UNPIN"
: "${WIDGET_ORIGIN_TOKEN:?a token with the scope publish:$widget}"

[ -d "$folder" ] || { echo "publish: no folder $folder" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# Under package/, as npm packs: the origin strips one top folder, and it must not be one of yours.
ln -s "$(CDPATH="" cd -- "$folder" && pwd)" "$work/package"
COPYFILE_DISABLE=1 tar -czf "$work/bundle.tgz" -C "$work" package/.
# The token is passed in a file, because every user of the machine can see arguments. A secret that was
# pasted often ends with a line break.
umask 077
printf 'header = "Authorization: Bearer %s"\n' \
  "$(printf %s "$WIDGET_ORIGIN_TOKEN" | tr -d '[:space:]' | sed 's/["\\]/\\&/g')" >"$work/curl"

status=$(curl --silent --show-error --config "$work/curl" \
  --connect-timeout 10 --max-time 600 --retry 3 --retry-connrefused \
  --request PUT --header 'Content-Type: application/gzip' --upload-file "$work/bundle.tgz" \
  --output "$work/answer" --dump-header "$work/head" --write-out '%{http_code}' \
  "$server/-/api/v1/widgets/$widget/versions/${version#v}?$query") || exit 1

# A page to sign in at, of a proxy, may come with 200: that is no success.
ours=
if grep -qi '^content-type: application/problem+json' "$work/head" ||
  grep -q '"sequence"' "$work/answer" 2>/dev/null; then
  ours=yes
fi
case $status$ours in
  201yes) echo "published $widget $version ($state)" ;;
  200yes) echo "$widget $version was published before with the same bytes" ;;
  *yes)
    echo "publish: refused ($status):" >&2
    [ ! -f "$work/answer" ] || cat "$work/answer" >&2
    if grep -qi '^cross-origin-resource-policy: cross-origin' "$work/head"; then
      echo "publish: $server is the delivery listener, which takes no changes. Name the control listener in" \
        "WIDGET_ORIGIN_SERVER; its port is 8081 unless control.port says otherwise" >&2
    fi
    exit 1
    ;;
  *)
    echo "publish: not published. This answer ($status) is not of widget-origin's control listener, but of" \
      "something else at or before $server; check WIDGET_ORIGIN_SERVER:" >&2
    [ ! -f "$work/answer" ] || cat "$work/answer" >&2
    exit 1
    ;;
esac

# A pin (for instance of a rollback) that holds the version back from aliases, so that it is noticed.
tr -d '\r' <"$work/head" | sed -n 's/^[Xx]-[Hh]eld: /held: /p' >&2
