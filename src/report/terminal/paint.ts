/** Select Graphic Rendition codes, on and off (ECMA-48, 8.3.117). The eight basic colours fit every terminal's own theme. */
const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  underline: [4, 24],
} as const;

export type Style = keyof typeof CODES;

/** Puts a style on a text, or leaves it as it is where there are no colours. */
export type Paint = (style: Style | readonly Style[], text: string) => string;

/** A paint with or without colours. An empty text stays empty, so nothing is drawn for nothing. */
export function paintWith(colour: boolean): Paint {
  return (style, text) => {
    if (!colour || text === '') return text;
    const styles = typeof style === 'string' ? [style] : style;
    return styles.reduce(
      (painted, one) => `\u001b[${CODES[one][0]}m${painted}\u001b[${CODES[one][1]}m`,
      text,
    );
  };
}
