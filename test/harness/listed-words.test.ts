/** Which words a target has a list of, as far as a few users show it. */
import { expect } from 'chai';
import { listedWords, wordsIn } from '../../harness/listed-words.js';
import type { ScimResponse } from '../../harness/response.js';

/** A target that refuses users with one of these, and how often it was asked. `published`: whose words it lists. */
function refusing(refused: readonly string[], published: readonly string[] = []) {
  const asked: string[][] = [];
  const listed = listedWords(
    async (given) => {
      asked.push(given);
      return { status: given.some((name) => refused.includes(name)) ? 400 : 201 } as ScimResponse;
    },
    (name) => published.includes(name),
  );
  return { listed, asked };
}

describe('listed words', () => {
  it('are those that are refused alone, and looked up once', async () => {
    const { listed, asked } = refusing(['title']);
    expect(await listed()).to.deep.equal(['title']);
    expect(await listed()).to.deep.equal(['title']);
    expect(asked).to.deep.equal([['title', 'userType'], [], ['title'], ['userType']]);
  });

  it('are none where the words are taken, where all users are refused, or the schemas list them', async () => {
    expect(await refusing([]).listed()).to.deep.equal([]);
    expect(await refusing(['userType'], ['userType']).listed()).to.deep.equal([]);
    const all = listedWords(
      async () => ({ status: 400 }) as ScimResponse,
      () => false,
    );
    expect(await all()).to.deep.equal([]);
  });

  it('are found in resources and in PATCH operations with and without path', () => {
    const patch = (Operations: object[]) => ({ method: 'PATCH', path: '/Users/1', sent: { Operations } });
    expect(wordsIn({ method: 'POST', path: '/Users', sent: { Title: 'Clerk', userType: 5 } })).to.deep.equal(['title']);
    expect(wordsIn({ method: 'POST', path: '/Groups', sent: { title: 'Clerk' } })).to.deep.equal([]);
    expect(wordsIn(patch([{ op: 'add', path: 'title', value: 'Clerk' }]))).to.deep.equal(['title']);
    expect(wordsIn(patch([{ op: 'add', value: { userType: 'Bob' } }]))).to.deep.equal(['userType']);
    expect(wordsIn(patch([{ op: 'remove', path: 'title' }]))).to.deep.equal([]);
  });
});
