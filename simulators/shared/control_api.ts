import { type Context, Hono } from "hono";
import type { z } from "zod";

/** A request to the control API that cannot be used. It is answered with 400. */
export class ControlError extends Error {
  constructor(message: string, readonly problems: string[]) {
    super(message);
  }
}

/** The control API of one simulator, to be filled with calls. */
export type ControlApi = ReturnType<typeof createControlApi>;

/**
 * A control API under `/_control/`: JSON in and out, 400 with every problem. `GET /_control` lists the calls, one line
 * each. A call returns nothing (204), a value (200, as JSON) or a whole response. Browsers may use it only from the simulator's own origin, so that other sites cannot change the simulator.
 * @param publicUrl where browsers reach the simulator
 */
export function createControlApi(publicUrl: string) {
  const app = new Hono();
  const list: string[] = [];
  app.use("/_control/*", async (c, next) => {
    const origin = c.req.header("origin");
    if (origin === undefined || origin === new URL(publicUrl).origin) return await next();
    const error = `Cannot use the control API from ${origin}: only its own origin may; use curl`;
    return c.json({ error }, 403);
  });
  app.onError((error, c) => {
    if (!(error instanceof ControlError)) throw error;
    return c.json({ error: error.message, problems: error.problems }, 400);
  });
  app.on("GET", ["/_control", "/_control/"], (c) => {
    const headers = { "content-type": "application/json; charset=utf-8" };
    return c.body(`{"calls":[\n${list.join(",\n")}\n]}\n`, 200, headers);
  });

  function add(method: string, name: string, does: string, fields: string | undefined): string {
    const path = `/_control/${name}`;
    list.push(JSON.stringify({ method, path, does, ...fields !== undefined && { fields } }));
    return path;
  }

  function addPlain(method: "GET" | "POST" | "DELETE") {
    return (name: string, does: string, answer: (c: Context) => unknown): void => {
      app.on(method, add(method, name, does, undefined), (c) => respond(answer(c)));
    };
  }

  function post<Schema extends z.ZodObject>(
    name: string,
    does: string,
    schema: Schema,
    answer: (body: z.output<Schema>) => unknown,
  ): void {
    const path = add("POST", name, does, describeFields(schema));
    app.post(path, async (c) => respond(await answer(await readJson(c, schema))));
  }

  return {
    app,
    get: addPlain("GET"),
    delete: addPlain("DELETE"),
    /** A POST without a body. */
    run: addPlain("POST"),
    post,
  };
}

function respond(answer: unknown): Response {
  if (answer instanceof Response) return answer;
  return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
}

/** The names of the fields; `?` marks those that may be missing. */
function describeFields(schema: z.ZodObject): string {
  return Object.entries(schema.shape)
    .map(([name, field]) => field.safeParse(undefined).success ? `${name}?` : name).join(", ");
}

/**
 * The request's JSON body, checked by `schema`.
 * @throws ControlError with every problem
 */
async function readJson<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  const body: unknown = await c.req.json().catch(() => {
    throw new ControlError("Cannot read the body: it is not JSON", []);
  });
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join(".")}: ${message}` : message
  );
  throw new ControlError("Cannot use the body: it does not have the documented shape", problems);
}
