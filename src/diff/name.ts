/** What a store path's name says of the package in it. */
export type PackageName = {
  readonly name: string;
  /** '' where the name has none. */
  readonly version: string;
  /** 'out' unless the name (or the deriver's name) tells another one. */
  readonly output: string;
};

/**
 * Splits a derivation's name as Nix does: the name ends at the first dash that is followed by something other than a letter.
 * Source: `parseDrvName` in Nix's libstore/names.cc, described under `builtins.parseDrvName` in its manual.
 */
export function parseDrvName(text: string): { readonly name: string; readonly version: string } {
  const dash = text.search(/-[^A-Za-z]/);
  return dash < 0
    ? { name: text, version: '' }
    : { name: text.slice(0, dash), version: text.slice(dash + 1) };
}

/** Outputs that nixpkgs names; only behind a version, so that a package named "patchelf-doc" keeps its name. */
const OUTPUTS = new Set(
  (
    'bin cli cpupower daemon data debug desktop dev devdoc devman dist dnsutils doc docs examples fuse2fs fonts ' +
    'getent gtk gui headers html info installedTests installer jack jit lib libgcc libs locales login man ' +
    'modules mount pcp plperl plpython3 pltcl plugins py python qml schemas scripts static su sudo ' +
    'support swap terminfo test tests tools userlib vim withSecrets www'
  ).split(' '),
);

/** Words that say how finished a version is; they belong to the version, whatever other words belong to the name. */
const STABILITY = new Set(
  'a alpha b beta canary cr dev esr final ga git hg lts master nightly p patch pre preview r rc release snapshot stable svn unstable'.split(
    ' ',
  ),
);

/** Whether a path lies where a store's paths lie: 32 characters of Nix's base 32, a dash, and a name. */
const HASHED = /^[0-9a-df-np-sv-z]{32}-/;

/** The name of a store path without folder and hash: "/nix/store/…-hello-2.12" gives "hello-2.12". */
export function storeName(path: string): string {
  const base = path.slice(path.lastIndexOf('/') + 1);
  return HASHED.test(base) ? base.slice(33) : base;
}

/** As `storeName`, and without ".drv", so that a derivation and what it builds have the same name. */
function derivationName(path: string): string {
  const name = storeName(path);
  return name.endsWith('.drv') ? name.slice(0, -4) : name;
}

/**
 * Which package, version and output a store path (or a .drv) is. The deriver tells the output exactly, because a
 * derivation's name has no output suffix; without it the suffixes that nixpkgs uses are known. Words behind a
 * version which are neither output nor stability belong to the name, so that "linux-6.6.8-modules-shrunk" is no
 * version of linux. Never fails: what cannot be split is a name without version.
 */
export function packageName(path: string, deriver: string | null = null): PackageName {
  const own = derivationName(path);
  const parent = deriver === null ? own : derivationName(deriver);
  if (own.length > parent.length + 1 && own[parent.length] === '-' && own.startsWith(parent)) {
    return { ...splitWords(parent), output: own.slice(parent.length + 1) };
  }
  return splitWords(own);
}

/** Takes an output and the words of the name off the end of a version. */
function splitWords(text: string): PackageName {
  const { name, version } = parseDrvName(text);
  const dash = version.lastIndexOf('-');
  if (dash <= 0) return { name, version, output: 'out' };
  const last = version.slice(dash + 1);
  // "-dev" could be a development version; in nixpkgs it is an output far more often.
  if (OUTPUTS.has(last)) return { ...moveWords(name, version.slice(0, dash)), output: last };
  return { ...moveWords(name, version), output: 'out' };
}

function moveWords(name: string, version: string): { name: string; version: string } {
  let end = version.length;
  for (;;) {
    const dash = version.lastIndexOf('-', end - 1);
    if (dash <= 0 || !belongsToName(version.slice(dash + 1, end))) break;
    end = dash;
  }
  return { name: name + version.slice(end), version: version.slice(0, end) };
}

/** A word of letters only that is neither stability nor a git hash which happens to have no digits. */
function belongsToName(word: string): boolean {
  return /^[A-Za-z_]{2,}$/.test(word) && !STABILITY.has(word.toLowerCase()) && !/^g?[a-f]{6,}$/.test(word);
}
