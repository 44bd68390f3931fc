import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { XmlDocument } from 'libxml2-wasm';
import { contractFolder } from './contract.js';

const files = readdirSync(contractFolder);
const read = (name: string): string => readFileSync(new URL(name, contractFolder), 'utf8');

function found(name: string, path: string): string[] {
  using document = XmlDocument.fromString(read(name));
  return document.find(path).map((node) => node.content);
}

type Table = Record<string, Record<string, string>>;
const { status, ...table } = JSON.parse(read('names.json')) as Table;
const noElements = [
  'meaning',
  'operations',
  'actions',
  'services',
  'partyKinds',
  'writeDownReasons',
  'receiptReasons',
  'paymentChannels',
];

describe('the published contract', () => {
  const declared = new Set(
    files
      .filter((name) => name.endsWith('.xsd'))
      .flatMap((name) => found(name, "//*[local-name()='element']/@name")),
  );
  const actions = files
    .filter((name) => name.endsWith('.wsdl'))
    .flatMap((name) => found(name, '//@soapAction'));

  it('says in the mapping file that its names are provisional', () => {
    expect(status).toMatch(/PROVISIONAL: replace from the integration package SF1590_B_01_V3/);
  });

  it('declares every element that the mapping file names', () => {
    const named = Object.entries(table).filter(([section]) => !noElements.includes(section));
    const missing = named
      .flatMap(([, fields]) => Object.values(fields))
      .filter((name) => !declared.has(name));
    expect(missing).toEqual([]);
  });

  it('declares a request and an answer for every operation', () => {
    const elements = Object.values(table['operations'] ?? {}).flatMap((name) => [
      `${name}_I`,
      `${name}_O`,
    ]);
    expect(elements.filter((name) => !declared.has(name))).toEqual([]);
  });

  it('has the actions of the mapping file in its WSDL, in ASCII because a header holds nothing else', () => {
    expect([...new Set(actions)].toSorted()).toEqual(
      Object.values(table['actions'] ?? {}).toSorted(),
    );
    expect(actions.join('')).toMatch(/^[\x21-\x7E]+$/);
  });

  it('gives each code its own UUID', () => {
    const uuids = ['services', 'writeDownReasons', 'receiptReasons', 'paymentChannels'].flatMap(
      (section) => Object.values(table[section] ?? {}),
    );
    expect(new Set(uuids).size).toBe(uuids.length);
    expect(uuids.every((uuid) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid))).toBe(
      true,
    );
  });
});
