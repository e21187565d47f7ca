# shellcheck shell=bash
# A hold: a file that keeps the host as it is, with a reason, and the time it ends. Written by `auto-upgrade hold`, or
# by hand: the first line is the reason, a line "until 2027-01-31T06:00:00Z" ends it. An empty file holds, too.

hold_command() {
  local reason='' until='' words=()
  while (($#)); do
    case $1 in
      --until)
        (($# > 1)) || wrong_usage "--until wants a date, such as 'tomorrow 06:00' or 2027-01-31."
        until=$(date -u --date="$2" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null) ||
          wrong_usage "'$2' is no date; right would be 2027-01-31, 'tomorrow 06:00' or '+3 days'."
        shift
        ;;
      *) words+=("$1") ;;
    esac
    shift
  done
  reason=${words[*]}
  [[ -n $reason ]] || wrong_usage "A hold wants a reason, such as: auto-upgrade hold 'exam week' --until 2027-01-31."
  open_state
  { printf '%s\n' "${reason//$'\n'/ }" && [[ -z $until ]] || printf 'until %s\n' "$until"; } | must_write "$hold_file"
  say "Upgrades of ${settings[host]} are held: $reason${until:+, until $until}. End it with: auto-upgrade resume"
}

resume_command() {
  (($# == 0)) || wrong_usage "resume takes no argument, but '$1' was given."
  if [[ -e $hold_file ]]; then
    rm -f "$hold_file"
    say "The hold is ended; the next run upgrades again (at once with: systemctl start nixos-upgrade)."
  else
    say "There was no hold."
  fi
}

# Sets hold_reason and hold_until ("" for no end); returns 1 when nothing is held or the hold has expired.
read_hold() {
  local line ends
  hold_reason='' hold_until=''
  [[ -e $hold_file ]] || return 1
  while IFS= read -r line || [[ -n $line ]]; do
    case $line in
      'until '*) hold_until=${line#until } ;;
      *) hold_reason=${hold_reason:-$line} ;;
    esac
  done <"$hold_file"
  hold_reason=${hold_reason:-no reason given}
  [[ -n $hold_until ]] || return 0
  if ends=$(date -u --date="$hold_until" +%s 2>/dev/null); then
    (($(date -u +%s) < ends))
  else
    warn "The hold file $hold_file ends at '$hold_until', which is no date: it holds until somebody resumes."
    hold_until=''
  fi
}

stop_when_held() {
  if read_hold; then
    outcome_result=held
    outcome_what="Upgrades are held: $hold_reason${hold_until:+ (until $hold_until)}."
    outcome_state="Nothing was fetched or changed."
    outcome_remedy="To end the hold: auto-upgrade resume"
    exit "${exit_codes[held]}"
  elif [[ -e $hold_file ]]; then
    say "The hold ('$hold_reason') ended at $hold_until; upgrades go on."
    rm -f "$hold_file"
  fi
}
