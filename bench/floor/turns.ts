import type { ConsumeMessage } from 'amqplib';
import { chargeEnvelope, chargeOf, type FeeEvent } from '../soap/charge-envelope.js';
import type { DebtorSystems } from '../soap/debtor-systems.js';
import { acceptedEvent, type Hop } from '../ways/hops.js';
import type { Told } from './ledger.js';
import type { Turn } from './batches.js';

/** What each hop makes of a message. Nothing is decided: the first reads whose it is, the fourth calls, the fifth words the receipt. */
export function turnOf({ name, calls }: Hop, debtorSystems: DebtorSystems): Turn {
  if (calls !== undefined) return (message) => charge(message, debtorSystems);
  if (name === 'payment-reconciliation') return receipt;
  return name === 'claim-intake' ? read : passOn;
}

function read({ content }: ConsumeMessage): Told {
  const { agencyId, feeId } = feeIn(content);
  return { id: feeId, agencyId, body: content };
}

function passOn({ content, fields, properties }: ConsumeMessage): Told {
  const { routingKey } = fields;
  const agencyId = routingKey.slice(routingKey.lastIndexOf('.') + 1);
  return { id: properties.messageId as string, agencyId, body: content };
}

async function charge(message: ConsumeMessage, debtorSystems: DebtorSystems): Promise<Told> {
  const { id, agencyId, body } = passOn(message);
  const event = JSON.parse(body.toString('utf8')) as FeeEvent;
  await debtorSystems.register(agencyId, chargeEnvelope(chargeOf(event)));
  return { id, agencyId, body };
}

function receipt(message: ConsumeMessage): Told {
  const { id, agencyId } = passOn(message);
  return { id, agencyId, body: Buffer.from(JSON.stringify(acceptedEvent(agencyId, id))) };
}

function feeIn(content: Buffer): FeeEvent['data'] {
  return (JSON.parse(content.toString('utf8')) as FeeEvent).data;
}
