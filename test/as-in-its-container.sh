#!/bin/sh
# Runs a command as docker-compose.yml has Docker run one, as far as Linux does that by itself: a root of its own that
# is read-only, with the system's programs and what is mounted alone; no capability, and none to be had; /tmp in memory.
# Of all this nothing is left when the command has ended. By root:
#   unshare --mount sh as-in-its-container.sh EMPTY-FOLDER USER FOLDER FROM:TO… FROM:TO:ro… -- COMMAND…
set -eu
root=$1 user=$2 folder=$3
shift 3

mount --make-rprivate /
mount -t tmpfs tmpfs "$root"
for system in /bin /sbin /lib /lib64; do
  [ ! -L "$system" ] || cp -P "$system" "$root$system"
done
mkdir "$root/usr" "$root/dev" "$root/proc" "$root/tmp"
mount --bind -o ro /usr "$root/usr"
mount --rbind /dev "$root/dev"
mount --rbind /proc "$root/proc"
while [ "$1" != -- ]; do
  from=${1%%:*} to=${1#*:}
  place=$root${to%:ro}
  if [ -d "$from" ]; then mkdir -p "$place"; else mkdir -p "${place%/*}" && [ -e "$place" ] || : >"$place"; fi
  mount --bind "$from" "$place"
  [ "$to" = "${to%:ro}" ] || mount -o remount,bind,ro "$place"
  shift
done
shift
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -o remount,ro "$root"

# Each program takes the place of the one before: who ends this process ends the command.
exec chroot "$root" setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups --no-new-privs \
  --bounding-set -all --inh-caps -all env --chdir="$folder" "$@"
