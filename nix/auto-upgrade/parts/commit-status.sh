# shellcheck shell=bash
# A status on the commit at the forge, context nixos/HOST: the pull request then shows which hosts run it. Off unless
# asked for, because the token must be able to write to the repository.

post_commit_status() {
  local verdict posted body
  enabled report.commitStatus && [[ -n ${revision:-} && -n ${session:-} ]] || return 0
  case $outcome_result in
    upgraded | up-to-date | installed-for-next-boot) verdict=success ;;
    # Told by the run that failed; and these say nothing about the commit.
    known-bad | not-cached | state-unwritable | interrupted) return 0 ;;
    *) verdict=failure ;;
  esac
  posted=$revision:$verdict:$outcome_result
  if [[ $verdict == success ]]; then posted=$revision:$verdict; fi
  [[ $(read_json "$state/posted.json" .posted) != "$posted" ]] || return 0
  if ! status_api; then
    warn "No commit status was posted: the API of ${settings[repository]} is not known; set report.api."
    return 0
  fi
  # The description is short: forges cut it at 140 characters or so.
  body=$(jq -n --arg state "$verdict" --arg context "nixos/${settings[host]}" --arg description "${outcome_what:0:140}" \
    "\$ARGS.named")
  if post "$api/statuses/$revision" 'Content-Type: application/json' statusToken <<<"$body"; then
    jq -n --arg posted "$posted" "\$ARGS.named" | write_durably "$state/posted.json" || true
  else
    warn "The commit status could not be posted to $api: $post_problem. The token needs write access to the repository."
  fi
}

# https://forge/owner/name(.git) → the repository's address in the forge's API.
status_api() {
  local path=${settings[repository]#*://}
  path=${path##*@}
  local server=${path%%/*}
  path=${path#*/} path=${path%/} path=${path%.git}
  if [[ -n ${settings[report.api]:-} ]]; then
    api=${settings[report.api]%/}/repos/$path
  elif [[ $server == github.com ]]; then
    api=https://api.github.com/repos/$path
  elif [[ ${settings[repository]} == http://* || ${settings[repository]} == https://* ]]; then
    api=${settings[repository]%%://*}://$server/api/v1/repos/$path
  else
    # By ssh: the same server name, without the port, by https.
    api=https://${server%%:*}/api/v1/repos/$path
  fi
  [[ $path == */* ]]
}
