import { ConfigError, type ConfigProblem } from "packages/platform/config/config.ts";

/** Exit code for a configuration that cannot work (EX_CONFIG of sysexits.h). */
export const EXIT_CONFIG = 78;

/**
 * Prints what is wrong with the configuration and ends the process with {@link EXIT_CONFIG}.
 * @param warnings printed after the problems: they are often the cause, such as a misspelt name of a missing variable
 * @throws the error itself when it is no ConfigError
 */
export function exitOnConfigError(
  error: unknown,
  warnings: readonly ConfigProblem[] = [],
): never {
  if (!(error instanceof ConfigError)) throw error;
  const { problems } = error;
  const many = problems.length === 1 ? "1 setting needs" : `${problems.length} settings need`;
  const lines = [
    `Cannot start: ${many} attention (see docs/config.md)`,
    ...problems.map(describe),
    ...warnings.length === 0 ? [] : ["Also unusual:", ...warnings.map(describe)],
  ];
  sayProblem(lines.join("\n"));
  Deno.exit(EXIT_CONFIG);
}

function describe({ variable, problem, example }: ConfigProblem): string {
  const such = example === undefined ? "" : `\n      for example ${variable}=${example}`;
  return `  ${variable} ${problem}${such}`;
}

/** Writes a line for the person at the terminal to stderr. */
export function sayProblem(text: string): void {
  // deno-lint-ignore no-console -- for the person at the terminal
  console.error(text);
}
