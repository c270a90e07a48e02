/** From a file's text to a suite, whichever tool wrote it. */
import { headerSecrets } from '../harness/secrets.js';
import { UsageError } from '../harness/usage-error.js';
import { isPostman, readPostman, readVariables } from './postman.js';
import { isRunscope, readRunscope } from './runscope.js';
import { plain, Source } from './source.js';
import type { ImportedSuite } from './suite.js';

/** Throws UsageError with a sentence, and the line where there is one. */
export function readSuite(text: string, file: string): ImportedSuite {
  const source = new Source(text, file);
  const suite = isPostman(source.root)
    ? readPostman(source, file)
    : isRunscope(source.root)
      ? readRunscope(source, file)
      : undefined;
  if (!suite)
    throw source.fault(
      [],
      'this is neither a test export of Runscope (BlazeMeter API Monitoring), which has "steps", nor a Postman collection, which has "item"',
    );
  if (suite.steps.length === 0) throw source.fault([], 'the file holds no request');
  return suite;
}

/** Values for variables: `{"name": "value"}`, an exported Postman environment, or one of Runscope. */
export function readValues(text: string, file: string): { variables: Map<string, string>; secrets: string[] } {
  const source = new Source(text, file);
  const found = { variables: new Map<string, string>(), secrets: [] as string[] };
  const root = source.object(source.root, [], 'a file of variables');
  if (Array.isArray(root['values'])) readVariables(source, root['values'], ['values'], found);
  else {
    const pairs = root['initial_variables'] ?? root;
    for (const [name, value] of Object.entries(source.object(pairs, ['initial_variables'], 'initial_variables'))) {
      if (typeof value === 'object' && value !== null) throw source.fault([name], `"${name}" should be a text`);
      found.variables.set(name, plain(value));
    }
  }
  // What the user gives may be a credential: it is hidden wherever its name says so.
  for (const [name, value] of found.variables)
    if (/auth|token|secret|password|key|credential/i.test(name)) found.secrets.push(...headerSecrets(value));
  if (found.variables.size === 0) throw new UsageError(`${file} holds no variables.`);
  return found;
}
