import type { ConfigGroup } from "packages/platform/config/config.ts";
import type { Environment } from "packages/platform/config/load_config.ts";
import { orUndefined, parseJson, readText } from "tools/doctor/settings.ts";

/** Variable names of secrets, also of other systems. */
const SECRET_NAME = /SECRET|TOKEN|PASSW|API_?KEY|AES_?KEY|_KEYS?$|_KEYS?_|CREDENTIAL|COOKIE/i;
/** Public fields of JSON files that contain secrets. */
const PUBLIC_FIELD =
  /^(name|kind|baseUrl|model|corpId|agentId|kty|crv|alg|use|kid|x|y|key_ops|scopes)$/;

/**
 * All secrets in the environment: variables that are declared secret or have the name of one, the content of their
 * `_FILE`s, and passwords in URLs.
 */
export function collectSecrets(
  env: Environment,
  groups: readonly ConfigGroup[],
): ReadonlySet<string> {
  const declared = new Set(
    groups.flatMap(({ variables }) =>
      Object.entries(variables).filter(([, { secret }]) => secret).map(([name]) => name)
    ),
  );
  const found = Object.entries(env).flatMap(([name, value]) => {
    if (!value) return [];
    const isNamed = SECRET_NAME.test(name);
    if (name.endsWith("_FILE")) {
      return [...passwordsIn(value), ...secretsInFile(value, declared.has(name) || isNamed)];
    }
    const isSecret = declared.has(name) || (isNamed && !/_(URL|WINDOW_SECONDS)$/.test(name));
    return isSecret ? [...passwordsIn(value), value] : passwordsIn(value);
  });
  return new Set(found);
}

/** Encoded and decoded: `p%40ss` and `p@ss`. */
function passwordsIn(value: string): string[] {
  const written = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/\s]*?:)?([^@/\s]+)@/i.exec(value)?.[1];
  if (written === undefined) return [];
  return [written, orUndefined(() => decodeURIComponent(written)) ?? written];
}

function secretsInFile(path: string, isSecret: boolean): string[] {
  const text = readText(path)?.trim();
  const content = parseJson(text);
  if (typeof content === "object" && content !== null) return leavesOf(content);
  return isSecret && text ? [text, ...passwordsIn(text)] : [];
}

function leavesOf(content: object): string[] {
  return Object.entries(content).flatMap(([name, value]) => {
    if (typeof value === "string") return PUBLIC_FIELD.test(name) ? [] : [value];
    return typeof value === "object" && value !== null ? leavesOf(value) : [];
  });
}
