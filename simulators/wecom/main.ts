import { serveAlone } from "simulators/shared/serve_alone.ts";
import { createWecomSimulator } from "simulators/wecom/simulator.ts";

serveAlone({ name: "WeCom simulator", defaultPort: 3011, create: createWecomSimulator });
