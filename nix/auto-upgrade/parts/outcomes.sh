# shellcheck shell=bash
# The ways a run can end. Each name is in the state files, the metrics and the notifications; each number is the
# program's exit code. docs/hosts.md has the same table for people, and a test compares the two.

# shellcheck disable=SC2034 # used by the other parts
declare -rA exit_codes=(
  [upgraded]=0
  [up-to-date]=0
  [installed-for-next-boot]=0
  [held]=0
  [dry-run]=0
  [unexpected]=1
  [settings]=2
  [locked]=10
  [unreachable]=11
  [ref-missing]=12
  [untrusted]=13
  [not-forward]=14
  [evaluation-failed]=15
  [build-failed]=16
  [not-cached]=17
  [known-bad]=18
  [rolled-back]=19
  [rollback-failed]=20
  [install-failed]=21
  [state-unwritable]=22
  [interrupted]=23
)
