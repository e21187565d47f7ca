# shellcheck shell=bash
# The record of an activation under way, written before anything is done, so that whoever comes after a kill or a power
# cut (the dead man's switch, the next run) knows what to finish and what to undo. A folder, made aside and renamed:
#
#   intent.json   what is replaced by what; never changed afterwards
#   activating    a mark: the new system has been told to activate
#   installing    a mark: the profile and the boot entry are being changed
#   decision      a hard link to `keep` or to `revert`, made once: link(2) lets exactly one of two win, so that the dead
#                 man's switch and a run that is fine cannot both have their way

# begin_activation switch|boot [GENERATION]: of $toplevel; GENERATION when the profile has it already (a rollback).
begin_activation() {
  local new=$state/activation.new.$BASHPID
  activation_id=$(date -u +%s)-$BASHPID-$RANDOM
  failed_before=$(failed_units)
  # A garbage collection in the meantime must not take away what may have to come back; the new one is rooted by its build.
  nix-store --realise "$(readlink -e "$current")" --add-root "$state/previous" --indirect >/dev/null 2>&1 ||
    warn "The running system could not be protected from garbage collection."
  if ! { mkdir "$new" && : >"$new/keep" && : >"$new/revert"; } 2>/dev/null ||
    ! describe_activation "$@" | write_durably "$new/intent.json" ||
    ! { mv -T "$new" "$activation" && sync "$state"; } 2>/dev/null; then
    rm -rf "$new"
    fail state-unwritable "The activation could not be recorded in $state; is the disk full?" \
      "Nothing was activated: the running system and the boot entry are as before." \
      "Free space on that disk (nix-collect-garbage, journalctl --vacuum-size=…); the next run tries again."
  fi
  read_activation
}

describe_activation() {
  local old before
  resolved "$current"
  old=$REPLY
  resolved "$profile"
  before=$REPLY
  boot_id
  # shellcheck disable=SC2016 # jq's variable
  jq -n --arg id "$activation_id" --arg operation "$1" --arg generation "${2:-}" --arg old "$old" --arg new "$toplevel" \
    --arg profileBefore "$before" --arg generationBefore "$(generation_of "$profile")" --arg revision "${revision:-}" \
    --arg bootId "$REPLY" --arg failedUnits "$failed_before" --arg at "$(now)" '$ARGS.named'
}

# The activation on record, by its parts. Returns 1 when there is none; what was read before then stays, for the run
# whose activation the dead man's switch has ended.
read_activation() {
  local name value
  [[ -e $activation/intent.json ]] || return 1
  declare -gA intent=()
  while IFS= read -r -d '' name && IFS= read -r -d '' value; do intent[$name]=$value; done < <(
    jq -j 'to_entries[] | .key, "\u0000", .value, "\u0000"' "$activation/intent.json"
  )
  [[ -n ${intent[new]:-} ]]
}

mark() {
  { : >"$activation/$1" && sync "$activation"; } 2>/dev/null
}

marked() {
  [[ -e $activation/$1 ]]
}

# decide keep|revert → decision, which may be the other one. Returns 1 where neither can be recorded.
decide() {
  if ln -T "$activation/$1" "$activation/decision"; then sync "$activation" || true; fi 2>/dev/null
  read_decision
}

read_decision() {
  decision=
  if [[ $activation/decision -ef $activation/keep ]]; then
    decision=keep
  elif [[ $activation/decision -ef $activation/revert ]]; then
    decision=revert
  else
    return 1
  fi
}

# Whether the dead man's switch has fired for the activation under way: it has decided, or is done with it already.
overtaken() {
  [[ -e $activation/decision || ! -e $activation ]]
}

# The one way to change a decision, for who holds the lock: a kept system whose boot entry cannot be written is undone.
overrule() {
  if ln -fT "$activation/$1" "$activation/decision"; then sync "$activation" || true; fi 2>/dev/null
  decision=$1
}

# First out of sight by one rename, then deleted.
end_activation() {
  { mv -T "$activation" "$state/done.$BASHPID" && sync "$state" && rm -rf "$state/done.$BASHPID"; } 2>/dev/null
}

# /nix/var/nix/profiles/system → system-42-link → 42
generation_of() {
  local link
  link=$(readlink "$1" 2>/dev/null || true)
  if [[ $link =~ -([0-9]+)-link$ ]]; then printf '%s' "${BASH_REMATCH[1]}"; fi
}
