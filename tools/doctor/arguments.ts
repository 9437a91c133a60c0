import type { Environment } from "packages/platform/config/load_config.ts";
import { type Lang, parseLang } from "packages/platform/lang.ts";

const VERBS = ["check", "keys", "curl", "explain", "login"] as const;
/** A subcommand. */
export type Verb = typeof VERBS[number];

/** The command line, parsed. */
export interface DoctorArguments {
  readonly verb: Verb | "help";
  readonly lang: Lang;
  readonly json: boolean;
  /** A public address, with or without the callback path. */
  readonly url: string | undefined;
  readonly userId: string | undefined;
  readonly logFile: string | undefined;
  /** The arguments after the verb. */
  readonly words: readonly string[];
}

/** The command line is wrong; the message is for the person at the terminal. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
}

const WITH_VALUE = { "--url": "url", "--user": "userId", "--log": "logFile", "--lang": "lang" };

/**
 * Reads `[verb] [--url u] [--user id] [--log file] [--json] [--lang zh|en]`.
 * @throws ArgumentError when an option, a value or the verb is wrong
 */
export function parseArguments(args: readonly string[], env: Environment): DoctorArguments {
  const values: Partial<Record<string, string>> = {};
  const words: string[] = [];
  let json = false;
  let help = false;
  for (let index = 0; index < args.length; index += 1) {
    const [name = "", joined] = splitOption(args[index]!);
    if (Object.hasOwn(WITH_VALUE, name)) {
      const value = joined ?? args[index += 1];
      if (value === undefined || value === "") {
        throw new ArgumentError(`Cannot read ${name}: the value is missing; add it after ${name}`);
      }
      values[WITH_VALUE[name as keyof typeof WITH_VALUE]] = value;
    } else if (name === "--json") json = true;
    else if (name === "--help" || name === "-h") help = true;
    else if (name.startsWith("--")) {
      throw new ArgumentError(`Cannot read ${name}: unknown option; see --help`);
    } else words.push(args[index]!);
  }
  const { url, userId, logFile, lang } = values;
  if (url !== undefined && !/^https?:\/\/[^\s/]+/.test(url)) {
    throw new ArgumentError("Cannot read --url: not an address; use one that starts with https://");
  }
  return {
    verb: help ? "help" : readVerb(words),
    lang: readLang(lang, env),
    json,
    url,
    userId,
    logFile,
    words: words.slice(1),
  };
}

function splitOption(arg: string): [string, string | undefined] {
  const match = /^(--[a-z]+)=([\s\S]*)$/.exec(arg);
  return match === null ? [arg, undefined] : [match[1]!, match[2]!];
}

function readVerb([word = "check"]: readonly string[]): Verb {
  const verb = VERBS.find((verb) => verb === word);
  if (verb !== undefined) return verb;
  throw new ArgumentError(`Cannot run "${word}": unknown command; use one of ${VERBS.join(", ")}`);
}

/** `--lang`, else Chinese when the system language is Chinese, else English. */
function readLang(requested: string | undefined, env: Environment): Lang {
  if (requested !== undefined) {
    const lang = parseLang(requested);
    if (lang === undefined) {
      throw new ArgumentError("Cannot read --lang: unknown language; use zh or en");
    }
    return lang;
  }
  const system = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return /^zh/i.test(system) ? "zh" : "en";
}
