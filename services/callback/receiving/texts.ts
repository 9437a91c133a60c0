/** An AI bot sends this text when a person opens the chat with it. */
export const BOT_GREETING = "您好，有什么可以帮您？";
