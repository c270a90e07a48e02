/** Writes of one attribute that reach others of the same resource. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { stepwise } from './patching.js';
import { storing, withElements, without } from './tools.js';

const KEPT = ['RFC7644-3.2-08'];
const SPARED = { kills: ['schema.spared.beside'] };

const isAbout = ({ op, path = '' }: PatchOperation, word: PatchOperation['op'], name: RegExp): boolean =>
  op === word && name.test(path);

const primaryOf = ({ emails }: Resource): Json | undefined =>
  valuesOf(emails).find((mail): mail is JsonObject => isObject(mail) && mail['primary'] === true)?.['value'];

export const reachMutants: Mutant[] = [
  mutant(
    'patch.locale-is-language',
    'A PATCH of locale sets preferredLanguage, too',
    KEPT,
    stepwise((operation, run) =>
      isAbout(operation, 'replace', /^locale$/i) ? { ...run(), preferredLanguage: operation.value ?? null } : run(),
    ),
    SPARED,
  ),
  mutant(
    'patch.display-name-takes-name',
    'A remove of displayName removes name',
    KEPT,
    stepwise((operation, run) =>
      isAbout(operation, 'remove', /^displayName$/i) ? (without(run(), 'name') as Resource) : run(),
    ),
    SPARED,
  ),
  mutant(
    'patch.mail-is-user-name',
    'An e-mail that is patched, primary or not, becomes the userName',
    KEPT,
    stepwise((operation, run) => {
      const next = run();
      return isAbout(operation, 'replace', /^emails\[.*\]\.value$/i)
        ? { ...next, userName: operation.value ?? null }
        : next;
    }),
    SPARED,
  ),
  mutant(
    'patch.primary-is-user-name',
    'The userName follows the primary e-mail when that is patched',
    KEPT,
    stepwise((_operation, run, resource) => {
      const next = run();
      const [was, now] = [resource, next].map(primaryOf);
      return now !== undefined && was !== now ? { ...next, userName: now } : next;
    }),
    SPARED,
  ),
  mutant(
    'replace.roles-without-type',
    'A PUT stores roles without their type',
    ['RFC7644-3.5.1-05'],
    storing((resource, op) =>
      op === 'replace' ? (withElements(resource, 'roles', (role) => without(role, 'type')) as Resource) : resource,
    ),
    { kills: ['users.attributes.put-again'] },
  ),
  mutant(
    'patch.user-name-own-duplicate',
    'A path-less PATCH of the userName in other letter case is a duplicate of the user itself',
    ['RFC7644-3.5.2.3-16'],
    stepwise((operation, run, resource) => {
      const { path, value } = operation;
      const name = path === undefined && isObject(value) ? value['userName'] : undefined;
      const own = resource['userName'];
      if (name !== undefined && name !== own && String(name).toLowerCase() === String(own).toLowerCase())
        throw new ScimError(409, 'uniqueness', 'The userName is taken.');
      return run();
    }),
    { kills: ['users.user-name.own-case'] },
  ),
];
