import type { ChannelSender } from "services/ai-reply/delivery/channel.ts";

/** A customer whom an operator plays: the answer is recorded and shown in the console, and nothing leaves. */
export const simulatedChannel: ChannelSender = {
  render: (answer) => [answer],
  partsLeft: () => Infinity,
  staffServes: () => Promise.resolve(false),
  send: () => Promise.resolve({ kind: "sent" }),
  handOver: () => Promise.resolve(),
  takeBack: () => Promise.resolve(),
};
