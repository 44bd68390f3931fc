import { describe, expect, it } from '@jest/globals';
import { commandOf, readOptions } from './options.js';

describe('what a fault run is told', () => {
  it('has a storm of ten minutes with five balances a second unless told otherwise', () => {
    expect(readOptions([])).toEqual({
      ...{ minutes: 10, seed: 7, balances: 3_000, folder: 'chaos', broken: undefined },
      ...{ json: false, hurried: false, calm: false, cluster: false, leastHits: 0 },
    });
  });

  it('takes what it is told', () => {
    const args = ['--minutes', '0.5', '--seed', '9', '--balances', '40', '--break', 'inbox-off'];
    expect(readOptions([...args, '--json', '--cluster'])).toMatchObject({
      ...{ minutes: 0.5, seed: 9, balances: 40, broken: 'inbox-off', json: true, cluster: true },
    });
  });

  it('can be told again by one command', () => {
    const args = ['--minutes', '0.5', '--seed', '9', '--balances', '40', '--break', 'inbox-off'];
    const options = readOptions([...args, '--hurried', '--least-hits', '20']);
    const [, told = ''] = commandOf(options).split(' -- ');
    expect(readOptions(told.split(' '))).toEqual(options);
  });

  it.each([
    ['--minutes', 'ten'],
    ['--minutes', '0'],
    ['--seed', ''],
    ['--balances', '-1'],
    ['--least-hits', '-1'],
    ['--break', 'all'],
    ['--what'],
  ])('says how it is used when told %s %s', (...args) => {
    expect(() => readOptions(args)).toThrow('npm run chaos -- --minutes 10 --seed 7');
  });
});
