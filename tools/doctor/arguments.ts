import type { Environment } from "packages/platform/config/load_config.ts";
import { type Lang, parseLang } from "packages/platform/lang.ts";

const VERBS = ["check", "keys", "curl", "explain", "login"] as const;
export type Verb = typeof VERBS[number];

/** What the person at the terminal asked for. */
export interface DoctorArguments {
  readonly verb: Verb | "help";
  readonly lang: Lang;
  readonly json: boolean;
  /** A public address, whole or without the callback's path. */
  readonly url: string | undefined;
  readonly userId: string | undefined;
  readonly logFile: string | undefined;
  /** What follows the verb. */
  readonly words: readonly string[];
}

/** A command line that cannot be read; the message says why. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
}

const WITH_VALUE = { "--url": "url", "--user": "userId", "--log": "logFile", "--lang": "lang" };

/**
 * Reads `[verb] [--url u] [--user id] [--log file] [--json] [--lang zh|en]`.
 * @throws ArgumentError
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
        throw new ArgumentError(`Cannot read ${name}: a value must follow`);
      }
      values[WITH_VALUE[name as keyof typeof WITH_VALUE]] = value;
    } else if (name === "--json") json = true;
    else if (name === "--help" || name === "-h") help = true;
    else if (name.startsWith("--")) throw new ArgumentError(`Cannot read ${name}: no such option`);
    else words.push(args[index]!);
  }
  const { url, userId, logFile, lang } = values;
  if (url !== undefined && !/^https?:\/\/[^\s/]+/.test(url)) {
    throw new ArgumentError("Cannot read --url: give an address that begins with https://");
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
  throw new ArgumentError(`Cannot do "${word}": choose one of ${VERBS.join(", ")}`);
}

/** `--lang`, else what the system is set to; English unless that is Chinese. */
function readLang(asked: string | undefined, env: Environment): Lang {
  if (asked !== undefined) {
    const lang = parseLang(asked);
    if (lang === undefined) throw new ArgumentError("Cannot read --lang: give zh or en");
    return lang;
  }
  const system = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return /^zh/i.test(system) ? "zh" : "en";
}
