import { DebtorSystems } from '../soap/debtor-systems.js';
import { readHopEnvironment } from '../ways/hops.js';
import { Batches } from './batches.js';
import { Ledger } from './ledger.js';
import { turnOf } from './turns.js';
import { Wire } from './wire.js';

/** One hop of the floor: started five times, each time as another. */
const { hop, amqpUrl, databaseUrl, endpoints } = readHopEnvironment(process.env);
const limits = { batchMax: 1_000, tellingMax: 2 };
const prefetch = 3_000;
const connectionsPerLane = 8;

process.on('unhandledRejection', (reason) => {
  throw reason;
});

const ledger = await Ledger.open(databaseUrl);
const wire = await Wire.open(amqpUrl, hop);
const debtorSystems = new DebtorSystems(endpoints, connectionsPerLane);
const batches = new Batches(ledger, wire, turnOf(hop, debtorSystems), limits);
await batches.tellWhatIsLeft();
await wire.consume(prefetch, (message) => {
  batches.hear(message);
});

/** Nothing needs to be finished: what is not acknowledged comes again. */
function leave(): void {
  process.exit(0);
}

process.on('SIGTERM', leave).on('SIGINT', leave).once('disconnect', leave);
process.send?.({ listening: { [hop.name]: 'amqp' } });
