const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  hellip: "…",
  mdash: "—",
  ndash: "–",
  yen: "¥",
  copy: "©",
  times: "×",
  divide: "÷",
  plusmn: "±",
  le: "≤",
  ge: "≥",
  ne: "≠",
  deg: "°",
  middot: "·",
  bull: "•",
  ldquo: "“",
  rdquo: "”",
  lsquo: "‘",
  rsquo: "’",
  euro: "€",
  pound: "£",
  reg: "®",
  trade: "™",
  larr: "←",
  rarr: "→",
};

/** Decodes the HTML character references that models write, once; others stay as they are. */
export function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? parseInt(hex, 16) : Number(decimal);
      // References to control characters, surrogates and private-use characters stay as they are written.
      const isText = code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xf8ff);
      return isText ? String.fromCodePoint(code) : whole;
    },
  );
}
