import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FleetDescription } from '../../__tests__/support/fleet/description.ts';
import { createFleet, type Fleet } from '../../__tests__/support/fleet.ts';
import { createRepository, type Files, type Repository } from './repository.ts';
import type { Forge } from './scenario.ts';
import { workflow, workflowFiles } from './workflow.ts';

/** A flake with hosts on the forge, with a workflow that updates it. Its inputs are repositories on this machine. */
export type FleetRepository = Repository & {
  /** Commits new package versions to the input nixpkgs, so that there is something to update. */
  readonly advance: Fleet['advance'];
  /** Runs `nix flake update` by hand and pushes the lock file to main. */
  readonly updateByHand: () => Promise<void>;
};

export type FleetOptions = {
  readonly private?: boolean;
  /** The action's inputs. */
  readonly with?: Readonly<Record<string, string>>;
  /** Repository secrets; an input takes one by `${{ secrets.NAME }}`. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Names of inputs that workflow_dispatch takes. */
  readonly dispatchInputs?: readonly string[];
  /** What stands in the workspace before the action runs: what a checkout action leaves behind, or nothing. */
  readonly checkout?: 'shallow' | 'full' | 'none';
  /** Variables of the action's step. */
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Files;
  /** Further steps after the action, as YAML. */
  readonly afterwards?: string;
};

/** Creates the fleet, pushes it to the forge as `alice/NAME`, and gives it a workflow whose step `update` is the action. */
export async function createFleetRepository(
  forge: Forge,
  description: FleetDescription & { readonly name: string },
  options: FleetOptions = {},
): Promise<FleetRepository> {
  const { name, ...fleetDescription } = description;
  const fleet = createFleet(path.join(forge.folder, 'fleets', name), fleetDescription);
  const repository = await createRepository(forge.server, forge.owner, {
    name,
    private: options.private ?? false,
    history: fleet.repository,
    files: { ...workflowFiles(workflow(steps(forge, options), options.dispatchInputs)), ...options.files },
  });
  for (const [secret, value] of Object.entries(options.secrets ?? {}))
    await repository.setSecret(secret, value);
  const lock = path.posix.join(fleetDescription.folder ?? '', 'flake.lock');
  return {
    ...repository,
    advance: fleet.advance,
    updateByHand: async () => {
      fleet.update();
      const text = await readFile(path.join(fleet.repository, lock), 'utf8');
      await repository.push({ [lock]: text }, { message: 'Update by hand' });
    },
  };
}

function steps(forge: Forge, options: FleetOptions): string {
  const inputs = Object.entries(options.with ?? {});
  const lines = [
    '- name: Remember the token, for the watch over leaks',
    '  env:',
    TOKEN_VARIABLE,
    `  run: printf %s "$TOKEN" >"${forge.leaks.tokens}/$(date +%s%N)"`,
    ...checkoutStep(options.checkout ?? 'shallow'),
    '- id: update',
    `  uses: ${forge.action}`,
    ...(options.env ? ['  env:', ...pairs(options.env)] : []),
    ...(inputs.length > 0 ? ['  with:', ...pairs(options.with ?? {})] : []),
  ];
  return `${lines.join('\n')}\n${options.afterwards ?? ''}`;
}

const TOKEN_VARIABLE = `    TOKEN: \${{ github.token }}`;

/** JSON is YAML, and may stand for texts of several lines. */
const pairs = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([key, value]) => `    ${key}: ${JSON.stringify(value)}`);

/** What actions/checkout does, as far as it matters: the header with the token stays in the repository's configuration. */
function checkoutStep(kind: 'shallow' | 'full' | 'none'): readonly string[] {
  if (kind === 'none') return [];
  const depth = kind === 'shallow' ? '--depth=1 ' : '';
  return [
    '- name: Check out',
    '  env:',
    TOKEN_VARIABLE,
    '  run: |',
    '    git init -q .',
    '    header="AUTHORIZATION: basic $(printf "x-access-token:%s" "$TOKEN" | base64 -w0)"',
    `    printf '[http "%s/"]\\n\\textraheader = %s\\n' "$GITHUB_SERVER_URL" "$header" >>.git/config`,
    '    git remote add origin "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"',
    `    git fetch -q --no-tags ${depth}origin "+$GITHUB_SHA:refs/remotes/origin/main"`,
    '    git checkout -q -B main refs/remotes/origin/main',
  ];
}

/** Two hosts: an update of openssl changes web and not db. */
export const twoHosts = (name: string) => ({
  name,
  packages: { openssl: '3.4.1', htop: '3.3.0' },
  hosts: { web: { packages: ['openssl'] }, db: {} },
});

/** An expression of a workflow: `expression('secrets.KEY')` is what the runner replaces by the secret. */
export const expression = (text: string) => `\${{ ${text} }}`;
