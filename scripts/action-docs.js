#!/usr/bin/env node
// Writes the tables of inputs and outputs in docs/action.md from action.yml: `scripts/action-docs.js`.
// With --check it only says whether they are up to date, by its exit code.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
const file = join(root, 'docs/action.md');

const cell = (text) => text.trim().replaceAll('\n', ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;');
const inputs = Object.entries(action.inputs).map(
  ([name, { description, default: value }]) =>
    `| \`${name}\` | ${value === undefined ? '' : `\`${value}\``} | ${cell(description)} |`,
);
const outputs = Object.entries(action.outputs).map(
  ([name, { description }]) => `| \`${name}\` | ${cell(description)} |`,
);
const tables = {
  inputs: ['| input | default | what it does |', '|---|---|---|', ...inputs],
  outputs: ['| output | what it holds |', '|---|---|', ...outputs],
};

const before = readFileSync(file, 'utf8');
let after = before;
for (const [name, lines] of Object.entries(tables)) {
  const region = new RegExp(`(<!-- ${name} of action.yml -->\n)[^]*?(<!-- end -->)`);
  if (!region.test(after)) throw new Error(`docs/action.md has no region for the ${name}`);
  after = after.replace(region, (_, begin, end) => `${begin}\n${lines.join('\n')}\n\n${end}`);
}
if (!process.argv.includes('--check')) writeFileSync(file, after);
else if (after !== before) {
  console.error('docs/action.md is not up to date: run scripts/action-docs.js');
  process.exitCode = 1;
}
