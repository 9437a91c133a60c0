import { BlockList, isIP } from "node:net";
import { describeError, type Logger } from "packages/platform/log.ts";

const REFRESH_MS = 24 * 60 * 60_000;
const RETRY_MS = 10 * 60_000;

/** Which addresses callbacks may come from. */
export interface CallerAddresses {
  /** Everybody as long as there is no list: the signature decides anyway. */
  admits(ip: string): boolean;
  /** Asks for the list now and daily. Does not wait for it. */
  start(): void;
  stop(): Promise<void>;
}

/** Admits everybody. */
export const ANY_ADDRESS: CallerAddresses = {
  admits: () => true,
  start() {},
  stop: () => Promise.resolve(),
};

/**
 * Admits the addresses that WeCom names, once it has named them. A list that cannot be had or read is warned of, and
 * the one before stays.
 */
export function createCallerAddresses(
  parts: {
    readonly fetchList: (signal: AbortSignal) => Promise<readonly string[]>;
    readonly log: Logger;
  },
): CallerAddresses {
  const { fetchList, log } = parts;
  const stopping = new AbortController();
  let known: BlockList | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let fetching: Promise<void> = Promise.resolve();

  async function refresh(): Promise<void> {
    try {
      known = readAddresses(await fetchList(stopping.signal));
      timer = setTimeout(next, REFRESH_MS);
    } catch (error) {
      if (stopping.signal.aborted) return;
      log.warn("callback_addresses_unknown", {
        error: describeError(error),
        advice: known === undefined
          ? "Callbacks are taken from any address until WeCom names its own; they are signed all the same"
          : "The addresses of before stay in use",
      });
      timer = setTimeout(next, RETRY_MS);
    }
  }
  const next = () => void (fetching = refresh());

  return {
    admits(ip) {
      if (known === undefined) return true;
      const address = ip.replace(/^::ffff:(?=\d+\.)/i, "");
      const version = isIP(address);
      return version !== 0 && known.check(address, version === 4 ? "ipv4" : "ipv6");
    },
    start: next,
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await fetching;
    },
  };
}

/** Single addresses, `101.226.103.*`, and CIDR. Throws for a list that would shut WeCom out because it is not understood. */
function readAddresses(list: readonly string[]): BlockList {
  if (list.length === 0) throw new Error("Cannot use the list of callback addresses: it is empty");
  const addresses = new BlockList();
  for (const entry of list) addAddress(addresses, entry.trim());
  return addresses;
}

function addAddress(addresses: BlockList, entry: string): void {
  const [, fixed, open] = /^((?:\d+\.){1,3})((?:\*\.){0,2}\*)$/.exec(entry) ?? [];
  const [address = "", prefix] = fixed === undefined || open === undefined
    ? entry.split("/")
    : [fixed + open.replaceAll("*", "0"), String(8 * fixed.split(".").length - 8)];
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : /^\d+$/.test(prefix) ? Number(prefix) : NaN;
  if (version === 0 || !(length >= 1 && length <= bits)) {
    throw new Error(`Cannot use the list of callback addresses: ${entry} is not understood`);
  }
  addresses.addSubnet(address, length, version === 4 ? "ipv4" : "ipv6");
}
