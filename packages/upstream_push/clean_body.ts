import { maskPhone } from "packages/upstream_push/mask_phone.ts";

/** JSON that can be stored as it is. */
export type CleanJson =
  | string
  | number
  | boolean
  | null
  | CleanJson[]
  | { [name: string]: CleanJson };

const DEPTH_MAX = 64;

/** Control characters except tab and line ends. PostgreSQL refuses U+0000; the others come from raw protobuf bytes. */
// deno-lint-ignore no-control-regex -- they are what is removed
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f]/g;

/** Fields with telephone numbers: `mobile`, `remark_phone`, `phoneNumber`, `tel`. */
const PHONE_NAME = /mobile|phone|^tel$/i;
/** Fields with what people write: a number in them is not masked. */
const TEXT_NAME = /^(content|text|msg|title|desc|description)$/i;
/** Ids and cursors: a change of one would break the next call. `acctid` is a name. */
const ID_NAME = /(?<!acct)id$|seq$|key$/i;
/** A text that is nothing but a mobile number: some members have it as their account name. */
const MOBILE_NUMBER = /^(?:\+?86)?[-\s]?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}$/;
const DIGITS_OF_PHONE_MIN = 5;

/**
 * A copy of a JSON value of the upstream that may be stored and shown to operators: telephone numbers are masked at every
 * depth, control characters and what PostgreSQL cannot store are removed. Texts of messages keep their telephone numbers.
 * @throws RangeError when it is nested more than 64 levels deep
 */
export function cleanBody(value: unknown): CleanJson {
  return clean(value, { name: "", isPhone: false, depth: 0 });
}

/** A text without control characters, except tab and line ends, and without unpaired surrogates. */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll(CONTROL, "");
}

interface Place {
  /** The field that the value is in; items of a list have the name of the list. */
  readonly name: string;
  /** Whether a field around it holds telephone numbers. */
  readonly isPhone: boolean;
  readonly depth: number;
}

function clean(value: unknown, place: Place): CleanJson {
  if (place.depth > DEPTH_MAX) {
    throw new RangeError(`Cannot clean JSON: it is nested more than ${DEPTH_MAX} levels deep`);
  }
  if (typeof value === "string") return cleanString(value, place);
  if (typeof value === "number") return cleanNumber(value, place);
  if (typeof value === "boolean") return value;
  const depth = place.depth + 1;
  if (Array.isArray(value)) return value.map((item) => clean(item, { ...place, depth }));
  if (typeof value !== "object" || value === null) return null;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => {
      const isPhone = place.isPhone || PHONE_NAME.test(name);
      return [cleanText(name), clean(field, { name, isPhone, depth })];
    }),
  );
}

function cleanString(value: string, { name, isPhone }: Place): string {
  const text = cleanText(value);
  if (isPhone) return isLikePhone(text) ? maskPhone(text) : text;
  const isKept = TEXT_NAME.test(name) || ID_NAME.test(name);
  return !isKept && MOBILE_NUMBER.test(text) ? maskPhone(text) : text;
}

/** JSON has no infinity, but `1e999` is read as it. */
function cleanNumber(value: number, { isPhone }: Place): number | string | null {
  if (!Number.isFinite(value)) return null;
  const text = String(value);
  return isPhone && isLikePhone(text) ? maskPhone(text) : value;
}

function isLikePhone(text: string): boolean {
  return text.replaceAll(/\D/g, "").length >= DIGITS_OF_PHONE_MIN;
}
