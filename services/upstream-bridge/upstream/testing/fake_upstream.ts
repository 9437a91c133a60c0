/** A request as the fake upstream received it. */
export interface ReceivedRequest {
  readonly path: string;
  readonly contentType: string | null;
  /** As sent, so that ids can be compared digit by digit. */
  readonly body: string;
}

/** What an action answers: JSON text with status 200, a whole response, or a function that makes one. */
export type FakeAnswer = string | Response | (() => string | Response | Promise<Response>);

/** An upstream that answers as each test says; an action without an answer is a 404, as in Spring. */
export interface FakeUpstream extends AsyncDisposable {
  readonly baseUrl: string;
  readonly requests: readonly ReceivedRequest[];
  /** By the last part of the path. */
  readonly answers: Record<string, FakeAnswer>;
}

/** Starts it on a free port of the loopback interface, under the path `/base`. */
export function startFakeUpstream(answers: Record<string, FakeAnswer> = {}): FakeUpstream {
  const requests: ReceivedRequest[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const path = new URL(request.url).pathname;
      const contentType = request.headers.get("content-type");
      requests.push({ path, contentType, body: await request.text() });
      const given = answers[path.slice("/base/wxwork/".length)];
      const answer = typeof given === "function" ? await given() : given;
      if (answer === undefined) return notFound(path);
      return typeof answer === "string" ? new Response(answer) : answer;
    },
  );
  return {
    baseUrl: `http://127.0.0.1:${server.addr.port}/base/`,
    requests,
    answers,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function notFound(path: string): Response {
  return Response.json({ status: 404, error: "Not Found", path }, { status: 404 });
}
