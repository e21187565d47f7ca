# shellcheck shell=bash
# The settings file as one flat table: "guard.requireSigned" → "true", "flags.0" → "-L". Written by the NixOS module
# (nix/auto-upgrade.nix), where each is described. One jq for all of them; values with any byte but NUL pass unchanged.
declare -A settings=()

load_settings() {
  local file=$1 name value
  [[ -n $file ]] || wrong_settings "no settings file was named" "give --settings FILE or set AUTO_UPGRADE_SETTINGS"
  [[ -r $file ]] || wrong_settings "the settings file $file cannot be read" "run this as root, or name the file that the module wrote"
  jq -e 'type == "object"' "$file" >/dev/null 2>&1 ||
    wrong_settings "the settings file $file is not a JSON object" "let the NixOS module write it"
  while IFS= read -r -d '' name && IFS= read -r -d '' value; do
    settings[$name]=$value
  done < <(jq -j 'paths(type | . != "object" and . != "array") as $p | getpath($p) | select(. != null)
    | ($p | map(tostring) | join(".")), "\u0000", tostring, "\u0000"' "$file")
  readonly settings_file=$file
  for name in repository ref host operation paths.state paths.profile paths.current paths.booted; do
    [[ -n ${settings[$name]:-} ]] || wrong_settings "the setting '$name' is missing in $file" "let the NixOS module write it"
  done
  readonly state=${settings[paths.state]} profile=${settings[paths.profile]}
  readonly current=${settings[paths.current]} booted=${settings[paths.booted]}
  readonly activation=$state/activation hold_file=${settings[guard.hold]:-$state/hold}
}

wrong_settings() {
  warn "Nothing was done: $1."
  warn "To do: $2."
  exit "${exit_codes[settings]}"
}

# setting NAME [DEFAULT] → $REPLY
setting() {
  REPLY=${settings[$1]:-${2:-}}
}

enabled() {
  [[ ${settings[$1]:-false} == true ]]
}

# setting_list NAME → the array $list
setting_list() {
  local index=0
  list=()
  while [[ -n ${settings[$1.$index]+set} ]]; do
    list+=("${settings[$1.$index]}")
    index=$((index + 1))
  done
}
