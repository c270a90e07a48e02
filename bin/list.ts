/** `scimspec list`: the checks, for readers and for programs. */
import { UsageError } from '../harness/target.js';
import { registeredChecks } from '../harness/registry.js';
import { say } from './print.js';
import { profileHolds, profilesOf, providers } from './profiles.js';
import { loadSuites } from './suites.js';

/** Prints the checks; the JSON form is a contract: {checks:[{id, level, title, feature, spec, profiles}]}. */
export async function listCommand(options: { profile?: string; format: 'text' | 'json' }): Promise<number> {
  await loadSuites();
  const holds = options.profile === undefined ? () => true : usageProfile(options.profile);
  const checks = registeredChecks().filter(holds);
  if (options.format === 'json') {
    const rows = checks.map(({ id, level, title, feature, spec, class: kind }) => ({
      id,
      level,
      title,
      feature,
      spec,
      profiles: profilesOf(id),
      ...(kind ? { class: kind, providers: providers.filter((each) => each.has(id)).map(({ name }) => name) } : {}),
    }));
    say(JSON.stringify({ checks: rows }, null, 2));
    return 0;
  }
  let feature = '';
  for (const check of checks) {
    if (check.feature !== feature) say(`\n${(feature = check.feature)}`);
    say(`  ${check.level.padEnd(7)} ${check.id}  ${check.title}`);
  }
  say(`\n${checks.length} checks`);
  return 0;
}

/** A profile by name, or the sentence that says which there are. */
export function usageProfile(name: string): ReturnType<typeof profileHolds> {
  try {
    return profileHolds(name);
  } catch (problem) {
    throw new UsageError((problem as Error).message);
  }
}
