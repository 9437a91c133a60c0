import { type Env, Hono } from "hono";
import { ControlError } from "simulators/shared/read_control_json.ts";

/**
 * The start of a control API under `/_control/`: JSON in and out, 400 with every problem named. A
 * browser may use it only from the simulator's own origin, so that no page on the internet plays
 * with it.
 */
export function createControlBase<E extends Env>(publicUrl: string): Hono<E> {
  const app = new Hono<E>();
  app.use("/_control/*", async (c, next) => {
    const origin = c.req.header("origin");
    if (origin && origin !== new URL(publicUrl).origin) {
      return c.json(
        { error: `Cannot use the control API from ${origin}: it is another site` },
        403,
      );
    }
    await next();
  });
  app.onError((error, c) => {
    if (!(error instanceof ControlError)) throw error;
    return c.json({ error: error.message, problems: error.problems }, 400);
  });
  return app;
}
