# shellcheck shell=bash
# The order of the steps: the only file that knows it.

run_command() {
  local dry_run=
  while (($#)); do
    case $1 in
      --dry-run) dry_run=yes ;;
      --retry) retry_bad=yes ;;
      --allow-backwards) allow_backwards=yes ;;
      *) wrong_usage "run knows --dry-run, --retry and --allow-backwards, but '$1' was given." ;;
    esac
    shift
  done
  start_run
  open_state
  take_lock
  [[ -n $dry_run ]] || settle_leftovers
  [[ -n $dry_run ]] || stop_when_held
  open_session
  open_credentials
  fetch_head
  verify_signature
  require_forward
  refuse_known_bad
  evaluate_toplevel
  if in_place; then
    stay
  else
    refuse_known_bad
    build_toplevel
    if [[ -n $dry_run ]]; then
      show_activation
    else
      activate
    fi
  fi
  [[ -n $dry_run ]] || decide_reboot
}

# The head is what runs and boots already. A newer commit that changes nothing here counts as installed.
stay() {
  outcome_result="up-to-date"
  outcome_what="${settings[host]} is up to date: ${revision:0:12} is what it has."
  outcome_state="$toplevel is what boots; nothing was changed."
  read_in_place
  accept
}

read_in_place() {
  # shellcheck disable=SC2034 # read by accept
  declare -gA intent=([revision]=$revision [new]=$toplevel)
}

show_activation() {
  local code=0
  # What it would do is for who asks: straight to the output, no unit needed, because nothing is activated.
  "$toplevel/bin/switch-to-configuration" dry-activate >&2 || code=$?
  outcome_result=dry-run
  outcome_what="A run would upgrade ${settings[host]} to $toplevel (${revision:0:12})."
  outcome_state="It is built; nothing was activated."
  ((code == 0)) || outcome_remedy="Its dry activation failed with exit code $code: see above."
}

# What a run that was killed has left is finished or undone before anything else.
settle_leftovers() {
  [[ -e $activation ]] || return 0
  read_activation || true
  settle interrupted "the activation was cut short (killed, or power was lost)" ||
    fail rollback-failed "An earlier upgrade was cut short, and putting the old system back failed." \
      "The running system may be part old, part new; $(boot_sentence)" \
      "Reboot: what boots was well. Then see: journalctl -u nixos-upgrade -u $activation_unit."
  say "An earlier upgrade that was cut short is settled; $(running_sentence)"
}

running_sentence() {
  resolved "$current"
  printf '%s runs.' "$REPLY"
}

start_run() {
  outcome_result='' outcome_what='' outcome_state='' outcome_remedy=''
  started_at=$(now)
  trap end_run EXIT
  trap 'exit 143' TERM
  trap 'exit 130' INT
  trap 'exit 129' HUP
}

# However the run ends: what it has begun is brought to an end, it is told, and nothing is left in temporary folders.
end_run() {
  local code=$?
  trap - EXIT
  trap '' TERM INT HUP
  # From here on, nothing may end the program before it has told what happened.
  set +e
  if [[ -z $outcome_result ]]; then
    explain_end "$code"
    code=${exit_codes[$outcome_result]}
  fi
  report_outcome "$code"
  close_session
  if [[ ${reboot:-} == now && $code == 0 ]]; then reboot_now; fi
  exit "$code"
}

# A signal, or an error nobody has thought of.
explain_end() {
  outcome_result=unexpected
  outcome_what="The run ended unexpectedly (code $1)."
  case $1 in 129 | 130 | 143)
    outcome_result=interrupted
    outcome_what="The run was stopped from outside (signal $(($1 - 128)))."
    ;;
  esac
  outcome_state="Nothing was activated: the running system and the boot entry are as before."
  outcome_remedy="The next run starts anew. If it happens again: journalctl -u nixos-upgrade."
  if [[ -n ${activation_id:-} && -e $activation ]]; then
    if settle interrupted "$outcome_what" "$activation_id"; then
      outcome_state="What it had begun was brought to an end: $(running_sentence) $(boot_sentence)"
    else
      outcome_result=rollback-failed
      outcome_state="The old system could not be put back; $(boot_sentence)"
      outcome_remedy="Reboot: what boots was well."
    fi
  fi
}
