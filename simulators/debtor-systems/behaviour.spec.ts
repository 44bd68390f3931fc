import { describe, expect, it } from '@jest/globals';
import { Behaviour, type Manner } from './behaviour.js';

const call = (
  requestId = 'a',
  municipalityCvr = '29189889',
): { requestId: string; municipalityCvr: string } => ({ requestId, municipalityCvr });

describe('a debtor system that is told to misbehave', () => {
  it('behaves well until it is told', () => {
    expect(new Behaviour().towards(call())).toBeUndefined();
  });

  it('does as told for the next calls, then behaves again', () => {
    const behaviour = new Behaviour();
    behaviour.obey({ manner: 'reject', next: 2 });
    expect([1, 2, 3].map(() => behaviour.towards(call()))).toEqual(['reject', 'reject', undefined]);
  });

  it('does as told until told otherwise', () => {
    const behaviour = new Behaviour();
    behaviour.obey({ manner: 'down' });
    expect(behaviour.towards(call())).toBe('down');
    expect(behaviour.isDown('29189889')).toBe(true);
    behaviour.obey({});
    expect(behaviour.towards(call())).toBeUndefined();
    expect(behaviour.isDown('29189889')).toBe(false);
  });

  it('R55 does it to the one municipality only', () => {
    const behaviour = new Behaviour();
    behaviour.obey({ manner: 'down', municipalityCvr: '29189889' });
    expect(behaviour.towards(call('a', '55133018'))).toBeUndefined();
    expect(behaviour.isDown('55133018')).toBe(false);
    expect(behaviour.isDown('29189889')).toBe(true);
  });

  it('draws by seed: the same calls meet the same, and a repeat is drawn anew', () => {
    const fates = (seed: number): (Manner | undefined)[] => {
      const behaviour = new Behaviour();
      behaviour.obey({ seed, rates: { reject: 0.2, fault: 0.3 } });
      return Array.from({ length: 1_000 }, (_, nth) =>
        behaviour.towards(call(`request ${nth % 500}`)),
      );
    };
    const drawn = fates(7);
    expect(fates(7)).toEqual(drawn);
    expect(fates(8)).not.toEqual(drawn);
    expect(drawn.slice(0, 500)).not.toEqual(drawn.slice(500));
    const share = (manner: Manner): number =>
      drawn.filter((one) => one === manner).length / drawn.length;
    expect(share('reject')).toBeCloseTo(0.2, 1);
    expect(share('fault')).toBeCloseTo(0.3, 1);
  });
});
