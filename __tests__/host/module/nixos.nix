# A stand-in for the options of NixOS that the module sets or reads: declared with NixOS's names, types and defaults, and
# system.autoUpgrade turned into the unit and the timer in the way of nixpkgs' own module (its interface, not its text).
{ config, lib, ... }:
let
  inherit (lib) mkOption mkIf types;
  option = type: default: mkOption { inherit type default; };
  # NixOS merges a unit's values one by one; lists of several definitions are joined.
  unitValue = types.anything // {
    merge = loc: values:
      if builtins.all builtins.isList values then builtins.concatLists values else types.anything.merge loc values;
  };
  section = option (types.attrsOf unitValue) { };
  names = option (types.listOf types.str) [ ];
  service = {
    options = {
      description = option types.str "";
      script = option types.lines "";
      path = option (types.listOf types.anything) [ ];
      environment = option (types.attrsOf unitValue) { };
      restartIfChanged = option types.bool true;
      startAt = option (types.listOf types.str) [ ];
      onFailure = names;
      after = names;
      wants = names;
      unitConfig = section;
      serviceConfig = section;
    };
  };
  timer = {
    options = {
      wantedBy = names;
      timerConfig = section;
    };
  };
  cfg = config.system.autoUpgrade;
in
{
  options = {
    assertions = option (types.listOf types.anything) [ ];
    warnings = option (types.listOf types.str) [ ];
    networking.hostName = option types.str "nixos";
    nix.package = mkOption { type = types.package; };
    systemd.package = mkOption { type = types.package; };
    environment.systemPackages = option (types.listOf types.package) [ ];
    systemd.services = option (types.attrsOf (types.submodule service)) { };
    systemd.timers = option (types.attrsOf (types.submodule timer)) { };
    system.autoUpgrade = {
      enable = option types.bool false;
      operation = option (types.enum [ "switch" "boot" ]) "switch";
      flake = option (types.nullOr types.str) null;
      channel = option (types.nullOr types.str) null;
      flags = option (types.listOf types.str) [ ];
      dates = option types.str "04:40";
      allowReboot = option types.bool false;
      rebootWindow = option (types.nullOr (types.submodule {
        options = {
          lower = mkOption { type = types.strMatching "[[:digit:]]{2}:[[:digit:]]{2}"; };
          upper = mkOption { type = types.strMatching "[[:digit:]]{2}:[[:digit:]]{2}"; };
        };
      })) null;
      randomizedDelaySec = option types.str "0";
      fixedRandomDelay = option types.bool false;
      persistent = option types.bool true;
    };
  };
  config = mkIf cfg.enable {
    system.autoUpgrade.flags = if cfg.flake == null then [ "--no-build-output" ] else [ "--refresh" "--flake ${cfg.flake}" ];
    systemd.services.nixos-upgrade = {
      description = "NixOS Upgrade";
      restartIfChanged = false;
      unitConfig.X-StopOnRemoval = false;
      serviceConfig.Type = "oneshot";
      # What NixOS makes of `script`.
      serviceConfig.ExecStart = "/nix/store/unit-script-nixos-upgrade-start/bin/nixos-upgrade-start ";
      script = "nixos-rebuild ${cfg.operation} ${builtins.concatStringsSep " " cfg.flags}";
      environment.HOME = "/root";
      startAt = [ cfg.dates ];
      after = [ "network-online.target" ];
      wants = [ "network-online.target" ];
    };
    systemd.timers.nixos-upgrade = {
      wantedBy = [ "timers.target" ];
      timerConfig = {
        OnCalendar = [ cfg.dates ];
        RandomizedDelaySec = cfg.randomizedDelaySec;
        FixedRandomDelay = cfg.fixedRandomDelay;
        Persistent = cfg.persistent;
      };
    };
  };
}
