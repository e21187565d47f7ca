import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { getInputs } from '../../src/inputs.ts';
import { projectRoot } from '../support/nix.ts';

const root = projectRoot();

test('docs/action.md lists the inputs and outputs of action.yml', () => {
  execFileSync('node', [join(root, 'scripts/action-docs.js'), '--check'], { stdio: 'pipe' });
});

const templates = [
  'templates/default/.forgejo/workflows/update.yaml',
  'templates/gitea/.gitea/workflows/update.yaml',
  'templates/github/.github/workflows/update.yaml',
];

test.each(templates)('%s runs at night and by hand, alone, with inputs that the action knows', (file) => {
  const workflow = parse(readFileSync(join(root, file), 'utf8'));
  expect(workflow.on.schedule).toEqual([{ cron: '0 2 * * *' }]);
  expect(Object.keys(workflow.on.workflow_dispatch.inputs)).toEqual(['inputs', 'hosts']);
  expect(workflow.concurrency).toEqual({ group: 'flake-update', 'cancel-in-progress': false });
  const [step] = workflow.jobs.update.steps;
  const asked: string[] = [];
  getInputs((name) => {
    asked.push(name);
    return name === 'token' ? 'any' : '';
  });
  expect(asked).toEqual(expect.arrayContaining(Object.keys(step.with)));
});
