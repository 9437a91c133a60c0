/** Requests that a test holds back. */
export interface Hold {
  /** Resolves when the first request is held. */
  readonly reached: Promise<void>;
  /** How many requests have been held. */
  count(): number;
  /** Ends the hold: held requests continue, later ones are not held. */
  release(): void;
}

/** Which requests are held, and when. */
export interface HoldOptions {
  readonly matches: (request: { readonly path: string; readonly body: string }) => boolean;
  /** Hold before the request is handled; default: hold the response. */
  readonly before?: boolean;
  /** How many matching requests are not held at first; default 0. */
  readonly skip?: number;
  /** How many requests are held at most; default: all. */
  readonly limit?: number;
}

/** Holds requests of a simulated vendor, so that tests decide when it answers. */
export function createHolds() {
  const holds = new Set<ReturnType<typeof createHold>>();
  return {
    hold(options: HoldOptions): Hold {
      const hold = createHold(options);
      holds.add(hold);
      return hold;
    },
    /** Handles a request, and holds it if a hold matches. */
    async handle(
      request: Request,
      handler: (request: Request) => Response | Promise<Response>,
    ): Promise<Response> {
      if (holds.size === 0) return await handler(request);
      const path = new URL(request.url).pathname;
      const body = await request.clone().text();
      const hold = [...holds].find((hold) => hold.takes({ path, body }));
      if (hold?.before) await hold.wait();
      const response = await handler(request);
      if (hold?.before === false) await hold.wait();
      return response;
    },
    releaseAll(): void {
      for (const hold of holds) hold.release();
    },
  };
}

function createHold({ matches, before = false, skip = 0, limit = Infinity }: HoldOptions) {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let isReleased = false;
  let seen = 0;
  let held = 0;
  return {
    before,
    reached: reached.promise,
    count: () => held,
    release() {
      isReleased = true;
      released.resolve();
    },
    takes(request: Parameters<typeof matches>[0]): boolean {
      if (isReleased || !matches(request)) return false;
      seen += 1;
      return seen > skip && seen <= skip + limit;
    },
    async wait(): Promise<void> {
      held += 1;
      reached.resolve();
      await released.promise;
    },
  };
}
