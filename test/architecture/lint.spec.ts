import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { relative } from 'node:path';
import { lintIntruders, type Placed } from './lint-intruders.fixture.js';
import { Overlay } from './overlay.fixture.js';

type Found = { readonly ruleId: string | null; readonly message: string };
type Report = readonly { readonly filePath: string; readonly messages: readonly Found[] }[];

const needless = '// eslint-disable-next-line eqeqeq -- no longer needed\nexport const a = 1;\n';
const cases = lintIntruders.map((intruder, at) => ({
  ...intruder,
  file: fileIn(intruder.refused, `zz-${String(at)}`),
  clean: fileIn(intruder.allowed, `zz-${String(at)}-clean`),
}));

const found = new Map<string, readonly Found[]>();
let overlay: Overlay;

beforeAll(async () => {
  overlay = Overlay.of();
  for (const { file, clean, refused, allowed } of cases) {
    overlay.plant(file, refused.code);
    overlay.plant(clean, allowed.code);
  }
  overlay.plant('libs/host/src/zz-needless.ts', needless);
  const report = (await overlay.json('eslint/bin/eslint.js', '--format', 'json', '.')) as Report;
  for (const { filePath, messages } of report)
    found.set(relative(overlay.path, filePath), messages);
}, 120_000);
afterAll(() => {
  overlay.remove();
});

function fileIn({ room }: Placed, name: string): string {
  return room.endsWith('.ts') ? room : `${room}/${name}.ts`;
}

describe('the linter', () => {
  it.each(cases)('$rule stops $file ($says)', ({ rule, says = /./, file }) => {
    expect(found.get(file)).toMatchObject([{ ruleId: rule, message: expect.stringMatching(says) }]);
  });

  it.each(cases)('$rule lets $clean pass', ({ clean }) => {
    expect(found.get(clean)).toEqual([]);
  });

  it('stops a rule that is switched off for nothing', () => {
    expect(found.get('libs/host/src/zz-needless.ts')).toMatchObject([
      { message: expect.stringContaining('Unused eslint-disable') },
    ]);
  });
});
