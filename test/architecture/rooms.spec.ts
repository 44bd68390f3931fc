import { describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './overlay.fixture.js';

const rooms = new Set(['domain', 'ports', 'persistence', 'adapters', 'handlers']);
/** An app can do without ports and adapters if it asks nobody, not without these. */
const lived = ['domain', 'persistence', 'handlers'];
const apps = foldersIn('apps');

function foldersIn(path: string): readonly string[] {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function filesIn(path: string): readonly string[] {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

describe('every house has the same rooms', () => {
  it('there are five', () => {
    expect([...apps].sort()).toEqual([
      'claim-intake',
      'payment-reconciliation',
      'receivable-mapper',
      'serviceplatform-gateway',
      'verification',
    ]);
  });

  it.each(apps)('%s has no other rooms', (app) => {
    const own = foldersIn(`apps/${app}/src`);
    expect(own.filter((room) => !rooms.has(room))).toEqual([]);
    expect(lived.filter((room) => !own.includes(room))).toEqual([]);
  });

  it.each(apps)('%s leaves no room empty', (app) => {
    const empty = foldersIn(`apps/${app}/src`).filter(
      (room) => readdirSync(join(root, 'apps', app, 'src', room)).length === 0,
    );
    expect(empty).toEqual([]);
  });

  it.each(apps)('%s has the same files at the door, and only tests beside them', (app) => {
    const files = filesIn(`apps/${app}/src`).filter((name) => !/\.(spec|fixture)\.ts$/.test(name));
    expect([...files].sort()).toEqual([`${app}.module.ts`, `${app}.settings.ts`, 'main.ts'].sort());
  });

  it.each(apps)('%s keeps nothing beside src/', (app) => {
    expect(readdirSync(join(root, 'apps', app))).toEqual(['src']);
  });

  it.each(foldersIn('libs'))('%s has one front door', (lib) => {
    expect(filesIn(`libs/${lib}/src`)).toContain('index.ts');
  });
});
