# shellcheck shell=bash
# The pinned revision, evaluated and built from the mirror with the lock file as it was merged: what was verified and
# what is built are then the same bytes, and the forge is not asked again.

nix_command() {
  local flags
  setting_list flags
  flags=("${list[@]}")
  [[ ! -e ${session:-}/.netrc ]] || flags+=(--option netrc-file "$session/.netrc")
  nix --extra-experimental-features 'nix-command flakes' "$1" "${flags[@]}" "${@:2}"
}

# Sets toplevel (a store path, not built yet) and installable.
evaluate_toplevel() {
  local dir=${settings[dir]:-} code=0
  installable="git+file://$state/mirror.git?ref=upgrade&rev=$revision${dir:+&dir=$dir}"
  installable+="#nixosConfigurations.\"${settings[host]}\".config.system.build.toplevel"
  logged nix_command eval --no-update-lock-file --no-write-lock-file --raw "$installable.outPath" || code=$?
  if ((code != 0)); then
    if [[ $(<"$session/nix.log") == *"does not provide attribute"* ]]; then
      fail evaluation-failed "The flake has no nixosConfigurations.\"${settings[host]}\" at $revision." "Nothing was built or changed." \
        "Add the host to the flake, or set services.auto-upgrade.host to the name it has there."
    fi
    fail evaluation-failed "The configuration of ${settings[host]} does not evaluate at $revision: $(error_line)" \
      "Nothing was built or changed." "Fix it on ${settings[ref]}; Nix's whole message is above."
  fi
  toplevel=$(<"$session/nix.out")
  say "The system of ${settings[host]} at ${revision:0:12} is $toplevel."
}

build_toplevel() {
  local arguments=(--no-update-lock-file --no-write-lock-file --out-link "$state/result") what="$installable"
  if [[ -n ${settings[buildHost]:-} ]]; then
    build_elsewhere
    what=$toplevel
  elif [[ ${settings[buildLocally]:-true} == false ]]; then
    # Substitutes only: no job here and none on builders, so whatever is missing in the caches is an error.
    arguments+=(--max-jobs 0 --option builders '')
  fi
  logged nix_command build "${arguments[@]}" "$what" || build_failure
  [[ $(readlink -e "$state/result") == "$toplevel" ]] ||
    fail build-failed "The build of $revision gave $(readlink "$state/result") where $toplevel was expected." \
      "Nothing was activated." "Run it again; if it stays so, the disk or the Nix store is damaged: nix-store --verify --check-contents."
  [[ -x $toplevel/bin/switch-to-configuration ]] ||
    fail build-failed "The built $toplevel has no bin/switch-to-configuration, so it is no NixOS system." "Nothing was activated." \
      "Let nixosConfigurations.\"${settings[host]}\" be made by nixpkgs.lib.nixosSystem (and system.switch.enable not be false)."
}

# Evaluated here, built there over ssh, and copied back: what `nixos-rebuild --build-host` does.
build_elsewhere() {
  local store=ssh-ng://${settings[buildHost]}
  logged nix_command build --no-update-lock-file --no-write-lock-file --eval-store auto --store "$store" --no-link \
    "$installable" || build_failure
  logged nix_command copy --no-check-sigs --from "$store" "$toplevel" || build_failure
}

build_failure() {
  if [[ ${settings[buildLocally]:-true} == false ]]; then
    fail not-cached "The system of ${settings[host]} at $revision is not in the binary caches yet: $(error_line)" \
      "Nothing was activated; this host never builds (buildLocally = false)." \
      "It is tried again. If it stays so: see whether the cache got the build of this revision."
  fi
  fail build-failed "The system of ${settings[host]} at $revision does not build${settings[buildHost]:+ on ${settings[buildHost]}}: $(error_line)" \
    "Nothing was activated." "It is tried again. If it stays so: fix the package, or free disk space; Nix's whole message is above."
}

# logged COMMAND…: stdout to nix.out; stderr to the journal as it comes, and to nix.log.
logged() {
  "$@" 2>&1 >"$session/nix.out" | tee --output-error=warn-nopipe "$session/nix.log" >&2
}

# Nix's own first "error:" line, or the last of its message.
error_line() {
  local line error=
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line == *error:* && -z $error ]]; then error=${line##*error: }; fi
  done <"$session/nix.log"
  printf '%s' "${error:-$(last_line "$session/nix.log")}"
}
