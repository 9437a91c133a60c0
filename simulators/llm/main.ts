import { llmSimulator } from "simulators/llm/simulator.ts";
import { serveAlone } from "simulators/shared/serve_alone.ts";

serveAlone(llmSimulator);
