export { Commands, type Command } from './commands.js';
export { declareExchanges, topologyOf, type Topology } from './broker/topology.js';
export { Overhearing, type OverhearingParts } from './broker/overhearing.js';
export { type EditFault } from './desk/edit-check.js';
export { type Gap } from './desk/gaps.js';
export { type AuditEntry } from './desk/parked-audit.js';
export { type Edited, ParkedDesk, type Staged } from './desk/parked-desk.js';
export { type ParkedGroup, type ParkedMessage } from './desk/parked-search.js';
export { codesOf } from './work/codes-of.js';
export { knownType } from './desk/reason-fingerprint.js';
export { Outage } from './door/door.js';
export { Engine, type EngineOptions, type EngineParts } from './engine.js';
export { BrokerSettings, brokerOptionsOf, overhearingOf } from './nest/broker-settings.js';
export { RabbitTransport } from './nest/rabbit-transport.js';
export { Takes, type TakesOptions } from './nest/takes.js';
export { Loop } from './loops/loop.js';
export { defaultLimits, type TransportLimits } from './settings.js';
export { messagingMigrations } from './tables/messaging-migrations.js';
export { SilentWatch, Watch, type TellOf } from './watch.js';
export type { Arrival, Fate } from './work/arrival.js';
export type { Decider, Decision } from './work/decider.js';
export { Work, type HandlerPlan } from './work/handler-plan.js';
export type { Message } from './work/message.js';
export { nameUuid } from './work/name-uuid.js';
export { Pacing } from './work/pacing.js';
export { placeOf } from './work/reader.js';
export {
  inLockOrder,
  streamKey,
  subjectKey,
  type Concern,
  type Need,
  type Stream,
  type Subject,
  type SubjectKind,
} from './work/stream.js';
