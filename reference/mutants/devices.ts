/** Mistakes with devices and their applications (RFC 9944). */
import { isObject } from '../../scim/json.js';
import type { JsonObject } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { types } from './schema-tools.js';
import { remodel, showing, withElements, withMember } from './tools.js';

const on = ['devices'];

/** Attributes that can be left out although they are required. */
function optional(...names: string[]): Change {
  return (b) => ({
    readInput: (input, model, mode, options) =>
      b.readInput(
        input,
        remodel(model, (attribute) => (names.includes(attribute.name) ? { ...attribute, required: false } : attribute)),
        mode,
        options,
      ),
  });
}

/** Changes one announced type. */
function announcing(name: string, change: (type: JsonObject) => JsonObject): Change {
  return types((type) => (type['name'] === name ? change(type) : type));
}

export const deviceMutants: Mutant[] = [
  mutant(
    'devices.other-name',
    'The resource type of devices is Thing',
    ['RFC9944-2-01'],
    announcing('Device', (type) => ({ ...type, name: 'Thing' })),
    { on, kills: ['discovery.devices.type'] },
  ),
  mutant(
    'devices.application-other-name',
    'The resource type of applications is Application',
    ['RFC9944-5-01'],
    announcing('EndpointApp', (type) => ({ ...type, name: 'Application' })),
    { on, kills: ['discovery.devices.application-type'] },
  ),
  mutant(
    'devices.extension-required',
    'An extension of devices is published as required',
    ['RFC9944-7-01'],
    announcing('Device', (type) => withElements(type, 'schemaExtensions', (each) => ({ ...each, required: true }))),
    { on, kills: ['discovery.devices.extensions-optional'] },
  ),
  mutant(
    'devices.groups-taken',
    'A device is put into the groups that it names',
    ['RFC9944-3-05'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const result = b.readInput(input, model, mode, options);
        const groups = isObject(input) && model.type.name === 'Device' ? input['groups'] : undefined;
        return groups === undefined ? result : { ...result, resource: { ...result.resource, groups } };
      },
      shown: (resource, stored, view) => {
        const groups = stored.resource['groups'];
        const shown = b.shown(resource, stored, view);
        return view.model.type.name === 'Device' && groups !== undefined ? { ...shown, groups } : shown;
      },
    }),
    { on, kills: ['discovery.devices.groups'] },
  ),
  mutant(
    'devices.members-are-users',
    'Devices in groups are shown as users',
    ['RFC9944-4-01'],
    showing((resource, model) =>
      model.type.name === 'Group'
        ? withElements(resource, 'members', (each) => withMember(each, 'type', () => 'User'))
        : resource,
    ),
    { on, kills: ['discovery.devices.member-type'] },
  ),
  mutant(
    'devices.open',
    'Devices are served without credentials',
    ['RFC9944-8-01'],
    (b) => ({ isPublic: (segments) => segments[0] === 'Devices' || b.isPublic(segments) }),
    { on, kills: ['discovery.devices.guarded'] },
  ),
  mutant(
    'devices.mac-optional',
    'A Bluetooth device needs no address',
    ['RFC9944-7.1-01'],
    optional('deviceMacAddress'),
    { on, kills: ['discovery.device-extensions.mac-required'] },
  ),
  mutant(
    'devices.pairing-optional',
    'A Bluetooth device needs no pairing methods',
    ['RFC9944-7.1-04'],
    optional('pairingMethods'),
    { on, kills: ['discovery.device-extensions.ble-required'] },
  ),
  mutant(
    'devices.key-optional',
    'A device of Easy Connect needs no key',
    ['RFC9944-7.2-01'],
    optional('bootstrapKey'),
    {
      on,
      kills: ['discovery.device-extensions.dpp-required'],
    },
  ),
  mutant(
    'devices.application-type-optional',
    'An application needs no type',
    ['RFC9944-6-01'],
    optional('applicationType'),
    { on, kills: ['discovery.device-extensions.application-type'] },
  ),
];
