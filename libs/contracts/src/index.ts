export * from './agreement.js';
export { describeMessages, type Examples } from './asyncapi.js';
export * from './claims-of-intake.js';
export * from './claims-of-reconciliation.js';
export * from './claims-of-verification.js';
export {
  allEvents,
  Event,
  eventKinds,
  eventNameOf,
  eventOf,
  findEvent,
  routingKeyOf,
  streamNameOf,
  subjectOf,
  type EventClass,
  type EventDescription,
  type EventKind,
  type StreamName,
} from './event.js';
export { schemaOf, type Schema, type Schemas } from './json-schema.js';
export * from './library-balances.js';
export * from './library-updates.js';
export { agreementNeed, NeededNumber, Placed } from './order.js';
export * from './people.js';
export {
  readingLimits,
  readMessage,
  type Outline,
  type ReadMessage,
  type Unreadable,
} from './read-message.js';
export { CodedReason } from './reason.js';
export * from './receivables.js';
export {
  faultsIn,
  instanceOf,
  Nested,
  Sealed,
  sealedFieldsOf,
  type Fault,
  type SealedField,
} from './shape.js';
export * from './statements.js';
export {
  Agency,
  Day,
  Id,
  LowerUuid,
  Municipality,
  OneOf,
  Optional,
  PositiveAmount,
  Text,
  textLimits,
  Time,
} from './rules.js';
