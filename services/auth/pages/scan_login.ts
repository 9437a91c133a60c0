import { backOffMs } from "services/auth/pages/back_off.ts";
import type { Asked, CreatedAttempt, ScanApi, StatusAnswer } from "services/auth/pages/scan_api.ts";
import type { ScanEvent } from "services/auth/pages/scan_state.ts";

const REQUEST_TIMEOUT_MS = 10_000;
/** The server answers a poll after 25 s at the latest; after this time the connection is broken. */
const POLL_TIMEOUT_MS = 35_000;
const REPOLL_PAUSE_MAX_MS = 250;
const RENEWALS_IN_A_ROW_MAX = 3;
/** An attempt that lived this long did not fail for the same reason as the one before it. */
const SOUND_ATTEMPT_MS = 10_000;
/** One lost response is retried within half a second without a message; from the second one on the page shows it. */
const FAILURES_SHOWN_FROM = 2;

/** The parts of a browser that {@link ScanLogin} uses. */
export interface ScanBrowser {
  /** Monotonic time in milliseconds (`performance.now`). */
  now(): number;
  random(): number;
  /** Resolves after `ms`, or earlier when the network is back or the person requests a new QR. */
  pause(ms: number): Promise<void>;
  isOnline(): boolean;
  whenVisible(): Promise<void>;
  /** Aborts when the tab is hidden. */
  hiddenSignal(): AbortSignal;
  /** Resolves when the person requests a new QR. */
  whenRenewalAsked(): Promise<void>;
  /** Aborts at the next request for a new QR. */
  renewalSignal(): AbortSignal;
  leaveFor(url: string): void;
}

type Ending = "left" | "ended" | "forgotten" | "renewed";

/** The page's side of the own-QR flow: creates attempts, follows each until it ends, redeems the confirmed one. */
export class ScanLogin {
  readonly #api: ScanApi;
  readonly #browser: ScanBrowser;
  readonly #show: (event: ScanEvent) => void;
  #last: CreatedAttempt | undefined;

  constructor(api: ScanApi, browser: ScanBrowser, show: (event: ScanEvent) => void) {
    this.#api = api;
    this.#browser = browser;
    this.#show = show;
  }

  /**
   * Runs until the browser is signed in and leaves the page.
   * @param first the attempt that the page shows already, if any
   */
  async run(first?: CreatedAttempt): Promise<void> {
    let [renewals, shown] = [0, first];
    for (;;) {
      const startedAt = this.#browser.now();
      const ending = await this.#runAttempt(shown);
      shown = undefined;
      if (ending === "left") return;
      if (this.#browser.now() - startedAt > SOUND_ATTEMPT_MS) renewals = 0;
      if (ending === "forgotten" && renewals < RENEWALS_IN_A_ROW_MAX) {
        renewals += 1;
        await this.#browser.pause(backOffMs(renewals, this.#browser.random()));
      } else {
        if (ending === "forgotten") this.#show({ type: "expired" });
        if (ending !== "renewed") await this.#browser.whenRenewalAsked();
        renewals = 0;
      }
      this.#show({ type: "renewing" });
    }
  }

  async #runAttempt(shown: CreatedAttempt | undefined): Promise<Ending> {
    const attempt = shown ?? await this.#create();
    if (attempt === undefined) return "ended";
    this.#last = attempt;
    const deadline = this.#browser.now() + attempt.leftMs;
    if (shown === undefined) {
      this.#show({ type: "created", qr: attempt.qr, loginUrl: attempt.loginUrl });
    }
    const ending = await this.#endingOf(attempt, attempt, deadline);
    if (ending !== undefined) return ending;
    await this.#browser.pause(attempt.pollAfterMs);
    return await this.#follow(attempt, deadline);
  }

  /** Retries until there is an attempt; undefined when the server refuses. */
  async #create(): Promise<CreatedAttempt | undefined> {
    for (let failures = 0;;) {
      await this.#browser.whenVisible();
      const signal = new AbortController().signal;
      const options = { signal, timeoutMs: REQUEST_TIMEOUT_MS };
      const asked = await this.#api.create(options, this.#last);
      if (asked.kind === "value") return asked.value;
      if (asked.kind !== "lost" && asked.kind !== "wait") {
        this.#show({ type: "refused" });
        return undefined;
      }
      failures += 1;
      await this.#sitOut(asked, failures);
    }
  }

  async #follow(attempt: CreatedAttempt, firstDeadline: number): Promise<Ending> {
    const { now, random, pause } = this.#browser;
    const renewal = this.#browser.renewalSignal();
    let [version, deadline, failures, atOnce] = [attempt.version, firstDeadline, 0, false];
    while (!renewal.aborted) {
      await this.#browser.whenVisible();
      if (now() >= deadline) return this.#expire();
      const signal = AbortSignal.any([renewal, this.#browser.hiddenSignal()]);
      const asked = await this.#read(
        attempt,
        version,
        { signal, deadline },
        atOnce || failures > 0,
      );
      if (renewal.aborted) break;
      if (asked.kind === "value") {
        [version, failures, atOnce] = [asked.value.version, 0, false];
        deadline = now() + asked.value.leftMs;
        this.#show({ type: "status", ...asked.value });
        const ending = await this.#endingOf(attempt, asked.value, deadline);
        if (ending !== undefined) return ending;
        await pause(random() * REPOLL_PAUSE_MAX_MS);
      } else if (asked.kind === "gone") {
        return "forgotten";
      } else if (asked.kind === "lost" || asked.kind === "wait") {
        failures += 1;
        await this.#sitOut(asked, failures, deadline);
      } else if (asked.kind === "aborted") {
        atOnce = true;
      } else {
        this.#show({ type: "refused" });
        return "ended";
      }
    }
    return "renewed";
  }

  /** Reads the status once: by a poll that the server holds, or at once after a failure or a hidden tab. */
  #read(
    attempt: CreatedAttempt,
    version: number,
    { signal, deadline }: { signal: AbortSignal; deadline: number },
    atOnce: boolean,
  ) {
    const timeoutMs = Math.min(
      atOnce ? REQUEST_TIMEOUT_MS : POLL_TIMEOUT_MS,
      deadline - this.#browser.now(),
    );
    const options = { signal, timeoutMs };
    return atOnce ? this.#api.status(attempt, options) : this.#api.poll(attempt, version, options);
  }

  async #endingOf(
    attempt: CreatedAttempt,
    answer: StatusAnswer,
    deadline: number,
  ): Promise<Ending | undefined> {
    if (answer.status === "confirmed") return await this.#redeem(attempt, deadline);
    if (answer.status === "consumed") return this.#leave(attempt);
    const isLive = ["pending", "scanned", "confirming"].includes(answer.status);
    return isLive ? undefined : "ended";
  }

  async #redeem(attempt: CreatedAttempt, deadline: number): Promise<Ending> {
    for (let failures = 0; this.#browser.now() < deadline;) {
      const signal = new AbortController().signal;
      const asked = await this.#api.redeem(attempt, { signal, timeoutMs: REQUEST_TIMEOUT_MS });
      if (asked.kind === "value" || asked.kind === "taken") {
        this.#show({ type: "signed_in" });
        return this.#leave(attempt);
      }
      if (asked.kind === "gone") return "forgotten";
      if (asked.kind !== "lost" && asked.kind !== "wait") {
        this.#show({ type: "refused" });
        return "ended";
      }
      failures += 1;
      await this.#sitOut(asked, failures, deadline);
    }
    return this.#expire();
  }

  async #sitOut(
    asked: Extract<Asked<unknown>, { kind: "lost" | "wait" }>,
    failures: number,
    deadline = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    const { now, isOnline, pause, random } = this.#browser;
    if (asked.kind === "wait") this.#show({ type: "trouble", trouble: asked.trouble });
    else if (!isOnline()) this.#show({ type: "trouble", trouble: "offline" });
    else if (failures >= FAILURES_SHOWN_FROM) {
      this.#show({ type: "trouble", trouble: "reconnecting" });
    }
    const given = asked.kind === "wait" ? asked.delayMs : undefined;
    // Spread over a quarter second, so that refused pages do not all retry at the same time.
    const delayMs = given === undefined
      ? backOffMs(failures, random())
      : given + random() * REPOLL_PAUSE_MAX_MS;
    await pause(Math.max(0, Math.min(delayMs, deadline - now())));
  }

  #expire(): Ending {
    this.#show({ type: "expired" });
    return "ended";
  }

  #leave(attempt: CreatedAttempt): Ending {
    this.#browser.leaveFor(this.#api.completionUrl(attempt));
    return "left";
  }
}
