import { readEnvironment } from "packages/platform/config/environment.ts";
import { PROJECT_ROOT } from "packages/platform/project_root.ts";
import { systemClock } from "packages/platform/clock.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { ConfigError, type ConfigProblem } from "packages/platform/config/config.ts";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { ArgumentError, type DoctorArguments, parseArguments } from "tools/doctor/arguments.ts";
import { type Deployment, isLoopback, loadDeployment } from "tools/doctor/deployment.ts";
import { runChecks } from "tools/doctor/run_checks.ts";
import type { Finding } from "tools/doctor/finding.ts";
import { HELP } from "tools/doctor/help.ts";
import { diagnoseLog } from "tools/doctor/log_findings.ts";
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

const STDIN_CHARS_MAX = 1_000_000;

/** Runs the requested verb; returns the exit code. */
async function run(args: DoctorArguments): Promise<number> {
  if (args.verb === "help") return print(HELP[args.lang]);
  const warnings: ConfigProblem[] = [];
  const given = readEnvironment((warning) => warnings.push(warning));
  const deployment = await loadDeployment(given, {
    warnings,
    url: args.url,
    userId: args.userId,
    dotEnv: readText(new URL(".env", PROJECT_ROOT)),
  });
  if (args.verb === "keys") return printKeys(args, deployment);
  if (args.verb === "curl") return print(describeCurl(deployment, args.words[0], args.lang));
  return printReport(args, deployment, await find(args, deployment));
}

async function find(args: DoctorArguments, deployment: Deployment): Promise<readonly Finding[]> {
  if (args.verb === "explain") return explain(await readWords(args.words), deployment);
  if (args.verb !== "login") return await runChecks(deployment);
  // With --json stdout must contain JSON only, so the QR code goes to stderr.
  return await tryLogins(deployment, { ...args, say: args.json ? printError : print });
}

async function readWords(words: readonly string[]): Promise<string> {
  if (words.length > 0) return words.join(" ");
  if (Deno.stdin.isTerminal()) {
    throw new ArgumentError("Cannot explain a callback: none given; pass its URL in single quotes");
  }
  return (await new Response(Deno.stdin.readable).text()).slice(0, STDIN_CHARS_MAX);
}

function printKeys({ json, lang }: DoctorArguments, { callbackUrl }: Deployment): number {
  const keys = createKeys(systemRandomBytes);
  const address = isLoopback(callbackUrl) ? `https://<…>${CALLBACK_PATH}` : callbackUrl;
  return print(json ? JSON.stringify(keys, null, 2) : describeKeys(keys, address, lang));
}

function printReport(
  args: DoctorArguments,
  { env, groups, port }: Deployment,
  findings: readonly Finding[],
): number {
  const log = readLog(args);
  const report = buildReport({
    at: systemClock.now(),
    lang: args.lang,
    system: readSystemFacts(PROJECT_ROOT, port),
    findings: [...findings, ...diagnoseLog(log?.lines ?? [])],
    log,
    redact: createRedact(collectSecrets(env, groups)),
  });
  const colour = Deno.stdout.isTerminal() && !Deno.noColor;
  print(args.json ? renderJson(report) : renderText(report, { lang: args.lang, colour }));
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

function print(text: string): number {
  // deno-lint-ignore no-console -- for the person at the terminal
  console.log(text.trimEnd());
  return 0;
}

function printError(text: string): number {
  // deno-lint-ignore no-console -- for the person at the terminal
  console.error(text);
  return 2;
}

/** A mistake in the command line or the configuration is one sentence, not a stack trace. */
async function runOrExplain(): Promise<number> {
  try {
    return await run(parseArguments(Deno.args, Deno.env.toObject()));
  } catch (error) {
    const isExpected = error instanceof ArgumentError || error instanceof ConfigError ||
      error instanceof CallbackCryptoError;
    if (!isExpected) throw error;
    return printError(error.message);
  }
}

Deno.exit(await runOrExplain());
