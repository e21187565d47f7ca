# What must not be built: each message names the option, what it has, and what would be right.
{
  lib,
  cfg,
  upgrade,
  repository,
  credentials,
}:
let
  here = "services.auto-upgrade";
  url = if cfg.flake != null then cfg.flake else repository.flake;
  # nixpkgs puts the URL into a shell script without quotes: there, "&" would end the command.
  harmless = builtins.match "[A-Za-z0-9:/?#@._~%+=,-]*" url != null;
  inStore = file: lib.hasPrefix "${builtins.storeDir}/" file;
  named = cfg.flake != null || cfg.repository != null;
in
[
  {
    assertion = named && (cfg.flake == null || cfg.repository == null);
    message = "${here}: set either `repository` (such as \"https://forge.example/fleet/hosts.git\") or `flake` (such as \"git+https://forge.example/fleet/hosts.git?ref=main\"), one of the two.";
  }
  {
    assertion = cfg.host != "";
    message = "${here}.host is empty: it must be the host's name in the flake's nixosConfigurations. Set it, or networking.hostName, which it defaults to.";
  }
  {
    assertion = !named || harmless;
    message = "${here}: the URL \"${url}\" has a character that a shell would act upon; NixOS puts it into a script as it is. Right are letters, digits and : / ? @ . _ ~ % + = , - (with the guard off, a ref and a dir cannot be combined).";
  }
  {
    assertion = cfg.flake == null || builtins.match "[^#]*" cfg.flake != null;
    message = "${here}.flake \"${toString cfg.flake}\" names a host after '#'; leave it out and set ${here}.host.";
  }
  {
    assertion = cfg.flake == null || !cfg.guard.enable || repository.git != null;
    message = "${here}.flake \"${toString cfg.flake}\" is no git repository, so its commits cannot be fetched and verified. Right would be git+https://…, git+ssh://… or github:owner/name; or set guard.enable = false.";
  }
  {
    assertion = cfg.repository == null || builtins.match "(https?|ssh|git|file)://.+" cfg.repository != null;
    message = "${here}.repository \"${toString cfg.repository}\" is no URL that git fetches. Right would be https://forge.example/fleet/hosts.git or ssh://git@forge.example/fleet/hosts.git.";
  }
  {
    assertion = cfg.flake == null || (cfg.ref == null && cfg.dir == "");
    message = "${here}: `ref` and `dir` go with `repository`; with `flake`, put them into the URL (?ref=main).";
  }
  {
    assertion = upgrade.channel == null;
    message = "system.autoUpgrade.channel is set (\"${toString upgrade.channel}\") as well as ${here}; a host follows either a channel or a flake. Remove the channel.";
  }
  {
    assertion = upgrade.rebootWindow == null || upgrade.allowReboot;
    message = "${here}.rebootWindow is set, but allowReboot is false, so the host never reboots by itself. Set allowReboot = true, or remove the window.";
  }
  {
    assertion = !cfg.guard.requireSigned || cfg.guard.allowedSigners != [ ];
    message = "${here}.guard.requireSigned is true, but guard.allowedSigners is empty: no commit could ever pass. Add lines such as \"maintainer@example.org ssh-ed25519 AAAA…\".";
  }
  {
    assertion = cfg.guard.enable || !cfg.guard.requireSigned;
    message = "${here}.guard.requireSigned is true, but guard.enable is false: nothing would verify a signature. Enable the guard, or do not require signatures.";
  }
  {
    assertion = cfg.buildLocally || cfg.buildOn == "local";
    message = "${here}.buildOn is \"${cfg.buildOn}\", but buildLocally is false, which means that nothing is built at all. Set one of the two.";
  }
  {
    assertion = !cfg.report.commitStatus || credentials.files ? statusToken;
    message = "${here}.report.commitStatus is true, but there is no token to post with: set report.tokenFile (or credentials.tokenFile).";
  }
]
++ lib.mapAttrsToList (name: file: {
  assertion = !(inStore file);
  message = "${here}: the file of the credential ${name}, ${file}, is in the Nix store, which every user of the host can read. Name a file outside of it, as a string: \"/run/secrets/…\".";
}) credentials.files
