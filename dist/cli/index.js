#!/usr/bin/env node
import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 421:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");

/***/ }),

/***/ 598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 24:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

/***/ }),

/***/ 161:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");

/***/ }),

/***/ 760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 643:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:perf_hooks");

/***/ }),

/***/ 193:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:string_decoder");

/***/ }),

/***/ 975:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");

/***/ }),

/***/ 714:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:vm");

/***/ }),

/***/ 906:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   We: () => (/* binding */ parseArguments),
/* harmony export */   lx: () => (/* binding */ DEFAULT_EXCLUDE)
/* harmony export */ });
/* unused harmony export FORMATS */
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(975);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(373);


const FORMATS = ['markdown', 'terminal', 'json', 'html'];
/** Hosts that are left out unless --exclude says otherwise. */
const DEFAULT_EXCLUDE = '.*-minimal';
const OPTIONS = {
    'skip-update': { type: 'boolean' },
    flake: { type: 'string' },
    input: { type: 'string', multiple: true },
    hosts: { type: 'string', multiple: true },
    exclude: { type: 'string' },
    base: { type: 'string' },
    head: { type: 'string' },
    'eval-only': { type: 'boolean' },
    format: { type: 'string' },
    output: { type: 'string', short: 'o' },
    'no-write': { type: 'boolean' },
    'nix-option': { type: 'string', multiple: true },
    'keep-results': { type: 'string' },
    timeout: { type: 'string' },
    quiet: { type: 'boolean', short: 'q' },
    verbose: { type: 'boolean', short: 'v' },
    version: { type: 'boolean', short: 'V' },
    help: { type: 'boolean', short: 'h' },
};
/** Options that take all the words behind them, up to the next option. */
const VARIADIC = new Set(['input', 'hosts']);
/** Options that belong to `flake-update-diff` alone, and not to `flake-update-diff diff`. */
const UPDATE_ONLY = [
    'skip-update',
    'flake',
    'input',
    'hosts',
    'exclude',
    'base',
    'head',
    'eval-only',
    'no-write',
    'keep-results',
];
/** Reads the command line (without node and script). Throws a Problem for anything that makes no sense, before anything is done. */
function parseArguments(words) {
    const { values, tokens } = tokenise(words);
    if (values.help)
        return { command: 'help' };
    if (values.version)
        return { command: 'version' };
    const lists = collectLists(tokens);
    const output = {
        format: values.format === undefined ? null : formatNamed(values.format),
        output: values.output ?? null,
        nixOptions: lists.nixOptions,
        timeout: values.timeout === undefined ? null : duration(values.timeout),
        quiet: values.quiet ?? false,
        verbose: values.verbose ?? false,
    };
    const [command, ...operands] = lists.operands;
    if (command === undefined)
        return updateArguments(values, lists, output);
    if (command === 'diff')
        return diffArguments(operands, values, output);
    throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .Problem */ .A(`Unknown command or argument ${JSON.stringify(command)}.`, 'The only command is "diff OLD NEW"; see flake-update-diff --help.');
}
function tokenise(words) {
    try {
        return (0,node_util__WEBPACK_IMPORTED_MODULE_0__.parseArgs)({
            args: [...words],
            options: OPTIONS,
            allowPositionals: true,
            strict: true,
            tokens: true,
        });
    }
    catch (error) {
        // Node's messages name the option and what is wrong with it; its second sentence is about its own API.
        const message = error instanceof Error ? error.message.split(/\. (?=To specify|Did you forget)/)[0] : String(error);
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .Problem */ .A(`${message}`, 'See flake-update-diff --help for all options.');
    }
}
/** Words behind a variadic option belong to it, and the one behind `--nix-option NAME` is its value; the others are operands. */
function collectLists(tokens) {
    const lists = { input: [], hosts: [], operands: [] };
    const nixOptions = [];
    let taker = null;
    let pending = null;
    for (const token of tokens) {
        if (token.kind === 'option') {
            if (pending !== null)
                break;
            taker = VARIADIC.has(token.name) ? token.name : null;
            if (token.name === 'input' || token.name === 'hosts')
                lists[token.name].push(token.value ?? '');
            if (token.name === 'nix-option')
                pending = token.value ?? '';
        }
        else if (token.kind === 'positional') {
            if (pending !== null) {
                nixOptions.push([pending, token.value]);
                pending = null;
            }
            else
                lists[taker === 'input' || taker === 'hosts' ? taker : 'operands'].push(token.value);
        }
        else
            taker = null;
    }
    if (pending !== null) {
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .Problem */ .A(`--nix-option ${pending} has no value.`, 'It takes two words: --nix-option max-jobs 4');
    }
    return { inputs: lists.input, hosts: lists.hosts, operands: lists.operands, nixOptions };
}
function diffArguments(operands, values, output) {
    const misplaced = UPDATE_ONLY.find((name) => values[name] !== undefined);
    if (misplaced !== undefined) {
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .Problem */ .A(`--${misplaced} does not go with "diff OLD NEW".`, 'See flake-update-diff --help.');
    }
    const [before, after, ...rest] = operands;
    if (before === undefined || after === undefined || rest.length > 0) {
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .Problem */ .A(`diff takes two closures, and was given ${operands.length}.`, 'For example: flake-update-diff diff /run/booted-system /run/current-system');
    }
    return { command: 'diff', before, after, ...output };
}
function updateArguments(values, { inputs, hosts }, output) {
    const skip = values['skip-update'] ?? false;
    const head = values.head ?? null;
    if (skip && head !== null)
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .Problem */ .A('--skip-update and --head exclude each other.', 'Leave one of them out.');
    if (inputs.length > 0 && (skip || head !== null)) {
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .Problem */ .A(`--input names what to update, and ${skip ? '--skip-update' : '--head'} updates nothing.`, 'Leave one of them out.');
    }
    if (hosts.includes(''))
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .Problem */ .A('--hosts "" names no host.', 'It takes names and globs, such as "web*".');
    return {
        command: 'update',
        mode: skip ? 'skip-update' : head === null ? 'update' : 'revisions',
        flake: values.flake ?? '.',
        inputs,
        hosts,
        exclude: exclusion(values.exclude ?? DEFAULT_EXCLUDE),
        base: values.base ?? null,
        head,
        evalOnly: values['eval-only'] ?? false,
        write: !(values['no-write'] ?? false),
        keepResults: values['keep-results'] ?? null,
        ...output,
    };
}
function formatNamed(text) {
    const format = FORMATS.find((known) => known === text);
    if (format !== undefined)
        return format;
    throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .Problem */ .A(`--format ${JSON.stringify(text)} is not known.`, `One of: ${FORMATS.join(', ')}.`);
}
function exclusion(source) {
    if (source === '')
        return null;
    try {
        new RegExp(source, 'u');
        return source;
    }
    catch (error) {
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .Problem */ .A(`--exclude ${JSON.stringify(source)} is no regular expression: ${error.message}`, 'It must match the whole name of a host, such as ".*-minimal"; an empty one leaves nothing out.');
    }
}
const UNIT_SECONDS = { '': 1, s: 1, m: 60, h: 3600 };
/** A timer of Node's counts milliseconds in 31 bits, and one that is set for longer fires at once. */
const LONGEST = 2 ** 31 - 1;
function duration(text) {
    const [, number = '', unit = ''] = /^(\d+)([smh]?)$/.exec(text) ?? [];
    const milliseconds = Number(number) * UNIT_SECONDS[unit] * 1000;
    if (milliseconds > LONGEST) {
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .Problem */ .A(`--timeout ${JSON.stringify(text)} is too long.`, 'At most 24 days can be waited for: 596h.');
    }
    if (number !== '' && milliseconds > 0)
        return milliseconds;
    throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .Problem */ .A(`--timeout ${JSON.stringify(text)} is no duration.`, 'For example: 90 or 90s, 45m, 2h.');
}


/***/ }),

/***/ 476:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _arguments_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(906);
/* harmony import */ var _help_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(383);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(373);
/* harmony import */ var _version_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(387);




/** The command's entry: arguments → update (or diff of two closures) → stdout and exit code. */
async function main(words) {
    let parsed;
    try {
        parsed = (0,_arguments_js__WEBPACK_IMPORTED_MODULE_0__/* .parseArguments */ .We)(words);
    }
    catch (error) {
        process.stderr.write(`flake-update-diff: ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_2__/* .explain */ .W)(error)}\n`);
        return 1;
    }
    if (parsed.command === 'help' || parsed.command === 'version') {
        process.stdout.write(parsed.command === 'help' ? _help_js__WEBPACK_IMPORTED_MODULE_1__/* .HELP */ ._ : `flake-update-diff ${_version_js__WEBPACK_IMPORTED_MODULE_3__/* .VERSION */ .x}\n`);
        return 0;
    }
    // Loaded only now, so that --help and mistakes in the arguments answer at once.
    const { runCommand } = await Promise.all(/* import() */[__nccwpck_require__.e(500), __nccwpck_require__.e(537)]).then(__nccwpck_require__.bind(__nccwpck_require__, 537));
    return runCommand(parsed);
}
// Whatever was to be printed is; a reader that still waits for the rest after an interruption must not keep us.
process.exit(await main(process.argv.slice(2)));

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 383:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ HELP)
/* harmony export */ });
/* harmony import */ var _arguments_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(906);

/** The text of --help. */
const HELP = `flake-update-diff: what an update of flake.lock changes on every NixOS host

Usage
  flake-update-diff [OPTIONS]             update inputs, build all hosts before and after, report
  flake-update-diff --skip-update         review the flake.lock that is in the working tree
  flake-update-diff --head REV            compare two commits
  flake-update-diff diff OLD NEW          compare two store paths, profile links or installables

What is compared
  --flake DIR             folder of the flake (default: .); DIR?submodules=1 brings submodules along
  --skip-update           do not update: take flake.lock as it is in the working tree
  --input NAME...         update only these inputs
  --base REV              compare with this commit (default: HEAD)
  --head REV              compare the base with this commit; nothing is updated
  --hosts GLOB...         only hosts whose names match
  --exclude REGEX         leave out hosts whose whole names match; '' for none
                          (default: ${_arguments_js__WEBPACK_IMPORTED_MODULE_0__/* .DEFAULT_EXCLUDE */ .lx})
  --eval-only             build nothing, compare derivations
  --no-write              leave flake.lock in the working tree as it was

What is printed (the report to stdout, progress to stderr)
  --format FORMAT         markdown, terminal, json or html
                          (default: terminal on a terminal, else markdown)
  -o, --output FILE       write the report to FILE (- for stdout)
  -q, --quiet             no progress
  -v, --verbose           every command that is run, and what Nix says
  --keep-results DIR      keep links to what was built, for before and after, in DIR

How it is built
  --nix-option NAME VALUE a setting of Nix, as often as needed, such as: --nix-option max-jobs 4
  --timeout TIME          give up after 90s, 45m or 2h

  -V, --version           print the version
  -h, --help              print this

Exit codes
  0  something to review: a host changes, breaks, is fixed, comes or goes
  1  an error; flake.lock is as it was
  2  flake.lock did not change
  3  flake.lock changed, and no host differs
  130  interrupted; flake.lock is as it was

NO_COLOR turns colours off. Documentation: docs/guide.md
`;


/***/ }),

/***/ 373:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ Problem),
/* harmony export */   W: () => (/* binding */ explain)
/* harmony export */ });
/**
 * Something that the user can mend: bad input, a missing program, a state of the repository.
 * `message` says what is wrong with which value; `remedy` what to do about it. Everything else that is thrown is a defect of ours.
 */
class Problem extends Error {
    remedy;
    constructor(message, remedy = '', options) {
        super(message, options);
        this.name = 'Problem';
        this.remedy = remedy;
    }
}
/** The text of whatever was thrown, with its remedy on a line of its own where it has one. */
function explain(error) {
    if (!(error instanceof Error))
        return String(error);
    return error instanceof Problem && error.remedy !== ''
        ? `${error.message}\n${error.remedy}`
        : error.message;
}


/***/ }),

/***/ 387:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  x: () => (/* binding */ VERSION)
});

;// CONCATENATED MODULE: ./lib/package.json
const package_namespaceObject = {"rE":"0.1.0"};
;// CONCATENATED MODULE: ./lib/src/version.js

/** This program's version, as in package.json. */
const VERSION = package_namespaceObject.rE;


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(476);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
