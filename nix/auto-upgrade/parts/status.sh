# shellcheck shell=bash
# What the operator asks: status and history, as sentences or as JSON.

status_command() {
  local as_json=
  [[ ${1:-} != --json ]] || { as_json=yes && shift; }
  (($# == 0)) || wrong_usage "status knows --json, but '$1' was given."
  [[ -r $state || ! -e $state ]] || wrong_usage "The state folder $state cannot be read; run this as root."
  local status
  status=$(describe_status)
  if [[ -n $as_json ]]; then printf '%s\n' "$status"; else jq -r "$status_sentences" <<<"$status"; fi
}

describe_status() {
  local next held=null runs boots last
  resolved "$current" && runs=$REPLY
  resolved "$profile" && boots=$REPLY
  find_reboot_need
  last=$(cat "$state/last-run.json" 2>/dev/null || echo null)
  jq -e . <<<"$last" >/dev/null 2>&1 || last=null
  if read_hold; then
    held=$(jq -n --arg reason "$hold_reason" --arg until "$hold_until" \
      "\$ARGS.named | .until = (if .until == \"\" then null else .until end)")
  fi
  next=$(systemctl show nixos-upgrade.timer --property=NextElapseUSecRealtime --value 2>/dev/null || true)
  # shellcheck disable=SC2016 # jq's variables
  jq -n --arg host "${settings[host]}" --arg repository "${settings[repository]}" --arg ref "${settings[ref]}" --arg running "$runs" \
    --arg boots "$boots" --arg revision "$(read_json "$state/accepted.json" '.revision // empty')" --argjson held "$held" \
    --arg rebootNeededFor "$reboot_parts" --argjson lastRun "$last" --arg nextRun "$next" \
    --argjson underWay "$([[ -e $activation ]] && echo true || echo false)" \
    --slurpfile bad <(cat "$state/bad.json" 2>/dev/null || echo '[]') '
    $ARGS.named | map_values(if . == "" then null else . end) | .bad = ($bad[0] // [] | map(select(.definite)))'
}

# shellcheck disable=SC2016 # jq's
readonly status_sentences='
  "\(.host) follows \(.ref) of \(.repository).",
  "Running:  \(.running)\(if .revision then " (installed revision \(.revision))" else "" end)",
  "Boots:    \(if .boots == .running then "the same" else .boots end)",
  (if .rebootNeededFor then "Reboot:   needed for \(.rebootNeededFor)" else empty end),
  (if .held then "Held:     \(.held.reason)\(if .held.until then ", until \(.held.until)" else "" end); end it with: auto-upgrade resume" else empty end),
  (if .underWay then "An activation is under way, or was cut short and is settled by the next run." else empty end),
  (.bad[] | "Bad:      \(.revision[0:12]): \(.reason)"),
  (if .lastRun then "Last run: \(.lastRun.finishedAt) \(.lastRun.result). \(.lastRun.what)",
     (if .lastRun.toDo then "To do:    \(.lastRun.toDo)" else empty end),
     "Last time the head was installed: \(.lastRun.lastSuccessAt // "never")"
   else "No run has ended yet." end),
  (if .nextRun then "Next run: \(.nextRun)" else empty end)'

history_command() {
  local as_json=
  [[ ${1:-} != --json ]] || { as_json=yes && shift; }
  (($# == 0)) || wrong_usage "history knows --json, but '$1' was given."
  # A line that a power cut has torn is left out.
  local lines
  lines=$(jq -R 'fromjson? // empty' "$state/history.jsonl" 2>/dev/null | jq -s .)
  if [[ -n $as_json ]]; then
    printf '%s\n' "${lines:-[]}"
  else
    jq -r 'if length == 0 then "No run has changed or refused anything yet." else
      .[] | "\(.finishedAt)  \(.result)  \(.revision // "-" | .[0:12])  \(.what)" end' <<<"${lines:-[]}"
  fi
}
