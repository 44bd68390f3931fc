import { describe, expect, it } from '@jest/globals';
import { readOptions, usage } from './options.js';

describe('the options of npm start', () => {
  it.each([
    [[], { exit: false, day: { kind: 'example' } }],
    [['--exit'], { exit: true, day: { kind: 'example' } }],
    [['--empty'], { exit: false, day: { kind: 'none' } }],
    [['--empty', '--exit'], { exit: true, day: { kind: 'none' } }],
    [['--replay', 'a.ndjson'], { exit: false, day: { kind: 'file', file: 'a.ndjson' } }],
  ])('%j', (args, options) => {
    expect(readOptions(args)).toEqual(options);
  });

  it.each([[['--replay', 'a.ndjson', '--empty']], [['--replay']], [['--exti']], [['a.ndjson']]])(
    '%j is answered with the usage',
    (args) => {
      expect(() => readOptions(args)).toThrow(usage);
    },
  );
});
