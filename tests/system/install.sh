#!/usr/bin/env bash
# Install the Debian packages that some tests need, where that is possible. Never fails: tests whose
# programs are missing are skipped and say so. SYSTEM=no leaves the machine as it is.
set -euo pipefail

packages=()
missing() { ! command -v "$1" >/dev/null; }

missing chromium && packages+=(chromium)
missing nginx && [ ! -x /usr/sbin/nginx ] && packages+=(nginx-light)
if missing php || missing mariadbd || [ ! -d /usr/share/wordpress/wp-content/themes/twentytwentythree ] ||
    ! php -r 'exit(extension_loaded("mysqli") && extension_loaded("mbstring") && extension_loaded("dom") ? 0 : 1);'; then
    # The bare server, not mariadb-server: no database service comes to stand on this machine.
    packages+=(wordpress wordpress-theme-twentytwentythree mariadb-server-core mariadb-client-core
        php-cli php-mysql php-curl php-xml php-mbstring php-gd php-intl)
fi
# Postfix and Dovecot stand where only root looks for programs.
[ -x /usr/sbin/postfix ] && [ -x /usr/sbin/dovecot ] || packages+=(postfix dovecot-core)
[ ${#packages[@]} -eq 0 ] && exit 0

skip() {
    echo "Some tests will be skipped: $1" >&2
    echo "  To run them, install: ${packages[*]}" >&2
    exit 0
}

as_root=()
[ "${SYSTEM:-yes}" = no ] && skip "SYSTEM=no was asked for."
missing apt-get && skip "this is not a Debian system."
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || skip "not root, and sudo would ask for a password."
    as_root=(sudo -n env)
fi

# No web server may start because its package is a dependency: policy-rc.d forbids it while this runs.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
    trap '"${as_root[@]}" rm -f $policy' EXIT
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null
    "${as_root[@]}" chmod 755 $policy
fi

echo "Installing Debian packages for the tests: ${packages[*]} ..."
log=$(mktemp)
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1; }
if ! { apt update && apt install --yes --no-install-recommends "${packages[@]}"; }; then
    tail -5 "$log" >&2
    rm -f "$log"
    skip "apt-get failed (its last lines are above)."
fi
rm -f "$log"
