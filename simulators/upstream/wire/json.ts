/** The parts of `JSON` that TypeScript's library does not have yet (TC39 proposal "JSON.parse source text access"). */
interface SourceJson {
  rawJSON(text: string): unknown;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
}

const sourceJson = JSON as unknown as SourceJson;

/** Writes JSON. A bigint becomes a bare number with all its digits, as the upstream writes ids. */
export function writeJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, field) => typeof field === "bigint" ? sourceJson.rawJSON(String(field)) : field,
  );
}

/**
 * Reads JSON. An integer that a JavaScript number cannot hold exactly becomes a bigint.
 * @throws SyntaxError when the text is not JSON
 */
export function readJson(text: string): unknown {
  return sourceJson.parse(text, (_key, value, { source }) => {
    const isUnsafe = typeof value === "number" && !Number.isSafeInteger(value);
    return isUnsafe && source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
  });
}
