/** scimspec as a library: `import { run, createTarget } from 'scimspec'`. Prints nothing and never ends the process. */
export { execute as run, Stopped, type EngineOptions } from './engine.js';
export { createTarget, type Target, type TargetOptions } from '../harness/target.js';
export type * from '../reports/model.js';
