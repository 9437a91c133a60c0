import { connect, createServer, type Socket } from "node:net";

/** A proxy before PostgreSQL that counts round trips. */
export interface CountingProxy extends AsyncDisposable {
  readonly port: number;
  /** How often a client has sent something after it had received something: statements sent together count once. */
  readonly roundTrips: number;
}

/** Listens on a free port and passes all bytes to `targetPort`. */
export async function startCountingProxy(targetPort: number): Promise<CountingProxy> {
  let roundTrips = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(targetPort, "127.0.0.1");
    let isAnswered = true;
    client.on("data", (bytes) => {
      if (isAnswered) roundTrips += 1;
      isAnswered = false;
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => {
      isAnswered = true;
      client.write(bytes);
    });
    for (const [socket, other] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address() as { port: number };
  return {
    port: address.port,
    get roundTrips() {
      return roundTrips;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
