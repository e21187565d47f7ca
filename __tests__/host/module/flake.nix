# The stand-in as a flake, in the place of nixpkgs: nixosSystem with the options that the template sets.
{
  outputs =
    { self }:
    let
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];
      lib = import ./lib.nix;
      packages = import ./pkgs.nix lib;
      pkgs = packages // {
        mkShell = _: packages.nodejs;
        git = packages.gitMinimal;
        shellcheck = packages.bash;
      };
      any = default: lib.mkOption { type = lib.types.anything; inherit default; };
      others = {
        options = {
          nix.settings = any { };
          nixpkgs.hostPlatform = any null;
          boot.loader.systemd-boot.enable = any false;
          fileSystems = lib.mkOption { type = lib.types.attrsOf lib.types.anything; default = { }; };
          services.openssh.enable = any false;
          system.stateVersion = any null;
          system.configurationRevision = any null;
        };
      };
    in
    {
      lib.nixosSystem = { modules }: lib.evalModules {
        modules = [ ./nixos.nix others { config.nix.package = pkgs.nix; config.systemd.package = pkgs.systemd; } ] ++ modules;
        specialArgs = { inherit pkgs; };
      };
      legacyPackages = builtins.listToAttrs (map (system: { name = system; value = pkgs // { inherit system; }; }) systems);
    };
}
