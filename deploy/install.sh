#!/bin/sh
# Installs widget-origin from a clone: the command on the PATH and, as root on a machine with systemd,
# a service with a user of its own. Safe to repeat: that is how one upgrades.
#
#   sudo deploy/install.sh                     /usr/local, the service, /etc/widget-origin
#   deploy/install.sh --prefix ~/.local        for yourself: the command only
#   sudo deploy/install.sh --uninstall         takes all of it away but settings and store
#
# --destdir DIR puts everything below DIR and starts nothing, for those who make packages.
set -eu
# The service, which is another user, must be able to read what is installed.
umask 022

prefix=/usr/local
destdir=
service=auto
uninstall=
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) prefix=${2:?--prefix wants a folder}; shift ;;
    --prefix=*) prefix=${1#*=} ;;
    --destdir) destdir=${2:?--destdir wants a folder}; shift ;;
    --destdir=*) destdir=${1#*=} ;;
    --no-service) service= ;;
    --uninstall) uninstall=yes ;;
    -h | --help) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "install: there is no option $1; try --help" >&2; exit 2 ;;
  esac
  shift
done
prefix=${prefix%/}
case $prefix in
  /*) ;;
  *) echo "install: --prefix wants an absolute path, found '$prefix'" >&2; exit 2 ;;
esac

# A service is for the whole machine: for root, and not in a prefix of one's own.
if [ "$service" = auto ]; then
  if [ "$prefix" = /usr/local ] || [ "$prefix" = /usr ] || [ -n "$destdir" ]; then
    [ -n "$destdir" ] || [ "$(id -u)" = 0 ] || {
      echo "install: $prefix and the service need root: sudo $0, or --prefix ~/.local" >&2
      exit 1
    }
  else
    service=
  fi
fi

here=$(CDPATH="" cd -- "$(dirname -- "$0")/.." && pwd)
lib=$prefix/lib/widget-origin
man=$prefix/share/man/man1
bash=$prefix/share/bash-completion/completions/widget-origin
zsh=$prefix/share/zsh/site-functions/_widget-origin
fish=$prefix/share/fish/vendor_completions.d/widget-origin.fish
unit=/etc/systemd/system/widget-origin.service
settings=/etc/widget-origin
running=
[ -n "$destdir" ] || [ ! -d /run/systemd/system ] || running=yes

if [ -n "$uninstall" ]; then
  if [ -n "$service" ]; then
    [ -z "$running" ] || systemctl disable --now widget-origin 2>/dev/null || true
    rm -f "$destdir$unit"
    [ -z "$running" ] || systemctl daemon-reload
  fi
  rm -f "$destdir$prefix/bin/widget-origin" "$destdir$bash" "$destdir$zsh" "$destdir$fish" \
    "$destdir$man"/widget-origin.1 "$destdir$man"/widget-origin-*.1
  rm -rf "$destdir$lib"
  echo "removed widget-origin from $prefix"
  [ -z "$service" ] || echo "kept: $settings and /var/lib/widget-origin; delete them if you want neither"
  exit 0
fi

# The launcher builds the jar where it is missing or older than the sources; not as root, whose files
# would be in the way of the next build.
if [ "$(id -u)" = 0 ] && [ -n "${SUDO_USER:-}" ] && [ "$SUDO_USER" != root ]; then
  sudo -u "$SUDO_USER" -H "$here/bin/widget-origin" --version >/dev/null
else
  "$here/bin/widget-origin" --version >/dev/null
fi

mkdir -p "$destdir$prefix/bin" "$destdir$lib/bin" "$destdir$lib/origin-server/target/run"
# Each by a rename: a running origin keeps the jar that it has open.
put() {
  cp "$1" "$2.new"
  chmod "$3" "$2.new"
  mv -f "$2.new" "$2"
}
put "$here/bin/widget-origin" "$destdir$lib/bin/widget-origin" 755
put "$here/origin-server/target/run/widget-origin.jar" \
  "$destdir$lib/origin-server/target/run/widget-origin.jar" 644
ln -sfn "$lib/bin/widget-origin" "$destdir$prefix/bin/widget-origin"
# Class data for this path and this JDK: starts take half the time, and go on without. A package is
# installed elsewhere.
[ -n "$destdir" ] || "$lib/bin/widget-origin" train || true
# What shells and man are told of the commands, by the command itself.
mkdir -p "$destdir$(dirname "$bash")" "$destdir$(dirname "$zsh")" "$destdir$(dirname "$fish")"
"$here/bin/widget-origin" completion bash >"$destdir$bash"
"$here/bin/widget-origin" completion zsh >"$destdir$zsh"
"$here/bin/widget-origin" completion fish >"$destdir$fish"
"$here/bin/widget-origin" man --out "$destdir$man" >/dev/null
echo "installed $prefix/bin/widget-origin, its manual pages, and completion for bash, zsh and fish"
case ":$PATH:" in
  *":$prefix/bin:"*) ;;
  *) [ -n "$destdir" ] || echo "  $prefix/bin is not on your PATH: export PATH=\"$prefix/bin:\$PATH\"" ;;
esac
[ -n "$service" ] || exit 0

if [ -z "$destdir" ] && ! getent passwd widget-origin >/dev/null; then
  useradd --system --user-group --home-dir /var/lib/widget-origin --no-create-home \
    --shell /usr/sbin/nologin widget-origin
  echo "made the user widget-origin"
fi
mkdir -p "$destdir$settings" "$destdir$(dirname "$unit")"
if [ ! -e "$destdir$settings/widget-origin.yaml" ]; then
  cp "$here/deploy/widget-origin.yaml" "$destdir$settings/widget-origin.yaml"
  echo "made $settings/widget-origin.yaml"
fi
if [ ! -e "$destdir$settings/environment" ]; then
  (umask 077 && cp "$here/deploy/environment" "$destdir$settings/environment")
fi
sed "s|/usr/local/bin/widget-origin|$prefix/bin/widget-origin|" \
  "$here/deploy/widget-origin.service" >"$destdir$unit.new"
chmod 644 "$destdir$unit.new"
mv -f "$destdir$unit.new" "$destdir$unit"
echo "installed $unit"
if [ -n "$running" ]; then
  systemctl daemon-reload
  echo "start it: systemctl enable --now widget-origin     upgrade: systemctl restart widget-origin"
fi
