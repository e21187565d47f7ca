{
  description = "Update a NixOS fleet's flake, see what changes on every host, and get the decision onto the machines";

  # The only input, for the packages and the dev shell; the module takes everything from the configuration it is used in.
  # There is no flake.lock here until somebody with access to the network makes it: `nix flake lock`, and commits it. Whoever
  # uses this flake as an input sets `inputs.flake-update-diff.inputs.nixpkgs.follows = "nixpkgs"` and needs none.
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";

  outputs =
    { self, nixpkgs }:
    let
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];
      forEachSystem =
        make:
        builtins.listToAttrs (
          map (system: {
            name = system;
            value = make nixpkgs.legacyPackages.${system};
          }) systems
        );
    in
    {
      # As paths, so that a module which is imported twice counts once.
      nixosModules.auto-upgrade = ./nix/auto-upgrade.nix;
      nixosModules.default = ./nix/auto-upgrade.nix;

      packages = forEachSystem (pkgs: rec {
        flake-update-diff = pkgs.callPackage ./nix/package.nix { };
        auto-upgrade = pkgs.callPackage ./nix/package-auto-upgrade.nix { };
        default = flake-update-diff;
      });

      apps = forEachSystem (pkgs: rec {
        flake-update-diff = {
          type = "app";
          program = "${self.packages.${pkgs.system}.flake-update-diff}/bin/flake-update-diff";
        };
        default = flake-update-diff;
      });

      devShells = forEachSystem (pkgs: {
        default = pkgs.mkShell {
          packages = [
            pkgs.nodejs
            pkgs.git
            pkgs.jq
            pkgs.shellcheck
          ];
        };
      });

      templates.default = {
        path = ./templates/default;
        description = "Two hosts that upgrade themselves, and the workflow that proposes their updates";
      };
    };
}
