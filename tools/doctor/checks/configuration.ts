import type { ConfigProblem } from "packages/platform/config/config.ts";
import { parseDotEnv } from "packages/platform/config/dot_env.ts";
import { checkCallbackKeys } from "tools/doctor/checks/callback_keys.ts";
import { REPLY_FILE_VARIABLES } from "tools/doctor/checks/reply_files.ts";
import type { Check, Deployment } from "tools/doctor/deployment.ts";
import { about, fail, ok, untranslated, warn } from "tools/doctor/create_finding.ts";
import type { Finding, Subject } from "tools/doctor/finding.ts";
import { describeProblem } from "tools/doctor/problem_texts.ts";

const SUBJECT = about("configuration", "环境变量与 .env", "Environment variables and .env");

/** Reads the configuration as a process does at its start, and reports everything that would stop it or is unusual. */
export const checkConfiguration: Check = async (deployment) => {
  const { problems, warnings } = deployment.config;
  const isDetailed = await findDetailed(deployment);
  const failures = problems.filter(({ variable }) => !isDetailed(variable)).map(toFailure);
  const isStartable = problems.length === 0
    ? [ok(SUBJECT, ["可以启动。", "A process can start with it."])]
    : [];
  return [
    ...failures,
    ...isStartable,
    ...warnings.filter(({ variable }) => !REPLY_FILE_VARIABLES.has(variable)).map(toWarning),
    ...findShadowed(deployment).map(toShadowed),
  ];
};

/** Whether another check reports the variable with more details. */
async function findDetailed(deployment: Deployment): Promise<(variable: string) => boolean> {
  const keys = [await checkCallbackKeys(deployment)].flat().filter(({ level }) => level === "fail");
  const names = new Set(keys.map(({ looked }) => looked.en));
  return (variable) => names.has(variable);
}

function toFailure({ variable, problem, example }: ConfigProblem): Finding {
  const use = /^is no longer read: use (.+)$/.exec(problem)?.[1];
  if (use !== undefined) {
    return fail(subjectOf(variable), [`这个名字已停用，请改用 ${use}。`, `This name ${problem}.`], [
      `在 .env 里把 ${variable} 改成 ${use}，然后重启。`,
      `Rename ${variable} to ${use} in .env, then restart.`,
    ]);
  }
  const such = example ? `${variable}=${example}` : undefined;
  return fail(subjectOf(variable), describeProblem(variable, problem), [
    `在 .env 里改正，${
      such ? `例如 ${such}，` : ""
    }然后重启。各变量的说明见 docs/config.zh-CN.md。`,
    `Correct it in .env${
      such ? `, for example ${such}` : ""
    }, then restart. All variables: docs/config.md.`,
  ]);
}

function toWarning({ variable, problem }: ConfigProblem): Finding {
  return warn(subjectOf(variable), describeProblem(variable, problem), [
    "改正它，然后重启。各变量的说明见 docs/config.zh-CN.md。",
    "Correct it, then restart. All variables: docs/config.md.",
  ]);
}

function subjectOf(variable: string): Subject {
  const part = variable === ".env" ? "dot_env" : variable;
  return { id: `configuration.${part}`, looked: untranslated(variable) };
}

/** Names with different values in `.env` and in the environment of this process. */
function findShadowed({ dotEnv, env }: Deployment): string[] {
  const written = parseDotEnv(dotEnv ?? "");
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
