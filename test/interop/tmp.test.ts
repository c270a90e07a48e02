import { loadSuites, suiteFiles } from '../../bin/suites.js';
import { registeredScenarios } from '../../harness/registry.js';
it('x', async () => {
  console.log(suiteFiles().length, (await loadSuites()).length, registeredScenarios().length, import.meta.url);
});
