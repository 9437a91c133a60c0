import type { ChannelSender } from "services/ai-reply/channels/channel.ts";

/** The channel of simulated customers: the console shows the answer, and nothing is sent. */
export const simulatedChannel: ChannelSender = {
  render: (answer) => [answer],
  partsLeft: () => Infinity,
  staffServes: () => Promise.resolve(false),
  send: () => Promise.resolve({ kind: "sent" }),
  toStaff: () => Promise.resolve(),
  toBot: () => Promise.resolve(),
};
