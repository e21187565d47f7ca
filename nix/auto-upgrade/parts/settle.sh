# shellcheck shell=bash
# Brings an activation on record to an end: finished where it was decided to keep the new system, undone otherwise. Called
# by the run itself when something fails, by the dead man's switch, and by the next run. Every caller ends at the same
# state, and doing it twice does no harm; settle.lock lets one at a time.

# settle CAUSE REASON [ID]: CAUSE failed or interrupted and REASON are for the memory of bad revisions; with ID, only
# that activation. Returns 1 when going back failed; the record then stays and the next run tries again.
settle() {
  local code=0
  # A disk too full for the lock file must not keep the old system from coming back.
  if { exec {settle_lock}>>"$state/settle.lock"; } 2>/dev/null; then flock --wait 3600 "$settle_lock" || true; fi
  if read_activation && [[ -z ${3:-} || ${intent[id]} == "$3" ]]; then
    # Where no decision can be recorded (a full disk), none can be made to keep it either: so it is undone.
    read_decision || decide revert || decision=revert
    if [[ $decision == keep ]]; then finish_kept "$2" || code=1; else undo "$1" "$2" || code=1; fi
  elif [[ -d $activation && ! -s $activation/intent.json ]]; then
    end_activation || true
  fi
  [[ -z ${settle_lock:-} ]] || exec {settle_lock}>&-
  settle_lock=
  return "$code"
}

finish_kept() {
  say "An earlier run found ${intent[new]} well but could not finish ($1): its boot entry is written now."
  if install_generation; then
    accept
    end_activation
    disarm_dead_man
  else
    overrule revert
    undo failed "its boot entry could not be written"
  fi
}

undo() {
  local code=0 same_boot=
  remember_bad "${intent[revision]}" "${intent[new]}" "$1" "$2"
  stop_activation_unit
  boot_id
  [[ $REPLY != "${intent[bootId]}" ]] || same_boot=yes
  resolved "$current"
  # After a power cut the old system has booted by itself. Else an activation that has begun is undone even where
  # the running system is still the old one by name: its services may be half the new ones.
  if { [[ -n $same_boot ]] && marked activating; } || [[ $REPLY == "${intent[new]}" && $REPLY != "${intent[old]}" ]]; then
    go_back || code=1
  fi
  if marked installing; then restore_generation || code=1; fi
  ((code == 0)) || return 1
  end_activation
  disarm_dead_man
}

# The old system again. Exit 4 (some units failed) counts as back: they are told by the unit's own state.
go_back() {
  local code=0 seconds
  [[ ${settings[guard.rollback]:-true} == true ]] || {
    warn "The new system stays active (guard.rollback = false); the boot entry is the old one."
    return 0
  }
  setting guard.activationTimeout 600
  seconds=$REPLY
  say "The old system ${intent[old]} is activated again."
  run_in_unit "$seconds" "${intent[old]}/bin/switch-to-configuration" test || code=$?
  resolved "$current"
  [[ $REPLY == "${intent[old]}" ]] && ((code == 0 || code == 4))
}

# What the dead man's switch runs: settle ACTIVATION-ID.
settle_command() {
  (($# == 1)) || wrong_usage "settle wants the id of one activation; it is for the dead man's switch."
  open_state
  read_activation && [[ ${intent[id]} == "$1" ]] || exit 0
  warn "The upgrade to ${intent[new]} has not finished in time."
  decide revert || true
  # A run that has decided to keep the system is writing its boot entry: let it, and finish only if it died.
  if [[ $decision == keep ]]; then take_lock 1800; fi
  settle interrupted "the upgrade did not finish in time" "$1" || {
    warn "The old system could not be put back. The boot entry is still the old one: rebooting brings it back."
    exit "${exit_codes[rollback-failed]}"
  }
}
