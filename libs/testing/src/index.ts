export { aBrokenWire, type BrokenWire } from './broken-wire.js';
export { aChildProcess, type ChildProcessOptions, type RunningChild } from './child-process.js';
export { compileFixtures } from './compile-fixtures.js';
export { eventually, type Patience } from './eventually.js';
export { freePort } from './free-port.js';
export { Issuer, type TokenShape } from './issuer.js';
export { Neighbour, type Written } from './neighbour.js';
export { anOwnBroker, canStartBroker, type OwnBroker } from './own-broker.js';
export { aPlace, type Place } from './place.js';
