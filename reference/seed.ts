/** What a fresh server holds. */
import type { Resource } from '../scim/types.js';
import { USER_SCHEMA } from '../scim/urns.js';
import type { Service } from './service.js';
import { modelNamed } from './service.js';
import type { Store } from './store.js';

const GIVEN = ['Ada', 'Bruno', 'Chiara', 'Dmitri', 'Elif', 'Farid', 'Grace', 'Hana', 'Iris', 'Jonas'];
const FAMILY = ['Adler', 'Berg', 'Costa', 'Diaz', 'Evans', 'Fischer', 'Gupta', 'Haas', 'Ito', 'Jensen'];

/** Puts in the user that `/Me` stands for, and as many made-up ones as wished. Without a User type the store stays empty. */
export function seed(service: Service, store: Store, users: number): void {
  if (!service.models.some((model) => model.type.name === 'User')) return;
  store.me = addUser(service, store, person('admin', 'Reference', 'Administrator'));
  for (let index = 0; index < users; index += 1) {
    const given = GIVEN[index % GIVEN.length] ?? '';
    const family = FAMILY[Math.floor(index / GIVEN.length) % FAMILY.length] ?? '';
    addUser(service, store, person(`${given}.${family}.${index + 1}`.toLowerCase(), given, family));
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

function addUser(service: Service, store: Store, resource: Resource): string {
  const id = service.newId();
  const final = service.behavior.onStore({ id, ...resource }, 'create', modelNamed(service, 'User'), undefined);
  store.add('User', id, final, service.now());
  return id;
}
