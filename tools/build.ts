// Builds everything that the split services need: bundles of services, styles and scripts of pages.
import { join } from "node:path";
import { buildAssets } from "tools/build_assets.ts";
import { buildServices } from "tools/build_services.ts";

const root = join(import.meta.dirname!, "..");
await buildAssets(root);
await buildServices(root);
