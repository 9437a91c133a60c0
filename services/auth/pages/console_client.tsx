// The script of the console's pages. Bundled for browsers by `deno task build`.
import { startConsole } from "packages/ui/console/start_console.ts";

startConsole();
