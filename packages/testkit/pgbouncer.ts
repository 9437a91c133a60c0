import { eventually } from "packages/testkit/eventually.ts";
import { freePort } from "packages/testkit/free_port.ts";

/** An installed PgBouncer in front of a database. */
export interface PgBouncer {
  /** The address of the same database through the pool. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts PgBouncer and resolves when it listens.
 * @param databaseUrl the database behind it
 * @param settings further settings, such as `pool_mode`
 * @throws Error when it is not installed
 */
export async function startPgBouncer(
  databaseUrl: string,
  settings: Readonly<Record<string, string>>,
): Promise<PgBouncer> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const database = pathname.slice(1);
  const listenPort = freePort();
  const folder = await Deno.makeTempDir({ prefix: "wecom-stack-pgbouncer-" });
  const file = `${folder}/pgbouncer.ini`;
  const lines = Object.entries({
    listen_addr: "127.0.0.1",
    listen_port: listenPort,
    unix_socket_dir: "",
    auth_type: "any",
    ...settings,
  });
  await Deno.writeTextFile(
    file,
    `[databases]
${database} = host=${hostname} port=${port} dbname=${database} user=${username} password=${password}
[pgbouncer]
${lines.map(([name, value]) => `${name}=${value}`).join("\n")}
`,
  );
  await Deno.chmod(folder, 0o755);
  const child = new Deno.Command("pgbouncer", {
    args: ["-q", file],
    // Its user may not enter the folder of the project.
    cwd: folder,
    // It refuses to run as root.
    ...Deno.uid() === 0 && { uid: 65_534, gid: 65_534 },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  await eventually(async () => {
    (await Deno.connect({ hostname: "127.0.0.1", port: listenPort })).close();
  });
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${listenPort}`;
  return {
    url: url.href,
    async stop() {
      child.kill("SIGKILL");
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}
