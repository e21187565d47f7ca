# shellcheck shell=bash
# The profile and the boot entry: only for a system that has shown itself well, or that is meant for the next boot.
readonly boot_seconds=900

# install_generation: of the activation on record. Every step can be done twice, so that whoever comes after a kill
# simply does them again.
install_generation() {
  mark installing || return 1
  resolved "$profile"
  if [[ $REPLY != "${intent[new]}" ]]; then
    if [[ -n ${intent[generation]} ]]; then
      nix-env --profile "$profile" --switch-generation "${intent[generation]}" >&2 || return 1
    else
      nix-env --profile "$profile" --set "${intent[new]}" >&2 || return 1
    fi
  fi
  # What the boot entry names must be on the disk before the entry is; Nix does not force it there.
  sync -f "$profile" "${intent[new]}" || return 1
  run_in_unit "$boot_seconds" "${intent[new]}/bin/switch-to-configuration" boot || return 1
  resolved "$profile"
  [[ $REPLY == "${intent[new]}" ]]
}

# Remembers what this host has now: forward only starts from here.
accept() {
  [[ -n ${intent[revision]} ]] || return 0
  jq -n --arg revision "${intent[revision]}" --arg toplevel "${intent[new]}" --arg ref "${settings[ref]}" --arg at "$(now)" \
    "\$ARGS.named" | write_durably "$state/accepted.json" ||
    warn "That ${intent[revision]} is installed could not be recorded in $state; the running system tells it all the same."
  # The mirror keeps the objects of what it has to be compared with, whatever becomes of the branch.
  mirror_git update-ref refs/auto-upgrade/accepted "${intent[revision]}" 2>/dev/null || true
  forget_bad "${intent[new]}"
}

# The profile and the boot entry as they were before the activation on record.
restore_generation() {
  local code=0 newer
  resolved "$profile"
  if [[ -n ${intent[profileBefore]} && $REPLY != "${intent[profileBefore]}" ]]; then
    newer=$(generation_of "$profile")
    nix-env --profile "$profile" --switch-generation "${intent[generationBefore]:-none}" >&2 2>/dev/null ||
      nix-env --profile "$profile" --set "${intent[profileBefore]}" >&2 || code=1
    # The bad generation shall not stay in the boot menu.
    if [[ -z ${intent[generation]} && -n $newer ]]; then
      nix-env --profile "$profile" --delete-generations "$newer" >&2 || true
    fi
    sync -f "$profile" || true
  fi
  [[ -n ${intent[profileBefore]} ]] || return "$code"
  run_in_unit "$boot_seconds" "${intent[profileBefore]}/bin/switch-to-configuration" boot || code=1
  return "$code"
}
