import { expect, it } from '@jest/globals';
import { shownName } from './shown-name.js';

it.each(['4711', 'balance/4711/3', 'DK-761500', '6a1f0f5e-0000-4000-8000-000000000001', ''])(
  'shows what looks like the name of a thing: %s',
  (name) => {
    expect(shownName(name)).toBe(name);
  },
);

it.each(['Kanariefugl 0101014XY9', '0101901234', 'fee-010190-1234', 'Ærø'])(
  'hides what may be of a person: %s',
  (name) => {
    expect(shownName(name)).toBe('(hidden)');
  },
);
