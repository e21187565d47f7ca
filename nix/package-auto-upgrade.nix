# The program that hosts run: shell, with exactly the tools it calls. Nix and systemd are the host's own.
{
  lib,
  stdenvNoCC,
  runtimeShell,
  bash,
  coreutils,
  curl,
  gitMinimal,
  jq,
  nix,
  openssh,
  systemd,
  util-linux,
}:
stdenvNoCC.mkDerivation {
  pname = "auto-upgrade";
  version = (builtins.fromJSON (builtins.readFile ../package.json)).version;
  src = ./auto-upgrade;
  dontConfigure = true;
  dontBuild = true;
  runtimePath = lib.makeBinPath [
    bash
    coreutils
    curl
    gitMinimal
    jq
    nix
    openssh
    systemd
    util-linux
  ];
  installPhase = ''
    runHook preInstall
    mkdir -p $out/bin $out/libexec
    cp -r . $out/libexec/auto-upgrade
    cat > $out/bin/auto-upgrade <<END
    #!${runtimeShell}
    export PATH=$runtimePath
    exec $out/libexec/auto-upgrade/auto-upgrade "\$@"
    END
    chmod +x $out/bin/auto-upgrade
    runHook postInstall
  '';
  meta = {
    description = "Brings a NixOS host to the head of its configuration's repository, guarded";
    license = lib.licenses.mit;
    mainProgram = "auto-upgrade";
    platforms = lib.platforms.linux;
  };
}
