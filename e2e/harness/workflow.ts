import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Api } from './api.ts';
import { eventually } from './daemon.ts';
import { LABEL } from './runner.ts';
import type { ForgeServer } from './server.ts';

export type Run = {
  readonly id: number;
  readonly state: 'success' | 'failure' | 'cancelled';
  /** The job's log as the forge shows it, without the time stamps. */
  readonly log: string;
  /** What the step with the id `update` gave. */
  readonly outputs: Readonly<Record<string, string>>;
};

/** Both folders, so that one repository works on either server. */
export const workflowFiles = (text: string) => ({
  '.forgejo/workflows/update.yaml': text,
  '.gitea/workflows/update.yaml': text,
});

const MARK = 'outputs of the step:';

/** A workflow of one job whose steps are these, started by hand only. The step with the id `update` is reported. */
export function workflow(steps: string, inputs: readonly string[] = []): string {
  const declared = inputs.map((name) => `      ${name}:\n        required: false\n        default: ''\n`);
  return `on:
  workflow_dispatch:
${inputs.length > 0 ? `    inputs:\n${declared.join('')}` : ''}jobs:
  update:
    runs-on: ${LABEL}
    steps:
${steps.replace(/^/gm, '      ').trimEnd()}
      - if: always()
        env:
          OUTPUTS: \${{ toJSON(steps.update.outputs) }}
        run: node -p '"${MARK}" + JSON.stringify(JSON.parse(process.env.OUTPUTS || "{}"))'
`;
}

type Task = { readonly id: number; readonly status: string; readonly url: string };

/** Starting and reading the runs of one repository's update workflow. `repository` is "owner/name". */
export function runsOf(server: ForgeServer, api: Api, repository: string) {
  const tasks = async () =>
    (await api<{ workflow_runs: Task[] | null }>('GET', `/repos/${repository}/actions/tasks?limit=50`))
      .workflow_runs ?? [];
  const ended = async (known: ReadonlySet<number>, count: number): Promise<readonly Run[]> => {
    const done = async () => {
      const fresh = (await tasks()).filter(
        ({ id, status }) => !known.has(id) && !UNFINISHED.includes(status),
      );
      return fresh.length < count ? null : fresh;
    };
    const found = await eventually(done, { what: `${count} runs of ${repository} to end`, seconds: 240 });
    return Promise.all(
      found.map(async (task) => {
        const log = await eventually(() => logOf(server, repository, task.id), { what: 'its log' });
        return { id: task.id, state: task.status as Run['state'], log, outputs: outputsIn(log) };
      }),
    );
  };
  /** Starts `count` runs at once and gives a function that waits for their ends. */
  const start = async (inputs: Readonly<Record<string, string>> = {}, count = 1) => {
    const known = new Set((await tasks()).map(({ id }) => id));
    for (let started = 0; started < count; started++) {
      const body = { ref: 'main', inputs };
      await api('POST', `/repos/${repository}/actions/workflows/update.yaml/dispatches`, body);
    }
    return () => ended(known, count);
  };
  /** The address of the newest run's page. */
  const newestPage = async () => (await tasks()).sort((a, b) => b.id - a.id)[0]?.url ?? '';
  return { start, newestPage };
}

const UNFINISHED = ['running', 'waiting', 'blocked'];

/** The forge keeps a job's log in this place once the job has ended: OWNER/NAME/(id mod 256 in hex)/ID.log. */
async function logOf(server: ForgeServer, repository: string, id: number): Promise<string | null> {
  const byte = (id % 256).toString(16).padStart(2, '0');
  const file = path.join(server.folder, 'data/actions_log', repository, byte, `${id}.log`);
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : text.replace(/^\S+Z /gm, '');
}

function outputsIn(log: string): Readonly<Record<string, string>> {
  const line = log.split('\n').findLast((each) => each.startsWith(MARK));
  return line ? JSON.parse(line.slice(MARK.length)) : {};
}
