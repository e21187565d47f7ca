import type { FleetChange } from '../../diff/fleet.ts';
import { sizeChange } from '../size.ts';
import { plain } from '../text.ts';

/** A package whose size changes by less than this many bytes is not worth the room. */
const LARGE = 1_000_000;

/** A change in plain words: "openssl 3.4.1 → 3.4.2", "zstd 1.5.7", "foo 1.0 (outputs +dev −man)". */
export function changeText({ name, before, after, outputs }: FleetChange): string {
  const version = (text: string) => (text === '' ? '(no version)' : plain(text, 60));
  const package_ = plain(name, 80);
  if (before === null || after === null || before === after) {
    const text = `${package_} ${version(after ?? before ?? '')}`;
    const moved = [
      ...outputs.added.map((output) => `+${plain(output, 30)}`),
      ...outputs.removed.map((output) => `−${plain(output, 30)}`),
    ];
    return before === after && moved.length > 0 ? `${text} (outputs ${moved.join(' ')})` : text;
  }
  return `${package_} ${version(before)} → ${version(after)}`;
}

/** "+5.7 MB" where a change moves a closure by a megabyte or more on some host, else ''. */
export function largeSizeChange({ size }: FleetChange): string {
  const change = size.after - size.before;
  return Math.abs(change) >= LARGE ? sizeChange(change) : '';
}
