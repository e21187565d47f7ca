const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A number of bytes in decimal units with at most three digits: "18 MB", "1.2 GB", "512 B". */
export function size(bytes: number): string {
  let [value, unit] = [Math.abs(bytes), 0];
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = value < 9.95 && unit > 0 ? value.toFixed(1).replace(/\.0$/, '') : value.toFixed(0);
  return `${bytes < 0 ? '−' : ''}${digits} ${UNITS[unit]}`;
}

/** A difference in bytes with its sign: "+18 MB", "−3 kB", "±0". */
export function sizeChange(bytes: number): string {
  return bytes === 0 ? '±0' : bytes > 0 ? `+${size(bytes)}` : size(bytes);
}
