import type { HostReport, Report } from '../report.ts';
import { type Section, section, WORTH } from '../section.ts';
import { code, count, listed } from '../text.ts';
import { hostList } from '../where.ts';

const MOST_UNITS = 40;

/** What a switch does on the hosts beyond packages: first what may hurt (accounts, state version), then, folded, units and the rest. */
export function switchingSections({ hosts }: Report): readonly Section[] {
  const alarms = grouped(hosts, alarmsOf);
  const facts = grouped(hosts, factsOf);
  return [
    ...(alarms.length === 0
      ? []
      : [
          section({
            worth: WORTH.alarms,
            head: '**Look at these hosts:**\n\n',
            items: alarms,
            noun: 'host remark',
          }),
        ]),
    ...(facts.length === 0
      ? []
      : [
          section({
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
function grouped(
  hosts: readonly HostReport[],
  tell: (host: HostReport) => readonly string[],
): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const host of hosts) {
    const told = tell(host).join('\n');
    if (told !== '') groups.set(told, [...(groups.get(told) ?? []), host.name]);
  }
  return [...groups].map(([told, names]) => {
    const lines = told.split('\n').map((line) => `  - ${line}\n`);
    return `- ${hostList(names, 20)}\n${lines.join('')}`;
  });
}

function alarmsOf({ flags }: HostReport): readonly string[] {
  if (flags === null) return [];
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

function factsOf({ flags, diff }: HostReport): readonly string[] {
  const configuration = diff?.configuration.length ?? 0;
  const chosen = (selection: 'newly-selected' | 'newly-unselected') =>
    (diff?.selections ?? []).filter((one) => one.selection === selection).map(({ name }) => name);
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

function flagFacts({ reboot, units, label }: NonNullable<HostReport['flags']>): readonly string[] {
  const lines = (['restarted', 'stopped', 'started', 'reloaded'] as const)
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

function codes(names: readonly string[]): string {
  return listed(
    names.map((name) => code(name, 80)),
    MOST_UNITS,
  );
}

function noun(names: readonly string[], one: string): string {
  return names.length === 1 ? one : `${one}s`;
}
