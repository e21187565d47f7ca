# shellcheck shell=bash
# From a built system to one that runs and boots. The boot entry points at the old system until the new one has passed
# its checks: a power cut at any moment boots a system that was well.

activate() {
  if [[ ${settings[operation]} == boot ]]; then
    install_for_next_boot "as services.auto-upgrade.operation says"
  elif inhibited; then
    install_for_next_boot "because $inhibitor cannot be replaced in a running system"
  else
    switch_over
  fi
}

switch_over() {
  local code=0 health_seconds activation_seconds
  setting guard.healthCheck.timeout 120
  health_seconds=$REPLY
  setting guard.activationTimeout 600
  activation_seconds=$REPLY
  setting guard.deadManMargin 120
  local margin=$REPLY
  begin_activation switch "${1:-}"
  if enabled guard.rollback; then
    arm_dead_man $((activation_seconds + health_seconds + margin)) || {
      end_activation
      fail unexpected "The dead man's switch could not be armed (systemd-run failed)." "Nothing was activated." \
        "See what systemd says: systemctl status; the next run tries again."
    }
  fi
  mark activating || give_up "its start could not be recorded"
  say "$toplevel is activated; the boot entry stays with the old system until it has shown itself well."
  run_in_unit "$activation_seconds" "$toplevel/bin/switch-to-configuration" test || code=$?
  case $code in
    0) ;;
    4) warn "Some units failed in the activation (exit 4); whether they had failed before is looked at now." ;;
    100)
      keep "an init that only a reboot can replace"
      return
      ;;
    *) give_up "its activation failed with exit code $code" ;;
  esac
  resolved "$current"
  [[ $REPLY == "$toplevel" ]] || give_up "its activation ended without $current pointing to it"
  check_health || give_up "$health_reason"
  keep
}

# keep [WHAT]: decided, installed, recorded. WHAT takes effect with the next boot only.
keep() {
  local before=${intent[old]}
  if ! decide keep && ! overtaken; then give_up "the decision could not be recorded"; fi
  [[ $decision == keep ]] || give_up "the dead man's switch fired before the checks were done"
  if ! install_generation; then
    overrule revert
    give_up "its boot entry could not be written" install-failed
  fi
  accept
  end_activation || true
  disarm_dead_man
  outcome_result=upgraded
  outcome_what="${settings[host]} was upgraded from $before to $toplevel${revision:+ (${revision:0:12})}."
  outcome_state="It runs, has passed its checks, and is what boots."
  if [[ -n ${1:-} ]]; then
    outcome_result=installed-for-next-boot
    outcome_state="It is what boots; it has $1."
  fi
}

# give_up REASON [RESULT]: back to the old system, and the run ends.
give_up() {
  local result=${2:-rolled-back}
  decide revert || true
  if ! settle failed "$1" "$activation_id" || ! back_on_old; then
    fail rollback-failed "The upgrade to $toplevel failed: $1." "${back_problem:-Going back failed, too}; $(boot_sentence)" \
      "Look at it: journalctl -u nixos-upgrade -u $activation_unit. Rebooting starts what the boot entry names."
  fi
  fail "$result" "The upgrade to $toplevel failed: $1." \
    "The old system ${intent[old]} is active again and is what boots; ${revision:+the revision ${revision:0:12} is not tried again.}" \
    "Merge a fix or a revert; or look into it: journalctl -u nixos-upgrade -u $activation_unit."
}

# Also for the case that the dead man's switch did it.
back_on_old() {
  resolved "$current"
  back_problem="The new system is still active"
  [[ $REPLY == "${intent[old]}" ]]
}

boot_sentence() {
  resolved "$profile"
  printf 'what boots is %s.' "$REPLY"
}

install_for_next_boot() {
  resolved "$profile"
  begin_activation boot
  say "$toplevel is made what boots next, $1."
  keep "not been activated, $1"
}

# NixOS lists, as JSON in each toplevel, parts that must not change under a running system (system.switch.inhibitors).
# Sets inhibitor to the first that both have and that differs.
inhibited() {
  inhibitor=$(jq -r --slurpfile new "$toplevel/switch-inhibitors" \
    'first(to_entries[] | select($new[0][.key] != null and $new[0][.key] != .value) | .key) // empty' \
    "$current/switch-inhibitors" 2>/dev/null) && [[ -n $inhibitor ]]
}

# Nothing to do: it runs and boots already, or waits for the reboot it needs.
in_place() {
  [[ ! -e $activation ]] || return 1
  resolved "$profile"
  [[ $REPLY == "$toplevel" ]] || return 1
  resolved "$current"
  [[ $REPLY == "$toplevel" || ${settings[operation]} == boot ]] || inhibited
}
