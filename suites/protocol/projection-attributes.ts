import {
  expect,
  fail,
  given,
  judgeEach,
  must,
  notApplicable,
  readAll,
  resourceOf,
  sameValue,
  scenario,
  swappedCase,
  type Attribute,
  type Context,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { namedAttributes, type Named } from './_attributes.js';
import { people, person } from './_people.js';

/** One request for several attributes. */
interface Asked {
  asked: Named[];
  response: ScimResponse;
}

/** Simple attributes that one request names: few enough for the URLs that servers take. */
const TOGETHER = 12;

/** What the minimum set of a resource holds, or may hold. */
const MINIMUM = ['id', 'meta', 'userName'];

/** What the minimum set has in any case, what others may change meanwhile, and parts derived when all is shown. */
const OPEN = /^(schemas|groups)(\.|$)|\.(display|formatted)$/i;

const query = (names: readonly Named[]): string => names.map(({ path }) => path).join(',');

/** In other letter case, up to a URN, in which letter case may count (RFC 8141 section 3.1). */
const respelled = ({ path }: Named): string => {
  const start = path.lastIndexOf(':') + 1;
  return path.slice(0, start) + swappedCase(path.slice(start));
};

/** What of the schemas a resource shows. */
const shownIn = (resource: JsonObject, context: Context): Named[] =>
  namedAttributes(context).filter(
    ({ path, attribute }) => !OPEN.test(path) && attribute.returned !== 'never' && readAll(resource, path).length > 0,
  );

/** Names for one request each: of a complex attribute no more than one part, as any of them may bring the others along. */
function rounds(shown: readonly Named[]): Named[][] {
  const places = new Map<Attribute, number>();
  const made: Named[][] = [shown.filter(({ attribute, whole }) => !whole && attribute.type === 'complex')];
  const put = (one: Named, at: number): void => void (made[at] ??= []).push(one);
  let simple = 0;
  for (const one of shown) {
    if (one.whole) {
      const place = (places.get(one.whole) ?? 0) + 1;
      places.set(one.whole, place);
      put(one, place);
    } else if (one.attribute.type !== 'complex') {
      simple += 1;
      put(one, Math.ceil(simple / TOGETHER));
    }
  }
  return made.filter((names) => names.length > 0);
}

/** Fails where the answer lacks an attribute that was asked for, or some of its values. */
function expectAsked({ path, attribute }: Named, response: ScimResponse, full: JsonObject): void {
  const [wanted, got] = [readAll(full, path), readAll(resourceOf(response), path)];
  if (got.length === 0) fail(`${path}, as in a plain read`, 'a resource without it', { exchange: response.n });
  const isStable = attribute.mutability !== 'readOnly' && attribute.type !== 'complex';
  const sorted = (values: readonly unknown[]): unknown[] =>
    [...values].sort((a, b) => (String(a) < String(b) ? -1 : 1));
  if (isStable && !sameValue(sorted(got), sorted(wanted)))
    fail(`${path} ${JSON.stringify(wanted)}, as in a plain read`, JSON.stringify(got), { exchange: response.n });
}

const isAsked = (one: Named, response: ScimResponse, full: JsonObject): boolean => {
  try {
    expectAsked(one, response, full);
    return true;
  } catch {
    return false;
  }
};

scenario('Projection of every attribute', { needs: 'users' }, () => {
  const user = given('the fullest of the people is read', async ({ scim }) =>
    scim.get(`/Users/${encodeURIComponent(person(await people(), 'maxylee').id)}`),
  );
  const asked = given('it is read with one part of every attribute at a time', async (context): Promise<Asked[]> => {
    const found: Asked[] = [];
    for (const names of rounds(shownIn(user.resource, context)))
      found.push({
        asked: names,
        response: await context.scim.get(user.path, { query: { attributes: query(names) } }),
      });
    return found;
  });

  must(
    'protocol.projection-attributes.shown',
    {
      title: 'attributes= shows whichever attribute it names',
      spec: ['RFC7644-3.9-05', 'RFC7644-3.9-06', 'RFC7644-3.9-14'],
      fix: 'Resolve each name of attributes= by the schemas, not by a list of names that were thought of.',
      why: 'A provider that reads one attribute, and gets nothing, takes it for removed and writes it again.',
    },
    async ({ scim }) => {
      const suspects = asked.value.flatMap(({ asked: names, response }) =>
        response.status === 200 ? names.filter((one) => !isAsked(one, response, user.resource)) : names,
      );
      if (asked.value.length > 0 && suspects.length === 0) return;
      await judgeEach(
        suspects,
        ({ path }) => path,
        async (one) => {
          const response = await scim.get(user.path, { query: { attributes: one.path } });
          expect(response).to.have.status(200);
          expectAsked(one, response, user.resource);
        },
      );
    },
  );

  must(
    'protocol.projection-attributes.any-case',
    {
      title: 'attributes= knows parts, and names after a URN, in any letter case',
      spec: 'RFC7644-3.9-13',
      fix: 'Compare names of attributes and sub-attributes without regard to letter case, after a URN, too.',
    },
    async ({ scim }) => {
      const { asked: usual, response } =
        asked.value.find(({ asked: names }) => names.some(({ whole }) => whole)) ?? notApplicable('it has no parts');
      const names = usual.filter((one) => response.status === 200 && isAsked(one, response, user.resource));
      if (names.length === 0) notApplicable('the target does not show them in their usual spelling');
      const swapped = await scim.get(user.path, { query: { attributes: names.map(respelled).join(',') } });
      expect(swapped).to.have.status(200);
      await judgeEach(names, respelled, (one) => expectAsked(one, swapped, user.resource));
    },
  );

  must(
    'protocol.projection-attributes.others-hidden',
    {
      title: 'attributes= hides whichever attribute it does not name',
      spec: ['RFC7644-3.4.2.5-03', 'RFC7644-3.9-04'],
      fix: 'Show the minimum set and what is named: declare "returned" as "always" for what comes in any case.',
    },
    (context) =>
      judgeEach(
        removable(shownIn(user.resource, context)),
        ({ path }) => path,
        ({ path, attribute }) => {
          const without = asked.value.filter(
            ({ asked: names, response }) =>
              response.status === 200 && !names.some((each) => [each.attribute, each.whole].includes(attribute)),
          );
          if (without.length === 0) notApplicable('it is named in every request');
          const bad = without.find(({ response }) => readAll(response.json, path).length > 0);
          if (bad)
            fail(`no ${path}`, `${path} in the answer to attributes=${query(bad.asked)}`, { exchange: bad.response.n });
        },
      ),
  );

  must(
    'protocol.projection-attributes.excluded',
    {
      title: 'excludedAttributes= hides whichever attribute it names',
      spec: ['RFC7644-3.4.2.5-05', 'RFC7644-3.9-09'],
      fix: 'Leave out every attribute that excludedAttributes= names, those that are always returned excepted.',
    },
    async (context) => {
      const names = removable(shownIn(user.resource, context));
      if (names.length === 0) notApplicable('the target shows nothing that can be left out');
      const response = await context.scim.get(user.path, { query: { excludedAttributes: query(names) } });
      expect(response).to.have.status(200);
      expect(response).to.hold('id', user.id);
      await judgeEach(
        names,
        ({ path }) => path,
        ({ path }) => {
          if (readAll(resourceOf(response), path).length > 0)
            fail(`no ${path}`, 'it all the same', { exchange: response.n });
        },
      );
    },
  );
});

/** Attributes that a client may leave out: neither they nor any part of them is always returned. */
function removable(shown: readonly Named[]): Named[] {
  return shown.filter(
    ({ path, attribute, whole }) =>
      !whole &&
      !MINIMUM.includes(path) &&
      !attribute.required &&
      [attribute, ...(attribute.subAttributes ?? [])].every(({ returned }) => returned !== 'always'),
  );
}
