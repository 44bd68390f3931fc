export const environment = Symbol('environment');
export const next = Symbol('next');
