import type { Text } from "packages/platform/lang.ts";
import type { z } from "zod";

/** One environment variable: how to read it, and its text in `docs/config.md` and `.env.example`. */
export interface Variable<T> {
  /** Reads the text of the variable. */
  readonly schema: z.ZodType<T, string>;
  /** One sentence for operators. */
  readonly description: Text;
  readonly example: string;
  /** Used when the variable is absent; a function gets the values that were read before it. */
  readonly default?: string | ((resolved: Readonly<Record<string, unknown>>) => string | undefined);
  /** Absent without a default: `undefined` instead of a problem. */
  readonly optional?: boolean;
  /** Also read from the file named by `<NAME>_FILE`; never printed. */
  readonly secret?: boolean;
  /** The value is the path of a text file, and `schema` reads its text. */
  readonly file?: boolean;
  /** A text for people or for a language model: it may contain quotation marks and any character. */
  readonly isText?: boolean;
  /** Older names that still work. Only one of all names may be given. */
  readonly aliases?: readonly string[];
}

// deno-lint-ignore no-explicit-any -- a list of variables of different types; each keeps its own
export type Variables = Readonly<Record<string, Variable<any>>>;

/** The typed values of a list of variables. */
export type Values<V extends Variables> = {
  readonly [K in keyof V]: V[K] extends Variable<infer T>
    ? V[K] extends { optional: true } ? T | undefined : T
    : never;
};

/** One problem of the configuration. */
export interface ConfigProblem {
  readonly variable: string;
  /** What is wrong and what to do. */
  readonly problem: string;
  readonly example?: string;
}

/** Whether a variable of any group has a value, maybe one that could not be read. */
export type IsGiven = (variable: string) => boolean;

/** A group of variables, and the rules between them. */
export interface ConfigGroup<V extends Variables = Variables> {
  readonly title: Text;
  readonly variables: V;
  /**
   * Names that older guides use, with the variable to use instead, or a sentence when there is none. They stop the
   * start, because they would have no effect.
   */
  readonly retired?: Readonly<Record<string, string | Text>>;
  /** Gets the values that could be read, and which are given at all; returns the problems of their combination. */
  rules?(values: Partial<Values<V>>, isGiven: IsGiven): readonly ConfigProblem[];
  /** Like `rules`, for what does not stop the start but has probably another effect than the operator wants. */
  warnings?(values: Partial<Values<V>>, isGiven: IsGiven): readonly ConfigProblem[];
}

/** Gives a group its type. */
export function defineConfig<const V extends Variables>(group: ConfigGroup<V>): ConfigGroup<V> {
  return group;
}

/** The values of several groups, as one. */
export type ConfigOf<G extends readonly ConfigGroup[]> = G extends readonly [
  infer First extends ConfigGroup,
  ...infer Rest extends readonly ConfigGroup[],
] ? Values<First["variables"]> & ConfigOf<Rest>
  : unknown;

/** All problems at once, so that one start is enough to find them. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(problems.map(({ variable, problem }) => `${variable}: ${problem}`).join("\n"));
  }
}
