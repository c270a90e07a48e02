/** References, membership, ids. */
import { ScimError } from '../../scim/errors.js';
import { isObject, isUnassigned, member } from '../../scim/json.js';
import type { Json, JsonObject } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import { hearing, remodel, withElements, withMember, without } from '../mutants/tools.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';
import { said } from './published-tools.js';
import { references, tail } from './representation-tools.js';

export const referenceVariations: Variation[] = [
  variation('ref-relative', '$ref is relative to the service root', ['RFC7643-2.3.7'], references(tail)),
  variation(
    'ref-dots',
    '$ref is relative to the endpoint',
    ['RFC7643-8.3'],
    references((url) => `../${tail(url)}`),
  ),
  variation(
    'ref-root',
    '$ref has no scheme and host',
    ['RFC7643-2.3.7'],
    references((url) => new URL(url).pathname),
  ),
  variation(
    'ref-slash',
    '$ref ends in a slash',
    ['RFC7643-2.3.7'],
    references((url) => `${url}/`),
  ),
  variation('ref-none', 'There is no $ref', ['RFC7643-2.4'], (b) => ({
    memberView: (member, view) => without(b.memberView(member, view), '$ref'),
    managerView: (manager, view) => without(b.managerView(manager, view), '$ref'),
    groupsOf: (id, view) => b.groupsOf(id, view).map((group) => without(group, '$ref')),
  })),
  variation('members-bare', 'Members have nothing but value', ['RFC7643-4.2'], (b) => ({
    memberView: (member, view) => ({ value: b.memberView(member, view)['value'] ?? null }),
  })),
  variation(
    'member-display-computed',
    'The display of a member is the name that the server knows',
    ['RFC7643-2.4'],
    (b) => ({ memberView: (member, view) => b.memberView(without(member, 'display'), view) }),
  ),
  variation('member-display-none', 'Members have no display', ['RFC7643-4.2'], (b) => ({
    memberView: (member, view) => without(b.memberView(member, view), 'display'),
  })),
  variation('groups-none', 'Users show no groups', ['RFC7643-4.1.2'], { groupsOf: () => [] }, (models) =>
    models.map((model) => ({
      ...model,
      core: { ...model.core, attributes: model.core.attributes.filter((attribute) => attribute.name !== 'groups') },
    })),
  ),
  variation('groups-direct-only', 'Users show only direct groups', ['RFC7643-4.1.2'], (b) => ({
    groupsOf: (id, view) => b.groupsOf(id, view).filter((group) => group['type'] === 'direct'),
  })),
  variation('groups-untyped', 'groups of a user have no type', ['RFC7643-4.1.2'], (b) => ({
    groupsOf: (id, view) => b.groupsOf(id, view).map((group) => without(group, 'type')),
  })),
  variation('manager-value-only', 'manager has nothing but value', ['RFC7643-4.3'], (b) => ({
    managerView: (manager, view) => ({ value: b.managerView(manager, view)['value'] ?? null }),
  })),
  variation('manager-no-name', 'manager has no displayName', ['RFC7643-4.3'], (b) => ({
    managerView: (manager, view) => without(b.managerView(manager, view), 'displayName'),
  })),
  variation('manager-gone-cleared', 'A manager who was deleted is cleared', ['RFC7643-2.3.7'], (b) => {
    const known = new Set<string>();
    return {
      represent: (resource, stored, view) => {
        known.add(stored.id);
        const whole = b.represent(resource, stored, view);
        const { [ENTERPRISE_USER_SCHEMA]: extension, ...others } = whole;
        if (!isObject(extension) || !isObject(extension['manager'])) return whole;
        const id = String(extension['manager']['value']);
        if (!known.has(id) || view.store.get(id)) return whole;
        const rest = without(extension, 'manager');
        return Object.keys(rest).length > 0 ? { ...others, [ENTERPRISE_USER_SCHEMA]: rest } : others;
      },
    };
  }),
  variation('meta-location-relative', 'meta.location is relative', ['RFC7643-3.1'], (b) => ({
    meta: (stored, view) => withMember(b.meta(stored, view), 'location', (url) => new URL(String(url)).pathname),
  })),
  variation('behind-a-proxy', 'URIs name the host behind a proxy', ['RFC7643-3.1'], (b) => ({
    location: (base, endpoint, id) =>
      b.location(base.replace(/^http:\/\/[^/]+/, 'https://internal.example.net'), endpoint, id),
  })),
  variation('id-number', 'ids are numbers as strings', ['RFC7643-3.1'], () => {
    let next = 1000;
    return { assignId: () => String((next += 1)) };
  }),
  variation('id-ulid', 'ids are ULIDs', ['RFC7643-3.1'], () => {
    let next = 0;
    return { assignId: () => `01JG${(next += 1).toString(36).toUpperCase().padStart(22, '0')}` };
  }),
  variation(
    'id-case-alone',
    'ids differ by the case of their letters alone, and values that name them are said to be caseless, as printed',
    ['RFC7643-3.1', 'RFC7643-8.7.1'],
    (b) => {
      let made = 0;
      const cased = (bits: number): string =>
        [...'abcdefghijklmnop'].map((c, at) => ((bits >> at) & 1 ? c.toUpperCase() : c)).join('');
      return {
        ...said((definition) => (definition['name'] === 'value' ? { ...definition, caseExact: false } : definition))(b),
        assignId: () => cased(((made += 1) * 40_503) % 65_536),
      };
    },
    (models) =>
      models.map((model) =>
        remodel(model, (attribute, path) =>
          /^(members|groups|manager)\.value$/.test(path) ? { ...attribute, caseExact: true } : attribute,
        ),
      ),
  ),
  variation('id-base64', 'ids hold slashes, plus and equals signs', ['RFC7643-3.1'], (b) => ({
    assignId: (sent, fresh) => `${Buffer.from(b.assignId(sent, fresh)).toString('base64').replace(/=*$/, '')}/+x==`,
  })),
  variation('id-urn', 'ids are URNs', ['RFC7643-3.1'], (b) => ({
    assignId: (sent, fresh) => `urn:example:${b.assignId(sent, fresh)}`,
  })),
  variation('id-quote', 'ids hold a quotation mark and a backslash', ['RFC7643-3.1'], (b) => ({
    assignId: (sent, fresh) => `q"${b.assignId(sent, fresh)}\\`,
  })),
  variation('id-percent', 'ids hold percent signs', ['RFC7643-3.1'], (b) => ({
    assignId: (sent, fresh) => `50%25-${b.assignId(sent, fresh)}%`,
  })),
  variation('id-long', 'ids have 200 characters', ['RFC7643-3.1'], (b) => ({
    assignId: (sent, fresh) => b.assignId(sent, fresh).padEnd(200, '0'),
  })),
  variation('id-bulkid', 'ids hold the text "bulkid" in small letters', ['RFC7643-3.1'], (b) => ({
    assignId: (sent, fresh) => `bulkid-${b.assignId(sent, fresh)}`,
  })),
  variation(
    'ref-required',
    'A member and a manager need a $ref and a member its type, and the schemas say so',
    ['RFC7643-2.2', 'RFC7643-2.4'],
    (b) => ({
      ...said((definition) =>
        isReferrer(definition['name'])
          ? withElements(definition, 'subAttributes', (sub) =>
              sub['name'] === '$ref' || sub['name'] === 'type' ? { ...sub, required: true } : sub,
            )
          : definition,
      )(b),
      ...hearing((request) => {
        if (request.segments.at(-1) === 'Bulk') return request;
        for (const { name, value } of referrersIn(request.body)) {
          const lacks = ['$ref', ...(name === 'members' ? ['type'] : [])].find((sub) =>
            isUnassigned(member(value, sub)),
          );
          if (lacks !== undefined) throw new ScimError(400, 'invalidValue', `"${name}.${lacks}" is required.`);
        }
        return request;
      })(b),
    }),
  ),
];

const isReferrer = (name: unknown): boolean => name === 'members' || name === 'manager';

/** Values of members and of managers anywhere in a body, those of a PATCH included. */
function referrersIn(body: Json | undefined): { name: string; value: JsonObject }[] {
  if (Array.isArray(body)) return body.flatMap(referrersIn);
  if (!isObject(body)) return [];
  const path = typeof body['path'] === 'string' ? body['path'].replace(/^.*:/, '') : '';
  return Object.entries(body).flatMap(([key, value]) => {
    const name = key === 'value' && isReferrer(path) ? path : key;
    if (!isReferrer(name)) return referrersIn(value);
    return [value]
      .flat()
      .filter(isObject)
      .map((each) => ({ name, value: each }));
  });
}
