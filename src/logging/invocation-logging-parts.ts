// What InvocationLogging is made of, loaded together and only where one is defined.
export * from './check-props';
export * from './configuration-resource';
export * from './destinations';
export * from './one-per-region';
export * from './patterns/logging-configuration';
export * from './patterns/queries';
