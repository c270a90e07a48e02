/** The target and the settings that lead to it: what the other rooms need to know of both. */
export { checkBaseUrl, createTarget, secretsOf, type Auth, type Target, type TargetOptions } from './target-model.js';
export { REFERENCE_TOKEN } from './secrets.js';
export { loadConfig, type ConfigInput, type Flags, type RunConfig, type Settings } from './config.js';
export { UsageError } from './usage-error.js';
