declare global {
  interface JSON {
    /** Text that `JSON.stringify` writes as it is (ECMAScript proposal "JSON.parse source text access"). */
    rawJSON(text: string): RawJson;
  }
}

/** A piece of JSON text, made by {@link rawInteger}. */
export interface RawJson {
  readonly rawJSON: string;
}

const INTEGER = /^-?\d+$/;
const DECIMAL_ID = /^\d{1,20}$/;

/**
 * Parses JSON without loss of large integers: an integer beyond ±(2^53−1) becomes a decimal string, every other value is
 * as `JSON.parse` has it. A byte order mark at the start is ignored.
 * @throws SyntaxError when the text is not JSON, or is nested so deeply that it cannot be read
 */
export function parseLossless(text: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, keepBigInteger);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SyntaxError("Cannot parse JSON: it is nested too deeply", { cause: error });
  }
}

/** Whether {@link rawInteger} takes this text: 1 to 20 decimal digits. */
export function isDecimalId(text: string): boolean {
  return DECIMAL_ID.test(text);
}

/**
 * A decimal string as an integer for `JSON.stringify`: `{ id: rawInteger("10800000000000077") }` becomes
 * `{"id":10800000000000077}`. Leading zeros are dropped, because JSON does not have them.
 * @throws TypeError when the text is not 1 to 20 digits
 */
export function rawInteger(decimal: string): RawJson {
  if (!isDecimalId(decimal)) throw new TypeError("Cannot send an id: it is not 1 to 20 digits");
  return JSON.rawJSON(decimal.replace(/^0+(?=\d)/, ""));
}

function keepBigInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && INTEGER.test(source) ? source : value;
}
