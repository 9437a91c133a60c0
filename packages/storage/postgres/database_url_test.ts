import assert from "node:assert/strict";
import { findDatabaseUrlProblem } from "packages/storage/postgres/database_url.ts";

Deno.test("addresses with encoded passwords, several hosts and the usual parameters are accepted", () => {
  for (
    const url of [
      "postgres://app:password@db.example.com:5432/app",
      "postgresql://db.example.com/app",
      "postgres://app:p%40ss%2Fw%23rd%25@[::1]:5432/app?sslmode=require",
      "postgres://app:password@h1:5432,h2:5433/app?target_session_attrs=primary",
      "postgres://app:a@b@db.example.com/app",
      "postgres://app:password@h/db?application_name=crm&connect_timeout=5&statement_timeout=9000",
      "postgres://h/db?options=-c%20search_path%3Dx",
    ]
  ) assert.equal(findDatabaseUrlProblem(url), undefined, url);
});

Deno.test("a password that is not percent-encoded is named as such, without a piece of it", () => {
  for (
    const password of ["hun/ter2", "12/hunter2", "hun#ter2", "hun?ter2", "12?ter2", "hun%zz", "%"]
  ) {
    const problem = findDatabaseUrlProblem(
      `postgres://app:${password}@db.example.com:5432/app`,
    );
    assert.match(problem ?? "", /^contains a user or password .* percent-encoded/, password);
    assert.doesNotMatch(problem!, /ter2|hun|zz/);
  }
});

Deno.test("a parameter of another client is named, with the step to take", () => {
  const at = (query: string) => findDatabaseUrlProblem(`postgres://u:hunter2@h:5432/db?${query}`);
  assert.match(
    at("sslmode=require&channel_binding=require")!,
    /^has the parameter channel_binding,.*remove it/,
  );
  assert.match(at("schema=public")!, /parameter schema,.*schema of its own/);
  assert.match(at("pgbouncer=true")!, /parameter pgbouncer,.*session mode/);
  assert.match(at("connection_limit=5")!, /parameter connection_limit,.*remove it/);
  assert.match(at("sslmode=requrie")!, /sslmode with an unknown value: use one of disable/);
  assert.match(at("target_session_attrs=any")!, /unknown value: use one of read-write/);
  for (
    const url of ["mysql://u:p@h/db", "postgres://", "db.example.com", "postgres://u:p@h:port/db"]
  ) {
    assert.match(findDatabaseUrlProblem(url)!, /^must be a URL such as postgres:/, url);
  }
});
