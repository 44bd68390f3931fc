export { allEvents, Event, eventNameOf, eventOf, findEvent, routingKeyOf, streamNameOf, subjectOf, type EventClass, type EventDescription, type EventKind, type StreamName } from './event.js';
export { readingLimits, readMessage, type Outline, type ReadMessage, type Unreadable } from './read-message.js';
export { faultsIn, instanceOf, Nested, Sealed, sealedFieldsOf, type Fault } from './shape.js';
