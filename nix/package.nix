# The command flake-update-diff: the bundle as it is committed, run by nodejs. It needs `nix` and `git` on PATH and takes
# the caller's, so that it speaks to the same daemon and reads the same configuration.
{
  lib,
  stdenvNoCC,
  runtimeShell,
  nodejs,
}:
stdenvNoCC.mkDerivation {
  pname = "flake-update-diff";
  version = (builtins.fromJSON (builtins.readFile ../package.json)).version;
  src = ../dist/cli;
  dontConfigure = true;
  dontBuild = true;
  installPhase = ''
    runHook preInstall
    mkdir -p $out/bin $out/libexec
    cp -r . $out/libexec/flake-update-diff
    cat > $out/bin/flake-update-diff <<END
    #!${runtimeShell}
    exec ${nodejs}/bin/node $out/libexec/flake-update-diff/index.js "\$@"
    END
    chmod +x $out/bin/flake-update-diff
    runHook postInstall
  '';
  meta = {
    description = "Update a NixOS fleet's flake and see what changes on every host";
    license = lib.licenses.mit;
    mainProgram = "flake-update-diff";
  };
}
