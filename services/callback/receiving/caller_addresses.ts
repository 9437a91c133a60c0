import { BlockList, isIP } from "node:net";
import { describeError, type Logger } from "packages/platform/log.ts";

const REFRESH_MS = 24 * 60 * 60_000;
const RETRY_MS = 10 * 60_000;

/** The addresses that callbacks may come from. */
export interface CallerAddresses {
  /** Whether a callback may come from `ip`. Always true while there is no list; the signature still protects. */
  admits(ip: string): boolean;
  /** Fetches the list now and every day. Returns before the list is there. */
  start(): void;
  stop(): Promise<void>;
}

/** Admits every address. */
export const ANY_ADDRESS: CallerAddresses = {
  admits: () => true,
  start() {},
  stop: () => Promise.resolve(),
};

/**
 * Admits the addresses in WeCom's list as soon as it is fetched. When a list cannot be fetched or read, it logs a
 * warning and keeps the previous list.
 * @param parts.fetchList returns single addresses, `101.226.103.*`, or CIDR blocks (`getcallbackip`)
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
          ? "Callbacks are accepted from any address until WeCom returns its list; their signatures are still checked"
          : "The previous list stays in use",
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

/**
 * Parses single addresses, `101.226.103.*`, and CIDR blocks.
 * @throws Error when the list is empty or an entry has another form, so that WeCom is not locked out by a wrong list
 */
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
