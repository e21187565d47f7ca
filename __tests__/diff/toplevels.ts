import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A toplevel as it lies on disk: files by path; a value that begins with "→" is a link to what follows. */
export type Layout = Readonly<Record<string, string>>;

let count = 0;

/**
 * Writes a toplevel below a temporary folder and gives its path. Unit files become what NixOS makes of them: the text in
 * a place of its own, named by its content, and a link to it in etc/systemd/system.
 */
export function writeToplevel(folder: string, layout: Layout): string {
  const top = join(folder, `toplevel-${count++}`);
  for (const [path, content] of Object.entries(layout)) {
    const place = join(top, path);
    mkdirSync(dirname(place), { recursive: true });
    if (content.startsWith('→')) symlinkSync(content.slice(1), place);
    else if (/^etc\/systemd\/system\/[^/]+$/.test(path)) symlinkSync(writeText(folder, content), place);
    else writeFileSync(place, content);
  }
  return top;
}

/** Equal texts are in one place, as in a store. */
function writeText(folder: string, text: string): string {
  const place = join(folder, `unit-${Buffer.from(text).toString('base64url').slice(0, 200)}-${text.length}`);
  writeFileSync(place, text);
  return place;
}

/**
 * A toplevel's units from a short form: names to the lines of the unit, "[Section] Key=Value" or, in the section of the line before, "Key=Value".
 * Every unit is wanted by multi-user.target unless its lines begin with "idle".
 */
export function units(spec: Readonly<Record<string, string>>): Layout {
  const entries = Object.entries(spec).flatMap(([name, lines]): [string, string][] => {
    const idle = lines.startsWith('idle');
    const text = lines
      .replace(/^idle/, '')
      .replace(/\[(\w+)\] /g, '\n[$1]\n')
      .replace(/; /g, '\n');
    const unit: [string, string] = [`etc/systemd/system/${name}`, lines.startsWith('→') ? lines : text];
    const wants: [string, string] = [`etc/systemd/system/multi-user.target.wants/${name}`, `→../${name}`];
    return idle || name.includes('/') ? [unit] : [unit, wants];
  });
  return Object.fromEntries(entries);
}
