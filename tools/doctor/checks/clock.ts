import { type Check, isLoopback } from "tools/doctor/deployment.ts";
import { about, fail, ok, skip, warn } from "tools/doctor/create_finding.ts";
import type { Wording } from "tools/doctor/finding.ts";
import { probe } from "tools/doctor/probe.ts";

/** The Date header has whole seconds, and answers take time. */
const TOLERATED_SECONDS = 30;
/** Default of WECOM_REPLAY_WINDOW_SECONDS: older callbacks are refused. */
const WINDOW_SECONDS = 600;

/** The clock of this machine, compared with the Date header of another server. */
export const checkClock: Check = async ({ apiUrl, publicUrl, clock, fetch, env }) => {
  const subject = about("clock", "本机时钟", "Clock of this machine");
  const sources = [apiUrl, publicUrl].filter((url) => URL.canParse(url));
  // A server on this machine has the same clock: use it only when there is no other.
  const [source] = sources.toSorted((a, b) => Number(isLoopback(a)) - Number(isLoopback(b)));
  const answer = source === undefined ? undefined : await probe(fetch, source);
  const date = answer && "headers" in answer ? answer.headers.get("date") : null;
  const now = clock.now();
  if (source === undefined || date === null || Number.isNaN(Date.parse(date))) {
    return skip(subject, ["没有可以对时的服务器。", "No server to compare it with."]);
  }
  const { host } = new URL(source);
  const seconds = Math.round((now - Date.parse(date)) / 1_000);
  if (Math.abs(seconds) <= TOLERATED_SECONDS) {
    return ok(subject, [`与 ${host} 一致。`, `Same time as ${host}.`]);
  }
  const found: Wording = [
    `比 ${host} ${seconds > 0 ? "快" : "慢"} ${Math.abs(seconds)} 秒。`,
    `It is ${Math.abs(seconds)} seconds ${seconds > 0 ? "ahead of" : "behind"} ${host}.`,
  ];
  const remedy: Wording = [
    "打开自动对时：sudo timedatectl set-ntp true（容器使用宿主机的时钟，请在宿主机上执行）。",
    "Turn on time synchronisation: sudo timedatectl set-ntp true (a container uses the clock of its host: run it there).",
  ];
  const windowSeconds = Number(env["WECOM_REPLAY_WINDOW_SECONDS"] || WINDOW_SECONDS);
  const isRefused = windowSeconds > 0 && Math.abs(seconds) > windowSeconds / 2;
  return isRefused ? fail(subject, found, remedy) : warn(subject, found, remedy);
};
