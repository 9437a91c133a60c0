import { probe, type ProbeResult } from "tools/doctor/probe.ts";
import { about, fail, ok, skip } from "tools/doctor/create_finding.ts";
import type { Finding, Subject, Wording } from "tools/doctor/finding.ts";
import type { Check, Deployment } from "tools/doctor/deployment.ts";
import { findPortHolder, type PortHolder } from "tools/doctor/port_holder.ts";
import { parseJson } from "tools/doctor/settings.ts";

const LOCAL_TIMEOUT_MS = 3_000;
const AGAIN_AFTER_MS = 1_100;

/** The process that answers on the configured port of this machine: ours, another one, or none. */
export const checkPort: Check = async (deployment) => {
  const { port } = deployment;
  const subject = about("port", `本机端口 ${port}（PORT）`, `Port ${port} of this machine (PORT)`);
  const live = await probeTwice(deployment.fetch, `${localUrl(port)}/livez`);
  if (!("problem" in live) && live.status === 200 && live.body === "ok\n") {
    return await diagnoseReadiness(subject, deployment);
  }
  const holder = findPortHolder(port);
  if (holder === undefined || ("problem" in live && live.problem === "refused")) {
    return await notListening(subject, deployment);
  }
  return taken(subject, port, holder);
};

/** Tries again when the machine is slow. A process reuses the results of its checks for a second. */
async function probeTwice(fetch: Deployment["fetch"], url: string): Promise<ProbeResult> {
  const first = await probe(fetch, url, {}, LOCAL_TIMEOUT_MS);
  const isSlow = "problem" in first ? first.problem === "timeout" : first.status === 503;
  if (!isSlow) return first;
  await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  return await probe(fetch, url, {}, LOCAL_TIMEOUT_MS);
}

/** Why another check is skipped when no process listens on this machine. */
export const SEE_PORT: Wording = [
  "没有程序响应，见 port 检查项。",
  "No process answers: see the finding port.",
];

/** The address of a process on this machine, whatever PUBLIC_URL is. */
export function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}

async function diagnoseReadiness(
  subject: Subject,
  { port, fetch }: Deployment,
): Promise<Finding> {
  const ready = await probeTwice(fetch, `${localUrl(port)}/readyz?verbose`);
  const report = "body" in ready ? parseJson(ready.body) : undefined;
  const { checks = {} } = (report ?? {}) as { checks?: Record<string, string> };
  const reasons = Object.entries(checks).filter(([, state]) => state !== "ok")
    .map(([name, state]) => `${name}: ${state}`).join("; ");
  const isReady = "status" in ready && ready.status === 200;
  if (isReady && reasons === "") {
    return ok(subject, [
      `wecom-stack 在运行，已就绪（${Object.keys(checks).join("、")}）。`,
      `wecom-stack is running and ready (${Object.keys(checks).join(", ")}).`,
    ]);
  }
  return fail(subject, [
    isReady
      ? `wecom-stack 在运行，但依赖的系统现在不可用：${reasons}`
      : `wecom-stack 在运行，但没有就绪：${reasons}`,
    isReady
      ? `wecom-stack is running, but cannot use a system that it needs: ${reasons}`
      : `wecom-stack is running but not ready: ${reasons}`,
  ], [
    "按上面的原因处理；具体步骤见 postgres、redis 检查项。",
    "Fix these reasons. The findings postgres and redis contain the steps.",
  ]);
}

/** No failure when the deployment runs on another machine. */
async function notListening(subject: Subject, { publicUrl, fetch }: Deployment): Promise<Finding> {
  const health = await probe(fetch, `${publicUrl}/api/health`);
  if ("body" in health && /"status"\s*:\s*"ok"/.test(health.body)) {
    return skip(subject, [
      `本机没有程序监听；${publicUrl} 有响应，服务部署在别处。`,
      `No process listens here. ${publicUrl} answers, so the deployment is on another machine.`,
    ]);
  }
  return fail(subject, [
    "没有程序在监听：服务没有运行，或用了别的端口。",
    "No process listens: the services are not running, or use another port.",
  ], [
    "启动它：deno task start（一个进程），或各服务自己的任务；端口由 PORT 决定。启动失败时会输出原因。",
    "Start it: deno task start (all in one process), or the tasks of the services. PORT sets the port. A start that fails prints the reason.",
  ]);
}

function taken(subject: Subject, port: number, holder: PortHolder | "unknown"): Finding {
  if (holder === "unknown") {
    return fail(subject, [
      "别的程序占用了这个端口，但系统没有提供是哪一个。",
      "Another program listens on it; this system does not show which one.",
    ], [
      `用 sudo lsof -i :${port} 找到并结束它，或换一个 PORT（反向代理也要改）。`,
      `Find and stop it (sudo lsof -i :${port}), or change PORT (and the proxy).`,
    ]);
  }
  const { pid, program } = holder;
  return fail(subject, [
    `端口被别的进程占用：${program}，进程号 ${pid}。`,
    `Another process listens on it: ${program}, process ${pid}.`,
  ], [
    `结束它（kill ${pid}），或换一个 PORT（反向代理也要改）。`,
    `Stop it (kill ${pid}), or change PORT (and the proxy).`,
  ]);
}
