# The repository and its ref, from either way of naming them: `flake` (a flake URL) or `repository` and `ref`.
{ lib, cfg }:
let
  # git+https://forge/a/b.git?ref=main&dir=hosts → [ "https://forge/a/b.git" "ref=main&dir=hosts" ]
  gitUrl = builtins.match "git\\+([^?#]+)(\\?([^#]*))?" cfg.flake;
  githubUrl = builtins.match "github:([^/?#]+)/([^/?#]+)(/([^?#]+))?(\\?([^#]*))?" cfg.flake;
  query = text:
    builtins.listToAttrs (lib.filter (pair: pair != null) (map (part:
      let pair = builtins.match "([^=]+)=(.*)" part; in
      if pair == null then null
      else { name = builtins.elemAt pair 0; value = builtins.elemAt pair 1; })
      (lib.filter builtins.isString (builtins.split "&" (if text == null then "" else text)))));
  of = url: parameters: ref: {
    inherit url;
    ref = parameters.ref or ref;
    dir = parameters.dir or "";
  };
  git =
    if cfg.flake == null then of cfg.repository { inherit (cfg) dir; } (if cfg.ref == null then "HEAD" else cfg.ref)
    else if gitUrl != null then of (builtins.elemAt gitUrl 0) (query (builtins.elemAt gitUrl 2)) "HEAD"
    else if githubUrl != null then
      of "https://github.com/${builtins.elemAt githubUrl 0}/${builtins.elemAt githubUrl 1}.git" (query (builtins.elemAt githubUrl 5))
        (if builtins.elemAt githubUrl 3 == null then "HEAD" else builtins.elemAt githubUrl 3)
    else null;
  parameters = lib.optional (cfg.ref != null) "ref=${cfg.ref}" ++ lib.optional (cfg.dir != "") "dir=${cfg.dir}";
in
{
  # What git fetches: { url, ref, dir }; null where the flake is no git repository.
  inherit git;
  # What nixos-rebuild would be given, without the #host.
  flake =
    if cfg.flake != null then cfg.flake
    else "git+${toString cfg.repository}" + lib.optionalString (parameters != [ ]) "?${lib.concatStringsSep "&" parameters}";
}
