# The module in the stand-in of NixOS: `configuration` is a function of pkgs, as a user's file would be.
{ configuration }:
let
  lib = (import ./lib.nix) // {
    licenses.mit = { spdxId = "MIT"; };
    platforms.linux = [ builtins.currentSystem ];
  };
  pkgs = import ./pkgs.nix lib;
  evaluated = lib.evalModules {
    modules = [
      ./nixos.nix
      ../../../nix/auto-upgrade.nix
      { config.nix.package = pkgs.nix; config.systemd.package = pkgs.systemd; }
      configuration
    ];
    specialArgs = { inherit pkgs; };
  };
  failed = builtins.filter (assertion: !assertion.assertion) evaluated.config.assertions;
in
{
  inherit lib pkgs;
  inherit (evaluated) options;
  # As NixOS does: a failed assertion is an error, before anything is built.
  config =
    if failed == [ ] then evaluated.config
    else throw "Failed assertions:\n${builtins.concatStringsSep "\n" (map (assertion: "- ${assertion.message}") failed)}";
}
