# shellcheck shell=bash
# Activation runs in a transient unit of its own: it may restart the service, the session or the network this program
# runs in, and must go on all the same.
readonly activation_unit=auto-upgrade-activation dead_man_unit=auto-upgrade-dead-man

# run_in_unit SECONDS COMMAND…: waits for it and gives its exit code; after SECONDS systemd ends it.
run_in_unit() {
  local seconds=$1
  shift
  local options=(--quiet --collect --wait --service-type=exec --unit="$activation_unit" --setenv=LOCALE_ARCHIVE
    --property="RuntimeMaxSec=$seconds" --property=TimeoutStopSec=10 --property=KillMode=mixed)
  # Its output goes straight into the service's journal where there is one. A pipe or a terminal is not handed on: it
  # can go away, and switch-to-configuration would die of it half-way.
  if in_journal; then options+=(--pipe); fi
  LOCALE_ARCHIVE=${LOCALE_ARCHIVE:-$current/sw/lib/locale/locale-archive} systemd-run "${options[@]}" -- "$@"
}

# An activation that outlived the run which started it.
stop_activation_unit() {
  systemctl stop "$activation_unit.service" >/dev/null 2>&1 || true
}

# Counted by the monotonic clock, so that setting the time of day neither fires nor delays it.
arm_dead_man() {
  systemd-run --quiet --collect --on-active="$1" --timer-property=AccuracySec=1s --unit="$dead_man_unit" \
    --description="Puts the old system back unless the upgrade has finished" \
    --property=Restart=on-failure --property=RestartSec=30 --setenv=PATH \
    -- "$program" --settings "$settings_file" settle "$activation_id"
}

disarm_dead_man() {
  systemctl stop "$dead_man_unit.timer" >/dev/null 2>&1 || true
}
