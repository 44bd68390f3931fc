import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeSettings, loadSettings, settingsTable, type SettingsClass } from '@libs/config';
import type { MessagingServiceSettings } from '@libs/host';
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { ClaimIntakeSettings } from '../../apps/claim-intake/src/claim-intake.settings.js';
import { PaymentReconciliationSettings } from '../../apps/payment-reconciliation/src/payment-reconciliation.settings.js';
import { ReceivableMapperSettings } from '../../apps/receivable-mapper/src/receivable-mapper.settings.js';
import { ServiceplatformGatewaySettings } from '../../apps/serviceplatform-gateway/src/serviceplatform-gateway.settings.js';
import { VerificationSettings } from '../../apps/verification/src/verification.settings.js';
import { heapOfServices } from '../../deploy/local/stack/service-environment.js';
import { products } from '../../simulators/debtor-systems/index.js';
import { root } from './overlay.fixture.js';

type Container = {
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly build?: { readonly target?: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly (string | { readonly source: string })[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
};
type Compose = {
  readonly services: Readonly<Record<string, Container>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
};
type Scraping = {
  readonly scrape_configs: readonly {
    readonly dns_sd_configs?: readonly {
      readonly names: readonly string[];
      readonly port: number;
    }[];
    readonly static_configs?: readonly { readonly targets: readonly string[] }[];
  }[];
};
type Nest = {
  readonly projects: Readonly<
    Record<string, { readonly sourceRoot: string; readonly entryFile: string }>
  >;
};

const apps: readonly (readonly [string, SettingsClass])[] = [
  ['claim-intake', ClaimIntakeSettings],
  ['verification', VerificationSettings],
  ['receivable-mapper', ReceivableMapperSettings],
  ['serviceplatform-gateway', ServiceplatformGatewaySettings],
  ['payment-reconciliation', PaymentReconciliationSettings],
];
const compose = parse(text('docker-compose.yml'), { merge: true }) as Compose;
const secretsFolder = mkdtempSync(join(tmpdir(), 'debitorbro-secrets-'));

beforeAll(() => {
  for (let times = 0; times < 2; times += 1) {
    const made = spawnSync(process.execPath, ['deploy/docker/make-secrets.mjs', secretsFolder], {
      cwd: root,
      encoding: 'utf8',
    });
    if (made.status !== 0) throw new Error(made.stderr);
  }
});
afterAll(() => {
  rmSync(secretsFolder, { recursive: true, force: true });
});

function text(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function container(name: string): Required<Container> {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no ${name}`);
  return {
    profiles: [],
    build: {},
    command: [],
    environment: {},
    secrets: [],
    ports: [],
    volumes: [],
    ...found,
  };
}

function secretsOf(name: string): readonly string[] {
  return container(name).secrets.map((each) => (typeof each === 'string' ? each : each.source));
}

const uuid = '10ca1000-0000-4000-8000-000000000001';
/** What an operator exports at least. */
const exported: Readonly<Record<string, string>> = {
  OIDC_ISSUER: 'https://id.example',
  SP_SERVICE_AGREEMENT_UUID: uuid,
  SP_USER_SYSTEM_UUID: uuid,
  SP_USER_UUID: uuid,
};
/** And for production, in the token model. */
const production: Readonly<Record<string, string>> = {
  OIDC_ISSUER: 'https://id.example',
  SP_SECURITY_MODEL: 'token',
  SP_STS_URL: 'https://sts.example/',
  SP_ENTITY_ID: 'urn:registration',
  SP_CLIENT_CERTIFICATE_FILE: '/run/serviceplatform/client.pem',
  SP_CLIENT_KEY_FILE: '/run/serviceplatform/client.key',
  SP_CALLBACK_PORT: '8443',
  SP_CALLBACK_CERTIFICATE_FILE: '/run/serviceplatform/callback.pem',
  SP_CALLBACK_KEY_FILE: '/run/serviceplatform/callback.key',
  SP_CALLBACK_TOKEN_CERTIFICATE_FILE: '/run/serviceplatform/issuer.pem',
  SP_CALLBACK_TOKEN_ISSUER: 'urn:issuer',
  SP_CALLBACK_TOKEN_AUDIENCE: 'urn:reports',
  SP_LANES_FILE: '/run/serviceplatform/lanes.json',
};

/** A value as Docker Compose would fill it in; throws where it would refuse to start. */
function filledIn(value: string, env: Readonly<Record<string, string>>): string {
  return value.replaceAll(
    /\$\{(\w+):([-?])([^}]*)\}/g,
    (_, asked: string, otherwise: string, text: string) => {
      const given = env[asked] ?? '';
      if (given === '' && otherwise === '?') throw new Error(`${asked}: ${text}`);
      return given === '' ? text : given;
    },
  );
}

/** What the container's process is told, with the files of the secrets where Docker would put them. */
function told(name: string, env = exported): Readonly<Record<string, string>> {
  const given = Object.entries(container(name).environment).map(([variable, value]) => [
    variable,
    filledIn(value.replace('/run/secrets', secretsFolder), env),
  ]);
  return Object.fromEntries(given) as Record<string, string>;
}

/** What every service makes of its environment. */
function loaded(
  settings: SettingsClass,
  environment: Readonly<Record<string, string>>,
): MessagingServiceSettings {
  return loadSettings(settings, environment) as MessagingServiceSettings;
}

/** The variables of a file for `--env-file`. */
function environmentFile(file: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text(file).matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}

describe('the image', () => {
  it('bounds memory as it is bounded where it was measured', () => {
    const dockerfile = readFileSync(join(root, 'deploy/docker/Dockerfile'), 'utf8');
    expect(dockerfile).toContain(`\nENV NODE_OPTIONS="${heapOfServices}"\n`);
  });
});

describe('docker-compose.yml', () => {
  it('runs every app of the repository', () => {
    expect(apps.map(([name]) => name).sort()).toEqual(readdirSync(join(root, 'apps')).sort());
  });

  it.each(apps)('tells %s what it needs, and nothing that it does not know', (name, settings) => {
    const known = describeSettings(settings).flatMap(({ variable, secret }) =>
      secret ? [variable, `${variable}_FILE`] : [variable],
    );
    const environment = told(name);
    expect(Object.keys(environment).filter((variable) => !known.includes(variable))).toEqual([]);
    expect(() => loadSettings(settings, environment)).not.toThrow();
  });

  it('passes on all that Serviceplatformen needs, and takes what is empty as unset', () => {
    const settings = describeSettings(ServiceplatformGatewaySettings)
      .map(({ variable }) => variable)
      .filter((variable) => variable.startsWith('SP_'));
    const { environment } = container('serviceplatform-gateway');
    for (const variable of settings)
      expect([variable, environment[variable]]).toEqual([
        variable,
        expect.stringMatching(new RegExp(`^\\$\\{${variable}:-\\w*\\}$`)),
      ]);

    const { tokens, certificates, callback, lanes } = loadSettings(
      ServiceplatformGatewaySettings,
      told('serviceplatform-gateway', production),
    );
    expect(tokens).toMatchObject({ securityModel: 'token', entityId: 'urn:registration' });
    expect(tokens.serviceAgreementUuid).toBeUndefined();
    expect(tokens.queryEntityId).toBeUndefined();
    expect(certificates).toMatchObject({ checkMs: 30_000 });
    expect(callback).toMatchObject({ port: 8443, tokenAudience: 'urn:reports' });
    expect(callback.caFile).toBeUndefined();
    expect(certificates.caFile).toBeUndefined();
    expect(lanes).toMatchObject({ file: '/run/serviceplatform/lanes.json' });
  });

  it('asks the operator for nothing that no service knows, nor the collector', () => {
    const collector = text('deploy/otel/otel-collector.yml').matchAll(/\$\{env:(\w+)/g);
    const known = new Set([
      ...apps.flatMap(([, settings]) => describeSettings(settings)).map((each) => each.variable),
      ...[...collector].map(([, variable]) => variable),
    ]);
    const asked = [...text('docker-compose.yml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((name = '') => !known.has(name))).toEqual([]);
  });

  it.each(apps)('lets %s be told how much it says, and how often it counts', (name, settings) => {
    const given = { ...exported, LOG_LEVEL: 'debug', FIGURES_EVERY_MS: '1234' };
    expect(loaded(settings, told(name, given))).toMatchObject({
      log: { level: 'debug' },
      figures: { everyMs: 1_234 },
    });
    expect(loaded(settings, told(name)).log.level).toBe('info');
  });

  it('starts what observes, and has it observe, by the one file that its first lines name', () => {
    const file = 'deploy/docker/observability.env';
    expect(text('docker-compose.yml')).toContain(`#   docker compose --env-file ${file} up`);
    expect(text('docs/operating.md')).toContain(`docker compose --env-file ${file} up`);
    const { COMPOSE_PROFILES, ...given } = environmentFile(file);
    expect(container('otel-collector').profiles).toEqual([COMPOSE_PROFILES]);
    for (const [name, settings] of apps) {
      const observed = loaded(settings, told(name, { ...exported, ...given }));
      expect(observed.tracing.otlpEndpoint).toBe(given['OTEL_EXPORTER_OTLP_ENDPOINT']);
      expect(loaded(settings, told(name)).tracing.otlpEndpoint).toBeUndefined();
    }
  });

  it('has a folder for the files that settings name, which make-secrets makes', () => {
    const [place] = container('serviceplatform-gateway').volumes;
    const [from = '', to] = place?.split(':') ?? [];
    expect(to).toBe('/run/serviceplatform');
    const made = from.replace('./.local/docker', secretsFolder);
    expect(statSync(made).mode & 0o777).toBe(0o755);
  });

  it.each(apps)('gives %s its own database, and no secret in the environment', (name) => {
    const files = Object.values(told(name)).filter((value) => value.startsWith(secretsFolder));
    expect(files.map((file) => file.slice(secretsFolder.length + 1)).sort()).toEqual(
      [...secretsOf(name)].sort(),
    );
    expect(secretsOf(name)).toContain(`${name}.database-url`);
    const url = new URL(readFileSync(join(secretsFolder, `${name}.database-url`), 'utf8'));
    const own = name.replaceAll('-', '_');
    expect([url.username, url.hostname, url.pathname]).toEqual([own, 'postgres', `/${own}`]);
    expect(url.password).toBe(
      readFileSync(join(secretsFolder, `${name}.database-password`), 'utf8'),
    );
  });

  it.each(apps)('starts %s by its entry, in the one image', (name) => {
    expect(container(name)).toMatchObject({
      image: 'debitorbro',
      command: [`dist/apps/${name}/src/main.js`],
    });
    expect(existsSync(join(root, 'apps', name, 'src', 'main.ts'))).toBe(true);
  });

  it('asks for secrets that make-secrets makes, all of them and no others', () => {
    const asked = Object.values(compose.secrets).map(({ file }) => file);
    const made = readdirSync(secretsFolder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'rabbitmq-password')
      .map(({ name }) => name);
    expect(asked.sort()).toEqual(made.map((name) => `.local/docker/${name}`).sort());
    const used = Object.keys(compose.services).flatMap((name) => secretsOf(name));
    expect([...new Set(used)].sort()).toEqual(Object.keys(compose.secrets).sort());
  });

  it('opens ports on the loopback only', () => {
    const ports = Object.keys(compose.services).flatMap((name) => container(name).ports);
    for (const [name] of apps) expect(container(name).ports[0]).toMatch(/:8080$/);
    expect(new Set(ports).size).toBe(ports.length);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('mounts what is there, or what make-secrets makes', () => {
    const mounted = Object.keys(compose.services)
      .flatMap((name) => container(name).volumes)
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((from) => from.startsWith('.'));
    expect(mounted.length).toBeGreaterThan(5);
    for (const from of mounted)
      expect([
        from,
        existsSync(join(root, from.replace('./.local/docker', relative(root, secretsFolder)))),
      ]).toEqual([from, true]);
  });

  it('pins every image that is not ours', () => {
    const foreign = Object.values(compose.services)
      .map(({ image }) => image)
      .filter((image) => !image.startsWith('debitorbro'));
    expect(foreign.filter((image) => !/:v?\d/.test(image))).toEqual([]);
  });

  it('asks each service for its health, where it has it', () => {
    const probe = text('deploy/docker/is-ready.mjs');
    const [, port, path] = /127\.0\.0\.1:(\d+)\/([\w/]+)'/.exec(probe) ?? [];
    for (const [name] of apps) expect(told(name)['HTTP_PORT']).toBe(port);
    expect(text('libs/host/src/health/health.controller.ts')).toContain(`@Get('${path ?? ''}')`);
  });

  it('starts what observes and what plays only when asked', () => {
    const asked = (profile: string): readonly string[] =>
      Object.keys(compose.services).filter((name) => container(name).profiles.includes(profile));
    expect(asked('observability')).toEqual(['prometheus', 'otel-collector', 'tempo', 'grafana']);
    expect(asked('simulators')).toEqual(['library', 'debtor-systems']);
  });

  it.each(['library', 'debtor-systems'])('starts the simulated %s by its entry', (name) => {
    const main = `simulators/${name}/main.ts`;
    expect(container(name)).toMatchObject({
      build: { target: 'simulators' },
      command: [`dist/${main.replace(/\.ts$/, '.js')}`],
    });
    const known = [
      ...[...text(main).matchAll(/(?:env|environment)\['(\w+)'\]/g)].map(([, each]) => each),
      ...products.map((product) => `${product.toUpperCase().replaceAll('-', '_')}_PORT`),
    ];
    const { environment, ports } = container(name);
    expect(known).toEqual(expect.arrayContaining(['HOST']));
    expect(Object.keys(environment).filter((each) => ![...known, 'HOST'].includes(each))).toEqual(
      [],
    );
    const listens = Object.entries(environment).filter(([key]) => key.endsWith('PORT'));
    expect(ports).toEqual(listens.map(([, port]) => `127.0.0.1:${port}:${port}`));
  });

  it('scrapes every service where it listens, and hands spans on where they are taken', () => {
    const { scrape_configs: jobs } = parse(text('deploy/prometheus/prometheus.yml')) as Scraping;
    const found = jobs.flatMap((job) => job.dns_sd_configs ?? []);
    expect(found.flatMap(({ names }) => names).sort()).toEqual(apps.map(([name]) => name).sort());
    for (const { port } of found)
      for (const [name] of apps) expect(told(name)['HTTP_PORT']).toBe(String(port));
    const hosts = [
      ...jobs.flatMap((job) => job.static_configs ?? []).flatMap(({ targets }) => targets),
      ...[
        'deploy/otel/otel-collector.yml',
        'deploy/grafana/provisioning/datasources/datasources.yml',
      ].flatMap((file) => text(file).match(/(?<=(?:url: http:\/\/|endpoint: ))[a-z-]+:\d+/g) ?? []),
    ].map((address) => address.split(':')[0] ?? '');
    expect(new Set(hosts)).toEqual(new Set(['rabbitmq', 'tempo', 'prometheus']));
    for (const host of hosts) expect(Object.keys(compose.services)).toContain(host);
    const [, port] =
      /http: \{ endpoint: [\d.]+:(\d+)/.exec(text('deploy/otel/otel-collector.yml')) ?? [];
    expect(environmentFile('deploy/docker/observability.env')['OTEL_EXPORTER_OTLP_ENDPOINT']).toBe(
      `http://otel-collector:${port ?? ''}`,
    );
  });

  it('makes a database for every app', () => {
    const script = text('deploy/postgres/create-databases.sh');
    expect(/for service in (.*); do/.exec(script)?.[1]?.split(' ').sort()).toEqual(
      apps.map(([name]) => name).sort(),
    );
    for (const [name] of apps) expect(secretsOf('postgres')).toContain(`${name}.database-password`);
  });
});

describe('deploy/docker/Dockerfile', () => {
  const copied = [...text('deploy/docker/Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
    .flatMap(([, sources = '']) => sources.split(' '))
    .filter((source) => source !== '.');
  const passed = text('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));

  it('copies what is there and what .dockerignore lets pass', () => {
    expect(copied.length).toBeGreaterThan(0);
    for (const source of [...copied, ...passed])
      expect([source, existsSync(join(root, source))]).toEqual([source, true]);
    const kept = copied.filter(
      (source) => !passed.some((each) => source === each || source.startsWith(`${each}/`)),
    );
    expect(kept).toEqual([]);
  });

  it('takes the Node that the repository pins', () => {
    const wanted = text('.nvmrc').trim();
    const file = text('deploy/docker/Dockerfile');
    const stages = [...file.matchAll(/^FROM \S+ AS (\S+)/gm)].map(([, stage]) => stage);
    const bases = [...file.matchAll(/^FROM (\S+)/gm)]
      .map(([, base]) => base)
      .filter((base) => !stages.includes(base));
    expect(bases.length).toBeGreaterThan(0);
    expect(bases.filter((base) => base?.startsWith(`node:${wanted}-`) !== true)).toEqual([]);
    expect(/^FROM (?!.* AS )/m.test(file)).toBe(true); // the services' image, which is built when nothing is asked for, comes last
  });
});

describe('nest-cli.json', () => {
  const { projects } = JSON.parse(text('nest-cli.json')) as Nest;

  it('knows every app and every lib', () => {
    const folders = ['apps', 'libs'].flatMap((folder) => readdirSync(join(root, folder)));
    expect(Object.keys(projects).sort()).toEqual([...folders].sort());
  });

  it.each(Object.entries(projects))('finds %s', (_, { sourceRoot, entryFile }) => {
    expect(existsSync(join(root, sourceRoot, `${entryFile}.ts`))).toBe(true);
  });
});

describe('docs/operating.md (else: npm run docs:settings)', () => {
  const page = text('docs/operating.md').split('\n');

  it.each(apps)('tells every setting of %s as it is', (_, settings) => {
    const rows = settingsTable(settings).split('\n');
    expect(rows.filter((row) => !page.includes(row))).toEqual([]);
  });

  it('tells of no setting that is none', () => {
    const rows = new Set(apps.flatMap(([, settings]) => settingsTable(settings).split('\n')));
    const told = page.filter((line) => /^\| `[A-Z][A-Z_]+`/.test(line));
    expect(told.length).toBeGreaterThan(30);
    expect(told.filter((line) => !rows.has(line))).toEqual([]);
  });
});

describe('.ci/run', () => {
  it('may be executed, and does what a newcomer does', () => {
    expect(() => {
      accessSync(join(root, '.ci', 'run'), constants.X_OK);
    }).not.toThrow();
    const commands = text('.ci/run')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(commands).toEqual(['set -eu', 'cd "$(dirname "$0")/.."', 'exec npm test']);
  });
});
