import type { Summary } from './proposal.ts';
import type { Publication } from './publish.ts';

/** The action's outputs by name. Lists are JSON on one line: runners limit the length of a line, so that the report is a file. */
export function outputsOf(
  summary: Summary,
  publication: Publication,
  files: { readonly markdown: string; readonly json: string },
): Readonly<Record<string, string>> {
  const { pullRequest, operation } = publication;
  return {
    'has-changes': String(summary.exitCode === 0),
    'exit-code': String(summary.exitCode),
    'changed-hosts': JSON.stringify(summary.changed),
    'unchanged-hosts': JSON.stringify(summary.unchanged),
    'broken-hosts': JSON.stringify(summary.broken),
    'updated-inputs': JSON.stringify(summary.inputs),
    'report-path': files.markdown,
    'report-json-path': files.json,
    'pull-request-operation': operation,
    'pull-request-number': pullRequest === null ? '' : String(pullRequest.number),
    'pull-request-url': pullRequest?.url ?? '',
    'pull-request-head-sha': pullRequest?.headSha ?? '',
    'pull-request-branch': pullRequest?.branch ?? '',
  };
}
