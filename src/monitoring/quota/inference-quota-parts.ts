// What InferenceQuota is made of, loaded together and only where one is defined.
export * from './quota-alarm';
export * from './quota-checks';
export * from './quota-data';
export * from './quota-increase';
export * from './quota-math';
export * from './quota-widgets';
