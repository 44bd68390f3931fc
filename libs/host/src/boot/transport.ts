/**
 * Injection token of the Nest transport that brings the service its messages (a `CustomTransportStrategy`). A module that provides
 * it has its `@EventPattern` handlers connected; it must be exported or provided in the service's own module.
 */
export const TRANSPORT_STRATEGY = Symbol('debitorbro.transport-strategy');
