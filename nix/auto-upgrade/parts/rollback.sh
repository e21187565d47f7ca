# shellcheck shell=bash
# auto-upgrade rollback: the generation before the one that boots now, by the same guarded activation. The revision that
# is left is remembered as bad, or the next night would bring it back.

rollback_command() {
  (($# == 0)) || wrong_usage "rollback takes no argument, but '$1' was given."
  open_state
  start_run
  take_lock
  settle_leftovers
  open_session
  open_credentials
  local left generation left_revision
  resolved "$profile"
  left=$REPLY
  left_revision=$(read_json "$state/accepted.json" "select(.toplevel == \"$left\") | .revision")
  find_previous_generation || fail settings "There is no generation before the one that boots now." "Nothing was changed." \
    "See which there are: nix-env --profile $profile --list-generations."
  resolved "${profile%/*}/${profile##*/}-$generation-link"
  toplevel=$REPLY
  say "Generation $generation is put in the place of $(generation_of "$profile")."
  remember_bad "$left_revision" "$left" failed "rolled back by the operator"
  switch_over "$generation"
  outcome_what="${settings[host]} was rolled back from $left to $toplevel (generation $generation)."
  outcome_remedy="${left_revision:+${left_revision:0:12} is not tried again; the next revision is. }To stay here: auto-upgrade hold REASON"
  decide_reboot
}

# Sets generation: the highest below the present one that another system is in.
find_previous_generation() {
  local link number present
  present=$(generation_of "$profile")
  generation=
  for link in "$profile"-*-link; do
    number=$(generation_of_name "$link")
    resolved "$link"
    if [[ -n $number && -n $REPLY && $REPLY != "$left" ]] && ((number < present && number > ${generation:-0})); then
      generation=$number
    fi
  done
  [[ -n $generation ]]
}

generation_of_name() {
  if [[ $1 =~ -([0-9]+)-link$ ]]; then printf '%s' "${BASH_REMATCH[1]}"; fi
}
