#!/bin/sh
# Installs one Debian package, as root, without a question and without leaving a service running.
# Usage: apt-install.sh PACKAGE [SERVICE [POLICY]]
#   SERVICE  what the package would start
#   POLICY   the program that Debian asks whether it may
package=$1
service=${2-}
policy=${3-/usr/sbin/policy-rc.d}

export DEBIAN_FRONTEND=noninteractive
# Or Ubuntu would restart other people's services on this occasion.
export NEEDRESTART_SUSPEND=1
# A source that does not answer is given up after 20 s, not after minutes.
network='-o Acquire::http::Timeout=20 -o Acquire::Retries=1'

# A bare machine has no package lists. One unreachable source is no reason to give up: the installation will tell.
# shellcheck disable=SC2086 # several words on purpose
apt-get -q $network update >&2

was_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ]
}

# Debian starts a service as it installs it, and at every boot from then on. It asks policy-rc.d first: ours forbids this
# one service only, and only while we live, in case it is ever left behind. A policy that exists is not ours to replace.
forbid_start() {
  [ -e "$policy" ] && return
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  cat >"$policy" <<POLICY
#!/bin/sh
# Written by Poundkey while it installs $package; it may be removed.
case " \$* " in *" $service "* | *" $service.service "*) kill -0 $$ 2>/dev/null && exit 101 ;; esac
exit 0
POLICY
  chmod 755 "$policy"
}

# For a policy that let it start, and for the next boot. Only for what was not here before us.
put_to_rest() {
  if command -v systemctl; then systemctl disable "$service"; fi
  if [ -d /run/systemd/system ]; then
    systemctl stop "$service"
  elif command -v service; then
    service "$service" stop
  fi
}

fresh=yes
if was_installed; then fresh=; fi
if [ -n "$service" ] && [ -n "$fresh" ]; then forbid_start; fi

# Somebody else may be installing: wait for the lock. Nobody is there to answer: keep old configuration files.
# shellcheck disable=SC2086
apt-get -q -y $network --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold install "$package" >&2
result=$?

if [ -n "$service" ] && [ -n "$fresh" ] && [ "$result" = 0 ]; then put_to_rest >/dev/null 2>&1; fi
exit "$result"
