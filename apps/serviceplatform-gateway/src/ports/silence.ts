/** Why there is no answer to a call. `not-connected` and `not-let-in` (a certificate that one side does not believe) are sure not to have arrived. */
export type Silence = 'not-connected' | 'not-let-in' | 'connection' | 'timeout' | 'unreadable';
