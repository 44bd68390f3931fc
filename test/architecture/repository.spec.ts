import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './overlay.fixture.js';

type Locked = {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
};
type Manifest = {
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly license?: string;
  readonly licenses?: readonly { readonly type: string }[];
};

const manifest = read('package.json') as Manifest;
const lock = read('package-lock.json') as { readonly packages: Readonly<Record<string, Locked>> };
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

/** Free to use in a work of any licence; none asks us to publish what is ours. */
const licences = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'MPL-2.0', '0BSD'];

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}

/** Every text that git has, or would have: a clone must not know the machine that it was made on. */
function texts(): readonly { readonly file: string; readonly text: string }[] {
  const { status, stdout, stderr } = spawnSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(root, file)))
    .filter((file) => statSync(join(root, file)).isFile())
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
}

/** We run on Linux, on the two processors that Node is pinned for; packages for other systems are not installed here. */
function isForUs({ os = ['linux'], cpu = ['x64'] }: Locked): boolean {
  return os.includes('linux') && (cpu.includes('x64') || cpu.includes('arm64'));
}

function filesWith(pattern: RegExp): readonly string[] {
  return texts()
    .filter(({ text }) => pattern.test(text))
    .map(({ file }) => file);
}

/** Written so that this file does not find itself. */
function literally(...parts: readonly string[]): RegExp {
  return new RegExp(parts.join('').replaceAll(/[.\\+*?()[\]{}^$|]/g, '\\$&'));
}

describe('a clone', () => {
  it('knows no path of the machine that it was made on', () => {
    expect(filesWith(literally(root, '/'))).toEqual([]);
    expect(filesWith(literally(dirname(root), '/', 'shared'))).toEqual([]);
    expect(filesWith(/\/(?:home|Users)\/[a-z][\w-]*\//)).toEqual([]);
  });

  it('knows no host of a package registry', () => {
    const configured = process.env['npm_config_registry'] ?? '';
    const hosts = [
      'registry.npm' + 'js.org',
      'registry.yarn' + 'pkg.com',
      'npm.pkg.git' + 'hub.com',
    ];
    if (URL.canParse(configured)) hosts.push(new URL(configured).host);
    for (const host of hosts) expect(filesWith(literally(host))).toEqual([]);
  });

  it('is searched: what stands in it is found', () => {
    expect(filesWith(/"license": "MIT"/)).toContain('package.json');
  });
});

describe('a page', () => {
  const pages = texts().filter(({ file }) => file.endsWith('.md'));

  it.each(pages)('$file leads nowhere that is not there', ({ file, text }) => {
    const links = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(
      ([, to = '']) => to,
    );
    expect(links.filter((to) => !existsSync(join(root, dirname(file), to)))).toEqual([]);
  });
});

describe('the lock file', () => {
  it('has no download addresses', () => {
    expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(readFileSync(join(root, '.npmrc'), 'utf8')).toContain(
      'omit-lockfile-registry-resolved=true',
    );
  });

  it('knows every package by its content', () => {
    expect(packages.length).toBeGreaterThan(100);
    expect(packages.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  });

  it('is of exact versions', () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const wanted = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual(
      [],
    );
    for (const [name, version] of wanted)
      expect([name, lock.packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
  });

  it('has an install script only where package.json says whether it may run', () => {
    const scripted = packages
      .filter(([, each]) => each.hasInstallScript === true && isForUs(each))
      .map(([path]) => path.replace(/^.*node_modules\//, ''));
    expect(scripted.filter((name) => !(name in manifest.allowScripts))).toEqual([]);
    expect(Object.keys(manifest.allowScripts).filter((name) => !scripted.includes(name))).toEqual(
      [],
    );
  });

  it('pins the Node that everything runs on', () => {
    const wanted = readFileSync(join(root, '.nvmrc'), 'utf8').trim();
    expect(process.versions.node.split('.')[0]).toBe(wanted);
    for (const [name, version] of Object.entries(manifest.optionalDependencies))
      expect([name, version.split('.')[0]]).toEqual([name, wanted]);
    expect(manifest.engines.node).toBe('>=20'); // what a newcomer has; the pinned one takes over
  });
});

describe('licences of what is shipped', () => {
  const shipped = packages.filter(([, { dev }]) => dev !== true);

  it.each(shipped)('%s is free to use', (path, { license }) => {
    expect(licences).toContain(license ?? licenceIn(path));
  });

  it('ours is MIT', () => {
    expect(manifest.license).toBe('MIT');
    expect(readFileSync(join(root, 'LICENSE'), 'utf8')).toMatch(/^MIT License/);
  });

  /** Old packages name it in another way, which npm does not put into the lock file. */
  function licenceIn(path: string): string {
    const { license, licenses = [] } = read(join(path, 'package.json')) as Manifest;
    return license ?? licenses.map(({ type }) => type).join(' OR ');
  }
});
