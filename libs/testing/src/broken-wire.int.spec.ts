import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { aBrokenWire, eventually, type BrokenWire } from './index.js';

let echo: Server;
let wire: BrokenWire;
const clients: Socket[] = [];

beforeEach(async () => {
  echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  wire = await aBrokenWire(
    `amqp://me:word@127.0.0.1:${String((echo.address() as AddressInfo).port)}/place`,
  );
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await wire.close();
  echo.close();
});

type Client = {
  readonly socket: Socket;
  readonly heard: () => string;
  readonly fate: () => string;
};

function client(): Client {
  const pieces: string[] = [];
  let fate = 'open';
  const socket = connect(wire.port, '127.0.0.1').setEncoding('utf8');
  socket.on('data', (piece: string) => pieces.push(piece));
  socket.on('error', (error: NodeJS.ErrnoException) => (fate = error.code ?? 'error'));
  socket.on('close', () => (fate = fate === 'open' ? 'closed' : fate));
  clients.push(socket);
  return { socket, heard: () => pieces.join(''), fate: () => fate };
}

describe('a broken wire', () => {
  it('carries everything while it is whole, and keeps name, password and path of the address', async () => {
    const { socket, heard } = client();
    socket.write('hello');
    await eventually(() => heard() === 'hello');
    expect(wire.url).toBe(`amqp://me:word@127.0.0.1:${String(wire.port)}/place`);
    expect(wire.open).toBe(1);
  });

  it('resets what is connected, and takes new connections', async () => {
    const before = client();
    before.socket.write('x');
    await eventually(() => before.heard() === 'x');
    wire.reset();
    await eventually(() => before.fate() === 'ECONNRESET');
    const after = client();
    after.socket.write('again');
    await eventually(() => after.heard() === 'again');
  });

  it('refuses until it is mended, on the same port', async () => {
    await wire.refuse();
    const refused = client();
    await eventually(() => refused.fate() === 'ECONNREFUSED');
    await wire.mend();
    const after = client();
    after.socket.write('again');
    await eventually(() => after.heard() === 'again');
  });

  it('swallows everything as a black hole and tells nobody', async () => {
    const { socket, heard, fate } = client();
    socket.write('before');
    await eventually(() => heard() === 'before');
    wire.blackHole();
    socket.write('lost');
    await pause(50);
    expect([heard(), fate()]).toEqual(['before', 'open']);
    await wire.mend();
    await eventually(() => fate() === 'ECONNRESET');
  });

  it('delays without changing the order', async () => {
    const { socket, heard } = client();
    socket.write('0');
    await eventually(() => heard() === '0');
    wire.latency(40);
    const startedAt = performance.now();
    for (const piece of ['1', '2', '3']) socket.write(piece);
    await eventually(() => heard() === '0123');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(75);
  });
});
