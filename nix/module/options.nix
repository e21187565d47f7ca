# The options of services.auto-upgrade. docs/options.md is made from them (nix/options-doc.nix).
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) literalExpression mkOption types;
  secondsOf = default: description: mkOption {
    type = types.ints.unsigned;
    inherit default description;
  };
  secretFile = description: mkOption {
    type = types.nullOr types.str;
    default = null;
    example = "/run/secrets/auto-upgrade";
    description = ''
      ${description}
      A file on the host, readable by root only, named as a string (a path would be copied to the store, where all can read it). systemd hands it to the program by LoadCredential.
    '';
  };
  switch = default: description: mkOption {
    type = types.bool;
    inherit default description;
  };
  texts = type: example: description: mkOption {
    type = types.listOf type;
    default = [ ];
    inherit example description;
  };
in
{
  options.services.auto-upgrade = {
    enable = lib.mkEnableOption "upgrades of this host from a flake in a git repository, by system.autoUpgrade and a guarded program. This and `repository` are a complete configuration";

    repository = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "https://forge.example/fleet/hosts.git";
      description = "URL of the git repository with the flake: https:// or ssh://. Either this or `flake`.";
    };
    ref = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "staging";
      description = "The branch this host follows; null is the repository's default branch. Hosts that follow other branches make rings: merge to `staging` first, then move `main`.";
    };
    dir = mkOption {
      type = types.str;
      default = "";
      example = "nix/hosts";
      description = "The folder of flake.nix in the repository, where it is not the top.";
    };
    flake = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "git+https://forge.example/fleet/hosts.git?ref=main";
      description = "The same as a flake URL without `#host`, in place of `repository`, `ref` and `dir`: git+https, git+ssh or github. With the guard off, any flake URL.";
    };
    host = mkOption {
      type = types.str;
      default = config.networking.hostName;
      defaultText = literalExpression "config.networking.hostName";
      example = "web";
      description = "This host's name in the flake's nixosConfigurations.";
    };

    dates = mkOption {
      type = types.str;
      default = "05:00";
      example = "Mon..Fri 05:00";
      description = "When to upgrade, in the format of systemd.time(7); `systemd-analyze calendar` explains one.";
    };
    randomizedDelaySec = mkOption {
      type = types.str;
      default = "0";
      example = "45min";
      description = "A random delay up to this, so that a fleet does not fetch, build and restart all at once.";
    };
    persistent = switch true "Whether a host that was off at the time upgrades once it is on again.";
    operation = mkOption {
      type = types.enum [ "switch" "boot" ];
      default = "switch";
      example = "boot";
      description = "`switch` activates the new system and checks it; `boot` only makes it what the next boot starts.";
    };
    allowReboot = switch false "Whether the host reboots by itself when the kernel, the initrd or the kernel modules changed. Otherwise the need is only reported.";
    rebootWindow = mkOption {
      type = types.nullOr (types.submodule {
        options = {
          lower = mkOption {
            type = types.strMatching "[[:digit:]]{2}:[[:digit:]]{2}";
            example = "01:00";
            description = "Not before this local time.";
          };
          upper = mkOption {
            type = types.strMatching "[[:digit:]]{2}:[[:digit:]]{2}";
            example = "05:00";
            description = "Not after this local time.";
          };
        };
      });
      default = null;
      example = {
        lower = "01:00";
        upper = "05:00";
      };
      description = "When the host may reboot; it may go over midnight. A reboot that is needed outside of it waits for a run within it, so let `dates` fall into it.";
    };
    rebootDelay = mkOption {
      type = types.ints.unsigned;
      default = 1;
      example = 5;
      description = "Minutes between the announcement of a reboot and the reboot, for `shutdown -c`.";
    };
    flags = texts types.str [ "--option" "cores" "2" ] "Options for Nix's evaluation and build, passed exactly as they are, by no shell.";
    package = mkOption {
      type = types.package;
      default = pkgs.callPackage ../package-auto-upgrade.nix {
        nix = config.nix.package;
        systemd = config.systemd.package;
      };
      defaultText = literalExpression "pkgs.callPackage ./nix/package-auto-upgrade.nix { … }";
      description = "The program, `auto-upgrade`.";
    };

    buildOn = mkOption {
      type = types.str;
      default = "local";
      example = "root@builder.example";
      description = "Where to build: `local`, or a host that is reached by ssh, as with `nixos-rebuild --build-host`. The configuration is evaluated here in both cases.";
    };
    buildLocally = switch true "Set to false, this host never builds: it waits until a binary cache has everything, and tries again until then.";

    timeout = mkOption {
      type = types.str;
      default = "6h";
      example = "2h";
      description = "The longest that one run may take, the build included; systemd ends it then, and the old system stays or comes back.";
    };
    retry = {
      times = mkOption {
        type = types.ints.unsigned;
        default = 5;
        example = 10;
        description = "How often a failed run is tried again, where trying again can help (the forge is down, the cache is not filled yet, the run was killed).";
      };
      delay = mkOption {
        type = types.str;
        default = "10min";
        example = "30min";
        description = "The pause before it is tried again.";
      };
      within = mkOption {
        type = types.str;
        default = "4h";
        example = "12h";
        description = "The time in which these tries are counted; longer than all of them take together.";
      };
    };

    guard = {
      enable = switch true "Whether the guarded program runs. Set to false, nixos-upgrade.service runs nixos-rebuild as NixOS's own module has it, and the options `guard`, `credentials`, `notify`, `metrics` and `report` have no effect.";
      requireSigned = switch false "Whether the head commit must carry an SSH signature of one of `allowedSigners`. It vouches for the whole tree and history. Merges that the forge itself makes are signed by the forge's key, or not at all: merge with your own key then, or trust the forge's.";
      allowedSigners = texts types.str [ "maintainer@example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA…" ] "Who may sign, in the format of ssh-keygen(1), ALLOWED SIGNERS; `valid-before` and the like work.";
      revokedKeys = texts types.str [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA…" ] "Public keys that are not trusted any more, whatever `allowedSigners` says.";
      forwardOnly = switch true "Whether the head must contain the commit that this host has. It keeps anybody who can move the branch from putting back an old, vulnerable system. A revert is a new commit, so it passes.";
      rollback = switch true "Whether a system that fails its activation or its checks is replaced by the old one at once, by the dead man's switch if nothing else can. Set to false, the new one stays active and only the boot entry stays the old one.";
      activationTimeout = secondsOf 600 "Seconds that an activation may take.";
      deadManMargin = secondsOf 120 "Seconds beyond `activationTimeout` and `healthCheck.timeout` after which the dead man's switch, a timer of systemd, puts the old system back because the program has not come to an end.";
      hold = mkOption {
        type = types.str;
        default = "/var/lib/auto-upgrade/hold";
        example = "/etc/auto-upgrade-hold";
        description = "The file that holds upgrades while it exists: a reason in its first line and, if it shall end, a line `until 2027-01-31T06:00:00Z`. `auto-upgrade hold` writes it.";
      };
      healthCheck = {
        units = texts types.str [ "nginx.service" ] "Units that must be active after an upgrade. Units that fail and had not failed before always count.";
        commands = texts types.str [ "curl --fail --silent http://localhost/health" ] "Commands, each for a shell, that must succeed. They are asked again until the timeout. Their PATH is the program's, so name others by their store path.";
        addresses = texts types.str [ "db.example:5432" "[2001:db8::1]:443" ] "HOST:PORT of what must be reachable by TCP.";
        forge = switch true "Whether the forge must be reachable after an upgrade. A host that cannot reach it could not be repaired from there.";
        settle = secondsOf 10 "Seconds to wait after the activation before the first look.";
        timeout = secondsOf 120 "Seconds after which a check that still fails counts, and the old system comes back.";
      };
    };

    credentials = {
      deployKeyFile = secretFile "The SSH key for a repository by ssh://; a read-only deploy key is enough.";
      tokenFile = secretFile "The token for a repository by https://; read access is enough. It is given to the forge's own host only.";
      netrcFile = secretFile "A netrc(5) file for the servers of private flake inputs and binary caches.";
    };
    knownHosts = texts types.str [ "forge.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA…" ] "Host keys for a repository by ssh://, as in known_hosts; programs.ssh.knownHosts count as well. A key that is in neither is refused.";

    notify = {
      on = mkOption {
        type = types.enum [ "failure" "success" "both" ];
        default = "failure";
        example = "both";
        description = "What to tell. A failure is told once, when no retry is left; a success when something was upgraded.";
      };
      ntfy = {
        url = mkOption {
          type = types.nullOr types.str;
          default = null;
          example = "https://ntfy.example/fleet";
          description = "The ntfy topic to publish to. It is in the store, so all users of the host can read it: protect the topic with a token.";
        };
        tokenFile = secretFile "The token for ntfy.";
      };
      webhook = {
        url = mkOption {
          type = types.nullOr types.str;
          default = null;
          example = "https://chat.example/hooks/upgrades";
          description = "Gets the outcome as JSON by POST, as `auto-upgrade status --json` has it under lastRun.";
        };
        tokenFile = secretFile "Sent as `Authorization: Bearer …`.";
      };
      command = mkOption {
        type = types.listOf types.str;
        default = [ ];
        example = [ "/run/current-system/sw/bin/mail-admin" "--urgent" ];
        description = "A program and its arguments, started without a shell: the sentences on standard input, AUTO_UPGRADE_TITLE and AUTO_UPGRADE_OUTCOME (JSON) in the environment.";
      };
    };
    metrics.textfileDirectory = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "/var/lib/prometheus-node-exporter-text-files";
      description = "Where to write auto_upgrade.prom, for node-exporter's textfile collector.";
    };
    report = {
      commitStatus = switch false "Whether to post a status to the commit at the forge, context `nixos/HOST`. The token for it must have write access to the repository: whoever takes this host can then push to its branches, so protect the branch this host follows, or require signatures.";
      api = mkOption {
        type = types.nullOr types.str;
        default = null;
        example = "https://forge.example/api/v1";
        description = "The forge's API; null: found from the repository's URL (Forgejo, Gitea, GitHub).";
      };
      tokenFile = secretFile "The token for the status; null: `credentials.tokenFile`.";
    };
  };
}
