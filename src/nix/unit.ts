/** The settings of a systemd unit: section → key → values in order. The [Install] section is left out: NixOS does not use it. */
export type UnitSettings = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/**
 * Reads a unit file, and drop-ins after it, as systemd does (systemd.syntax(7)): comments, lines continued by a backslash,
 * and an empty assignment that takes back all earlier ones of its key. Lines that are no assignment are left out.
 */
export function parseUnit(...texts: readonly string[]): UnitSettings {
  const sections = new Map<string, Map<string, string[]>>();
  for (const text of texts) {
    let section: Map<string, string[]> | null = null;
    for (const line of logicalLines(text)) {
      const header = /^\[(.*)\]$/.exec(line);
      if (header !== null) {
        section = header[1] === 'Install' ? null : sectionOf(sections, header[1]!);
        continue;
      }
      const equals = line.indexOf('=');
      if (section === null || equals < 0) continue;
      const value = line.slice(equals + 1).trim();
      const key = line.slice(0, equals).trim();
      section.set(key, value === '' ? [] : [...(section.get(key) ?? []), value]);
    }
  }
  return sections;
}

function sectionOf(sections: Map<string, Map<string, string[]>>, name: string): Map<string, string[]> {
  const found = sections.get(name) ?? new Map<string, string[]>();
  sections.set(name, found);
  return found;
}

function logicalLines(text: string): readonly string[] {
  const lines: string[] = [];
  let open: string | null = null;
  for (const raw of text.split('\n')) {
    if (/^\s*[#;]/.test(raw)) continue;
    const continues = raw.endsWith('\\');
    const part: string = continues ? `${raw.slice(0, -1)} ` : raw;
    open = open === null ? part : open + part;
    if (continues) continue;
    lines.push(open.trim());
    open = null;
  }
  if (open !== null) lines.push(open.trim());
  return lines;
}
