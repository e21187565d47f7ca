# shellcheck shell=bash
# Is the new system well? Units that failed since, units that must be active, the operator's commands, addresses, and
# the forge itself (a host that cannot reach it could never be repaired from there). All are asked again until the
# timeout, except a unit that has failed: systemd calls it so only when it has given up on it.

failed_units() {
  systemctl list-units --state=failed --plain --no-legend --no-pager 2>/dev/null | while read -r unit _; do
    printf '%s\n' "$unit"
  done
}

# Returns 1 with health_reason set. The old failures are those on the activation's record: they cause no rollback.
check_health() {
  local end
  health_reason=
  setting guard.healthCheck.timeout 120
  uptime_seconds
  end=$((uptime + REPLY))
  setting guard.healthCheck.settle 10
  sleep "$REPLY"
  while true; do
    if new_failure; then return 1; fi
    if healthy_now "$end"; then return 0; fi
    if overtaken; then
      health_reason="the dead man's switch fired before the checks were done ($health_reason)"
      return 1
    fi
    uptime_seconds
    if ((uptime >= end)); then
      health_reason="$health_reason, and stayed so until the timeout"
      return 1
    fi
    sleep 1
  done
}

new_failure() {
  local unit before=$'\n'${failed_before:-}$'\n' units=()
  while read -r unit; do
    [[ $before == *$'\n'"$unit"$'\n'* || $unit == "$activation_unit.service" ]] || units+=("$unit")
  done < <(failed_units)
  health_reason="units failed that had not before: ${units[*]:-}"
  ((${#units[@]} > 0))
}

# healthy_now END: one round of all checks, each bounded by what is left until END.
healthy_now() {
  local check left
  setting_list guard.healthCheck.units
  for check in "${list[@]}"; do
    health_reason="the unit $check is not active"
    systemctl is-active --quiet "$check" || return 1
  done
  setting_list guard.healthCheck.commands
  for check in "${list[@]}"; do
    seconds_until "$1"
    health_reason="the check '$check' fails"
    without_locks timeout --kill-after=5 "$left" bash -c "$check" >&2 </dev/null || return 1
  done
  setting_list guard.healthCheck.addresses
  for check in "${list[@]}"; do
    health_reason="the address $check is not reachable"
    reach "$check" || return 1
  done
  if [[ ${settings[guard.healthCheck.forge]:-true} == true && -n ${session:-} ]]; then
    seconds_until "$1"
    health_reason="the forge ${settings[repository]} is not reachable any more"
    ask_forge "$left" || return 1
  fi
}

seconds_until() {
  uptime_seconds
  left=$(($1 - uptime))
  if ((left < 1)); then left=1; fi
}

# HOST:PORT or [IPV6]:PORT, by bash's own TCP.
reach() {
  local host=${1%:*} port=${1##*:}
  host=${host#[} host=${host%]}
  # shellcheck disable=SC2016 # expanded by the inner bash
  timeout --kill-after=1 10 bash -c ': <"/dev/tcp/$1/$2"' -- "$host" "$port" 2>/dev/null
}
