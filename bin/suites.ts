/** Loads every suite: all modules under suites/, in path order, except those whose name begins with an underscore. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { registeredScenarios, type ScenarioDefinition } from '../harness/registry.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** Paths of the suite modules, absolute, sorted: the order in which checks are reported. */
export function suiteFiles(folder = join(here, '..', 'suites')): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension) && !name.endsWith('.d.ts'))
    .filter((name) => !(name.split(/[\\/]/).at(-1) ?? '').startsWith('_'))
    .sort()
    .map((name) => join(folder, name));
}

/** Registers all scenarios; a second call gives the same ones. */
export async function loadSuites(): Promise<readonly ScenarioDefinition[]> {
  if (registeredScenarios().length === 0) for (const file of suiteFiles()) await import(pathToFileURL(file).href);
  return registeredScenarios();
}
