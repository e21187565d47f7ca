# shellcheck shell=bash
# Plain sentences on stderr. Under systemd they carry the journal's priority, so that `journalctl -p warning` finds them.
# A reader that has gone away (a closed terminal) must never end a run half-way: errors of writing are ignored.
trap '' PIPE

say() {
  sentence 6 "$*"
}

warn() {
  sentence 4 "$*"
}

sentence() {
  if in_journal; then
    printf '<%s>%s\n' "$1" "$2" >&2 || true
  else
    printf '%s\n' "$2" >&2 || true
  fi
}

# Whether stderr goes straight to the journal: systemd names the stream by device and inode.
in_journal() {
  [[ -n ${JOURNAL_STREAM:-} ]] || return 1
  [[ ${journal_checked:=$(stat -L -c %d:%i /proc/self/fd/2 2>/dev/null || true)} == "$JOURNAL_STREAM" ]]
}

# fail RESULT WHAT STATE REMEDY: ends the run. WHAT happened, what the STATE of the host is now, what to do.
# The report is made by the exit trap of the run, from the variables set here.
fail() {
  outcome_result=$1 outcome_what=$2 outcome_state=$3 outcome_remedy=$4
  exit "${exit_codes[$1]}"
}

# Seconds since the machine started: unlike the time of day (and bash's SECONDS) it never jumps.
uptime_seconds() {
  local up _
  read -r up _ </proc/uptime
  uptime=${up%.*}
}
