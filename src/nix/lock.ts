/** Where a lock file pins one input. Format: flake.lock versions 5 to 7, "Lock files" in the Nix manual's `nix flake` page. */
export type LockedInput = {
  /** 'github', 'git', 'path', 'tarball', 'indirect', …; 'follows' where the input follows another one. */
  readonly type: string;
  /** Where it comes from, as a flake reference without revision: "github:NixOS/nixpkgs/nixos-unstable". */
  readonly url: string;
  /** The web address of the repository where the type or the URL tells it, else null: "https://github.com/NixOS/nixpkgs". */
  readonly web: string | null;
  readonly revision: string | null;
  /** Seconds since the epoch. */
  readonly lastModified: number | null;
  readonly narHash: string | null;
  /** The path of the input that it follows, where type is 'follows'. */
  readonly follows: readonly string[] | null;
};
