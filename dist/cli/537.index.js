export const id = 537;
export const ids = [537];
export const modules = {

/***/ 537:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runCommand: () => (/* binding */ runCommand)
});

// EXTERNAL MODULE: external "node:perf_hooks"
var external_node_perf_hooks_ = __webpack_require__(643);
// EXTERNAL MODULE: ./lib/src/arguments.js
var src_arguments = __webpack_require__(906);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(455);
// EXTERNAL MODULE: ./lib/src/problem.js
var problem = __webpack_require__(373);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(975);
;// CONCATENATED MODULE: ./lib/src/nix/message.js


/** What Nix says when something is wrong that is no property of any host: a run must stop then and blame none. */
const SURROUNDINGS = [
    [
        /cannot connect to (?:socket|daemon)|cannot open connection to remote store 'daemon'|Nix daemon disconnected/i,
        'The Nix daemon does not answer. Start it: systemctl start nix-daemon.',
    ],
    [
        /No space left on device|disk is full|Disk quota exceeded/i,
        'The disk is full. See df -h, and free some space: nix-collect-garbage -d.',
    ],
    [
        // As Nix, git and ssh word it, so that no text of a flake's own ("Connection refused rules need…") passes for it.
        /unable to (?:download|access) '[^']*'.*(?:resolve|connect|refused|timed out|timeout|unreachable|reset)|ssh: connect to host|ssh: Could not resolve hostname|failed to resolve address for/i,
        "The network failed. Check it, the input's URL, and for private inputs the credentials (access-tokens, netrc, SSH key).",
    ],
    [
        /API rate limit exceeded|HTTP error 429/i,
        'The forge limits requests. Give Nix a token: --nix-option access-tokens github.com=TOKEN, or better in nix.conf.',
    ],
    [
        /requires lock file changes|cannot update (?:unlocked|lock file)|lock file .* (?:needs|requires)/i,
        'flake.lock does not match flake.nix. Run "nix flake lock" and commit flake.lock.',
    ],
];
/** What else Nix says that has a known remedy. */
const REMEDIES = [
    ...SURROUNDINGS,
    [
        /unable to download|Could not read from remote|unable to access|cannot fetch input|Failed to fetch git repository|program 'git' failed|Git repository .* does not exist|resolving Git reference/i,
        "An input could not be fetched. Check the network, the input's URL and, for private inputs, the credentials (access-tokens, netrc, SSH key).",
    ],
    [
        /Permission denied|Operation not permitted/i,
        'Nix may not write where it must. Check the owner of /nix and of the folder named.',
    ],
];
/**
 * The Problem behind an error output when its cause lies in the surroundings (daemon, disk, network, a lock file that does not fit), else
 * null: the flake is to blame. Only what Nix itself says of the error counts, no trace, warning or quoted log.
 */
function surroundingsProblem(command, stderr) {
    const words = ownWords(trimMessage(stderr));
    return SURROUNDINGS.some(([pattern]) => pattern.test(words)) ? nixProblem(command, stderr) : null;
}
/** A message without the lines of a build's log that it quotes ("> …"): they are somebody else's words. */
function ownWords(message) {
    return message
        .split('\n')
        .filter((line) => !/^\s*> /.test(line))
        .join('\n');
}
/** A Problem made of what Nix printed: its message trimmed to what matters, and the remedy where it is known. */
function nixProblem(command, stderr) {
    const message = trimMessage(stderr);
    const remedy = REMEDIES.find(([pattern]) => pattern.test(stderr))?.[1] ?? '';
    return new problem/* Problem */.A(`${command} failed:\n${message}`, remedy);
}
/**
 * The part of Nix's error output that says what is wrong: without stack frames, source excerpts and warnings.
 * Nix up to 2.19 prints the error first and its trace below; newer ones end with it. At most 20 lines.
 */
function trimMessage(stderr) {
    const lines = plain(stderr)
        .split('\n')
        .filter((line) => !/^(?:warning|trace|evaluating|copying|unpacking)\b/.test(line));
    const starts = lines.flatMap((line, index) => (/^\s*error:/.test(line) ? [index] : []));
    const start = starts.findLast((index) => /^\s*error:\s*\S/.test(lines[index] ?? '')) ?? starts.at(-1);
    if (start === undefined)
        return lines
            .filter((line) => line.trim() !== '')
            .slice(-20)
            .join('\n');
    const rest = lines.slice(start);
    const end = rest.findIndex((line, index) => index > 0 && /^\s*(?:…|at (?:\/|«)|\(stack trace truncated|note: trace involved)/.test(line));
    const kept = end === -1 ? rest : rest.slice(0, end);
    return dedent(kept).slice(0, 20).join('\n').trim();
}
/** Text without ANSI escape sequences and carriage returns. */
function plain(text) {
    return (0,external_node_util_.stripVTControlCharacters)(text).replaceAll('\r', '');
}
function dedent(lines) {
    const indents = lines
        .slice(1)
        .filter((line) => line.trim() !== '')
        .map((line) => line.length - line.trimStart().length);
    const common = Math.min(...indents, Number.POSITIVE_INFINITY);
    return lines.map((line, index) => index === 0 ? line.trim() : line.slice(Math.min(common, line.length)).trimEnd());
}

;// CONCATENATED MODULE: ./lib/src/nix/version.js

/** The oldest that is tested. */
const OLDEST = [2, 8];
/**
 * Reads the first line of `nix --version`: "nix (Nix) 2.26.3", "nix (Lix, like Nix) 2.91.1", "nix (Determinate Nix 3.0.0) 2.26.3".
 * Throws a Problem for anything else, and for a Nix without the flakes we need.
 */
function parseNixVersion(text) {
    const found = /^nix \((?<who>[^)]*)\) (?<version>(?<major>\d+)\.(?<minor>\d+)\S*)/.exec(text.trim());
    if (found?.groups === undefined) {
        throw new problem/* Problem */.A(`nix --version answered ${JSON.stringify(text.trim().slice(0, 200))}, which is no version of Nix that is known.`, 'Nix 2.8 or newer, or Lix, is needed.');
    }
    const { who = '', version = '', major, minor } = found.groups;
    const implementation = who.startsWith('Lix') ? 'Lix' : 'Nix';
    const number = implementation === 'Lix' ? [2, 18] : [Number(major), Number(minor)];
    if (!atLeast(number, ...OLDEST)) {
        throw new problem/* Problem */.A(`Nix ${version} is too old.`, `Install Nix ${OLDEST.join('.')} or newer.`);
    }
    return { implementation, text: version, number };
}
/** Whether a version is `major.minor` or newer. */
function atLeast(number, major, minor) {
    return number[0] > major || (number[0] === major && number[1] >= minor);
}

;// CONCATENATED MODULE: ./lib/src/nix/closure.js



/**
 * The closures of all the paths as one graph, with one `nix path-info -r` (a second one where there are .drv files among them). An empty list
 * gives an empty graph. Throws a Problem where Nix does not know a path or answers in a shape that is not known.
 */
async function readGraph(nix, paths) {
    const isDerivation = (path) => path.endsWith('.drv');
    const outputs = await pathInfo(nix, paths.filter((path) => !isDerivation(path)), []);
    // Without the flag, Nix before 2.13 takes a .drv file for its outputs; with it, every Nix takes an output for its .drv file.
    const derivations = await pathInfo(nix, paths.filter(isDerivation), ['--derivation']);
    return derivations.size === 0 ? outputs : new Map([...outputs, ...derivations]);
}
async function pathInfo(nix, paths, flags) {
    if (paths.length === 0)
        return new Map();
    const format = atLeast(nix.version.number, 2, 33) ? ['--json-format', '1'] : [];
    const output = await nix.nix([
        'path-info',
        '--json',
        ...format,
        '--recursive',
        ...flags,
        ...new Set(paths),
    ]);
    if (output.code !== 0)
        throw nixProblem('nix path-info', output.stderr);
    return parsePathInfo(output.stdout, nix.version.text);
}
/** The paths that `root` refers to, directly or not, and itself, in no order. Throws a Problem where the graph does not hold one of them. */
function closureOf(graph, root) {
    const { numbers, entries, references } = linksOf(graph);
    const first = numbers.get(root);
    if (first === undefined)
        throw new problem/* Problem */.A(`nix path-info did not tell of ${root}.`);
    const seen = new Uint8Array(entries.length);
    const closure = [];
    const queue = [first];
    seen[first] = 1;
    for (let number = queue.pop(); number !== undefined; number = queue.pop()) {
        closure.push(entries[number]);
        for (const reference of references(number)) {
            if (seen[reference] === 1)
                continue;
            seen[reference] = 1;
            queue.push(reference);
        }
    }
    return closure;
}
/** A fleet walks the same graph twice for each host: its references are looked up once only, and known by number from then on. */
const known = new WeakMap();
function linksOf(graph) {
    const before = known.get(graph);
    if (before !== undefined)
        return before;
    const entries = [...graph.values()];
    const numbers = new Map(entries.map((entry, number) => [entry.path, number]));
    const found = new Array(entries.length);
    const lookUp = (number) => entries[number].references.map((path) => {
        const reference = numbers.get(path);
        if (reference === undefined)
            throw new problem/* Problem */.A(`nix path-info did not tell of ${path}, which ${entries[number].path} refers to.`);
        return reference;
    });
    const links = {
        numbers,
        entries,
        references: (number) => {
            found[number] ??= lookUp(number);
            return found[number];
        },
    };
    known.set(graph, links);
    return links;
}
/**
 * Reads `nix path-info --json` in all its shapes: an array of objects (Nix up to 2.18, all Lix), an object from path to entry (2.19 and newer,
 * format 1), and {version: 2, storeDir, info} with base names (format 2). Throws a Problem that names the command and `version` for others.
 */
function parsePathInfo(text, version) {
    const unknown = (what) => new problem/* Problem */.A(`nix path-info --json of Nix ${version} answered in a shape that is not known: ${what}.`, 'Please report it with the output of "nix path-info --json /nix/store/SOME-PATH", or use another Nix.');
    const value = parseJson(text, unknown);
    const graph = new Map();
    for (const [path, entry] of entriesOf(value, unknown)) {
        if (!isRecord(entry) || typeof entry['narSize'] !== 'number' || !isTexts(entry['references'])) {
            throw unknown(`no narSize and references at ${path}, but ${JSON.stringify(entry).slice(0, 120)}`);
        }
        const folder = path.slice(0, path.lastIndexOf('/') + 1);
        const whole = (name) => (name.startsWith('/') ? name : folder + name);
        const deriver = entry['deriver'];
        graph.set(path, {
            path,
            narSize: entry['narSize'],
            references: entry['references'].map(whole),
            deriver: typeof deriver === 'string' && deriver.endsWith('.drv') ? whole(deriver) : null,
        });
    }
    return graph;
}
function entriesOf(value, unknown) {
    if (Array.isArray(value)) {
        return value.map((entry) => {
            if (!isRecord(entry) || typeof entry['path'] !== 'string')
                throw unknown('an array whose elements have no path');
            return [entry['path'], entry];
        });
    }
    if (!isRecord(value))
        throw unknown(typeof value);
    if (isRecord(value['info']) && typeof value['storeDir'] === 'string') {
        const { storeDir, info } = value;
        return Object.entries(info).map(([name, entry]) => [`${storeDir}/${name}`, entry]);
    }
    const entries = Object.entries(value);
    const strange = entries.find(([path]) => !path.startsWith('/'));
    if (strange !== undefined)
        throw unknown(`an object with the key ${JSON.stringify(strange[0].slice(0, 80))}`);
    return entries;
}
function parseJson(text, unknown) {
    try {
        return JSON.parse(text);
    }
    catch {
        throw unknown(`no JSON, but ${JSON.stringify(text.slice(0, 80))}`);
    }
}
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function isTexts(value) {
    return Array.isArray(value) && value.every((element) => typeof element === 'string');
}

;// CONCATENATED MODULE: ./lib/src/diff/mounts.js
/** Mounts come from /etc/fstab: another device or type mounts again (not / and /nix), other options remount. */
function mountChanges(before, after, actions) {
    const [old, fresh] = [parseFstab(before), parseFstab(after)];
    for (const [point, was] of old) {
        const is = fresh.get(point);
        const unit = mountUnit(point);
        if (is === undefined)
            actions.stopped.add(unit);
        else if (was.device === is.device && was.type === is.type) {
            if (was.options !== is.options)
                actions.reloaded.add(unit);
        }
        else if (point === '/' || point === '/nix') {
            if (was.options !== is.options)
                actions.reloaded.add(unit);
        }
        else {
            actions.restarted.add(unit);
        }
    }
    for (const [point, { options }] of fresh) {
        if (!old.has(point) && !options.split(',').includes('noauto'))
            actions.started.add(mountUnit(point));
    }
}
/** Mount points of an fstab(5), without swap. */
function parseFstab(text) {
    const fields = text
        .split('\n')
        .filter((line) => !line.includes('#'))
        .map((line) => line.trim().split(/\s+/));
    return new Map(fields.flatMap(([device, point, type, options]) => device === undefined || point === undefined || type === undefined || type === 'swap'
        ? []
        : [[point, { device, type, options: options ?? '' }]]));
}
/** The mount unit of a mount point, as `systemd-escape --path --suffix=mount` names it (systemd.unit(5)). */
function mountUnit(point) {
    const path = point
        .replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))
        .split('/')
        .filter((part) => part !== '')
        .join('/');
    if (path === '')
        return '-.mount';
    const escaped = [...Buffer.from(path)].map((byte, index) => {
        const character = String.fromCharCode(byte);
        if (character === '/')
            return '-';
        const plain = /[A-Za-z0-9:_.]/.test(character) && !(character === '.' && index === 0);
        return plain ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
    });
    return `${escaped.join('')}.mount`;
}

;// CONCATENATED MODULE: ./lib/src/diff/unit-settings.js
/** All values of a key, split at blanks: what Wants=, Sockets= and their like list. */
function words(unit, section, key) {
    return (unit.get(section)?.get(key) ?? [])
        .flatMap((value) => value.split(/\s+/))
        .filter((word) => word !== '');
}
/** The last value of a key, null where it has none. */
function lastValue(unit, section, key) {
    return unit.get(section)?.get(key)?.at(-1) ?? null;
}
/** A boolean of a unit; `otherwise` where it is not set. */
function isOn(unit, [section, key], otherwise) {
    const value = lastValue(unit, section, key);
    return value === null ? otherwise : /^(1|yes|true|on)$/i.test(value);
}

;// CONCATENATED MODULE: ./lib/src/diff/running.js

/** What a host boots into; NixOS links default.target to one of the others. */
const ROOTS = [
    'default.target',
    'multi-user.target',
    'graphical.target',
    'sysinit.target',
    'basic.target',
    'local-fs.target',
];
/** What of a unit's text makes systemd start another unit with it (systemd.unit(5)). */
const PULLING = ['Wants', 'Requires', 'BindsTo', 'Upholds'];
/** The unit of a name or an alias; an instance that the tree does not name is its template. Null where there is none. */
function unitOf(tree, name) {
    const canonical = tree.aliases.get(name) ?? name;
    return tree.units.get(canonical) ?? tree.units.get(templateOf(canonical)) ?? null;
}
/** "getty@tty1.service" → "getty@.service"; other names stay. */
function templateOf(name) {
    return name.replace(/^([^@]*)@.+(\.[a-z]+)$/, '$1@$2');
}
/**
 * The units that a boot starts: everything that the default targets pull in, directly or not. `withSockets` adds the
 * services behind their sockets, which run from the first connection on.
 */
function startedAtBoot(tree, { withSockets }) {
    const reached = new Set();
    const queue = [...ROOTS];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        const name = tree.aliases.get(next) ?? next;
        if (reached.has(name))
            continue;
        reached.add(name);
        for (const owner of new Set([next, name, templateOf(name)]))
            queue.push(...(tree.pulledIn.get(owner) ?? []));
        const unit = unitOf(tree, name);
        if (unit === null)
            continue;
        for (const key of PULLING)
            queue.push(...words(unit.settings, 'Unit', key));
        if (withSockets && name.endsWith('.socket'))
            queue.push(serviceOf(name, unit.settings));
    }
    return reached;
}
function serviceOf(socket, settings) {
    return lastValue(settings, 'Socket', 'Service') ?? socket.replace(/\.socket$/, '.service');
}
/** Whether a started unit is still active later: a template never is, and a oneshot that does not remain is not. */
function staysActive(name, { masked, settings }) {
    if (masked || name.includes('@.'))
        return false;
    const oneshot = lastValue(settings, 'Service', 'Type') === 'oneshot';
    return !oneshot || isOn(settings, ['Service', 'RemainAfterExit'], false);
}

;// CONCATENATED MODULE: ./lib/src/diff/units.js



/**
 * What `switch-to-configuration switch` does to the units of a host that runs `before` and gets `after`. Rules: "Unit
 * handling" in the NixOS manual (nixos/doc/manual/development/unit-handling.section.md), and the program itself in
 * nixpkgs' pkgs/by-name/sw/switch-to-configuration-ng.
 *
 * The program asks systemd which units are active. Nobody can be asked here, so this tells of the units that a boot of
 * `before` leaves active: those that the default targets pull in, and the services of their sockets, without oneshots that do
 * not remain. Units that run on demand only (D-Bus, timers, paths), that people started or stopped by hand, that failed,
 * or that an activation script asks to restart are not known. Units that stop or restart because one they depend on
 * does are not told either, nor is systemd itself, which re-executes.
 */
function unitChanges(before, after) {
    const actions = {
        restarted: new Set(),
        reloaded: new Set(),
        started: new Set(),
        stopped: new Set(),
    };
    mountChanges(before.fstab, after.fstab, actions);
    if (before.units !== after.units)
        treeChanges(before.units, after.units, actions);
    for (const name of actions.restarted) {
        actions.reloaded.delete(name);
        actions.started.delete(name);
    }
    const sorted = (set) => [...set].sort();
    return {
        restarted: sorted(actions.restarted),
        reloaded: sorted(actions.reloaded),
        started: sorted(actions.started),
        stopped: sorted(actions.stopped),
    };
}
function treeChanges(old, fresh, actions) {
    const active = startedAtBoot(old, { withSockets: true });
    for (const name of active) {
        const was = unitOf(old, name);
        if (was === null || !staysActive(name, was))
            continue;
        const is = unitOf(fresh, name);
        if (is === null || is.masked) {
            if (isOn(was.settings, ['Unit', 'X-StopOnRemoval'], true))
                actions.stopped.add(name);
        }
        else if (was.sources !== is.sources && !name.endsWith('.target')) {
            const verdict = compareUnits(was.settings, is.settings);
            if (verdict === 'reload')
                actions.reloaded.add(name);
            if (verdict === 'restart')
                modified(name, is, { active, fresh, actions });
        }
    }
    for (const name of startedAtBoot(fresh, { withSockets: false })) {
        const is = unitOf(fresh, name);
        const startable = is !== null && !is.masked && !name.includes('@.') && !/\.(target|slice|device|scope)$/.test(name);
        const wasStarted = active.has(name) && unitOf(old, name)?.masked === false;
        if (startable && !wasStarted)
            actions.started.add(name);
    }
}
/** What happens to an active unit whose settings differ in more than what a reload takes in. */
function modified(name, { settings }, { active, fresh, actions }) {
    // systemd takes in a changed path or slice by itself; sockets are left alone, unless their service is stopped.
    if (/\.(path|slice|socket)$/.test(name))
        return;
    if (name.endsWith('.mount')) {
        // Neither can be unmounted below a running system.
        (name === '-.mount' || name === 'nix.mount' ? actions.reloaded : actions.restarted).add(name);
        return;
    }
    if (isOn(settings, ['Service', 'X-ReloadIfChanged'], false)) {
        actions.reloaded.add(name);
        return;
    }
    const left = !isOn(settings, ['Service', 'X-RestartIfChanged'], true) ||
        isOn(settings, ['Unit', 'RefuseManualStop'], false) ||
        isOn(settings, ['Unit', 'X-OnlyManualStart'], false);
    if (left)
        return;
    actions.restarted.add(name);
    const stoppedFirst = name.endsWith('.service') && isOn(settings, ['Service', 'X-StopIfChanged'], true);
    if (!stoppedFirst)
        return;
    const listed = words(settings, 'Service', 'Sockets');
    for (const socket of listed.length > 0 ? listed : [name.replace(/\.service$/, '.socket')]) {
        if (active.has(socket) && unitOf(fresh, socket) !== null)
            actions.restarted.add(socket);
    }
}
/** Keys of [Unit] that change nothing about a running unit. */
const IGNORED = new Set(('Description Documentation OnFailure OnSuccess OnFailureJobMode IgnoreOnIsolate StopWhenUnneeded ' +
    'RefuseManualStart RefuseManualStop AllowIsolate CollectMode SourcePath').split(' '));
/**
 * Whether a unit's new settings need nothing, a reload (only X-Reload-Triggers, or a mount's Options, differ), or a restart.
 * Triggers that are taken away need nothing.
 */
function compareUnits(was, is) {
    let verdict = 'nothing';
    for (const section of new Set([...was.keys(), ...is.keys()])) {
        const [old, fresh] = [was.get(section), is.get(section)];
        if ((old === undefined || fresh === undefined) && section !== 'Unit')
            return 'restart';
        for (const key of new Set([...(old?.keys() ?? []), ...(fresh?.keys() ?? [])])) {
            const [before, after] = [old?.get(key), fresh?.get(key)];
            if (before !== undefined && after !== undefined && before.join('\n') === after.join('\n'))
                continue;
            if (section === 'Unit' && IGNORED.has(key))
                continue;
            if (section === 'Unit' && key === 'X-Reload-Triggers') {
                if (after !== undefined)
                    verdict = 'reload';
            }
            else if (section === 'Mount' && key === 'Options' && before !== undefined && after !== undefined) {
                verdict = 'reload';
            }
            else {
                return 'restart';
            }
        }
    }
    return verdict;
}

;// CONCATENATED MODULE: ./lib/src/diff/flags.js

/**
 * What activating `after` on a host that runs `before` does beyond replacing packages. A reboot completes the update when
 * kernel, initrd or kernel modules differ, as NixOS's own `system.autoUpgrade.allowReboot` decides. For units see
 * `unitChanges`, which says what is known. State versions are in no toplevel: pass what evaluation told, if it did.
 * Users and groups are told only when both sides declare theirs where they can be read.
 */
function hostFlags(before, after, stateVersion = {
    before: null,
    after: null,
}) {
    const [old, fresh] = [before.accounts, after.accounts];
    const gone = (kind) => old === null || fresh === null ? [] : old[kind].filter((name) => !fresh[kind].includes(name));
    return {
        reboot: [
            ...(before.kernel === after.kernel ? [] : ['kernel']),
            ...(before.initrd === after.initrd ? [] : ['initrd']),
            ...(before.kernelModules === after.kernelModules ? [] : ['kernel-modules']),
        ],
        units: unitChanges(before, after),
        removedUsers: gone('users'),
        removedGroups: gone('groups'),
        stateVersion: differing(stateVersion),
        label: differing({ before: before.label, after: after.label }),
    };
}
function differing(sides) {
    const { before, after } = sides;
    return before === null || after === null || before === after ? null : { before, after };
}

;// CONCATENATED MODULE: ./lib/src/diff/hosts.js
/**
 * What became of a host between two states.
 *
 * | before ↓ after → | absent  | works                             | broken       |
 * |------------------|---------|-----------------------------------|--------------|
 * | absent           | –       | new                               | newly-broken |
 * | works            | removed | unchanged or changed              | newly-broken |
 * | broken           | removed | fixed, or skipped where not known | still-broken |
 *
 * It works when it is built, or evaluated where nothing is built. "unchanged" needs equal derivations or equal output
 * paths. A host whose build failed before and is only evaluated now may be mended or not: "skipped", as nothing was tried.
 * Throws where the host is in neither state, because then it is no host.
 */
function hostState(before, after) {
    if (before.kind === 'absent' && after.kind === 'absent') {
        throw new Error('a host that is in neither of the two states has no state; it must not be in the list of hosts');
    }
    if (after.kind === 'absent')
        return 'removed';
    if (after.kind === 'broken')
        return before.kind === 'broken' ? 'still-broken' : 'newly-broken';
    if (before.kind === 'absent')
        return 'new';
    if (before.kind === 'broken') {
        const buildFailed = before.failures.some(({ stage }) => stage === 'build');
        return buildFailed && after.kind === 'evaluated' ? 'skipped' : 'fixed';
    }
    const sameOutput = before.outPath !== null && before.outPath === after.outPath;
    return before.drvPath === after.drvPath || sameOutput ? 'unchanged' : 'changed';
}

;// CONCATENATED MODULE: ./lib/src/diff/families.js
/** Sorts the paths that only one closure has by package and version, or by configuration name, and says what both have of them. */
function gatherFamilies(before, after, identify) {
    const packages = new Map();
    const configuration = new Map();
    const chosen = chosenNames([before, after], identify);
    // A fleet has hundreds of thousands of paths, so each is looked up in the other closure only once.
    const unchanged = [];
    const gather = (own, other, side) => {
        for (const [path, { narSize, deriver }] of own.paths) {
            if (other.paths.has(path)) {
                if (side === 'before')
                    unchanged.push(path);
                continue;
            }
            const found = identify(path, deriver);
            const sides = isPackage(found, chosen)
                ? entry(entry(packages, found.name, newFamily), found.version, newSides)
                : entry(configuration, found.configuration ?? found.name, newSides);
            const kept = addTo(sides, side, { output: found.output, selected: own.selected.has(path) });
            kept.paths.push(path);
            kept.size += narSize;
        }
    };
    gather(before, after, 'before');
    gather(after, before, 'after');
    for (const path of packages.size === 0 ? [] : unchanged) {
        const found = identify(path, before.paths.get(path).deriver);
        const family = packages.get(found.name);
        if (family === undefined || !isPackage(found, chosen))
            continue;
        const sides = entry(family, found.version, newSides);
        addTo(sides, 'before', { output: found.output, selected: before.selected.has(path) });
        addTo(sides, 'after', { output: found.output, selected: after.selected.has(path) });
    }
    return { packages, configuration, unchangedPaths: unchanged.length };
}
/** Versions whose paths all stay, and that are chosen on one side only. What has changed paths tells its selection itself. */
function selectionChanges(before, after, { identify, packages }) {
    const turned = (own, other) => [...own.selected].some((path) => !other.selected.has(path) && other.paths.has(path));
    if (!turned(before, after) && !turned(after, before))
        return [];
    const named = (view) => new Map([...view.selected].map((path) => {
        const { name, version } = identify(path, view.paths.get(path)?.deriver ?? null);
        return [`${name}\n${version}`, { path, name, version }];
    }));
    const [was, is] = [named(before), named(after)];
    const onlyIn = (own, other, selection) => [...own]
        .filter(([key, { path, name, version }]) => {
        const sides = packages.get(name)?.get(version);
        const touched = (sides?.before?.paths.length ?? 0) + (sides?.after?.paths.length ?? 0) > 0;
        return !other.has(key) && !touched && before.paths.has(path) && after.paths.has(path);
    })
        .map(([, { name, version }]) => ({ name, version, selection }));
    return [...onlyIn(is, was, 'newly-selected'), ...onlyIn(was, is, 'newly-unselected')].sort((a, b) => a.name === b.name ? (a.version < b.version ? -1 : 1) : a.name < b.name ? -1 : 1);
}
function chosenNames(views, identify) {
    const names = new Set();
    for (const view of views) {
        for (const path of view.selected)
            names.add(identify(path, view.paths.get(path)?.deriver ?? null).name);
    }
    return names;
}
/** A selected path is a package whatever its name, and so are all others of the same name. */
function isPackage({ configuration, name }, chosen) {
    return configuration === null || chosen.has(name);
}
function addTo(sides, side, { output, selected }) {
    const own = sides[side] ?? { paths: [], size: 0, outputs: [], selected: false };
    sides[side] = own;
    if (!own.outputs.includes(output))
        own.outputs.push(output);
    own.selected ||= selected;
    return own;
}
const newFamily = () => new Map();
const newSides = () => ({ before: null, after: null });
function entry(map, key, make) {
    const found = map.get(key);
    if (found !== undefined)
        return found;
    const fresh = make();
    map.set(key, fresh);
    return fresh;
}

;// CONCATENATED MODULE: ./lib/src/diff/configuration.js
const CONFIGURATION_RULES = [
    { what: 'toplevel', pattern: /^nixos-system-/, told: 'without-version' },
    {
        what: 'unit',
        pattern: /^unit-.*\.(service|socket|target|timer|(auto)?mount|swap|path|slice|scope|device|network|netdev|link|nspawn)(\.d)?(-disabled)?$/,
        told: 'whole',
    },
    { what: 'unit script', pattern: /^unit-script-/, told: 'whole' },
    { what: 'restart and reload triggers', pattern: /^X-(Restart|Reload)-Triggers-/, told: 'whole' },
    {
        what: 'unit trees',
        pattern: /^(system|user|initrd|nspawn|network)-(units|generators|shutdown|sleep|presets?)$/,
        told: 'whole',
    },
    { what: '/etc', pattern: /^etc(-.*)?$/, told: 'whole' },
    {
        what: 'initrd',
        pattern: /^(initrd(-.*)?|initramfs(-.*)?|initial-ramdisk|append-initrd-secrets|extra-utils|extra-udev-rules|linux-[\d.]+.*-modules-shrunk|stage-[12]-(init|prepare).*)$/,
        told: 'without-version',
    },
    { what: 'kernel module tree', pattern: /^kernel-modules(-.*)?$/, told: 'whole' },
    {
        what: 'activation',
        pattern: /^((dry-)?activate|activation-script|pre-switch-checks?|perlless-activation|apply|switch-to-configuration|prepare-root|local-cmds|set-environment|setup-environment)$/,
        told: 'whole',
    },
    {
        what: 'users',
        pattern: /^(users-groups|userborn|users|groups)\.json$|^(user-environment|sysusers\.d)$/,
        told: 'whole',
    },
    {
        what: 'trees of links',
        pattern: /^(system-path|home-manager-(path|files|generation|applications|fonts)|firmware|udev-rules|hwdb\.bin|hwdb|dbus-1|fontconfig-(conf|etc|cache)|tmpfiles\.d|desktops|wrappers|security-wrapper.*|modprobe\.d|sysctl\.d|polkit-1|kbd-env|console-env|X11-fonts|xdg-autostart)$/,
        told: 'whole',
    },
    {
        what: 'boot loader',
        pattern: /^(boot\.json|install-(grub|systemd-boot|lanzaboote|extlinux).*|grub-config\.xml|extlinux-conf-builder.*|systemd-boot|update-systemd-boot.*|system-switch-inhibitors|bootspec.*)$/,
        told: 'whole',
    },
    {
        what: 'NixOS manual',
        pattern: /^(nixos-(manual|help|configuration-reference).*|options?-(docbook|json|doc|used-docs).*|manual-(combined|olinkdb).*|home-configuration-reference.*|home-manager-manual.*)$/,
        told: 'without-version',
    },
    { what: 'Home Manager', pattern: /^hm_/, told: 'whole' },
    { what: 'source tree', pattern: /^source$|-source$/, told: 'whole' },
    {
        what: 'source archive or patch',
        pattern: /^CVE-\d{4}-\d|\.(tar|tgz|tbz2?|txz|zip|crate|gem|whl|deb|rpm|patch|diff)(\.[a-z0-9]+)?$/,
        told: 'whole',
    },
    {
        what: 'vendored dependencies',
        pattern: /-(vendor|vendor-staging|go-modules|cargo-deps|npm-deps|pnpm-deps|yarn-offline-cache|maven-deps|nuget-deps)$/,
        told: 'without-version',
    },
    {
        what: 'generated file',
        pattern: /\.(conf|config|cfg|ini|json|toml|ya?ml|xml|sh|bash|fish|zsh|nix|rules|txt|text|env|pam|pem|crt|cer|list|desktop|lua|css|html|cmake|py|pl|js|sql|service|socket|target|timer|mount|automount|swap|path|slice|network|netdev|link|d|keys?|pub|md|csv|gitconfig|rc|tmpl|template|drv|closure)(-final|-validated|\.d)?$/,
        told: 'whole',
    },
    {
        what: 'generated script',
        pattern: /^(?!.*-\d).*-((pre|post)-)?(start|stop|reload|restart)(-pre|-post)?$|^(?!.*-\d).*-(config|conf|script|configfile|settings|config-file|init-script|setup-script)$/,
        told: 'whole',
    },
    {
        what: 'registration and hooks',
        pattern: /^(closure-info|registration|raw|builder|hook|stdenv-linux|stdenv-darwin|bootstrap-.*|.*-hook|.*\.hook)$/,
        told: 'whole',
    },
];
/** The rule that makes a store path's name configuration, or null for the name of a package. */
function configurationRule(storeName) {
    return CONFIGURATION_RULES.find((rule) => rule.pattern.test(storeName)) ?? null;
}

;// CONCATENATED MODULE: ./lib/src/diff/name.js
/**
 * Splits a derivation's name as Nix does: the name ends at the first dash that is followed by something other than a letter.
 * Source: `parseDrvName` in Nix's libstore/names.cc, described under `builtins.parseDrvName` in its manual.
 */
function parseDrvName(text) {
    const dash = text.search(/-[^A-Za-z]/);
    return dash < 0
        ? { name: text, version: '' }
        : { name: text.slice(0, dash), version: text.slice(dash + 1) };
}
/** Outputs that nixpkgs names; only behind a version, so that a package named "patchelf-doc" keeps its name. */
const OUTPUTS = new Set(('bin cli cpupower daemon data debug desktop dev devdoc devman dist dnsutils doc docs examples fuse2fs fonts ' +
    'getent gtk gui headers html info installedTests installer jack jit lib libgcc libs locales login man ' +
    'modules mount pcp plperl plpython3 pltcl plugins py python qml schemas scripts static su sudo ' +
    'support swap terminfo test tests tools userlib vim withSecrets www').split(' '));
/** Words that say how finished a version is; they belong to the version, whatever other words belong to the name. */
const STABILITY = new Set('a alpha b beta canary cr dev esr final ga git hg lts master nightly p patch pre preview r rc release snapshot stable svn unstable'.split(' '));
/** Whether a path lies where a store's paths lie: 32 characters of Nix's base 32, a dash, and a name. */
const HASHED = /^[0-9a-df-np-sv-z]{32}-/;
/** The name of a store path without folder and hash: "/nix/store/…-hello-2.12" gives "hello-2.12". */
function storeName(path) {
    const base = path.slice(path.lastIndexOf('/') + 1);
    return HASHED.test(base) ? base.slice(33) : base;
}
/** As `storeName`, and without ".drv", so that a derivation and what it builds have the same name. */
function derivationName(path) {
    const name = storeName(path);
    return name.endsWith('.drv') ? name.slice(0, -4) : name;
}
/**
 * Which package, version and output a store path (or a .drv) is. The deriver tells the output exactly, because a
 * derivation's name has no output suffix; without it the suffixes that nixpkgs uses are known. Words behind a
 * version which are neither output nor stability belong to the name, so that "linux-6.6.8-modules-shrunk" is no
 * version of linux. Never fails: what cannot be split is a name without version.
 */
function packageName(path, deriver = null) {
    const own = derivationName(path);
    const parent = deriver === null ? own : derivationName(deriver);
    if (own.length > parent.length + 1 && own[parent.length] === '-' && own.startsWith(parent)) {
        return { ...splitWords(parent), output: own.slice(parent.length + 1) };
    }
    return splitWords(own);
}
/** Takes an output and the words of the name off the end of a version. */
function splitWords(text) {
    const { name, version } = parseDrvName(text);
    const dash = version.lastIndexOf('-');
    if (dash <= 0)
        return { name, version, output: 'out' };
    const last = version.slice(dash + 1);
    // "-dev" could be a development version; in nixpkgs it is an output far more often.
    if (OUTPUTS.has(last))
        return { ...moveWords(name, version.slice(0, dash)), output: last };
    return { ...moveWords(name, version), output: 'out' };
}
function moveWords(name, version) {
    let end = version.length;
    for (;;) {
        const dash = version.lastIndexOf('-', end - 1);
        if (dash <= 0 || !belongsToName(version.slice(dash + 1, end)))
            break;
        end = dash;
    }
    return { name: name + version.slice(end), version: version.slice(0, end) };
}
/** A word of letters only that is neither stability nor a git hash which happens to have no digits. */
function belongsToName(word) {
    return /^[A-Za-z_]{2,}$/.test(word) && !STABILITY.has(word.toLowerCase()) && !/^g?[a-f]{6,}$/.test(word);
}

;// CONCATENATED MODULE: ./lib/src/diff/identity.js


/** What a store path is, by its name alone; the name of a package where no rule says that it is configuration. */
function identity(path, deriver) {
    const named = packageName(path, deriver);
    const whole = storeName(path).replace(/\.drv$/, '');
    const rule = configurationRule(whole);
    const configuration = rule === null ? null : rule.told === 'whole' ? whole : named.name;
    return { ...named, configuration };
}
/** `identity` that remembers every path: the hosts of a fleet share most of theirs. Keep one for a whole run. */
function rememberedIdentity() {
    const known = new Map();
    return (path, deriver) => {
        const seen = known.get(path);
        if (seen !== undefined)
            return seen;
        const fresh = identity(path, deriver);
        known.set(path, fresh);
        return fresh;
    };
}

;// CONCATENATED MODULE: ./lib/src/diff/order.js
/**
 * The order of versions. It is Nix's (`compareVersions` in libstore/names.cc: runs of digits and runs of other
 * characters, `.` and `-` between them, `pre` before everything), and differs from it on purpose in five points:
 *  - dev, alpha, beta, preview and rc come before the release as `pre` does, and in that order;
 *  - `a` and `b` between two digits are alpha and beta (PEP 440: 3.13.0a1 is before 3.13.0); 1.1.1w stays after 1.1.1;
 *  - numbers of any length are compared as numbers, where Nix overflows at 32 bits;
 *  - a date is the same date as 20250102 and as 2025-01-02;
 *  - `relation` says "unordered" where the order means nothing: git hashes, a date against a release number.
 */
const PRERELEASE = {
    dev: 0,
    nightly: 0,
    canary: 0,
    snapshot: 0,
    alpha: 1,
    beta: 2,
    pre: 3,
    preview: 3,
    prerelease: 3,
    rc: 4,
    cr: 4,
};
/** Ranks above the prereleases: nothing, a word, a number. */
const END = 5;
const WORD = 6;
const NUMBER = 7;
const NOTHING = { rank: END, text: '', at: -1 };
const DATE = /^((?:19[789]|20\d)\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/;
/**
 * Compares two versions: -1 when `a` is the older one, 1 when it is the newer one, 0 when both are the same version though
 * perhaps spelled differently (1.0-1 and 1.0.1). A total preorder: antisymmetric and transitive for any two texts.
 */
function compareVersions(a, b) {
    return a === b ? 0 : (firstDifference(tokens(a), tokens(b))?.order ?? 0);
}
/** `compareVersions`, and by code units where that says 0: a strict order of texts, for sorting. */
function orderVersions(a, b) {
    const order = compareVersions(a, b);
    if (order !== 0 || a === b)
        return order;
    return a < b ? -1 : 1;
}
/** Says what version `a` is to version `b`; relation(b, a) is always its mirror image. */
function relation(a, b) {
    if (a === b)
        return 'equal';
    if (a === '' || b === '')
        return 'unordered';
    const [left, right] = [tokens(a), tokens(b)];
    const difference = firstDifference(left, right);
    if (difference === null)
        return 'equal';
    if (isHash(a, difference.a.at) || isHash(b, difference.b.at))
        return 'unordered';
    if (difference.index === 0 && startsWithDate(a) !== startsWithDate(b))
        return 'unordered';
    return difference.order < 0 ? 'older' : 'newer';
}
/** The components of a version, spelled so that two are equal exactly when the order says so. */
function versionComponents(version) {
    return tokens(version).map(({ rank, text }) => (rank < END ? `${rank}` : `${rank}${text}`));
}
function firstDifference(left, right) {
    for (let index = 0; index < Math.max(left.length, right.length); index++) {
        const a = left[index] ?? NOTHING;
        const b = right[index] ?? NOTHING;
        const order = compareTokens(a, b);
        if (order !== 0)
            return { index, order, a, b };
    }
    return null;
}
function compareTokens(a, b) {
    if (a.rank !== b.rank)
        return a.rank < b.rank ? -1 : 1;
    if (a.rank < END || a.text === b.text)
        return 0;
    if (a.rank === NUMBER && a.text.length !== b.text.length)
        return a.text.length < b.text.length ? -1 : 1;
    return a.text < b.text ? -1 : 1;
}
/** A fleet compares the same few thousand versions again and again. */
const order_known = new Map();
function tokens(version) {
    const seen = order_known.get(version);
    if (seen !== undefined)
        return seen;
    if (order_known.size >= 50_000)
        order_known.clear();
    const fresh = tokenize(version);
    order_known.set(version, fresh);
    return fresh;
}
function tokenize(version) {
    const found = [];
    for (const match of version.matchAll(/\d+|[^\d.-]+/g)) {
        const [text] = match;
        const at = match.index;
        const date = DATE.exec(text);
        if (date !== null)
            found.push(...date.slice(1).map((part) => number(part, at)));
        else if (/^\d/.test(text))
            found.push(number(text, at));
        else
            found.push(word(text, version, at));
    }
    return found;
}
function number(digits, at) {
    return { rank: NUMBER, text: digits.replace(/^0+(?=\d)/, ''), at };
}
function word(text, version, at) {
    const plain = text.toLowerCase().replace(/^[_~]+|[_~]+$/g, '');
    const betweenDigits = /\d/.test(version[at - 1] ?? '') && /\d/.test(version[at + text.length] ?? '');
    const spelled = betweenDigits && plain === 'a' ? 'alpha' : betweenDigits && plain === 'b' ? 'beta' : plain;
    const rank = Object.hasOwn(PRERELEASE, spelled) ? PRERELEASE[spelled] : undefined;
    return rank === undefined ? { rank: WORD, text, at } : { rank, text: spelled, at };
}
/** Whether the letters and digits around a place are a git hash: 7 to 64 hex digits, a letter among them, "g" before it allowed. */
function isHash(version, at) {
    if (at < 0)
        return false;
    let start = at;
    let end = at;
    while (start > 0 && /[0-9A-Za-z]/.test(version[start - 1]))
        start--;
    while (end < version.length && /[0-9A-Za-z]/.test(version[end]))
        end++;
    const run = version.slice(start, end);
    return /^g?[0-9a-f]{7,64}$/.test(run) && /[a-f]/.test(run) && !DATE.test(run.replace(/[a-f]$/, ''));
}
function startsWithDate(version) {
    return DATE.test(/^\d+/.exec(version.replace(/^(\d{4})-(\d\d)-(\d\d)(?!\d)/, '$1$2$3'))?.[0] ?? '');
}

;// CONCATENATED MODULE: ./lib/src/diff/pairing.js

/**
 * Says which vanished version of a package each new version replaces, when several are side by side:
 *  1. the closest relatives are paired first: those that share the most leading components (3.0.13 → 3.0.14 before 1.1.1w → 3.3.0);
 *  2. among equally close ones as many as possible are paired, in order: the older with the older, the newer with the newer;
 *  3. where one side has more, those stay alone that make the pairs lie nearest to each other in the order of all of them;
 *  4. and where that is equal, too, the newest are paired.
 * The rules know no direction, so pairing (after, before) gives the same pairs turned round. No version may be on both sides.
 */
function pairVersions(before, after) {
    if (before.length === 0 || after.length === 0)
        return [];
    if (before.length === 1 && after.length === 1)
        return [[before[0], after[0]]];
    const components = new Map([...before, ...after].map((version) => [version, versionComponents(version)]));
    const deepest = Math.max(...[...components.values()].map((list) => list.length));
    const left = new Set([...before].sort(orderVersions));
    const right = new Set([...after].sort(orderVersions));
    const pairs = [];
    for (let depth = deepest; depth >= 0 && left.size > 0 && right.size > 0; depth--) {
        const newer = byFamily(right, components, depth);
        for (const [family, olds] of byFamily(left, components, depth)) {
            for (const pair of alignInOrder(olds, newer.get(family) ?? [])) {
                pairs.push(pair);
                left.delete(pair[0]);
                right.delete(pair[1]);
            }
        }
    }
    return pairs.sort(([a], [b]) => orderVersions(a, b));
}
/** The versions that have at least `depth` components, by their first `depth` ones. */
function byFamily(versions, components, depth) {
    const families = new Map();
    for (const version of versions) {
        const parts = components.get(version);
        if (parts.length < depth)
            continue;
        const key = parts.slice(0, depth).join('\n');
        const family = families.get(key);
        if (family === undefined)
            families.set(key, [version]);
        else
            family.push(version);
    }
    return families;
}
/** Pairs two sorted lists without crossing, as many as the shorter one has, at the least distance in the merged order. */
function alignInOrder(before, after) {
    const [few, many] = before.length <= after.length ? [before, after] : [after, before];
    const place = new Map([...before, ...after].sort(orderVersions).map((version, index) => [version, index]));
    const distance = (i, j) => Math.abs(place.get(few[i]) - place.get(many[j]));
    // cost[i][j]: the least sum of distances when the first i of the few are paired within the first j of the many.
    const cost = [Array(many.length + 1).fill(0)];
    for (let i = 1; i <= few.length; i++) {
        const row = Array(many.length + 1).fill(Number.POSITIVE_INFINITY);
        for (let j = i; j <= many.length; j++)
            row[j] = Math.min(row[j - 1], cost[i - 1][j - 1] + distance(i - 1, j - 1));
        cost.push(row);
    }
    const pairs = [];
    for (let i = few.length, j = many.length; i > 0; j--) {
        if (cost[i][j] !== cost[i - 1][j - 1] + distance(i - 1, j - 1))
            continue;
        i--;
        pairs.push(few === before ? [few[i], many[j - 1]] : [many[j - 1], few[i]]);
    }
    return pairs.reverse();
}

;// CONCATENATED MODULE: ./lib/src/diff/packages.js




/**
 * Compares two closures. Pure, linear in the number of paths. `identify` may be shared by all hosts of a run, which saves
 * most of the work. Versions of one package are paired as `pairVersions` says; diff(after, before) is the exact inverse.
 * The lists are sorted by name, then by version, so equal closures give equal reports.
 */
function diffClosures(before, after, identify = rememberedIdentity()) {
    const gathered = gatherFamilies(before, after, identify);
    return {
        packages: sorted(gathered.packages).flatMap(([name, family]) => packageChanges(name, family)),
        configuration: sorted(gathered.configuration).map(([name, sides]) => configurationChange(name, sides)),
        selections: selectionChanges(before, after, { identify, packages: gathered.packages }),
        unchangedPaths: gathered.unchangedPaths,
        paths: {
            added: after.paths.size - gathered.unchangedPaths,
            removed: before.paths.size - gathered.unchangedPaths,
        },
        size: { before: totalSize(before), after: totalSize(after) },
    };
}
/**
 * The view of a derivation graph, for comparing without builds: the .drv paths (and sources) of `nix-store -qR`, no
 * sizes. `selected` are the derivations of the chosen packages where they are known. Fixed and build-time inputs are in it.
 */
function derivationView(paths, selected = new Set()) {
    const unsized = { narSize: 0, deriver: null };
    return { paths: new Map([...paths].map((path) => [path, unsized])), selected };
}
/** In derivation graphs one "package" can have hundreds of versions, and each change of one would list them all. */
const KEPT_AT_MOST = 8;
function packageChanges(name, family) {
    const kept = [];
    const gone = [];
    const come = [];
    const steps = [];
    for (const [version, { before, after }] of family) {
        if (after === null)
            gone.push(version);
        else if (before === null)
            come.push(version);
        else if (before.paths.length + after.paths.length === 0)
            kept.push(version);
        else
            steps.push([version, version]);
    }
    const pairs = pairVersions(gone, come);
    const paired = new Set(pairs.flat());
    steps.push(...pairs);
    for (const version of gone)
        if (!paired.has(version))
            steps.push([version, null]);
    for (const version of come)
        if (!paired.has(version))
            steps.push([null, version]);
    const untouched = kept.sort(orderVersions).slice(0, KEPT_AT_MOST);
    return steps
        .sort((a, b) => orderVersions(a[0] ?? a[1], b[0] ?? b[1]))
        .map(([from, to]) => {
        const before = from === null ? null : family.get(from).before;
        const after = to === null ? null : family.get(to).after;
        return packageChange({ name, from, to, kept: untouched }, before, after);
    });
}
function packageChange({ name, from, to, kept }, before, after) {
    const came = outputsOnlyIn(after, before);
    const went = outputsOnlyIn(before, after);
    return {
        name,
        kind: changeKind(from, to, came.length + went.length > 0),
        before: from,
        after: to,
        kept,
        selection: selectionOf(before?.selected ?? false, after?.selected ?? false),
        outputs: { added: came, removed: went },
        size: { before: before?.size ?? 0, after: after?.size ?? 0 },
        paths: { before: before?.paths.sort() ?? NONE, after: after?.paths.sort() ?? NONE },
    };
}
const NONE = [];
/** Sorted; none where one of the sides is not there at all. */
function outputsOnlyIn(own, other) {
    if (own === null || other === null)
        return NONE;
    if (own.outputs.length === 1 && other.outputs.includes(own.outputs[0]))
        return NONE;
    return own.outputs.filter((output) => !other.outputs.includes(output)).sort();
}
function changeKind(from, to, outputsDiffer) {
    if (from === null)
        return 'added';
    if (to === null)
        return 'removed';
    if (from === to)
        return outputsDiffer ? 'changed' : 'rebuilt';
    const order = relation(from, to);
    return order === 'older' ? 'upgraded' : order === 'newer' ? 'downgraded' : 'changed';
}
function selectionOf(was, is) {
    if (was)
        return is ? 'selected' : 'newly-unselected';
    return is ? 'newly-selected' : 'dependency';
}
function configurationChange(name, { before, after }) {
    return {
        name,
        kind: before === null ? 'added' : after === null ? 'removed' : 'changed',
        size: { before: before?.size ?? 0, after: after?.size ?? 0 },
        paths: { before: before?.paths.sort() ?? NONE, after: after?.paths.sort() ?? NONE },
    };
}
function sorted(named) {
    return [...named].sort(([a], [b]) => (a < b ? -1 : 1));
}
function totalSize(view) {
    let total = 0;
    for (const { narSize } of view.paths.values())
        total += narSize;
    return total;
}

;// CONCATENATED MODULE: ./lib/src/diff/compare.js




/** Compares one host's sides: state, packages, sizes, flags. Pure. The graph must hold the closures of `pathsToRead`. */
function compareHost(host, store) {
    const { before, after } = host;
    const state = hostState(before, after);
    const basis = state === 'changed' ? basisOf(before, after) : null;
    const closures = { before: builtClosure(before, store), after: builtClosure(after, store) };
    return {
        name: host.name,
        system: systemOf(host.evaluated),
        state,
        reason: state === 'unchanged' || state === 'removed' ? null : reasonOf(before, after),
        before: sideOf(before, closures.before),
        after: sideOf(after, closures.after),
        basis,
        diff: basis === null
            ? null
            : diffClosures(viewOf(before, { basis, closure: closures.before, store }), viewOf(after, { basis, closure: closures.after, store }), store.identify),
        flags: basis === 'closure' ? flagsOf(host, store) : null,
    };
}
/** The store paths whose closures `compareHost` needs: out paths of what is built, .drv files where only derivations can be compared. */
function pathsToRead(hosts) {
    return hosts.flatMap(({ before, after }) => {
        const built = [before, after].flatMap((outcome) => (outcome.kind === 'built' ? [outcome.outPath] : []));
        const derivations = hostState(before, after) === 'changed' && basisOf(before, after) === 'derivation'
            ? [before, after].flatMap((outcome) => 'drvPath' in outcome && outcome.drvPath !== null ? [outcome.drvPath] : [])
            : [];
        return [...built, ...derivations];
    });
}
/** Closures are compared where both sides are built, derivations where both at least evaluate. */
function basisOf(before, after) {
    if (before.kind === 'built' && after.kind === 'built')
        return 'closure';
    const known = (outcome) => outcome.kind === 'built' || outcome.kind === 'evaluated';
    return known(before) && known(after) ? 'derivation' : null;
}
function systemOf({ before, after }) {
    if (after?.kind === 'evaluated')
        return after.system;
    return before?.kind === 'evaluated' ? before.system : null;
}
function reasonOf(before, after) {
    const unbuilt = [after, before].find((outcome) => outcome.kind === 'evaluated');
    return unbuilt?.kind === 'evaluated' ? unbuilt.reason : null;
}
function builtClosure(outcome, { graph }) {
    return outcome.kind === 'built' ? closureOf(graph, outcome.outPath) : null;
}
function sideOf(outcome, closure) {
    if (outcome.kind === 'absent')
        return null;
    return {
        drvPath: outcome.drvPath,
        outPath: outcome.kind === 'broken' ? null : outcome.outPath,
        closureSize: closure === null ? null : closureSize(closure),
        closurePaths: closure === null ? null : closure.length,
    };
}
/** Bytes of NAR of all paths together. */
function closureSize(closure) {
    return closure.reduce((sum, entry) => sum + entry.narSize, 0);
}
function viewOf(outcome, { basis, closure, store, }) {
    if (basis === 'closure' && outcome.kind === 'built' && closure !== null) {
        return closureView(closure, systemPathReferences(store, outcome.outPath));
    }
    const drvPath = 'drvPath' in outcome ? outcome.drvPath : null;
    return derivationView(drvPath === null ? [] : closureOf(store.graph, drvPath).map((entry) => entry.path));
}
function systemPathReferences({ graph, toplevels }, outPath) {
    const systemPath = toplevels.get(outPath)?.systemPath ?? null;
    return systemPath === null
        ? []
        : (graph.get(systemPath)?.references ?? []).filter((path) => path !== systemPath);
}
/** A closure as the diff reads it; `chosen` are the paths that `<toplevel>/sw` refers to. */
function closureView(closure, chosen) {
    const paths = new Map(closure.map((entry) => [entry.path, entry]));
    return { paths, selected: new Set(chosen.filter((path) => paths.has(path))) };
}
function flagsOf({ evaluated, before, after }, { toplevels }) {
    if (before.kind !== 'built' || after.kind !== 'built')
        return null;
    const [old, fresh] = [toplevels.get(before.outPath), toplevels.get(after.outPath)];
    if (old === undefined || fresh === undefined)
        return null;
    return hostFlags(old, fresh, {
        before: stateVersionOf(evaluated.before),
        after: stateVersionOf(evaluated.after),
    });
}
function stateVersionOf(evaluation) {
    return evaluation?.kind === 'evaluated' ? evaluation.stateVersion : null;
}

;// CONCATENATED MODULE: ./lib/src/diff/fleet.js

/**
 * Tells every change once, with the hosts that it happens on. `hosts` are those that have a diff, in the fleet's order.
 * Two hosts share a change when name, kind and both versions are equal (and, where the version stays the same, the outputs
 * that come and go); sizes and store paths may differ. Pure, linear in the number of changes.
 */
function fleetDiff(hosts) {
    const shared = new Map();
    hosts.forEach(({ diff }, index) => {
        for (const change of diff.packages) {
            const key = changeKey(change);
            const known = shared.get(key) ?? {
                first: change,
                hosts: [],
                selectedOn: [],
                before: 0,
                after: 0,
                came: [],
                went: [],
            };
            shared.set(key, known);
            known.hosts.push(index);
            if (change.selection !== 'dependency')
                known.selectedOn.push(index);
            known.before = Math.max(known.before, change.size.before);
            known.after = Math.max(known.after, change.size.after);
            if (change.outputs.added.length > 0)
                known.came.push(...change.outputs.added);
            if (change.outputs.removed.length > 0)
                known.went.push(...change.outputs.removed);
        }
    });
    const names = hosts.map(({ name }) => name);
    return { hosts: names, groups: groupByHosts([...shared.values()], names) };
}
function changeKey({ name, kind, before, after, outputs }) {
    const swapped = kind === 'changed' && before === after ? [...outputs.added, '', ...outputs.removed] : [];
    return [name, kind, before ?? '\u0001', after ?? '\u0001', ...swapped].join('\0');
}
function groupByHosts(shared, names) {
    const groups = new Map();
    for (const one of shared) {
        const key = one.hosts.join(',');
        const group = groups.get(key) ?? { places: one.hosts, members: [] };
        groups.set(key, group);
        group.members.push(one);
    }
    return [...groups.values()]
        .sort((a, b) => b.places.length - a.places.length || comparePlaces(a.places, b.places))
        .map(({ places, members }) => {
        const hosts = places.map((place) => names[place]);
        const changes = members.map((one) => fleetChange(one, hosts, names));
        return { hosts, changes: changes.sort(compareChanges) };
    });
}
function fleetChange(shared, hosts, names) {
    const { name, kind, before, after } = shared.first;
    return {
        name,
        kind,
        before,
        after,
        hosts,
        selectedOn: shared.selectedOn.map((place) => names[place]),
        outputs: { added: [...new Set(shared.came)].sort(), removed: [...new Set(shared.went)].sort() },
        size: { before: shared.before, after: shared.after },
    };
}
function comparePlaces(a, b) {
    const at = a.findIndex((place, index) => place !== b[index]);
    return at < 0 ? 0 : a[at] - b[at];
}
/** By name, then by version: deterministic, and without opinion; importance.ts has one. */
function compareChanges(a, b) {
    if (a.name !== b.name)
        return a.name < b.name ? -1 : 1;
    return (orderVersions(a.before ?? a.after, b.before ?? b.after) ||
        orderVersions(a.after ?? a.before, b.after ?? b.before) ||
        (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0));
}

;// CONCATENATED MODULE: ./lib/src/nix/command.js



/**
 * Asks for Nix's version and gives its commands. Experimental features are named on the command line, so that nothing has to be configured.
 * The newest Nix versions answer in a few milliseconds; throws a Problem where Nix is missing or too old.
 */
async function connectNix(run, options) {
    const settings = options.flatMap(([name, value]) => ['--option', name, value]);
    const answer = await run(['nix', '--version', ...settings]);
    if (answer.code !== 0)
        throw nixProblem('nix --version', answer.stderr);
    refuseUnknown(options, answer.stderr);
    return {
        version: parseNixVersion(answer.stdout),
        nix: (args, runOptions) => run(['nix', '--extra-experimental-features', 'nix-command flakes', ...args, ...settings], runOptions),
        store: (args, runOptions) => run(['nix-store', ...args, ...settings], runOptions),
    };
}
/** Nix only warns of a setting or a value that it does not know, and goes on without: a typo would pass for done. */
function refuseUnknown(options, stderr) {
    for (const [name, value] of options) {
        const warning = stderr
            .split('\n')
            .find((line) => line.startsWith('warning:') && line.includes(`'${name}'`));
        if (warning === undefined)
            continue;
        throw new problem/* Problem */.A(`--nix-option ${name} ${value}: ${warning.replace(/^warning:\s*(?:error:\s*)?/, '')}.`, 'Nix’s manual lists all settings: nix show-config.');
    }
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(24);
;// CONCATENATED MODULE: ./lib/src/nix/files.js

/** The real file system. Synchronous, because thousands of tiny files are read several times faster so. */
const files_storeFiles = {
    list: (dir) => orNull(() => (0,external_node_fs_.readdirSync)(dir)),
    link: (path) => orNull(() => (0,external_node_fs_.readlinkSync)(path)),
    text: (path) => orNull(() => (0,external_node_fs_.readFileSync)(path, 'utf8')),
    real: (path) => orNull(() => (0,external_node_fs_.realpathSync)(path)),
};
const ELSEWHERE = new Set(['ENOENT', 'ENOTDIR', 'EINVAL', 'EISDIR', 'ELOOP']);
function orNull(read) {
    try {
        return read();
    }
    catch (error) {
        if (ELSEWHERE.has(error.code ?? ''))
            return null;
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/src/nix/unit.js
/**
 * Reads a unit file, and drop-ins after it, as systemd does (systemd.syntax(7)): comments, lines continued by a backslash,
 * and an empty assignment that takes back all earlier ones of its key. Lines that are no assignment are left out.
 */
function parseUnit(...texts) {
    const sections = new Map();
    for (const text of texts) {
        let section = null;
        for (const line of logicalLines(text)) {
            const header = /^\[(.*)\]$/.exec(line);
            if (header !== null) {
                section = header[1] === 'Install' ? null : sectionOf(sections, header[1]);
                continue;
            }
            const equals = line.indexOf('=');
            if (section === null || equals < 0)
                continue;
            const value = line.slice(equals + 1).trim();
            const key = line.slice(0, equals).trim();
            section.set(key, value === '' ? [] : [...(section.get(key) ?? []), value]);
        }
    }
    return sections;
}
function sectionOf(sections, name) {
    const found = sections.get(name) ?? new Map();
    sections.set(name, found);
    return found;
}
function logicalLines(text) {
    const lines = [];
    let open = null;
    for (const raw of text.split('\n')) {
        if (/^\s*[#;]/.test(raw))
            continue;
        const continues = raw.endsWith('\\');
        const part = continues ? `${raw.slice(0, -1)} ` : raw;
        open = open === null ? part : open + part;
        if (continues)
            continue;
        lines.push(open.trim());
        open = null;
    }
    if (open !== null)
        lines.push(open.trim());
    return lines;
}

;// CONCATENATED MODULE: ./lib/src/nix/unit-tree.js

const UNIT = /\.(service|socket|target|timer|mount|automount|swap|path|slice|scope|device)$/;
const PULLS = /\.(wants|requires|upholds)$/;
/**
 * Reads a folder of units as NixOS lays it out (`generateUnits` in nixpkgs' nixos/lib/systemd-lib.nix): links to unit
 * files in the store, relative links for aliases, links to /dev/null for what is switched off, and folders `.wants`, `.requires`
 * and `.d`. `known` remembers texts by their place in the store, so that a fleet's common units are read once.
 */
function readUnitTree(dir, files, known) {
    const texts = new Map();
    const aliases = new Map();
    const dropIns = new Map();
    const pulledIn = new Map();
    for (const name of files.list(dir) ?? []) {
        const path = `${dir}/${name}`;
        const pulls = PULLS.exec(name);
        if (pulls !== null) {
            const unit = name.slice(0, pulls.index);
            pulledIn.set(unit, [...(pulledIn.get(unit) ?? []), ...(files.list(path) ?? [])]);
        }
        else if (name.endsWith('.d')) {
            const parts = [...(files.list(path) ?? [])].sort().filter((file) => file.endsWith('.conf'));
            const read = parts.map((file) => readText(`${path}/${file}`, files, known));
            dropIns.set(name.slice(0, -2), read.filter((part) => part !== null));
        }
        else if (UNIT.test(name)) {
            const alias = aliasOf(name, files.link(path));
            const unit = alias === null ? readText(path, files, known) : null;
            if (alias !== null)
                aliases.set(name, alias);
            if (unit !== null)
                texts.set(name, unit);
        }
    }
    const instances = [...dropIns.keys(), ...[...pulledIn.values()].flat()].filter((name) => unit_tree_templateOf(name) !== name);
    const units = new Map();
    for (const name of [...texts.keys(), ...instances]) {
        const template = texts.has(name) ? name : unit_tree_templateOf(name);
        const base = texts.get(aliases.get(template) ?? template);
        const parts = [...new Set([template, name])].flatMap((owner) => dropIns.get(owner) ?? []);
        if (base !== undefined)
            units.set(name, merged(base, parts));
    }
    return { units, aliases, pulledIn };
}
/** "getty@tty1.service" → "getty@.service"; other names stay. */
function unit_tree_templateOf(name) {
    return name.replace(/^([^@]*)@.+(\.[a-z]+)$/, '$1@$2');
}
function aliasOf(name, target) {
    const plain = target?.replace(/^\.\//, '') ?? '';
    return plain === '' || plain === name || plain.includes('/') ? null : plain;
}
function merged(base, dropIns) {
    const { source, masked, settings } = base;
    if (dropIns.length === 0)
        return { sources: source, masked, settings };
    const parts = [base, ...dropIns];
    return {
        sources: parts.map((part) => part.source).join('\n'),
        masked,
        settings: parseUnit(...parts.map((part) => part.text)),
    };
}
function readText(path, files, known) {
    const source = files.link(path) ?? path;
    const absolute = source.startsWith('/') ? source : `${path}/../${source}`;
    const seen = known.get(absolute);
    if (seen !== undefined)
        return seen;
    const masked = absolute === '/dev/null';
    const text = masked ? '' : files.text(path);
    if (text === null)
        return null;
    const unit = { source: absolute, masked, text, settings: parseUnit(text) };
    known.set(absolute, unit);
    return unit;
}

;// CONCATENATED MODULE: ./lib/src/nix/toplevel.js


const NO_UNITS = { units: new Map(), aliases: new Map(), pulledIn: new Map() };
/**
 * Reads toplevels that are in the store, by out path. What several share (units, the whole unit tree, accounts) is read once and
 * is one value. A store path that is no toplevel gives a value that says nothing. Layout: nixpkgs'
 * nixos/modules/system/activation/top-level.nix. Fails only where the store cannot be read.
 */
async function readToplevels(outPaths, files = files_storeFiles) {
    const read = toplevelReader(files);
    const toplevels = new Map();
    for (const outPath of new Set(outPaths)) {
        toplevels.set(outPath, read(outPath));
        // Reading is synchronous; between two hosts a signal or a redrawn progress line gets its turn.
        await new Promise((resolve) => setImmediate(resolve));
    }
    return toplevels;
}
/** Reads one toplevel. */
function readToplevel(outPath, files = storeFiles) {
    return toplevelReader(files)(outPath);
}
function toplevelReader(files) {
    const unitTexts = new Map();
    const trees = new Map();
    const accounts = new Map();
    return (outPath) => {
        const unitDir = files.real(`${outPath}/etc/systemd/system`);
        const units = unitDir === null ? NO_UNITS : once(trees, unitDir, () => readUnitTree(unitDir, files, unitTexts));
        const declared = accountsFile(outPath, units, files);
        return {
            systemPath: files.real(`${outPath}/sw`),
            kernel: files.link(`${outPath}/kernel`),
            initrd: files.link(`${outPath}/initrd`),
            kernelModules: files.link(`${outPath}/kernel-modules`),
            label: files.text(`${outPath}/nixos-version`)?.trim() ?? null,
            units,
            fstab: files.text(`${outPath}/etc/fstab`) ?? '',
            accounts: declared === null
                ? sysusersOf(outPath, files)
                : once(accounts, declared, () => parseAccounts(files.text(declared))),
        };
    };
}
/**
 * The file that declares users and groups: named in the activation script (nixos/modules/config/users-groups.nix) or,
 * with userborn, in its unit (nixos/modules/services/system/userborn.nix).
 */
function accountsFile(outPath, { units }, files) {
    const script = files.text(`${outPath}/activate`) ?? '';
    const unit = units.get('userborn.service')?.settings.get('Service')?.get('ExecStart')?.join('\n') ?? '';
    return (/\/[^\s"'`$]*-users-groups\.json/.exec(script)?.[0] ??
        /\/[^\s"'`$]*-userborn\.json/.exec(unit)?.[0] ??
        null);
}
/** Both files have `users` and `groups`, each a list of objects with a name. */
function parseAccounts(text) {
    if (text === null)
        return null;
    try {
        const { users, groups } = JSON.parse(text);
        const names = (list) => list.map(({ name }) => name).sort();
        return { users: names(users), groups: names(groups) };
    }
    catch {
        return null;
    }
}
/** With systemd-sysusers the declared accounts are in `etc/sysusers.d/00-nixos.conf` (sysusers.d(5)): "u NAME …", "g NAME …". */
function sysusersOf(outPath, files) {
    const text = files.text(`${outPath}/etc/sysusers.d/00-nixos.conf`);
    if (text === null)
        return null;
    const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
    const named = (kind) => [
        ...new Set(lines.flatMap(([type, name]) => (name !== undefined && kind.test(type ?? '') ? [name] : []))),
    ];
    return { users: named(/^u!?$/).sort(), groups: named(/^g$/).sort() };
}
function once(known, key, make) {
    const found = known.get(key);
    if (found !== undefined)
        return found;
    const fresh = make();
    known.set(key, fresh);
    return fresh;
}

// EXTERNAL MODULE: ./lib/src/version.js + 1 modules
var version = __webpack_require__(387);
;// CONCATENATED MODULE: ./lib/src/closures.js










/**
 * Compares any two closures: `flake-update-diff diff OLD NEW`. Exit code 0 where they differ, 3 where they do not.
 * Throws a Problem for an operand that is none of a store path, a link to one, or an installable that builds.
 */
async function compareClosures({ run, progress }, request) {
    progress.stage('Reading both closures');
    const nix = await connectNix(run, request.nixOptions);
    const before = await storePathOf(nix, request.before);
    const after = await storePathOf(nix, request.after);
    const graph = await readGraph(nix, [before, after]);
    const toplevels = await readToplevels([before, after]);
    const built = (path) => ({
        kind: 'built',
        drvPath: path,
        outPath: path,
    });
    const name = after.replace(/^.*\/[0-9a-z]{32}-/, '');
    const evaluated = { before: undefined, after: undefined };
    const host = compareHost({ name, evaluated, before: built(before), after: built(after) }, { graph, toplevels, identify: rememberedIdentity() });
    progress.end();
    return {
        exitCode: before === after ? 3 : 0,
        report: {
            comparison: { kind: 'closures', base: before, head: after, flakeDir: '' },
            evalOnly: false,
            inputs: [],
            hosts: [host],
            failures: [],
            fleet: fleetDiff(host.diff === null ? [] : [{ name, diff: host.diff }]),
            notes: [],
            versions: { tool: version/* VERSION */.x, nix: `${nix.version.implementation} ${nix.version.text}` },
            reproduce: `flake-update-diff diff ${before} ${after}`,
        },
    };
}
/** A path in the store or a link into it is taken as it is; everything else is built as an installable. */
async function storePathOf(nix, operand) {
    const real = await (0,promises_.realpath)(operand).catch(() => null);
    const inStore = real === null ? null : /^(\/.*?\/[0-9a-z]{32}-[^/]+)(?:\/|$)/.exec(real);
    if (inStore?.[1] !== undefined && !inStore[1].endsWith('.drv'))
        return inStore[1];
    if (real !== null && !operand.includes('#') && inStore === null) {
        throw new problem/* Problem */.A(`${operand} is not in the Nix store, and no link into it.`, 'Give a store path, a profile such as /run/current-system, or an installable such as .#package.');
    }
    const built = await nix.nix([
        'build',
        '--json',
        '--no-link',
        operand.endsWith('.drv') && nix.version.number[1] >= 14 ? `${operand}^*` : operand,
    ]);
    if (built.code !== 0)
        throw nixProblem(`nix build ${operand}`, built.stderr);
    const [first] = JSON.parse(built.stdout);
    const path = typeof first === 'string' ? first : (first?.outputs['out'] ?? Object.values(first?.outputs ?? {})[0]);
    if (path === undefined)
        throw new problem/* Problem */.A(`${operand} builds no path in the store.`);
    return path;
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(760);
;// CONCATENATED MODULE: ./lib/src/files.js



/**
 * Makes links to what was built in `folder`: `HOST.before` and `HOST.after` (a `/` in a name becomes `%2F`). The garbage collector keeps the
 * results because `nix build` has registered its own links in `roots`, a folder inside.
 */
async function linkResults(folder, outcomes) {
    await (0,promises_.mkdir)(folder, { recursive: true });
    for (const { name, before, after } of outcomes) {
        for (const [side, outcome] of [
            ['before', before],
            ['after', after],
        ]) {
            if (outcome.kind !== 'built')
                continue;
            const link = (0,external_node_path_.join)(folder, `${name.replaceAll('/', '%2F')}.${side}`);
            await removeOldLink(link);
            await (0,promises_.symlink)(outcome.outPath, link);
        }
    }
}
/** Only a link to a store path, such as an earlier run has made, makes way; somebody's own file does not. */
async function removeOldLink(link) {
    const target = await (0,promises_.readlink)(link).catch((error) => {
        if (error.code === 'ENOENT')
            return null;
        throw new problem/* Problem */.A(`--keep-results: ${link} is in the way.`, 'It is no link of an earlier run. Name another folder.');
    });
    if (target === null)
        return;
    if (!/\/[0-9a-z]{32}-/.test(target)) {
        throw new problem/* Problem */.A(`--keep-results: ${link} is in the way: it points to ${target}.`, 'Name another folder.');
    }
    await (0,promises_.rm)(link);
}
/**
 * Replaces a file at once: a reader, or a power cut, meets the old text or the new, never a half. A link stays one, mode and owner stay. Throws a
 * Problem, and changes nothing, where the file no longer has the expected text: somebody has worked on it meanwhile.
 */
async function replaceFile(path, { text, expected }) {
    const target = await (0,promises_.realpath)(path).catch(() => path);
    const found = await textOf(target);
    if (found !== null && found !== expected) {
        throw new problem/* Problem */.A(`${path} was changed while this ran, and is left as it is now.`, 'Keep it or put it back (git checkout flake.lock), then run this again.');
    }
    const temporary = (0,external_node_path_.join)((0,external_node_path_.dirname)(target), `.${(0,external_node_path_.basename)(target)}.flake-update-diff`);
    try {
        // On the disk before it takes the old one's place, or a power cut could leave it empty.
        await (0,promises_.writeFile)(temporary, text, { flush: true });
        await likeBefore(target, temporary);
        await (0,promises_.rename)(temporary, target);
    }
    catch (error) {
        await (0,promises_.rm)(temporary, { force: true });
        throw error;
    }
}
/** Gives a new file the mode, and where that is allowed the owner, of the one that it replaces. */
async function likeBefore(old, fresh) {
    const before = await (0,promises_.stat)(old).catch(() => null);
    if (before === null)
        return;
    await (0,promises_.chown)(fresh, before.uid, before.gid).catch(() => { });
    await (0,promises_.chmod)(fresh, before.mode & 0o7777);
}
/** A file's text, or null where there is no such file. */
async function textOf(path) {
    try {
        return await (0,promises_.readFile)(path, 'utf8');
    }
    catch (error) {
        if (error.code === 'ENOENT')
            return null;
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/src/diff/step.js

/**
 * The step of an upgrade or a downgrade, by the first component that differs: the first is the major, the second the minor,
 * all others are patches. Below 1.0 the second one is the major, as semantic versioning has it. Where the first one is a
 * year, another year is a minor step and the rest are patches, because such versions promise nothing.
 */
function stepOf({ kind, before, after }) {
    if (kind !== 'upgraded' && kind !== 'downgraded')
        return kind;
    const [old, fresh] = [versionComponents(before ?? ''), versionComponents(after ?? '')];
    let differs = 0;
    while (differs < old.length && old[differs] === fresh[differs])
        differs++;
    if (/^(19|20)\d\d\D?/.test(before ?? '') && /^(19|20)\d\d\D?/.test(after ?? ''))
        return differs === 0 ? 'minor' : 'patch';
    if (differs === 0)
        return 'major';
    const belowOne = old[0] === versionComponents('0')[0];
    const numbered = /^\d+\.\d+/.test(before ?? '') && /^\d+\.\d+/.test(after ?? '');
    if (differs === 1)
        return belowOne && numbered ? 'major' : 'minor';
    return 'patch';
}

;// CONCATENATED MODULE: ./lib/src/diff/advice.js

const ADVICE = [
    {
        // postgresql.org/docs/current/upgrading.html; majors below 10 have two numbers.
        names: /^postgresql(-and-plugins|-server)?$/,
        majorParts: 1,
        upgrade: (from, to) => `PostgreSQL ${to} cannot read the data of ${from}: where a server runs on it, migrate with pg_upgrade or dump and restore before switching, or keep services.postgresql.package at ${from}.`,
    },
    {
        // mariadb.com/kb/en/upgrading: the system tables are upgraded by a program of its own.
        names: /^(mariadb(-server)?|mysql|percona-server)$/,
        majorParts: 2,
        upgrade: (from, to) => `From ${from} to ${to} the system tables must be upgraded: back up before switching, run mariadb-upgrade (or mysql_upgrade) afterwards; there is no way back.`,
    },
    {
        // mongodb.com/docs/manual/release-notes: one major at a time, feature compatibility version first.
        names: /^mongodb(-ce)?$/,
        majorParts: 1,
        upgrade: (from, to) => `MongoDB goes from one major version to the next only, and featureCompatibilityVersion must be ${from} before ${to} starts.`,
    },
    {
        // docs.nextcloud.com, "Upgrade": a major cannot be skipped.
        names: /^nextcloud$/,
        majorParts: 1,
        upgrade: (from, to) => `Nextcloud ${from} goes to ${Number(from) + 1} and to no later version in one step${Number(to) === Number(from) + 1 ? '' : `, and this skips to ${to}`}; back up its database and data folder before switching.`,
    },
    {
        // docs.gitlab.com/update/upgrade_paths
        names: /^gitlab(-ee)?$/,
        majorParts: 1,
        upgrade: (from, to) => `GitLab ${from} to ${to} has required stops on its upgrade path: see that none is skipped and that background migrations are done.`,
    },
    {
        // Both read indices of the previous major only.
        names: /^(elasticsearch|opensearch)$/,
        majorParts: 1,
        upgrade: (from, to) => `Version ${to} reads indices of the major version before it only: reindex older ones on ${from} first, and take a snapshot.`,
    },
    {
        names: /^influxdb2?(-server)?$/,
        majorParts: 1,
        upgrade: (from, to) => `InfluxDB ${to} does not read the data of ${from}: it must be converted, see influxd upgrade.`,
    },
    {
        // openzfs.github.io: feature flags that an older version does not know make a pool unreadable for it.
        names: /^(zfs|zfs-user|zfs-kernel)$/,
        majorParts: 2,
        upgrade: () => 'Do not run zpool upgrade until every generation that you may have to boot again has the new version of ZFS.',
    },
];
/** Services that migrate their own state at the first start of a new version. */
const MIGRATES = /^(forgejo(-lts)?|gitea|matrix-synapse|mastodon|homeassistant|home-assistant|keycloak|authentik|vaultwarden|grafana|jellyfin|immich(-server)?|paperless-ngx|netbox(_[\d_]+)?|discourse|zabbix-server|stalwart-mail|redis|valkey|etcd|rabbitmq-server|clickhouse|meilisearch|unifi-controller)$/;
/**
 * What to do before a change is switched to, where experience says that something is to be done: a major version of a
 * database or another service whose state goes with its version, or a downgrade of one. Null for everything else. One or two
 * sentences of plain text. Whether the host runs the service, or only has its client, is not known: it says "where" it matters.
 */
function advice(change) {
    const special = ADVICE.find(({ names }) => names.test(change.name));
    if (special === undefined && !MIGRATES.test(change.name))
        return null;
    if (change.before === null || change.after === null)
        return null;
    const parts = special === undefined ? 1 : partsOf(special, change.before);
    const [from, to] = [majorOf(change.before, parts), majorOf(change.after, parts)];
    if (from === null || to === null)
        return null;
    if (change.kind === 'downgraded' && (special === undefined || from !== to)) {
        return `An older version may not read what ${change.before} has written: restore a backup, or keep ${change.before}.`;
    }
    if (change.kind !== 'upgraded')
        return null;
    if (special !== undefined)
        return from === to ? null : special.upgrade(from, to);
    return stepOf(change) === 'major'
        ? `It migrates its state at the first start of ${change.after}, and ${change.before} may not read it afterwards: back up before switching.`
        : null;
}
function partsOf({ names, majorParts }, version) {
    // PostgreSQL 9.5 and 9.6 are major versions.
    const old = names.test('postgresql') && /^\d\./.test(version);
    return old ? 2 : majorParts;
}
/** The leading numbers of a version: 15.4 → "15", 10.11.6 → "10.11" for two. */
function majorOf(version, parts) {
    const numbers = /^\d+(\.\d+)*/.exec(version)?.[0].split('.');
    return numbers === undefined ? null : numbers.slice(0, parts).join('.');
}

;// CONCATENATED MODULE: ./lib/src/diff/importance.js



/**
 * The curated order of importance: what stands higher is told first. What keeps a host booting, reachable and safe comes
 * first, then what holds state that an update can make unreadable, then what serves and what runs other machines. Names are
 * those of nixpkgs' derivations. A package in none of the classes comes after all of them.
 */
const IMPORTANCE_CLASSES = [
    {
        what: 'kernel',
        names: /^linux(-(zen|lqx|xanmod|hardened|rt|libre|rpi|asahi|cachyos|lts|latest|testing|mainline|t2|surface)[\w.-]*)?$/,
    },
    { what: 'init and service manager', names: /^systemd(-minimal)?$/ },
    { what: 'C library', names: /^(glibc|musl)$/ },
    { what: 'cryptography', names: /^(openssl|libressl|gnutls|libgcrypt|nss|nss-cacert)(-quictls|_[\d_]+)?$/ },
    { what: 'remote login', names: /^openssh([-_].*)?$|^dropbear$/ },
    {
        what: 'boot loader',
        names: /^(grub|grub2|lanzaboote-(stub|tool)|lanzatool|limine|refind|syslinux|u-?boot([-_].*)?|shim|efibootmgr)$/,
    },
    { what: 'Nix', names: /^(nix|lix|determinate-nix|nix-daemon)$/ },
    { what: 'privilege', names: /^(sudo|sudo-rs|doas|run0|polkit|linux-pam|pam|shadow)$/ },
    {
        what: 'file systems and disks',
        names: /^(zfs-(user|kernel)|zfs|bcachefs-tools|btrfs-progs|e2fsprogs|xfsprogs|lvm2|cryptsetup|mdadm|disko)$/,
    },
    {
        what: 'firmware and microcode',
        names: /^(linux-firmware|microcode-intel|intel-microcode|microcode-amd|amd-ucode|sof-firmware|fwupd)$/,
    },
    {
        what: 'network',
        names: /^(networkmanager|dhcpcd|iwd|wpa_supplicant|nftables|iptables|wireguard-tools|tailscale|headscale|zerotierone|openvpn|strongswan|nebula|firewalld)$/i,
    },
    {
        what: 'database',
        names: /^(postgresql(-and-plugins|-server)?|mariadb(-server)?|mysql|percona-server|mongodb(-ce)?|redis|valkey|influxdb2?(-server)?|clickhouse|cassandra|couchdb|neo4j|elasticsearch|opensearch|meilisearch|etcd|rabbitmq-server|apache-kafka|nats-server|openldap|389-ds-base)$/,
    },
    {
        what: 'stateful service',
        names: /^(nextcloud|gitlab(-ee)?|forgejo(-lts)?|gitea|matrix-synapse|mastodon|homeassistant|home-assistant|keycloak|authentik|vaultwarden|grafana|prometheus|victoriametrics|jellyfin|immich(-server)?|paperless-ngx|minio|vault|openbao|consul|netbox(_[\d_]+)?|wordpress|discourse|hydra|zabbix-server|dovecot|postfix|stalwart-mail|samba|syncthing|unifi-controller)$/i,
    },
    {
        what: 'server',
        names: /^(nginx|apache-httpd|haproxy|caddy|traefik|varnish|bind|unbound|knot-dns|dnsmasq|chrony|fail2ban)$/,
    },
    {
        what: 'machines and containers',
        names: /^(qemu|libvirt|docker|moby|podman|containerd|runc|crun|k3s|kubernetes|kubelet|incus(-lts)?|lxc|xen)$/,
    },
];
/** The place of a package in the curated order: 0 is the highest, the number of classes where it is in none. */
function importanceClass(name) {
    const place = IMPORTANCE_CLASSES.findIndex(({ names }) => names.test(name));
    return place < 0 ? IMPORTANCE_CLASSES.length : place;
}
/** How much a step matters: a removal is looked at before a minor step, a patch after all. */
const STEPS = ['major', 'removed', 'minor', 'changed', 'added', 'patch', 'rebuilt'];
// Sorting compares each change many times; its rank never changes.
const ranks = new WeakMap();
/**
 * Orders changes by what a fleet's owner should read first, for `Array.sort`:
 *  1. what is only rebuilt comes last;
 *  2. the curated classes, in their order, before all other packages;
 *  3. packages that an owner selected before dependencies;
 *  4. of selected ones, downgrades and removals first;
 *  5. majors, removals, minors, changes without order, additions, patches;
 *  6. what happens on more hosts first; then by name, versions, kind and hosts.
 * Total and deterministic: 0 only for changes that say the same.
 */
function compareImportance(a, b) {
    const [left, right] = [rankOf(a), rankOf(b)];
    for (let index = 0; index < left.length; index++) {
        if (left[index] !== right[index])
            return left[index] - right[index];
    }
    return (compareText(a.name, b.name) ||
        orderVersions(a.before ?? '', b.before ?? '') ||
        orderVersions(a.after ?? '', b.after ?? '') ||
        compareText(a.kind, b.kind) ||
        compareText(a.hosts.join('\0'), b.hosts.join('\0')) ||
        compareText(JSON.stringify([a.outputs, a.selectedOn, a.size]), JSON.stringify([b.outputs, b.selectedOn, b.size])));
}
function rankOf(change) {
    const known = ranks.get(change);
    if (known !== undefined)
        return known;
    const selected = change.selectedOn.length > 0;
    const standsOut = selected && (change.kind === 'downgraded' || change.kind === 'removed');
    const rank = [
        change.kind === 'rebuilt' ? 1 : 0,
        importanceClass(change.name),
        selected ? 0 : 1,
        standsOut ? 0 : 1,
        STEPS.indexOf(stepOf(change)),
        -change.hosts.length,
    ];
    ranks.set(change, rank);
    return rank;
}
function compareText(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
}

;// CONCATENATED MODULE: ./lib/src/report/text.js

/** Longest text that is taken from outside into one place of a report, in characters; names in the field are far below it. */
const LONGEST = 200;
/**
 * What is not seen but changes what is seen: controls, direction marks and overrides, zero-width characters, tags, half surrogates, fillers.
 * Source: Unicode's general categories, and its "Security Mechanisms" (UTS 39).
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u115f\u1160\u3164\uffa0]/gu;
/** What nearly all names and versions are: nothing in it is unseen, and without a keyword nothing has to be looked at. */
const PLAIN = /^[\w.+:/~=,()→-]+(?: [\w.+:/~=,()→-]+)*$/;
const KEYWORD = /clos|fix|resolv|reopen|implement/i;
/** "fixes #1", "Closes: owner/name#1", "resolves https://…/issues/1": what closes an issue when it comes into a merge's message. */
const CLOSING = /\b((?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|reopen(?:s|ed)?|implement(?:s|ed)?)\b\s*:?\s*(?:[\w./-]*[#!]|gh-|https?:))(?=[\d/])/gi;
/**
 * A text from outside (a host, package or input name, a commit title) as one line that can be shown anywhere: no ANSI
 * codes, nothing unseen (� stands for it), no half surrogates, white space as single spaces, at most `longest` characters with "…" for the rest.
 */
function text_plain(text, longest = LONGEST) {
    if (text.length <= longest && PLAIN.test(text) && !KEYWORD.test(text))
        return text;
    // Far more than is kept, and little enough that a text of megabytes costs nothing.
    const line = shown(text.slice(0, longest * 8))
        .replace(/\s+/g, ' ')
        .trim();
    return cut(line, longest);
}
/** The same for the lines of a log or a message: indentation is kept, and so are the last `most` lines. */
function plainLines(lines, most) {
    return lines
        .slice(-most)
        .flatMap((line) => line.slice(0, 4000).split(/\r?\n|\r/))
        .slice(-most)
        .map((line) => cut(shown(line).replaceAll('\t', '    ').trimEnd(), 400));
}
/** A Markdown code span, in which no forge looks for mentions, references or closing keywords. Never empty. */
function code(text, longest = LONGEST) {
    const inner = text_plain(text, longest) || '(empty)';
    const fence = '`'.repeat(longestRun(inner, '`') + 1);
    const space = inner.startsWith('`') || inner.endsWith('`') ? ' ' : '';
    return `${fence}${space}${inner}${space}${fence}`;
}
/**
 * A sentence of this program's own that quotes words from outside: a word that a forge could read as a link, a revision, a reference or markup
 * stands in code. Options, files and programs do so as well, as they should.
 */
function prose(text, longest = 600) {
    return text_plain(text, longest).replace(/\S+/g, (word) => {
        const [, inner = word, punctuation = ''] = /^(.*?)([.,:;)]*)$/.exec(word) ?? [];
        const isWord = /^\(?[\p{L}\d]+(?:[.'’]\d+|['’-]\p{L}+)*$/u.test(inner) && !/^[0-9a-f]{7,}$/i.test(inner);
        return isWord || inner === '' ? word : `${code(inner)}${punctuation}`;
    });
}
/** The delimiter of a Markdown fence that nothing in `lines` closes. */
function fenceFor(lines) {
    const longest = lines.reduce((most, line) => Math.max(most, longestRun(line, '`')), 2);
    return '`'.repeat(longest + 1);
}
/** A row of a Markdown table. In a table a pipe ends the cell even within code, so it is escaped. */
function tableRow(cells) {
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
/** "a", "a and b", "a, b and c"; of more than `most`: "a, b and 12 more". */
function listed(words, most = Number.POSITIVE_INFINITY) {
    if (words.length > most)
        return `${words.slice(0, most).join(', ')} and ${words.length - most} more`;
    const [last = '', ...others] = words.toReversed();
    return others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`;
}
/** "1 host", "2 hosts"; the plural is regular unless given. */
function count(number, noun, plural = `${noun}s`) {
    return `${number} ${number === 1 ? noun : plural}`;
}
function shown(text) {
    return ((0,external_node_util_.stripVTControlCharacters)(text)
        .replace(/[\u2028\u2029\u0085]/g, ' ')
        .replace(UNSEEN, (character) => character === '\t' ? character : /\s/.test(character) ? ' ' : '\ufffd')
        // Invisible, and the only way to be safe where a forge copies a pull request's text into the message of a squashed commit.
        .replace(CLOSING, '$1\u2060'));
}
function cut(text, longest) {
    const characters = text.length > longest ? [...text] : [];
    return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : text;
}
function longestRun(text, character) {
    if (!text.includes(character))
        return 0;
    let [longest, run] = [0, 0];
    for (const one of text) {
        run = one === character ? run + 1 : 0;
        longest = Math.max(longest, run);
    }
    return longest;
}

;// CONCATENATED MODULE: ./lib/src/report/where.js

/** Names of hosts as code, at most `most` of them. */
function hostList(names, most = Number.POSITIVE_INFINITY) {
    return listed(names.map((name) => code(name, 60)), most);
}
/** How many hosts the update concerns: all but skipped and removed ones. */
function hostsInAll(report) {
    return report.hosts.filter(({ state }) => state !== 'skipped' && state !== 'removed').length;
}
/** Where a change happens, shortly: "on all 14 hosts", "on 12 of 14 hosts", "on `db1` and `db2`"; '' where there is one host only. */
function onHosts(names, inAll) {
    if (inAll <= 1)
        return '';
    if (names.length >= inAll)
        return inAll === 2 ? 'on both hosts' : `on all ${inAll} hosts`;
    return names.length <= 3 ? `on ${hostList(names)}` : `on ${names.length} of ${inAll} hosts`;
}

;// CONCATENATED MODULE: ./lib/src/report/outline/changes.js



/** Bytes from which a change of size is worth a word. */
const LARGE = 5_000_000;
/** Most changes that are told as mattering: more than a screen of them and none does. */
const MOST = 24;
/**
 * The changes of the curated classes, and of what owners selected the downgrades, removals and majors; the most important first.
 * What is only rebuilt never matters. At most 24, those with advice always among them.
 */
function matters({ fleet }) {
    const found = fleet.groups
        .flatMap(({ changes }) => changes)
        .filter(isOfImportance)
        .sort(compareImportance)
        .map((change) => ({
        change,
        what: IMPORTANCE_CLASSES[importanceClass(change.name)]?.what ?? null,
        advice: advice(change),
    }));
    return found.filter((matter, index) => index < MOST || matter.advice !== null);
}
function isOfImportance(change) {
    if (change.kind === 'rebuilt')
        return false;
    if (importanceClass(change.name) < IMPORTANCE_CLASSES.length)
        return true;
    return change.selectedOn.length > 0 && (isSetback(change) || stepOf(change) === 'major');
}
/** A downgrade or a removal, which must not be overlooked where an owner selected the package. */
function isSetback({ kind }) {
    return kind === 'downgraded' || kind === 'removed';
}
/** Every group of the fleet's packages, the one on most hosts first; groups of one host are its exceptions. */
function groups({ fleet }) {
    return fleet.groups.map(({ hosts, changes }) => ({
        hosts,
        changes: changes.filter(({ kind }) => kind !== 'rebuilt').sort(compareImportance),
        rebuilt: [...new Set(changes.flatMap(({ kind, name }) => (kind === 'rebuilt' ? [name] : [])))],
    }));
}
/** Bytes by which a package grows where that is worth a word, else null. */
function growthWorthTelling({ size }) {
    const growth = size.after - size.before;
    return Math.abs(growth) >= LARGE ? growth : null;
}
/** The versions of a change, in words: '' where the package has none, "none" never. */
function versions({ before, after, outputs, kind }) {
    const outputWords = [
        ...outputs.added.map((name) => `+${name}`),
        ...outputs.removed.map((name) => `−${name}`),
    ];
    return {
        before: before ?? '',
        after: after ?? '',
        outputs: kind === 'changed' && before === after ? outputWords.join(' ') : '',
    };
}
/** In what words the place of a group is told; the names are those it happens on, or the few that it does not happen on. */
function place(hosts, report) {
    const changing = report.fleet.hosts;
    const inAll = hostsInAll(report);
    if (inAll <= 1)
        return { words: '', names: [] };
    if (hosts.length === changing.length) {
        const all = inAll === 2 ? 'both hosts' : `all ${hosts.length} hosts`;
        if (hosts.length === inAll)
            return { words: `on ${all}`, names: [] };
        return hosts.length === 1
            ? { words: 'on', names: hosts }
            : { words: `on all ${hosts.length} hosts that change`, names: [] };
    }
    if (hosts.length === 1)
        return { words: 'only on', names: hosts };
    const had = new Set(hosts);
    const others = changing.filter((name) => !had.has(name));
    return others.length <= 5 && others.length < hosts.length
        ? { words: `on ${hosts.length} of ${inAll} hosts; of those that change, not on`, names: others }
        : { words: `on ${hosts.length} of ${inAll} hosts:`, names: hosts };
}
/** The same in a few words: "on 9 of 14 hosts", "on db2"; '' where the fleet is one host. */
function placeShortly(hosts, report) {
    const inAll = hostsInAll(report);
    if (inAll <= 1)
        return '';
    if (hosts.length === 1)
        return `on ${hosts[0]}`;
    if (hosts.length >= inAll)
        return inAll === 2 ? 'on both hosts' : `on all ${inAll} hosts`;
    return `on ${hosts.length} of ${inAll} hosts`;
}

;// CONCATENATED MODULE: ./lib/src/report/size.js
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
/** A number of bytes in decimal units with at most three digits: "18 MB", "1.2 GB", "512 B". */
function size(bytes) {
    let [value, unit] = [Math.abs(bytes), 0];
    while (value >= 999.5 && unit < UNITS.length - 1) {
        value /= 1000;
        unit++;
    }
    const digits = value < 9.95 && unit > 0 ? value.toFixed(1).replace(/\.0$/, '') : value.toFixed(0);
    return `${bytes < 0 ? '−' : ''}${digits} ${UNITS[unit]}`;
}
/** A difference in bytes with its sign: "+18 MB", "−3 kB", "±0". */
function sizeChange(bytes) {
    return bytes === 0 ? '±0' : bytes > 0 ? `+${size(bytes)}` : size(bytes);
}

;// CONCATENATED MODULE: ./lib/src/report/html/markup.js

/**
 * A template of HTML. Every text that is put into it is escaped, so that nothing from outside can become markup, in elements as in quoted
 * attributes; the template itself is the program's own. What is not seen (controls, direction marks) is taken out as everywhere else.
 */
function html(strings, ...parts) {
    let markup = strings[0];
    parts.forEach((part, index) => {
        markup += written(part) + strings[index + 1];
    });
    return { markup };
}
/** Lines of a log or a program, of which white space matters; made harmless by the caller (`plainLines`). */
function verbatim(lines) {
    return { markup: escaped(lines.join('\n')) };
}
/** The program's own style or script, which is markup already. */
function trusted(markup) {
    return { markup };
}
function written(part) {
    if (part === null || part === false)
        return '';
    if (typeof part === 'number')
        return String(part);
    if (typeof part === 'string')
        return escaped(text_plain(part, 1000));
    if ('markup' in part)
        return part.markup;
    return part.map(written).join('');
}
const ESCAPES = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
};
function escaped(text) {
    return text.replace(/[&<>"']/g, (character) => ESCAPES[character]);
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(598);
;// CONCATENATED MODULE: ./lib/src/report/html/script.js
/**
 * The page's script: search and filter by host. Everything is on the page without it. An item is shown when it is of the
 * chosen host (the nearest `data-hosts` around it, numbers of hosts; without one it is of every host) and holds the words looked for;
 * a box is shown while an item in it is. A folded part opens while it is searched.
 */
const SCRIPT = `
(() => {
  const form = document.querySelector('.filter');
  const [search, host, status] = ['[type=search]', 'select', '[role=status]'].map((one) => form.querySelector(one));
  const items = [...document.querySelectorAll('.item')].map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
    hosts: element.closest('[data-hosts]')?.dataset.hosts.split(' ') ?? null,
  }));
  const boxes = [...document.querySelectorAll('.box')].map((element) => ({ element, items: [...element.querySelectorAll('.item')] }));
  const folded = [...document.querySelectorAll('details')].map((element) => ({ element, open: element.open }));
  const apply = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const chosen = host.value;
    let shown = 0;
    for (const { element, text, hosts } of items) {
      const fits = (chosen === '' || hosts === null || hosts.includes(chosen)) && words.every((word) => text.includes(word));
      element.hidden = !fits;
      if (fits) shown++;
    }
    for (const box of boxes) box.element.hidden = box.items.every((item) => item.hidden);
    const active = words.length > 0 || chosen !== '';
    for (const { element, open } of folded) element.open = active || open;
    status.textContent = active ? (shown === 0 ? 'Nothing matches.' : shown + ' of ' + items.length + ' entries') : '';
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(apply));
  document.addEventListener('keydown', (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
    }
    if (event.key === 'Escape' && (search.value !== '' || host.value !== '')) form.reset();
  });
  let before = [];
  addEventListener('beforeprint', () => {
    before = folded.filter(({ element }) => !element.open);
    for (const { element } of before) element.open = true;
  });
  addEventListener('afterprint', () => {
    for (const { element } of before) element.open = false;
  });
  form.hidden = false;
  apply();
})();
`;

;// CONCATENATED MODULE: ./lib/src/report/html/style.js
/** The page's style: system fonts, two themes by the reader's own setting, wide and narrow screens, and paper. */
const STYLE = `
:root { color-scheme: light dark; --bg: #ffffff; --fg: #1c2128; --muted: #57606a; --line: #d0d7de; --soft: #f6f8fa;
  --red: #a40e26; --green: #116329; --amber: #744500; --link: #0550ae; --mark: #fff8c5 }
@media (prefers-color-scheme: dark) {
  :root { --bg: #0f141a; --fg: #e6edf3; --muted: #9aa7b4; --line: #323b46; --soft: #171d25;
    --red: #ff938a; --green: #7ee2a0; --amber: #eac157; --link: #86bdff; --mark: #3b3209 }
}
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body { margin: 0 auto; padding: 1.25rem clamp(.75rem, 3vw, 2rem) 3rem; max-width: 68rem; background: var(--bg); color: var(--fg);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.35rem; line-height: 1.35; margin: 0 0 .75rem }
h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line) }
h3 { font-size: 1rem; margin: 1.2rem 0 .35rem }
p, ul { margin: .4rem 0 }
a { color: var(--link) }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
caption { text-align: left; color: var(--muted); padding-bottom: .25rem }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line) }
thead th { color: var(--muted); font-weight: 600; font-size: .85rem }
tbody th { font-weight: 600 }
th:last-child, td:last-child { padding-right: 0 }
.number { text-align: right; white-space: nowrap }
code, pre { font: .88em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }
pre { background: var(--soft); border: 1px solid var(--line); border-left: 3px solid var(--line); border-radius: 4px; margin: .5rem 0;
  padding: .6rem .75rem; overflow-x: auto; white-space: pre-wrap }
.breaks pre { border-left-color: var(--red) }
small, .muted { color: var(--muted); font-size: .88rem } small { font-weight: 400 }
.red { color: var(--red) } .green { color: var(--green) } .amber { color: var(--amber) }
.red, .loud { font-weight: 600 }
.notice { background: var(--mark); border-left: 4px solid var(--amber); padding: .5rem .75rem; margin: .6rem 0; border-radius: 4px }
.alarm { border-left-color: var(--red) }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.hosts tbody th { min-width: 6rem } .hosts td:nth-child(2) { min-width: 5.2rem } .hosts td:last-child, thead th { overflow-wrap: break-word } .hosts td:nth-last-child(2), .hosts th:nth-last-child(2) { padding-right: 1.2rem }
.matters { list-style: none; padding: 0 } .matters li { display: grid; grid-template-columns: 15rem 15rem 9.5rem 1fr; gap: 0 .7rem;
  padding: .3rem 0; border-bottom: 1px solid var(--line) } .matters .advice { grid-column: 1 / -1 }
.packages { table-layout: fixed } .packages th { width: 40%; font-weight: 400 } .packages .chosen { font-weight: 600 }
.packages .number { width: 6rem }
.mark { display: inline-block; width: 1.2em; font-weight: 600 }
.advice { color: var(--amber); margin: .15rem 0 .2rem 1.2em }
details { margin: .4rem 0 } summary { cursor: pointer; padding: .25rem 0; color: var(--link) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .2rem 0 .8rem } dt { color: var(--muted) } dd { margin: 0 }
.filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; position: sticky; top: 0; z-index: 1; background: var(--bg);
  padding: .6rem 0; border-bottom: 1px solid var(--line) }
.filter label { min-width: 0; max-width: 100%; display: grid; grid-template-columns: minmax(0, 1fr); gap: .1rem; font-size: .85rem; color: var(--muted) }
.filter label:first-child { flex: 1 1 14rem }
.filter input, .filter select, .filter button { font: inherit; font-size: 1rem; color: var(--fg); background: var(--soft); border: 1px solid #7d8590;
  border-radius: 6px; padding: .4rem .6rem; min-height: 2.5rem; max-width: 100% }
.filter label:nth-child(2) { max-width: min(20rem, 100%) }
.filter [role=status] { flex-basis: 100%;  color: var(--muted); font-size: .88rem }
[hidden] { display: none !important }
@media (max-width: 40rem) {
  body { font-size: 14px } h1 { font-size: 1.2rem } th, td, .hosts td:nth-last-child(2), .hosts th:nth-last-child(2) { padding-right: .45rem } thead th { font-size: .78rem }
  tbody th, .hosts tbody th { min-width: 4.6rem } .hosts td:nth-child(2) { min-width: 4.7rem } .packages .number { width: 4.5rem } .wide { display: none }
  dl { grid-template-columns: 1fr } dd { margin-bottom: .3rem } .filter { position: static }
  .matters li { display: block } .matters li > span { margin-right: .5rem }
}
@media (max-width: 22rem) { .number { white-space: normal } .hosts td:nth-child(2) { min-width: 4rem } }
@media print {
  :root { --bg: #fff; --fg: #000; --muted: #444; --line: #bbb; --soft: #fff; --red: #8c0d20; --green: #0d4f20; --amber: #5c3700; --link: #000; --mark: #fff }
  body { max-width: none; padding: 0; font-size: 10pt } .filter, .skip { display: none }
  details::details-content { content-visibility: visible; block-size: auto } summary { color: var(--fg) }
  h2, h3 { break-after: avoid } tr, .notice { break-inside: avoid } a { text-decoration: none }
}
`;

;// CONCATENATED MODULE: ./lib/src/report/html/page.js





/** Numbers hosts in the report's order. */
function numbering(names) {
    const places = new Map(names.map((name, index) => [name, index]));
    return (some) => some.map((name) => places.get(name) ?? -1).join(' ');
}
/** A section with a heading; hidden while a search finds nothing in it. */
function section(title, content) {
    return html `<section class="box">
<h2>${title}</h2>
${content}
</section>
`;
}
/** Names of hosts as code, with commas. */
function hostNames(names) {
    return html `${names.map((name, index) => html `${index > 0 && html `, `}<code>${name.trim() === '' ? '(empty)' : name}</code>`)}`;
}
/** The whole document. Its content security policy allows its own style and script and nothing else, no address is ever asked. */
function page({ title, hosts, content, }) {
    const policy = `default-src 'none'; style-src '${hash(STYLE)}'; script-src '${hash(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
    return html `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<form class="filter" role="search" hidden>
<label>Search (press /)<input type="search" autocomplete="off" spellcheck="false" placeholder="a package, a unit, an error"></label>
<label>Host<select><option value="">All hosts</option>${hosts.map((name, index) => html `<option value="${index}">${text_plain(name, 60) || '(empty)'}</option>`)}</select></label>
<button type="reset">Clear</button>
<div role="status"></div>
</form>
${content}</main>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`.markup;
}
function hash(text) {
    return `sha256-${(0,external_node_crypto_.createHash)('sha256').update(text).digest('base64')}`;
}

;// CONCATENATED MODULE: ./lib/src/report/html/changes.js





const MARKS = {
    upgraded: { mark: '↑', colour: 'green' },
    downgraded: { mark: '↓', colour: 'red' },
    changed: { mark: '~', colour: 'amber' },
    added: { mark: '+', colour: 'green' },
    removed: { mark: '−', colour: 'amber' },
    rebuilt: { mark: '=', colour: 'muted' },
};
/** The changes that an owner reads first, with what is to be done before a switch. */
function mattersSection(report, numbers) {
    const items = matters(report).map(({ change, what, advice }) => html `<li class="item" data-hosts="${numbers(change.hosts)}">
<span>${markOf(change)}${nameOf(change)}</span> <span>${changes_stepOf(change)}</span> <span>${placeShortly(change.hosts, report)}</span>
<span class="muted">${what ?? 'selected'}</span>
${advice !== null && html `<p class="advice">${advice}</p>`}</li>
`);
    return items.length === 0
        ? null
        : section('What matters', html `<ul class="matters">
${items}</ul>`);
}
/** Every package change once, by the hosts that share it; what is only rebuilt is folded. */
function packagesSection(report, numbers) {
    const all = groups(report);
    if (all.length === 0)
        return null;
    return section('Packages', html `${all.map((group) => groupMarkup(group, report, numbers))}`);
}
function groupMarkup({ hosts, changes, rebuilt }, report, numbers) {
    const { words, names } = place(hosts, report);
    const label = words === '' ? 'On this host' : `${words[0].toUpperCase()}${words.slice(1)}`;
    const few = names.length <= 8;
    return html `<section class="box" data-hosts="${numbers(hosts)}">
<h3>${label}${few && names.length > 0 && html ` ${hostNames(names)}`}</h3>
${!few && html `<p>${hostNames(names)}</p>`}
${changes.length > 0 &&
        html `<table class="packages"><thead class="unseen"><tr><th scope="col">Package</th><th scope="col">Versions</th><th scope="col" class="number">Size</th></tr></thead><tbody>
${changes.map(changeRow)}</tbody></table>`}
${rebuilt.length > 0 &&
        html `<details><summary>${count(rebuilt.length, 'package')} only rebuilt</summary><p>${rebuilt.map((name, index) => html `${index > 0 && html `, `}<span class="item">${name}</span>`)}</p></details>`}
</section>
`;
}
function changeRow(change) {
    const growth = growthWorthTelling(change);
    return html `<tr class="item"><th scope="row">${markOf(change)}${nameOf(change)}</th><td>${changes_stepOf(change)}</td><td class="number muted">${growth === null ? '' : sizeChange(growth)}</td></tr>
`;
}
function markOf(change) {
    const { mark, colour } = MARKS[change.kind];
    const loud = change.selectedOn.length > 0 && isSetback(change);
    return html `<span class="mark ${loud ? 'red' : colour}" title="${change.kind}" role="img" aria-label="${change.kind}">${mark}</span>`;
}
function nameOf(change) {
    const selected = change.selectedOn.length > 0;
    return html `<span${selected && html ` class="chosen"`}>${change.name}</span>${selected && html ` <span title="selected by a host's owner" aria-label="selected">★</span>`}`;
}
function changes_stepOf(change) {
    const { before, after, outputs } = versions(change);
    const arrow = before !== '' && after !== '' && html ` → `;
    const gone = change.kind === 'removed';
    return html `<span class="muted">${before}</span>${gone && html ` removed`}${arrow}${after}${outputs !== '' && html ` ${outputs}`}${change.kind === 'added' && html ` new`}`;
}

;// CONCATENATED MODULE: ./lib/src/report/outline/failures.js
/** The failures of one side, in the report's order. */
function failuresOn({ failures }, side) {
    return failures.filter((failure) => failure.side === side).map(told);
}
function told(failure) {
    const derivation = failure.drvPath === null ? null : /[0-9a-z]{32}-(.+?)(?:\.drv)?$/.exec(failure.drvPath)?.[1];
    const onlyLog = failure.stage === 'build' && failure.logTail.length > 0;
    return {
        failure,
        title: failure.stage === 'build' && derivation != null
            ? `${derivation} ${failure.side === 'before' ? 'did' : 'does'} not build`
            : failure.summary,
        message: onlyLog ? [] : failure.message.slice(0, 20_000).trim().split('\n'),
    };
}

;// CONCATENATED MODULE: ./lib/src/report/compare-link.js
/** Hosts of one forge that are known by their name; others tell it by their address's form, or not at all. */
const KNOWN = [
    [/^github\.com$|(^|\.)github\./, 'github'],
    [/^gitlab\.|(^|\.)gitlab\.|^salsa\.debian\.org$|^invent\.kde\.org$|^framagit\.org$/, 'gitlab'],
    [
        /^codeberg\.org$|^gitea\.com$|(^|\.)(forgejo|gitea)\.|^git\.lix\.systems$|^git\.clan\.lol$|^git\.gay$/,
        'forgejo',
    ],
    [/^(git|hg)\.sr\.ht$/, 'sourcehut'],
    [/^bitbucket\.org$/, 'bitbucket'],
];
/**
 * The page that shows what came between two revisions of an input, or null where none is known: both must be of the same repository, of a
 * forge whose addresses are known. The forms: GitHub's, Forgejo's and Gitea's compare pages; GitLab's below "/-/"; of SourceHut, which has
 * none, the log of the new revision; Bitbucket's with the newer revision first. Safe as a Markdown link's destination.
 */
function compareLink(before, after) {
    if (before === null || after === null || before.web === null || before.web !== after.web)
        return null;
    const [old, fresh] = [before.revision, after.revision];
    if (!isRevision(old) || !isRevision(fresh) || old === fresh)
        return null;
    const match = /^https?:\/\/([\w.-]+)(?::\d+)?(?:\/[\w.~+-]+)+$/.exec(after.web);
    if (match === null)
        return null;
    switch (forgeOf(match[1], after)) {
        case 'github':
        case 'forgejo':
            return `${after.web}/compare/${old}...${fresh}`;
        case 'gitlab':
            return `${after.web}/-/compare/${old}...${fresh}`;
        case 'sourcehut':
            return `${after.web}/log/${fresh}`;
        case 'bitbucket':
            return `${after.web}/branches/compare/${fresh}%0D${old}`;
        case null:
            return null;
    }
}
function forgeOf(host, { type, url }) {
    if (type === 'github' || type === 'gitlab' || type === 'sourcehut')
        return type;
    const known = KNOWN.find(([names]) => names.test(host))?.[1];
    if (known !== undefined)
        return known;
    if (url.includes('/-/archive/'))
        return 'gitlab';
    // Only Forgejo, Gitea and GitHub serve archives there, and their compare pages have the same form.
    return type === 'tarball' && url.includes('/archive/') ? 'forgejo' : null;
}
function isRevision(revision) {
    return revision !== null && /^[0-9a-f]{7,64}$/.test(revision);
}

;// CONCATENATED MODULE: ./lib/src/report/outline/inputs.js


const SECONDS_A_DAY = 86_400;
/** Every changed input, those of the flake itself before those of its inputs. */
function inputLines({ inputs }, made = null) {
    const lines = inputs.map((change) => inputLine(change, made));
    return [...lines.filter(({ nested }) => !nested), ...lines.filter(({ nested }) => nested)];
}
function inputLine(change, made) {
    const { path, kind, before, after } = change;
    return {
        name: path.join('/'),
        nested: path.length > 1,
        kind,
        step: stepWords(change),
        dates: kind === 'refollowed' ? '' : dates(before, after),
        advance: kind === 'updated' || kind === 'redirected' ? advance(before, after) : '',
        age: made === null ? '' : age(after, made.at),
        link: compareLink(before, after),
        alarm: alarm(change),
    };
}
function stepWords({ kind, before, after }) {
    const [old, fresh] = [shortRevision(before), shortRevision(after)];
    switch (kind) {
        case 'added':
            return [after?.url, fresh].filter(Boolean).join(' at ');
        case 'removed':
            return [before?.url, old].filter(Boolean).join(' at ');
        case 'refollowed':
            return `${followed(before)} → ${followed(after)}`;
        case 'rehashed':
            return fresh ?? '';
        case 'updated':
        case 'redirected':
            return old === null && fresh === null ? 'other content' : `${old ?? '?'} → ${fresh ?? '?'}`;
    }
}
function followed(input) {
    if (input === null)
        return 'nothing';
    return input.follows === null ? input.url : `follows ${input.follows.join('/') || 'nothing'}`;
}
function alarm({ kind, before, after }) {
    if (kind === 'rehashed')
        return 'Its content changed while its revision stayed the same. That never happens by itself: find out why before merging.';
    if (kind === 'redirected')
        return `It comes from another place now: ${before?.url ?? '?'} → ${after?.url ?? '?'}. Merge only if that was intended.`;
    return null;
}
/** The first seven characters of a revision, or null where there is none. */
function shortRevision(input) {
    return input?.revision?.slice(0, 7) ?? null;
}
function dates(before, after) {
    const [from, to] = [dateOf(before), dateOf(after)];
    if (from === null || to === null)
        return from ?? to ?? '';
    return from === to ? from : `${from} → ${to}`;
}
function dateOf(input) {
    const seconds = input?.lastModified ?? null;
    // Outside of it JavaScript knows no date (ECMAScript, "Time Values and Time Range").
    if (seconds === null || Math.abs(seconds) > 8.64e12)
        return null;
    return new Date(seconds * 1000).toISOString().slice(0, 10);
}
function advance(before, after) {
    if (before?.lastModified == null || after?.lastModified == null)
        return '';
    const days = Math.round((after.lastModified - before.lastModified) / SECONDS_A_DAY);
    return days === 0 ? '' : `${count(Math.abs(days), 'day')} ${days > 0 ? 'newer' : 'older'}`;
}
function age(after, at) {
    if (after?.lastModified == null)
        return '';
    const days = Math.floor((at - after.lastModified) / SECONDS_A_DAY);
    return days < 0 ? '' : days === 0 ? 'from today' : `${count(days, 'day')} old`;
}
/** What moved between the state that worked and the one that does not: "nixpkgs 2b2a4f1 → 9f918d6", or the two revisions. */
function sinceWords({ comparison, inputs }) {
    const { kind, base, head } = comparison;
    if (kind === 'revisions')
        return base === null || head === null ? [] : [`${base.slice(0, 12)} → ${head.slice(0, 12)}`];
    return inputs
        .filter(({ path, kind: change }) => path.length === 1 && change !== 'removed')
        .map((change) => `${change.path.join('/')} ${stepWords(change)}`);
}

;// CONCATENATED MODULE: ./lib/src/report/html/failures.js





const LOG_LINES = 200;
const MESSAGE_LINES = 40;
/** Log lines that are seen without unfolding. */
const SEEN_LINES = 12;
/** What the update breaks, each failure once; then, quieter, what was broken before; then what is mended. */
function failureSections(report, numbers) {
    const fresh = failuresOn(report, 'after');
    const lasting = failuresOn(report, 'both');
    const mended = failuresOn(report, 'before');
    const since = sinceWords(report);
    return [
        fresh.length === 0
            ? null
            : section('What breaks', html `${since.length > 0 && html `<p class="muted">Since ${since.map((words, index) => html `${index > 0 && html `, `}${words}`)}</p>`}
${fresh.map((told) => freshMarkup(told, numbers))}`),
        lasting.length === 0
            ? null
            : section('Broken before as well', html `${lasting.map((told) => lastingMarkup(told, numbers))}`),
        mended.length === 0
            ? null
            : section('Mended', html `<ul>${mended.map(({ title, failure }) => html `<li class="item" data-hosts="${numbers(failure.hosts)}"><code>${title}</code> on ${hostNames(failure.hosts)}</li>`)}</ul>`),
    ];
}
function freshMarkup({ title, failure, message }, numbers) {
    return html `<article class="breaks item" data-hosts="${numbers(failure.hosts)}">
<h3 class="red">${title}</h3>
<p>Breaks ${failure.hosts.length > 1 && html `${count(failure.hosts.length, 'host')}: `}${hostNames(failure.hosts)}</p>
${explanation({ failure, message })}
</article>
`;
}
function lastingMarkup({ title, failure, message }, numbers) {
    return html `<details class="item" data-hosts="${numbers(failure.hosts)}"><summary>${title}: ${count(failure.hosts.length, 'host')}</summary>
<p>On ${hostNames(failure.hosts)}</p>
${explanation({ failure, message })}</details>
`;
}
function explanation({ failure, message }) {
    const said = plainLines(message.slice(0, MESSAGE_LINES), MESSAGE_LINES);
    const log = plainLines(failure.logTail, LOG_LINES);
    const seen = log.slice(-SEEN_LINES);
    return html `${said.length > 0 && html `<pre tabindex="0">${verbatim(said)}</pre>`}${seen.length > 0 && html `<p class="muted">The end of the log:</p><pre tabindex="0">${verbatim(seen)}</pre>`}${log.length > seen.length &&
        html `<details><summary>The log's last ${log.length} lines</summary><pre tabindex="0">${verbatim(log)}</pre></details>`}`;
}

;// CONCATENATED MODULE: ./lib/src/report/verdict.js


const spoken = (name) => text_plain(name, 40);
/**
 * The report in one line of words, without a full stop: "12 of 14 hosts change, 1 breaks (db1), 2 need a reboot; closure
 * +18 MB". The closure's change is the sum over all hosts whose closures were compared. Skipped hosts are not counted
 * among the hosts, but told.
 */
function verdict(report, { naming = spoken, names: most = 4 } = {}) {
    if (report.comparison.kind === 'closures')
        return verdictOfClosures(report);
    const hosts = report.hosts.filter(({ state }) => state !== 'skipped');
    const skipped = report.hosts.length - hosts.length;
    if (hosts.length === 0)
        return `${verdictWithoutHosts(report)}${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    const of = (state) => hosts.filter((host) => host.state === state);
    const few = (found, one, many) => {
        if (found.length === 0)
            return [];
        const names = listed(found.map(({ name }) => naming(name)), most);
        return [`${found.length} ${found.length === 1 ? one : many} (${names})`];
    };
    const changed = of('changed');
    const broken = of('newly-broken');
    const parts = [
        ...opening(hosts, naming),
        ...(broken.length === hosts.length ? [] : few(broken, 'breaks', 'break')),
        ...(of('still-broken').length === hosts.length
            ? []
            : few(of('still-broken'), 'is broken as before', 'are broken as before')),
        ...few(of('fixed'), 'is fixed', 'are fixed'),
        ...few(of('new'), 'is new', 'are new'),
        ...few(of('removed'), 'is removed', 'are removed'),
        ...rebootPart(changed.filter(needsReboot).length, changed.length),
        ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ];
    return `${parts.join(', ')}${closing(report)}`;
}
/** Whether only a reboot completes the update of a host. */
function needsReboot({ flags }) {
    return flags !== null && flags.reboot.length > 0;
}
/** How many packages of a host (or of the fleet) become other versions, and how many are only built anew. Equal changes of several hosts count once. */
function countPackages(report) {
    const changes = report.fleet.groups.flatMap((group) => group.changes);
    const rebuilt = changes.filter(({ kind }) => kind === 'rebuilt').length;
    return { changed: changes.length - rebuilt, rebuilt };
}
/** The change of all compared closures together, bytes; null where no closures were compared. */
function closureChange(report) {
    const compared = report.hosts.filter(({ basis }) => basis === 'closure');
    if (compared.length === 0)
        return null;
    return compared.reduce((sum, { diff }) => sum + (diff === null ? 0 : diff.size.after - diff.size.before), 0);
}
function opening(hosts, naming) {
    const all = hosts.length;
    const in_ = (state) => hosts.filter((host) => host.state === state);
    const who = all === 1 ? naming(hosts[0].name) : all === 2 ? 'Both hosts' : `All ${all} hosts`;
    if (in_('newly-broken').length === all)
        return [`${who} ${all === 1 ? 'breaks' : 'break'}`];
    if (in_('still-broken').length === all)
        return [`${who} ${all === 1 ? 'is' : 'are'} broken as before`];
    const changed = in_('changed');
    const how = changed.length > 0 && changed.every(isOnlyRebuilt) ? ', by rebuilds only' : '';
    if (changed.length === all)
        return [`${who} ${all === 1 ? 'changes' : 'change'}${how}`];
    if (changed.length > 0)
        return [`${changed.length} of ${all} hosts ${changed.length === 1 ? 'changes' : 'change'}${how}`];
    if (all > 1)
        return [`None of ${all} hosts changes`];
    return in_('unchanged').length === 1 ? [`${who} does not change`] : [];
}
/** Nothing but the same versions built anew: no version, selection or configuration differs. */
function isOnlyRebuilt({ diff }) {
    if (diff === null || diff.packages.length === 0)
        return false;
    return diff.packages.every(({ kind }) => kind === 'rebuilt') && diff.selections.length === 0;
}
function rebootPart(needing, changed) {
    if (needing === 0)
        return [];
    if (changed === 1)
        return ['a reboot is needed'];
    return [`${needing} ${needing === 1 ? 'needs' : 'need'} a reboot`];
}
function closing(report) {
    const change = closureChange(report);
    const closure = change === null || change === 0 ? '' : `; closure ${sizeChange(change)}`;
    return `${closure}${report.evalOnly ? '; derivations compared, nothing built' : ''}`;
}
function verdictOfClosures(report) {
    const host = report.hosts[0];
    if (host === undefined || host.state === 'unchanged')
        return 'Both closures are the same';
    const { changed, rebuilt } = countPackages(report);
    const others = rebuilt > 0 ? [`${count(rebuilt, 'package')} only rebuilt`] : [];
    const parts = [
        changed === 0 ? 'No package changes its version' : `${count(changed, 'package')} changed`,
        ...others,
        ...(needsReboot(host) ? ['a reboot is needed'] : []),
    ];
    return `${parts.join(', ')}${closing(report)}`;
}
function verdictWithoutHosts({ comparison, inputs }) {
    if (inputs.length > 0)
        return 'flake.lock changes, and no host was compared';
    return comparison.kind === 'revisions'
        ? 'Nothing differs between the two revisions'
        : 'flake.lock did not change: nothing to update';
}

;// CONCATENATED MODULE: ./lib/src/report/outline/hosts.js


/** What a host's state is called, worst first. */
const STATES = {
    'newly-broken': 'breaks',
    'still-broken': 'broken before',
    fixed: 'fixed',
    changed: 'changes',
    new: 'new',
    removed: 'removed',
    unchanged: 'unchanged',
    skipped: 'skipped',
};
const ORDER = Object.keys(STATES);
/** Every host once, worst first, those that need a reboot before other changed ones, then by name. */
function hostRows({ hosts }) {
    return hosts.map(hostRow).toSorted((a, b) => rank(a) - rank(b));
}
function rank({ host, reboot }) {
    return ORDER.indexOf(host.state) - (host.state === 'changed' && reboot ? 0.5 : 0);
}
function hostRow(host) {
    const { diff, flags, basis, state } = host;
    const rebuilt = diff?.packages.filter(({ kind }) => kind === 'rebuilt').length ?? 0;
    return {
        host,
        state: STATES[state],
        packages: diff === null ? null : { changed: diff.packages.length - rebuilt, rebuilt },
        growth: diff !== null && basis === 'closure' ? diff.size.after - diff.size.before : null,
        reboot: needsReboot(host),
        units: flags === null ? '' : unitWords(flags.units),
        touchedUnits: flags === null ? 0 : Object.values(flags.units).flat().length,
    };
}
function unitWords(units) {
    const words = [
        [units.restarted, 'restart'],
        [units.stopped, 'stop'],
        [units.started, 'start'],
        [units.reloaded, 'reload'],
    ];
    return words.flatMap(([names, noun]) => (names.length === 0 ? [] : [count(names.length, noun)])).join(', ');
}
/** The details of every host that has some, in the order of the table; hosts with the very same ones are told once. */
function detailsOfHosts(report) {
    const told = new Map();
    for (const { host } of hostRows(report)) {
        const details = host.state === 'skipped' ? [] : hostDetails(host);
        if (details.length === 0)
            continue;
        const key = JSON.stringify(details);
        const same = told.get(key) ?? { names: [], details };
        told.set(key, same);
        same.names.push(host.name);
    }
    return [...told.values()];
}
/** What the table has no room for, of one host: what a switch does, accounts that go, versions and labels, selections, configuration. */
function hostDetails({ flags, diff, reason }) {
    const { reboot = [], removedUsers = [], removedGroups = [], stateVersion, label } = flags ?? {};
    const selections = (is) => (diff?.selections ?? []).filter(({ selection }) => (selection === 'newly-selected') === is);
    const details = [
        ['reboot for', reboot, true],
        ['restarts', flags?.units.restarted ?? []],
        ['stops', flags?.units.stopped ?? []],
        ['starts', flags?.units.started ?? []],
        ['reloads', flags?.units.reloaded ?? []],
        ['removes users', removedUsers, true],
        ['removes groups', removedGroups, true],
        ['state version', stateVersion == null ? [] : [`${stateVersion.before} → ${stateVersion.after}`], true],
        ['label', label == null ? [] : [`${label.before} → ${label.after}`]],
        ['newly selected', selections(true).map(({ name }) => name)],
        ['no longer selected', selections(false).map(({ name }) => name)],
        ['configuration', configuration(diff)],
        ['note', reason === null ? [] : [reason]],
    ];
    return details
        .filter(([, about]) => about.length > 0)
        .map(([what, about, grave = false]) => ({ what, about, grave }));
}
function configuration(diff) {
    const changes = diff?.configuration ?? [];
    const of = (kind) => changes.filter((change) => change.kind === kind).length;
    const parts = ['changed', 'added', 'removed'].flatMap((kind) => of(kind) > 0 ? [`${of(kind)} ${kind}`] : []);
    return parts.length === 0 ? [] : [parts.join(', ')];
}

;// CONCATENATED MODULE: ./lib/src/report/html/hosts.js





const COLOURS = {
    'newly-broken': 'red',
    'still-broken': 'muted',
    fixed: 'green',
    changed: '',
    new: 'green',
    removed: 'amber',
    unchanged: 'muted',
    skipped: 'muted',
};
/** The table of hosts, worst first; those that stay as they are or are skipped in a line below it. */
function hostsSection(report, numbers) {
    const rows = hostRows(report);
    if (rows.length === 0)
        return null;
    const isQuiet = ({ host }) => host.state === 'unchanged' || host.state === 'skipped';
    const told = rows.filter((row) => !isQuiet(row));
    const usual = commonestSystem(report);
    return section('Hosts', html `${told.length > 0 &&
        html `<table class="hosts"><thead><tr><th scope="col">Host</th><th scope="col">State</th><th scope="col" class="number">Packages</th><th scope="col" class="number wide">Rebuilt</th><th scope="col" class="number">Size</th><th scope="col">A switch</th></tr></thead>
<tbody>
${told.map((row) => hosts_hostRow(row, { numbers, usual }))}</tbody></table>`}${quietHosts(rows.filter(isQuiet), numbers)}${usual !== null && html `<p class="muted">System: ${usual}, where no other is named.</p>`}`);
}
/** The system that needs no word, because most hosts are of it. */
function commonestSystem({ hosts }) {
    const counts = new Map();
    for (const { system } of hosts)
        if (system !== null)
            counts.set(system, (counts.get(system) ?? 0) + 1);
    return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
function hosts_hostRow(row, { numbers, usual }) {
    const { host, state, packages, growth, reboot, units } = row;
    const { name, system } = host;
    return html `<tr class="item" data-hosts="${numbers([name])}"><th scope="row">${hostNames([name])}${system !== null && system !== usual && html `<br><small>${system}</small>`}</th>
<td><span class="${COLOURS[host.state]}">${state}</span></td>
<td class="number">${packages === null ? '' : packages.changed}</td>
<td class="number wide muted">${packages !== null && packages.rebuilt > 0 && packages.rebuilt}</td>
<td class="number">${growth === null ? (packages === null ? '' : 'not built') : sizeChange(growth)}</td>
<td>${reboot && html `<strong class="amber">reboot</strong>`}${reboot && units !== '' && html `, `}${units}</td></tr>
`;
}
function quietHosts(rows, numbers) {
    const reasons = [...new Set(rows.map(({ host, state }) => JSON.stringify([state, host.reason])))];
    return html `${reasons.map((key) => {
        const [state, reason] = JSON.parse(key);
        const same = rows.filter(({ host, state: other }) => other === state && host.reason === reason);
        const title = `${state[0].toUpperCase()}${state.slice(1)}`;
        return html `<p class="box muted">${title}${reason !== null && html ` (${reason})`}:
${same.map(({ host }, index) => html `${index > 0 && html `, `}<span class="item" data-hosts="${numbers([host.name])}">${hostNames([host.name])}</span>`)}</p>
`;
    })}`;
}
/** What a switch does and what is particular, by hosts of which the same is to be told. */
function detailsSection(report, numbers) {
    const told = detailsOfHosts(report);
    if (told.length === 0)
        return null;
    return section('Host by host', html `${told.map(({ names, details, }) => html `<div class="item" data-hosts="${numbers(names)}"><h3>${hostNames(names)}</h3>
<dl>${details.map(({ what, about, grave }) => html `<dt${grave && html ` class="amber"`}>${what}</dt><dd>${about.map((one, index) => html `${index > 0 && html `, `}<code>${one}</code>`)}</dd>`)}</dl></div>
`)}`);
}
/** Closure sizes before and after, the largest growth first; folded, as the table of hosts has the differences. */
function sizesSection({ hosts }, numbers) {
    const sized = hosts
        .flatMap(({ name, basis, diff }) => (basis === 'closure' && diff !== null ? [{ name, ...diff }] : []))
        .toSorted((a, b) => b.size.after - b.size.before - (a.size.after - a.size.before));
    if (sized.length === 0)
        return null;
    const rows = sized.map(({ name, size: { before, after }, paths, }) => html `<tr class="item" data-hosts="${numbers([name])}"><th scope="row">${hostNames([name])}</th>
<td class="number">${size(before)}</td><td class="number">${size(after)}</td><td class="number">${sizeChange(after - before)}</td><td class="wide">${count(paths.added, 'new path')}, ${paths.removed} gone</td></tr>
`);
    return section('Sizes', html `<details><summary>Closures of ${count(sized.length, 'host')}</summary>
<table><thead><tr><th scope="col">Host</th><th scope="col" class="number">Before</th><th scope="col" class="number">After</th><th scope="col" class="number">Change</th><th scope="col" class="wide">Store paths</th></tr></thead><tbody>
${rows}</tbody></table></details>`);
}

;// CONCATENATED MODULE: ./lib/src/report/html/inputs.js



/** Every changed input, those with an alarm told above the table as well. */
function inputsSection(report, made) {
    const inputs = inputLines(report, made);
    if (inputs.length === 0)
        return null;
    return section('Inputs', html `<table><thead><tr><th scope="col">Input</th><th scope="col">Revisions</th><th scope="col">Dates</th></tr></thead><tbody>
${inputs.map(inputRow)}</tbody></table>`);
}
/** What should make a reader stop, for the top of the page. */
function inputAlarms(report) {
    return html `${inputLines(report)
        .filter(({ alarm }) => alarm !== null)
        .map(({ name, alarm, }) => html `<p class="notice alarm"><strong class="red">Input <code>${name}</code>.</strong> ${alarm}</p>
`)}`;
}
function inputRow({ name, kind, step, dates, advance, age, link, alarm }) {
    const older = advance.endsWith('older');
    return html `<tr class="item"><th scope="row"><code>${name}</code>${kind !== 'updated' && html `<br><small${alarm !== null && html ` class="red"`}>${kind}</small>`}</th>
<td>${step}${link !== null && html ` <a href="${link}" rel="noreferrer">compare<span class="wide"> revisions</span></a>`}</td>
<td>${dates}${advance !== '' && html `<br><small${older && html ` class="red"`}>${advance}</small>`}${age !== '' && html `<br><small>${age}</small>`}</td></tr>
`;
}

;// CONCATENATED MODULE: ./lib/src/report/made.js
/** "12.4 s", "3 min 05 s". */
function durationWords(seconds) {
    if (seconds < 60)
        return `${seconds.toFixed(1)} s`;
    const whole = Math.round(seconds);
    return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

;// CONCATENATED MODULE: ./lib/src/report/html.js








/**
 * The report as one self-contained HTML page: no address is asked, no script is needed (one adds search and a filter by host), light and dark
 * by the reader's own setting, printable. Nothing from outside becomes markup. The same report (and the same `made`) gives the same bytes.
 */
function renderHtml(report, made = null) {
    const names = report.hosts.map(({ name }) => name);
    const numbers = numbering(names);
    const content = html `${report.notes.map((note) => html `<p class="notice">${note}</p>
`)}${inputAlarms(report)}${[
        hostsSection(report, numbers),
        ...failureSections(report, numbers),
        mattersSection(report, numbers),
        inputsSection(report, made),
        packagesSection(report, numbers),
        detailsSection(report, numbers),
        sizesSection(report, numbers),
    ]}${footer(report, made)}`;
    return page({ title: `${verdict(report)}.`, hosts: names, content });
}
function footer({ reproduce, versions, fleet, comparison: { kind, base, head } }, made) {
    const short = (state) => (kind === 'closures' ? state : state.slice(0, 12));
    const starred = fleet.groups.some(({ changes }) => changes.some(({ selectedOn }) => selectedOn.length > 0));
    return html `<footer>
<h2>How to get this report again</h2>
<pre tabindex="0">${reproduce}</pre>
<p class="muted">${base !== null && html `Base <code>${short(base)}</code>. `}${head !== null && html `Head <code>${short(head)}</code>. `}${starred && html `★ marks what a host's owner selected (<code>environment.systemPackages</code>). `}Made by flake-update-diff ${versions.tool} with ${versions.nix}${made !== null && html ` in ${durationWords(made.took)}`}.</p>
</footer>
`;
}

;// CONCATENATED MODULE: ./lib/src/report/json.js



/** Where the schema is published: docs/report.schema.json. Its number grows with every change that could break a reader. */
const JSON_VERSION = 1;
/** Levels that are indented. Below them is one entry a line, such as a package of a host: to search, to compare, and half the size. */
const INDENTED = 4;
/**
 * The report as JSON, in the shape of docs/report.schema.json: indented by two spaces, one package change a line; a newline
 * at the end. The same report gives the same bytes.
 */
function renderJson(report) {
    const whole = {
        version: JSON_VERSION,
        verdict: verdict(report),
        matters: matters(report).map(({ change: { name, kind, before, after, hosts }, what, advice }) => {
            return { name, kind, before, after, hosts, class: what, advice };
        }),
        ...report,
        inputs: report.inputs.map((input) => ({ ...input, compare: compareLink(input.before, input.after) })),
    };
    return `${json_written(whole, 0)}\n`;
}
function json_written(value, level) {
    if (typeof value !== 'object' || value === null)
        return JSON.stringify(value);
    const margin = '  '.repeat(level + 1);
    if (level >= INDENTED) {
        // One call for a whole list is several times faster than one for each entry. Within a string every quote is escaped, so
        // this can only be found between two entries.
        const entries = JSON.stringify(value).replaceAll('},{"name":', `},\n${margin}{"name":`);
        return entries.startsWith('[{') ? `[\n${margin}${entries.slice(1, -1)}\n${'  '.repeat(level)}]` : entries;
    }
    const [open, close, lines] = Array.isArray(value)
        ? ['[', ']', value.map((one) => json_written(one, level + 1))]
        : [
            '{',
            '}',
            Object.entries(value)
                .filter(([, one]) => one !== undefined)
                .map(([key, one]) => `${JSON.stringify(key)}: ${json_written(one, level + 1)}`),
        ];
    if (lines.length === 0)
        return `${open}${close}`;
    return `${open}\n${margin}${lines.join(`,\n${margin}`)}\n${'  '.repeat(level)}${close}`;
}

;// CONCATENATED MODULE: ./lib/src/report/section.js
/** What is given up first comes first. */
const WORTH = {
    rebuilt: 0,
    dependencies: 5,
    packages: 10,
    notBuilt: 15,
    switching: 20,
    lastingLog: 25,
    lastingFailure: 30,
    nestedInputs: 35,
    log: 40,
    hosts: 45,
    inputs: 50,
    alarms: 55,
    matters: 60,
    footer: 65,
    /** Before the memory: what is told must be remembered, or the next report would no longer tell it. */
    trend: 70,
    memory: 75,
    message: 80,
    warnings: 85,
    failure: 90,
    verdict: 100,
};
/** A section with the usual settings: the first items stay, a list item counts the rest, and it may go as a whole. */
function section_section(given) {
    return {
        items: [],
        tail: '',
        keep: 'first',
        more: (missing) => `- … and ${missing} more\n`,
        brief: '',
        least: '',
        essential: false,
        returns: true,
        ...given,
    };
}
/** The whole section as text. */
function sectionText({ head, items, tail }) {
    return `${head}${items.join('')}${tail}`;
}

;// CONCATENATED MODULE: ./lib/src/report/sections/inputs.js



/** What should make a reader stop: content that changed behind a fixed revision, and inputs that come from another place. */
function inputWarnings({ inputs }) {
    return [
        ...warning('CAUTION', inputs.filter(({ kind }) => kind === 'rehashed'), rehashed),
        ...warning('WARNING', inputs.filter(({ kind }) => kind === 'redirected'), redirected),
    ];
}
function warning(level, changes, told) {
    if (changes.length === 0)
        return [];
    return [
        section_section({
            worth: WORTH.warnings,
            head: `> [!${level}]\n`,
            items: changes.map((change) => `> - ${told(change)}\n`),
            noun: 'input warning',
            more: (missing) => `> - … and ${missing} more\n`,
            brief: `**${count(changes.length, 'input')} to look at twice: ${level === 'CAUTION' ? 'content changed behind a fixed revision' : 'another source'}.**\n`,
        }),
    ];
}
function rehashed({ path, after }) {
    return `**The content of ${inputs_name(path)} changed while its revision stayed ${inputs_shortRevision(after) ?? 'the same'}.** That never happens by itself: do not merge before you know why.`;
}
function redirected({ path, before, after }) {
    return `**${inputs_name(path)} comes from another place now:** ${inputs_place(before)} → ${inputs_place(after)}. Merge only if that was intended.`;
}
/** The changed inputs: those of the flake itself, and folded those that inputs have themselves. */
function inputSections({ inputs }) {
    const own = inputs.filter(({ path }) => path.length === 1);
    const nested = inputs.filter(({ path }) => path.length > 1);
    const list = (changes) => changes.map((change) => `- ${inputs_inputLine(change)}\n`);
    return [
        ...(own.length > 0
            ? [section_section({ worth: WORTH.inputs, head: '## Inputs\n\n', items: list(own), noun: 'input' })]
            : []),
        ...(nested.length > 0
            ? [
                section_section({
                    worth: WORTH.nestedInputs,
                    head: `<details>\n<summary>${count(nested.length, 'input')} of inputs</summary>\n\n`,
                    items: list(nested),
                    tail: '\n</details>\n',
                    noun: 'nested input',
                }),
            ]
            : []),
    ];
}
/** One changed input in a line of Markdown: revisions, dates, how far it moved, and where to see what came. */
function inputs_inputLine(change) {
    const { path, kind, before, after } = change;
    const who = `**${inputs_name(path)}**`;
    switch (kind) {
        case 'added':
            return `${who} added: ${inputs_place(after)}${at(after)}`;
        case 'removed':
            return `${who} removed: ${inputs_place(before)}`;
        case 'refollowed':
            return after?.follows == null
                ? `${who} no longer follows ${follows(before)}: ${inputs_place(after)}${at(after)}`
                : `${who} follows ${follows(after)} now${before?.follows == null ? '' : `, no longer ${follows(before)}`}`;
        case 'rehashed':
            return `${who} ${inputs_shortRevision(after) ?? ''} **has other content than before**`;
        case 'redirected':
            return `${who} ${step(before, after)}, **from another place**`;
        case 'updated':
            return `${who} ${step(before, after)}${inputs_link(change)}`;
    }
}
/** The first seven characters of a revision as code; null where there is none. */
function inputs_shortRevision(input) {
    return input?.revision == null ? null : code(input.revision.slice(0, 7));
}
function step(before, after) {
    const [old, fresh] = [inputs_shortRevision(before), inputs_shortRevision(after)];
    const revisions = old === null && fresh === null
        ? 'other content'
        : old === fresh
            ? `${old} as before`
            : `${old ?? '?'} → ${fresh ?? '?'}`;
    const [from, to] = [inputs_dateOf(before), inputs_dateOf(after)];
    if (from === null || to === null)
        return revisions;
    return `${revisions}, ${from === to ? from : `${from} → ${to}`}${inputs_advance(before, after)}`;
}
/** How far the new revision is from the old one, in days; there is no clock in a report. */
function inputs_advance(before, after) {
    const seconds = (after?.lastModified ?? 0) - (before?.lastModified ?? 0);
    const days = Math.round(Math.abs(seconds) / 86_400);
    if (days === 0)
        return '';
    return seconds > 0 ? ` (${count(days, 'day')} newer)` : ` (**${count(days, 'day')} older**)`;
}
function at(input) {
    const parts = [inputs_shortRevision(input), inputs_dateOf(input)].filter((part) => part !== null);
    return parts.length === 0 ? '' : ` at ${parts.join(', ')}`;
}
function inputs_dateOf(input) {
    const seconds = input?.lastModified ?? null;
    if (seconds === null || Math.abs(seconds) > 8.64e12)
        return null;
    return new Date(seconds * 1000).toISOString().slice(0, 10);
}
function inputs_link({ before, after }) {
    const address = compareLink(before, after);
    return address === null ? '' : `, [${address.includes('/log/') ? 'log' : 'compare'}](${address})`;
}
function inputs_name(path) {
    return code(path.join('/'), 80);
}
function inputs_place(input) {
    return input === null || input.url === '' ? '' : code(input.url, 160);
}
function follows(input) {
    return code((input?.follows ?? []).join('/') || 'nothing', 80);
}

;// CONCATENATED MODULE: ./lib/src/report/sections/failures.js




const failures_LOG_LINES = 40;
const failures_MESSAGE_LINES = 20;
/** Log lines that are seen without unfolding where Nix's message says no more than that it failed. */
const failures_SEEN_LINES = 10;
/** What the update breaks: each failure once, with hosts, error and log; then, quieter, what was broken before, and what is mended. */
function failures_failureSections(report) {
    const on = (side) => report.failures.filter((failure) => failure.side === side);
    const fresh = on('after');
    const heading = `## What breaks\n${since(report)}`;
    return [
        ...(fresh.length > 0 ? [section_section({ worth: WORTH.failure - 1, head: heading, noun: '' })] : []),
        ...fresh.flatMap(newFailure),
        ...on('both').map(lasting),
        ...mended(on('before')),
    ];
}
/** What a failure is called: the derivation without hash, or the first words of an evaluation's error. */
function failureName({ drvPath, summary }) {
    const derivation = drvPath === null ? null : /[0-9a-z]{32}-(.+?)(?:\.drv)?$/.exec(drvPath);
    return derivation?.[1] ?? summary;
}
/** The inputs that moved between a state that worked and one that does not. */
function since({ inputs, comparison }) {
    const moved = inputs.filter(({ path, kind }) => path.length === 1 && kind !== 'removed');
    if (moved.length > 0 && comparison.kind === 'update') {
        const told = moved.slice(0, 6).map(({ path, before, after }) => {
            const step = [before, after].map((input) => inputs_shortRevision(input)).filter((word) => word !== null);
            return `${code(path.join('/'), 40)}${step.length > 0 ? ` ${step.join(' → ')}` : ''}`;
        });
        const rest = moved.length > 6 ? ` and ${moved.length - 6} more` : '';
        return `\nSince ${told.join(', ')}${rest}.\n`;
    }
    const { base, head } = comparison;
    if (comparison.kind !== 'revisions' || base === null || head === null)
        return '';
    return `\nBetween ${code(base.slice(0, 12))} and ${code(head.slice(0, 12))}.\n`;
}
function newFailure(failure) {
    const name = code(failureName(failure), 60);
    const hosts = failure.hosts.length;
    const verb = failure.stage === 'build' ? 'does not build' : 'does not evaluate';
    const title = failure.stage === 'build' ? `${name} ${verb}` : `${code(failureName(failure), 100)}`;
    const few = hosts <= 2 ? hostList(failure.hosts.map((host) => host.slice(0, 30))) : `${hosts} hosts`;
    return [
        section_section({
            worth: WORTH.failure,
            head: `### ${title}\n\nBreaks ${hosts > 1 ? `${hosts} hosts: ` : ''}${hostList(failure.hosts, 30)}.\n`,
            noun: 'failure',
            brief: `- ${code(failureName(failure), 40)} breaks ${few}\n`,
            least: `- ${code(failureName(failure), 24)}\n`,
        }),
        ...messageAndLog(failure),
    ];
}
function messageAndLog({ stage, message, logTail }) {
    const log = plainLines(logTail, failures_LOG_LINES);
    // Nix's message for a failed build says that it failed, which the heading says, and quotes the log.
    const told = stage === 'build' && log.length > 0 ? [] : firstLines(message);
    const seen = told.length > 0 ? [] : log.slice(-failures_SEEN_LINES);
    return [
        ...(told.length > 0 ? [fenced(told, { worth: WORTH.message, keep: 'first', noun: 'error line' })] : []),
        ...(seen.length > 0 ? [fenced(seen, { worth: WORTH.message, keep: 'last', noun: 'log line' })] : []),
        ...(log.length > seen.length
            ? [
                fenced(log.slice(0, log.length - seen.length), {
                    worth: WORTH.log,
                    keep: 'last',
                    noun: 'log line',
                    summary: `${count(log.length - seen.length, 'log line')}${seen.length > 0 ? ' before that' : ''}`,
                }),
            ]
            : []),
    ];
}
function fenced(lines, { summary, ...options }) {
    const fence = fenceFor(lines);
    return section_section({
        ...options,
        head: `${summary === undefined ? '' : `<details>\n<summary>${summary}</summary>\n\n`}${fence}text\n`,
        items: lines.map((line) => `${line}\n`),
        tail: `${fence}\n${summary === undefined ? '' : '\n</details>\n'}`,
        more: (missing) => `… ${count(missing, 'more line')}\n`,
    });
}
function firstLines(message) {
    return plainLines(message.slice(0, 20_000).trim().split('\n').slice(0, failures_MESSAGE_LINES), failures_MESSAGE_LINES);
}
function lasting(failure) {
    const hosts = failure.hosts.length;
    const lines = [...firstLines(failure.message), ...plainLines(failure.logTail, failures_SEEN_LINES)];
    const fence = fenceFor(lines);
    const name = code(failureName(failure), 80);
    return section_section({
        worth: WORTH.lastingFailure,
        head: `<details>\n<summary>Broken before as well: ${count(hosts, 'host')}</summary>\n\n${name}: ${hostList(failure.hosts, 30)}.\n\n${fence}text\n`,
        items: lines.map((line) => `${line}\n`),
        tail: `${fence}\n\n</details>\n`,
        noun: 'older error line',
        more: (missing) => `… ${count(missing, 'more line')}\n`,
        brief: `Broken before as well: ${code(failureName(failure), 40)} on ${count(hosts, 'host')}.\n`,
    });
}
function mended(failures) {
    if (failures.length === 0)
        return [];
    const told = failures.map((failure) => `- Mended: ${code(failureName(failure), 60)} on ${hostList(failure.hosts, 6)}\n`);
    return [section_section({ worth: WORTH.lastingFailure, head: '', items: told, noun: 'mended failure' })];
}

;// CONCATENATED MODULE: ./lib/src/report/sections/footer.js



/** How to get this report again, what was compared with what by which versions, and what was not built and why. */
function footerSections(report) {
    return [
        ...notBuilt(report),
        section_section({
            worth: WORTH.footer,
            head: `---\n\nThe same on your machine: ${code(report.reproduce, 500)}\\\n${compared(report)}\n`,
            noun: '',
        }),
    ];
}
function compared({ comparison: { kind, base, head, flakeDir }, versions }) {
    const of = kind === 'closures' ? 80 : 12;
    const short = (revision) => code(kind === 'closures' ? text_plain(revision.replace(/^.*\//, ''), of) : revision.slice(0, of));
    const where = flakeDir === '' || flakeDir === '.' ? '' : ` in ${code(flakeDir)}`;
    const what = base === null
        ? ''
        : head === null
            ? `Base ${short(base)}${where}; `
            : `${short(base)} against ${short(head)}${where}; `;
    return `${what}flake-update-diff ${code(versions.tool, 40)}, ${code(versions.nix, 60)}.`;
}
function notBuilt({ hosts }) {
    const reasons = new Map();
    for (const { name, state, reason } of hosts) {
        if (reason === null || state === 'skipped' || state === 'unchanged')
            continue;
        reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
    }
    if (reasons.size === 0)
        return [];
    return [
        section_section({
            worth: WORTH.notBuilt,
            head: '**Not built:**\n\n',
            items: [...reasons].map(([reason, names]) => `- ${hostList(names, 20)}: ${prose(reason)}\n`),
            noun: 'unbuilt host',
        }),
    ];
}

;// CONCATENATED MODULE: ./lib/src/report/sections/hosts.js





/** What a state is called in a table. */
const STATE_WORDS = {
    'newly-broken': '❌ **breaks**',
    'still-broken': 'broken before',
    fixed: 'fixed',
    changed: 'changes',
    new: 'new',
    removed: 'removed',
    unchanged: 'unchanged',
    skipped: 'skipped',
};
const hosts_ORDER = Object.keys(STATE_WORDS);
/** Rows that are seen without unfolding; on a phone a screen has about so many. */
const VISIBLE = 16;
/** The table of hosts, worst first; unchanged and skipped ones in a line below it. Long ones are folded after the first rows. */
function hostSections(report) {
    const rows = report.hosts
        .filter(({ state }) => state !== 'unchanged' && state !== 'skipped')
        .toSorted((a, b) => hosts_rank(a) - hosts_rank(b));
    const seen = rows.length > VISIBLE + 4 ? VISIBLE : rows.length;
    return [
        ...table(rows.slice(0, seen), report, { open: '', close: '' }),
        ...table(rows.slice(seen), report, {
            open: `<details>\n<summary>${count(rows.length - seen, 'more host')}</summary>\n\n`,
            close: '\n</details>\n',
        }),
        ...others(report),
    ];
}
function hosts_rank(host) {
    return hosts_ORDER.indexOf(host.state) + (host.state === 'changed' && needsReboot(host) ? -0.5 : 0);
}
function table(hosts, report, { open, close }) {
    if (hosts.length === 0)
        return [];
    const systems = new Set(report.hosts.flatMap(({ system }) => (system === null ? [] : [system])));
    const columns = ['Host', 'State', 'Packages', 'Size', 'Units', ...(systems.size > 1 ? ['System'] : [])];
    const align = columns.map((name) => (name === 'Packages' || name === 'Size' ? '--:' : '---'));
    const row = (host) => [
        code(host.name, 60),
        stateWords(host),
        hosts_packages(host),
        unbroken(sizeOf(host)),
        hosts_unitWords(host),
        ...(systems.size > 1 ? [host.system === null ? '' : code(host.system, 40)] : []),
    ];
    return [
        section_section({
            worth: open === '' ? WORTH.hosts : WORTH.switching,
            head: `${open}${tableRow(columns)}\n${tableRow(align)}\n`,
            items: hosts.map((host) => `${tableRow(row(host))}\n`),
            tail: close,
            noun: 'host row',
            more: (missing) => `${tableRow([`… and ${missing} more`, ...columns.slice(1).map(() => '')])}\n`,
        }),
    ];
}
function hosts_packages({ diff }) {
    if (diff === null)
        return '';
    const rebuilt = diff.packages.filter(({ kind }) => kind === 'rebuilt').length;
    const changed = diff.packages.length - rebuilt;
    // A phone shows four narrow columns; how many are rebuilt besides is told with the packages.
    return changed === 0 && rebuilt > 0 ? unbroken(`${rebuilt} rebuilt`) : `${changed}`;
}
function sizeOf({ basis, diff, state, after }) {
    if (state === 'new' && after?.closureSize != null)
        return size(after.closureSize);
    if (diff === null)
        return '';
    return basis === 'closure' && state === 'changed'
        ? sizeChange(diff.size.after - diff.size.before)
        : 'not built';
}
/** With the word that must be seen on a phone, where the columns on the right are not. */
function stateWords(host) {
    return `${STATE_WORDS[host.state]}${needsReboot(host) ? ', **reboot**' : ''}`;
}
/** "3 restarts, 1 stop": what a switch does to a host's units. */
function hosts_unitWords({ flags }) {
    if (flags === null)
        return '';
    const { restarted, reloaded, started, stopped } = flags.units;
    const words = [
        ...(restarted.length > 0 ? [count(restarted.length, 'restart')] : []),
        ...(stopped.length > 0 ? [count(stopped.length, 'stop')] : []),
        ...(started.length > 0 ? [count(started.length, 'start')] : []),
        ...(reloaded.length > 0 ? [count(reloaded.length, 'reload')] : []),
    ];
    return words.map(unbroken).join(', ');
}
/** A number stays on a line with what it counts. */
function unbroken(words) {
    return words.replaceAll(' ', '\u00a0');
}
function others({ hosts }) {
    const unchanged = hosts.filter(({ state }) => state === 'unchanged').map(({ name }) => name);
    const skipped = hosts.filter(({ state }) => state === 'skipped');
    const reasons = new Map();
    for (const { name, reason } of skipped) {
        const key = reason ?? '';
        reasons.set(key, [...(reasons.get(key) ?? []), name]);
    }
    const lines = [
        ...(unchanged.length > 0 ? [`Unchanged: ${hostList(unchanged, 30)}.`] : []),
        ...[...reasons].map(([reason, names]) => `Skipped: ${hostList(names, 30)}${reason === '' ? '' : ` (${prose(reason)})`}.`),
    ];
    if (lines.length === 0)
        return [];
    return [
        section_section({
            worth: WORTH.notBuilt,
            head: `${lines.join('\\\n')}\n`,
            noun: '',
        }),
    ];
}

;// CONCATENATED MODULE: ./lib/src/report/sections/changes.js


/** A package whose size changes by less than this many bytes is not worth the room. */
const changes_LARGE = 1_000_000;
/** A change in plain words: "openssl 3.4.1 → 3.4.2", "zstd 1.5.7", "foo 1.0 (outputs +dev −man)". */
function changeText({ name, before, after, outputs }) {
    const version = (text) => (text === '' ? '(no version)' : text_plain(text, 60));
    const package_ = text_plain(name, 80);
    if (before === null || after === null || before === after) {
        const text = `${package_} ${version(after ?? before ?? '')}`;
        const moved = [
            ...outputs.added.map((output) => `+${text_plain(output, 30)}`),
            ...outputs.removed.map((output) => `−${text_plain(output, 30)}`),
        ];
        return before === after && moved.length > 0 ? `${text} (outputs ${moved.join(' ')})` : text;
    }
    return `${package_} ${version(before)} → ${version(after)}`;
}
/** "+5.7 MB" where a change moves a closure by a megabyte or more on some host, else ''. */
function largeSizeChange({ size }) {
    const change = size.after - size.before;
    return Math.abs(change) >= changes_LARGE ? sizeChange(change) : '';
}

;// CONCATENATED MODULE: ./lib/src/report/sections/matters.js






/** More is no longer "what matters"; the whole is under Packages. */
const matters_MOST = 24;
/** The changes that a fleet's owner should read, most important first; the same order everywhere. */
function changesThatMatter({ fleet }) {
    return fleet.groups
        .flatMap(({ changes }) => changes)
        .filter(matters_matters)
        .sort(compareImportance);
}
function matters_matters(change) {
    if (change.kind === 'rebuilt')
        return false;
    if (importanceClass(change.name) < IMPORTANCE_CLASSES.length || advice(change) !== null)
        return true;
    if (change.selectedOn.length === 0)
        return false;
    return change.kind === 'downgraded' || change.kind === 'removed' || stepOf(change) === 'major';
}
/** What matters, in a list; advice below the change that it is for. */
function matters_mattersSection(report) {
    const all = changesThatMatter(report);
    if (all.length === 0)
        return [];
    const inAll = hostsInAll(report);
    const told = all.slice(0, matters_MOST).map((change) => `- ${changeLine(change, inAll)}\n`);
    const rest = all.length - told.length;
    return [
        section_section({
            worth: WORTH.matters,
            head: '## What matters\n\n',
            items: told,
            tail: rest > 0 ? `- … and ${rest} more, under Packages\n` : '',
            noun: 'important change',
        }),
    ];
}
function changeLine(change, inAll) {
    const advised = advice(change);
    const words = [
        code(changeText(change)),
        ...(onHosts(change.hosts, inAll) === '' ? [] : [onHosts(change.hosts, inAll)]),
    ].join(' ');
    const remarks = [standsOut(change), largeSizeChange(change)].filter((remark) => remark !== '');
    const line = [words, ...remarks].join(', ');
    return advised === null ? line : `${line}\\\n  **Note:** ${prose(advised)}`;
}
/** "**downgraded**" and the like, where a reader would not see it from the versions. */
function standsOut(change) {
    const selected = change.selectedOn.length > 0;
    if (change.kind === 'downgraded')
        return selected ? '**downgraded**' : 'downgraded';
    if (change.kind === 'removed')
        return selected ? '**removed**' : 'removed';
    if (change.kind === 'added')
        return 'added';
    return stepOf(change) === 'major' ? 'major' : '';
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 14 modules
var schemas = __webpack_require__(586);
;// CONCATENATED MODULE: ./lib/src/report/trend.js





/** What is different from the version of a report that a pull request showed before; empty lists and 0 where nothing is. */
const trendSchema = schemas/* object */.Ikc({
    packages: schemas/* number */.aig(),
    closure: schemas/* number */.aig(),
    reboots: schemas/* number */.aig(),
    fixed: schemas/* array */.YOg(schemas/* string */.YjP()),
    broken: schemas/* array */.YOg(schemas/* string */.YjP()),
    come: schemas/* array */.YOg(schemas/* string */.YjP()),
    gone: schemas/* array */.YOg(schemas/* string */.YjP()),
});
/** What a report leaves in its Markdown for the next one. */
const memorySchema = schemas/* object */.Ikc({
    format: schemas/* literal */.euz(1),
    flake: schemas/* string */.YjP(),
    /** Tells whether the next report is of the same update. */
    digest: schemas/* string */.YjP(),
    packages: schemas/* number */.aig(),
    closure: schemas/* number */.aig().nullable(),
    reboots: schemas/* number */.aig(),
    broken: schemas/* array */.YOg(schemas/* string */.YjP()),
    changed: schemas/* array */.YOg(schemas/* string */.YjP()),
    /** Where the whole report is. Every run has a page of its own, which is no reason to change a text that says the same. */
    whole: schemas/* string */.YjP().nullable(),
    /** The trend that is told beside this memory, so that the same report keeps it when it is rendered again. */
    trend: trendSchema.nullable(),
});
const MARK = 'flake-update-diff:memory';
/** A memory of the largest fleet is far below it; what is longer is none of ours. */
const trend_LONGEST = 200_000;
/**
 * What to remember of a report, given what the version before remembered (null: nothing) and where this one can be read whole. Of
 * the same update it is what it was, trend and place included, so that rendering again changes nothing.
 */
function remember(report, previous, whole) {
    const now = { ...summary(report), whole };
    if (previous === null)
        return now;
    if (previous.digest !== now.digest)
        return { ...now, trend: trendBetween(previous, now) };
    return { ...now, trend: previous.trend, whole: sameSite(previous.whole, whole) ? previous.whole : whole };
}
/** An earlier body may have been edited by anybody, so its address counts only where it is of the same site. */
function sameSite(one, other) {
    const origin = (address) => /^https?:\/\/[^/]+\/[^/]+\/[^/]+\//.exec(address ?? '')?.[0];
    return origin(one) !== undefined && origin(one) === origin(other);
}
/** The memory in an earlier body for this report's flake, or null where it has none that can be read. */
function recall(body, { comparison: { flakeDir } }) {
    for (const [, encoded = ''] of (body ?? '').matchAll(/<!-- flake-update-diff:memory ([\w-]+) -->/g)) {
        if (encoded.length > trend_LONGEST)
            continue;
        try {
            const memory = memorySchema.parse(JSON.parse(Buffer.from(encoded, 'base64url').toString()));
            if (memory.flake === flakeDir)
                return memory;
        }
        catch {
            // Somebody's own text, or of a version that wrote another format: there is nothing to compare with.
        }
    }
    return null;
}
/** The memory as an HTML comment, which no forge shows. In base64, because a name may hold what ends a comment. */
function memoryComment(memory) {
    // Parsed, so that the keys are in the format's order whatever the value's.
    const text = JSON.stringify(memorySchema.parse(memory));
    return `<!-- ${MARK} ${Buffer.from(text).toString('base64url')} -->\n`;
}
/** "Since the last version of this pull request: 3 more packages, `db1` fixed." or null where nothing is to be told. */
function trendLine({ trend }) {
    if (trend === null)
        return null;
    const names = (hosts) => listed(hosts.map((host) => code(host, 40)), 5);
    const moreOrFewer = (change, noun) => change === 0
        ? []
        : [
            `${Math.abs(change)} ${change > 0 ? 'more' : 'fewer'} ${change === 1 || change === -1 ? noun : `${noun}s`}`,
        ];
    const parts = [
        ...(trend.broken.length > 0 ? [`**${names(trend.broken)} broken**`] : []),
        ...(trend.fixed.length > 0 ? [`${names(trend.fixed)} fixed`] : []),
        ...moreOrFewer(trend.packages, 'package'),
        ...(trend.come.length > 0
            ? [`${names(trend.come)} ${trend.come.length === 1 ? 'changes' : 'change'} as well`]
            : []),
        ...(trend.gone.length > 0
            ? [`${names(trend.gone)} no longer ${trend.gone.length === 1 ? 'changes' : 'change'}`]
            : []),
        ...moreOrFewer(trend.reboots, 'reboot'),
        ...(trend.closure === 0 ? [] : [`closure ${sizeChange(trend.closure)}`]),
    ];
    return parts.length === 0 ? null : `Since the last version of this pull request: ${parts.join(', ')}.\n`;
}
function summary(report) {
    const inState = (...states) => report.hosts.filter(({ state }) => states.includes(state)).map(({ name }) => name);
    return {
        format: 1,
        flake: report.comparison.flakeDir,
        digest: digest(report),
        packages: countPackages(report).changed,
        closure: closureChange(report),
        reboots: report.hosts.filter(needsReboot).length,
        broken: inState('newly-broken'),
        changed: inState('changed', 'new', 'fixed'),
        whole: null,
        trend: null,
    };
}
function trendBetween(before, after) {
    const without = (names, others) => {
        const known = new Set(others);
        return names.filter((name) => !known.has(name));
    };
    const shown = (names) => names.slice(0, 50);
    return {
        packages: after.packages - before.packages,
        closure: after.closure === null || before.closure === null ? 0 : after.closure - before.closure,
        reboots: after.reboots - before.reboots,
        broken: shown(without(after.broken, before.broken)),
        fixed: shown(without(before.broken, after.broken).filter((name) => after.changed.includes(name))),
        // What is broken now or was before is told as that.
        come: shown(without(after.changed, [...before.changed, ...before.broken])),
        gone: shown(without(before.changed, [...after.changed, ...after.broken])),
    };
}
/** Equal for reports of the same update from the same base, whatever their wording. */
function digest({ comparison, inputs, hosts, evalOnly }) {
    const told = [
        comparison,
        evalOnly,
        inputs.map(({ path, kind, after }) => [path, kind, after?.revision, after?.narHash]),
        hosts.map(({ name, state, before, after }) => [
            name,
            state,
            before?.drvPath,
            after?.drvPath,
            after?.closureSize,
        ]),
    ];
    return (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(told)).digest('base64url').slice(0, 22);
}

;// CONCATENATED MODULE: ./lib/src/report/sections/opening.js




/** The verdict, in bold; its short form names one host of each kind only. */
function verdictSection(report) {
    const line = (longest, names) => `**${verdict(report, { naming: (name) => code(name, longest), names })}.**\n`;
    return section_section({
        worth: WORTH.verdict,
        head: line(40, 4),
        noun: '',
        brief: line(12, 1),
        least: line(12, 1),
        essential: true,
    });
}
/** What is new since the version before, and what is kept for the next one. */
function trendSections(memory) {
    const line = trendLine(memory);
    return {
        trend: line === null ? [] : [section_section({ worth: WORTH.trend, head: line, noun: '', returns: false })],
        kept: [section_section({ worth: WORTH.memory, head: memoryComment(memory), noun: '', returns: false })],
    };
}
/** What a reader must know to trust the report. The texts are this program's own, but may name files. */
function notesSection({ notes }) {
    if (notes.length === 0)
        return [];
    return [
        section_section({
            worth: WORTH.warnings,
            head: '> [!NOTE]\n',
            items: notes.map((note) => `> - ${prose(note)}\n`),
            noun: 'note',
            more: (missing) => `> - … and ${missing} more\n`,
        }),
    ];
}

;// CONCATENATED MODULE: ./lib/src/report/sections/packages.js





/** Groups of more changes are folded. */
const UNFOLDED = 6;
/** More hosts with changes of their own are told in one list. */
const SINGLE_GROUPS = 4;
/** Every package change once, under the set of hosts that shares it, largest set first; rebuilt ones are counted. */
function packageSections(report) {
    const { groups } = report.fleet;
    if (groups.length === 0)
        return [];
    const inAll = hostsInAll(report);
    const telling = groups.filter(({ changes }) => changes.some(({ kind }) => kind !== 'rebuilt'));
    const single = telling.filter(({ hosts }) => hosts.length === 1);
    const apart = single.length > SINGLE_GROUPS ? telling.filter((group) => !single.includes(group)) : telling;
    const silent = groups.filter((group) => !telling.includes(group));
    const sections = [
        ...apart.map((group, index) => groupSection(group, { inAll, index, whole: report.fleet.hosts.length })),
        ...(apart === telling ? [] : [exceptions(single)]),
        ...rebuiltOnly(silent, telling.length > 0 ? 'more package' : 'package'),
    ];
    const [first, ...others] = sections;
    return first === undefined ? [] : [{ ...first, head: `## Packages\n\n${first.head}` }, ...others];
}
function groupSection({ hosts, changes }, { inAll, whole, index }) {
    const told = changes.filter(({ kind }) => kind !== 'rebuilt').toSorted(compareImportance);
    const items = diffLines(told);
    const fence = fenceFor(items);
    const counts = countWords(changes);
    const where = title(hosts, { inAll, whole });
    const folded = told.length > UNFOLDED;
    const all = hosts.length > 4 && hosts.length < whole ? `On ${hostList(hosts)}.\n\n` : '';
    const head = folded
        ? `${where === '' ? '' : `**${where}**\n\n`}<details>\n<summary>${counts}</summary>\n\n${all}${fence}diff\n`
        : `${where === '' ? '' : `**${where}:** ${counts}\n\n`}${fence}diff\n`;
    return section_section({
        // What few hosts share goes before what many do.
        worth: WORTH.packages - Math.min(1, index / 1000),
        head,
        items,
        tail: `${fence}\n${folded ? '\n</details>\n' : ''}`,
        noun: 'package change',
        more: (missing) => `  … and ${missing} more\n`,
    });
}
/** "On all 9 hosts", "On `web1` and `web2`", "On `web1`, `web2` and 5 more (7 of 14 hosts)"; '' where there is one host at all. */
function title(hosts, { inAll, whole }) {
    if (inAll <= 1)
        return '';
    if (hosts.length === whole && whole > 1)
        return whole === inAll ? `On all ${whole} hosts` : `On all ${count(whole, 'host')} that change`;
    return hosts.length <= 4
        ? `On ${hostList(hosts)}`
        : `On ${hostList(hosts, 2)} (${hosts.length} of ${inAll} hosts)`;
}
/** "31 packages: 25 upgraded, 2 added; 300 only rebuilt". */
function countWords(changes) {
    const of = (kind) => changes.filter((change) => change.kind === kind).length;
    const kinds = ['upgraded', 'downgraded', 'changed', 'added', 'removed']
        .filter((kind) => of(kind) > 0)
        .map((kind) => `${of(kind)} ${kind}`);
    const rebuilt = of('rebuilt') > 0 ? [`${of('rebuilt')} only rebuilt`] : [];
    return [kinds.join(', '), ...rebuilt].filter((part) => part !== '').join('; ');
}
/** Lines of a diff fence: selected packages, then dependencies, each in their order; coloured where a forge does so. */
function diffLines(changes) {
    const part = (heading, part) => part.map((change, index) => `${index === 0 ? `@@ ${heading} @@\n` : ''}${diffLine(change)}\n`);
    return [
        ...part('selected', changes.filter(({ selectedOn }) => selectedOn.length > 0)),
        ...part('dependencies', changes.filter(({ selectedOn }) => selectedOn.length === 0)),
    ];
}
function diffLine(change) {
    const mark = change.kind === 'added'
        ? '+'
        : change.kind === 'removed'
            ? '-'
            : change.kind === 'downgraded'
                ? '!'
                : ' ';
    const remarks = [change.kind === 'downgraded' ? 'downgraded' : '', largeSizeChange(change)].filter((remark) => remark !== '');
    return `${mark} ${changeText(change)}${remarks.length > 0 ? ` (${remarks.join(', ')})` : ''}`;
}
/** What only one host has, of many such hosts: a list, folded. */
function exceptions(groups) {
    const told = groups.map(({ hosts, changes }) => ({
        hosts,
        changes: changes.filter(({ kind }) => kind !== 'rebuilt').toSorted(compareImportance),
    }));
    const amount = told.reduce((sum, { changes }) => sum + changes.length, 0);
    return section_section({
        worth: WORTH.packages - 1,
        head: `**On one host each**\n\n<details>\n<summary>${count(amount, 'package')} on ${count(groups.length, 'host')}</summary>\n\n`,
        items: told.map(({ hosts, changes }) => {
            const words = changes.map((change) => {
                const remark = change.kind === 'upgraded' || change.kind === 'changed' ? '' : ` ${change.kind}`;
                return `${code(changeText(change))}${remark}`;
            });
            return `- ${hostList(hosts)}: ${words.join(', ')}\n`;
        }),
        tail: '\n</details>\n',
        noun: 'single host',
    });
}
function rebuiltOnly(groups, noun) {
    const amount = groups.reduce((sum, { changes }) => sum + changes.length, 0);
    if (amount === 0)
        return [];
    const line = `${count(amount, noun)} only rebuilt, at the same version; the JSON report lists them.\n`;
    return [section_section({ worth: WORTH.rebuilt, head: line, noun: '' })];
}

;// CONCATENATED MODULE: ./lib/src/report/sections/switching.js



const MOST_UNITS = 40;
/** What a switch does on the hosts beyond packages: first what may hurt (accounts, state version), then, folded, units and the rest. */
function switchingSections({ hosts }) {
    const alarms = grouped(hosts, alarmsOf);
    const facts = grouped(hosts, factsOf);
    return [
        ...(alarms.length === 0
            ? []
            : [
                section_section({
                    worth: WORTH.alarms,
                    head: '**Look at these hosts:**\n\n',
                    items: alarms,
                    noun: 'host remark',
                }),
            ]),
        ...(facts.length === 0
            ? []
            : [
                section_section({
                    worth: WORTH.switching,
                    head: '<details>\n<summary>What a switch does on each host</summary>\n\n',
                    items: facts,
                    tail: '\n</details>\n',
                    noun: 'switch detail',
                }),
            ]),
    ];
}
/** One item for all the hosts of which the same is to be told. */
function grouped(hosts, tell) {
    const groups = new Map();
    for (const host of hosts) {
        const told = tell(host).join('\n');
        if (told !== '')
            groups.set(told, [...(groups.get(told) ?? []), host.name]);
    }
    return [...groups].map(([told, names]) => {
        const lines = told.split('\n').map((line) => `  - ${line}\n`);
        return `- ${hostList(names, 20)}\n${lines.join('')}`;
    });
}
function alarmsOf({ flags }) {
    if (flags === null)
        return [];
    const { removedUsers, removedGroups, stateVersion } = flags;
    return [
        ...(removedUsers.length > 0 ? [`removes the ${noun(removedUsers, 'user')} ${codes(removedUsers)}`] : []),
        ...(removedGroups.length > 0
            ? [`removes the ${noun(removedGroups, 'group')} ${codes(removedGroups)}`]
            : []),
        ...(stateVersion === null
            ? []
            : [
                `**system.stateVersion changes** from ${code(stateVersion.before)} to ${code(stateVersion.after)}: it should stay at what the host was installed with`,
            ]),
    ];
}
function factsOf({ flags, diff }) {
    const configuration = diff?.configuration.length ?? 0;
    const chosen = (selection) => (diff?.selections ?? []).filter((one) => one.selection === selection).map(({ name }) => name);
    return [
        ...(flags === null ? [] : flagFacts(flags)),
        ...(chosen('newly-selected').length > 0 ? [`newly selected: ${codes(chosen('newly-selected'))}`] : []),
        ...(chosen('newly-unselected').length > 0
            ? [`no longer selected: ${codes(chosen('newly-unselected'))}`]
            : []),
        ...(configuration > 0
            ? [`${count(configuration, 'path')} of configuration (units, /etc, users) differ`]
            : []),
    ];
}
function flagFacts({ reboot, units, label }) {
    const lines = ['restarted', 'stopped', 'started', 'reloaded']
        .filter((what) => units[what].length > 0)
        .map((what) => `${what}: ${codes(units[what])}`);
    return [
        ...(reboot.length > 0
            ? [`**a reboot is needed**: ${listed(reboot)} ${reboot.length === 1 ? 'differs' : 'differ'}`]
            : []),
        ...lines,
        ...(label === null ? [] : [`label: ${code(label.before)} → ${code(label.after)}`]),
    ];
}
function codes(names) {
    return listed(names.map((name) => code(name, 80)), MOST_UNITS);
}
function noun(names, one) {
    return names.length === 1 ? one : `${one}s`;
}

;// CONCATENATED MODULE: ./lib/src/report/shorten.js


/** Bytes kept free for saying what was left out. */
const NOTE = 260;
/**
 * Joins sections, a blank line between them, to at most `maxBytes` bytes of UTF-8; null is no limit. Where they do not fit,
 * the sections of least worth lose their items, then themselves, until the rest fits; a note behind the first section says what
 * was left out, and `whereWhole` (Markdown, may be '') where the whole is. Never inside a line, and so never inside a fence, a tag or a row. A limit
 * below what is essential (verdict, names of failures: under 1 KB) is exceeded only when that alone does not fit.
 */
function shorten(sections, { maxBytes, whereWhole }) {
    const texts = sections.map(sectionText);
    if (maxBytes === null || total(texts) <= maxBytes)
        return join(texts);
    const missing = sections.map(() => 0);
    const noteRoom = NOTE + bytes(whereWhole);
    let over = total(texts) - (maxBytes - noteRoom);
    const leastFirst = sections
        .map((section, index) => ({ section, index }))
        .sort((a, b) => a.section.worth - b.section.worth || b.index - a.index);
    const replace = (index, other) => {
        const old = texts[index];
        over += taken(other.text) - taken(old);
        texts[index] = other.text;
        missing[index] = other.missing;
    };
    for (const { section, index } of leastFirst) {
        const shorter = over > 0 ? within(section, bytes(texts[index]) - over) : null;
        if (shorter !== null && bytes(shorter.text) < bytes(texts[index]))
            replace(index, shorter);
    }
    for (const form of ['least', 'nothing']) {
        for (const { section, index } of leastFirst) {
            if (over <= 0 || (form === 'nothing' && section.essential))
                continue;
            const text = form === 'least' ? section.least : '';
            if (bytes(text) < bytes(texts[index]))
                replace(index, { text, missing: Math.max(1, section.items.length) });
        }
    }
    // What went last may have been large: what it leaves is given back, to the worthiest first.
    for (const { section, index } of leastFirst.toReversed()) {
        if (missing[index] === 0 || !section.returns)
            continue;
        const longer = within(section, bytes(texts[index]) - over - 1);
        if (taken(longer.text) - taken(texts[index]) <= -over && longer.missing <= missing[index])
            replace(index, longer);
    }
    return join(texts.toSpliced(1, 0, note(sections, missing, whereWhole)));
}
/** The section in at most `budget` bytes, or its brief form whatever that takes. */
function within(section, budget) {
    const { head, items, tail, keep, more, brief } = section;
    const whole = sectionText(section);
    if (bytes(whole) <= budget)
        return { text: whole, missing: 0 };
    const inOrder = keep === 'first' ? items : items.toReversed();
    let used = bytes(head) + bytes(tail) + bytes(more(items.length));
    let kept = 0;
    for (const item of inOrder) {
        used += bytes(item);
        if (used > budget)
            break;
        kept++;
    }
    if (kept === 0)
        return { text: brief, missing: Math.max(1, items.length) };
    const missing = items.length - kept;
    const rest = missing === 0 ? '' : more(missing);
    const text = keep === 'first'
        ? `${head}${items.slice(0, kept).join('')}${rest}${tail}`
        : `${head}${rest}${items.slice(missing).join('')}${tail}`;
    return { text, missing };
}
/** The kinds of what is missing, most first, as far as the room that is kept for it. */
function note(sections, missing, whereWhole) {
    const numbers = new Map();
    sections.forEach(({ noun }, index) => {
        const number = missing[index];
        if (number > 0 && noun !== '')
            numbers.set(noun, (numbers.get(noun) ?? 0) + number);
    });
    const kinds = [...numbers]
        .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
        .map(([noun, number]) => count(number, noun));
    const shown = [];
    for (const kind of kinds) {
        if ([...shown, kind].join(', ').length > NOTE - 80)
            break;
        shown.push(kind);
    }
    const others = shown.length < kinds.length ? ' and more' : '';
    const what = shown.length === 0 ? 'less important parts' : `${shown.join(', ')}${others}`;
    return `*Shortened to fit: ${what} left out.${whereWhole === '' ? '' : ` ${whereWhole}`}*\n`;
}
function join(texts) {
    return texts.filter((text) => text !== '').join('\n');
}
function total(texts) {
    return texts.reduce((sum, text) => sum + taken(text), 0);
}
/** With the blank line that comes behind it. */
function taken(text) {
    return text === '' ? 0 : bytes(text) + 1;
}
function bytes(text) {
    return Buffer.byteLength(text);
}

;// CONCATENATED MODULE: ./lib/src/report/markdown.js











/**
 * The report as Markdown that GitHub, Forgejo and Gitea render alike. The same report gives the same bytes. Whatever comes from outside
 * stands in code, so that no forge reads a mention, a reference or markup in it.
 */
function renderMarkdown(report, options) {
    const memory = remember(report, recall(options.previousBody, report), options.fullReport);
    const { trend, kept } = trendSections(memory);
    const sections = [
        verdictSection(report),
        ...trend,
        ...inputWarnings(report),
        ...notesSection(report),
        ...hostSections(report),
        ...failures_failureSections(report),
        ...matters_mattersSection(report),
        ...switchingSections(report),
        ...inputSections(report),
        ...packageSections(report),
        ...footerSections(report),
        ...kept,
    ];
    return shorten(sections, { maxBytes: options.maxBytes, whereWhole: whereWhole(memory.whole) });
}
function whereWhole(fullReport) {
    if (fullReport === null || fullReport.length > 300)
        return '';
    const isAddress = /^https?:\/\/[\w.:/@%~+-]+$/.test(fullReport);
    return isAddress ? `[The whole report](${fullReport})` : `The whole report: ${code(fullReport)}`;
}

// EXTERNAL MODULE: ./node_modules/string-width/index.js + 6 modules
var string_width = __webpack_require__(292);
;// CONCATENATED MODULE: ./lib/src/report/terminal/layout.js

/** Characters of one column, none of which joins with its neighbours: those of nearly all texts, and far faster to count. */
const layout_PLAIN = /^[ -~…→−↑↓]*$/;
/** Columns that a text takes on a terminal; wide characters take two, colours none. */
function widthOf(text) {
    return layout_PLAIN.test(text) ? text.length : (0,string_width/* default */.A)(text);
}
/** A text that takes at most `width` columns, with "…" for what is cut off. Without colours in it: cut first, paint then. */
function cutTo(text, width) {
    if (widthOf(text) <= width)
        return text;
    if (layout_PLAIN.test(text))
        return `${text.slice(0, Math.max(0, width - 1))}…`;
    let [kept, taken] = ['', 0];
    for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
        taken += widthOf(segment);
        if (taken > width - 1)
            break;
        kept += segment;
    }
    return `${kept}…`;
}
/** A text in as many lines as it needs, broken between characters wherever a line is full: nothing of a log's line is lost. */
function folded(text, width) {
    const lines = [];
    let [line, taken] = ['', 0];
    const characters = layout_PLAIN.test(text)
        ? text
        : [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);
    for (const character of characters) {
        const columns = widthOf(character);
        if (taken + columns > width) {
            lines.push(line);
            [line, taken] = ['', 0];
        }
        line += character;
        taken += columns;
    }
    return [...lines, line];
}
function padEnd(text, width) {
    return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}
function padStart(text, width) {
    return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}
/** Words (or list items, which stay whole) in as many lines as they need; only what is wider than a line is cut. */
function wrap(words, { width, first, rest }) {
    const lines = [];
    let line = first;
    let taken = widthOf(first);
    let empty = true;
    for (const word of words) {
        if (!empty && taken + 1 + widthOf(word) > width) {
            lines.push(line);
            [line, taken, empty] = [rest, widthOf(rest), true];
        }
        const added = empty ? cutTo(word, Math.max(8, width - taken)) : ` ${word}`;
        line += added;
        taken += widthOf(added);
        empty = false;
    }
    return [...lines, line.trimEnd()];
}
/** The words of a sentence, for `wrap`. */
function wordsOf(sentence) {
    return sentence.split(' ').filter((word) => word !== '');
}
/** The items of a list with commas between them, for `wrap`. */
function itemsOf(items) {
    return items.map((item, index) => (index < items.length - 1 ? `${item},` : item));
}
/** A column is never made narrower than this for the sake of a table's width. */
const NARROW = 4;
/**
 * Rows with aligned cells, two spaces between the columns. A column without a text is left out, as is one that has nothing but
 * its heading where the first row holds headings. Where a row would take more than `width` columns, the widest left-aligned
 * ones are cut: words stay readable when cut, numbers do not.
 */
function layout_table(rows, columns, { headed, width }) {
    const used = columns
        .map((column, index) => ({ ...column, index }))
        .filter(({ index }) => rows.some((row, place) => (place > 0 || !headed) && row[index]?.text !== ''));
    const wanted = used.map(({ index, most }) => rows.reduce((widest, row) => Math.min(most, Math.max(widest, widthOf(row[index].text))), 0));
    const widths = narrowed(wanted, { columns: used, width });
    return rows.map((row) => used
        .map(({ index, align }, place) => {
        const { text, paint = (same) => same } = row[index];
        const shown = cutTo(text, widths[place]);
        const space = ' '.repeat(Math.max(0, widths[place] - widthOf(shown)));
        return align === 'left' ? paint(shown) + space : space + paint(shown);
    })
        .join('  ')
        .trimEnd());
}
/** The widths, with those of left-aligned columns made smaller, the widest first, until a row fits or all are narrow. */
function narrowed(wanted, { columns, width }) {
    const widths = [...wanted];
    let over = widths.reduce((sum, one) => sum + one + 2, -2) - width;
    for (; over > 0; over--) {
        const widest = columns.reduce((found, { align }, index) => align === 'left' && widths[index] > (widths[found] ?? NARROW) ? index : found, -1);
        if (widest < 0)
            break;
        widths[widest]--;
    }
    return widths;
}

;// CONCATENATED MODULE: ./lib/src/report/terminal/changes.js




const changes_MARKS = {
    upgraded: { mark: '↑', style: 'green' },
    downgraded: { mark: '↓', style: 'red' },
    changed: { mark: '~', style: 'cyan' },
    added: { mark: '+', style: 'green' },
    removed: { mark: '−', style: 'yellow' },
    rebuilt: { mark: '=', style: 'dim' },
};
/** Rebuilt packages that are named; all of them are in the JSON. */
const NAMED = 12;
/** The changes that an owner reads first, each with the hosts it happens on and what is to be done before a switch. */
function matterLines(report, view) {
    const told = matters(report);
    const rows = layout_table(told.map(({ change, what }) => [
        ...changeCells(change, view),
        { text: text_plain(placeShortly(change.hosts, report)) },
        { text: what ?? 'selected', paint: (text) => view.paint('dim', text) },
    ]), [...changeColumns(view), { align: 'left', most: 22 }, { align: 'left', most: 24 }], { headed: false, width: view.width - 2 });
    return told.flatMap(({ advice }, index) => [
        `  ${rows[index]}`,
        ...(advice === null
            ? []
            : wrap(wordsOf(text_plain(advice, 600)), { width: view.width, first: '    ! ', rest: '      ' }).map((line) => view.paint('yellow', line))),
    ]);
}
/** Every package change once, by the hosts that share it: those of most hosts first, at last each host's exceptions. */
function packageLines(report, view) {
    const all = groups(report);
    // One table for all of them, so that versions stand below each other everywhere.
    const rows = layout_table(all.flatMap(({ changes }) => changes.map((change) => changeCells(change, view))), changeColumns(view), { headed: false, width: view.width - 4 });
    let next = 0;
    return all.flatMap((group, index) => {
        const own = rows.slice(next, next + group.changes.length);
        next += own.length;
        return [
            ...(index > 0 ? [''] : []),
            ...groupTitle(group, report, view),
            ...own.map((row) => `    ${row}`),
            ...rebuiltLines(group, view),
        ];
    });
}
function groupTitle({ hosts }, report, { width, paint }) {
    const { words, names } = place(hosts, report);
    const title = [...wordsOf(words), ...itemsOf(names.map((name) => text_plain(name, 60)))];
    if (title.length === 0)
        return [];
    return wrap(title, { width, first: '  ', rest: '    ' }).map((line) => paint('bold', line));
}
function rebuiltLines({ rebuilt }, { width, paint }) {
    if (rebuilt.length === 0)
        return [];
    const more = rebuilt.length > NAMED ? [`and ${rebuilt.length - NAMED} more`] : [];
    const named = itemsOf([...rebuilt.slice(0, NAMED).map((name) => text_plain(name, 40)), ...more]);
    const words = [`${count(rebuilt.length, 'rebuilt package')}:`, ...named];
    return wrap(words, { width, first: '    = ', rest: '      ' }).map((line) => paint('dim', line));
}
function changeColumns({ width }) {
    const version = width < 100 ? 18 : 30;
    return [
        { align: 'left', most: 1 },
        { align: 'left', most: width < 100 ? 24 : 36 },
        { align: 'left', most: version },
        { align: 'left', most: 1 },
        { align: 'left', most: version },
        { align: 'right', most: 9 },
    ];
}
/** Mark, name, version before, arrow, version after, growth. A star is on what an owner selected. */
function changeCells(change, { paint }) {
    const { mark, style } = changes_MARKS[change.kind];
    const { before, after, outputs } = versions(change);
    const selected = change.selectedOn.length > 0;
    const growth = growthWorthTelling(change);
    const loud = selected && isSetback(change);
    return [
        { text: mark, paint: (text) => paint(loud ? ['red', 'bold'] : style, text) },
        {
            text: `${text_plain(change.name)}${selected ? ' *' : ''}`,
            paint: (text) => (selected ? paint('bold', text) : text),
        },
        { text: text_plain(before), paint: (text) => paint('dim', text) },
        { text: before !== '' && after !== '' ? '→' : '', paint: (text) => paint('dim', text) },
        { text: text_plain([after, outputs].filter(Boolean).join(' ')), paint: (text) => paint(style, text) },
        { text: growth === null ? '' : sizeChange(growth), paint: (text) => paint('dim', text) },
    ];
}

;// CONCATENATED MODULE: ./lib/src/report/terminal/closing.js





/** Every changed input in a row: revisions, dates, how far it moved; where to look, and why to stop, below it. */
function inputRows(report, { width, paint, made }) {
    const inputs = inputLines(report, made);
    const roomy = width >= 100;
    const isShort = (step) => widthOf(step) <= 20;
    const rows = layout_table(inputs.map(({ name, kind, step, dates, advance, age }) => [
        { text: text_plain(name), paint: (text) => paint('bold', text) },
        {
            text: kind === 'updated' ? '' : kind,
            paint: (text) => paint(isAlarming(kind) ? ['red', 'bold'] : 'cyan', text),
        },
        { text: isShort(step) ? text_plain(step) : '' },
        { text: roomy ? dates : '', paint: (text) => paint('dim', text) },
        { text: advance, paint: (text) => paint(advance.endsWith('older') ? ['red', 'bold'] : 'dim', text) },
        { text: roomy ? age : '', paint: (text) => paint('dim', text) },
    ]), [
        { align: 'left', most: roomy ? 36 : 26 },
        { align: 'left', most: 10 },
        { align: 'left', most: 20 },
        { align: 'left', most: 23 },
        { align: 'left', most: 15 },
        { align: 'left', most: 13 },
    ], { headed: false, width: width - 2 });
    const below = (text) => wrap(wordsOf(text_plain(text, 600)), { width, first: '    ', rest: '      ' });
    return inputs.flatMap(({ step, dates, link, alarm }, index) => [
        `  ${rows[index]}`,
        ...(isShort(step) ? [] : below(step)),
        ...(roomy || dates === '' ? [] : below(dates).map((line) => paint('dim', line))),
        ...(link === null ? [] : [paint('dim', `    ${text_plain(link, 300)}`)]),
        ...(alarm === null ? [] : below(`! ${alarm}`).map((line) => paint(['red', 'bold'], line))),
    ]);
}
function isAlarming(kind) {
    return kind === 'rehashed' || kind === 'redirected';
}
/** Closure sizes of the hosts that were compared, largest growth first. */
function sizeRows({ hosts }, { width, paint }) {
    const sized = hosts
        .flatMap(({ name, basis, diff }) => (basis === 'closure' && diff !== null ? [{ name, ...diff }] : []))
        .filter((host) => host.size.before !== host.size.after)
        .toSorted((a, b) => b.size.after - b.size.before - (a.size.after - a.size.before));
    return layout_table(sized.map(({ name, size: { before, after }, paths }) => [
        { text: text_plain(name), paint: (text) => paint('bold', text) },
        { text: size(before) },
        { text: '→', paint: (text) => paint('dim', text) },
        { text: size(after) },
        { text: sizeChange(after - before), paint: (text) => paint(after > before ? 'yellow' : 'green', text) },
        {
            text: `${count(paths.added, 'new path')}, ${paths.removed} gone`,
            paint: (text) => paint('dim', text),
        },
    ]), [
        { align: 'left', most: width < 100 ? 24 : 40 },
        { align: 'right', most: 9 },
        { align: 'left', most: 1 },
        { align: 'right', most: 9 },
        { align: 'right', most: 9 },
        { align: 'left', most: 30 },
    ], { headed: false, width: width - 2 }).map((row) => `  ${row}`);
}
/** How to get the same report again, and what made it. */
function footerLines(report, { width, paint, made: when }) {
    const { kind, base, head } = report.comparison;
    // Of closures the command itself names both.
    const told = (what, state) => state === null || kind === 'closures' ? [] : [`${what} ${state.slice(0, 12)}`];
    const star = report.fleet.groups.some(({ changes }) => changes.some(({ selectedOn }) => selectedOn.length > 0));
    const made = [
        ...(star ? ['* selected in environment.systemPackages'] : []),
        ...told('base', base),
        ...told('head', head),
        `flake-update-diff ${report.versions.tool}`,
        report.versions.nix,
        ...(when === null ? [] : [`took ${durationWords(when.took)}`]),
    ];
    return [
        '',
        `${paint('dim', 'Again:')} ${text_plain(report.reproduce, 1000)}`,
        ...wrap(wordsOf(text_plain(made.join(' · '))), { width, first: '', rest: '' }).map((line) => paint('dim', line)),
    ];
}

;// CONCATENATED MODULE: ./lib/src/report/terminal/view.js
/** A section: a heading, and its lines between empty ones; nothing at all where it has no lines. */
function titled(title, lines, { paint }) {
    return lines.length === 0 ? [] : ['', paint(['bold', 'underline'], title), '', ...lines];
}

;// CONCATENATED MODULE: ./lib/src/report/terminal/failures.js





/** What a screen shows of a log and of a message; JSON has all of it. */
const terminal_failures_LOG_LINES = 15;
const terminal_failures_MESSAGE_LINES = 12;
/** What the update breaks, each failure once, with hosts, error and log; then what was broken before, and what is mended. */
function failureLines(report, view) {
    const { paint } = view;
    const fresh = failuresOn(report, 'after');
    const lasting = failuresOn(report, 'both');
    const mended = failuresOn(report, 'before');
    return [
        ...titled('What breaks', fresh.length > 0 ? [...failures_since(report, view), ...newFailures(fresh, view)] : [], view),
        ...titled('Broken before as well', lasting.flatMap((told) => head(told, view, '·').map((line) => paint('dim', line))), view),
        ...titled('Mended', mended.flatMap((told) => head(told, view, '✓').map((line) => paint('green', line))), view),
    ];
}
function newFailures(failures, view) {
    return failures.flatMap((told, index) => [...(index > 0 ? [''] : []), ...failures_newFailure(told, view)]);
}
function failures_since(report, { width, paint }) {
    const moved = sinceWords(report).map((words) => text_plain(words, 80));
    if (moved.length === 0)
        return [];
    const words = [
        'Since',
        ...itemsOf(moved.slice(0, 6)),
        ...(moved.length > 6 ? [`and ${moved.length - 6} more`] : []),
    ];
    return [...wrap(words, { width, first: '  ', rest: '  ' }).map((line) => paint('dim', line)), ''];
}
function failures_newFailure(told, view) {
    const { width, paint } = view;
    const [first = '', ...others] = head(told, view, '✗');
    const quoted = (lines) => lines.flatMap((line) => folded(line, width - 4)).map((line) => `  ${paint('red', '│')} ${line}`);
    const log = plainLines(told.failure.logTail, terminal_failures_LOG_LINES);
    return [
        paint(['red', 'bold'], first),
        ...others,
        ...quoted(plainLines(told.message.slice(0, terminal_failures_MESSAGE_LINES), terminal_failures_MESSAGE_LINES)),
        ...(log.length > 0
            ? [`  ${paint('dim', `The log's last ${log.length === 1 ? 'line' : `${log.length} lines`}:`)}`]
            : []),
        ...quoted(log),
    ];
}
function head({ title, failure }, { width }, mark) {
    const hosts = itemsOf(failure.hosts.map((name) => text_plain(name, 60)));
    return [
        ...wrap(wordsOf(text_plain(title)), { width, first: `  ${mark} `, rest: '    ' }),
        ...wrap([failure.side === 'after' ? 'breaks' : 'on', ...hosts], { width, first: '    ', rest: '    ' }),
    ];
}

;// CONCATENATED MODULE: ./lib/src/report/terminal/hosts.js




const STATE_STYLES = {
    'newly-broken': ['red', 'bold'],
    'still-broken': 'red',
    fixed: 'green',
    new: 'green',
    removed: 'yellow',
    unchanged: 'dim',
    skipped: 'dim',
};
/** From so many columns on there is room for everything; below it the words of units and the rebuilt packages are told further down. */
const ROOMY = 110;
/** The table of hosts, worst first; those that stay as they are or are skipped in a line below it. */
function hostLines(report, view) {
    const rows = hostRows(report);
    const told = rows.filter(({ host }) => host.state !== 'unchanged' && host.state !== 'skipped');
    const columns = columnsFor(report, view);
    const lines = layout_table([
        columns.map(({ heading }) => ({ text: heading, paint: (same) => view.paint('dim', same) })),
        ...told.map((row) => columns.map(({ cell }) => cell(row))),
    ], columns, { headed: true, width: view.width - 2 });
    return [...(told.length > 0 ? lines.map((line) => `  ${line}`) : []), ...asBefore(rows, view)];
}
function columnsFor({ hosts }, { width, paint }) {
    const roomy = width >= ROOMY;
    const several = new Set(hosts.flatMap(({ system }) => system ?? [])).size > 1;
    const painted = (style) => (text) => paint(style, text);
    const left = { align: 'left', most: roomy ? width - 86 : 18 };
    const right = { align: 'right', most: 9 };
    return [
        { ...left, heading: 'Host', cell: ({ host }) => ({ text: text_plain(host.name), paint: painted('bold') }) },
        {
            ...left,
            heading: 'State',
            cell: ({ host, state }) => ({ text: state, paint: painted(STATE_STYLES[host.state] ?? []) }),
        },
        {
            ...right,
            heading: 'Packages',
            cell: ({ packages }) => ({ text: packages === null ? '' : `${packages.changed}` }),
        },
        {
            ...right,
            heading: 'Rebuilt',
            cell: ({ packages }) => ({ text: roomy && packages !== null ? `${packages.rebuilt || ''}` : '' }),
        },
        { ...right, heading: 'Size', cell: (row) => sizeCell(row, paint) },
        {
            ...left,
            heading: 'Reboot',
            cell: ({ reboot }) => ({ text: reboot ? 'reboot' : '', paint: painted('yellow') }),
        },
        {
            ...(roomy ? { ...left, most: 26 } : right),
            heading: 'Units',
            cell: ({ units, touchedUnits }) => ({ text: roomy ? units : `${touchedUnits || ''}` }),
        },
        {
            ...left,
            most: roomy ? 14 : 7,
            heading: 'System',
            cell: ({ host }) => {
                const system = several ? text_plain(host.system ?? '') : '';
                return { text: roomy ? system : system.replace(/-linux$/, ''), paint: painted('dim') };
            },
        },
    ];
}
function sizeCell({ growth, packages }, paint) {
    if (packages === null)
        return { text: '' };
    if (growth === null)
        return { text: 'not built', paint: (text) => paint('dim', text) };
    const style = growth === 0 ? 'dim' : growth > 0 ? 'yellow' : 'green';
    return { text: sizeChange(growth), paint: (text) => paint(style, text) };
}
/** Hosts that stay as they are, and those left out with the reason, each reason once. */
function asBefore(rows, { width, paint }) {
    const of = (state) => rows.flatMap(({ host }) => (host.state === state ? [host] : []));
    const skipped = of('skipped');
    const reasons = [...new Set(skipped.map(({ reason }) => reason ?? ''))];
    const lists = [
        { what: 'Unchanged', hosts: of('unchanged'), reason: '' },
        ...reasons.map((reason) => ({
            what: 'Skipped',
            hosts: skipped.filter((host) => (host.reason ?? '') === reason),
            reason,
        })),
    ];
    return lists.flatMap(({ what, hosts, reason }) => {
        if (hosts.length === 0)
            return [];
        const why = reason === '' ? [] : `(${text_plain(reason)})`.split(' ');
        const words = [`${what}:`, ...itemsOf(hosts.map(({ name }) => text_plain(name, 60))), ...why];
        return wrap(words, { width, first: '  ', rest: '    ' }).map((line) => paint('dim', line));
    });
}
/** What the table has no room for: units, accounts, versions. Hosts of which the same is to be told are told together. */
function detailLines(report, { width, paint }) {
    return detailsOfHosts(report).flatMap(({ names, details }) => {
        const longest = Math.max(...details.map(({ what }) => widthOf(what)));
        const title = itemsOf(names.map((name) => text_plain(name, 60)));
        return [
            ...wrap(title, { width, first: '  ', rest: '  ' }).map((line) => paint('bold', line)),
            ...details.flatMap(({ what, about, grave }) => {
                const items = itemsOf(about.map((one) => text_plain(one)));
                return wrap(items, { width: width - longest - 6, first: '', rest: '' }).map((line, index) => {
                    const word = padEnd(index === 0 ? what : '', longest);
                    return `    ${paint(grave ? 'yellow' : 'dim', word)}  ${line}`;
                });
            }),
        ];
    });
}

;// CONCATENATED MODULE: ./lib/src/report/terminal/paint.js
/** Select Graphic Rendition codes, on and off (ECMA-48, 8.3.117). The eight basic colours fit every terminal's own theme. */
const CODES = {
    bold: [1, 22],
    dim: [2, 22],
    red: [31, 39],
    green: [32, 39],
    yellow: [33, 39],
    cyan: [36, 39],
    underline: [4, 24],
};
/** A paint with or without colours. An empty text stays empty, so nothing is drawn for nothing. */
function paintWith(colour) {
    return (style, text) => {
        if (!colour || text === '')
            return text;
        const styles = typeof style === 'string' ? [style] : style;
        return styles.reduce((painted, one) => `\u001b[${CODES[one][0]}m${painted}\u001b[${CODES[one][1]}m`, text);
    };
}

;// CONCATENATED MODULE: ./lib/src/report/terminal.js









/** Narrower ones get lines that the terminal breaks; wider ones are not filled, as nobody reads lines that long. */
const NARROWEST = 60;
const WIDEST = 160;
/**
 * The report for a terminal of `width` columns, with colours or without; a newline at the end. No control character of a
 * name, a version or a log is in it: the only ones are newlines and this program's own colours. Pure.
 */
function renderTerminal(report, { width, colour, made = null }) {
    const view = {
        width: Math.min(WIDEST, Math.max(NARROWEST, width)),
        paint: paintWith(colour),
        made,
    };
    const lines = [
        ...wrap(wordsOf(`${verdict(report)}.`), { width: view.width, first: '', rest: '' }).map((line) => view.paint('bold', line)),
        ...noteLines(report, view),
        ...spaced(hostLines(report, view)),
        ...failureLines(report, view),
        ...titled('What matters', matterLines(report, view), view),
        ...titled('Inputs', inputRows(report, view), view),
        ...titled('Packages', packageLines(report, view), view),
        ...titled('Host by host', detailLines(report, view), view),
        ...titled('Sizes', sizeRows(report, view), view),
        ...footerLines(report, view),
    ];
    return `${lines.join('\n')}\n`;
}
function noteLines({ notes }, { width, paint }) {
    return spaced(notes.flatMap((note) => wrap(wordsOf(text_plain(note, 600)), { width, first: '! ', rest: '  ' }).map((line) => paint('yellow', line))));
}
function spaced(lines) {
    return lines.length === 0 ? [] : ['', ...lines];
}

;// CONCATENATED MODULE: ./lib/src/print.js







/** Throws a Problem, before hours of work, where the report could not be written in the end. `-` is stdout. */
async function checkOutput({ output }) {
    if (output === null || output === '-')
        return;
    const refused = (why) => new problem/* Problem */.A(`--output ${output}: ${why}`, 'Name a file in a folder that can be written to.');
    if (/^flake\.(?:nix|lock)$/.test((0,external_node_path_.basename)(output)))
        throw refused('a flake keeps its own file there.');
    const found = await (0,promises_.stat)(output).catch(() => null);
    if (found?.isDirectory())
        throw refused('that is a folder.');
    const folder = (0,external_node_path_.dirname)((0,external_node_path_.resolve)(output));
    await (0,promises_.access)(folder, promises_.constants.W_OK).catch((error) => {
        throw refused(error.message);
    });
}
/**
 * Writes the report where the options say. Gives when all of it is taken; a reader that has seen enough (`| head`) is no error. Throws a
 * Problem where it cannot be written, and the signal's reason when the run is cancelled while a reader lets us wait.
 */
async function printReport(options, { report, made, signal }) {
    const file = options.output === '-' ? null : options.output;
    const toTerminal = file === null && process.stdout.isTTY === true;
    const text = render(options.format ?? (toTerminal ? 'terminal' : 'markdown'), {
        report,
        made,
        colour: toTerminal,
    });
    if (file === null)
        return toStdout(text, signal);
    await (0,promises_.writeFile)(file, text).catch((error) => {
        throw new problem/* Problem */.A(`--output ${file}: ${error.message}`, 'Name a file in a folder that can be written to.');
    });
}
function toStdout(text, signal) {
    return new Promise((done, reject) => {
        const cancel = () => {
            reject(signal.reason);
        };
        const settle = (error) => {
            signal.removeEventListener('abort', cancel);
            if (error == null || error.code === 'EPIPE')
                done();
            else
                reject(new problem/* Problem */.A(`The report could not be written to stdout: ${error.message}`, 'Write it to a file: --output FILE.'));
        };
        if (signal.aborted)
            return cancel();
        // Node writes to pipes synchronously: while a reader waits, no signal would be seen.
        process.stdout._handle?.setBlocking?.(false);
        signal.addEventListener('abort', cancel, { once: true });
        process.stdout.once('error', settle);
        process.stdout.write(text, settle);
    });
}
function render(format, { report, made, colour }) {
    switch (format) {
        case 'markdown':
            return renderMarkdown(report, { maxBytes: null, fullReport: null, previousBody: null });
        case 'terminal':
            return renderTerminal(report, {
                width: process.stdout.columns ?? 100,
                colour: colour && !process.env['NO_COLOR'],
                made,
            });
        case 'json':
            return renderJson(report);
        case 'html':
            return renderHtml(report, made);
    }
}

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(421);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(161);
// EXTERNAL MODULE: external "node:string_decoder"
var external_node_string_decoder_ = __webpack_require__(193);
;// CONCATENATED MODULE: ./lib/src/process.js




/** How long a cancelled program may take to end by itself. Nix needs a moment to stop its builders. */
const GRACE_MILLISECONDS = 5_000;
/** How long to read on after a program's end from pipes that something else still holds. */
const LINGER_MILLISECONDS = 2_000;
/**
 * A `Run` whose programs each lead a process group of their own, so that cancelling takes their children along:
 * SIGTERM to the group, and SIGKILL to what is left of it after a grace period.
 */
function makeRun(signal) {
    const live = new Set();
    const run = (command, options = {}) => {
        const ended = start(signal, command, options);
        const settled = ended.catch(() => { }).finally(() => live.delete(settled));
        live.add(settled);
        return ended;
    };
    return { run, idle: async () => void (await Promise.all(live)) };
}
function start(signal, command, options) {
    return new Promise((resolve, reject) => {
        if (signal.aborted)
            return reject(signal.reason);
        const [program, ...args] = command;
        const child = (0,external_node_child_process_.spawn)(program, args, {
            cwd: options.cwd,
            env: { ...environment(), ...options.env },
            stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
            detached: true,
        });
        if (child.pid !== undefined)
            options.onStart?.(child.pid);
        const stdout = collect(child.stdout, options.onStdout);
        const stderr = collect(child.stderr, options.onStderr);
        child.stdin?.on('error', () => { }); // a program may end before it has read everything; its exit code tells
        child.stdin?.end(options.input);
        let kill;
        const cancel = () => {
            killGroup(child.pid, 'SIGTERM');
            kill = setTimeout(() => killGroup(child.pid, 'SIGKILL'), GRACE_MILLISECONDS);
        };
        signal.addEventListener('abort', cancel, { once: true });
        const settle = () => {
            signal.removeEventListener('abort', cancel);
            clearTimeout(kill);
        };
        child.once('error', (error) => {
            settle();
            reject(cannotStart(program, options.cwd, error));
        });
        // A child of a child that stays behind (an ssh that is shared, say) may hold the pipes open: do not wait for it.
        child.once('exit', () => {
            setTimeout(() => [child.stdout, child.stderr].map((stream) => stream?.destroy()), LINGER_MILLISECONDS).unref();
        });
        child.once('close', (code, ended) => {
            settle();
            if (signal.aborted) {
                killGroup(child.pid, 'SIGKILL');
                return reject(signal.reason);
            }
            resolve({ code: code ?? 128 + signalNumber(ended), stdout: stdout(), stderr: stderr() });
        });
    });
}
/** Sends a signal to a whole process group; one that has ended already is no error. */
function killGroup(pid, signal) {
    if (pid === undefined)
        return;
    try {
        process.kill(-pid, signal);
    }
    catch {
        // It has ended: what we wanted.
    }
}
function collect(stream, onLine) {
    const chunks = [];
    if (onLine === undefined)
        stream?.on('data', (chunk) => chunks.push(chunk));
    else
        eachLine(stream, onLine);
    return () => Buffer.concat(chunks).toString('utf8');
}
function eachLine(stream, onLine) {
    const decoder = new external_node_string_decoder_.StringDecoder('utf8');
    // The beginning of an unfinished line, in pieces: joining them at every chunk would be quadratic for a line of megabytes.
    let begun = [];
    const take = (text) => {
        const lines = text.split('\n');
        begun.push(lines[0] ?? '');
        if (lines.length === 1)
            return;
        onLine(begun.join(''));
        for (const line of lines.slice(1, -1))
            onLine(line);
        begun = [lines.at(-1) ?? ''];
    };
    stream?.on('data', (chunk) => take(decoder.write(chunk)));
    stream?.on('end', () => {
        take(decoder.end());
        const rest = begun.join('');
        if (rest !== '')
            onLine(rest);
    });
}
/** What `git rev-parse --local-env-vars` names, but for configuration: set by a hook, it would point us and Nix at the hook's repository. */
const OF_A_HOOK = [
    'GIT_ALTERNATE_OBJECT_DIRECTORIES',
    'GIT_OBJECT_DIRECTORY',
    'GIT_DIR',
    'GIT_WORK_TREE',
    'GIT_IMPLICIT_WORK_TREE',
    'GIT_GRAFT_FILE',
    'GIT_INDEX_FILE',
    'GIT_NO_REPLACE_OBJECTS',
    'GIT_REPLACE_REF_BASE',
    'GIT_PREFIX',
    'GIT_SHALLOW_FILE',
    'GIT_COMMON_DIR',
];
function environment() {
    return { ...process.env, ...Object.fromEntries(OF_A_HOOK.map((name) => [name, undefined])) };
}
function cannotStart(program, cwd, error) {
    if (error.code !== 'ENOENT')
        return new problem/* Problem */.A(`${program} could not be started: ${error.message}`);
    return new problem/* Problem */.A(`${program} could not be started: not found on PATH${cwd === undefined ? '' : `, or no folder ${cwd}`}.`, process_REMEDIES[program] ?? `Install ${program}.`, { cause: error });
}
const process_REMEDIES = {
    nix: 'Install Nix (https://nixos.org/download), or add its bin folder to PATH.',
    git: 'Install git, or add its folder to PATH.',
};
function signalNumber(signal) {
    return signal === null ? 0 : external_node_os_.constants.signals[signal];
}

;// CONCATENATED MODULE: ./lib/src/progress.js
/** Silent but for notes that warn. */
function quietProgress(write) {
    const nothing = () => { };
    return { stage: nothing, update: nothing, note: (text) => write(`${text}\n`), end: nothing };
}
const REDRAW_MILLISECONDS = 100;
const PLAIN_MILLISECONDS = 10_000;
/** One line for a terminal, redrawn in place; each finished stage leaves a line with the time that it took. */
function terminalProgress({ write, now, columns }) {
    const started = now();
    let stage = null;
    let text = '';
    let drawn = Number.NEGATIVE_INFINITY;
    const clear = '\r\u001b[2K';
    const draw = () => {
        if (stage === null)
            return;
        const line = `${clock(now() - started)} ${stage.title}${text === '' ? '…' : `: ${text}`}`;
        write(clear + [...line].slice(0, Math.max(10, columns() - 1)).join(''));
        drawn = now();
    };
    const finish = () => {
        if (stage === null)
            return;
        write(`${clear}${stage.title}${text === '' ? '' : `: ${text}`} (${seconds(now() - stage.since)})\n`);
        stage = null;
    };
    return {
        stage: (title) => {
            finish();
            stage = { title, since: now() };
            text = '';
            draw();
        },
        update: (latest) => {
            text = latest;
            if (now() - drawn >= REDRAW_MILLISECONDS)
                draw();
        },
        note: (line) => {
            write(`${stage === null ? '' : clear}${line}\n`);
            draw();
        },
        end: finish,
    };
}
/** Lines for a log; with `groups`, one collapsible group per stage as runners of forges understand it. */
function plainProgress({ write, now }, { groups }) {
    let stage = null;
    let text = '';
    let told = 0;
    const finish = () => {
        if (stage === null)
            return;
        write(`${text === '' ? 'done' : text} (${seconds(now() - stage.since)})\n`);
        if (groups)
            write('::endgroup::\n');
        stage = null;
    };
    return {
        stage: (title) => {
            finish();
            stage = { title, since: now() };
            text = '';
            told = now();
            write(groups ? `::group::${title}\n` : `${title}\n`);
        },
        update: (latest) => {
            text = latest;
            if (now() - told < PLAIN_MILLISECONDS)
                return;
            told = now();
            write(`${latest}\n`);
        },
        note: (line) => write(`${line}\n`),
        end: finish,
    };
}
function seconds(milliseconds) {
    return `${(milliseconds / 1000).toFixed(1)} s`;
}
function clock(milliseconds) {
    const total = Math.floor(milliseconds / 1000);
    return `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
}

;// CONCATENATED MODULE: ./lib/src/git/repository.js



/** The repository around a folder, or null where there is none. Throws a Problem where git refuses to read it. */
async function openRepository(run, folder) {
    const found = await run(['git', '-C', folder, 'rev-parse', '--show-toplevel', '--show-prefix']);
    if (found.code !== 0) {
        if (/not a git repository/i.test(found.stderr))
            return null;
        throw gitProblem(`git rev-parse in ${folder}`, found.stderr);
    }
    const [top = '', prefix = ''] = found.stdout.split('\n');
    return repositoryAt(run, top, prefix.replace(/\/$/, ''));
}
function repositoryAt(run, top, prefix) {
    return {
        top,
        prefix,
        git: async (args, options) => {
            const output = await run(['git', '-C', top, '-c', 'log.showSignature=false', ...args], options);
            if (output.code !== 0)
                throw gitProblem(`git ${args[0]}`, output.stderr);
            return output.stdout;
        },
    };
}
/** The commit that a revision names. Throws a Problem for one that this repository does not have; `option` names where it came from. */
async function resolveCommit(repository, revision, option) {
    try {
        const line = await repository.git([
            'log',
            '-1',
            '--format=%H %ct',
            '--end-of-options',
            `${revision}^{commit}`,
            '--',
        ]);
        const [id = '', time = ''] = line.trim().split(' ');
        return { id, time: Number(time) };
    }
    catch (error) {
        if (!(error instanceof problem/* Problem */.A))
            throw error;
        const empty = revision === 'HEAD';
        throw new problem/* Problem */.A(empty
            ? `The repository ${repository.top} has no commit yet.`
            : `${option} ${revision}: no such commit in ${repository.top}.`, empty
            ? 'Commit the flake first; its last commit is what an update is compared with.'
            : 'Name a commit, branch or tag that "git log" shows; a shallow clone may have to be deepened: git fetch --unshallow.', { cause: error });
    }
}
/** Tracked files that differ from HEAD, in the index or the working tree, relative to the top; renames count as both names. */
async function uncommittedFiles(repository) {
    const names = await repository.git(['diff', '--name-only', '--no-renames', '-z', 'HEAD', '--']);
    return names.split('\0').filter((name) => name !== '');
}
/**
 * Writes a commit's tree into a new folder, as a fresh checkout would hold it: only tracked files, filters applied.
 * The user's index and working tree stay untouched (a temporary index is used), and it works in shallow clones.
 * `submodules` brings theirs along, from the checkouts that are there; throws a Problem for one that is not.
 */
async function exportTree(run, repository, { commit, to, submodules }) {
    await (0,promises_.mkdir)(to, { recursive: true });
    const env = { GIT_INDEX_FILE: `${to}.index` };
    await repository.git(['-c', 'core.sparseCheckout=false', 'read-tree', commit], { env });
    await repository.git(['checkout-index', '--all', '--force', `--prefix=${to}/`], { env });
    if (!submodules)
        return;
    for (const { path, id } of await submodulesOf(repository, commit)) {
        const inside = repositoryAt(run, (0,external_node_path_.join)(repository.top, path), '');
        const there = await run(['git', '-C', inside.top, 'rev-parse', '--verify', '--quiet', `${id}^{commit}`]);
        if (there.code !== 0 || there.stdout.trim() !== id) {
            throw new problem/* Problem */.A(`The flake asks for its submodules, and ${path} is not checked out at ${id.slice(0, 12)}.`, 'Run: git submodule update --init --recursive (in CI: submodules: recursive at the checkout step).');
        }
        await exportTree(run, inside, { commit: id, to: (0,external_node_path_.join)(to, path), submodules });
    }
}
async function submodulesOf(repository, commit) {
    const entries = await repository.git(['ls-tree', '-r', '-z', '--full-tree', commit]);
    return entries.split('\0').flatMap((entry) => {
        const [, id, path] = /^160000 commit (\w+)\t(.*)$/s.exec(entry) ?? [];
        return id === undefined || path === undefined ? [] : [{ path, id }];
    });
}
function gitProblem(command, stderr) {
    const dubious = /dubious ownership/.test(stderr);
    return new problem/* Problem */.A(`${command} failed: ${stderr.trim()}`, dubious
        ? 'The repository belongs to another user. Say that it is trusted: git config --global --add safe.directory FOLDER.'
        : '');
}

;// CONCATENATED MODULE: ./lib/src/nix/flake.js





/**
 * How to name a state to Nix, rev-neutrally: `path:DIR?rev=…&lastModified=…&revCount=…` gives `self` those values (Nix manual, "path"
 * flake references; run on 2.8, 2.26, 2.34). Nix before 2.26 refuses `dir=` there, and takes it through a registry entry instead.
 */
async function flakeArguments(nix, state) {
    const query = [`lastModified=${state.lastModified}`];
    if (state.commit !== null) {
        query.push(`rev=${state.commit.id}`, `revCount=${state.commit.count}`);
    }
    if (state.flakeDir === '')
        return { options: [], reference: `${pathReference(state.dir)}?${query.join('&')}` };
    if (takesFolder(nix)) {
        query.push(`dir=${encodeFolder(state.flakeDir)}`);
        return { options: [], reference: `${pathReference(state.dir)}?${query.join('&')}` };
    }
    const registry = `${state.dir}.registry.json`;
    await (0,promises_.writeFile)(registry, '{"version":2,"flakes":[]}');
    return {
        options: [
            '--option',
            'flake-registry',
            registry,
            '--override-flake',
            'compared-state',
            `${pathReference(state.dir)}?${query.join('&')}`,
        ],
        reference: `flake:compared-state?dir=${encodeFolder(state.flakeDir)}`,
    };
}
function takesFolder(nix) {
    return atLeast(nix.version.number, 2, 26);
}
function pathReference(dir) {
    return `path:${encodeFolder(dir)}`;
}
function encodeFolder(folder) {
    return folder.split('/').map(encodeURIComponent).join('/');
}
/** For the lock file alone: older Nix gets the flake's own folder, for it writes through no registry entry. */
function writableReference(nix, { dir, flakeDir }) {
    if (flakeDir === '')
        return pathReference(dir);
    return takesFolder(nix)
        ? `${pathReference(dir)}?dir=${encodeFolder(flakeDir)}`
        : pathReference((0,external_node_path_.join)(dir, flakeDir));
}
/** Warnings with which Nix goes on with an old copy of an input that it could not fetch: an update must not pass for "nothing new" then. */
const STALE = /continuing with the most recent version|using cached version|could not update local clone|could not update mirror/i;
/**
 * Updates flake.lock in a state's own folder: all inputs, or those named. Throws a Problem when an input could not be fetched, also where
 * Nix itself would only warn and use an old copy.
 */
async function updateLock(nix, state, inputs) {
    const flake = writableReference(nix, state);
    const command = atLeast(nix.version.number, 2, 19)
        ? ['flake', 'update', ...inputs, '--flake', flake]
        : inputs.length === 0
            ? ['flake', 'update', flake]
            : ['flake', 'lock', ...inputs.flatMap((input) => ['--update-input', input]), flake];
    const output = await nix.nix([...command, '--refresh']);
    if (output.code !== 0)
        throw nixProblem('nix flake update', output.stderr);
    if (STALE.test(output.stderr)) {
        const lines = output.stderr.split('\n').filter((line) => STALE.test(line) || /error|fatal/i.test(line));
        throw new problem/* Problem */.A(`nix flake update could not fetch an input and would have gone on with an old copy:\n${lines.join('\n')}`, "Check the network, the input's URL and, for private inputs, the credentials.");
    }
}
/** Whether the flake's own code asks for its submodules: `inputs.self.submodules = true` (Nix 2.27+). */
async function wantsSubmodules(nix, flakeFile) {
    if (!/\bsubmodules\b/.test(flakeFile.text))
        return false;
    const answer = await nix.nix(['eval', '--json', '--file', flakeFile.path, 'inputs.self.submodules']);
    return answer.code === 0 && answer.stdout.trim() === 'true';
}
/** Path of the lock file of a state. */
function lockPath(state) {
    return (0,external_node_path_.join)(state.dir, state.flakeDir, 'flake.lock');
}

;// CONCATENATED MODULE: ./lib/src/base.js





/**
 * Exports both trees into the workspace: from commits, or as the folder is where it is in no repository. The user's files are only read.
 * Throws a Problem for whatever makes a comparison impossible.
 */
async function exportBase(effects, request) {
    const [path = '.', query = ''] = request.flake.split('?', 2);
    const folder = (0,external_node_path_.resolve)(path);
    await requireFlake(folder);
    const repository = await openRepository(effects.run, folder);
    const submodules = new URLSearchParams(query).get('submodules') === '1';
    const base = repository === null
        ? await copyFolder(effects, request, folder)
        : await exportCommits(effects, request, { repository, submodules });
    await Promise.all([base.before, base.after].map(stampFiles));
    return base;
}
async function requireFlake(folder) {
    const found = await (0,promises_.stat)(folder).catch(() => null);
    if (found === null || !found.isDirectory()) {
        throw new problem/* Problem */.A(`${folder} is no folder.`, 'Name the folder that holds flake.nix: --flake DIR.');
    }
    if ((await (0,promises_.stat)((0,external_node_path_.join)(folder, 'flake.nix')).catch(() => null)) === null) {
        throw new problem/* Problem */.A(`${folder} is not a flake: there is no flake.nix.`, 'Run it in the folder that holds flake.nix, or name that: --flake DIR.');
    }
}
async function exportCommits(effects, request, { repository, submodules: asked }) {
    const { prefix } = repository;
    const base = await resolveCommit(repository, request.base ?? 'HEAD', '--base');
    const head = request.mode === 'revisions' ? await resolveCommit(repository, request.head ?? 'HEAD', '--head') : base;
    const flakeText = await repository
        .git(['show', `${base.id}:${(0,external_node_path_.join)(prefix, 'flake.nix')}`])
        .catch(() => null);
    if (flakeText === null) {
        throw new problem/* Problem */.A(`flake.nix is not committed in ${base.id.slice(0, 12)}.`, 'Commit it first: an update is compared with the last commit, from tracked files only.');
    }
    const submodules = asked || (await asksForSubmodules(effects, flakeText));
    const [before, after] = statesIn(effects.workspace, {
        flakeDir: prefix,
        commit: await identityOf(repository, base),
        lastModified: base.time,
    });
    await Promise.all([
        exportTree(effects.run, repository, { commit: base.id, to: before.dir, submodules }),
        exportTree(effects.run, repository, { commit: head.id, to: after.dir, submodules }),
    ]);
    if ((await (0,promises_.stat)((0,external_node_path_.join)(after.dir, prefix, 'flake.nix')).catch(() => null)) === null) {
        throw new problem/* Problem */.A(`There is no ${(0,external_node_path_.join)(prefix, 'flake.nix')} in ${request.head ?? 'HEAD'}.`, 'Name another commit with --head.');
    }
    const lock = (0,external_node_path_.join)(prefix, 'flake.lock');
    const uncommitted = request.mode === 'revisions' ? [] : (await uncommittedFiles(repository)).filter((file) => file !== lock);
    return {
        before,
        after,
        workingLock: (0,external_node_path_.join)(repository.top, lock),
        baseCommit: base.id,
        headCommit: request.mode === 'revisions' ? head.id : null,
        notes: uncommittedNote(uncommitted),
    };
}
async function copyFolder(effects, request, folder) {
    if (request.mode !== 'update' || request.base !== null) {
        throw new problem/* Problem */.A(`${folder} is in no git repository, so there is no commit to compare with.`, 'Leave out --skip-update, --base and --head, or put the flake under git.');
    }
    const lastModified = Math.floor((await (0,promises_.stat)((0,external_node_path_.join)(folder, 'flake.nix'))).mtimeMs / 1000);
    const [before, after] = statesIn(effects.workspace, { flakeDir: '', commit: null, lastModified });
    if (`${effects.workspace}/`.startsWith(`${await (0,promises_.realpath)(folder)}/`)) {
        throw new problem/* Problem */.A(`The temporary folder ${effects.workspace} lies inside the flake's folder.`, 'Set TMPDIR to a folder elsewhere.');
    }
    for (const state of [before, after]) {
        await (0,promises_.cp)(folder, state.dir, { recursive: true, verbatimSymlinks: true, filter: isCopied });
    }
    return {
        before,
        after,
        workingLock: (0,external_node_path_.join)(folder, 'flake.lock'),
        baseCommit: null,
        headCommit: null,
        notes: [`${folder} is no git repository: both states come from the folder as it is, all files included.`],
    };
}
/** Nix takes no sockets and pipes into its store either. */
async function isCopied(path) {
    const found = await (0,promises_.lstat)(path);
    return found.isFile() || found.isDirectory() || found.isSymbolicLink();
}
function statesIn(workspace, common) {
    const state = (side) => ({ ...common, side, dir: (0,external_node_path_.join)(workspace, side) });
    return [state('before'), state('after')];
}
async function identityOf(repository, base) {
    const count = await repository.git(['rev-list', '--count', base.id]);
    return { id: base.id, time: base.time, count: Number(count) };
}
async function asksForSubmodules({ nix, workspace }, text) {
    const path = (0,external_node_path_.join)(workspace, 'flake.nix');
    await (0,promises_.writeFile)(path, text);
    return wantsSubmodules(nix, { path, text });
}
function uncommittedNote(files) {
    if (files.length === 0)
        return [];
    const named = files.slice(0, 3).join(', ');
    const rest = files.length > 3 ? ` and ${files.length - 3} more` : '';
    return [`Uncommitted changes are not part of this comparison: ${named}${rest}.`];
}
/**
 * Gives every file of a state its common time: Nix 2.8 wants lastModified to be the newest one's. Links are not followed, and names need not be
 * UTF-8.
 */
async function stampFiles({ dir, lastModified }) {
    await stampTree(Buffer.from(dir), lastModified);
}
async function stampTree(folder, time) {
    for (const entry of await (0,promises_.readdir)(folder, { withFileTypes: true, encoding: 'buffer' })) {
        const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
        if (entry.isDirectory())
            await stampTree(path, time);
        else
            await (0,promises_.lutimes)(path, time, time);
    }
    await (0,promises_.lutimes)(folder, time, time);
}

;// CONCATENATED MODULE: ./lib/src/diff/failures.js

/**
 * Groups the failures of all hosts: one `Failure` for a derivation that breaks several, and one for the same evaluation
 * message, once the host's name and the hashes of store paths are taken out. On a host that is broken on both sides, the
 * same message, or the same package failing to build (its derivation is another one after an update), is 'both'. What
 * only the old state has is 'before', and is left out for a host that no longer exists. The texts are those of the
 * first host. New failures come first, then lasting ones, then mended ones; within those the ones that break most hosts.
 */
function groupFailures(hosts) {
    const groups = new Map();
    for (const told of hosts.flatMap(failuresOf)) {
        const key = [told.side, told.failure.stage, sameness(told.failure, told.host)].join('\0');
        const group = groups.get(key) ?? { first: told, hosts: [] };
        groups.set(key, group);
        if (!group.hosts.includes(told.host))
            group.hosts.push(told.host);
    }
    const order = ['after', 'both', 'before'];
    return [...groups.values()]
        .map(({ first: { side, failure }, hosts: names }) => ({ ...failure, side, hosts: names }))
        .sort((a, b) => order.indexOf(a.side) - order.indexOf(b.side) || b.hosts.length - a.hosts.length);
}
function failuresOf({ name, before, after }) {
    const old = before.kind === 'broken' ? before.failures : [];
    const now = after.kind === 'broken' ? after.failures : [];
    const lasts = (failure, others) => others.some((other) => lastingKey(other, name) === lastingKey(failure, name));
    const mended = after.kind === 'absent' ? [] : old.filter((failure) => !lasts(failure, now));
    return [
        ...now.map((failure) => ({
            side: lasts(failure, old) ? 'both' : 'after',
            host: name,
            failure,
        })),
        ...mended.map((failure) => ({ side: 'before', host: name, failure })),
    ];
}
/** Equal for failures of several hosts that are one and the same. */
function sameness(failure, host) {
    return failure.drvPath ?? withoutHost(failure.message, host);
}
/** Equal for a host's failures before and after that are the same one to its owner. */
function lastingKey(failure, host) {
    const what = failure.drvPath === null ? withoutHost(failure.message, host) : packageName(failure.drvPath).name;
    return `${failure.stage}\0${withoutHost(what, host)}`;
}
/** A message without what differs from host to host: its name as a whole word, and the hashes of store paths. */
function withoutHost(message, host) {
    const word = host.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return message
        .replace(/\/[0-9a-df-np-sv-z]{32}-/g, '/…-')
        .replace(new RegExp(`(?<![\\p{L}\\p{N}_-])${word}(?![\\p{L}\\p{N}_-])`, 'gu'), '⟨host⟩');
}

;// CONCATENATED MODULE: ./lib/src/diff/inputs.js
/**
 * Compares two lock files; null is no lock file at all, so that everything is added (or removed). Nested inputs are told
 * like others, by their path, also where they changed only because their parent did. An input that follows another is
 * told only when it starts or ceases to follow, or follows another: what it ends at is told under its own path.
 * Sorted by path. `before` and `after` are the inputs as locked.
 */
function diffInputs(before, after) {
    const key = (entry) => JSON.stringify(entry.path);
    const old = new Map((before ?? []).map((entry) => [key(entry), entry]));
    const now = new Map((after ?? []).map((entry) => [key(entry), entry]));
    return [...new Map([...old, ...now]).entries()]
        .flatMap(([path, entry]) => {
        const [was, is] = [old.get(path), now.get(path)];
        const kind = kindOf(was, is);
        if (kind === null)
            return [];
        return [{ path: entry.path, kind, before: was?.input ?? null, after: is?.input ?? null }];
    })
        .sort((a, b) => comparePaths(a.path, b.path));
}
function kindOf(was, is) {
    if (was === undefined || is === undefined)
        return was === undefined ? 'added' : 'removed';
    const [old, now] = [was.input, is.input];
    if (old.follows !== null || now.follows !== null)
        return sameFollows(old, now) ? null : 'refollowed';
    if (was.origin !== is.origin)
        return 'redirected';
    const sameRevision = old.revision !== null && old.revision === now.revision;
    const otherContent = old.narHash !== null && now.narHash !== null && old.narHash !== now.narHash;
    const samePacking = old.type === now.type && options(old.url) === options(now.url);
    if (sameRevision && otherContent && samePacking)
        return 'rehashed';
    const same = old.revision === now.revision &&
        old.narHash === now.narHash &&
        old.lastModified === now.lastModified &&
        old.url === now.url;
    return same ? null : 'updated';
}
/** By the names along the paths, a parent before its children. */
function comparePaths(a, b) {
    for (let index = 0; index < Math.min(a.length, b.length); index++) {
        if (a[index] !== b[index])
            return a[index] < b[index] ? -1 : 1;
    }
    return a.length - b.length;
}
function sameFollows(old, now) {
    return old.follows !== null && now.follows !== null && old.follows.join('\n') === now.follows.join('\n');
}
/** What of a URL chooses other content of the same revision: submodules, a folder. Its branch does not. */
function options(url) {
    return (url.split('?')[1] ?? '')
        .split('&')
        .filter((option) => !option.startsWith('ref='))
        .join('&');
}

;// CONCATENATED MODULE: ./lib/src/diff/outcomes.js
/**
 * Why a host that evaluates is not to be built, or null where it is. A host whose derivation is the same in both states differs in nothing, so
 * neither is built; one that is removed interests nobody any more.
 */
function reasonNotToBuild(host, pair, policy) {
    if (isUnchanged(pair))
        return 'its derivation is the same';
    if (pair.after === undefined)
        return 'it is removed';
    if (policy.evalOnly)
        return 'derivations were compared, nothing was built';
    if (host.outPath === null)
        return 'its toplevel is content-addressed';
    if (policy.systems !== null && !policy.systems.has(host.system))
        return noBuilder(host.system);
    return null;
}
/** Whether both states have the very same derivation. */
function isUnchanged({ before, after }) {
    return before?.kind === 'evaluated' && after?.kind === 'evaluated' && before.drvPath === after.drvPath;
}
/** What became of one side of a pair. `builds` holds the results of all that was to be built, by drvPath. */
function outcomeOf(side, pair, { policy, builds }) {
    const evaluation = pair[side];
    if (evaluation === undefined)
        return { kind: 'absent' };
    if (evaluation.kind === 'failed')
        return { kind: 'broken', drvPath: null, failures: [evaluationFailure(evaluation)] };
    const { drvPath, outPath } = evaluation;
    const reason = reasonNotToBuild(evaluation, pair, policy);
    if (reason !== null || outPath === null)
        return { kind: 'evaluated', drvPath, outPath, reason: reason ?? '' };
    const build = builds.get(drvPath);
    if (build === undefined || build.kind === 'built')
        return { kind: 'built', drvPath, outPath };
    const broken = build.failures.filter((failure) => failure.kind === 'build');
    if (broken.length > 0)
        return { kind: 'broken', drvPath, failures: broken.map(buildFailure) };
    const missing = build.failures.map((failure) => failure.summary);
    return { kind: 'evaluated', drvPath, outPath, reason: `no builder here: ${missing.join('; ')}` };
}
function noBuilder(system) {
    return `no builder for ${system} here; derivations were compared`;
}
function evaluationFailure({ message, full, }) {
    const [first = '', second = ''] = message.replace(/^\s*error:\s*/, '').split('\n');
    // NixOS's own assertions come as a list below a title that says nothing by itself.
    const summary = first.endsWith(':') ? `${first} ${second.replace(/^\s*-\s*/, '')}` : first;
    return { stage: 'evaluate', drvPath: null, summary, message, full, logTail: [] };
}
function buildFailure({ drvPath, summary, message, logTail }) {
    return { stage: 'build', drvPath, summary, message, full: message, logTail };
}
/** What is to be built, over all hosts and both states. */
function targetsOf(pairs, policy) {
    return [...pairs.values()].flatMap((pair) => [pair.before, pair.after].flatMap((side) => side?.kind === 'evaluated' && side.outPath !== null && reasonNotToBuild(side, pair, policy) === null
        ? [{ drvPath: side.drvPath, outPath: side.outPath }]
        : []));
}

// EXTERNAL MODULE: external "node:vm"
var external_node_vm_ = __webpack_require__(714);
// EXTERNAL MODULE: ./node_modules/picomatch/index.js
var picomatch = __webpack_require__(6);
;// CONCATENATED MODULE: ./lib/src/diff/selection.js



/**
 * Chooses hosts by name. A name without wildcards is taken literally, so that names with brackets or quotes can be given.
 * Throws a Problem where nothing is left, or where a glob matches no host: a typo must not pass for "no change".
 */
function selectHosts(names, filter) {
    const sorted = [...new Set(names)].sort();
    const globs = filter.hosts.map((glob) => {
        const matches = picomatch(glob, { dot: true, bash: true });
        return { glob, matches: (name) => name === glob || matches(name) };
    });
    const useless = globs.find(({ matches }) => !sorted.some(matches));
    if (useless !== undefined) {
        throw new problem/* Problem */.A(`--hosts ${JSON.stringify(useless.glob)} matches no host.`, `The flake's hosts are: ${sorted.join(', ')}.`);
    }
    const excluded = filter.exclude === null ? new Set() : matchingNames(sorted, filter.exclude);
    const reasonFor = (name) => {
        if (globs.length > 0 && !globs.some(({ matches }) => matches(name)))
            return `not among --hosts ${filter.hosts.join(' ')}`;
        return excluded.has(name) ? `its name matches ${filter.exclude}` : null;
    };
    const judged = sorted.map((name) => ({ name, reason: reasonFor(name) }));
    const chosen = judged.flatMap(({ name, reason }) => (reason === null ? [name] : []));
    const skipped = judged.flatMap(({ name, reason }) => (reason === null ? [] : [{ name, reason }]));
    if (chosen.length === 0 && skipped.length > 0) {
        throw new problem/* Problem */.A(`All ${skipped.length} hosts are left out: ${skipped.map((host) => `${host.name} (${host.reason})`).join(', ')}.`, "Choose others with --hosts, or leave none out with --exclude ''.");
    }
    return { chosen, skipped };
}
const MATCHING_MILLISECONDS = 2_000;
/** The names that a regular expression matches as a whole. Throws a Problem for one that would be tried for ever. */
function matchingNames(names, source) {
    try {
        const program = "names.filter((name) => new RegExp('^(?:' + source + ')$', 'u').test(name))";
        // Only a context of its own can be timed out: a backtracking expression never gives control back.
        return new Set((0,external_node_vm_.runInNewContext)(program, { names: [...names], source }, { timeout: MATCHING_MILLISECONDS }));
    }
    catch (error) {
        if (error.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT')
            throw error;
        throw new problem/* Problem */.A(`--exclude ${JSON.stringify(source)} takes too long to match.`, 'Nested repetitions such as (a+)+ do; say it more simply, such as ".*-minimal".');
    }
}

;// CONCATENATED MODULE: ./lib/src/nix/log.js

const log_LOG_LINES = 40;
const LINE_LENGTH = 1_000;
// Numbers of activity and result types: Nix, src/libutil/logging.hh; unchanged from 2.8 to 2.35.
const ACTIVITY = { copyPaths: 103, builds: 104, build: 105 };
const RESULT = { logLine: 101, progress: 105, postBuildLogLine: 107 };
/** A new, empty log; `onProgress` is called whenever a number of it has changed. Lines that are no events of Nix count as error messages. */
function openBuildLog(onProgress) {
    const activities = new Map();
    const tails = new Map();
    const errors = [];
    let progress = { built: 0, toBuild: 0, downloaded: 0, toDownload: 0, latest: null };
    const change = (part) => {
        progress = { ...progress, ...part };
        onProgress(progress);
    };
    const started = (event) => {
        const drvPath = event.type === ACTIVITY.build ? String(event.fields?.[0] ?? '') : null;
        activities.set(event.id ?? -1, { type: event.type ?? 0, drvPath });
        if (drvPath !== null)
            change({ latest: log_derivationName(drvPath) });
    };
    const result = (event) => {
        const activity = activities.get(event.id ?? -1);
        if (event.type === RESULT.logLine || event.type === RESULT.postBuildLogLine) {
            if (activity?.drvPath != null)
                append(tails, activity.drvPath, String(event.fields?.[0] ?? ''));
        }
        else if (event.type === RESULT.progress) {
            const [done = 0, expected = 0] = (event.fields ?? []).map(Number);
            if (activity?.type === ACTIVITY.builds)
                change({ built: done, toBuild: expected });
            if (activity?.type === ACTIVITY.copyPaths)
                change({ downloaded: done, toDownload: expected });
        }
    };
    return {
        take: (line) => {
            if (!line.startsWith('@nix ')) {
                if (line.trim() !== '')
                    errors.push(plain(line));
                return;
            }
            const event = eventIn(line);
            if (event === null)
                return;
            if (event.action === 'start')
                started(event);
            else if (event.action === 'stop')
                activities.delete(event.id ?? -1);
            else if (event.action === 'result')
                result(event);
            else if (event.action === 'msg' && event.level === 0)
                errors.push(plain(event.raw_msg ?? event.msg ?? ''));
        },
        progress: () => progress,
        failures: () => failedDerivations(errors, tails),
        errors: () => errors.join('\n'),
    };
}
/** The event of a line; null for one that a killed Nix has left half written. */
function eventIn(line) {
    try {
        return JSON.parse(line.slice('@nix '.length));
    }
    catch {
        return null;
    }
}
/** The name in a .drv path: "/nix/store/<hash>-openssl-3.4.2.drv" → "openssl-3.4.2". */
function log_derivationName(drvPath) {
    return drvPath.replace(/^.*\/[0-9a-z]{32}-/, '').replace(/\.drv$/, '');
}
function append(tails, drvPath, line) {
    const tail = tails.get(drvPath) ?? [];
    tail.push(plain(line).slice(0, LINE_LENGTH));
    if (tail.length > log_LOG_LINES)
        tail.shift();
    tails.set(drvPath, tail);
}
/** Messages that name a derivation which did not fail itself. */
const CONSEQUENCE = /\d+ dependenc(?:y|ies)(?: of derivation '[^']*')? failed|^\s*(?:error:\s*)?build of '.*\^/;
const PLATFORM = /is required to build|platform mismatch|required (?:system|features?):|unable to start any build|local builds are disabled/i;
function failedDerivations(errors, tails) {
    const failed = new Map();
    for (const error of errors) {
        const words = ownWords(error);
        if (CONSEQUENCE.test(words))
            continue;
        const drvPath = /\/[^\s']*\/[0-9a-z]{32}-[^\s'"]+?\.drv(?=['"\s,:;^]|$)/.exec(words)?.[0];
        if (drvPath === undefined || failed.has(drvPath))
            continue;
        const logTail = tails.get(drvPath) ?? quotedLog(error);
        failed.set(drvPath, {
            drvPath,
            kind: PLATFORM.test(words) ? 'platform' : 'build',
            summary: summaryOf(words, drvPath),
            message: error.trim(),
            logTail,
        });
    }
    return [...failed.values()];
}
/** Log lines as the message itself quotes them ("> …"), for logs that were not streamed. */
function quotedLog(error) {
    return error.split('\n').flatMap((line) => /^\s*> (.*)$/.exec(line)?.[1] ?? []);
}
function summaryOf(error, drvPath) {
    const name = log_derivationName(drvPath);
    const required = /a '([^']+)'(?: with features \{([^}]*)\})? is required/.exec(error) ??
        /Required system: '([^']+)'(?:\s*with features \{([^}]*)\})?/i.exec(error);
    if (required !== null)
        return `${name} needs a builder for ${required[1]}${required[2] ? ` with ${required[2]}` : ''}`;
    const reason = /Reason: (.*?)\.?$/m.exec(error)?.[1] ?? /builder for '[^']*' (failed with [^;,\n]*)/.exec(error)?.[1];
    if (reason !== undefined)
        return `${name}: ${reason.replace(/\.$/, '')}`;
    const first = error.replace(/^\s*error:\s*/, '').split('\n')[0] ?? '';
    return `${name}: ${first.replaceAll(drvPath, name).replace(/[;:,.]\s*$/, '')}`;
}

;// CONCATENATED MODULE: ./lib/src/nix/build.js






/**
 * Builds all targets with one `nix build --keep-going`, so that Nix schedules over its builders, remote ones included. Only where Nix up to 2.26
 * gives up everything for one derivation that nobody can build, it is asked again for the rest.
 * Gives a result for every target, by drvPath. Throws a Problem where the surroundings (daemon, disk) are to blame.
 */
async function buildAll(nix, request) {
    const results = new Map();
    const space = watchSpace(request.spaceIn);
    try {
        let remaining = [...new Map(request.targets.map((target) => [target.drvPath, target])).values()];
        for (let pass = 0; remaining.length > 0; pass += 1) {
            const settled = await buildOnce(nix, { ...request, targets: remaining, pass, leastSpace: space.least });
            for (const [drvPath, result] of settled)
                results.set(drvPath, result);
            remaining = remaining.filter((target) => !results.has(target.drvPath));
        }
        return results;
    }
    finally {
        space.stop();
    }
}
/** One `nix build`. Gives a result for at least one target. */
async function buildOnce(nix, { targets, pass, roots, onProgress, leastSpace }) {
    const log = openBuildLog(onProgress);
    const link = (0,external_node_path_.join)(roots, `pass-${pass}`);
    const output = await nix.nix([
        'build',
        '--keep-going',
        '--log-format',
        'internal-json',
        '--out-link',
        link,
        ...installables(nix, targets),
    ], { onStderr: log.take });
    if (output.code === 0)
        return new Map(targets.map(({ drvPath }) => [drvPath, { kind: 'built' }]));
    const missing = await missingPaths(nix, targets.map((target) => target.outPath));
    const built = targets.filter((target) => !missing.has(target.outPath));
    const unbuilt = targets.filter((target) => missing.has(target.outPath));
    await keepFromCollector(nix, built, (0,external_node_path_.join)(roots, `kept-${pass}`));
    const failures = log.failures();
    stopForFullDisk(failures, leastSpace());
    const blamed = await blame(nix, unbuilt, failures);
    const results = new Map(built.map(({ drvPath }) => [drvPath, { kind: 'built' }]));
    for (const [drvPath, guilty] of blamed)
        results.set(drvPath, { kind: 'failed', failures: guilty });
    if (results.size > 0)
        return results;
    const told = log.errors();
    const problem = surroundingsProblem('nix build', told);
    // What names a store path is about what was built (an output that may not refer to another, say): the targets that are left are broken by it.
    if (problem !== null || !/\/[0-9a-z]{32}-/.test(told))
        throw problem ?? nixProblem('nix build', told);
    return new Map(unbuilt.map(({ drvPath }) => [drvPath, { kind: 'failed', failures: [unexplained(drvPath, told)] }]));
}
function unexplained(drvPath, errors) {
    const message = trimMessage(errors);
    const first = message.replace(/^error:\s*/, '').split('\n')[0] ?? '';
    return {
        drvPath,
        kind: 'build',
        summary: `${log_derivationName(drvPath)}: ${first}`,
        message: errors,
        logTail: [],
    };
}
/** What `nix build` takes for "all outputs of this derivation": the plain path up to 2.13, "^*" behind it since (run on 2.8, 2.26, 2.34). */
function installables(nix, targets) {
    const suffix = atLeast(nix.version.number, 2, 14) ? '^*' : '';
    return targets.map((target) => target.drvPath + suffix);
}
async function missingPaths(nix, paths) {
    const output = await nix.store(['--check-validity', '--print-invalid', ...paths]);
    if (output.code !== 0)
        throw nixProblem('nix-store --check-validity', output.stderr);
    return new Set(output.stdout.split('\n').filter((line) => line !== ''));
}
/** After a build that failed in part, Nix has made no links at all. */
async function keepFromCollector(nix, built, link) {
    if (built.length === 0)
        return;
    const output = await nix.nix(['build', '--out-link', link, ...installables(nix, built)]);
    if (output.code !== 0)
        throw nixProblem('nix build', output.stderr);
}
/** Which failures lie in the derivation graph below each target. */
async function blame(nix, targets, failures) {
    const blamed = new Map();
    const wanted = new Set(targets.map((target) => target.drvPath));
    if (wanted.size === 0)
        return blamed;
    for (const failure of failures) {
        const output = await nix.store(['--query', '--referrers-closure', failure.drvPath]);
        if (output.code !== 0)
            throw nixProblem('nix-store --query --referrers-closure', output.stderr);
        for (const drvPath of output.stdout.split('\n')) {
            if (wanted.has(drvPath))
                blamed.set(drvPath, [...(blamed.get(drvPath) ?? []), failure]);
        }
    }
    return blamed;
}
const LITTLE_SPACE = 2 ** 30;
/**
 * A full disk breaks whatever is built at that moment: no host is to blame for it. A log that says so is believed only where space was
 * indeed short, for programs test such things, too.
 */
function stopForFullDisk(failures, least) {
    if (least > LITTLE_SPACE)
        return;
    const full = failures.find(({ message, logTail }) => /No space left on device/.test([message, ...logTail].join('\n')));
    if (full === undefined)
        return;
    throw new problem/* Problem */.A(`nix build failed: ${full.summary}: no space left on device.`, 'The disk is full. See df -h, and free some space: nix-collect-garbage -d.');
}
/** Watches the free space, in bytes, of some folders: `least` gives the least that was seen on any of them. */
function watchSpace(folders) {
    let least = Number.POSITIVE_INFINITY;
    const look = () => {
        for (const folder of folders) {
            try {
                const { bavail, bsize } = (0,external_node_fs_.statfsSync)(folder);
                least = Math.min(least, bavail * bsize);
            }
            catch {
                // No such folder: nothing is built there.
            }
        }
        return least;
    };
    const timer = setInterval(look, 500);
    return { least: look, stop: () => clearInterval(timer) };
}

;// CONCATENATED MODULE: ./lib/src/nix/evaluate.js





/** The lock file is taken as it is (with --no-write-lock-file beside it, Nix would complete one that is not), and no cache is left behind. */
const AS_LOCKED = ['--no-update-lock-file', '--option', 'eval-cache', 'false'];
/** The names in `nixosConfigurations`. Throws a Problem only where the surroundings are to blame. */
async function listHosts(nix, flake) {
    const output = await nix.nix([
        'eval',
        '--json',
        ...AS_LOCKED,
        ...flake.options,
        `${flake.reference}#nixosConfigurations`,
        '--apply',
        'builtins.attrNames',
    ]);
    if (output.code === 0)
        return { kind: 'names', names: JSON.parse(output.stdout) };
    if (/does not provide attribute/.test(output.stderr))
        return { kind: 'names', names: [] };
    const problem = surroundingsProblem('nix eval', output.stderr);
    if (problem !== null)
        throw problem;
    return { kind: 'failed', message: trimMessage(output.stderr), full: plain(output.stderr).trim() };
}
/**
 * Evaluates many hosts in one evaluator, one after the other. Each result leaves it at once as a trace on stderr, so that a host that fails costs
 * only itself: the evaluator is started again with the hosts behind it. An evaluator that outgrows its memory is replaced in the same way.
 * Throws a Problem where the surroundings (daemon, disk, network) and not a host is to blame.
 */
async function evaluateHosts(nix, request) {
    const results = new Map();
    let remaining = request.hosts;
    let killed = null;
    while (remaining.length > 0) {
        const { results: batch, killedAt } = await evaluateBatch(nix, {
            ...request,
            hosts: remaining.slice(0, HOSTS_PER_CALL),
        });
        if (killedAt !== null && killedAt === killed)
            throw outOfMemory(killedAt);
        killed = killedAt;
        if (batch.size === 0 && killed === null)
            throw new problem/* Problem */.A('nix eval told nothing of the hosts that it was asked for.', 'Try with --verbose.');
        for (const [host, evaluation] of batch)
            results.set(host, evaluation);
        remaining = remaining.filter((host) => !results.has(host));
    }
    return results;
}
/** Keeps the expression below Linux's limit of 128 KiB for one argument, with names of up to 255 bytes. */
const HOSTS_PER_CALL = 300;
async function evaluateBatch(nix, request) {
    const results = new Map();
    const mark = `@flake-update-diff:${(0,external_node_crypto_.randomBytes)(8).toString('hex')}`;
    let current = null;
    let printed = [];
    let outgrown = false;
    const onStderr = (line) => {
        // Only at the beginning: error traces quote the expression, and with it the mark.
        if (!line.startsWith(`trace: ${mark}`)) {
            printed.push(line);
            if (printed.length > 2 * KEPT_LINES)
                printed = printed.slice(-KEPT_LINES);
            return;
        }
        const message = messageIn(line.slice(`trace: ${mark}`.length));
        if (message === null)
            return;
        if ('start' in message) {
            current = message.start;
            printed = [];
            request.onHost(message.start, false);
            return;
        }
        const { out, ...result } = message.result;
        results.set(message.done, { kind: 'evaluated', outPath: out, ...result });
        current = null;
        request.onHost(message.done, true);
    };
    let watch;
    const onStart = (pid) => {
        watch = setInterval(async () => {
            if (results.size === 0 || (await residentMemory(pid)) <= request.memory)
                return;
            outgrown = true;
            killGroup(pid, 'SIGTERM');
        }, 500);
    };
    const expression = hostsExpression(mark, request.hosts);
    const output = await nix
        .nix([
        'eval',
        '--json',
        '--show-trace',
        ...AS_LOCKED,
        ...request.flake.options,
        `${request.flake.reference}#nixosConfigurations`,
        '--apply',
        expression,
    ], { onStderr, onStart })
        .finally(() => clearInterval(watch));
    if (output.code === 0 || outgrown)
        return { results, killedAt: null };
    if (output.code === KILLED)
        return { results, killedAt: current };
    const stderr = printed.join('\n');
    const problem = surroundingsProblem('nix eval', stderr);
    if (problem !== null)
        throw problem;
    if (current === null)
        throw results.size === 0 ? nixProblem('nix eval', stderr) : evaluate_unexplained(stderr);
    results.set(current, failureOf(output, stderr));
    request.onHost(current, true);
    return { results, killedAt: null };
}
/** Null for a line that a killed evaluator has left half written. */
function messageIn(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return null;
    }
}
/** A function of `nixosConfigurations` that evaluates the hosts in order and traces `MARK {json}` as each begins and ends. */
function hostsExpression(mark, hosts) {
    return `configs:
let
  trace = value: builtins.trace "${mark} \${builtins.toJSON value}" null;
  text = builtins.unsafeDiscardStringContext;
  attempt = value: let tried = builtins.tryEval value; in if tried.success then tried.value else null;
  evaluate = name:
    let
      config = configs.\${name}.config;
      toplevel = config.system.build.toplevel;
      result = {
        drvPath = text toplevel.drvPath;
        # Not named outPath: toJSON takes a set that has one for a derivation.
        out = if builtins.substring 0 (builtins.stringLength builtins.storeDir) toplevel.outPath == builtins.storeDir
          then text toplevel.outPath else null;
        system = toplevel.system;
        stateVersion = attempt (config.system.stateVersion or null);
        label = attempt (config.system.nixos.label or null);
      };
    in builtins.seq (trace { start = name; }) (trace { done = name; inherit result; });
in builtins.foldl' (_: name: evaluate name) null [ ${hosts.map(nixString).join(' ')} ]`;
}
/** A Nix string literal; everything but backslash, double quote and the beginning of an interpolation stands for itself. */
function nixString(text) {
    return `"${text.replace(/[\\"]|\$(?=\{)/g, '\\$&')}"`;
}
function failureOf(output, stderr) {
    const full = plain(stderr).trim();
    const message = trimMessage(stderr);
    if (message !== '')
        return { kind: 'failed', message, full };
    const ended = `The evaluator ended with code ${output.code} and no message.`;
    return { kind: 'failed', message: ended, full: full === '' ? ended : full };
}
const KILLED = 128 + 9;
/** Lines of an evaluation's output that are kept: its error is at the end, and traces before it can be millions. */
const KEPT_LINES = 5_000;
function outOfMemory(host) {
    return new problem/* Problem */.A(`The evaluator was killed twice while it evaluated ${host}: there is probably too little memory.`, 'Close other programs, add memory or swap, or look at fewer hosts at a time: --hosts.');
}
function evaluate_unexplained(stderr) {
    return new problem/* Problem */.A(`nix eval failed between two hosts:\n${trimMessage(stderr)}`);
}
/** Bytes of memory that a process holds; 0 where the system has no /proc. */
async function residentMemory(pid) {
    const statm = await (0,promises_.readFile)(`/proc/${pid}/statm`, 'utf8').catch(() => '0 0');
    return Number(statm.split(' ')[1] ?? 0) * 4096;
}

;// CONCATENATED MODULE: ./lib/src/nix/evaluators.js


/** Below this, a second evaluator at once would make the machine swap: one modern host takes 0.5 to 1 GB. */
const MEMORY_PER_EVALUATOR = 2 * 2 ** 30;
/** Evaluators of one state repeat the work that its hosts share (nixpkgs itself), so a slice must be worth it. */
const HOSTS_PER_SLICE = 8;
/** Shares out the evaluation of two states with up to `hosts` hosts each. Pure. */
function planEvaluators({ cpus, memory }, hosts) {
    const parallel = Math.max(1, Math.min(cpus, Math.floor(memory / MEMORY_PER_EVALUATOR)));
    const slices = Math.max(1, Math.min(Math.floor(parallel / 2), Math.ceil(hosts / HOSTS_PER_SLICE)));
    return { parallel, slices, memory: Math.floor((memory * 0.8) / parallel) };
}
/** The capacity of the machine as it is now; memory as its control group allows where Node can tell. */
function capacity() {
    const available = process.availableMemory;
    return {
        cpus: (0,external_node_os_.availableParallelism)(),
        memory: available === undefined ? (0,external_node_os_.freemem)() : available.call(process),
    };
}
/** Evaluates the hosts of several states, as many evaluators at once as the plan says. Gives one map for each state, in their order. */
async function evaluateStates(nix, states, { plan, onHost }) {
    const results = states.map(() => new Map());
    const jobs = states.flatMap(({ flake, hosts }, state) => slicesOf(hosts, plan.slices).map((slice) => async () => {
        const evaluated = await evaluateHosts(nix, { flake, hosts: slice, memory: plan.memory, onHost });
        for (const [host, evaluation] of evaluated)
            results[state]?.set(host, evaluation);
    }));
    const worker = async () => {
        for (let job = jobs.shift(); job !== undefined; job = jobs.shift())
            await job();
    };
    await Promise.all(Array.from({ length: plan.parallel }, worker));
    return results;
}
function slicesOf(items, count) {
    const size = Math.ceil(items.length / count);
    return size === 0
        ? []
        : Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

;// CONCATENATED MODULE: ./lib/src/nix/source.js
/** Parameters of a flake reference that choose other content of the same repository. */
const CHOOSING = ['dir', 'submodules', 'lfs', 'exportIgnore', 'shallow', 'allRefs'];
/**
 * Says where a locked input comes from. The place is that of "locked"; the branch is what "original" asks for, and for
 * tarballs so is the URL, because a locked one names a revision. Types and their attributes: "Types" in the Nix manual's
 * `nix flake` page. A type that is not known yet is spelled out from its attributes.
 */
function describeSource(locked, original) {
    const type = source_text(locked.type) ?? 'unknown';
    const ref = source_text(original.ref) ?? source_text(locked.ref);
    const options = chosen({ ...locked, ...original });
    switch (type) {
        case 'github':
        case 'gitlab':
        case 'sourcehut':
            return forgeSource(type, { locked, ref, options });
        case 'git':
        case 'hg': {
            const url = source_text(locked.url) ?? '';
            const scheme = url.startsWith(`${type}:`) ? '' : `${type}+`;
            return {
                type,
                url: withQuery(`${scheme}${url}`, { ref, ...options }),
                web: webOfRepository(url),
                origin: url,
            };
        }
        case 'tarball':
        case 'file':
            return downloadSource(type, { locked, original, options });
        case 'path': {
            const path = source_text(original.path) ?? source_text(locked.path) ?? '';
            return {
                type,
                url: withQuery(`path:${path}`, options),
                web: null,
                origin: `path:${source_text(locked.path) ?? ''}`,
            };
        }
        case 'indirect': {
            const url = ['flake:', source_text(locked.id) ?? '', ref === undefined ? '' : `/${ref}`].join('');
            return { type, url, web: null, origin: url };
        }
        default: {
            const place = source_text(locked.url) ?? [locked.host, locked.owner, locked.repo].filter(Boolean).join('/');
            const url = withQuery(`${type}:${place}`, { ref, ...options });
            return { type, url, web: webOfRepository(place), origin: `${type}:${place}` };
        }
    }
}
const FORGES = { github: 'github.com', gitlab: 'gitlab.com', sourcehut: 'git.sr.ht' };
function forgeSource(type, { locked, ref, options }) {
    const host = source_text(locked.host);
    const place = [source_text(locked.owner) ?? '', source_text(locked.repo) ?? ''].join('/');
    // GitLab's subgroups are written with an escaped slash.
    const web = `https://${host ?? FORGES[type]}/${place.replace(/%2f/gi, '/')}`;
    const url = withQuery(`${type}:${place}${ref === undefined ? '' : `/${ref}`}`, { host, ...options });
    return { type, url, web, origin: web };
}
/** An archive or a file. Forgejo, Gitea, GitHub and GitLab serve a repository's archives under known paths, which tells the repository. */
function downloadSource(type, { locked, original, options }) {
    const from = source_text(locked.url) ?? '';
    const asked = source_text(original.url) ?? withoutRevision(from);
    const archive = /^(https?:\/\/[^/]+\/.+?)(?:\/-)?\/archive\/[^?]+$/.exec(from.replace(/\?.*$/, ''));
    const web = type === 'tarball' ? (archive?.[1]?.replace(/\/api\/v1\/repos(?=\/)/, '') ?? null) : null;
    const scheme = type === 'file' && !/^file(\+|:)/.test(asked) ? 'file+' : '';
    return {
        type,
        url: withQuery(`${scheme}${asked}`, options),
        web,
        origin: web ?? /^[a-z+]+:\/\/[^/?]*/.exec(from)?.[0] ?? from,
    };
}
function withoutRevision(url) {
    return url.replace(/[?&](rev|revCount|lastModified|narHash)=[^&]*/g, '').replace(/[0-9a-f]{40}/g, 'REV');
}
/** The page of a git repository, where its address is one that forges use: https as it is, ssh by the same path. */
function webOfRepository(address) {
    const match = /^(?:git\+|hg\+)?(?:(https?):\/\/(?:[^@/]*@)?|ssh:\/\/(?:[^@/]*@)?|[\w.-]+@(?=[^/]+:))([^/:]+)(:\d+)?[/:]([^?#]+)/.exec(address);
    if (match === null)
        return null;
    const [, scheme, host, port, path] = match;
    const repository = path.replace(/\/+$/, '').replace(/\.git$/, '');
    // A port of SSH says nothing of the web server's.
    return scheme === undefined
        ? `https://${host}/${repository}`
        : `${scheme}://${host}${port ?? ''}/${repository}`;
}
function chosen(attributes) {
    const spelled = (value) => (value === true ? '1' : `${value}`);
    return Object.fromEntries(CHOOSING.flatMap((key) => {
        const value = attributes[key];
        return value === undefined || value === false || value === 0 || value === ''
            ? []
            : [[key, spelled(value)]];
    }));
}
function withQuery(url, options) {
    const query = Object.entries(options).flatMap(([key, value]) => value === undefined ? [] : [`${key}=${value}`]);
    return query.length === 0 ? url : `${url}${url.includes('?') ? '&' : '?'}${query.join('&')}`;
}
function source_text(value) {
    return typeof value === 'string' ? value : undefined;
}

;// CONCATENATED MODULE: ./lib/src/nix/lock.js



const attributes = schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* union */.KCZ([schemas/* string */.YjP(), schemas/* number */.aig(), schemas/* boolean */.zMY()]));
const nodeSchema = schemas/* object */.Ikc({
    inputs: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* union */.KCZ([schemas/* string */.YjP(), schemas/* array */.YOg(schemas/* string */.YjP())])).optional(),
    locked: attributes.optional(),
    original: attributes.optional(),
    /** Version 5 kept lastModified and narHash apart. */
    info: attributes.optional(),
});
const lockSchema = schemas/* object */.Ikc({
    version: schemas/* number */.aig(),
    root: schemas/* string */.YjP(),
    nodes: schemas/* record */.g1P(schemas/* string */.YjP(), nodeSchema),
});
/**
 * Reads a lock file. `file` is how an error names it. Every input is told under the shortest path that leads to it, and
 * inputs that follow others under their own; what an input that follows leads to is told there and not again, so cycles
 * end. Throws a Problem that names the file, the place in it and what would be right.
 */
function parseLock(text, file) {
    const graph = lock_readGraph(text, file);
    const entries = [];
    const seen = new Set([graph.root]);
    const queue = [
        { path: [], node: graph.root },
    ];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        for (const [name, target] of Object.entries(graph.nodes[next.node]?.inputs ?? {})) {
            const path = [...next.path, name];
            if (typeof target === 'string') {
                entries.push(nodeEntry(path, graph.nodes[target]));
                if (!seen.has(target))
                    queue.push({ path, node: target });
                seen.add(target);
            }
            else {
                entries.push(followsEntry(path, target, graph));
            }
        }
    }
    return entries;
}
function lock_readGraph(text, file) {
    let json;
    try {
        json = JSON.parse(text);
    }
    catch (error) {
        const conflict = /^(<{7}|={7}|>{7})/m.test(text)
            ? ' It has conflict markers of an unfinished merge.'
            : '';
        throw new problem/* Problem */.A(`${file} is not JSON: ${error.message}.${conflict}`);
    }
    const version = json?.version;
    if (typeof version === 'number' && (version < 5 || version > 7)) {
        throw new problem/* Problem */.A(`${file} has version ${version}; this program reads lock files of versions 5 to 7`);
    }
    const parsed = lockSchema.safeParse(json);
    if (!parsed.success) {
        const issue = parsed.error.issues[0];
        throw new problem/* Problem */.A(`${file} is no lock file of a flake: ${issue.path.join('.') || 'the whole'}: ${issue.message}`);
    }
    requireNodes(parsed.data, file);
    return parsed.data;
}
function requireNodes({ root, nodes }, file) {
    if (!Object.hasOwn(nodes, root))
        throw new problem/* Problem */.A(`${file} names "${root}" as its root, but has no such node`);
    for (const [name, { inputs, locked }] of Object.entries(nodes)) {
        if (name !== root && locked === undefined) {
            throw new problem/* Problem */.A(`${file}: nodes.${name} has no "locked"; every node but the root needs one`);
        }
        for (const [input, target] of Object.entries(inputs ?? {})) {
            if (typeof target === 'string' && !Object.hasOwn(nodes, target)) {
                throw new problem/* Problem */.A(`${file}: nodes.${name}.inputs.${input} is "${target}", but there is no such node`);
            }
        }
    }
}
function nodeEntry(path, node) {
    const locked = { ...node.locked, ...node.info };
    const { type, url, web, origin } = describeSource(locked, node.original ?? {});
    const { rev, lastModified, narHash } = locked;
    return {
        path,
        origin,
        input: {
            type,
            url,
            web,
            revision: typeof rev === 'string' ? rev : null,
            lastModified: typeof lastModified === 'number' ? lastModified : null,
            narHash: typeof narHash === 'string' ? narHash : null,
            follows: null,
        },
    };
}
function followsEntry(path, follows, graph) {
    const target = resolve(follows, graph);
    const node = target === null ? undefined : graph.nodes[target];
    const { input, origin } = node?.locked === undefined ? { input: NOWHERE, origin: '' } : nodeEntry(path, node);
    return { path, origin, input: { ...input, type: 'follows', follows } };
}
const NOWHERE = {
    type: 'follows',
    url: '',
    web: null,
    revision: null,
    lastModified: null,
    narHash: null,
    follows: null,
};
/** The node at the end of a path from the root, through whatever it follows on the way; null for a cycle or a path to nothing. */
function resolve(path, graph, passed = new Set()) {
    const key = path.join('\n');
    if (passed.has(key))
        return null;
    let node = graph.root;
    for (const name of path) {
        const target = graph.nodes[node]?.inputs?.[name];
        if (target === undefined)
            return null;
        const next = typeof target === 'string' ? target : resolve(target, graph, new Set([...passed, key]));
        if (next === null)
            return null;
        node = next;
    }
    return node;
}

// EXTERNAL MODULE: ./node_modules/zod/v4/core/errors.js
var errors = __webpack_require__(428);
;// CONCATENATED MODULE: ./lib/src/nix/settings.js




const Setting = (value) => schemas/* object */.Ikc({ value }).optional();
const Settings = schemas/* object */.Ikc({
    system: Setting(schemas/* string */.YjP()),
    'extra-platforms': Setting(schemas/* array */.YOg(schemas/* string */.YjP())),
    builders: Setting(schemas/* string */.YjP()),
});
/**
 * The systems that can be built here: this machine's, those that it emulates, and those of its remote builders, as Nix's own settings tell
 * (`system`, `extra-platforms`, `builders`; format of the last: Nix manual, "Remote builds"). `readFile` reads a machines file.
 */
async function buildableSystems(nix, readFile) {
    const command = atLeast(nix.version.number, 2, 20)
        ? ['config', 'show', '--json']
        : ['show-config', '--json'];
    const output = await nix.nix(command);
    if (output.code !== 0)
        throw nixProblem(`nix ${command.join(' ')}`, output.stderr);
    const parsed = Settings.safeParse(JSON.parse(output.stdout));
    if (!parsed.success) {
        throw new problem/* Problem */.A(`nix ${command.join(' ')} of Nix ${nix.version.text} answered in a shape that is not known: ${errors/* prettifyError */.S1(parsed.error)}`);
    }
    const { system, builders, 'extra-platforms': extra } = parsed.data;
    const own = [system?.value ?? '', ...(extra?.value ?? [])];
    return new Set([...own, ...(await systemsOfBuilders(builders?.value ?? '', readFile))]);
}
async function systemsOfBuilders(builders, readFile) {
    const systems = [];
    for (const line of builders.split(/[;\n]/)) {
        const entry = line.replace(/#.*/, '').trim();
        if (entry.startsWith('@')) {
            const text = await readFile(entry.slice(1)).catch(() => '');
            systems.push(...(await systemsOfBuilders(text, readFile)));
        }
        else {
            const field = entry.split(/\s+/)[1] ?? '-';
            if (field !== '-')
                systems.push(...field.split(','));
        }
    }
    return systems;
}

;// CONCATENATED MODULE: ./lib/src/states.js






/**
 * Gives the second tree its new lock file: updated, or taken from the working tree, or as committed. The user's files are only read. Throws a
 * Problem where there is nothing to compare with, or where something of the user's would be overwritten in the end.
 */
async function makeStates(nix, request, base) {
    const { before, after, workingLock, baseCommit, headCommit, notes } = base;
    const writes = request.mode === 'update' && request.write;
    if (writes)
        await checkWorkingLock(workingLock, await textOf(lockPath(before)));
    if (request.mode === 'update')
        await updateInputs(nix, after, request.inputs);
    if (request.mode === 'skip-update')
        await takeLock(workingLock, after);
    await stampFiles(after);
    const locks = { before: await textOf(lockPath(before)), after: await textOf(lockPath(after)) };
    if (locks.before === null && locks.after !== null)
        throw noLockYet(baseCommit !== null);
    return {
        before,
        after,
        baseCommit,
        headCommit,
        locks,
        same: locks.before === locks.after && (headCommit === null || headCommit === baseCommit),
        writeTo: writes ? workingLock : null,
        notes,
    };
}
/** A lock file that the update would overwrite must be the one that it started from, or somebody's work is lost. */
async function checkWorkingLock(workingLock, base) {
    const text = await textOf(workingLock);
    if (text === base || text === null)
        return;
    if (base === null)
        throw noLockYet(true);
    throw new problem/* Problem */.A(`${workingLock} differs from the one in the base commit, and an update would overwrite it.`, 'Review it as it is with --skip-update, put it back with "git checkout flake.lock", or leave it alone with --no-write.');
}
/** Nix only warns of an input name that it does not know, and goes on: a typo would pass for "nothing new". */
async function updateInputs(nix, after, inputs) {
    const text = await textOf(lockPath(after));
    const known = text === null ? [] : parseLock(text, 'flake.lock').map((entry) => entry.path.join('/'));
    const unknown = inputs.find((input) => !known.includes(input));
    if (unknown !== undefined) {
        throw new problem/* Problem */.A(`--input ${JSON.stringify(unknown)} is no input of this flake.`, `Its inputs are: ${known.filter((name) => !name.includes('/')).join(', ')}.`);
    }
    await updateLock(nix, after, inputs);
}
async function takeLock(workingLock, after) {
    const text = await textOf(workingLock);
    if (text === null) {
        throw new problem/* Problem */.A(`There is no ${workingLock}.`, 'Make it with "nix flake update", or run without --skip-update.');
    }
    await (0,promises_.writeFile)(lockPath(after), text);
}
function noLockYet(repository) {
    return new problem/* Problem */.A(`There is no ${repository ? 'committed ' : ''}flake.lock yet, so there is nothing to compare an update with.`, repository
        ? 'Make and commit it first: nix flake lock && git add flake.lock && git commit.'
        : 'Make it first: nix flake lock.');
}

;// CONCATENATED MODULE: ./lib/src/update.js

























/**
 * The pipeline, and the one place that knows its order: states → hosts → builds → closures → diffs → fleet → report.
 * Writes nothing outside of the workspace, the Nix store and `keepResults`: what becomes of the new lock file is the caller's decision.
 * Throws a Problem for what the user can mend.
 */
async function update(effects, request) {
    const { run, progress, workspace } = effects;
    progress.stage(request.mode === 'update' ? 'Updating the inputs' : 'Reading both states');
    const nix = await connectNix(run, request.nixOptions);
    const base = await exportBase({ run, nix, workspace }, request);
    // What does not depend on the new lock file goes on while the inputs are fetched. Its error waits until it is asked for.
    const flake = await flakeArguments(nix, base.before);
    const listing = listHosts(nix, flake);
    listing.catch(() => { });
    const states = await makeStates(nix, request, base);
    const common = { nix, request, states };
    if (states.same) {
        progress.end();
        return {
            exitCode: 2,
            report: reportOf(common, { hosts: [], outcomes: [] }),
            states,
        };
    }
    const { selection, pairs } = await evaluate(effects, common, { flake, listing });
    const outcomes = await build(effects, common, pairs);
    progress.stage('Comparing');
    const graph = await readGraph(nix, pathsToRead(outcomes));
    const store = {
        graph,
        toplevels: await readToplevels(builtPaths(outcomes)),
        identify: rememberedIdentity(),
    };
    const hosts = [...outcomes.map((host) => compareHost(host, store)), ...selection.skipped.map(skippedHost)];
    const report = reportOf(common, { hosts: hosts.sort(byName), outcomes });
    if (request.keepResults !== null)
        await linkResults(request.keepResults, outcomes);
    progress.end();
    return { exitCode: hosts.some(isForReview) ? 0 : 3, report, states };
}
async function evaluate({ progress }, { nix, request, states }, base) {
    progress.stage('Evaluating the hosts');
    const flakes = [base.flake, await flakeArguments(nix, states.after)];
    const [before, after] = await Promise.all([base.listing, listHosts(nix, flakes[1])]);
    const selection = selectHosts(knownNames(before, after), request);
    const chosen = [before, after].map((side) => namesIn(side).filter((name) => selection.chosen.includes(name)));
    const total = chosen.flat().length;
    let done = 0;
    const [old, fresh] = await evaluateStates(nix, flakes.map((flake, index) => ({ flake, hosts: chosen[index] ?? [] })), {
        plan: planEvaluators(capacity(), selection.chosen.length),
        onHost: (host, isDone) => {
            done += isDone ? 1 : 0;
            progress.update(done === total ? `${total} of ${total}, before and after` : `${done} of ${total}, ${host}`);
        },
    });
    const evaluationIn = (side, results, host) => (side.kind === 'failed' ? side : results?.get(host));
    const pairs = selection.chosen.map((host) => [host, { before: evaluationIn(before, old, host), after: evaluationIn(after, fresh, host) }]);
    return { selection, pairs: new Map(pairs) };
}
/** All names of either state. A state whose flake fails as a whole has the hosts of the other one, all of them broken. */
function knownNames(before, after) {
    if (before.kind === 'failed' && after.kind === 'failed') {
        throw new problem/* Problem */.A(`The flake does not evaluate, before or after:\n${after.message}`, 'Mend the flake first: nix flake show.');
    }
    const names = [...new Set([...namesIn(before), ...namesIn(after)])];
    if (names.length > 0)
        return names;
    throw new problem/* Problem */.A('The flake has no nixosConfigurations, so there is no host to compare.', 'Hosts are looked for in its output nixosConfigurations.');
}
function namesIn(side) {
    return side.kind === 'names' ? side.names : [];
}
async function build({ progress, workspace }, { nix, request }, pairs) {
    const policy = {
        evalOnly: request.evalOnly,
        systems: await systemsToBuild(nix, pairs, request),
    };
    const targets = targetsOf(pairs, policy);
    if (targets.length > 0)
        progress.stage(`Building ${count(targets.length, 'system')}`);
    const builds = await buildAll(nix, {
        targets,
        roots: request.keepResults === null ? (0,external_node_path_.join)(workspace, 'roots') : (0,external_node_path_.join)((0,external_node_path_.resolve)(request.keepResults), 'roots'),
        spaceIn: ['/nix/store', (0,external_node_os_.tmpdir)(), '/tmp'],
        onProgress: ({ built, toBuild, downloaded, toDownload, latest }) => {
            const parts = [
                toBuild > 0 ? `${built} of ${toBuild} built` : '',
                toDownload > 0 ? `${downloaded} of ${toDownload} downloaded` : '',
                latest !== null && built < toBuild ? latest : '',
            ];
            progress.update(parts.filter((part) => part !== '').join(', '));
        },
    });
    return [...pairs].map(([name, evaluated]) => ({
        name,
        evaluated,
        before: outcomeOf('before', evaluated, { policy, builds }),
        after: outcomeOf('after', evaluated, { policy, builds }),
    }));
}
/** Nix is asked for its builders only where some host is not of this machine's own system. */
async function systemsToBuild(nix, pairs, { evalOnly }) {
    const systems = [...pairs.values()]
        .flatMap(({ before, after }) => [before, after])
        .flatMap((side) => (side?.kind === 'evaluated' ? [side.system] : []));
    const own = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-${process.platform}`;
    if (evalOnly || systems.every((system) => system === own))
        return null;
    return buildableSystems(nix, (path) => (0,promises_.readFile)(path, 'utf8'));
}
function reportOf({ nix, request, states }, { hosts, outcomes }) {
    const { locks } = states;
    return {
        comparison: {
            kind: request.mode === 'revisions' ? 'revisions' : 'update',
            base: states.baseCommit,
            head: states.headCommit,
            flakeDir: states.before.flakeDir,
        },
        evalOnly: request.evalOnly,
        inputs: diffInputs(lockOf(locks.before), lockOf(locks.after)),
        hosts,
        failures: groupFailures(outcomes),
        fleet: fleetDiff(hosts.flatMap(({ name, diff }) => (diff === null ? [] : [{ name, diff }]))),
        notes: states.notes,
        versions: { tool: version/* VERSION */.x, nix: `${nix.version.implementation} ${nix.version.text}` },
        reproduce: request.reproduce,
    };
}
function lockOf(text) {
    return text === null ? null : parseLock(text, 'flake.lock');
}
function builtPaths(outcomes) {
    return outcomes.flatMap(({ before, after }) => [before, after].flatMap((outcome) => (outcome.kind === 'built' ? [outcome.outPath] : [])));
}
function skippedHost({ name, reason }) {
    return {
        name,
        system: null,
        state: 'skipped',
        reason,
        before: null,
        after: null,
        basis: null,
        diff: null,
        flags: null,
    };
}
function isForReview({ state }) {
    return state !== 'unchanged' && state !== 'still-broken' && state !== 'skipped';
}
function byName(a, b) {
    return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

;// CONCATENATED MODULE: ./lib/src/workspace.js




/** Makes an empty folder that only this user may read, below TMPDIR (or `parent`). */
async function makeWorkspace(parent = (0,external_node_os_.tmpdir)()) {
    const path = await (0,promises_.realpath)(parent)
        .then((real) => (0,promises_.mkdtemp)((0,external_node_path_.join)(real, 'flake-update-diff-')))
        .catch((error) => {
        throw new problem/* Problem */.A(`No temporary folder can be made in ${parent}: ${error.message}`, 'Set TMPDIR to a folder that can be written to.');
    });
    return { path, remove: () => removeWorkspace(path) };
}
/** Removes a folder with all that is in it; one that is gone already is no error. */
async function removeWorkspace(path) {
    try {
        await (0,promises_.rm)(path, { recursive: true, force: true });
    }
    catch {
        await makeWritable(path);
        await (0,promises_.rm)(path, { recursive: true, force: true });
    }
}
async function makeWritable(folder) {
    await (0,promises_.chmod)(folder, 0o700);
    for (const entry of await (0,promises_.readdir)(folder, { withFileTypes: true })) {
        if (entry.isDirectory())
            await makeWritable((0,external_node_path_.join)(folder, entry.name));
    }
}

;// CONCATENATED MODULE: ./lib/src/command.js











const INTERRUPTED = 130;
/** Ends the run with exit code 130; not an error of anybody's. */
class Interruption extends Error {
}
/**
 * Runs a parsed command to its end and gives the exit code. Whatever happens, programs that it has started have ended and its temporary folder
 * is gone when it returns.
 */
async function runCommand(parsed) {
    const progress = progressFor(parsed);
    const began = external_node_perf_hooks_.performance.now();
    const cancel = new AbortController();
    const interrupt = (signal) => cancel.abort(new Interruption(`Interrupted (${signal}); flake.lock is as it was.`));
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals)
        process.on(signal, interrupt);
    // A reader of stderr that has gone is no reason to leave anything behind, and neither is a defect of ours in some callback.
    process.stderr.on('error', () => { });
    process.on('uncaughtException', (error) => cancel.abort(error));
    const timer = parsed.timeout === null ? undefined : setTimeout(() => cancel.abort(timedOut(parsed)), parsed.timeout);
    const { run, idle } = makeRun(cancel.signal);
    let workspace = null;
    try {
        await checkOutput(parsed);
        workspace = await makeWorkspace();
        const { exitCode, report, states } = await perform(parsed, {
            run: parsed.verbose ? telling(run, progress) : run,
            progress,
            workspace: workspace.path,
        });
        const took = (external_node_perf_hooks_.performance.now() - began) / 1000;
        await printReport(parsed, { report, made: { at: Date.now() / 1000, took }, signal: cancel.signal });
        cancel.signal.throwIfAborted();
        // Last of all: until here, whatever fails leaves the working tree as it was.
        if (states?.writeTo != null && states.locks.after !== null) {
            await replaceFile(states.writeTo, { text: states.locks.after, expected: states.locks.before });
        }
        if (!parsed.quiet)
            progress.note(`Took ${durationWords(took)}.`);
        if (exitCode === 2)
            progress.note('flake.lock did not change.');
        if (exitCode === 3)
            progress.note(parsed.command === 'diff'
                ? 'Both closures are the same.'
                : 'flake.lock changed, and no host differs.');
        return exitCode;
    }
    catch (error) {
        const reason = cancel.signal.aborted ? cancel.signal.reason : error;
        progress.end();
        process.stderr.write(`flake-update-diff: ${isExplained(reason) ? (0,problem/* explain */.W)(reason) : defect(reason)}\n`);
        return reason instanceof Interruption ? INTERRUPTED : 1;
    }
    finally {
        clearTimeout(timer);
        cancel.abort(new Interruption('ended'));
        await idle();
        await workspace?.remove();
        for (const signal of signals)
            process.off(signal, interrupt);
    }
}
function perform(parsed, effects) {
    return parsed.command === 'diff'
        ? compareClosures(effects, parsed)
        : update(effects, { ...parsed, reproduce: reproduction(parsed) });
}
/** Settings that may hold a secret, which a report must not repeat. */
const SECRET = /token|secret|password|netrc/i;
/** The command that gives the same comparison again: after an update, the new lock file is in the working tree. */
function reproduction({ mode, base, head, flake, evalOnly, write, ...more }) {
    const words = [
        'flake-update-diff',
        ...(mode === 'revisions' ? [] : mode === 'update' && !write ? ['--no-write'] : ['--skip-update']),
        ...(mode === 'update' && !write ? more.inputs.flatMap((input) => ['--input', input]) : []),
        ...more.hosts.flatMap((glob) => ['--hosts', glob]),
        ...(more.exclude === src_arguments/* DEFAULT_EXCLUDE */.lx ? [] : ['--exclude', more.exclude ?? '']),
        ...more.nixOptions
            .filter(([name]) => !SECRET.test(name))
            .flatMap(([name, value]) => ['--nix-option', name, value]),
        ...(flake === '.' ? [] : ['--flake', flake]),
        ...(base === null ? [] : ['--base', base]),
        ...(head === null ? [] : ['--head', head]),
        ...(evalOnly ? ['--eval-only'] : []),
    ];
    return words
        .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
        .join(' ');
}
function progressFor({ quiet }) {
    const write = (text) => void process.stderr.write(text);
    const now = () => external_node_perf_hooks_.performance.now();
    if (quiet)
        return quietProgress(write);
    const ci = process.env['CI'] === 'true' || process.env['GITHUB_ACTIONS'] === 'true';
    if (process.stderr.isTTY && !ci)
        return terminalProgress({ write, now, columns: () => process.stderr.columns ?? 80 });
    return plainProgress({ write, now }, { groups: ci });
}
/** A `Run` that tells each command before it runs, and afterwards what it said on stderr. Nothing secret is ever in an argument. */
function telling(run, progress) {
    return async (command, options) => {
        progress.note(`+ ${command.join(' ')}`);
        const output = await run(command, options);
        if (output.stderr.trim() !== '')
            progress.note(output.stderr.trimEnd());
        return output;
    };
}
function timedOut({ timeout }) {
    return new problem/* Problem */.A(`Gave up after ${(timeout ?? 0) / 1000} seconds, as --timeout says; flake.lock is as it was.`, 'Allow more time, or name fewer hosts.');
}
/** Also what the operating system refuses: its message names the file and the cause. */
function isExplained(error) {
    if (error instanceof problem/* Problem */.A || error instanceof Interruption)
        return true;
    return ['EACCES', 'EPERM', 'ENOSPC', 'EROFS', 'EDQUOT', 'EMFILE'].includes(error.code ?? '');
}
function defect(error) {
    return `this is a defect, please report it:\n${error instanceof Error ? error.stack : String(error)}`;
}


/***/ })

};
