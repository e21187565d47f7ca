# shellcheck shell=bash
# Notifications: ntfy, a webhook, a command. A success is told by the run. A failure is told by the unit that systemd
# starts by OnFailure= when it has given up retrying, so that a night of retries is one message, and a run that was
# killed is told as well.

notify_success() {
  case ${settings[notify.on]:-failure} in success | both) ;; *) return 0 ;; esac
  [[ $(jq -r .result <<<"$1") == upgraded || $(jq -r .result <<<"$1") == installed-for-next-boot ]] || return 0
  notify "$1" "${settings[host]}: upgraded" default
}

# notify-failure: by the OnFailure unit. MONITOR_* tell of the service that failed (systemd 251 and newer).
notify_failure_command() {
  (($# == 0)) || wrong_usage "notify-failure takes no argument; it is for the OnFailure unit."
  open_state
  trap 'close_session' EXIT
  open_session
  outcome=$(cat "$state/last-run.json" 2>/dev/null || true)
  if [[ -z $outcome || (-n ${MONITOR_INVOCATION_ID:-} && $(jq -r .invocation <<<"$outcome") != "$MONITOR_INVOCATION_ID") ]]; then
    describe_killed_run
    write_metrics "$outcome"
  elif [[ $(jq -r .result <<<"$outcome") == known-bad ]]; then
    say "That the revision is bad was told when it failed."
    exit 0
  fi
  case ${settings[notify.on]:-failure} in failure | both) notify "$outcome" "${settings[host]}: upgrade failed" high ;; esac
}

# The last run could not tell anything itself (killed, timed out, out of memory, refused by the start limit).
describe_killed_run() {
  local ended=${MONITOR_SERVICE_RESULT:-unknown}
  outcome_result=unexpected outcome_remedy="See: journalctl -u nixos-upgrade; the next run settles what was left, by itself."
  outcome_what="The upgrade ended without a report (systemd says: $ended)."
  outcome_state="No upgrade is under way."
  if [[ -e $activation ]]; then
    outcome_state="It was in the middle of an activation; the dead man's switch or the next run puts the old system back."
  fi
  outcome=$(describe_outcome 1)
  write_durably "$state/last-run.json" <<<"$outcome" || true
  add_to_history "$outcome" || true
}

# notify OUTCOME TITLE PRIORITY: to all that are set up; one that fails does not keep the others from it.
notify() {
  local text headers
  text=$(jq -r '[.what, .state, .toDo] | map(select(. != null)) | join("\n")' <<<"$1")
  if [[ -n ${settings[notify.ntfy]:-} ]]; then
    headers=$(printf 'Title: %s\nPriority: %s\n' "$2" "$3")
    post "${settings[notify.ntfy]}" "$headers" ntfyToken <<<"$text" || warn "ntfy could not be told: $post_problem"
  fi
  if [[ -n ${settings[notify.webhook]:-} ]]; then
    post "${settings[notify.webhook]}" 'Content-Type: application/json' webhookToken <<<"$1" ||
      warn "The webhook could not be told: $post_problem"
  fi
  setting_list notify.command
  if ((${#list[@]} > 0)); then
    AUTO_UPGRADE_TITLE=$2 AUTO_UPGRADE_OUTCOME=$1 without_locks timeout --kill-after=5 60 "${list[@]}" <<<"$text" >&2 ||
      warn "The notification command ${list[0]} failed."
  fi
}

# post URL HEADERS TOKEN-NAME < body. The headers, and with them the token, go by a file and not by argv.
post() {
  local code=0
  post_problem='it did not answer'
  {
    printf '%s\n' "$2"
    credential "$3" || true
    [[ -z $REPLY ]] || printf 'Authorization: Bearer %s\n' "$(<"$REPLY")"
  } >"$session/headers"
  status=$(curl --silent --show-error --max-time 30 --retry 2 --retry-connrefused --header "@$session/headers" --data-binary @- \
    --output "$session/answer" --write-out '%{http_code}' "$1" 2>"$session/curl.log") || code=$?
  if ((code != 0)); then
    post_problem=$(last_line "$session/curl.log")
    return 1
  fi
  post_problem="it answered $status"
  [[ $status == 2* ]]
}
