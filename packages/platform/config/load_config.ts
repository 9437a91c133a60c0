import {
  ConfigError,
  type ConfigGroup,
  type ConfigOf,
  type ConfigProblem,
} from "packages/platform/config/config.ts";
import { findNearNames } from "packages/platform/config/near_names.ts";
import {
  type ReadFile,
  readVariable,
  sourcesOf,
  tidy,
} from "packages/platform/config/read_variable.ts";
import { readTextFile } from "packages/platform/config/text_file.ts";
import type { Text } from "packages/platform/lang.ts";

/** The environment as names and values. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The result of {@link readConfig}. */
export interface ReadConfig {
  /** The values that could be read. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What stops the start. */
  readonly problems: readonly ConfigProblem[];
  /** What does not stop the start. */
  readonly warnings: readonly ConfigProblem[];
}

/** Reads all groups from the environment. An empty value counts as absent. No text contains a value. */
export function readConfig(
  groups: readonly ConfigGroup[],
  env: Environment,
  readFile: ReadFile = readTextFile,
): ReadConfig {
  const problems: ConfigProblem[] = [];
  const warnings: ConfigProblem[] = [];
  const values: Record<string, unknown> = {};
  // Several services list the groups that they share.
  const distinct = [...new Set(groups)];
  for (const { variables } of distinct) {
    for (const [name, variable] of Object.entries(variables)) {
      const read = readVariable(name, variable, env, values, readFile);
      if ("value" in read) {
        values[name] = read.value;
        if (read.warning !== undefined) warnings.push({ variable: name, problem: read.warning });
        continue;
      }
      // A variable that is missing only because its default comes from one that could not be read.
      const isConsequence = read.isAbsent && typeof variable.default === "function" &&
        problems.length > 0;
      const { problem } = read;
      if (!isConsequence) problems.push({ variable: name, problem, example: variable.example });
    }
  }
  const named = new Set(problems.map(({ variable }) => variable));
  // A value that could not be read is reported already.
  const isNew = ({ variable }: ConfigProblem) => !named.has(variable);
  const isGiven = (name: string) => values[name] !== undefined || named.has(name);
  problems.push(
    ...onePerVariable(distinct.flatMap((group) => group.rules?.(values, isGiven) ?? []))
      .filter(isNew),
    ...distinct.flatMap((group) => retiredNames(group, env)),
  );
  warnings.push(
    ...distinct.flatMap((group) => group.warnings?.(values, isGiven) ?? []).filter(isNew),
    ...nearNames(distinct, env),
  );
  return { values, problems, warnings };
}

/**
 * Reads all groups from the environment.
 * @throws ConfigError with every problem found.
 */
export function loadConfig<const G extends readonly ConfigGroup[]>(
  groups: G,
  env: Environment,
  readFile?: ReadFile,
): ConfigOf<G> {
  const { values, problems } = readConfig(groups, env, readFile);
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
    return tidy(readTextFile(tidy(file)).text);
  } catch {
    return undefined;
  }
}

/** Rules of several groups may need the same variable. */
function onePerVariable(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  return problems.filter(({ variable }, index) =>
    index === problems.findIndex((other) => other.variable === variable)
  );
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

/** Names that are not read, but probably meant for a variable of these groups. */
function nearNames(groups: readonly ConfigGroup[], env: Environment): ConfigProblem[] {
  const retired: Record<string, string | Text> = Object.assign(
    {},
    ...groups.map((it) => it.retired),
  );
  const variables = groups.flatMap((group) => Object.entries(group.variables));
  const read = variables.flatMap(([name, it]) => sourcesOf(name, it).map(({ key }) => key));
  const given = Object.keys(env).filter((name) => env[name]);
  return findNearNames(given, read, Object.keys(retired)).map(({ name, meant }) => ({
    variable: name,
    problem: `is not read and has no effect: did you mean ${textOf(retired[meant] ?? meant)}?`,
  }));
}
