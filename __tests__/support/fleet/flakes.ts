/**
 * The Nix side of the synthetic fleets of fleet.ts: the files of their repositories, as text, so that the generator works
 * from sources, compiled and bundled alike.
 *
 * `system.nix` stands for nixpkgs: it makes packages and NixOS toplevels as real derivations with the layout that NixOS
 * gives them (nixos/modules/system/activation/top-level.nix, system/boot/systemd.nix, system/etc/etc.nix), but out of
 * nothing but /bin/sh, so that they build offline in milliseconds.
 */

/** The flake of an input: its state, and what turns the states of all inputs into systems. */
export function inputFlake(description: string, nixpkgsUrl: string | null): string {
  return `{
  description = "${description}";
${nixpkgsUrl === null ? '' : `  inputs.nixpkgs.url = "${nixpkgsUrl}";\n`}
  outputs = { self, ... }: {
    state = builtins.fromJSON (builtins.readFile ./state.json);
    lib = import ./system.nix;
  };
}
`;
}

/** The fleet's own flake: `inputs` are lines of the inputs set; its hosts are in hosts/hosts.json. */
export function fleetFlake(inputs: readonly string[], submodules: boolean): string {
  const lines = submodules ? [...inputs, 'self.submodules = true;'] : inputs;
  return `{
  description = "A fleet";

  inputs = {
${lines.map((line) => `    ${line}\n`).join('')}  };

  outputs = { self, nixpkgs, ... }@inputs: {
    nixosConfigurations = nixpkgs.lib.nixosConfigurations {
      inherit self inputs;
      fleet = builtins.fromJSON (builtins.readFile ./hosts/hosts.json);
    };
  };
}
`;
}

/** `system.nix`: what stands for nixpkgs. */
export const systemNix = `let
  inherit (builtins) attrNames concatLists concatStringsSep elem filter getAttr isString listToAttrs map mapAttrs match split substring toFile toJSON;

  # The folders of coreutils on Debian, macOS and NixOS: builds run without a sandbox.
  run = system: name: attrs: script: derivation ({
    inherit name system;
    builder = "/bin/sh";
    args = [ "-c" ("PATH=/bin:/usr/bin:/run/current-system/sw/bin; set -e\\n" + script) ];
  } // attrs);
  lines = concatStringsSep "\\n";
  safe = name: concatStringsSep "-" (filter isString (split "[^0-9a-zA-Z+._?=-]+" name));

  # "openssl" is the output that others use, "openssl.bin" a chosen one.
  find = set: default: name:
    let parts = match "([^.]+)[.](.+)" name;
    in if parts == null then default (getAttr name set) else [ (getAttr (builtins.elemAt parts 1) (getAttr (builtins.head parts) set)) ];
  linked = package: [ (package.lib or package.out) ];
  installed = package: [ (package.bin or package.out) ] ++ (if package ? man then [ package.man ] else [ ]);

  packageSet = { packages, system, fleet }:
    let set = mapAttrs (make { inherit set system fleet; }) packages; in set;

  make = { set, system, fleet }: attr: package:
    let
      name = package.pname + (if package.version == "" then "" else "-" + package.version);
      uses = lines (map toString (concatLists (map (find set linked) package.uses)));
      texts = listToAttrs (map (output: {
        name = output;
        value = toFile (name + (if output == "out" then "" else "-" + output)) (lines [
          name output (toString package.build) fleet.salt uses
          (if output != "lib" && elem "lib" package.outputs then texts.lib else "")
        ]);
      }) package.outputs);
      built = run system name {
        inherit (package) pname version outputs;
        inherit uses;
        build = toString package.build;
        salt = fleet.salt;
        size = toString package.size;
        log = lines package.fails;
        sleeps = toString package.sleeps;
      } ''
        test "$sleeps" = 0 || sleep $sleeps
        test -z "$log" || { printf '%s\\n' "$log"; exit 2; }
        for output in $outputs; do
          eval "path=\\$$output"
          content="$pname $version $build $salt"
          case $output in
            out | bin) folder=bin file=$pname content="$content $uses ''\${lib-}" ;;
            lib) folder=lib file=lib$pname.so content="$content $uses" ;;
            man) folder=share/man/man1 file=$pname.1 ;;
            *) folder=share/$output file=$pname ;;
          esac
          mkdir -p $path/$folder
          echo "$content" > $path/$folder/$file
        done
        test "$size" = 0 || head -c $size /dev/zero > $out/size
        case $pname in linux*) echo "$version" > $out/bzImage ;; esac
      '';
    in
    if package ? throws then throw package.throws
    else if package ? typeError then 1 + attr
    else (if fleet.texts then texts else built) // { inherit (package) pname version; };

  # What NixOS calls environment.systemPackages, as \`sw\`.
  systemPath = { system, fleet, selected, ... }: run system "system-path" { selected = map toString selected; } (
    if fleet.texts then ''
      mkdir -p $out/bin
      ln -s $selected $out/bin
    '' else ''
      mkdir -p $out/bin $out/share/man/man1
      for path in $selected; do
        if test -d $path/bin; then bins="''\${bins-} $path/bin/*"; fi
        if test -d $path/share/man/man1; then mans="''\${mans-} $path/share/man/man1/*"; fi
      done
      test -z "''\${bins-}" || ln -sf $bins $out/bin
      test -z "''\${mans-}" || ln -sf $mans $out/share/man/man1
    '');

  unitFile = { set, system, fleet, host, ... }: name:
    let
      service = getAttr name host.services;
      package = getAttr service.package set;
      file = name + ".service";
      configuration = filter (path: match "\${name}/.*" path != null) (attrNames host.etc);
      triggers = toFile "X-Restart-Triggers-\${safe name}" (lines (map (path: getAttr path host.etc) configuration));
      text = ''
        [Unit]
        Description=\${name}
        After=network.target
        \${if configuration == [ ] then "" else "X-Restart-Triggers=" + triggers}

        [Service]
        ExecStart=\${package.bin or package.out}/bin/\${package.pname}
        \${lines service.lines}

        [Install]
        WantedBy=multi-user.target
      '';
    in
    if fleet.texts then { inherit file; path = toFile "unit-\${safe file}" text; }
    else {
      inherit file;
      path = run system "unit-\${safe file}" { inherit text file; } ''mkdir $out; printf %s "$text" > "$out/$file"'' + "/" + file;
    };

  etcTree = { system, host, name, label, version, ... }@parts:
    let
      units = map (unitFile parts) (attrNames host.services);
      systemUnits = run system "system-units" { } (''
        mkdir -p $out/multi-user.target.wants
        cd $out
      '' + lines (map (unit: ''
        ln -s '\${unit.path}' '\${unit.file}'
        ln -s '../\${unit.file}' 'multi-user.target.wants/\${unit.file}'
      '') units));
      files = host.etc // {
        hostname = name + "\\n";
        os-release = "ID=nixos\\nVERSION_ID=\${version}\\nBUILD_ID=\${label}\\n";
      };
      entry = path: ''
        mkdir -p "$out/etc/\${dirOf path}"
        ln -s '\${toFile (safe ("etc-" + baseNameOf path)) (getAttr path files)}' "$out/etc/\${path}"
      '';
    in
    run system "etc" { units = systemUnits; } (''
      mkdir -p $out/etc/systemd
      ln -s $units $out/etc/systemd/system
    '' + lines (map entry (attrNames files)));

  labour = thousands: builtins.foldl' (sum: k: sum + builtins.foldl' builtins.add k (builtins.genList (i: i) 1000)) 0 (builtins.genList (k: k) thousands);

  accounts = host: toFile "users-groups.json" (toJSON {
    groups = map (name: { inherit name; gid = null; members = [ ]; }) host.users;
    mutableUsers = true;
    users = map (name: { inherit name; group = name; home = "/var/lib/\${name}"; isSystemUser = true; uid = null; }) host.users;
  });

  bootFiles = { set, system, fleet, host, ... }:
    let
      kernel = getAttr host.kernel set;
      name = "initrd-linux-\${kernel.version}";
    in
    if fleet.texts then {
      kernel = kernel.out;
      initrd = toFile name "\${kernel.out}";
      kernelModules = toFile "kernel-modules" "\${kernel.out} modules";
    } else {
      kernel = "\${kernel.out}/bzImage";
      initrd = run system name { kernel = kernel.out; } "mkdir $out; echo $kernel > $out/initrd" + "/initrd";
      kernelModules = run system "kernel-modules" { kernel = kernel.out; inherit (kernel) version; } "mkdir -p $out/lib/modules/$version; ln -s $kernel $out/lib/modules/$version/build";
    };

  toplevel = { set, system, fleet, host, name, label, broken, ... }@parts:
    run system "nixos-system-\${safe name}-\${label}" ({
      sw = systemPath parts;
      etc = etcTree parts;
      systemd = (getAttr "systemd" set).out;
      users = accounts host;
      log = lines (broken.fails or [ ]);
      inherit label;
      configurationRevision = parts.revision;
    } // (if host.kernel == null then { } else bootFiles parts)) ''
      test -z "$log" || { printf '%s\\n' "$log"; exit 1; }
      mkdir -p $out/bin $out/specialisation
      ln -s $sw $out/sw
      ln -s $etc/etc $out/etc
      ln -s $systemd $out/systemd
      if test -n "''\${kernel-}"; then
        ln -s $kernel $out/kernel
        ln -s $initrd $out/initrd
        ln -s $kernelModules $out/kernel-modules
        printf %s "loglevel=4" > $out/kernel-params
      fi
      printf %s "$label" > $out/nixos-version
      printf %s "$system" > $out/system
      test -z "$configurationRevision" || printf %s "$configurationRevision" > $out/configuration-revision
      printf '#!/bin/sh\\n# users and groups: %s\\n' "$users" > $out/activate
      printf '#!/bin/sh\\nexec %s/lib/systemd/systemd "$@"\\n' "$systemd" > $out/init
      printf '#!/bin/sh\\necho "%s $*"\\n' "$out" > $out/bin/switch-to-configuration
      chmod +x $out/activate $out/init $out/bin/switch-to-configuration
    '';

  nixosSystem = { set, state, system, name, label, ... }@parts:
    let
      broken = state.breaks.\${name} or { };
      build =
        if broken ? throws then throw broken.throws
        else if broken ? typeError then 1 + name
        else if broken ? missing then getAttr broken.missing { }
        else builtins.seq (parts.sharedLabour + labour parts.fleet.work) (toplevel (parts // { inherit broken; }));
    in
    {
      _type = "configuration";
      config = {
        system.build.toplevel = build;
        system.stateVersion = parts.host.stateVersion;
        system.nixos = { inherit label; inherit (state) release; };
        networking.hostName = name;
        nixpkgs.hostPlatform = { inherit system; };
      };
      pkgs = { inherit system; stdenv.hostPlatform = { inherit system; }; };
    };
in
{
  # fleet: { hosts, base, label, revision, salt, texts, work }. Package sets are shared by the hosts of one channel and system.
  nixosConfigurations = { self, inputs, fleet }:
    let
      extras = filter (name: name != "self" && match "nixpkgs.*" name == null) (attrNames inputs);
      packagesOf = channel: builtins.foldl' (all: name: all // inputs.\${name}.state.packages) inputs.\${channel}.state.packages extras;
      systems = listToAttrs (map (name: { inherit name; value = true; }) (map (host: host.system) (builtins.attrValues fleet.hosts)));
      sharedLabour = labour (fleet.work * 3 / 2);
      sets = mapAttrs (channel: _: mapAttrs (system: _: packageSet { inherit system fleet; packages = packagesOf channel; }) systems) inputs;
    in
    mapAttrs (name: host:
      let
        channel = inputs.\${host.channel};
        inherit (channel) state;
        set = sets.\${host.channel}.\${host.system};
      in
      nixosSystem {
        inherit set state fleet host name sharedLabour;
        inherit (host) system;
        selected = concatLists (map (find set installed) (fleet.base ++ host.packages));
        version = state.release;
        label = state.release + (if fleet.label then ".\${substring 0 8 channel.lastModifiedDate}.\${substring 0 7 channel.rev}" else "");
        revision = if fleet.revision then self.rev or "dirty" else "";
      }) fleet.hosts;
}
`;
