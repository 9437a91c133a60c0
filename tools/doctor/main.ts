import { readEnvironment } from "packages/platform/config/environment.ts";
import { systemClock } from "packages/platform/clock.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { ConfigError } from "packages/platform/config/config.ts";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { ArgumentError, type DoctorArguments, parseArguments } from "tools/doctor/arguments.ts";
import { createExamined, type Examined, isLoopback } from "tools/doctor/examined.ts";
import { examine } from "tools/doctor/examine.ts";
import type { Finding } from "tools/doctor/finding.ts";
import { HELP } from "tools/doctor/help.ts";
import { judgeLog } from "tools/doctor/log_findings.ts";
import { createRedact } from "tools/doctor/redact.ts";
import { renderJson, renderText } from "tools/doctor/render_report.ts";
import { buildReport, exitCodeOf, type LogTail } from "tools/doctor/report.ts";
import { collectSecrets } from "tools/doctor/secrets.ts";
import { CALLBACK_PATH, readText } from "tools/doctor/settings.ts";
import { readLogTail, readSystemFacts } from "tools/doctor/system_facts.ts";
import { describeCurl } from "tools/doctor/verbs/curl.ts";
import { explain } from "tools/doctor/verbs/explain.ts";
import { createKeys, describeKeys } from "tools/doctor/verbs/keys.ts";
import { isAboutLogins, tryLogins } from "tools/doctor/verbs/login.ts";

const ROOT = new URL("../../", import.meta.url);
const STDIN_CHARS_MAX = 1_000_000;

/** Does what was asked for; the exit code. */
async function run(args: DoctorArguments): Promise<number> {
  if (args.verb === "help") return say(HELP[args.lang]);
  const given = readEnvironment(ROOT);
  const examined = await createExamined(given, {
    url: args.url,
    userId: args.userId,
    dotEnv: readText(new URL(".env", ROOT).pathname),
  });
  if (args.verb === "keys") return sayKeys(args, examined);
  if (args.verb === "curl") {
    const options = { appName: args.words[0], lang: args.lang, randomBytes: systemRandomBytes };
    return say(describeCurl(examined, options));
  }
  return sayReport(args, examined, await find(args, examined));
}

async function find(args: DoctorArguments, examined: Examined): Promise<readonly Finding[]> {
  if (args.verb === "explain") return explain(await readWords(args.words), examined);
  if (args.verb !== "login") return await examine(examined);
  // A QR code on stdout would spoil the JSON.
  return await tryLogins(examined, { ...args, say: args.json ? complain : say });
}

async function readWords(words: readonly string[]): Promise<string> {
  if (words.length > 0) return words.join(" ");
  if (Deno.stdin.isTerminal()) {
    throw new ArgumentError("Cannot explain nothing: give the callback's URL in single quotes");
  }
  return (await new Response(Deno.stdin.readable).text()).slice(0, STDIN_CHARS_MAX);
}

function sayKeys({ json, lang }: DoctorArguments, { callbackUrl }: Examined): number {
  const keys = createKeys(systemRandomBytes);
  const address = isLoopback(callbackUrl) ? `https://<…>${CALLBACK_PATH}` : callbackUrl;
  return say(json ? JSON.stringify(keys, null, 2) : describeKeys(keys, address, lang));
}

function sayReport(
  args: DoctorArguments,
  { env, groups, port }: Examined,
  findings: readonly Finding[],
): number {
  const log = readLog(args);
  const report = buildReport({
    at: systemClock.now(),
    lang: args.lang,
    system: readSystemFacts(ROOT, port),
    findings: [...findings, ...judgeLog(log?.lines ?? [])],
    log,
    redact: createRedact(collectSecrets(env, groups)),
  });
  const colour = Deno.stdout.isTerminal() && !Deno.noColor;
  say(args.json ? renderJson(report) : renderText(report, { lang: args.lang, colour }));
  return exitCodeOf(report);
}

function readLog({ logFile, verb }: DoctorArguments): LogTail | undefined {
  if (logFile === undefined) return undefined;
  try {
    return readLogTail(logFile, verb === "login" ? isAboutLogins : undefined);
  } catch (error) {
    throw new ArgumentError(`Cannot read --log: ${error instanceof Error ? error.message : ""}`);
  }
}

function say(text: string): number {
  // deno-lint-ignore no-console -- for the person at the terminal
  console.log(text.trimEnd());
  return 0;
}

function complain(text: string): number {
  // deno-lint-ignore no-console -- for the person at the terminal
  console.error(text);
  return 2;
}

/** Mistakes of the person at the terminal are one sentence, not a stack. */
async function runOrComplain(): Promise<number> {
  try {
    return await run(parseArguments(Deno.args, Deno.env.toObject()));
  } catch (error) {
    const isExpected = error instanceof ArgumentError || error instanceof ConfigError ||
      error instanceof CallbackCryptoError;
    if (!isExpected) throw error;
    return complain(error.message);
  }
}

Deno.exit(await runOrComplain());
