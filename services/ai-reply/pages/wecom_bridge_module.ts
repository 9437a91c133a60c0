// The bridge for companies' own front ends, served as one ES module at /sidebar/wecom-bridge.js. Its exports are public: do not change them.
export { connect } from "services/ai-reply/pages/bridge/browser_bridge.ts";
export { isInWecom } from "services/ai-reply/pages/bridge/wecom_bridge.ts";
export { BridgeError } from "services/ai-reply/pages/bridge/bridge_error.ts";
