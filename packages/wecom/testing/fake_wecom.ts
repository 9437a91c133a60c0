/** One request that the fake received. */
export interface SeenRequest {
  readonly call: string;
  readonly method: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** 1 for the first request of this call. */
  readonly nth: number;
}

/** An object is sent as JSON with HTTP 200; a string and a Response are sent unchanged. */
export type Answer = object | string | Response;

/** Answers one call. */
export type Handler = (request: SeenRequest) => Answer | Promise<Answer>;

/** A running fake of WeCom's API. */
export interface FakeWecom extends AsyncDisposable {
  /** Has a path, because base URLs may have one. */
  readonly baseUrl: string;
  readonly journal: SeenRequest[];
  count(call: string): number;
}

/** Starts an HTTP server on a free port that answers each call with its handler. */
export function startFakeWecom(handlers: Readonly<Record<string, Handler>>): FakeWecom {
  const journal: SeenRequest[] = [];
  const count = (call: string) => journal.filter((seen) => seen.call === call).length;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const url = new URL(request.url);
    const call = url.pathname.replace("/sim/wecom/cgi-bin/", "");
    const seen: SeenRequest = {
      call,
      method: request.method,
      query: Object.fromEntries(url.searchParams),
      body: request.method === "POST" ? await request.json() : undefined,
      nth: count(call) + 1,
    };
    journal.push(seen);
    const answer = await handlers[call]?.(seen) ?? new Response("no such call", { status: 404 });
    if (answer instanceof Response) return answer;
    return new Response(typeof answer === "string" ? answer : JSON.stringify(answer), {
      headers: { "content-type": "application/json; charset=UTF-8", server: "nginx" },
    });
  });
  return {
    baseUrl: `http://127.0.0.1:${server.addr.port}/sim/wecom`,
    journal,
    count,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** The documented form of a refusal, with hint, address and link. */
export function refusal(errcode: number, errmsg: string): object {
  const link = `https://open.work.weixin.qq.com/devtool/query?e=${errcode}`;
  return {
    errcode,
    errmsg:
      `${errmsg}, hint: [168640223735496276342374], from ip: 203.0.113.7, more info at ${link}`,
  };
}

/** The documented answer of gettoken. */
export function issued(token: string, expiresInSeconds = 7200): object {
  return { errcode: 0, errmsg: "ok", access_token: token, expires_in: expiresInSeconds };
}
