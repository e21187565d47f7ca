# The program's settings, as parts/settings.sh reads them. In the store, so without secrets.
{
  lib,
  pkgs,
  cfg,
  upgrade,
  repository,
  credentials,
}:
let
  linesOrNull = name: lines:
    if lines == [ ] then null else "${pkgs.writeText name (lib.concatStringsSep "\n" lines + "\n")}";
in
{
  repository = repository.git.url;
  inherit (repository.git) ref dir;
  inherit (cfg) host flags buildLocally rebootDelay;
  inherit (upgrade) operation allowReboot;
  rebootWindow = if upgrade.rebootWindow == null then null else { inherit (upgrade.rebootWindow) lower upper; };
  buildHost = if cfg.buildOn == "local" then null else cfg.buildOn;
  knownHosts = linesOrNull "auto-upgrade-known-hosts" cfg.knownHosts;
  credentials = credentials.files;
  guard = {
    inherit (cfg.guard) requireSigned forwardOnly rollback hold activationTimeout deadManMargin;
    allowedSigners = linesOrNull "auto-upgrade-allowed-signers" cfg.guard.allowedSigners;
    revokedKeys = linesOrNull "auto-upgrade-revoked-keys" cfg.guard.revokedKeys;
    healthCheck = {
      inherit (cfg.guard.healthCheck) units commands addresses forge settle timeout;
    };
  };
  notify = {
    inherit (cfg.notify) on command;
    ntfy = cfg.notify.ntfy.url;
    webhook = cfg.notify.webhook.url;
  };
  metrics = { inherit (cfg.metrics) textfileDirectory; };
  report = { inherit (cfg.report) commitStatus api; };
  paths = {
    state = "/var/lib/auto-upgrade";
    profile = "/nix/var/nix/profiles/system";
    current = "/run/current-system";
    booted = "/run/booted-system";
  };
}
