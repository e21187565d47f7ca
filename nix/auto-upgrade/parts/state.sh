# shellcheck shell=bash
# The state folder. Every file in it is replaced as a whole: written beside, forced to the disk, renamed, and the
# folder forced to the disk, so that after a power cut there is the old or the new content and nothing else.

open_state() {
  mkdir -p "$state" 2>/dev/null || true
  [[ -d $state && -w $state ]] ||
    fail state-unwritable "The state folder $state cannot be written." "Nothing was changed." \
      "Run this as root; check that $state is on a disk that is writable and not full."
}

# What a killed run has left beside its files. Only with the lock held.
sweep_state() {
  rm -rf "$state"/*.new.* "$state"/done.* "$state"/session.*
}

# write_durably FILE < content. Returns non-zero, with the old content in place, when the disk is full.
write_durably() {
  local file=$1 new=$1.new.$BASHPID
  if cat >"$new" && sync "$new" && mv -T "$new" "$file" && sync "${file%/*}"; then return 0; fi 2>/dev/null
  rm -f "$new"
  return 1
}

must_write() {
  write_durably "$1" ||
    fail state-unwritable "The file $1 could not be written; is the disk full?" \
      "${2:-Nothing was activated: the running system and the boot entry are as before.}" \
      "Free space on that disk (nix-collect-garbage, journalctl --vacuum-size=…); the next run tries again."
}

# One run at a time. The kernel drops the lock with the last process that has it open, so it cannot become stale; a
# child that outlives a killed run still works for it and rightly keeps the lock.
take_lock() {
  local seconds=${1:-0}
  { exec {run_lock}>>"$state/lock"; } 2>/dev/null ||
    fail state-unwritable "The lock $state/lock cannot be opened." "Nothing was changed." "Check the disk that holds $state."
  flock --wait "$seconds" "$run_lock" ||
    fail locked "Another run is going on (it holds $state/lock)." "That run continues; this one did nothing." \
      "Wait for it: systemctl status nixos-upgrade; or stop it, which is safe: systemctl stop nixos-upgrade."
  sweep_state
}

# What is started for the operator's checks may stay behind in the background and must not keep the lock.
without_locks() {
  (
    [[ -z ${run_lock:-} ]] || exec {run_lock}>&-
    [[ -z ${settle_lock:-} ]] || exec {settle_lock}>&-
    exec "$@"
  )
}

# add_to_history JSON: one line per run. A line torn by a power cut is skipped by the reader.
add_to_history() {
  if [[ -s $state/history.jsonl ]] && [[ -n $(tail -c 1 "$state/history.jsonl") ]]; then
    printf '\n' >>"$state/history.jsonl"
  fi 2>/dev/null
  { printf '%s\n' "$1" >>"$state/history.jsonl" && sync "$state/history.jsonl"; } 2>/dev/null
}

read_json() {
  jq -r "$2" "$1" 2>/dev/null || true
}

now() {
  date -u +%Y-%m-%dT%H:%M:%SZ
}

# resolved LINK → $REPLY, its last target, or empty where there is none.
resolved() {
  REPLY=$(readlink -e "$1" 2>/dev/null || true)
}

# The kernel's name for the time since the last boot: tells a power cut from a killed process.
boot_id() {
  REPLY=$(<"${settings[paths.bootId]:-/proc/sys/kernel/random/boot_id}")
}
