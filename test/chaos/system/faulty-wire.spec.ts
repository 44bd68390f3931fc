import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { eventually } from '@libs/testing';
import { FaultyWire } from './faulty-wire.js';

let echo: Server;
let wire: FaultyWire;
let leads: boolean;

beforeEach(async () => {
  leads = true;
  echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const { port } = echo.address() as AddressInfo;
  wire = await FaultyWire.open('an echo', () => (leads ? { host: '127.0.0.1', port } : undefined));
});

afterEach(async () => {
  await wire.close();
  echo.close();
});

type Ear = { readonly socket: Socket; text: string; end: string | undefined };

async function caller(): Promise<Ear> {
  const socket = connect(wire.port, '127.0.0.1');
  const ear: Ear = { socket, text: '', end: undefined };
  socket.on('data', (bytes) => (ear.text += bytes.toString()));
  socket.on('error', (error: NodeJS.ErrnoException) => (ear.end = error.code));
  socket.on('close', () => (ear.end ??= 'closed'));
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  return ear;
}

const hears = (ear: Ear, text: string) =>
  eventually(() => {
    expect(ear.text).toBe(text);
  });
const ends = (ear: Ear) =>
  eventually(() => {
    expect(ear.end).toBeDefined();
  });

it('carries both ways', async () => {
  const ear = await caller();
  ear.socket.write('one');
  await hears(ear, 'one');
  ear.socket.destroy();
});

it('resets what is connected, and takes new connections at once', async () => {
  const ear = await caller();
  ear.socket.write('one');
  await hears(ear, 'one');
  wire.break('reset');
  await ends(ear);
  const next = await caller();
  next.socket.write('two');
  await hears(next, 'two');
});

it('refuses until it is mended', async () => {
  wire.break('refuse');
  const refused = await caller();
  await ends(refused);
  wire.mend();
  const ear = await caller();
  ear.socket.write('one');
  await hears(ear, 'one');
});

it('swallows without closing anything, and cuts when it is mended', async () => {
  const ear = await caller();
  ear.socket.write('one');
  await hears(ear, 'one');
  wire.break('black-hole');
  ear.socket.write('two');
  const other = await caller();
  other.socket.write('three');
  expect([ear.text, ear.end, other.text, other.end]).toEqual(['one', undefined, '', undefined]);
  wire.mend();
  await Promise.all([ends(ear), ends(other)]);
  expect([ear.text, other.text]).toEqual(['one', '']);
});

it('delays, and keeps the order', async () => {
  const ear = await caller();
  wire.break('latency');
  const before = performance.now();
  for (const word of ['one', ' two', ' three']) ear.socket.write(word);
  await hears(ear, 'one two three');
  expect(performance.now() - before).toBeGreaterThan(500);
});

it('refuses while nobody is at the far end', async () => {
  leads = false;
  await ends(await caller());
});
