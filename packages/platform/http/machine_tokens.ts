import { timingSafeEqual } from "node:crypto";
import { Buffer } from "node:buffer";
import { z } from "zod";
import { sha256Hex } from "packages/platform/encoding.ts";

/** A program that may call: one entry of `API_TOKENS_FILE`. */
export interface MachineToken {
  /** Lower-case letters, digits, dots, hyphens, underscores; unique. */
  readonly name: string;
  /** SHA-256 of the token as hex. Only the machine has the token itself. */
  readonly sha256: string;
  /** What the machine may do, such as `ai.suggest`. */
  readonly scopes: readonly string[];
}

/** The form of a machine's name. */
export const MACHINE_NAME = /^[a-z0-9._-]{1,64}$/;

function machineSchema(scopes: readonly string[]) {
  return z.strictObject({
    name: z.string().regex(MACHINE_NAME),
    sha256: z.string().regex(/^[0-9a-f]{64}$/i).toLowerCase(),
    scopes: z.array(z.enum(scopes)).nonempty(),
  });
}

/** The form of each field, for error messages, which never contain a value. */
const FORMS: Readonly<Record<string, string>> = {
  name: "must be 1 to 64 lower-case letters, digits, dots, hyphens or underscores",
  sha256: "must be 64 hexadecimal digits",
};

/**
 * Reads the text of `API_TOKENS_FILE`, a JSON list of {@link MachineToken}.
 * @param scopes all scopes that exist
 * @throws Error with one sentence that names entries by their place, never by their content
 */
export function parseMachineTokens(
  text: string,
  scopes: readonly string[],
): readonly MachineToken[] {
  const schema = machineSchema(scopes);
  const forms: Readonly<Record<string, string>> = {
    ...FORMS,
    scopes: `must list at least one of ${scopes.join(", ")}, and nothing else`,
  };
  const list = z.array(z.unknown()).safeParse(parseJson(text)).data;
  if (list === undefined) {
    throw new Error("must hold a JSON list; `deno task api-token <name> <scope>…` prints an entry");
  }
  const machines = list.map((entry, index) => {
    const parsed = schema.safeParse(entry);
    if (parsed.success) return parsed.data;
    const field = String(parsed.error.issues[0]?.path[0] ?? "");
    const form = forms[field] ?? "must be an object of name, sha256 and scopes alone";
    throw new Error(`entry ${index + 1}: ${field === "" ? "" : `${field} `}${form}`);
  });
  refuseDoubles(machines.map(({ name }) => name), "name");
  refuseDoubles(machines.map(({ sha256 }) => sha256), "sha256");
  return machines;
}

/** The machine of a token. The time it takes does not depend on how much of the token is right. */
export function findMachine(
  machines: readonly MachineToken[],
  token: string,
): MachineToken | undefined {
  const shown = Buffer.from(sha256Hex(token), "hex");
  let found: MachineToken | undefined;
  for (const machine of machines) {
    if (timingSafeEqual(shown, Buffer.from(machine.sha256, "hex"))) found = machine;
  }
  return found;
}

function refuseDoubles(values: readonly string[], field: string): void {
  const second = values.findIndex((value, index) => values.indexOf(value) < index);
  if (second === -1) return;
  const first = values.indexOf(values[second]!);
  throw new Error(`entries ${first + 1} and ${second + 1} have the same ${field}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
