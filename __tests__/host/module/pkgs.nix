# Stand-ins for packages: a store path each where only the name counts, real files where the content does, and a stdenv
# that really runs a package's install phase, with the machine's own tools.
lib:
let
  system = builtins.currentSystem;
  named = pname: { inherit pname; outPath = "/nix/store/00000000000000000000000000000000-${pname}"; };
  tools = {
    outPath = "/usr";
    pname = "debian-tools";
  };
  writeText = name: text: {
    outPath = builtins.toFile name (builtins.unsafeDiscardStringContext text);
    inherit text name;
  };
  pkgs = {
    inherit lib writeText;
    writeShellScriptBin = name: text: named name // { inherit text; };
    callPackage = path: overrides:
      let function = import path; in
      function (builtins.intersectAttrs (builtins.functionArgs function) pkgs // overrides);
    stdenvNoCC.mkDerivation = arguments:
      derivation {
        inherit system;
        name = "${arguments.pname}-${arguments.version}";
        builder = "/bin/bash";
        PATH = "/usr/bin:/bin";
        inherit (arguments) src installPhase;
        runtimePath = arguments.runtimePath or "";
        args = [
          "-euc"
          ''
            runHook() { :; }
            patchShebangs() { :; }
            cp -r "$src" source
            chmod -R u+w source
            cd source
            eval "$installPhase"
          ''
        ];
      } // { inherit (arguments) meta pname; };
    runtimeShell = "/bin/bash";
  } // builtins.listToAttrs (map (name: { inherit name; value = tools; }) [
    "bash"
    "coreutils"
    "curl"
    "gitMinimal"
    "jq"
    "nix"
    "nodejs"
    "openssh"
    "systemd"
    "util-linux"
  ]);
in
pkgs
