import Sequencer from '@jest/test-sequencer';

/** The specs that run for minutes, the longest first. */
const longest = [
  'test/chaos/short-storm',
  'test/privacy/privacy',
  'test/operating/alerts-provoked',
  'test/model/',
  'test/check/check',
  'test/bench/bench',
  'test/bench/past',
];

/**
 * In a fresh clone nobody knows how long a spec takes: Jest would begin one of eight minutes at the very end, and a core would
 * stand still meanwhile. Its own order holds for the others.
 */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const usual = super.sort(tests);
    return usual.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

function placeOf({ path }) {
  const place = longest.findIndex((name) => path.includes(`/${name}`));
  return place < 0 ? longest.length : place;
}
