type Mount = { readonly device: string; readonly type: string; readonly options: string };

/** What is done to units, while it is being found out. */
export type UnitActions = {
  readonly restarted: Set<string>;
  readonly reloaded: Set<string>;
  readonly started: Set<string>;
  readonly stopped: Set<string>;
};

/** Mounts come from /etc/fstab: another device or type mounts again (not / and /nix), other options remount. */
export function mountChanges(before: string, after: string, actions: UnitActions): void {
  const [old, fresh] = [parseFstab(before), parseFstab(after)];
  for (const [point, was] of old) {
    const is = fresh.get(point);
    const unit = mountUnit(point);
    if (is === undefined) actions.stopped.add(unit);
    else if (was.device === is.device && was.type === is.type) {
      if (was.options !== is.options) actions.reloaded.add(unit);
    } else if (point === '/' || point === '/nix') {
      if (was.options !== is.options) actions.reloaded.add(unit);
    } else {
      actions.restarted.add(unit);
    }
  }
  for (const [point, { options }] of fresh) {
    if (!old.has(point) && !options.split(',').includes('noauto')) actions.started.add(mountUnit(point));
  }
}

/** Mount points of an fstab(5), without swap. */
function parseFstab(text: string): ReadonlyMap<string, Mount> {
  const fields = text
    .split('\n')
    .filter((line) => !line.includes('#'))
    .map((line) => line.trim().split(/\s+/));
  return new Map(
    fields.flatMap(([device, point, type, options]) =>
      device === undefined || point === undefined || type === undefined || type === 'swap'
        ? []
        : [[point, { device, type, options: options ?? '' }] as const],
    ),
  );
}

/** The mount unit of a mount point, as `systemd-escape --path --suffix=mount` names it (systemd.unit(5)). */
export function mountUnit(point: string): string {
  const path = point
    .replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  if (path === '') return '-.mount';
  const escaped = [...Buffer.from(path)].map((byte, index) => {
    const character = String.fromCharCode(byte);
    if (character === '/') return '-';
    const plain = /[A-Za-z0-9:_.]/.test(character) && !(character === '.' && index === 0);
    return plain ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `${escaped.join('')}.mount`;
}
