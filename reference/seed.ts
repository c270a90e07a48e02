/** What a fresh server holds. */
import type { Resource } from '../scim/types.js';
import { USER_SCHEMA, sameUrn } from '../scim/urns.js';
import type { Service } from './service.js';
import { modelNamed } from './service.js';
import type { Store } from './store.js';

const GIVEN = ['Ada', 'Bruno', 'Chiara', 'Dmitri', 'Elif', 'Farid', 'Grace', 'Hana', 'Iris', 'Jonas'];
const FAMILY = ['Adler', 'Berg', 'Costa', 'Diaz', 'Evans', 'Fischer', 'Gupta', 'Haas', 'Ito', 'Jensen'];

/** Puts in the user that `/Me` stands for, and as many made-up ones as wished. Without a User type the store stays empty. */
export function seed(service: Service, store: Store, users: number): void {
  const type = userType(service);
  if (type === undefined) return;
  store.me = add(service, store, type, person('admin', 'Reference', 'Administrator'));
  for (let index = 0; index < users; index += 1) {
    const given = GIVEN[index % GIVEN.length] ?? '';
    const family = FAMILY[Math.floor(index / GIVEN.length) % FAMILY.length] ?? '';
    add(service, store, type, person(`${given}.${family}.${index + 1}`.toLowerCase(), given, family));
  }
}

function person(account: string, givenName: string, familyName: string): Resource {
  const address = `${account}@example.com`;
  return {
    schemas: [USER_SCHEMA],
    userName: address,
    name: { givenName, familyName, formatted: `${givenName} ${familyName}` },
    displayName: `${givenName} ${familyName}`,
    emails: [{ value: address, type: 'work', primary: true }],
    active: true,
  };
}

/** Puts a resource in, past all rules of requests; its id. */
export function add(service: Service, store: Store, type: string, resource: Resource): string {
  const id = service.newId();
  const final = service.behavior.onStore({ id, ...resource }, 'create', modelNamed(service, type), undefined);
  store.add(type, id, final, service.now());
  return id;
}

/** The name of the first type that has the User schema. */
function userType({ models }: Service): string | undefined {
  return models.find(({ core }) => sameUrn(core.id, USER_SCHEMA))?.type.name;
}
