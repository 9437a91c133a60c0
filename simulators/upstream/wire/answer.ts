import { writeJson } from "simulators/upstream/wire/json.ts";

const JSON_TYPE = { "content-type": "application/json;charset=UTF-8" };

/** What an action answers: `data`, `errcode` and `errmsg` in the upstream's envelope, and `more` fields beside them. */
export interface Answer {
  data: unknown;
  errcode: number;
  errmsg: string;
  more?: Readonly<Record<string, unknown>>;
}

/** The envelope as JSON. */
export function writeAnswer({ data, errcode, errmsg, more = {} }: Answer): string {
  return writeJson({ data, errcode, ...more, errmsg });
}

/** A text as the body of a 200. */
export function respondText(text: string): Response {
  return new Response(text, { headers: JSON_TYPE });
}

/** An error of the server's framework: it has no `errcode`. */
export function respondFramework(status: number, error: string, path: string): Response {
  return new Response(JSON.stringify({ status, error, path }), { status, headers: JSON_TYPE });
}
