import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { readHopEnvironment } from '../ways/hops.js';
import { AppModule } from './app.module.js';
import { incoming } from './transport.js';

const told = readHopEnvironment(process.env);
const app = await NestFactory.createMicroservice(AppModule.of(told), {
  ...incoming(told),
  logger: ['warn', 'error'],
});
app.enableShutdownHooks();
await app.listen();

process.once('disconnect', () => {
  process.exit(0);
});
process.send?.({ listening: { [told.hop.name]: 'amqp' } });
