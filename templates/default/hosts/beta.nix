# beta: put its hardware-configuration.nix beside this file and import it.
{
  nixpkgs.hostPlatform = "x86_64-linux";
  boot.loader.systemd-boot.enable = true;
  fileSystems."/" = {
    device = "/dev/disk/by-label/nixos";
    fsType = "ext4";
  };
  fileSystems."/boot" = {
    device = "/dev/disk/by-label/boot";
    fsType = "vfat";
  };
  # The later ring: beta follows what has proven itself on alpha. Move this branch when it has.
  services.auto-upgrade.ref = "stable";
  system.stateVersion = "25.11";
}
