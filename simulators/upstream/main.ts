import { serveAlone } from "simulators/shared/serve_alone.ts";
import { upstreamSimulator } from "simulators/upstream/simulator.ts";

serveAlone(upstreamSimulator);
