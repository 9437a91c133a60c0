import { connect, type Socket } from "node:net";

/** One keep-alive connection for one poll at a time. Minimal, so that the client does not limit the measurement. */
export interface PollClient {
  /** Sends a request; resolves with the answer, and `performance.now()` at its last byte. */
  send(path: string, cookie: string): Promise<{ at: number; status: number; body: string }>;
  close(): void;
}

/** Connects to `host:port`. */
export async function openPollClient(port: number, host = "127.0.0.1"): Promise<PollClient> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opened = connect(port, host, () => resolve(opened)).on("error", reject);
  });
  let received = "";
  let answer: ((value: { at: number; status: number; body: string }) => void) | undefined;
  let fail: ((error: Error) => void) | undefined;
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
    const head = received.indexOf("\r\n\r\n");
    if (head === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
    if (received.length < head + 4 + length) return;
    const status = Number(received.slice(9, 12));
    answer?.({ at: performance.now(), status, body: received.slice(head + 4) });
    received = "";
  });
  socket.on("error", (error) => fail?.(error));
  return {
    send: (path, cookie) =>
      new Promise((resolve, reject) => {
        [answer, fail] = [resolve, reject];
        socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\ncookie: ${cookie}\r\n\r\n`);
      }),
    close: () => socket.destroy(),
  };
}
