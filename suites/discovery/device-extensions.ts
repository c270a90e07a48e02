import { scenario, should, type Context, type JsonObject } from '../../harness/language.js';
import {
  APPLICATION,
  BLE,
  ble,
  DPP,
  dpp,
  DEVICE,
  expectRequired,
  expectSecret,
  extended,
  less,
  placeOf,
} from './_devices.js';

scenario('Extensions of devices', () => {
  should(
    'discovery.device-extensions.mac-required',
    {
      title: 'a Bluetooth device without deviceMacAddress is refused',
      spec: 'RFC9944-7.1-01',
      fix: 'Answer 400 to a device whose BLE extension lacks deviceMacAddress.',
    },
    (context) =>
      expectRequired(context, placeOf(context, DEVICE), ['deviceMacAddress'], (name) =>
        extended(context, BLE, less(ble(context.a), name)),
      ),
  );

  should(
    'discovery.device-extensions.ble-required',
    {
      title: 'a Bluetooth device without versions or pairing is refused',
      spec: 'RFC9944-7.1-04',
      fix: 'Answer 400 to a device whose BLE extension lacks versionSupport or pairingMethods.',
    },
    (context) =>
      expectRequired(context, placeOf(context, DEVICE), ['versionSupport', 'pairingMethods'], (name) =>
        extended(context, BLE, less(ble(context.a), name)),
      ),
  );

  should(
    'discovery.device-extensions.irk',
    {
      title: 'the resolving key of a Bluetooth device is never returned',
      spec: 'RFC9944-7.1-03',
      fix: 'Treat irk as writeOnly: store it and leave it out of every answer.',
    },
    (context) => {
      const { a } = context;
      const key = a.uuid().replaceAll('-', '');
      return expectSecret(context, BLE, 'irk', key, less(ble(a), 'separateBroadcastAddress'));
    },
  );

  should(
    'discovery.device-extensions.dpp-required',
    {
      title: 'a device of Easy Connect without version or key is refused',
      spec: 'RFC9944-7.2-01',
      fix: 'Answer 400 to a device whose DPP extension lacks dppVersion or bootstrapKey.',
    },
    (context) =>
      expectRequired(context, placeOf(context, DEVICE), ['dppVersion', 'bootstrapKey'], (name) =>
        extended(context, DPP, less(dpp(context.a), name)),
      ),
  );
});

/** Makes applications, each without one of its names. */
const application =
  ({ a }: Context) =>
  (without?: string): JsonObject =>
    less(
      { schemas: [APPLICATION], applicationName: `Application ${a.marker()}`, applicationType: 'telemetry' },
      without,
    );

scenario('Applications that control devices', () => {
  should(
    'discovery.device-extensions.application-type',
    {
      title: 'an application without applicationType is refused',
      spec: 'RFC9944-6-01',
      fix: 'Answer 400 to an application without applicationType.',
    },
    (context) => expectRequired(context, placeOf(context, APPLICATION), ['applicationType'], application(context)),
  );

  should(
    'discovery.device-extensions.application-name',
    {
      title: 'an application without applicationName is refused',
      spec: 'RFC9944-6-02',
      fix: 'Answer 400 to an application without applicationName.',
    },
    (context) => expectRequired(context, placeOf(context, APPLICATION), ['applicationName'], application(context)),
  );
});
