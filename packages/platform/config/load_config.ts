import {
  ConfigError,
  type ConfigGroup,
  type ConfigOf,
  type ConfigProblem,
  type Variable,
} from "packages/platform/config/config.ts";
import { RETIRED_VARIABLES } from "packages/platform/config/retired_variables.ts";

/** The environment as names and values. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads all groups from the environment. An empty value counts as absent.
 * @throws ConfigError with every problem found.
 */
export function loadConfig<const G extends readonly ConfigGroup[]>(
  groups: G,
  env: Environment,
  readFile: (path: string) => string = Deno.readTextFileSync,
): ConfigOf<G> {
  const problems: ConfigProblem[] = retired(env);
  const values: Record<string, unknown> = {};
  for (const group of groups) {
    for (const [name, variable] of Object.entries(group.variables)) {
      const read = readVariable(name, variable, env, values, readFile);
      if ("problem" in read) problems.push(read.problem);
      else values[name] = read.value;
    }
  }
  for (const group of groups) problems.push(...group.rules?.(values) ?? []);
  if (problems.length > 0) throw new ConfigError(problems);
  return values as ConfigOf<G>;
}

type Read = { readonly value: unknown } | { readonly problem: ConfigProblem };

function readVariable(
  name: string,
  variable: Variable<unknown>,
  env: Environment,
  resolved: Readonly<Record<string, unknown>>,
  readFile: (path: string) => string,
): Read {
  const problem = (text: string): Read => ({
    problem: { variable: name, problem: text, example: variable.example },
  });
  let raw = env[name] || undefined;
  const file = variable.secret ? env[`${name}_FILE`] || undefined : undefined;
  if (raw !== undefined && file !== undefined) {
    return problem(`is given twice: keep either ${name} or ${name}_FILE`);
  }
  if (file !== undefined) {
    try {
      raw = readFile(file).trim();
    } catch {
      return problem(`cannot read the file that ${name}_FILE names: check path and permissions`);
    }
  }
  raw ??= typeof variable.default === "function" ? variable.default(resolved) : variable.default;
  if (raw === undefined) {
    return variable.optional ? { value: undefined } : problem("is missing");
  }
  const parsed = variable.schema.safeParse(raw);
  if (parsed.success) return { value: parsed.data };
  return problem(parsed.error.issues.map(({ message }) => message).join("; "));
}

function retired(env: Environment): ConfigProblem[] {
  return Object.entries(RETIRED_VARIABLES)
    .filter(([name]) => env[name])
    .map(([name, use]) => ({ variable: name, problem: `is no longer read: use ${use}` }));
}
