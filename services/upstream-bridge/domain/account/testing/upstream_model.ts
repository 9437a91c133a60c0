import type { AccountCall } from "services/upstream-bridge/domain/account_machine.ts";
import type {
  CallAnswer,
  CallFailure,
  StatePush,
} from "services/upstream-bridge/domain/account_inputs.ts";

/** An emulated client. `out`: not signed in; `closed`: the connection was ended. */
interface Instance {
  readonly uuid: string;
  readonly device: string | null;
  login: "out" | "in" | "verify";
  qr: {
    key: string;
    phase: "shown" | "scanned" | "code" | "confirmed";
    member: string;
    code: string;
  } | null;
  hasCallback: boolean;
  readonly createdAt: number;
  signedInAt: number;
  codeTries: number;
}

/** A callback on its way. */
export interface ModelPush {
  readonly uuid: string;
  readonly push: StatePush;
}

/** A model of the upstream with one phone: instances, login caches, and what goes wrong with them. */
export class UpstreamModel {
  readonly instances = new Map<string, Instance>();
  /** Members whose automatic login works. */
  readonly caches = new Set<string>();
  readonly pushes: ModelPush[] = [];
  /** Times of `init` calls that arrived. */
  readonly inits: number[] = [];
  /** Most tries with the code of one key. */
  mostCodeTries = 0;
  cutUntil = 0;
  #count = 0;

  constructor(readonly random: () => number, readonly corpId = "1970320000000001") {}

  isCut(now: number): boolean {
    return now < this.cutUntil;
  }

  #id(): string {
    return `i${++this.#count}`;
  }

  #push(instance: Instance, push: StatePush): void {
    if (instance.hasCallback) this.pushes.push({ uuid: instance.uuid, push });
  }

  /** Does what a call asks for, without its way through the network. */
  handle(call: AccountCall, now: number): CallAnswer {
    if (call.kind === "init") {
      const uuid = this.#id();
      this.inits.push(now);
      this.instances.set(uuid, {
        uuid,
        device: call.vid,
        login: "out",
        qr: null,
        hasCallback: false,
        createdAt: now,
        signedInAt: 0,
        codeTries: 0,
      });
      return { ok: true, call: "init", uuid };
    }
    const instance = this.instances.get(call.uuid);
    if (instance === undefined) {
      return call.kind === "probe" ? probeAnswer("down") : refused(call.kind);
    }
    if (instance.login === "verify" && call.kind !== "second_verify" && call.kind !== "close") {
      return { ...refused(call.kind), kind: "second_verify" };
    }
    return this.#handleFor(instance, call, now);
  }

  #handleFor(
    instance: Instance,
    call: Exclude<AccountCall, { kind: "init" }>,
    now: number,
  ): CallAnswer {
    switch (call.kind) {
      case "set_callback":
        instance.hasCallback = true;
        return { ok: true, call: call.kind };
      case "get_qr":
      case "second_verify":
        instance.qr = { key: `K${this.#id()}`, phase: "shown", member: "", code: "123456" };
        instance.codeTries = 0;
        return { ok: true, call: call.kind, image: "data:", key: instance.qr.key, ttlMs: 600_000 };
      case "check_code":
        return this.#checkCode(instance, call.code, now);
      case "automatic_login":
        if (instance.device === null || !this.caches.has(instance.device)) {
          return refused(call.kind);
        }
        this.#signIn(instance, instance.device, now);
        return { ok: true, call: call.kind };
      case "probe":
        return this.#status(instance, now);
      case "log_out":
        instance.login = "out";
        return { ok: true, call: call.kind };
      case "close":
      case "close_superseded":
        this.instances.delete(instance.uuid);
        return { ok: true, call: call.kind };
      default:
        return { ok: true, call: call.kind };
    }
  }

  #status(instance: Instance, now: number): CallAnswer {
    if (instance.login !== "in") return probeAnswer("down");
    const age = now - instance.signedInAt;
    if (age < 500) return probeAnswer("settling");
    // The profile follows the login.
    if (age < 3_000) return probeAnswer("up");
    const vid = this.#memberOf(instance);
    const lost = instance.hasCallback ? {} : { isCallbackLost: true };
    return { ...probeAnswer("up"), vid, corpId: this.corpId, ...lost };
  }

  readonly #members = new Map<string, string>();
  #memberOf(instance: Instance): string {
    return this.#members.get(instance.uuid) ?? instance.device!;
  }

  #checkCode(instance: Instance, code: string, now: number): CallAnswer {
    const { qr } = instance;
    if (qr === null || qr.phase !== "code") {
      return { ...refused("check_code"), kind: "code_not_needed" };
    }
    instance.codeTries += 1;
    this.mostCodeTries = Math.max(this.mostCodeTries, instance.codeTries);
    if (code !== qr.code) return refused("check_code");
    this.#signIn(instance, qr.member, now);
    return { ok: true, call: "check_code" };
  }

  #signIn(instance: Instance, vid: string, now: number): void {
    instance.login = "in";
    instance.qr = null;
    instance.signedInAt = now;
    this.#members.set(instance.uuid, vid);
    this.caches.add(vid);
    for (const other of this.instances.values()) {
      if (other === instance || other.login !== "in" || this.#memberOf(other) !== vid) continue;
      other.login = "out";
      this.#push(other, { kind: "kicked" });
    }
    this.#push(instance, { kind: "success", vid, corpId: this.corpId, profile: null });
  }

  /** The phone scans the QR code that is shown. A new device needs a code. */
  scan(uuid: string, member: string, now: number): void {
    const instance = this.instances.get(uuid);
    if (instance?.qr?.phase !== "shown") return;
    if (instance.login === "verify") {
      instance.login = "in";
      instance.qr = null;
      return;
    }
    instance.qr.member = member;
    this.#push(instance, { kind: "qr_scanned", qrcodeKey: instance.qr.key });
    if (instance.device === null) {
      instance.qr.phase = "code";
      this.#push(instance, { kind: "code_required", qrcodeKey: instance.qr.key });
    } else if (this.random() < 0.2) {
      this.#push(instance, { kind: "qr_cancelled", qrcodeKey: instance.qr.key });
    } else {
      this.#signIn(instance, member, now);
    }
  }

  /** What is lost without anyone's wish, or by a person's. */
  drop(uuid: string, kind: "disconnected" | "kicked" | "ended_by_phone" | "second_verify"): void {
    const instance = this.instances.get(uuid);
    if (instance?.login !== "in") return;
    instance.login = kind === "second_verify" ? "verify" : "out";
    this.#push(instance, { kind });
  }

  /** The callback address is lost silently. */
  loseCallback(uuid: string | null): void {
    const instance = this.instances.get(uuid ?? "");
    if (instance !== undefined) instance.hasCallback = false;
  }

  /** A restart: all instances are unknown afterwards. */
  forgetInstances(): void {
    this.instances.clear();
  }

  /** Instances that no phone scanned in ten minutes are destroyed. */
  expire(now: number): void {
    for (const instance of this.instances.values()) {
      if (instance.login !== "out" || now - instance.createdAt < 600_000) continue;
      if (instance.signedInAt === 0) {
        this.#push(instance, { kind: "qr_expired" });
        this.instances.delete(instance.uuid);
      }
    }
  }

  loginOf(uuid: string | null): "out" | "in" | "verify" | undefined {
    return uuid === null ? undefined : this.instances.get(uuid)?.login;
  }
}

function refused(call: CallFailure["call"]): CallFailure {
  return { ok: false, call, kind: "rejected", errcode: "500", message: "Refused." };
}

function probeAnswer(status: "up" | "down" | "settling") {
  return { ok: true, call: "probe", status, vid: null, corpId: null, profile: null } as const;
}
