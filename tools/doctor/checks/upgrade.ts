import { withDeadline } from "packages/platform/deadline.ts";
import { SEE_PORT } from "tools/doctor/checks/port.ts";
import { about, ok, skip, warn } from "tools/doctor/create_finding.ts";
import { type Check, isLoopback } from "tools/doctor/deployment.ts";

const ANSWER_WITHIN_MS = 3_000;

/**
 * Whether a client that offers `Upgrade: h2c` may send a body. Java's HttpClient offers it over plain http by default, and
 * the server of Deno refuses it with an empty 400 before any code of ours runs (RFC 9110 section 7.8 lets it ignore the offer).
 */
export const checkUpgrade: Check = async ({ publicUrl }) => {
  const subject = about(
    "upgrade",
    "客户端用 Upgrade: h2c 提交正文",
    "A body from a client that offers Upgrade: h2c",
  );
  const url = URL.parse(publicUrl);
  if (url?.protocol !== "http:") {
    return ok(subject, [
      "地址是 https，客户端不会发送 Upgrade: h2c。",
      "The address is https, where clients do not send Upgrade: h2c.",
    ]);
  }
  const status = await withDeadline(offerUpgrade(url), ANSWER_WITHIN_MS, undefined);
  if (status === undefined) return skip(subject, SEE_PORT);
  if (status !== "400") return ok(subject, ["可以提交。", "It is accepted."]);
  const found = [
    "会得到空的 400：Java 的 HttpClient 在 http 下默认发送 Upgrade: h2c。给客户端设置 version(HttpClient.Version.HTTP_1_1)，或使用 https。",
    "It gets an empty 400. Java's HttpClient offers Upgrade: h2c over http by default: set version(HttpClient.Version.HTTP_1_1) at the client, or use https.",
  ] as const;
  if (isLoopback(publicUrl)) return skip(subject, found);
  return warn(subject, found, [
    "在反向代理里去掉 Upgrade 请求头（nginx 默认如此），或改用 https。",
    "Let the proxy remove the Upgrade header, as nginx does by default, or use https.",
  ]);
};

/** The status of a POST with the offer; undefined without an answer. `/livez` takes any method. */
async function offerUpgrade({ hostname, port, host }: URL): Promise<string | undefined> {
  try {
    using connection = await Deno.connect({ hostname, port: Number(port || 80) });
    await connection.write(new TextEncoder().encode(
      `POST /livez HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade, HTTP2-Settings\r\n` +
        "Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAA\r\nContent-Length: 2\r\n\r\n{}",
    ));
    const buffer = new Uint8Array(256);
    const read = await connection.read(buffer);
    const answer = new TextDecoder().decode(buffer.subarray(0, read ?? 0));
    return /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
  } catch {
    return undefined;
  }
}
