import { describe, expect, it } from '@jest/globals';
import { PersonalPart } from '@libs/kernel';
import { IsArray, IsString } from 'class-validator';
import { faultsIn, instanceOf, Nested, Sealed, sealedFieldsOf } from './shape.js';
import { Optional, Required, Text } from './rules.js';

class Leaf {
  @Text(3) word!: string;
}

class Secret extends PersonalPart {
  @Text(10) name!: string;
}

class Stem {
  @Required() @Nested(() => Leaf) leaf!: Leaf;
  @Optional() @Nested(() => Leaf) second?: Leaf;
  @IsArray() @Nested(() => Leaf) leaves!: Leaf[];
  @Optional() @Text(5) colour = 'green';
}

class Branch extends Stem {
  @Optional() @Sealed(() => Secret) secret?: Secret | string;
  @Optional() @Sealed(() => Secret, 'patron') other?: Secret | string;
}

class Twig extends Branch {
  @Optional() @Nested(() => Stem) stem?: Stem;
}

const plain = { leaf: { word: 'abc' }, leaves: [{ word: 'a' }, { word: 'b' }] };
const faults = (part: object) => faultsIn(instanceOf(Branch, { ...plain, ...part }));

describe('an instance', () => {
  it('is of the declared classes, down to the last list', () => {
    const branch = instanceOf(Twig, { ...plain, stem: plain });
    expect(branch).toBeInstanceOf(Twig);
    for (const leaf of [branch.leaf, ...branch.leaves, ...(branch.stem?.leaves ?? [])])
      expect(leaf).toBeInstanceOf(Leaf);
    expect(faultsIn(branch)).toEqual([]);
  });

  it('holds declared members only', () => {
    const given = JSON.parse(
      '{"leaf":{"word":"abc","weight":1},"leaves":[],"__proto__":{"x":1},"constructor":7,"toString":7,"x":1}',
    ) as object;
    const stem = instanceOf(Stem, given);
    expect(Object.keys(stem).sort()).toEqual(Object.keys(new Stem()).sort());
    expect(Object.keys(stem.leaf)).toEqual(['word']);
    expect(Object.getPrototypeOf(stem)).toBe(Stem.prototype);
    expect(stem.constructor).toBe(Stem);
  });

  it('takes nothing that the given object only inherits', () => {
    expect(instanceOf(Leaf, Object.create({ word: 'abc' }) as object).word).toBeUndefined();
  });

  it('keeps its defaults where nothing or null came', () => {
    expect(instanceOf(Stem, plain).colour).toBe('green');
    expect(instanceOf(Stem, { ...plain, colour: null }).colour).toBe('green');
    expect(instanceOf(Stem, { ...plain, second: null }).second).toBeUndefined();
  });

  it.each([undefined, null, 7, 'a text', [], true])('of %j is empty', (nothing) => {
    expect(instanceOf(Leaf, nothing)).toEqual(new Leaf());
  });

  it('leaves what it was made of as it was', () => {
    const frozen = Object.freeze({
      leaf: Object.freeze({ word: 'abc' }),
      leaves: Object.freeze([]),
    });
    expect(faultsIn(instanceOf(Stem, frozen))).toEqual([]);
  });
});

describe('a member that is declared again', () => {
  class LongLeaf extends Leaf {
    @Text(9) note!: string;
  }
  class LongStem extends Stem {
    @Required() @Nested(() => LongLeaf) override leaf = new LongLeaf();
  }

  it('is of its newer class, and the older stays with the older', () => {
    const leaf = { word: 'abc', note: 'a note' };
    expect(instanceOf(LongStem, { ...plain, leaf }).leaf).toBeInstanceOf(LongLeaf);
    expect(instanceOf(Stem, { ...plain, leaf }).leaf).not.toBeInstanceOf(LongLeaf);
  });
});

describe('faults', () => {
  it.each([
    ['leaf', 'must be an object', [undefined, 'a', 7, true, [], [{ word: 'a' }]]],
    ['second', 'must be an object', ['a', 7, false, [], [{ word: 'a' }]]],
    [
      'leaves',
      'must be a list of objects',
      [undefined, {}, 'a', 7, [[]], ['a'], [null], [[{ word: 'a' }]]],
    ],
  ])('of %s: %s', (field, text, wrongs) => {
    for (const wrong of wrongs) expect(faults({ [field]: wrong })).toEqual([{ field, text }]);
  });

  it('name the path of the innermost member', () => {
    expect(faults({ leaves: [{ word: 'a' }, { word: 'abcd' }, { word: 7 }] })).toEqual([
      { field: 'leaves.1.word', text: 'must have at most 3 characters' },
      { field: 'leaves.2.word', text: 'must be a text' },
    ]);
  });

  it('of the wrong type are told once, not once for every rule', () => {
    expect(faults({ colour: 7 })).toEqual([{ field: 'colour', text: 'must be a text' }]);
  });

  it('of one instance do not stay for the next', () => {
    expect(faults({ colour: 'far too long' })).toHaveLength(1);
    expect(faults({})).toEqual([]);
    expect(faults({ leaf: 7 })).toHaveLength(1);
    expect(faults({})).toEqual([]);
  });

  it('are found in a class whose rules came by decorators after a first look', () => {
    class Late {
      @IsString() first!: string;
    }
    class Later extends Late {
      @IsString() second!: string;
    }
    expect(faultsIn(instanceOf(Late, {}))).toHaveLength(1);
    expect(faultsIn(instanceOf(Later, {}))).toHaveLength(2);
  });
});

describe('a sealed member', () => {
  it.each(['a..b.c.d', 'eyJh.key.iv.text.tag', 'a-_9..b..d'])('%s travels', (jwe) => {
    expect(faults({ secret: jwe })).toEqual([]);
  });

  it.each([
    '',
    'a',
    'a.b.c.d',
    'a.b.c.d.e.f',
    'a..b.c.',
    '..b.c.d',
    'a..b.c d.e',
    'a..b.c=.d',
    7,
    {},
    { name: 'Bodil' },
  ])('%j does not', (wrong) => {
    expect(faults({ secret: wrong })).toEqual([{ field: 'secret', text: 'must be a compact JWE' }]);
  });

  it('says what it holds and whom it is sealed for, in classes that inherit it as well', () => {
    for (const owner of [Branch, Twig]) {
      const fields = sealedFieldsOf(owner);
      expect([...fields].map(([name, { sealedFor }]) => [name, sealedFor])).toEqual([
        ['secret', 'subject'],
        ['other', 'patron'],
      ]);
      expect(fields.get('secret')?.of()).toBe(Secret);
    }
    expect(sealedFieldsOf(Stem).size).toBe(0);
  });
});
