import assert from "node:assert/strict";
import {
  type BridgeAnswer,
  type BridgeWorld,
  type Member,
  readAccount,
} from "tests/bridge/support/bridge_world.ts";

/** A text that a program ordered, maybe several times with the same key. */
export interface Order {
  readonly accountId: string;
  readonly key: string;
  readonly content: string;
  readonly answers: BridgeAnswer[];
}

/** The operator, the members with their phones, a customer, and a program that sends. */
export interface People {
  readonly members: readonly Member[];
  readonly orders: readonly Order[];
  /** The contents that customers wrote. */
  readonly written: readonly string[];
  /** Gives an account a command. The answer is awaited in the background. */
  command(member: Member, name: string, body?: object): void;
  /** Does what the account needs next to be online. */
  help(member: Member): Promise<void>;
  /** Orders a text, sometimes twice. */
  order(member: Member): void;
  /** A customer writes to the member. */
  write(member: Member): Promise<void>;
  /** Resolves when all commands and orders have an answer. */
  whenAnswered(): Promise<void>;
  readonly isWaiting: boolean;
}

const CONTACT = 7881300000000042n;

/** Adds ten accounts: the members of the first half have signed in before. */
export async function createPeople(world: BridgeWorld): Promise<People> {
  const members: Member[] = [];
  for (let index = 0; index < 10; index += 1) {
    const vid = String(1688000000000200n + BigInt(index));
    const { status, body } = await world.ask("/api/v1/accounts", { name: `account ${index}` });
    assert.equal(status, 201, JSON.stringify(body));
    members.push({ accountId: body.account.id, vid, openCommands: 0 });
    await world.control("inbound", { vid, content: `before ${vid}` });
  }
  return new TestPeople(world, members);
}

class TestPeople implements People {
  readonly orders: Order[] = [];
  readonly written: string[] = [];
  readonly #open = new Set<Promise<void>>();

  constructor(readonly world: BridgeWorld, readonly members: readonly Member[]) {}

  command(member: Member, name: string, body: object = {}): void {
    member.openCommands += 1;
    this.#await(async () => {
      await this.world.ask(`/api/v1/accounts/${member.accountId}/${name}`, body);
      member.openCommands -= 1;
    });
  }

  async help(member: Member): Promise<void> {
    const { world, members } = this;
    if (member.openCommands > 0) return;
    const { state, uuid, hasQr } = await readAccount(world, member);
    const phone = { uuid, vid: member.vid };
    switch (state) {
      case "new":
        return members.indexOf(member) < members.length / 2
          ? this.command(member, "start", { vid: member.vid })
          : this.command(member, "start");
      case "initialized":
      case "offline":
      case "stopped":
        return this.command(member, "start");
      case "second_verify":
        if (!hasQr) return this.command(member, "second-verify");
        // The instance may have ended meanwhile: then its QR code leads nowhere.
        return world.dice(6) === 0 ? this.command(member, "stop") : await this.#scan(phone);
      case "qr_pending":
      case "qr_scanned":
        await this.#scan(phone);
        return;
      case "code_required":
        return await this.#typeCode(member, phone);
    }
  }

  order({ accountId }: Member): void {
    const { world, orders } = this;
    const number = orders.length + 1;
    const order: Order = {
      accountId,
      key: `key-${number}`,
      content: `text-${number}.`,
      answers: [],
    };
    orders.push(order);
    const body = {
      target: String(CONTACT + BigInt(world.dice(40))),
      content: order.content,
      idempotencyKey: order.key,
    };
    for (let time = world.dice(3); time < 3; time += 1) {
      this.#await(async () => {
        order.answers.push(await world.ask(`/api/v1/accounts/${accountId}/messages/text`, body));
      });
    }
  }

  async write({ vid }: Member): Promise<void> {
    const { world, written } = this;
    const content = `question-${written.length + 1}.`;
    written.push(content);
    const from = String(CONTACT + BigInt(world.dice(40)));
    await world.control("inbound", { vid, content, from });
  }

  async whenAnswered(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
  }

  get isWaiting(): boolean {
    return this.#open.size > 0;
  }

  async #scan(phone: { uuid: string | null; vid: string }): Promise<void> {
    const { world } = this;
    const isScanned = await world.control("scan", phone) !== undefined;
    if (isScanned && world.dice(8) === 0) return void await world.control("cancel", phone);
    if (world.dice(8) > 0) await world.control("confirm", phone);
  }

  async #typeCode(member: Member, phone: object): Promise<void> {
    const shown = await this.world.control("requireCode", phone);
    const isWrong = this.world.dice(6) === 0;
    this.command(member, "code", { code: isWrong ? "000000" : shown?.code ?? "000001" });
  }

  #await(work: () => Promise<void>): void {
    const running = work().finally(() => this.#open.delete(running));
    this.#open.add(running);
  }
}
