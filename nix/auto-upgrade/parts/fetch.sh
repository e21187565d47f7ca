# shellcheck shell=bash
# The repository's head, in a bare mirror. A forge that does not answer is a failure: nix itself would only warn and
# build what it has cached (NixOS/nix#8348), which can take a host backwards without a word.

# git with the settings of this run only: no system or user configuration, no work in the background, no redirect to
# another server (which would be told the token), objects checked as they arrive, and an end to a silent connection.
readonly git_command=(env GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null git -c gc.auto=0 -c maintenance.auto=false
  -c http.followRedirects=false -c transfer.fsckObjects=true -c http.lowSpeedLimit=1 -c http.lowSpeedTime=60)

mirror_git() {
  "${git_command[@]}" --git-dir="$state/mirror.git" "$@"
}

# HEAD is the repository's default branch. In the mirror, whatever is followed is the branch "upgrade".
full_ref() {
  case ${settings[ref]} in
    HEAD | refs/*) REPLY=${settings[ref]} ;;
    *) REPLY=refs/heads/${settings[ref]} ;;
  esac
}

# ask_forge SECONDS: 0 the forge has the ref, 2 it answers and has no such ref, other: no answer (see forge.log).
ask_forge() {
  full_ref
  timeout --kill-after=5 "$1" "${git_command[@]}" ls-remote --exit-code "${settings[repository]}" "$REPLY" \
    >/dev/null 2>"$session/forge.log"
}

# Sets revision (a full commit id) and puts its objects into the mirror.
fetch_head() {
  local code=0 where="${settings[repository]} (${settings[ref]})"
  ask_forge 120 || code=$?
  case $code in
    0) ;;
    2)
      fail ref-missing "The ref '${settings[ref]}' is not on ${settings[repository]}." "Nothing was changed." \
        "If the branch was renamed, set services.auto-upgrade.ref on the host; if it was deleted by mistake, push it again."
      ;;
    *)
      fail unreachable "The forge did not answer for $where: $(git_says "$session/forge.log")" \
        "Nothing was built or changed; a cached copy is never used in its place." \
        "It is tried again. If it stays so: check the network, the address and the credentials."
      ;;
  esac
  fetch_objects || renew_mirror ||
    fail unreachable "The forge answered, but fetching $where failed: $(git_says "$session/forge.log")" \
      "Nothing was built or changed." "It is tried again. If it stays so: check the free space of $state and the forge's log."
  say "The head of $where is $revision."
}

fetch_objects() {
  [[ -d $state/mirror.git ]] || mirror_git init --quiet --bare 2>"$session/forge.log" || return 1
  full_ref
  timeout --kill-after=10 3600 "${git_command[@]}" --git-dir="$state/mirror.git" fetch --quiet --force --no-tags \
    --no-write-fetch-head "${settings[repository]}" "+$REPLY:refs/heads/upgrade" 2>"$session/forge.log" || return 1
  revision=$(mirror_git rev-parse --verify --quiet "refs/heads/upgrade^{commit}" 2>"$session/forge.log") || return 1
  mirror_git cat-file -e "$revision^{tree}" 2>"$session/forge.log"
}

# A mirror that a power cut has damaged is made anew: everything in it is on the forge.
renew_mirror() {
  [[ -d $state/mirror.git ]] || return 1
  warn "The mirror $state/mirror.git could not take the head; it is fetched anew."
  rm -rf "$state/mirror.git"
  fetch_objects
}

# git's and ssh's first line has the cause; advice follows it.
git_says() {
  local line
  while IFS= read -r line || [[ -n $line ]]; do
    line=${line%$'\r'}
    [[ -z ${line// /} || $line == [Ww]arning:* ]] || break
  done <"$1"
  printf '%s' "${line:-no message}"
}

# The last line that says something, for one sentence.
last_line() {
  local line last='no message'
  while IFS= read -r line || [[ -n $line ]]; do [[ -z ${line// /} ]] || last=$line; done <"$1"
  printf '%s' "$last"
}
