/** RFC 9967 and RFC 9944. */
import { isObject } from '../../scim/json.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { configuring, showing, withMember, without, withStatus } from './tools.js';
import { accepted } from './read-tools.js';

export const laterMutants: Mutant[] = [
  mutant(
    'async.body',
    'A 202 has a body',
    ['RFC9967-2.5.1.1-05'],
    accepted((answer) => ({ ...answer, body: { status: 'pending' } })),
    { on: ['async'] },
  ),
  mutant(
    'async.no-txn',
    'A 202 has no Set-Txn',
    ['RFC9967-2.5.1.1-06', 'RFC9967-3-01'],
    accepted((answer) => ({ ...answer, headers: without(answer.headers, 'Set-Txn') as Record<string, string> })),
    { on: ['async'] },
  ),
  mutant(
    'async.no-preference',
    'A 202 has no Preference-Applied',
    ['RFC9967-2.5.1.1-07'],
    accepted((answer) => ({
      ...answer,
      headers: without(answer.headers, 'Preference-Applied') as Record<string, string>,
    })),
    { on: ['async'] },
  ),
  mutant(
    'async.other-status',
    'Prefer: respond-async is answered 203',
    ['RFC9967-2.5.1.1-04'],
    accepted((answer) => withStatus(answer, 203)),
    { on: ['async'] },
  ),
  mutant(
    'config.async-unknown',
    'securityEvents.asyncRequest is "always"',
    ['RFC9967-4-02'],
    configuring((config) => withMember(config, 'securityEvents', () => ({ asyncRequest: 'always', eventUris: [] }))),
    { on: ['config-more-members'] },
  ),
  mutant(
    'config.event-uris-string',
    'securityEvents.eventUris is a string',
    ['RFC9967-4-03'],
    configuring((config) =>
      withMember(config, 'securityEvents', () => ({
        asyncRequest: 'none',
        eventUris: 'urn:ietf:params:SCIM:event:prov:create',
      })),
    ),
    { on: ['config-more-members'] },
  ),
  mutant(
    'devices.active-optional',
    'A device needs no active',
    ['RFC9944-3-03'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(
          input,
          model.type.name === 'Device'
            ? {
                ...model,
                core: {
                  ...model.core,
                  attributes: model.core.attributes.map((attribute) => ({ ...attribute, required: false })),
                },
              }
            : model,
          mode,
          options,
        ),
      defaults: (resource, model) => (model.type.name === 'Device' ? resource : b.defaults(resource, model)),
    }),
    { on: ['devices'], kills: ['discovery.devices.active'] },
  ),
  mutant(
    'devices.irk-returned',
    'The resolving key of a device is returned',
    ['RFC9944-7.1-03'],
    (b) => ({
      shown: (resource, stored, view) => {
        const secret = Object.entries(stored.resource).find(([, value]) => isObject(value) && 'irk' in value);
        return { ...b.shown(resource, stored, view), ...(secret ? { [secret[0]]: secret[1] } : {}) };
      },
    }),
    { on: ['devices'], kills: ['discovery.device-extensions.irk'] },
  ),
  mutant(
    'devices.name-withheld',
    'The displayName of a device is not returned',
    ['RFC9944-3-02'],
    showing((resource, model) => (model.type.name === 'Device' ? without(resource, 'displayName') : resource)),
    { on: ['devices'], kills: ['discovery.devices.name'] },
  ),
  mutant(
    'devices.mud-url-lower-case',
    'The mudUrl of a device is stored in lower case',
    ['RFC9944-3-04'],
    (b) => ({
      onStore: (resource, op, model, previous) =>
        b.onStore(
          withMember(resource, 'mudUrl', (url) => String(url).toLowerCase()),
          op,
          model,
          previous,
        ),
    }),
    { on: ['devices'], kills: ['discovery.devices.mud-url'] },
  ),
  mutant(
    'devices.no-external-id',
    'Devices have no externalId',
    ['RFC9944-2-02'],
    (b) => ({
      onStore: (resource, op, model, previous) =>
        b.onStore(model.type.name === 'Device' ? without(resource, 'externalId') : resource, op, model, previous),
    }),
    { on: ['devices'], kills: ['discovery.devices.common'] },
  ),
  mutant(
    'devices.application-name-optional',
    'An application needs no name',
    ['RFC9944-6-02'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(
          input,
          model.type.name === 'EndpointApp'
            ? {
                ...model,
                core: {
                  ...model.core,
                  attributes: model.core.attributes.map((attribute) =>
                    attribute.name === 'applicationName' ? { ...attribute, required: false } : attribute,
                  ),
                },
              }
            : model,
          mode,
          options,
        ),
    }),
    { on: ['devices'], kills: ['discovery.device-extensions.application-name'] },
  ),
];
