import { serveAlone } from "simulators/shared/serve_alone.ts";
import { wecomSimulator } from "simulators/wecom/simulator.ts";

serveAlone(wecomSimulator);
