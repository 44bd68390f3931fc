/** Code, and the room that it stands in: a folder, or a file where the name counts. */
export type Placed = { readonly room: string; readonly code: string };

export type LintIntruder = {
  readonly rule: string;
  /** A piece of its message, where one rule says several things. */
  readonly says?: RegExp;
  readonly refused: Placed;
  /** As close to it as can be, and within its rights. */
  readonly allowed: Placed;
};

const syntax = 'no-restricted-syntax';
const app = 'apps/verification/src';
const domain = `${app}/domain`;
const handlers = `${app}/handlers`;
const persistence = `${app}/persistence`;
const adapters = `${app}/adapters`;

/** The same code in a room where it is refused, and in one where it has its place. */
function outOfPlace(says: RegExp, code: string, refused: string, allowed: string): LintIntruder {
  return {
    rule: syntax,
    says,
    refused: { room: refused, code },
    allowed: { room: allowed, code },
  };
}

/** Two pieces of code in one room. */
function badAndGood(rule: string, bad: string, good: string, room = handlers): LintIntruder {
  return { rule, refused: { room, code: bad }, allowed: { room, code: good } };
}

function nameless(bad: string, good: string): LintIntruder {
  return { ...badAndGood(syntax, bad, good), says: /says nothing/ };
}

function inDomain(says: RegExp, expression: string): LintIntruder {
  return outOfPlace(says, `export const told: unknown = ${expression};\n`, domain, handlers);
}

function lines(count: number, line: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => `${line(at)}\n`).join('');
}

const file = (count: number): string =>
  lines(count, (at) => `export const m${String(at)} = ${String(at)};`);
const long = (count: number): string =>
  `export function long(tell: (n: number) => void): void {\n${lines(count - 2, (at) => `  tell(${String(at)});`)}}\n`;
const tangled = (paths: number): string =>
  `export function tangled(n: number): number {\n${lines(paths - 1, (at) => `  if (n === ${String(at)}) return ${String(at * 7)};`)}  return -1;\n}\n`;
const taking = (count: number): string => {
  const names = ['a', 'b', 'c', 'd', 'e'].slice(0, count);
  return `export function sum(${names.map((name) => `${name}: number`).join(', ')}): number {\n  return ${names.join(' + ')};\n}\n`;
};
const state = `type State = { readonly kind: 'open' } | { readonly kind: 'closed' };\n`;

const environment: readonly LintIntruder[] = [
  `export const told = process.env['TOLD'];\n`,
  `const { env } = process;\nexport const told = env['TOLD'];\n`,
  `import { env } from 'node:process';\nexport const told = env['TOLD'];\n`,
].flatMap((code, at) => [
  outOfPlace(/environment/, code, handlers, `apps/a${String(at)}/src/main.ts`),
  outOfPlace(/environment/, code, domain, 'deploy/local'),
  outOfPlace(/environment/, code, persistence, 'bench'),
  outOfPlace(/environment/, code, 'libs/kernel/src', 'test/journeys'),
]);

const words: readonly LintIntruder[] = [
  ...['Utils', 'Helper', 'Common', 'Manager', 'Data', 'Info', 'Impl'].map((word) =>
    nameless(
      `export type Claim${word} = { readonly a: number };\n`,
      'export type Claim = { readonly a: number };\n',
    ),
  ),
  nameless(
    'export class ClaimManager {\n  readonly a = 1;\n}\n',
    'export class Claims {\n  readonly a = 1;\n}\n',
  ),
  nameless(
    'export function claimHelper(): number {\n  return 1;\n}\n',
    'export function claim(): number {\n  return 1;\n}\n',
  ),
  badAndGood('id-denylist', 'export const utils = 1;\n', 'export const rules = 1;\n'),
];

const reveal = 'export const shown = (of: { reveal(): string }): string => of.reveal();\n';
const secrets: readonly LintIntruder[] = [
  outOfPlace(/reveal/, reveal, handlers, persistence),
  outOfPlace(/reveal/, reveal, domain, adapters),
  outOfPlace(/reveal/, reveal, 'libs/host/src', 'libs/kernel/src'),
  outOfPlace(/reveal/, reveal, 'deploy/local', persistence),
  outOfPlace(/reveal/, reveal, `${app}/main.ts`, adapters),
];

const clocks: readonly LintIntruder[] = [
  ...['new Date()', 'Date.now()', "Date.parse('2026-11-23')", 'performance.now()'].map((clock) =>
    inDomain(/no clock/, clock),
  ),
  outOfPlace(
    /no clock/,
    'declare const Temporal: { readonly Now: { instant(): number } };\nexport const told = Temporal.Now.instant();\n',
    domain,
    handlers,
  ),
  outOfPlace(
    /no clock/,
    'class SystemClock {\n  readonly a = 1;\n}\nexport const told = new SystemClock();\n',
    domain,
    handlers,
  ),
  inDomain(/no chance/, 'Math.random()'),
  inDomain(/no chance/, 'crypto.randomUUID()'),
  outOfPlace(
    /does not wait/,
    'export const told = async (): Promise<number> => 1;\n',
    domain,
    handlers,
  ),
  outOfPlace(
    /does not wait/,
    'export const told = new Promise<number>((resolve) => {\n  resolve(1);\n});\n',
    domain,
    handlers,
  ),
];

const sizes: readonly LintIntruder[] = [
  badAndGood('max-lines', file(301), file(300)),
  badAndGood('max-lines-per-function', long(71), long(70)),
  badAndGood('complexity', tangled(9), tangled(8)),
  { ...badAndGood(syntax, taking(5), taking(4)), says: /More than four/ },
];

const types: readonly LintIntruder[] = [
  badAndGood('no-console', `console.log('a');\n`, `export const a = 1;\n`),
  badAndGood(
    'eqeqeq',
    'export const same = (a: number, b: number): boolean => a == b;\n',
    'export const same = (a: number, b: number): boolean => a === b;\n',
  ),
  badAndGood(
    '@typescript-eslint/consistent-type-definitions',
    'export interface Claim {\n  readonly a: number;\n}\n',
    'export type Claim = {\n  readonly a: number;\n};\n',
  ),
  badAndGood(
    '@typescript-eslint/explicit-function-return-type',
    'function one() {\n  return 1;\n}\nexport const two = one() + 1;\n',
    'function one(): number {\n  return 1;\n}\nexport const two = one() + 1;\n',
  ),
  badAndGood(
    '@typescript-eslint/switch-exhaustiveness-check',
    `${state}export function of(it: State): number {\n  switch (it.kind) {\n    case 'open':\n      return 1;\n  }\n  return 2;\n}\n`,
    `${state}export function of(it: State): number {\n  switch (it.kind) {\n    case 'open':\n      return 1;\n    case 'closed':\n      return 2;\n  }\n}\n`,
  ),
  badAndGood(
    '@typescript-eslint/no-floating-promises',
    'export const later = (wait: () => Promise<void>): void => {\n  wait();\n};\n',
    'export const later = async (wait: () => Promise<void>): Promise<void> => {\n  await wait();\n};\n',
  ),
  badAndGood(
    '@typescript-eslint/no-explicit-any',
    'export type Anything = readonly any[];\n',
    'export type Anything = readonly unknown[];\n',
  ),
];

/** One intruder, at least, for every rule that is our own, and for those of others that reviews would otherwise have to keep. */
export const lintIntruders: readonly LintIntruder[] = [
  ...environment,
  ...words,
  ...secrets,
  ...clocks,
  ...sizes,
  ...types,
];
