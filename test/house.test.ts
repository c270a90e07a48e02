/** The house: what every check must have. The sentences say what is missing. */
import { expect } from 'chai';
import { houseProblems } from './support/house.js';

describe('the house', () => {
  it('has everything in order', async () => {
    const problems = await houseProblems();
    expect(problems, problems.join('\n')).to.deep.equal([]);
  });
});
