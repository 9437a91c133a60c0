import {
  ConfigError,
  type ConfigGroup,
  type ConfigOf,
  type ConfigProblem,
  type Variable,
} from "packages/platform/config/config.ts";
import type { Text } from "packages/platform/lang.ts";

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
  const problems: ConfigProblem[] = [];
  const values: Record<string, unknown> = {};
  // Several services list the groups that they share.
  const distinct = [...new Set<ConfigGroup>(groups)];
  for (const group of distinct) {
    for (const [name, variable] of Object.entries(group.variables)) {
      const read = readVariable(name, variable, env, values, readFile);
      if (!("problem" in read)) values[name] = read.value;
      else if (!isConsequence(variable, read, problems)) problems.push(read.problem);
    }
  }
  const named = new Set(problems.map(({ variable }) => variable));
  const misfits = distinct.flatMap((group) => group.rules?.(values) ?? []);
  // A value that could not be read is reported already; to a rule it looks absent.
  problems.push(
    ...misfits.filter(({ variable }) => !named.has(variable)),
    ...distinct.flatMap((group) => retiredNames(group, env)),
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return values as ConfigOf<G>;
}

/**
 * The text of a secret variable: its own value, or the content of the file that `<NAME>_FILE` names. Undefined when
 * neither is given, or the file cannot be read.
 */
export function readRaw(name: string, env: Environment): string | undefined {
  const file = env[`${name}_FILE`];
  if (env[name] || !file) return env[name];
  try {
    return Deno.readTextFileSync(file).trim();
  } catch {
    return undefined;
  }
}

type Problem = { readonly problem: ConfigProblem; readonly isAbsent: boolean };
type Read = { readonly value: unknown } | Problem;

/** Whether a variable is missing only because its default comes from another one that could not be read. */
function isConsequence(
  variable: Variable<unknown>,
  { isAbsent }: Problem,
  problems: readonly ConfigProblem[],
): boolean {
  return isAbsent && typeof variable.default === "function" && problems.length > 0;
}

function readVariable(
  name: string,
  variable: Variable<unknown>,
  env: Environment,
  resolved: Readonly<Record<string, unknown>>,
  readFile: (path: string) => string,
): Read {
  const problem = (text: string, isAbsent = false): Read => ({
    problem: { variable: name, problem: text, example: variable.example },
    isAbsent,
  });
  const names = [name, ...variable.aliases ?? []];
  const given = names.flatMap((it) => [it, ...variable.secret ? [`${it}_FILE`] : []])
    .filter((it) => env[it]);
  const [source] = given;
  if (given.length > 1) return problem(`is given twice: keep either ${given.join(" or ")}`);
  let raw = source === undefined ? undefined : env[source];
  if (source !== undefined && !names.includes(source)) {
    try {
      raw = readFile(raw!).trim();
    } catch {
      return problem(`cannot read the file that ${source} names: check path and permissions`);
    }
    if (raw === "") return problem(`is missing: the file that ${source} names is empty`);
  }
  raw ??= typeof variable.default === "function" ? variable.default(resolved) : variable.default;
  if (raw === undefined) {
    return variable.optional ? { value: undefined } : problem("is missing", true);
  }
  const parsed = variable.schema.safeParse(raw);
  if (parsed.success) return { value: parsed.data };
  return problem(parsed.error.issues.map(({ message }) => message).join("; "));
}

/** Kubernetes gives every pod REDIS_PORT=tcp://10.0.0.7:6379 when a Service named redis exists: no person set that. */
const KUBERNETES_SERVICE = /^(tcp|udp):\/\//;

function retiredNames({ retired = {} }: ConfigGroup, env: Environment): ConfigProblem[] {
  return Object.entries(retired)
    .filter(([name]) => env[name] && !KUBERNETES_SERVICE.test(env[name]))
    .map(([name, use]) => ({ variable: name, problem: `is no longer read: use ${textOf(use)}` }));
}

function textOf(use: string | Text): string {
  return typeof use === "string" ? use : use.en;
}
