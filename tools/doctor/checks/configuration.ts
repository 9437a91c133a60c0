import { parseEnv } from "node:util";
import { ConfigError, type ConfigProblem } from "packages/platform/config/config.ts";
import { type Environment, loadConfig } from "packages/platform/config/load_config.ts";
import type { Check, Deployment } from "tools/doctor/deployment.ts";
import { about, fail, ok, untranslated, warn } from "tools/doctor/create_finding.ts";
import type { Finding } from "tools/doctor/finding.ts";

const SUBJECT = about("configuration", "环境变量与 .env", "Environment variables and .env");

const CALLBACK_KEY = /^WECOM_(TOKEN|ENCODING_AES_KEY)(_PREVIOUS)?$/;

/** Reads the configuration as a process does at its start, and reports everything that would stop it. */
export const checkConfiguration: Check = (deployment) => {
  const problems = findProblems(deployment);
  const findings = problems.map(toFinding);
  if (findings.length === 0) {
    findings.push(ok(SUBJECT, ["可以启动。", "A process can start with it."]));
  }
  return [...findings, ...findShadowed(deployment).map(toShadowed)];
};

function findProblems({ groups, env }: Deployment): readonly ConfigProblem[] {
  try {
    loadConfig(groups, env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // The check of the callback keys has more details about these.
    return error.problems.filter(({ variable }) => !CALLBACK_KEY.test(variable));
  }
}

function toFinding({ variable, problem, example }: ConfigProblem): Finding {
  const use = /^is no longer read: use (.+)$/.exec(problem)?.[1];
  const subject = { id: `configuration.${variable}`, looked: untranslated(variable) };
  if (use !== undefined) {
    return fail(subject, [`这个名字已停用，请改用 ${use}。`, `This name ${problem}.`], [
      `在 .env 里把 ${variable} 改成 ${use}，然后重启。`,
      `Rename ${variable} to ${use} in .env, then restart.`,
    ]);
  }
  const en = `${variable} ${problem}`;
  const such = example ? `${variable}=${example}` : undefined;
  // The problems of the configuration are English; the most frequent one is translated here.
  return fail(subject, {
    zh: /^is missing/.test(problem) ? `缺少 ${variable}（${problem}）` : en,
    en,
  }, [
    `在 .env 里改正，${such ? `例如 ${such}，` : ""}然后重启。各变量的说明见 docs/config.md。`,
    `Correct it in .env${
      such ? `, for example ${such}` : ""
    }, then restart. All variables: docs/config.md.`,
  ]);
}

/** Names with different values in `.env` and in the environment of this process. */
function findShadowed({ dotEnv, env }: Deployment): string[] {
  const written: Environment = parseEnv(dotEnv ?? "");
  return Object.keys(written)
    .filter((name) => written[name] && env[name] !== undefined && env[name] !== written[name])
    // Values from the simulator or from a default do not count.
    .filter((name) => Deno.env.get(name) === env[name]);
}

function toShadowed(name: string): Finding {
  return warn({ id: `configuration.shadowed.${name}`, looked: untranslated(name) }, [
    `${name} 在 .env 和进程环境里的值不同，生效的是环境里的值。`,
    `${name} differs between .env and the environment; the environment is used.`,
  ], [
    `只保留一处（unset ${name}，或删掉 .env 里的那一行），然后重启。`,
    `Keep only one (unset ${name}, or delete the line in .env), then restart.`,
  ]);
}
