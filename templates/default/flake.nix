{
  description = "A fleet of NixOS hosts that follows its own repository";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
  # Put here where this project lives, for example git+https://forge.example/tools/flake-update-diff.git
  inputs.flake-update-diff.url = "git+https://forge.example/tools/flake-update-diff.git";
  inputs.flake-update-diff.inputs.nixpkgs.follows = "nixpkgs";

  outputs =
    {
      self,
      nixpkgs,
      flake-update-diff,
    }:
    let
      host =
        name:
        nixpkgs.lib.nixosSystem {
          modules = [
            flake-update-diff.nixosModules.auto-upgrade
            ./hosts/common.nix
            ./hosts/${name}.nix
            {
              networking.hostName = name;
              # `nixos-version --configuration-revision` then tells what a host runs; upgrades compare with it.
              system.configurationRevision = self.rev or null;
            }
          ];
        };
    in
    {
      nixosConfigurations = {
        alpha = host "alpha";
        beta = host "beta";
      };
    };
}
