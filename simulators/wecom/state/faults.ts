/** What goes wrong with the next `count` requests of an API call. */
export interface Fault {
  /** The call's name as in its path, `user/get`; `*` is every call. */
  call: string;
  /** How many requests it still hits. */
  count: number;
  /** Answers with this errcode instead of running the call. */
  errcode?: number | undefined;
  /** Waits before anything else happens. */
  delayMs?: number | undefined;
  /** Breaks the connection off in the middle of the body. */
  cut?: true | undefined;
  /** Answers with this status and a proxy's HTML page. */
  httpStatus?: number | undefined;
  /** Answers 200 with JSON that ends too early. */
  malformed?: true | undefined;
  /** Runs the call first: what it does is done, and only its answer is spoilt. */
  after?: true | undefined;
}

export type FaultList = ReturnType<typeof createFaultList>;

/** The faults waiting for requests, first come first served. */
export function createFaultList() {
  const faults: Fault[] = [];

  return {
    add(fault: Fault): void {
      faults.push({ ...fault });
    },

    /** The fault that hits this request, if any; it counts as used. */
    take(call: string): Fault | undefined {
      const index = faults.findIndex((fault) => fault.call === call || fault.call === "*");
      const fault = faults[index];
      if (!fault) return undefined;
      fault.count -= 1;
      if (fault.count === 0) faults.splice(index, 1);
      return { ...fault };
    },

    list(): Fault[] {
      return faults.map((fault) => ({ ...fault }));
    },

    clear(): void {
      faults.length = 0;
    },
  };
}
