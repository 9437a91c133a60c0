import { ConfigError } from "packages/platform/config/config.ts";

/** Exit code for a configuration that cannot work (EX_CONFIG of sysexits.h). */
export const EXIT_CONFIG = 78;

/**
 * Prints what is wrong with the configuration and ends the process with {@link EXIT_CONFIG}.
 * @throws the error itself when it is no ConfigError
 */
export function exitOnConfigError(error: unknown): never {
  if (!(error instanceof ConfigError)) throw error;
  const lines = error.problems.map(({ variable, problem, example }) =>
    `  ${variable} ${problem}${
      example === undefined ? "" : `\n      for example ${variable}=${example}`
    }`
  );
  const many = lines.length === 1 ? "1 setting needs" : `${lines.length} settings need`;
  sayProblem(`Cannot start: ${many} attention (see docs/config.md)\n${lines.join("\n")}`);
  Deno.exit(EXIT_CONFIG);
}

/** Writes a line for the person at the terminal to stderr. */
export function sayProblem(text: string): void {
  // deno-lint-ignore no-console -- for the person at the terminal
  console.error(text);
}
