# docs/options.md from the option declarations: { lib, options } → Markdown. `lib` and `options` are nixpkgs' or a stand-in's.
{ lib, options }:
let
  inherit (builtins) attrNames concatStringsSep isAttrs toJSON;
  isOption = value: isAttrs value && (value._type or "") == "option";

  # A value as it is written in a configuration.
  nixText = value:
    if isAttrs value && (value._type or "") == "literalExpression" then value.text
    else if builtins.isList value then
      if value == [ ] then "[ ]" else "[ ${concatStringsSep " " (map nixText value)} ]"
    else if isAttrs value then "{ ${concatStringsSep " " (map (name: "${name} = ${nixText value.${name}};") (attrNames value))} }"
    else toJSON value;

  code = text: "`${text}`";
  default = option:
    if option ? defaultText then nixText option.defaultText
    else if option ? default then nixText option.default
    else "none: it must be set";
  entry = name: option: ''
    ### ${code name}

    ${option.description}

    - type: ${option.type.description}
    - default: ${code (default option)}
  '' + lib.optionalString (option ? example) "- example: ${code (nixText option.example)}\n";

  nested = type: type.optionsOf or (if type ? nested then nested type.nested else { });
  walk = prefix: tree:
    builtins.concatMap (name:
      let value = tree.${name}; path = "${prefix}.${name}"; in
      if isOption value then [ (entry path value) ] ++ walk path (nested value.type) else walk path value)
      (attrNames tree);
in
''
  # Options of `services.auto-upgrade`

  Made from `nix/module/options.nix` by `nix/update-options-doc`; a test fails where the two differ. What they are for is in
  [hosts.md](hosts.md).

''
+ concatStringsSep "\n" (walk "services.auto-upgrade" options.services.auto-upgrade)
