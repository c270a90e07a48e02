/** The target and the settings that lead to it: what the other rooms need to know of both. */
export {
  checkBaseUrl,
  createTarget,
  REFERENCE_TOKEN,
  secretsOf,
  type Auth,
  type Target,
  type TargetOptions,
} from './target-model.js';
export { loadConfig, type ConfigInput, type Flags, type RunConfig, type Settings } from './config.js';
export { UsageError } from './usage-error.js';
