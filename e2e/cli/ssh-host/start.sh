#!/bin/bash
# start.sh FOLDER NAME PACKAGES RECORD: this machine once more, as a host called NAME, with an sshd in the foreground.
# For the first process of namespaces of its own. What the host writes goes to memory, and is gone with it.
#
# ada may do all by sudo, carla when she gives her password, eve nothing. FOLDER has host_key, authorized_keys,
# sshd_config, password_hash (carla's), without (programs that the host lacks) and an empty layers/. PACKAGES is laid over
# this machine's files. Where FOLDER has docker/, a real Docker may be started that keeps its data there; where it has
# data, a link to a folder, that is /opt/data. In RECORD,
# which is /record there, the programs of the test note what they were asked to do.
set -euo pipefail
folder=$1
name=$2
packages=$3
record=$4
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
hostname "$name"

mount -t tmpfs -o mode=0755 tmpfs "$folder/layers"
mkdir "$folder"/layers/{upper,work,merged}
mount -t overlay -o "lowerdir=/,upperdir=$folder/layers/upper,workdir=$folder/layers/work" overlay "$folder/layers/merged"
cd "$folder/layers/merged"
# Nothing of what people keep on this machine, and no devices that a stage would look for: /sys stays empty, but for a
# real Docker.
for hidden in home media mnt opt root run srv tmp var/lib var/tmp; do
  mkdir -p "$hidden"
  mount -t tmpfs -o mode=0755 tmpfs "$hidden"
done
chmod 1777 tmp var/tmp
mount -t proc proc proc
mount --rbind /dev dev

tar -C "$packages" -c -f - . | tar -x -f - --keep-directory-symlink --no-overwrite-dir
install -m 0755 "$here/record-command" "$here/apt-get" usr/local/bin/
if [[ -d $folder/docker ]]; then
  mkdir var/lib/docker
  mount --bind "$folder/docker" var/lib/docker
  # Of this network; and the control groups, which containers are put into.
  mount -t sysfs sysfs sys
  mount --rbind /sys/fs/cgroup sys/fs/cgroup
else
  rm -f {usr/local/,usr/,}{bin,sbin}/{docker,dockerd}
  install -m 0755 "$here/docker" usr/local/bin/
fi
if [[ -e $folder/data ]]; then
  mkdir opt/data
  mount --bind "$(readlink -f "$folder/data")" opt/data
fi
while IFS= read -r program; do rm -f {usr/local/,usr/,}{bin,sbin}/"$program"; done <"$folder/without"
install -D -m 0755 "$here/docker" usr/local/share/docker

printf '%s\n' root:x:0:0::/root:/bin/bash sshd:x:100:65534::/run/sshd:/usr/sbin/nologin nobody:x:65534:65534::/:/bin/false \
  ada:x:2001:2001::/home/ada:/bin/bash eve:x:2002:2002::/home/eve:/bin/bash carla:x:2003:2003::/home/carla:/bin/bash >etc/passwd
# That no registry is reachable is known at once, and not after the patience of a resolver.
rm -f etc/resolv.conf
echo nameserver 127.0.0.1 >etc/resolv.conf
printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$name" >etc/hosts
printf '%s\n' root:x:0: users:x:100: ada:x:2001: eve:x:2002: carla:x:2003: nogroup:x:65534: >etc/group
printf '%s:*:19000::::::\n' root sshd nobody ada eve >etc/shadow
printf 'carla:%s:19000::::::\n' "$(cat "$folder/password_hash")" >>etc/shadow
chmod 0640 etc/shadow
rm -rf etc/sudoers.d
cat >etc/sudoers <<'SUDOERS'
Defaults secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
root ALL=(ALL:ALL) ALL
ada ALL=(ALL:ALL) NOPASSWD: ALL
carla ALL=(ALL:ALL) ALL
SUDOERS
chmod 0440 etc/sudoers
printf 'auth required pam_unix.so\naccount required pam_unix.so\nsession required pam_permit.so\n' >etc/pam.d/sudo
while IFS=: read -r _ _ id _ _ home _; do
  [[ $home == /home/* ]] || continue
  install -D -m 0600 "$folder/authorized_keys" ".$home/.ssh/authorized_keys"
  chown -R "$id:$id" ".$home"
done <etc/passwd
install -m 0600 "$folder/host_key" "$folder/sshd_config" etc/ssh/
mkdir -p run/sshd record
mount --bind "$record" record
# Not only another root: containers have theirs put in the place of the one that the namespace has.
mkdir before
pivot_root . before
umount -l before
rmdir before
exec chroot . /usr/sbin/sshd -D -e -f /etc/ssh/sshd_config
