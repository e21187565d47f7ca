# shellcheck shell=bash
# Credentials of this run. systemd hands them over by LoadCredential; an operator's run as root reads the files
# themselves. They reach git, ssh and nix as mode-0600 files in a folder that goes with the run, never by argv.

# credential NAME → $REPLY, the file to read it from, or empty.
credential() {
  REPLY=
  if [[ -n ${CREDENTIALS_DIRECTORY:-} && -r $CREDENTIALS_DIRECTORY/$1 ]]; then
    REPLY=$CREDENTIALS_DIRECTORY/$1
  elif [[ -n ${settings[credentials.$1]:-} ]]; then
    REPLY=${settings[credentials.$1]}
    [[ -r $REPLY && -s $REPLY ]] ||
      fail settings "The file $REPLY (setting credentials.$1) cannot be read or is empty." "Nothing was changed." \
        "Put the secret there, readable by root, or take the setting out."
  fi
}

# The run's own folder, mode 0700; and whether the disk has room for what a run has to write down.
open_session() {
  if ! { session=$(mktemp -d "$state/session.XXXXXX") && head -c 65536 /dev/zero >"$session/room"; } 2>/dev/null; then
    fail state-unwritable "The disk that holds $state is full or cannot be written." "Nothing was changed." \
      "Free space there (nix-collect-garbage, journalctl --vacuum-size=…); the next run tries again."
  fi
  rm -f "$session/room"
}

open_credentials() {
  local ssh=(ssh -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=30)
  credential deployKey
  if [[ -n $REPLY ]]; then
    install_secret "$REPLY" deploy-key
    ssh+=(-o IdentitiesOnly=yes -i "$session/deploy-key")
  fi
  if [[ -n ${settings[knownHosts]:-} ]]; then
    ssh+=(-o "UserKnownHostsFile=${settings[knownHosts]}")
  fi
  # git reads GIT_SSH_COMMAND with a shell; no path here has a space. A build host is root's own affair: its key and its
  # known hosts are those of root, as with nixos-rebuild, and only questions are ruled out.
  export GIT_SSH_COMMAND="${ssh[*]}" NIX_SSHOPTS="${NIX_SSHOPTS:--o BatchMode=yes}" GIT_TERMINAL_PROMPT=0
  credential token
  if [[ -n $REPLY ]]; then
    install_secret "$REPLY" token
    export GIT_ASKPASS="$source_folder/askpass" AUTO_UPGRADE_TOKEN_FILE="$session/token" AUTO_UPGRADE_TOKEN_HOST
    AUTO_UPGRADE_TOKEN_HOST=$(url_host "${settings[repository]}")
  fi
  credential netrc
  if [[ -n $REPLY ]]; then
    # git's own fetches (curl) look in the home folder, nix has a setting; nix's cache stays where it was.
    export XDG_CACHE_HOME=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}
    install_secret "$REPLY" .netrc
    export HOME=$session
  fi
}

install_secret() {
  install -m 0600 "$1" "$session/$2" 2>/dev/null ||
    fail state-unwritable "The secret $2 could not be laid out in $session." "Nothing was changed." "Free space on that disk."
}

# https://user@forge.example:3000/a/b → forge.example:3000
url_host() {
  local rest=${1#*://}
  rest=${rest%%/*}
  printf '%s' "${rest##*@}"
}

close_session() {
  [[ -z ${session:-} ]] || rm -rf "$session"
}
