# shellcheck shell=bash
# Revisions that failed on this host, so that a failed night is not repeated every night. A failed activation or check
# is remembered at once; an activation cut short (power, kill) is tried once more, because it may not be to blame.

refuse_known_bad() {
  local reason
  [[ -z ${retry_bad:-} ]] || return 0
  reason=$(known_bad_reason)
  [[ -n $reason ]] || return 0
  fail known-bad "The revision ${revision:0:12} failed on this host before: $reason" \
    "Nothing was changed; the host stays on what runs." \
    "Merge a fix or a revert: the next revision is tried by itself. To try this one again: auto-upgrade run --retry."
}

# By commit, and by toplevel: a new commit that builds the very same system would fail the same way.
known_bad_reason() {
  [[ -e $state/bad.json ]] || return 0
  jq -r --arg revision "$revision" --arg toplevel "${toplevel:-}" \
    'first(.[] | select(.definite and (.revision == $revision or .toplevel == $toplevel)) | .reason) // empty' \
    "$state/bad.json" 2>/dev/null || true
}

# remember_bad REVISION TOPLEVEL CAUSE REASON. CAUSE is failed or interrupted. At most 50 are kept.
remember_bad() {
  local before='[]'
  if [[ -s $state/bad.json ]] && jq -e 'type == "array"' "$state/bad.json" >/dev/null 2>&1; then before=$(<"$state/bad.json"); fi
  jq --arg revision "$1" --arg toplevel "$2" --arg cause "$3" --arg reason "$4" --arg at "$(now)" '
    (first(.[] | select(.revision == $revision and .toplevel == $toplevel) | .attempts) // 0) as $before
    | map(select(.revision != $revision or .toplevel != $toplevel))
    + [{ revision: $revision, toplevel: $toplevel, reason: $reason, at: $at, attempts: ($before + 1),
         definite: ($cause == "failed" or $before >= 1) }] | .[-50:]' <<<"$before" | write_durably "$state/bad.json" ||
    warn "That the revision is bad could not be remembered: $state/bad.json cannot be written."
}

forget_bad() {
  [[ -e $state/bad.json ]] || return 0
  jq --arg toplevel "$1" 'map(select(.toplevel != $toplevel))' "$state/bad.json" 2>/dev/null |
    write_durably "$state/bad.json" || true
}
