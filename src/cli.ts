#!/usr/bin/env node
import { type Arguments, parseArguments } from './arguments.ts';
import { HELP } from './help.ts';
import { explain } from './problem.ts';
import { VERSION } from './version.ts';

/** The command's entry: arguments → update (or diff of two closures) → stdout and exit code. */
async function main(words: readonly string[]): Promise<number> {
  let parsed: Arguments;
  try {
    parsed = parseArguments(words);
  } catch (error) {
    process.stderr.write(`flake-update-diff: ${explain(error)}\n`);
    return 1;
  }
  if (parsed.command === 'help' || parsed.command === 'version') {
    process.stdout.write(parsed.command === 'help' ? HELP : `flake-update-diff ${VERSION}\n`);
    return 0;
  }
  // Loaded only now, so that --help and mistakes in the arguments answer at once.
  const { runCommand } = await import('./command.ts');
  return runCommand(parsed);
}

// Whatever was to be printed is; a reader that still waits for the rest after an interruption must not keep us.
process.exit(await main(process.argv.slice(2)));
