import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, type ChannelModel } from 'amqplib';

export type Receiver = {
  readonly url: string;
  readonly received: readonly string[];
  close(): Promise<void>;
};

/** Something on the loopback that keeps what it is sent, and answers as it is told. */
export async function aReceiver(
  answer: (body: string) => {
    readonly status: number;
    readonly type: string;
    readonly body: string;
  },
): Promise<Receiver> {
  const received: string[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      received.push(`${JSON.stringify(request.headers)}\n${body}`);
      const { status, type, body: text } = answer(body);
      response.writeHead(status, { 'content-type': type }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return { url, received, close: () => closed(server) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) =>
    server.close(() => {
      resolve();
    }),
  );
}

export type Overheard = {
  readonly exchange: string;
  readonly routingKey: string;
  /** Everything of the message, its properties and headers too. */
  readonly whole: string;
  readonly event: { readonly type?: string; readonly data?: Record<string, unknown> };
};

export type Spy = { readonly heard: readonly Overheard[]; close(): Promise<void> };

/** Hears everything that goes over the exchanges from now on. */
export async function aSpy(amqpUrl: string, exchanges: readonly string[]): Promise<Spy> {
  const heard: Overheard[] = [];
  const broker: ChannelModel = await connect(amqpUrl);
  const channel = await broker.createChannel();
  for (const exchange of exchanges) {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, exchange, '#');
    await channel.consume(
      queue,
      (message) => {
        if (message === null) return;
        const { content, fields, properties } = message;
        const text = content.toString();
        heard.push({
          exchange,
          routingKey: fields.routingKey,
          whole: `${JSON.stringify({ fields, properties })}\n${text}`,
          event: JSON.parse(text) as Overheard['event'],
        });
      },
      { noAck: true },
    );
  }
  return { heard, close: () => broker.close() };
}
