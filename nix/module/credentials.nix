# The secrets that are set, by the names the program knows them by. Files on the host, never in the store.
{ lib, cfg }:
let
  statusToken = if cfg.report.tokenFile != null then cfg.report.tokenFile else cfg.credentials.tokenFile;
  files = lib.filterAttrs (_: file: file != null) {
    deployKey = cfg.credentials.deployKeyFile;
    token = cfg.credentials.tokenFile;
    netrc = cfg.credentials.netrcFile;
    statusToken = if cfg.report.commitStatus then statusToken else null;
    ntfyToken = cfg.notify.ntfy.tokenFile;
    webhookToken = cfg.notify.webhook.tokenFile;
  };
in
{
  inherit files;
  # For LoadCredential: those of the names that are set.
  load = names: map (name: "${name}:${files.${name}}") (lib.filter (name: files ? ${name}) names);
}
