import assert from "node:assert/strict";
import type { RouteEntry } from "packages/platform/http/route_rules.ts";

/** An error answer, as docs/errors.md describes it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly fields?: readonly { readonly name: string }[];
  readonly requestId: string;
}

/** Asserts that an answer is a complete `application/problem+json` with this code; returns it. */
export async function assertProblem(
  response: Response,
  status: number,
  code: string,
): Promise<Problem> {
  const text = await response.text();
  assert.equal(`${response.status} ${text}`.slice(0, 3), String(status), text);
  assert.equal(response.headers.get("content-type"), "application/problem+json; charset=utf-8");
  const problem = JSON.parse(text) as Problem;
  assert.equal(problem.code, code, text);
  assert.equal(problem.type, `urn:wecom-stack:${code}`);
  assert.equal(problem.status, status);
  assert.equal(typeof problem.title, "string");
  assert.equal(problem.requestId, response.headers.get("x-request-id"));
  assert.deepEqual(
    Object.keys(problem).filter((name) =>
      !["type", "title", "status", "code", "detail", "fields", "requestId"].includes(name)
    ),
    [],
  );
  return problem;
}

/** Asserts that an answer is the error page that people get, with this code; returns its text. */
export async function assertErrorPage(
  response: Response,
  status: number,
  code: string,
): Promise<string> {
  const text = await response.text();
  assert.equal(response.status, status, text);
  assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
  assert.ok(text.includes(`<code>${code}</code>`), text);
  return text;
}

/** Asserts that an answer is an error in the form of an older API, with this code in `error`; returns its text. */
export async function assertEnvelope(
  response: Response,
  status: number,
  code: string,
): Promise<string> {
  const text = await response.text();
  assert.equal(response.status, status, text);
  const { error, ...rest } = JSON.parse(text);
  assert.equal(error.code, code, text);
  assert.equal(typeof (error.message ?? rest.message), "string");
  assert.equal(error.requestId, response.headers.get("x-request-id"));
  assert.ok(Object.values(rest).includes(false), "it says that it did not succeed");
  return text;
}

/** The assertion about the errors of a route, in the form that it answers. */
export function refusalOf({ page, errors }: Pick<RouteEntry, "page" | "errors">) {
  if (typeof errors === "function") return assertEnvelope;
  return page ? assertErrorPage : assertProblem;
}

/** Asserts the one page that all unknown, foreign, replayed and expired redirects get. */
export async function assertRefusedPage(response: Response): Promise<void> {
  const text = await response.text();
  assert.equal(response.status, 403, text);
  assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
  assert.match(text, /login_attempt_not_found/);
  assert.deepEqual(response.headers.getSetCookie(), []);
}

const INTERNALS =
  /\bat \S+ \(|\.tsx?\b|node_modules|file:\/\/|\/work\/|\/root\/|\/tmp\/|\bselect\b[^<>]*\bfrom\b|\binsert into\b|auth\.(accounts|sessions|members)|PostgresError|ZodError|TypeError|postgres:|redis:/i;

/** Reads an answer; asserts that it shows no internals and, when it is an error, that it has the form of one. */
export async function readAnswer(response: Response): Promise<
  {
    readonly status: number;
    readonly text: string;
    /** Of an error in the form of an older API: its `error`, with the message as `detail`. */
    readonly problem: Record<string, unknown> | undefined;
  }
> {
  const text = await response.text();
  const { status, headers } = response;
  const shown = text.replaceAll(/"\/assets\/[^"]*"/g, "");
  // A successful JSON answer may contain any text that people have written.
  const isDocument = status < 300 && headers.get("content-type")?.startsWith("application/json");
  if (!isDocument) assert.doesNotMatch(shown, INTERNALS);
  assert.ok(!text.includes("simulated-agent-secret"));
  assert.match(headers.get("x-request-id") ?? "asset", /^[\w.-]+$/);
  if (status < 400) return { status, text, problem: undefined };
  if (headers.get("content-type")!.startsWith("text/html")) {
    return { status, text, problem: undefined };
  }
  // The answer to unsigned requests at the callback addresses.
  if ([403, 404].includes(status) && text === "refused") {
    return { status, text, problem: undefined };
  }
  if (headers.get("content-type") === "application/json") {
    const { error } = JSON.parse(text);
    return { status, text, problem: { ...error, detail: error.message } };
  }
  assert.equal(headers.get("content-type"), "application/problem+json; charset=utf-8");
  const problem: Record<string, unknown> = JSON.parse(text);
  assert.equal(problem["type"], `urn:wecom-stack:${problem["code"]}`);
  assert.equal(problem["status"], status);
  return { status, text, problem };
}
