/** What PATCH takes away: every attribute, not the few that a handler knows. */
import {
  describeAnswer,
  fail,
  given,
  judgeEach,
  must,
  notApplicable,
  read,
  resourceOf,
  scenario,
  succeeded,
  urns,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { valueAt } from './_published.js';
import { bodyOf, lost, nameOf, subjects, type Sample, type Subject } from './_samples.js';

/** Attributes that providers give a default, which may be the value that we sent. */
const DEFAULTED = /(^|:)(locale|timezone|preferredLanguage|userType)$/i;

/** Whether a client may take the attribute away, and sees that it did. */
function isRemovable({ attribute, path, sample }: Subject): boolean {
  const isName = sample.model.core.id === urns.GROUP_SCHEMA ? /^displayName$/i : /^userName$/i;
  return (
    attribute.mutability === 'readWrite' &&
    !attribute.required &&
    ['default', 'always'].includes(attribute.returned) &&
    attribute.type !== 'boolean' &&
    !DEFAULTED.test(path) &&
    !isName.test(path)
  );
}

interface Removal {
  before: JsonObject;
  response: ScimResponse;
  read: ScimResponse;
}

scenario('Removal of every attribute', { needs: 'patch' }, () => {
  const all = given('every type has a full resource', async ({ target }) =>
    (await subjects(target)).filter(({ sample, path }) => sample.created.names.includes(path)),
  );
  const removals = given('a resource of every type loses all that it may lose', async ({ scim, a }) => {
    const found = new Map<Sample, Removal>();
    for (const sample of new Set(all.value.map((subject) => subject.sample))) {
      const { model, collection } = sample;
      const own = all.value.filter((subject) => subject.sample === sample);
      const created = resourceOf(await scim.post(collection, bodyOf(a, model, own)));
      const path = `${collection}/${encodeURIComponent(String(read(created, 'id')))}`;
      const before = resourceOf(await scim.get(path));
      const response = await scim.patch(
        path,
        own.filter(isRemovable).map((subject) => ({ op: 'remove', path: subject.path })),
      );
      found.set(sample, { before, response, read: await scim.get(path) });
    }
    return found;
  });

  must(
    'schema.removed.by-patch',
    {
      title: 'remove by PATCH takes away every attribute that is optional',
      spec: ['RFC7644-3.5.2.2-02', 'RFC7644-3.5.2.2-04'],
      fix: 'Apply remove to every readWrite attribute, or answer 400: never report success for what is still there.',
      why: 'A role or a number that a provider took away stays in force, and nobody is told.',
    },
    () =>
      judgeEach(all.value.filter(isRemovable), nameOf, (subject) => {
        const removal = removals.value.get(subject.sample);
        if (!removal || !succeeded(removal.response))
          notApplicable(removal ? `refused: ${describeAnswer(removal.response)}` : 'there is no resource');
        // What comes back otherwise than it was sent is the target's own, and may come anew.
        if (lost(subject.sample.created, subject).length > 0) notApplicable('a POST does not store it');
        const [before, after] = [valueAt(removal.before, subject), valueAt(resourceOf(removal.read), subject)];
        if (before === undefined || before === null) notApplicable('it has no value');
        if (JSON.stringify(before) === JSON.stringify(after))
          fail('no value after its removal', `the same as before, ${JSON.stringify(after)}`, {
            exchange: removal.read.n,
          });
      }),
  );
});
