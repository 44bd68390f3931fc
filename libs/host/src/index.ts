export { Open, Requires, type Access, type MunicipalityOf } from './access/access.js';
export { CalledBy, Caller } from './access/caller.js';
export { exitCodes, runService } from './boot/run-service.js';
export { ServiceName } from './boot/service-name.js';
export { startService, type RunningService, type ServiceOptions } from './boot/start-service.js';
export { TRANSPORT_STRATEGY } from './boot/transport.js';
export { csvLine, csvType } from './csv/csv.js';
export { ReadinessCheck, type CheckResult } from './health/readiness.js';
export { Answers, Expects, type Answer } from './openapi/answers.js';
export {
  Problem,
  type FieldFault,
  type ProblemBody,
  type ProblemOptions,
} from './problem/problem.js';
export { RequestObserver, type Observed } from './requests/request-observer.js';
export { HttpSettings, OidcSettings, ServiceSettings } from './settings.js';
export { LongReads } from './wiring/long-reads.js';
export { MessagingServiceSettings } from './wiring/messaging-service-settings.js';
export { SlowFigures, type SlowFigure } from './wiring/slow-figures.js';
export { WiringModule, type WiringOptions } from './wiring/wiring.module.js';
