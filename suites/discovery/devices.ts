import {
  describeAnswer,
  entries,
  expect,
  fail,
  given,
  isObject,
  judgeEach,
  may,
  member,
  notApplicable,
  pathOf,
  read,
  resourceOf,
  scenario,
  should,
  show,
  succeeded,
} from '../../harness/language.js';
import { APPLICATION, device, DEVICE, less, placeOf, typeOf } from './_devices.js';
import { nameOf, text } from './_documents.js';

scenario('What is announced about devices', () => {
  should(
    'discovery.devices.type',
    {
      title: 'the resource type of devices is Device',
      spec: 'RFC9944-2-01',
      fix: `Name the resource type with ${DEVICE} "Device".`,
    },
    ({ target }) => {
      const name = nameOf(typeOf(target, DEVICE));
      if (name.toLowerCase() !== 'device') fail('the name Device', `the name ${name}`);
    },
  );

  should(
    'discovery.devices.application-type',
    {
      title: 'the resource type of endpoint applications is EndpointApp',
      spec: 'RFC9944-5-01',
      fix: `Name the resource type with ${APPLICATION} "EndpointApp".`,
    },
    ({ target }) => {
      const name = nameOf(typeOf(target, APPLICATION));
      if (name.toLowerCase() !== 'endpointapp') fail('the name EndpointApp', `the name ${name}`);
    },
  );

  should(
    'discovery.devices.extensions-optional',
    {
      title: 'no extension of devices is required',
      spec: 'RFC9944-7-01',
      fix: 'Publish required: false for each extension of devices.',
    },
    ({ target }) =>
      judgeEach(
        entries(typeOf(target, DEVICE), 'schemaExtensions'),
        (extension) => text(extension, 'schema'),
        (extension) => {
          if (member(extension, 'required') === true) fail('required false', 'required true');
        },
        'devices have no extensions',
      ),
  );
});

scenario('Devices', () => {
  const made = given('a device is posted', (context) => context.scim.post(placeOf(context, DEVICE), device(context.a)));
  const got = given('the device is read', ({ scim }) => scim.get(pathOf(made.response)));
  const sent = (name: string): unknown => read(made.response.sent, name);

  should(
    'discovery.devices.common',
    {
      title: 'a device has id, externalId and meta',
      spec: 'RFC9944-2-02',
      fix: 'Give devices the common attributes, and keep the externalId that the client sends.',
    },
    () => {
      if (read(got.resource, 'externalId') !== sent('externalId'))
        fail(`externalId ${show(sent('externalId'))}`, `externalId ${show(read(got.resource, 'externalId'))}`);
      if (!isObject(member(got.resource, 'meta'))) fail('meta', 'none');
    },
  );

  should(
    'discovery.devices.name',
    {
      title: 'displayName of a device is returned by default',
      spec: 'RFC9944-3-02',
      fix: 'Show displayName of devices without being asked for it.',
    },
    () => {
      const name = read(got.resource, 'displayName');
      if (name !== sent('displayName')) fail(`displayName ${show(sent('displayName'))}`, `displayName ${show(name)}`);
    },
  );

  may(
    'discovery.devices.name-optional',
    {
      title: 'a device without displayName is accepted or not',
      spec: 'RFC9944-3-01',
      fix: 'Nothing: it is shown what the target does.',
    },
    async (context) => {
      expect(made.resource).to.be.an('object');
      const answer = await context.scim.post(placeOf(context, DEVICE), less(device(context.a), 'displayName'));
      return succeeded(answer) ? 'accepted' : `answered ${describeAnswer(answer)}`;
    },
  );

  should(
    'discovery.devices.active',
    {
      title: 'each device has active, true or false',
      spec: 'RFC9944-3-03',
      fix: 'Refuse a device without active, or give it one; publish it as a JSON boolean.',
    },
    async (context) => {
      if (read(got.resource, 'active') !== true) fail('active true', `active ${show(read(got.resource, 'active'))}`);
      const answer = await context.scim.post(placeOf(context, DEVICE), less(device(context.a), 'active'));
      if (!succeeded(answer)) return;
      const stored = await context.scim.get(pathOf(answer));
      const active = read(resourceOf(stored), 'active');
      if (typeof active !== 'boolean') fail('a refusal, or active', `active ${show(active)}`, { exchange: stored.n });
    },
  );

  should(
    'discovery.devices.mud-url',
    {
      title: 'mudUrl of a device is kept in its letter case',
      spec: 'RFC9944-3-04',
      fix: 'Store mudUrl as it is sent.',
    },
    () => {
      const url = read(got.resource, 'mudUrl');
      if (url !== sent('mudUrl')) fail(`mudUrl ${show(sent('mudUrl'))}`, `mudUrl ${show(url)}`);
    },
  );

  should(
    'discovery.devices.groups',
    {
      title: 'groups of a device is not written by clients',
      spec: 'RFC9944-3-05',
      fix: 'Derive groups of a device from the members of groups; leave out what a client sends.',
    },
    async (context) => {
      const { scim, a } = context;
      expect(made.resource).to.be.an('object');
      const claimed = a.uuid();
      const body = device(a, { groups: [{ value: claimed }] });
      const answer = await scim.post(placeOf(context, DEVICE), body);
      if (!succeeded(answer)) return;
      const stored = await scim.get(pathOf(answer));
      if (show(member(resourceOf(stored), 'groups')).includes(claimed))
        fail('no groups of the client', show(member(resourceOf(stored), 'groups')), { exchange: stored.n });
    },
  );

  should(
    'discovery.devices.member-type',
    {
      title: 'the type of a member that is a device is Device',
      spec: 'RFC9944-4-01',
      fix: 'Put type: "Device" into members that are devices, or no type.',
    },
    async ({ scim, a }) => {
      const id = String(read(made.resource, 'id'));
      const answer = await scim.post('/Groups', { ...a.group(), members: [{ value: id, type: 'Device' }] });
      if (!succeeded(answer)) notApplicable(`a group of devices is answered ${describeAnswer(answer)}`);
      const stored = await scim.get(pathOf(answer));
      const own = entries(resourceOf(stored), 'members').find((each) => read(each, 'value') === id);
      const type = (own && member(own, 'type')) ?? notApplicable('members have no type');
      if (String(type).toLowerCase() !== 'device') fail('type Device', `type ${show(type)}`, { exchange: stored.n });
    },
  );

  should(
    'discovery.devices.guarded',
    {
      title: 'devices are not listed without credentials',
      spec: 'RFC9944-8-01',
      fix: 'Answer 401 to requests for devices without credentials.',
    },
    async (context) => {
      const response = await context.scim.get(placeOf(context, DEVICE), { auth: 'none', query: { count: 1 } });
      if (succeeded(response)) fail('401', describeAnswer(response), { exchange: response.n });
    },
  );
});
