# shellcheck shell=bash
# What a run tells when it ends, however it ends: sentences in the journal, the state file that `status` reads, a line in
# the history, metrics, the commit's status, a notification. None of them can make a good run fail.

# report_outcome CODE: of the outcome_… variables.
report_outcome() {
  local ok=''
  (($1 != 0)) || ok=yes
  sentence "$([[ -n $ok ]] && echo 6 || echo 3)" "$outcome_what"
  say "State: $outcome_state"
  [[ -z $outcome_remedy ]] || say "To do: $outcome_remedy"
  [[ -z ${reboot_sentence:-} ]] || warn "$reboot_sentence"
  # A run that another one locked out has nothing to add to what that one will tell; a dry run changes nothing.
  [[ $outcome_result != locked && $outcome_result != dry-run && -d $state ]] || return 0
  describe_outcome "$1" >"${session:-$state}/outcome.json" 2>/dev/null || outcome_in_memory=$(describe_outcome "$1")
  outcome=${outcome_in_memory:-$(<"${session:-$state}/outcome.json")}
  write_durably "$state/last-run.json" <<<"$outcome" || warn "The outcome could not be recorded in $state/last-run.json."
  case $outcome_result in
    up-to-date | held) ;;
    *) add_to_history "$outcome" || warn "The history $state/history.jsonl could not be continued." ;;
  esac
  write_metrics "$outcome"
  post_commit_status
  if [[ -n $ok ]]; then notify_success "$outcome"; fi
}

describe_outcome() {
  local runs boots last_success ok=false
  resolved "$current" && runs=$REPLY
  resolved "$profile" && boots=$REPLY
  case $outcome_result in upgraded | up-to-date | installed-for-next-boot) ok=true ;; esac
  last_success=$(read_json "$state/last-run.json" '.lastSuccessAt // empty')
  # shellcheck disable=SC2016 # jq's variables
  jq -cn --arg host "${settings[host]}" --arg repository "${settings[repository]}" --arg ref "${settings[ref]}" \
    --arg result "$outcome_result" --argjson exitCode "$1" --argjson ok "$ok" --arg what "$outcome_what" \
    --arg state "$outcome_state" --arg toDo "$outcome_remedy" --arg revision "${revision:-}" --arg toplevel "${toplevel:-}" \
    --arg running "$runs" --arg boots "$boots" --arg reboot "${reboot:-none}" --arg startedAt "${started_at:-}" \
    --arg finishedAt "$(now)" --arg before "$last_success" --arg invocation "${INVOCATION_ID:-}" '
    $ARGS.named | del(.ok, .before) | map_values(if . == "" then null else . end)
    | .lastSuccessAt = (if $ok then $finishedAt elif $before == "" then null else $before end)'
}

# For node-exporter's textfile collector: renamed into place, readable by it.
write_metrics() {
  local folder=${settings[metrics.textfileDirectory]:-} new
  [[ -n $folder ]] || return 0
  new=$folder/auto_upgrade.prom.$BASHPID
  # shellcheck disable=SC2016 # jq's variables
  if ! { jq -r --argjson held "$([[ -e $hold_file ]] && echo 1 || echo 0)" '
      def seconds: if . == null then 0 else fromdateiso8601 end;
      def metric($name; $help; $value): "# HELP auto_upgrade_\($name) \($help)", "# TYPE auto_upgrade_\($name) gauge",
        "auto_upgrade_\($name)\($value)";
      metric("last_run_timestamp_seconds"; "When the last run ended."; " \(.finishedAt | seconds)"),
      metric("last_success_timestamp_seconds"; "When a run last ended with the head installed."; " \(.lastSuccessAt | seconds)"),
      metric("last_run_exit_code"; "Exit code of the last run; 0 is well."; " \(.exitCode)"),
      metric("last_run_result"; "How the last run ended, and the revision it was about.";
        "{result=\(.result | tojson),revision=\(.revision // "" | tojson),ref=\(.ref | tojson)} 1"),
      metric("reboot_required"; "1 when what boots needs a reboot to run."; " \(if .reboot == "none" then 0 else 1 end)"),
      metric("held"; "1 when a hold keeps the host as it is."; " \($held)")' <<<"$1" >"$new" &&
    chmod 0644 "$new" && mv -T "$new" "$folder/auto_upgrade.prom"; } 2>/dev/null; then
    rm -f "$new"
    warn "The metrics could not be written to $folder."
  fi
}
