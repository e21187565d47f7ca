# shellcheck shell=bash
# The head commit's signature. It vouches for the tree and, by the hashes, for all history below it. git's exit code is
# trusted and not its text: for an unknown key it prints "Good signature" and exits 1 (git 2.39).

verify_signature() {
  enabled guard.requireSigned || return 0
  local trust=(-c "gpg.ssh.allowedSignersFile=${settings[guard.allowedSigners]:-/dev/null}")
  [[ -z ${settings[guard.revokedKeys]:-} ]] || trust+=(-c "gpg.ssh.revocationFile=${settings[guard.revokedKeys]}")
  # Only SSH keys are trusted here: an OpenPGP or X.509 signature must not pass by whatever keyring root has.
  trust+=(-c gpg.program=false -c gpg.openpgp.program=false -c gpg.x509.program=false)
  if ! mirror_git "${trust[@]}" verify-commit "$revision" >"$session/signature.log" 2>&1; then
    fail untrusted "The commit $revision is not signed by a trusted key: $(last_line "$session/signature.log")" \
      "Nothing was built or changed." \
      "If the signer should be trusted, add the key to guard.allowedSigners on the host by hand; if not, find out who pushed the commit."
  fi
  say "Its signature is trusted: $(first_line "$session/signature.log")"
}

first_line() {
  local line=
  IFS= read -r line <"$1" || true
  printf '%s' "$line"
}
