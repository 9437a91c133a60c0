import { Buffer } from "node:buffer";
import { request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

const PASSWORDS_AT_ONCE = 20;
const PASSWORDS_EVERY_MS = 10_000;
const POLLERS = 100;
const POLLERS_ADDRESS = "127.0.66.66";
const SLOW_BODY_BYTE_EVERY_MS = 2_000;
const SLOW_BODY = "POST /api/auth/token HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
  "Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n";

/** What a stranger's request got. `status` 0: no answer. */
interface Answer {
  readonly status: number;
  readonly body: string;
  readonly cookie: string | undefined;
}

/** Connections that never send a request, `count` to each address; a closed one is opened again. */
export async function holdIdleConnections(
  urls: readonly string[],
  count: number,
  signal: AbortSignal,
): Promise<void> {
  await hold(urls, count, signal, () => Promise.resolve());
}

/** Requests whose body comes one byte at a time, `count` to each address; a refused one is begun again. */
export async function sendSlowBodies(
  urls: readonly string[],
  count: number,
  signal: AbortSignal,
): Promise<void> {
  await hold(urls, count, signal, async (connection) => {
    await connection.write(Buffer.from(SLOW_BODY));
    while (!signal.aborted) {
      await wait(SLOW_BODY_BYTE_EVERY_MS);
      await connection.write(Buffer.from(" "));
    }
  });
}

async function hold(
  urls: readonly string[],
  count: number,
  signal: AbortSignal,
  use: (connection: Deno.TcpConn) => Promise<void>,
): Promise<void> {
  const keepOne = async (url: string) => {
    const { hostname, port } = new URL(url);
    while (!signal.aborted) {
      try {
        using connection = await Deno.connect({ hostname, port: Number(port) });
        const close = () => connection.close();
        signal.addEventListener("abort", close, { once: true });
        const using = use(connection).catch(() => {});
        while (await connection.read(new Uint8Array(1024)) !== null);
        signal.removeEventListener("abort", close);
        await using;
      } catch { /* refused or closed: try again */ }
      if (!signal.aborted) await wait(1_000);
    }
  };
  await Promise.all(urls.flatMap((url) => Array.from({ length: count }, () => keepOne(url))));
}

/** Bursts of wrong passwords for names that do not exist, each burst from another address. */
export async function guessPasswords(url: string, signal: AbortSignal): Promise<void> {
  for (let burst = 0; !signal.aborted; burst += 1) {
    const address = `127.0.77.${1 + burst % 250}`;
    await Promise.all(
      Array.from({ length: PASSWORDS_AT_ONCE }, (_, index) =>
        send(url, "/api/v1/login", {
          address,
          body: { username: `unknown-${burst}-${index}`, password: "x".repeat(20) },
        })),
    );
    await wait(PASSWORDS_EVERY_MS);
  }
}

/** A hundred callers at one address, ten for each attempt, that poll without a pause. */
export async function pollFromOneAddress(url: string, signal: AbortSignal): Promise<void> {
  const pollOne = async (attempt: { query: string; cookie: string }) => {
    for (let failures = 0; !signal.aborted && failures < 100;) {
      const path = `/api/auth/wecom/poll?${attempt.query}&wait=25`;
      const { status } = await send(url, path, {
        address: POLLERS_ADDRESS,
        cookie: attempt.cookie,
      });
      if (status !== 200) failures += 1;
      await wait(1_000);
    }
  };
  const keepAttempt = async () => {
    while (!signal.aborted) {
      const attempt = await createAttempt(url);
      if (attempt === undefined) await wait(5_000);
      else await Promise.all(Array.from({ length: 10 }, () => pollOne(attempt)));
    }
  };
  await Promise.all(Array.from({ length: POLLERS / 10 }, keepAttempt));
}

async function createAttempt(url: string) {
  const { status, body, cookie } = await send(url, "/api/auth/wecom/qrcode", {
    address: POLLERS_ADDRESS,
  });
  if (status !== 200 || cookie === undefined) return undefined;
  const { state, sessionId } = JSON.parse(body) as { state: string; sessionId: string };
  return { query: String(new URLSearchParams({ state, sessionId })), cookie };
}

function send(
  url: string,
  path: string,
  { address, cookie, body }: { address: string; cookie?: string; body?: unknown },
): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const sent = request(new URL(path, url), {
    method: body === undefined ? "GET" : "POST",
    agent: false,
    localAddress: address,
    headers: {
      ...body === undefined ? {} : { "content-type": "application/json" },
      ...cookie === undefined ? {} : { cookie },
    },
  }, (response) => {
    let text = "";
    response.on("data", (piece) => text += piece);
    response.on("end", () =>
      resolve({
        status: response.statusCode ?? 0,
        body: text,
        cookie: response.headers["set-cookie"]?.[0]?.split(";")[0],
      }));
  });
  sent.on("error", () => resolve({ status: 0, body: "", cookie: undefined }));
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  return promise;
}
