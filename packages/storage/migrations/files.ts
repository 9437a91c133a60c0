import { sha256Hex } from "packages/platform/encoding.ts";

/** The migrations of one service: the files of `folder`, for its PostgreSQL schema. */
export interface MigrationSource {
  readonly schema: string;
  /** A `file:` URL with a slash at the end, such as `new URL("services/<name>/migrations/", PROJECT_ROOT)`. */
  readonly folder: URL;
}

/** One file `NNNN_name.sql`. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text as hex; the kind of line ends has no effect. */
  readonly checksum: string;
}

const FILE_NAME = /^([0-9]{4})_([a-z0-9_]+)\.sql$/;
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * Reads the migrations of a source, in order.
 * @throws Error when a name is wrong or a number is missing
 */
export async function readMigrations({ schema, folder }: MigrationSource): Promise<Migration[]> {
  if (!SCHEMA_NAME.test(schema)) throw new Error(`Cannot migrate schema "${schema}": not a name`);
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) if (name.endsWith(".sql")) names.push(name);
  return await Promise.all(
    names.sort().map((file, index) =>
      readMigration(schema, new URL(file, folder), file, index + 1)
    ),
  );
}

async function readMigration(
  schema: string,
  url: URL,
  file: string,
  expectedVersion: number,
): Promise<Migration> {
  const [, number, name] = FILE_NAME.exec(file) ?? [];
  if (name === undefined) {
    throw new Error(`Cannot migrate schema ${schema}: ${file} is not named like 0001_first.sql`);
  }
  if (Number(number) !== expectedVersion) {
    const expected = String(expectedVersion).padStart(4, "0");
    throw new Error(
      `Cannot migrate schema ${schema}: ${file} comes where ${expected}_….sql is expected; ` +
        "number the files without gaps",
    );
  }
  const sql = (await Deno.readTextFile(url)).replaceAll("\r\n", "\n");
  return { version: expectedVersion, name, sql, checksum: sha256Hex(sql) };
}
