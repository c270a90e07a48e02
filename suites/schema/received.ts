import {
  given,
  must,
  read,
  scenario,
  searchRequest,
  should,
  urns,
  type Capabilities,
  type Context,
  type Given,
  type ScimResponse,
} from '../../harness/language.js';
import { lost, nameOf, subjects } from './_samples.js';

type Topic = Parameters<Context['received']['judge']>[0];

/** At least one answer of each kind is asked for here, so that the checks stand alone, too. */
scenario('Everything that a run received', { last: true }, () => {
  const made = given('a user is created', ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));
  const got = given('the user is read', ({ scim }) => scim.get(made.path));
  const named = (): string => `userName eq ${JSON.stringify(read(made.sent, 'userName'))}`;
  given('the user is listed', { needs: 'filter' }, ({ scim }) => scim.get('/Users', { query: { filter: named() } }));
  given('the user is searched for', { needs: 'filter' }, ({ scim }) =>
    scim.post('/Users/.search', searchRequest({ filter: named() })),
  );
  given('the user is replaced and read', async ({ scim, a }) => {
    await scim.put(made.path, a.user({ userName: read(made.sent, 'userName'), with: ['title'] }));
    return scim.get(made.path);
  });
  given('the user is patched and read', { needs: 'patch' }, async ({ scim }) => {
    await scim.patch(made.path, [{ op: 'replace', path: 'displayName', value: 'Patched' }]);
    return scim.get(made.path);
  });
  given('a user is read and replaced that nobody has', async ({ scim, a }) => {
    const path = `/Users/${encodeURIComponent(a.unknownId(made.id))}`;
    await scim.get(path);
    return scim.put(path, a.user());
  });
  given('a bulk job fails', { needs: 'bulk' }, ({ scim, a }) =>
    scim.post('/Bulk', {
      schemas: [urns.BULK_REQUEST],
      Operations: [{ method: 'DELETE', path: `/Users/${encodeURIComponent(a.unknownId(made.id))}` }],
    }),
  );

  must(
    'schema.received.json-types',
    {
      title: 'values have the JSON types of their schema in every answer',
      spec: 'RFC7643-2.3-02',
      fix: 'Write resources with one serializer, whether a write, a read, a list or a search is answered.',
      why: 'A type that is right in one answer and wrong in another breaks clients now and then.',
    },
    judging(got, 'json-types'),
  );

  must(
    'schema.received.plurality',
    {
      title: 'arrays are for multi-valued attributes, names stand once, everywhere',
      spec: ['RFC7643-2.4-01', 'RFC7643-1.2-02'],
      fix: 'Write multi-valued attributes as arrays of one kind of element, singular ones as one value, once.',
    },
    judging(got, 'plurality'),
  );

  must(
    'schema.received.one-primary',
    {
      title: 'at most one value of an array is primary in every answer',
      spec: 'RFC7643-2.4-05',
      fix: 'Take primary from the others wherever a value is stored as primary: in POST, PUT, PATCH and bulk jobs.',
      why: 'A client that looks for the primary address finds two.',
    },
    judging(got, 'one-primary'),
  );

  must(
    'schema.received.date-times',
    {
      title: 'a dateTime is an xsd:dateTime in every answer',
      spec: 'RFC7643-2.3.5-01',
      fix: 'Format times in one place: 2026-01-31T13:45:00Z.',
    },
    judging(got, 'date-times'),
  );

  must(
    'schema.received.id',
    {
      title: 'every resource in every answer has an id, a string',
      spec: 'RFC7643-3.1-06',
      fix: 'Show id in lists, searches and answers to writes as in a read.',
    },
    judging(got, 'id'),
  );

  must(
    'schema.received.schemas',
    {
      title: 'every whole resource in every answer has its schemas, each once',
      spec: ['RFC7643-3-04', 'RFC7643-3-05', 'RFC7643-3-07'],
      fix: 'Show schemas, an array of URIs, in lists, searches and answers to writes as in a read; treat it as a set.',
    },
    judging(got, 'schemas'),
  );

  must(
    'schema.received.resource-type',
    {
      title: 'meta.resourceType names the type of the endpoint in every answer',
      spec: 'RFC7643-3-01',
      fix: 'Set meta.resourceType to the name of the ResourceType in every representation.',
    },
    judging(got, 'resource-type'),
  );

  must(
    'schema.received.list-message',
    {
      title: 'every list is a ListResponse message',
      spec: 'RFC7644-3.4.2-04',
      fix: 'Make every list, of a GET or a search, with one function.',
    },
    judging(got, 'list-message'),
  );

  must(
    'schema.received.list-total',
    {
      title: 'totalResults is a whole number in every list',
      spec: 'RFC7644-3.4.2-05',
      fix: 'Write totalResults as a JSON number in every list.',
    },
    judging(got, 'list-total'),
  );

  must(
    'schema.received.list-entries',
    {
      title: 'every list holds resources, each once, no more than totalResults',
      spec: 'RFC7644-3.4.2-14',
      fix: 'Count all matches, and put each resource once, as a JSON object, into an array.',
    },
    judging(got, 'list-entries'),
  );

  must(
    'schema.received.error-message',
    {
      title: 'every refusal is a JSON object with the Error schema',
      spec: ['RFC7644-3.12-02', 'RFC7644-3.12-03'],
      fix: 'Make every error body with one function.',
    },
    judging(got, 'error-message'),
  );

  must(
    'schema.received.error-status-string',
    {
      title: 'status is a string in every error body',
      spec: 'RFC7644-3.12-04',
      fix: 'Write "404", not 404, whichever request is refused.',
    },
    judging(got, 'error-status-string'),
  );

  must(
    'schema.received.error-status-equal',
    {
      title: 'status in every error body is the HTTP status',
      spec: 'RFC7644-3.12-05',
      fix: 'Fill status from the status that is sent.',
    },
    judging(got, 'error-status-equal'),
  );

  should(
    'schema.received.error-keyword',
    {
      title: 'scimType is spelled as in the table in every error body',
      spec: 'RFC7644-3.12-32',
      fix: 'Keep the keywords of RFC 7644 table 9 as constants in one place.',
    },
    judging(got, 'error-keyword'),
  );

  must(
    'schema.received.bulk-message',
    {
      title: 'every answer to a bulk job is a BulkResponse with Operations',
      spec: ['RFC7644-3.7-05', 'RFC7644-3.7-08'],
      fix: 'Make every answer to a bulk job with one function.',
      needs: 'bulk',
    },
    judging(got, 'bulk-message'),
  );

  must(
    'schema.received.bulk-entries',
    {
      title: 'every failed operation of a bulk job has a SCIM error',
      spec: 'RFC7644-3.7-20',
      fix: 'Put the error body of the single request into response.',
      needs: 'bulk',
    },
    judging(got, 'bulk-entries'),
  );

  must(
    'schema.received.state',
    {
      title: 'the answer to every write shows what the next GET shows',
      spec: 'RFC7644-3.1-10',
      fix: 'Build the answer from what was stored, not from what was sent.',
    },
    judging(got, 'state'),
  );

  should(
    'schema.received.post-stored',
    {
      title: 'what any POST gave is in the next GET',
      spec: 'RFC7643-2.2-05',
      fix: 'Store every attribute that /Schemas declares readWrite, whatever comes with it.',
    },
    async ({ received, target }) => {
      const known = await lostBySample(target, 'created');
      if (got.resource)
        received.judge('post-stored', (subject) => known.some((name) => subject.startsWith(`${name} after`)));
    },
  );

  must(
    'schema.received.put-stored',
    {
      title: 'what any PUT gave is in the next GET',
      spec: 'RFC7644-3.5.1-05',
      fix: 'Store every readWrite attribute that the body of a PUT has, whatever comes with it.',
    },
    async ({ received, target }) => {
      const known = await lostBySample(target, 'replaced');
      if (got.resource)
        received.judge('put-stored', (subject) => known.some((name) => subject.startsWith(`${name} after`)));
    },
  );
});

/** The attributes that the full resource of each type did not keep: schema.honesty says so. */
async function lostBySample(target: Capabilities, step: 'created' | 'replaced'): Promise<string[]> {
  const all = await subjects(target).catch(() => []);
  return all
    .filter((subject) => {
      const done = subject.sample[step];
      return done !== undefined && lost(done, subject).length > 0;
    })
    .map(nameOf);
}

/** Judges what came together on a topic, once the target has shown that it keeps users. */
function judging(proof: Given<ScimResponse>, topic: Topic): (context: Context) => void {
  return ({ received }) => {
    if (proof.resource) received.judge(topic);
  };
}
