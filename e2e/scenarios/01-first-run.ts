import { expect } from '@jest/globals';
import { createFleetRepository } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario('a first run with the automatic token opens a pull request', async (forge) => {
  const fleet = await createFleetRepository(
    forge,
    { name: 'first-run', packages: { openssl: '3.4.1' }, hosts: { web: { packages: ['openssl'] }, db: {} } },
    {
      with: {
        'git-author-name': 'Ada Lovelace',
        'git-author-email': 'ada@example.org',
        'pr-labels': 'dependencies, needs review',
        'pr-assignees': 'alice',
        'pr-reviewers': 'bob, nobody-here',
      },
    },
  );
  await forge.owner.api('PUT', `/repos/${fleet.path}/collaborators/${forge.colleague.name}`, {
    permission: 'write',
  });
  fleet.advance({ openssl: '3.4.2' });
  const base = await fleet.head('main');

  const run = await fleet.dispatch();

  expect(run).toMatchObject({ state: 'success' });
  const [pull] = await fleet.pulls();
  expect(pull).toMatchObject({
    title: 'Update nixpkgs',
    head: { ref: 'auto/flake-update' },
    base: { ref: 'main' },
    labels: [{ name: 'dependencies' }, { name: 'needs review' }],
    assignees: [{ login: 'alice' }],
    requested_reviewers: [{ login: 'bob' }],
  });
  expect(run.log).toContain('Warning: The forge does not take the reviewer nobody-here');
  expect(pull?.body).toContain('openssl');
  expect(run.outputs).toMatchObject({
    'has-changes': 'true',
    'exit-code': '0',
    'changed-hosts': '["web"]',
    'unchanged-hosts': '["db"]',
    'broken-hosts': '[]',
    'pull-request-operation': 'created',
    'pull-request-number': String(pull?.number),
    'pull-request-url': pull?.html_url,
    'pull-request-branch': 'auto/flake-update',
    'pull-request-head-sha': pull?.head.sha,
  });
  const commit = await fleet.commit(pull?.head.sha ?? '');
  expect(commit).toMatchObject({
    parents: [base],
    author: 'Ada Lovelace <ada@example.org>',
    committer: 'Ada Lovelace <ada@example.org>',
    files: ['flake.lock'],
  });
  expect(await fleet.statuses(pull?.head.sha ?? '')).toEqual({ 'flake-update-diff': 'success' });
  const stages = run.log.match(/(?<=::group::)[A-Z]\w+ing .*/g);
  expect(stages).toEqual([
    'Reading the repository',
    'Updating the inputs',
    'Evaluating the hosts',
    'Building 2 systems',
  ]);
});
