import { ask } from "tools/doctor/ask.ts";
import { fail, ok, skip, warn } from "tools/doctor/finding.ts";
import { type Check, isLoopback } from "tools/doctor/examined.ts";

/** The Date header has whole seconds, and answers take time. */
const TOLERATED_SECONDS = 30;
/** Callbacks older than WECOM_REPLAY_WINDOW_SECONDS are refused; 600 unless set. */
const WINDOW_SECONDS = 600;

/** This machine's clock against what others say the time is. */
export const checkClock: Check = async ({ apiUrl, publicUrl, clock, fetch, env }) => {
  const subject = { id: "clock", looked: { zh: "本机时钟", en: "This machine's clock" } };
  const sources = [apiUrl, publicUrl].filter((url) => URL.canParse(url));
  // A server on this machine has the same clock; it is asked only when there is nobody else.
  const [source] = sources.toSorted((a, b) => Number(isLoopback(a)) - Number(isLoopback(b)));
  const asked = source === undefined ? undefined : await ask(fetch, source);
  const date = asked && "headers" in asked ? asked.headers.get("date") : null;
  const now = clock.now();
  if (source === undefined || date === null || Number.isNaN(Date.parse(date))) {
    return [skip(subject, {
      zh: "没有可以对时的服务器。",
      en: "There is no server to compare it with.",
    })];
  }
  const { host } = new URL(source);
  const seconds = Math.round((now - Date.parse(date)) / 1_000);
  if (Math.abs(seconds) <= TOLERATED_SECONDS) {
    return [ok(subject, { zh: `与 ${host} 一致。`, en: `It agrees with ${host}.` })];
  }
  const found = {
    zh: `比 ${host} ${seconds > 0 ? "快" : "慢"} ${Math.abs(seconds)} 秒。`,
    en: `It is ${Math.abs(seconds)} seconds ${seconds > 0 ? "ahead of" : "behind"} ${host}.`,
  };
  const remedy = {
    zh: "打开自动对时：sudo timedatectl set-ntp true（容器用的是宿主机的时钟，请在宿主机上做）。",
    en:
      "Switch time synchronisation on: sudo timedatectl set-ntp true (containers have the host's clock: do it there).",
  };
  const windowSeconds = Number(env["WECOM_REPLAY_WINDOW_SECONDS"] || WINDOW_SECONDS);
  const isRefused = windowSeconds > 0 && Math.abs(seconds) > windowSeconds / 2;
  return [isRefused ? fail(subject, found, remedy) : warn(subject, found, remedy)];
};
