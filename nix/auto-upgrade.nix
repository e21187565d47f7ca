# services.auto-upgrade: NixOS's own system.autoUpgrade, set for a flake in a git repository, with a guarded program in
# the place of what nixos-upgrade.service runs. Everything else stays: the unit's and the timer's names, the journal, and
# every option of system.autoUpgrade, which can still be set (the values here are only defaults).
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.auto-upgrade;
  # What counts in the end, should somebody set NixOS's options beside these.
  upgrade = config.system.autoUpgrade;
  repository = import ./module/repository.nix { inherit lib cfg; };
  credentials = import ./module/credentials.nix { inherit lib cfg; };
  settings = import ./module/settings.nix {
    inherit lib pkgs cfg upgrade repository credentials;
  };
  settingsFile = pkgs.writeText "auto-upgrade.json" (builtins.toJSON settings);
  command = "${cfg.package}/bin/auto-upgrade --settings ${settingsFile}";
  # nixpkgs puts these into a script as they are; only what a shell would change is quoted.
  shellWord = word: if builtins.match "[A-Za-z0-9_./:=@%+,-]+" word != null then word else lib.escapeShellArg word;
in
{
  imports = [ ./module/options.nix ];

  config = lib.mkIf cfg.enable (lib.mkMerge [
    {
      assertions = import ./module/assertions.nix {
        inherit lib cfg upgrade repository credentials;
      };
      system.autoUpgrade = {
        enable = lib.mkDefault true;
        flake = lib.mkDefault "${repository.flake}#${cfg.host}";
        # No mkDefault: NixOS's module adds to this list itself, which a default would lose to.
        flags = [ "--no-update-lock-file" ]
          ++ map shellWord cfg.flags
          ++ lib.optionals (cfg.buildOn != "local") [ "--build-host" (shellWord cfg.buildOn) ]
          ++ lib.optionals (!cfg.buildLocally) [ "--max-jobs" "0" "--option" "builders" "''" ];
        dates = lib.mkDefault cfg.dates;
        randomizedDelaySec = lib.mkDefault cfg.randomizedDelaySec;
        persistent = lib.mkDefault cfg.persistent;
        operation = lib.mkDefault cfg.operation;
        allowReboot = lib.mkDefault cfg.allowReboot;
        rebootWindow = lib.mkDefault cfg.rebootWindow;
      };
    }
    (lib.mkIf cfg.guard.enable {
      environment.systemPackages = [
        (pkgs.writeShellScriptBin "auto-upgrade" ''exec ${command} "$@"'')
      ];
      systemd.services.nixos-upgrade = {
        serviceConfig = {
          ExecStart = lib.mkForce "${command} run";
          StateDirectory = "auto-upgrade";
          StateDirectoryMode = "0700";
          LoadCredential = credentials.load [ "deployKey" "token" "netrc" "statusToken" "webhookToken" "ntfyToken" ];
          # A forge that is down, a build that misses its cache, a killed run: tried again. What a retry cannot change
          # (the exit codes below) is not, so that a bad revision costs one outage and no more.
          Restart = lib.mkDefault "on-failure";
          RestartSec = lib.mkDefault cfg.retry.delay;
          RestartPreventExitStatus = "2 12 13 14 18 19 20 21";
          TimeoutStartSec = lib.mkDefault cfg.timeout;
          # Time to put the old system back when the service is stopped half-way.
          TimeoutStopSec = lib.mkDefault "20min";
        };
        unitConfig = {
          StartLimitBurst = lib.mkDefault (cfg.retry.times + 1);
          StartLimitIntervalSec = lib.mkDefault cfg.retry.within;
        };
        onFailure = [ "nixos-upgrade-failed.service" ];
      };
      # Started when nixos-upgrade.service has given up: one message for a night of retries, and one for a killed run.
      systemd.services.nixos-upgrade-failed = {
        description = "Tells that the NixOS upgrade failed";
        restartIfChanged = false;
        serviceConfig = {
          Type = "oneshot";
          ExecStart = "${command} notify-failure";
          StateDirectory = "auto-upgrade";
          StateDirectoryMode = "0700";
          LoadCredential = credentials.load [ "webhookToken" "ntfyToken" ];
        };
      };
    })
  ]);
}
