# shellcheck shell=bash
# Forward only: the head must contain what this host already has, so that nobody can put back an old, vulnerable state
# by moving the branch. A revert on the branch is a new commit, so it is forward and fine.

require_forward() {
  enabled guard.forwardOnly || return 0
  local known
  known_revisions
  if ((${#revisions[@]} == 0)); then
    say "This host has no revision to compare with yet; this one will be the first."
    return 0
  fi
  for known in "${revisions[@]}"; do
    require_ahead_of "$known"
  done
}

# → the array revisions: what the last upgrade installed, and what the running system says it was built from.
known_revisions() {
  local accepted running
  revisions=()
  accepted=$(read_json "$state/accepted.json" '.revision // empty')
  [[ -z $accepted ]] || revisions+=("$accepted")
  running=$(timeout 10 "$current/sw/bin/nixos-version" --configuration-revision 2>/dev/null || true)
  # "dirty", an empty answer and "…-dirty" are no commits to compare with.
  if [[ $running =~ ^([0-9a-f]{40}|[0-9a-f]{64})$ && $running != "$accepted" ]]; then revisions+=("$running"); fi
}

require_ahead_of() {
  local code=0 why
  mirror_git merge-base --is-ancestor "$1" "$revision" 2>/dev/null || code=$?
  case $code in
    0) return 0 ;;
    1) why="it does not contain $1, which this host has" ;;
    *) why="this host has $1, which the repository does not know" ;;
  esac
  if [[ -n ${allow_backwards:-} ]]; then
    warn "The commit $revision is not ahead ($why); taken all the same, this once."
    return 0
  fi
  fail not-forward "The commit $revision is not ahead of this host: $why." "Nothing was built or changed." \
    "If the history was rewritten on purpose, take it once: auto-upgrade run --allow-backwards. If the host was deployed by hand, push that commit first."
}
