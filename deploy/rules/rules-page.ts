import type { Height, Proof } from './proofs.js';
import { ruleNames, ruleNumbers, type RuleNumber } from './rule-names.js';

/** `docs/rules.md`: each rule with the tests that prove it, at both heights. The same proofs make the same page. */
export function rulesPage(proofs: readonly Proof[]): string {
  const overview = ruleNumbers.map((rule) => rowOf(rule, proofs));
  const details = ruleNumbers.flatMap((rule) => sectionOf(rule, proofs));
  return `${[...opening, ...overview, '', ...details].join('\n').trimEnd()}\n`;
}

const opening = [
  '# The rules, and what proves them',
  '',
  'Made from the titles of the tests by `node dist/deploy/rules/main.js`; a test fails when it is stale. *Decision*: the pure',
  'decision, beside the code. *Journey*: through the broker and all five services, reading only the public contract. Each of',
  'R01–R48 must have both. A test that is known to fail counts for nothing, and says so.',
  '',
  '| rule | | decision | journey |',
  '|---|---|--:|--:|',
];

/** The tests that prove a rule at a height. */
export function proofsOf(rule: string, height: Height, proofs: readonly Proof[]): readonly Proof[] {
  return proofs.filter((proof) => proof.height === height && proof.rules.includes(rule));
}

function rowOf(rule: RuleNumber, proofs: readonly Proof[]): string {
  const count = (height: Height): string => {
    const holding = proofsOf(rule, height, proofs).filter(({ holds }) => holds);
    return holding.length === 0 ? '–' : String(holding.length);
  };
  const name = `[${rule}](#${rule.toLowerCase()})`;
  return `| ${name} | ${ruleNames[rule]} | ${count('decision')} | ${count('journey')} |`;
}

function sectionOf(rule: RuleNumber, proofs: readonly Proof[]): readonly string[] {
  const heights = (['decision', 'journey'] as const).flatMap((height) =>
    filesOf(proofsOf(rule, height, proofs)),
  );
  if (heights.length === 0) return [];
  return [`## ${rule}`, ruleNames[rule], '', ...heights, ''];
}

function filesOf(proofs: readonly Proof[]): readonly string[] {
  return [...Map.groupBy(proofs, ({ file }) => file)].flatMap(([file, ofFile]) => [
    `- [${file}](../${file})`,
    ...ofFile.map(
      ({ title, holds }) => `  - ${escaped(title)}${holds ? '' : ' **(known to fail)**'}`,
    ),
  ]);
}

/** Titles are plain text: nothing in them is Markdown. */
function escaped(title: string): string {
  return title.replace(/[\\`*_<>[\]|]/g, '\\$&');
}
