import { join } from 'node:path';
import { Problem } from '../problem.ts';
import type { Run } from '../process.ts';
import type { Remote } from './remote.ts';

/** A commit as its object says, not as some API tells it. */
export type DistantCommit = {
  readonly message: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly committer: { readonly name: string; readonly email: string };
  readonly signed: boolean;
};

/**
 * Reads one commit of a remote, into a repository of its own in `folder`: the object alone where the server can filter (tree:0), else with the files
 * of that commit. The user's checkout is not touched. Throws a Problem where the remote does not give it.
 */
export async function readDistantCommit(
  { run, remote, folder }: { readonly run: Run; readonly remote: Remote; readonly folder: string },
  id: string,
): Promise<DistantCommit> {
  const git = join(folder, 'distant.git');
  const format = id.length === 64 ? 'sha256' : 'sha1';
  await run(['git', 'init', '--quiet', '--bare', `--object-format=${format}`, git]);
  const how = ['--quiet', '--depth=1', '--no-tags', '--filter=tree:0'];
  const fetched = await run(['git', '-C', git, 'fetch', ...how, '--', remote.url, id], { env: remote.env });
  const read = await run(['git', '-C', git, 'cat-file', 'commit', id]);
  if (read.code !== 0)
    throw new Problem(`The commit ${id} could not be read from the forge:\n${fetched.stderr.trim()}`);
  return parseCommit(read.stdout);
}

/** The text of a commit object: header lines, a blank line, the message (git-cat-file(1)); a header's further lines begin with a space. */
export function parseCommit(text: string): DistantCommit {
  const end = text.indexOf('\n\n');
  const headers = text
    .slice(0, end)
    .replaceAll('\n ', ' ')
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);
  const values = (name: string) => headers.filter(([key]) => key === name).map(([, value]) => value);
  const [, name = '', email = ''] = /^(.*?) ?<([^>]*)> \d+ [-+]\d+$/.exec(values('committer')[0] ?? '') ?? [];
  return {
    message: text.slice(end + 2),
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    committer: { name, email },
    signed: headers.some(([key]) => key.startsWith('gpgsig')),
  };
}
