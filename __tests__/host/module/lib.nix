# A stand-in for the part of nixpkgs' `lib` that the module uses, because nixpkgs cannot be fetched where the tests run.
# It merges as nixpkgs does: mkIf and mkMerge are pushed down to the options, priorities decide, types check and merge,
# an option that nobody declared and a value defined twice are errors. What is not here, the module must not use.
let
  inherit (builtins) all attrNames concatLists concatMap concatStringsSep elem elemAt filter foldl' hasAttr head isAttrs
    isBool isFunction isInt isList isPath isString length listToAttrs map mapAttrs match replaceStrings sort substring
    stringLength tail toJSON typeOf;

  showLoc = concatStringsSep ".";
  unique = foldl' (seen: x: if elem x seen then seen else seen ++ [ x ]) [ ];

  # Properties
  mkIf = condition: content: { _type = "if"; inherit condition content; };
  mkMerge = contents: { _type = "merge"; inherit contents; };
  mkOverride = priority: content: { _type = "override"; inherit priority content; };
  property = value: value._type or "";

  pushDown = config:
    if property config == "merge" then concatMap pushDown config.contents
    else if property config == "if" then map (mapAttrs (_: mkIf config.condition)) (pushDown config.content)
    else if property config == "override" then map (mapAttrs (_: mkOverride config.priority)) (pushDown config.content)
    else [ config ];

  discharge = priority: value:
    if property value == "merge" then concatMap (discharge priority) value.contents
    else if property value == "if" then (if value.condition then discharge priority value.content else [ ])
    else if property value == "override" then discharge value.priority value.content
    else [ { inherit priority value; } ];

  mergeOption = loc: option: values:
    let
      found = concatMap (discharge 100) values ++ (if option ? default then [ { priority = 1500; value = option.default; } ] else [ ]);
      highest = foldl' (best: def: if def.priority < best then def.priority else best) 9999 found;
      winning = map (def: def.value) (filter (def: def.priority == highest) found);
      bad = filter (value: !(option.type.check value)) winning;
    in
    if found == [ ] then throw "The option `${showLoc loc}' was accessed but has no value defined."
    else if bad != [ ] then
      throw "A definition for option `${showLoc loc}' is not of type `${option.type.description}': ${showValue (head bad)}"
    else (option.apply or (x: x)) (option.type.merge loc winning);

  showValue = value: if isFunction value then "<function>" else toJSON value;

  # Modules
  evalModules = { modules, specialArgs ? { } }:
    let
      collect = module:
        let
          loaded = if isPath module || isString module then import module else module;
          value = if isFunction loaded then loaded (specialArgs // { inherit config options lib; }) else loaded;
          plain = value ? config || value ? options;
        in
        concatMap collect (value.imports or [ ])
        ++ [ (if plain then { options = value.options or { }; config = value.config or { }; } else { options = { }; config = removeAttrs value [ "imports" ]; }) ];
      all' = concatMap collect modules;
      options = foldl' (declare [ ]) { } (map (m: m.options) all');
      definitions = concatMap (m: pushDown m.config) all';
      config = resolve [ ] options definitions;
      unknown = undeclared [ ] options definitions;
    in
    {
      inherit options;
      config = if unknown == [ ] then config else throw "The option `${head unknown}' does not exist.";
    };

  declare = loc: a: b:
    foldl' (tree: name: tree // {
      ${name} =
        if !(hasAttr name tree) then b.${name}
        else if property tree.${name} == "option" || property b.${name} == "option" then
          throw "The option `${showLoc (loc ++ [ name ])}' is declared twice."
        else declare (loc ++ [ name ]) tree.${name} b.${name};
    }) a (attrNames b);

  definitionsOf = name: definitions: concatMap (def: if hasAttr name def then [ def.${name} ] else [ ]) definitions;

  resolve = loc: options: definitions:
    mapAttrs (name: option:
      let values = definitionsOf name definitions; in
      if property option == "option" then mergeOption (loc ++ [ name ]) option values
      else resolve (loc ++ [ name ]) option (concatMap pushDown values)) options;

  undeclared = loc: options: definitions:
    concatMap (name:
      let here = loc ++ [ name ]; in
      if !(hasAttr name options) then [ (showLoc here) ]
      else if property options.${name} == "option" then [ ]
      else undeclared here options.${name} (concatMap pushDown (definitionsOf name definitions)))
      (unique (concatMap attrNames definitions));

  # Types
  mkType = name: check: merge: { _type = "option-type"; inherit name check merge; description = name; };
  mergeEqual = loc: values:
    if all (value: value == head values) values then head values
    else throw "The option `${showLoc loc}' has conflicting definition values: ${concatStringsSep ", " (map showValue values)}";
  mergeOne = loc: values:
    if length values == 1 then head values else throw "The option `${showLoc loc}' is defined multiple times while it's expected to be unique.";
  stringLike = value: isString value || isPath value || (isAttrs value && value ? outPath);

  types = {
    anything = mkType "anything" (_: true) mergeEqual;
    bool = mkType "boolean" isBool mergeEqual;
    int = mkType "signed integer" isInt mergeEqual;
    ints = {
      unsigned = mkType "unsigned integer, meaning >=0" (value: isInt value && value >= 0) mergeEqual;
      positive = mkType "positive integer, meaning >0" (value: isInt value && value > 0) mergeEqual;
    };
    str = mkType "string" isString mergeEqual;
    lines = mkType "strings concatenated with \"\\n\"" isString (_: concatStringsSep "\n");
    path = mkType "absolute path" (value: stringLike value && substring 0 1 (toString value) == "/") mergeEqual;
    package = mkType "package" (value: isAttrs value && value ? outPath) mergeOne;
    strMatching = pattern: mkType "string matching the pattern ${pattern}" (value: isString value && match pattern value != null) mergeEqual;
    enum = values: mkType "one of ${concatStringsSep ", " (map toJSON values)}" (value: elem value values) mergeEqual;
    nullOr = type: (mkType "null or ${type.description}" (value: value == null || type.check value)
      (loc: values: if all (value: value == null) values then null else type.merge loc values)) // { nested = type; };
    listOf = type: (mkType "list of ${type.description}" isList (loc: values:
      map (value: mergeOption (loc ++ [ "*" ]) { inherit type; } [ value ]) (concatLists values))) // { nested = type; };
    attrsOf = type: (mkType "attribute set of ${type.description}" isAttrs (loc: values:
      let pushed = concatMap pushDown values; in
      listToAttrs (concatMap (name:
        let defs = definitionsOf name pushed; in
        if concatMap (discharge 100) defs == [ ] then [ ]
        else [ { inherit name; value = mergeOption (loc ++ [ name ]) { inherit type; } defs; } ])
        (unique (concatMap attrNames pushed))))) // { nested = type; };
    submodule = module: (mkType "submodule" (value: isAttrs value || isFunction value)
      (loc: values: (evalModules { modules = [ module ] ++ values; }).config)) // {
        optionsOf = (evalModules { modules = [ module ]; }).options;
      };
  };

  mkOption = option: { _type = "option"; type = types.anything; } // option;

  lib = {
    inherit mkIf mkMerge mkOverride mkOption types evalModules filter elem concatStringsSep unique;
    mkDefault = mkOverride 1000;
    mkForce = mkOverride 50;
    mkEnableOption = name: mkOption { type = types.bool; default = false; example = true; description = "Whether to enable ${name}."; };
    literalExpression = text: { _type = "literalExpression"; inherit text; };
    optional = condition: value: if condition then [ value ] else [ ];
    optionals = condition: values: if condition then values else [ ];
    optionalAttrs = condition: attrs: if condition then attrs else { };
    optionalString = condition: text: if condition then text else "";
    hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
    removePrefix = prefix: text:
      if lib.hasPrefix prefix text then substring (stringLength prefix) (-1) text else text;
    escapeShellArg = text: "'${replaceStrings [ "'" ] [ "'\\''" ] (toString text)}'";
    filterAttrs = keep: attrs: removeAttrs attrs (filter (name: !(keep name attrs.${name})) (attrNames attrs));
    mapAttrsToList = f: attrs: map (name: f name attrs.${name}) (attrNames attrs);
    attrValues = builtins.attrValues;
    makeBinPath = packages: concatStringsSep ":" (map (package: "${package}/bin") packages);
    isOption = value: property value == "option";
  };
in
lib
