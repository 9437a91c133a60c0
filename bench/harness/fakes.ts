/** WeCom's API and a language model that answer at once, or as late as wished. They keep no record of what they got. */
export interface Fakes extends AsyncDisposable {
  readonly url: string;
  /** Called with the userid of each message that is sent. */
  onSent: (userId: string) => void;
  /** How long the model thinks, in milliseconds. */
  modelDelayMs: number;
}

const ANSWER = [
  { delta: { role: "assistant", content: "好的，" }, finish_reason: null },
  { delta: { content: "明天上午十点有课。" }, finish_reason: null },
  { delta: {}, finish_reason: "stop" },
].map((choice) =>
  `data: ${
    JSON.stringify({
      id: "answer",
      object: "chat.completion.chunk",
      created: 1_767_225_600,
      model: "deepseek-chat",
      choices: [{ index: 0, ...choice }],
    })
  }\n\n`
).join("") + "data: [DONE]\n\n";

/** Starts both on one port: the model under `/v1`. */
export function startFakes(): Fakes {
  const fakes = { onSent: (_: string) => {}, modelDelayMs: 0 };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/v1/chat/completions") {
        await request.body?.cancel();
        if (fakes.modelDelayMs > 0) {
          await new Promise((resolve) => setTimeout(resolve, fakes.modelDelayMs));
        }
        return new Response(ANSWER, { headers: { "content-type": "text/event-stream" } });
      }
      if (pathname === "/cgi-bin/message/send") {
        const { touser } = await request.json();
        queueMicrotask(() => fakes.onSent(touser));
      } else await request.body?.cancel();
      return Response.json({
        errcode: 0,
        errmsg: "ok",
        access_token: "a-token",
        expires_in: 7200,
        msgid: "m",
      });
    },
  );
  return Object.assign(fakes, {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  });
}
