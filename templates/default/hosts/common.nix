# What all hosts share.
{
  services.auto-upgrade = {
    enable = true;
    # The address of this repository.
    repository = "https://forge.example/fleet/hosts.git";
    # So that the fleet does not restart all at once.
    randomizedDelaySec = "30min";
    # Who may put something on these hosts: commits must be signed by one of these keys.
    # guard.requireSigned = true;
    # guard.allowedSigners = [ "you@example.org ssh-ed25519 AAAA…" ];
  };

  nix.settings.experimental-features = [
    "nix-command"
    "flakes"
  ];
  services.openssh.enable = true;
}
