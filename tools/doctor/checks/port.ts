import { ask, type Asked } from "tools/doctor/ask.ts";
import { fail, type Finding, ok, skip, type Subject } from "tools/doctor/finding.ts";
import type { Check, Examined } from "tools/doctor/examined.ts";
import { findPortHolder } from "tools/doctor/port_holder.ts";
import { parseJson } from "tools/doctor/settings.ts";

/** This machine itself is near. */
const LOCAL_TIMEOUT_MS = 3_000;
const AGAIN_AFTER_MS = 1_100;

/** Who answers at the configured port of this machine: we, somebody else, nobody. */
export const checkPort: Check = async (examined) => {
  const { port } = examined;
  const subject = {
    id: "port",
    looked: { zh: `本机端口 ${port}（PORT）`, en: `Port ${port} of this machine (PORT)` },
  };
  const live = await askTwice(examined.fetch, `${localUrl(port)}/livez`);
  if (!("problem" in live) && live.status === 200 && live.body === "ok\n") {
    return [await judgeReadiness(subject, examined)];
  }
  const holder = findPortHolder(port);
  if (holder === undefined || ("problem" in live && live.problem === "refused")) {
    return [await nobody(subject, examined)];
  }
  return [taken(subject, port, holder === "unknown" ? undefined : holder)];
};

/** A machine that is only slow just now gets a second chance. */
async function askTwice(fetch: Examined["fetch"], url: string): Promise<Asked> {
  const first = await ask(fetch, url, {}, LOCAL_TIMEOUT_MS);
  const isSlow = "problem" in first ? first.problem === "timeout" : first.status === 503;
  if (!isSlow) return first;
  // What a process said of its readiness is repeated for a second.
  await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  return await ask(fetch, url, {}, LOCAL_TIMEOUT_MS);
}

/** Where a process of this machine is asked, whatever PUBLIC_URL says. */
export function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}

async function judgeReadiness(subject: Subject, { port, fetch }: Examined): Promise<Finding> {
  const ready = await askTwice(fetch, `${localUrl(port)}/readyz`);
  const report = "body" in ready ? parseJson(ready.body) : undefined;
  const { checks = {} } = (report ?? {}) as { checks?: Record<string, string> };
  const wrong = Object.entries(checks).filter(([, state]) => state !== "ok");
  if ("status" in ready && ready.status === 200) {
    return ok(subject, {
      zh: `由 wecom-stack 回答，已就绪（${Object.keys(checks).join("、")}）。`,
      en: `wecom-stack answers and is ready (${Object.keys(checks).join(", ")}).`,
    });
  }
  const reasons = wrong.map(([name, state]) => `${name}: ${state}`).join("; ");
  return fail(subject, {
    zh: `由 wecom-stack 回答，但没有就绪：${reasons}`,
    en: `wecom-stack answers and is not ready: ${reasons}`,
  }, {
    zh: "按上面的原因处理；postgres、redis 检查项有具体步骤。",
    en: "Mend what is named there; the findings postgres and redis have the steps.",
  });
}

/** A deployment elsewhere is a good reason that nobody listens here. */
async function nobody(subject: Subject, { publicUrl, fetch }: Examined): Promise<Finding> {
  const health = await ask(fetch, `${publicUrl}/api/health`);
  if ("body" in health && /"status"\s*:\s*"ok"/.test(health.body)) {
    return skip(subject, {
      zh: `本机没有程序监听；${publicUrl} 有人回答，部署在别处。`,
      en: `Nobody listens here; ${publicUrl} is answered, so the deployment is elsewhere.`,
    });
  }
  return fail(subject, {
    zh: "没有程序在监听：服务没有运行，或用了别的端口。",
    en: "Nobody listens: the services do not run, or use another port.",
  }, {
    zh:
      "启动它：deno task start（一个进程），或各服务自己的任务；端口由 PORT 决定。启动失败时它会说明原因。",
    en:
      "Start it: deno task start (all in one), or the services' own tasks; PORT chooses the port. A start that fails says why.",
  });
}

function taken(
  subject: Subject,
  port: number,
  holder: { readonly pid: number; readonly program: string } | undefined,
): Finding {
  if (holder === undefined) {
    return fail(subject, {
      zh: "有别的程序在监听，但系统没有告诉我们是哪一个。",
      en: "Another program listens; this system does not tell us which.",
    }, {
      zh: `用 sudo lsof -i :${port} 找出它；结束它，或换一个 PORT（反向代理也要跟着改）。`,
      en:
        `Find it with sudo lsof -i :${port}; end it, or choose another PORT (and tell the proxy).`,
    });
  }
  const { pid, program } = holder;
  return fail(subject, {
    zh: `端口被别的进程占用：${program}，进程号 ${pid}。`,
    en: `Another process holds it: ${program}, process ${pid}.`,
  }, {
    zh: `结束它（kill ${pid}），或换一个 PORT（反向代理也要跟着改）。`,
    en: `End it (kill ${pid}), or choose another PORT (and tell the proxy).`,
  });
}
