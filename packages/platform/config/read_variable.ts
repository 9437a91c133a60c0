import type { Variable } from "packages/platform/config/config.ts";
import { isPlaceholder } from "packages/platform/config/placeholder.ts";
import { type TextFile, TextFileError } from "packages/platform/config/text_file.ts";

/** Reads a file that a variable names. @throws TextFileError */
export type ReadFile = (path: string) => TextFile;

/** The result of {@link readVariable}. */
export type ReadResult =
  | { readonly value: unknown; readonly warning?: string }
  | { readonly problem: string; readonly isAbsent?: boolean };

/** Characters that are not visible: controls, soft hyphen, zero-width and direction marks, byte order mark. */
const INVISIBLE =
  "\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff";
const EDGES = new RegExp(`^[\\s${INVISIBLE}]+|[\\s${INVISIBLE}]+$`, "g");
const INSIDE = new RegExp(`[${INVISIBLE}]`);
const QUOTED = /^(["'`]).*\1$|^[“”„].*[“”]$|^[‘’].*[‘’]$/s;
const REFERENCE = /\$\{\w+[^}]*\}/;

/** Reads one variable from the environment, or from the file that it names. `resolved`: the values read before. */
export function readVariable(
  name: string,
  variable: Variable<unknown>,
  env: Readonly<Record<string, string | undefined>>,
  resolved: Readonly<Record<string, unknown>>,
  readFile: ReadFile,
): ReadResult {
  const sources = sourcesOf(name, variable).filter(({ key }) => env[key]);
  if (sources.length > 1) {
    return { problem: `is given twice: keep either ${sources.map(({ key }) => key).join(" or ")}` };
  }
  const [source] = sources;
  if (source === undefined) return readDefault(variable, resolved);
  const given = variable.isText ? env[source.key]!.trim() : tidy(env[source.key]!);
  const flaw = variable.isText ? undefined : findFlaw(given);
  if (flaw !== undefined) return { problem: flaw };
  if (!source.isFile) return parse(variable, given);
  try {
    const { text, encoding } = readFile(given);
    const result = variable.file ? parse(variable, text) : parseSecret(variable, source.key, text);
    if (encoding === "UTF-8" || "problem" in result) return result;
    return {
      ...result,
      warning: `names a file in ${encoding}: it was read as that; save it as UTF-8`,
    };
  } catch (error) {
    if (!(error instanceof TextFileError)) throw error;
    return {
      problem: variable.file
        ? `names ${error.message}`
        : `cannot be read: ${source.key} names ${error.message}`,
    };
  }
}

/** A value without the blanks and invisible characters around it. */
export function tidy(value: string): string {
  return value.replaceAll(EDGES, "");
}

/** All names under which a variable may be given. */
export function sourcesOf(
  name: string,
  { aliases = [], secret, file }: Variable<unknown>,
): readonly { readonly key: string; readonly isFile: boolean }[] {
  return [name, ...aliases].flatMap((key) => [
    { key, isFile: file === true },
    ...secret ? [{ key: `${key}_FILE`, isFile: true }] : [],
  ]);
}

function readDefault(
  variable: Variable<unknown>,
  resolved: Readonly<Record<string, unknown>>,
): ReadResult {
  const text = typeof variable.default === "function"
    ? variable.default(resolved)
    : variable.default;
  if (text !== undefined) return parse(variable, text);
  return variable.optional ? { value: undefined } : { problem: "is missing", isAbsent: true };
}

function parseSecret(variable: Variable<unknown>, key: string, text: string): ReadResult {
  const secret = tidy(text);
  if (secret === "") return { problem: `is missing: the file that ${key} names is empty` };
  const isAssignment = secret.startsWith(`${key.replace(/_FILE$/, "")}=`);
  const flaw = /[\r\n]/.test(secret)
    ? "has more than one line"
    : isAssignment
    ? "begins with the name of the variable: write only the value"
    : findFlaw(secret);
  if (flaw !== undefined) return { problem: `cannot be used: the file that ${key} names ${flaw}` };
  return parse(variable, secret);
}

/** What a value has from another syntax or an editor; undefined: nothing. To be read after the name of the variable. */
export function findFlaw(value: string): string | undefined {
  if (value === "") return "must not be blank";
  if (QUOTED.test(value)) {
    return "is in quotation marks: remove them (docker --env-file and Kubernetes keep them)";
  }
  if (REFERENCE.test(value)) {
    return "contains ${…}: variables within values are not replaced, so write the value itself";
  }
  const hidden = INSIDE.exec(value)?.[0];
  if (hidden === undefined) return undefined;
  const code = hidden.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return `contains an invisible character (U+${code}): type it instead of pasting it`;
}

function parse(variable: Variable<unknown>, text: string): ReadResult {
  const parsed = variable.schema.safeParse(text);
  if (parsed.success) {
    const isUnchanged = !variable.isText && !variable.file &&
      (isPlaceholder(text) || (variable.secret === true && text === variable.example));
    const warning = "looks like a placeholder of a guide: set your own value";
    return { value: parsed.data, ...isUnchanged ? { warning } : {} };
  }
  return { problem: parsed.error.issues.map(({ message }) => message).join("; ") };
}
