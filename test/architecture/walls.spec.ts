import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Overlay } from './overlay.fixture.js';

type Plant = { readonly file: string; readonly imports: string };
type Intruder = Plant & {
  readonly wall: string;
  /** A wall that stands before the same door and can't but see it too. */
  readonly seenBy?: readonly string[];
  /** What it needs to be one: the wall may point at either. */
  readonly beside?: Plant;
  /** As close to it as can be, and within its rights. */
  readonly neighbour: Plant;
};
type Wall = { readonly name: string; readonly severity: string };
type Broken = { readonly wall: string; readonly file: string };
type Report = {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: Wall }[];
    readonly ruleSetUsed: { readonly forbidden: readonly Wall[] };
  };
};

const app = 'apps/verification/src';
const within = (file: string, imports: string): Plant => ({ file, imports });

/** One intruder for every wall. A wall without an intruder is a drawing of a wall. */
const intruders: readonly Intruder[] = [
  {
    wall: 'lib-kernel-looks-left',
    ...within('libs/kernel/src/zz-left.ts', '@libs/config'),
    seenBy: ['kernel-stands-alone'],
    neighbour: within('libs/kernel/src/zz-left-clean.ts', './money.js'),
  },
  ...(
    [
      ['contracts', 'config', 'kernel'],
      ['config', 'sealing', 'contracts'],
      ['sealing', 'observability', 'config'],
      ['observability', 'persistence', 'sealing'],
      ['persistence', 'messaging', 'observability'],
      ['messaging', 'agreements', 'persistence'],
      ['agreements', 'host', 'messaging'],
    ] as const
  ).map(([lib, right, left]) => ({
    wall: `lib-${lib}-looks-left`,
    ...within(`libs/${lib}/src/zz-left.ts`, `@libs/${right}`),
    neighbour: within(`libs/${lib}/src/zz-left-clean.ts`, `@libs/${left}`),
  })),
  {
    wall: 'lib-host-looks-left',
    ...within('libs/host/src/zz-left.ts', '../../../deploy/local/options.js'),
    neighbour: within('libs/host/src/zz-left-clean.ts', '@libs/agreements'),
  },
  {
    wall: 'lib-testing-looks-left',
    ...within('libs/testing/src/zz-left.ts', '../../../deploy/local/options.js'),
    neighbour: within('libs/testing/src/zz-left-clean.ts', '@libs/host'),
  },
  {
    wall: 'lib-soap-stands-aside',
    ...within('libs/soap/src/zz-aside.ts', '@libs/contracts'),
    neighbour: within('libs/soap/src/zz-aside-clean.ts', '@libs/kernel'),
  },
  {
    wall: 'apps-are-strangers',
    ...within(`${app}/handlers/zz-strangers.ts`, '../../../claim-intake/src/domain/claim.js'),
    neighbour: within(`${app}/handlers/zz-strangers-clean.ts`, '../domain/claim.js'),
  },
  {
    wall: 'libs-have-a-front-door',
    ...within(`${app}/handlers/zz-window.ts`, '../../../../libs/kernel/src/money.js'),
    neighbour: within(`${app}/handlers/zz-window-clean.ts`, '@libs/kernel'),
  },
  {
    wall: 'domain-is-pure',
    ...within(`${app}/domain/zz-pure.ts`, '@nestjs/common'),
    neighbour: within(`${app}/domain/zz-pure-clean.ts`, '@libs/kernel'),
  },
  {
    wall: 'domain-is-pure',
    ...within(`${app}/domain/zz-pure-node.ts`, 'node:crypto'),
    neighbour: within(`${app}/domain/zz-pure-node-clean.ts`, './claim.js'),
  },
  {
    wall: 'domain-is-pure',
    ...within(`${app}/domain/zz-pure-contracts.ts`, '@libs/contracts'),
    neighbour: within(`${app}/persistence/zz-pure-contracts-clean.ts`, '@libs/contracts'),
  },
  {
    wall: 'kernel-stands-alone',
    ...within('libs/kernel/src/zz-alone.ts', 'node:fs'),
    neighbour: within('libs/kernel/src/zz-alone-clean.ts', 'temporal-polyfill'),
  },
  {
    wall: 'ports-know-only-the-domain',
    ...within('apps/serviceplatform-gateway/src/ports/zz-ports.ts', '@libs/contracts'),
    neighbour: within('apps/serviceplatform-gateway/src/ports/zz-ports-clean.ts', '@libs/kernel'),
  },
  {
    wall: 'outer-rooms-do-not-call-handlers',
    ...within(`${app}/persistence/zz-outer.ts`, '../handlers/claim-facts.js'),
    neighbour: within(`${app}/persistence/zz-outer-clean.ts`, '../domain/claim.js'),
  },
  {
    wall: 'persistence-and-adapters-are-strangers',
    ...within(
      'apps/serviceplatform-gateway/src/persistence/zz-beside.ts',
      '../adapters/serviceplatform/serviceplatform.settings.js',
    ),
    neighbour: within(
      'apps/serviceplatform-gateway/src/persistence/zz-beside-clean.ts',
      './delivery-store.js',
    ),
  },
  {
    wall: 'handlers-never-meet-adapters',
    ...within(
      'apps/serviceplatform-gateway/src/handlers/zz-meet.ts',
      '../adapters/serviceplatform/serviceplatform.settings.js',
    ),
    neighbour: within(
      'apps/serviceplatform-gateway/src/handlers/zz-meet-clean.ts',
      '../persistence/delivery-store.js',
    ),
  },
  {
    wall: 'typeorm-stays-in-persistence',
    ...within(`${app}/handlers/zz-typeorm.ts`, 'typeorm'),
    neighbour: within(`${app}/persistence/zz-typeorm-clean.ts`, 'typeorm'),
  },
  {
    wall: 'amqplib-stays-in-messaging',
    ...within('libs/host/src/zz-amqplib.ts', 'amqplib'),
    neighbour: within('libs/messaging/src/zz-amqplib-clean.ts', 'amqplib'),
  },
  {
    wall: 'simulators-import-only-the-kernel',
    ...within('simulators/library/zz-simulator.ts', '@libs/contracts'),
    neighbour: within('simulators/library/zz-simulator-clean.ts', '@libs/kernel'),
  },
  {
    wall: 'nobody-imports-simulators',
    ...within(`${app}/handlers/zz-simulators.ts`, '../../../../simulators/environment.js'),
    neighbour: within('test/zz-simulators-clean.ts', '../simulators/environment.js'),
  },
  {
    wall: 'only-specs-import-testing',
    ...within(`${app}/handlers/zz-testing.ts`, '@libs/testing'),
    neighbour: within(`${app}/handlers/zz-testing-clean.spec.ts`, '@libs/testing'),
  },
  {
    wall: 'only-specs-import-fixtures',
    ...within('libs/host/src/zz-fixture.ts', './things.fixture.js'),
    neighbour: within('libs/host/src/zz-fixture-clean.spec.ts', './things.fixture.js'),
  },
  {
    wall: 'deploy-runs-what-it-does-not-know',
    ...within('deploy/local/zz-deploy.ts', '@libs/kernel'),
    neighbour: within('deploy/local/zz-deploy-clean.ts', './options.js'),
  },
  {
    wall: 'no-cycles',
    ...within(`${app}/domain/zz-cycle.ts`, './zz-cycle-back.js'),
    beside: within(`${app}/domain/zz-cycle-back.ts`, './zz-cycle.js'),
    neighbour: within(`${app}/domain/zz-cycle-clean.ts`, './claim.js'),
  },
  {
    wall: 'no-orphans',
    ...within(`${app}/handlers/zz-orphan.ts`, ''),
    neighbour: within(`${app}/handlers/zz-orphan-clean.spec.ts`, ''),
  },
  {
    wall: 'nothing-unresolvable',
    ...within(`${app}/handlers/zz-nowhere.ts`, './zz-nothing-there.js'),
    neighbour: within(`${app}/handlers/zz-nowhere-clean.ts`, './claim-facts.js'),
  },
];

const planted = intruders.flatMap(({ file, imports, beside, neighbour }) => [
  { file, imports },
  ...(beside === undefined ? [] : [beside]),
  neighbour,
]);
let broken: readonly Broken[] = [];
let walls: readonly Wall[] = [];
let overlay: Overlay;

beforeAll(async () => {
  overlay = Overlay.of('apps', 'libs', 'simulators', 'deploy', 'bench', 'test');
  for (const { file, imports } of planted) overlay.plant(file, importing(imports));
  const report = (await overlay.json(
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    ...['--config', '.dependency-cruiser.mjs', '--preserve-symlinks', '--output-type', 'json'],
    ...['apps', 'libs', 'simulators', 'deploy', 'bench', 'test'],
  )) as Report;
  walls = report.summary.ruleSetUsed.forbidden;
  broken = report.summary.violations.map(({ rule, from }) => ({ wall: rule.name, file: from }));
}, 120_000);
afterAll(() => {
  overlay.remove();
});

function importing(what: string): string {
  if (what === '') return 'export default 1;\n';
  return `import * as stolen from '${what}';\nexport default stolen;\n`;
}

function brokenBy(...files: readonly (string | undefined)[]): readonly string[] {
  return broken.filter(({ file }) => files.includes(file)).map(({ wall }) => wall);
}

describe('the walls', () => {
  it('all stand in the code as it is', () => {
    const own = new Set(planted.map(({ file }) => file));
    expect(broken.filter(({ file }) => !own.has(file))).toEqual([]);
  });

  it('each have an intruder', () => {
    const tried = new Set(intruders.map(({ wall }) => wall));
    expect(walls.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
    expect(walls.length).toBeGreaterThan(0);
  });

  it('all stop, none only warns', () => {
    expect(walls.filter(({ severity }) => severity !== 'error')).toEqual([]);
  });

  it.each(intruders)('$wall stops $file', ({ wall, file, beside, seenBy = [] }) => {
    expect([...brokenBy(file, beside?.file)].sort()).toEqual([wall, ...seenBy].sort());
  });

  it.each(intruders)('$wall lets $neighbour.file pass', ({ neighbour }) => {
    expect(brokenBy(neighbour.file)).toEqual([]);
  });
});
