import { parseEnv } from "node:util";
import { ConfigError, type ConfigProblem } from "packages/platform/config/config.ts";
import { type Environment, loadConfig } from "packages/platform/config/load_config.ts";
import type { Text } from "packages/platform/lang.ts";
import { fail, type Finding, ok, same, warn } from "tools/doctor/finding.ts";
import type { Check, Examined } from "tools/doctor/examined.ts";

const SUBJECT = {
  id: "configuration",
  looked: { zh: "环境变量与 .env", en: "Environment variables and .env" },
};

const CALLBACK_KEY = /^WECOM_(TOKEN|ENCODING_AES_KEY)(_PREVIOUS)?$/;

/** Reads the configuration as a start would, and names everything that would stop it. */
export const checkConfiguration: Check = (examined) => {
  const problems = findProblems(examined);
  const shadowed = findShadowed(examined);
  const findings = [...problems.map(toFinding), ...shadowed.map(toShadowed)];
  return Promise.resolve(
    problems.length > 0
      ? findings
      : [ok(SUBJECT, { zh: "可以启动。", en: "A process can start with it." }), ...findings],
  );
};

function findProblems({ groups, env }: Examined): readonly ConfigProblem[] {
  try {
    loadConfig(groups, env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // Of these the check of the callback's keys says more.
    return error.problems.filter(({ variable }) => !CALLBACK_KEY.test(variable));
  }
}

function toFinding({ variable, problem, example }: ConfigProblem): Finding {
  const use = /^is no longer read: use (.+)$/.exec(problem)?.[1];
  const shown = example ?? "";
  const subject = { id: `configuration.${variable}`, looked: same(variable) };
  if (use !== undefined) {
    return fail(
      subject,
      { zh: `这个名字已停用，请改用 ${use}。`, en: `This name ${problem}.` },
      {
        zh: `在 .env 里把 ${variable} 改成 ${use}，然后重启。`,
        en: `Rename ${variable} to ${use} in .env, then restart.`,
      },
    );
  }
  return fail(subject, problemText(variable, problem), {
    zh: `在 .env 里改正，${
      shown === "" ? "" : `例如 ${variable}=${shown}，`
    }然后重启。各变量说明见 docs/config.md。`,
    en: `Correct it in .env${
      shown === "" ? "" : `, for example ${variable}=${shown}`
    }, then restart. All variables: docs/config.md.`,
  });
}

/** The sentences of the configuration are English; the one that everybody meets is not left so. */
function problemText(variable: string, problem: string): Text {
  const en = `${variable} ${problem}`;
  return { zh: /^is missing/.test(problem) ? `缺少 ${variable}（${problem}）` : en, en };
}

/** Names that both `.env` and the environment give, differently. */
function findShadowed({ dotEnv, env }: Examined): string[] {
  if (dotEnv === undefined) return [];
  const written: Environment = parseEnv(dotEnv);
  return Object.keys(written)
    .filter((name) => written[name] && env[name] !== undefined && env[name] !== written[name])
    // What the simulator or a default fills in is no second opinion.
    .filter((name) => Deno.env.get(name) === env[name]);
}

function toShadowed(name: string): Finding {
  return warn(
    { id: `configuration.shadowed.${name}`, looked: same(name) },
    {
      zh: `${name} 在 .env 和进程环境里的值不同，生效的是环境里的值。`,
      en:
        `${name} has one value in .env and another in the environment; that of the environment counts.`,
    },
    {
      zh: `去掉其中一处（unset ${name}，或删掉 .env 里的那一行），然后重启。`,
      en: `Keep one of them (unset ${name}, or take the line out of .env), then restart.`,
    },
  );
}
