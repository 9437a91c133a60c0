import { createLlmSimulator } from "simulators/llm/simulator.ts";
import { serveAlone } from "simulators/shared/serve_alone.ts";

serveAlone({ name: "Language model simulator", defaultPort: 3014, create: createLlmSimulator });
