/** What was at the target before an import stays as it was, and what the import makes does not stay. */
import { expect } from 'chai';
import { ask, runImport, type ImportRun } from './support/run.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const request = (name: string, method: string, path: string, body?: object) => ({
  name,
  request: {
    method,
    url: `{{baseUrl}}${path}`,
    ...(body === undefined ? {} : { body: { mode: 'raw', raw: JSON.stringify(body) } }),
  },
});
const resident = { schemas: [USER], userName: 'resident', displayName: 'as before' };
const idOf = async ({ reference }: ImportRun): Promise<string> => {
  const { json } = await ask(reference, 'GET', '/Users?filter=userName%20eq%20%22resident%22');
  return (json['Resources'] as { id: string }[])[0]?.id ?? '';
};

describe('what an import may write', () => {
  const find = {
    name: 'find',
    event: [{ listen: 'test', script: { exec: ['pm.environment.set("id", pm.response.json().Resources[0].id);'] } }],
    request: { method: 'GET', url: '{{baseUrl}}/Users?filter=userName eq "resident"' },
  };

  it('refuses to change, replace or delete what the file did not make', async () => {
    const patch = { Operations: [{ op: 'replace', path: 'displayName', value: 'changed' }] };
    const run = await runImport(
      {
        info: {},
        item: [
          find,
          request('patch', 'PATCH', '/Users/{{id}}', patch),
          request('put', 'PUT', '/Users/{{id}}', { ...resident, displayName: 'changed' }),
          request('delete', 'DELETE', '/Users/{{id}}'),
          request('bulk', 'POST', '/Bulk', { Operations: [] }),
        ],
      },
      { before: [['/Users', resident]] },
    );
    for (const name of ['patch', 'put', 'delete', 'bulk'])
      expect(run.by[`${name} | is answered`]?.verdict, name).to.equal('blocked');
    expect(run.by['delete | is answered']?.reason).to.include('--allow-existing');
    const { json } = await ask(run.reference, 'GET', `/Users/${await idOf(run)}`);
    expect(json).to.include({ displayName: 'as before' });
  });

  it('sends such requests when the user says so', async () => {
    const run = await runImport(
      { info: {}, item: [find, request('delete', 'DELETE', '/Users/{{id}}')] },
      { before: [['/Users', resident]], allowExisting: true },
    );
    expect(run.by['delete | is answered']).to.include({ verdict: 'pass' });
    expect(await idOf(run)).to.equal('');
  });

  it('lets writes to what is not there through', async () => {
    const run = await runImport({ info: {}, item: [request('nobody', 'DELETE', '/Users/nobody-has-this-id')] });
    expect(run.by['nobody | is answered']?.observed).to.match(/^404/);
  });

  it('keeps an object that was there before, even where the server takes a second POST for it', async () => {
    const again = request('again', 'POST', '/Users', resident);
    const run = await runImport(
      { info: {}, item: [again] },
      { before: [['/Users', resident]], mutants: ['create.conflict-returns-other'] },
    );
    expect(await idOf(run)).not.to.equal('');
    expect(run.conduct.deleted).to.equal(0);
  });
});
