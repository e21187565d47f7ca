import { DEFAULT_EXCLUDE } from './arguments.ts';

/** The text of --help. */
export const HELP = `flake-update-diff: what an update of flake.lock changes on every NixOS host

Usage
  flake-update-diff [OPTIONS]             update inputs, build all hosts before and after, report
  flake-update-diff --skip-update         review the flake.lock that is in the working tree
  flake-update-diff --head REV            compare two commits
  flake-update-diff diff OLD NEW          compare two store paths, profile links or installables

What is compared
  --flake DIR             folder of the flake (default: .); DIR?submodules=1 brings submodules along
  --skip-update           do not update: take flake.lock as it is in the working tree
  --input NAME...         update only these inputs
  --base REV              compare with this commit (default: HEAD)
  --head REV              compare the base with this commit; nothing is updated
  --hosts GLOB...         only hosts whose names match
  --exclude REGEX         leave out hosts whose whole names match; '' for none
                          (default: ${DEFAULT_EXCLUDE})
  --eval-only             build nothing, compare derivations
  --no-write              leave flake.lock in the working tree as it was

What is printed (the report to stdout, progress to stderr)
  --format FORMAT         markdown, terminal, json or html
                          (default: terminal on a terminal, else markdown)
  -o, --output FILE       write the report to FILE (- for stdout)
  -q, --quiet             no progress
  -v, --verbose           every command that is run, and what Nix says
  --keep-results DIR      keep links to what was built, for before and after, in DIR

How it is built
  --nix-option NAME VALUE a setting of Nix, as often as needed, such as: --nix-option max-jobs 4
  --timeout TIME          give up after 90s, 45m or 2h

  -V, --version           print the version
  -h, --help              print this

Exit codes
  0  something to review: a host changes, breaks, is fixed, comes or goes
  1  an error; flake.lock is as it was
  2  flake.lock did not change
  3  flake.lock changed, and no host differs
  130  interrupted; flake.lock is as it was

NO_COLOR turns colours off. Documentation: docs/guide.md
`;
