# shellcheck shell=bash
# Whether what boots differs from what was booted in a part that only a reboot replaces, by store path; and when to.

# Sets reboot_parts (empty: none is needed).
find_reboot_need() {
  local part
  reboot_parts=
  for part in kernel initrd kernel-modules; do
    resolved "$booted/$part"
    local was=$REPLY
    resolved "$profile/$part"
    if [[ -n $was && $REPLY != "$was" ]]; then reboot_parts+="${reboot_parts:+, }$part"; fi
  done
  # Installed, and only a boot activates it.
  resolved "$profile"
  local boots=$REPLY
  resolved "$current"
  if [[ -z $reboot_parts && $boots != "$REPLY" ]]; then reboot_parts="the whole system"; fi
}

# Sets reboot: none, needed (and not allowed, not now, or already tried) or now; and reboot_sentence.
decide_reboot() {
  find_reboot_need
  reboot=none reboot_sentence=
  [[ -n $reboot_parts ]] || return 0
  reboot=needed
  resolved "$profile"
  if ! enabled allowReboot; then
    reboot_sentence="A reboot is needed for: $reboot_parts. This host does not reboot by itself (allowReboot = false)."
  elif ! in_window; then
    reboot_sentence="A reboot is needed for: $reboot_parts. It waits for a run within ${settings[rebootWindow.lower]}-${settings[rebootWindow.upper]}."
  elif [[ $(read_json "$state/rebooted.json" .toplevel) == "$REPLY" ]]; then
    reboot_sentence="A reboot is needed for: $reboot_parts. One was made for this system already and did not help, so it is not repeated: see what the boot loader starts."
  else
    reboot=now
    reboot_sentence="The host reboots in ${settings[rebootDelay]:-1} min for: $reboot_parts. To stop it: shutdown -c"
  fi
}

# Local time; a window may go over midnight.
in_window() {
  local lower upper time
  [[ -n ${settings[rebootWindow.lower]:-} ]] || return 0
  lower=$(minutes "${settings[rebootWindow.lower]}") upper=$(minutes "${settings[rebootWindow.upper]}")
  time=$(minutes "$(date +%H:%M)")
  if ((lower <= upper)); then
    ((lower <= time && time <= upper))
  else
    ((lower <= time || time <= upper))
  fi
}

minutes() {
  printf '%s' "$((10#${1%:*} * 60 + 10#${1#*:}))"
}

# Last of all, when everything is written and told.
reboot_now() {
  resolved "$profile"
  jq -n --arg toplevel "$REPLY" --arg at "$(now)" "\$ARGS.named" | write_durably "$state/rebooted.json" || {
    warn "The host does not reboot: that it does could not be recorded, and it might again and again."
    return 0
  }
  sync
  shutdown -r "+${settings[rebootDelay]:-1}" "auto-upgrade: $reboot_parts" >&2 || warn "shutdown refused; the reboot is still needed."
}
