import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { proofsIn, type Proof } from './proofs.js';
import { provenRules, ruleNames } from './rule-names.js';
import { proofsOf, rulesPage } from './rules-page.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
let proofs: readonly Proof[];

beforeAll(async () => {
  proofs = await proofsIn(root);
});

describe('docs/rules.md', () => {
  it('is what the tests say (else: npm run pretest, then node dist/deploy/rules/main.js)', async () => {
    expect(rulesPage(proofs)).toBe(await readFile(`${root}docs/rules.md`, 'utf8'));
  });

  it('names the rules that there are', () => {
    const known = Object.keys(ruleNames);
    expect(known).toEqual(
      Array.from({ length: 55 }, (_, at) => `R${String(at + 1).padStart(2, '0')}`),
    );
    expect(proofs.filter(({ rules }) => rules.some((rule) => !known.includes(rule)))).toEqual([]);
  });
});

describe.each(provenRules)('the rule %s', (rule) => {
  it.each(['decision', 'journey'] as const)('is proven by a %s', (height) => {
    expect(proofsOf(rule, height, proofs).filter(({ holds }) => holds)).not.toEqual([]);
  });
});

describe('a journey', () => {
  it('says which rule it proves', () => {
    const ofNone = proofs.filter(({ height, rules }) => height === 'journey' && rules.length === 0);
    expect(ofNone.map(({ file, title }) => `${file}: ${title}`)).toEqual([]);
  });
});
