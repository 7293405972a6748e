/**
 * What a thread may fill before it looks for garbage, in MiB. Node's 48 for each thread is most of Banyan's memory
 * under load, and not quicker: what the threads make is short-lived, and fits the processor's cache when it is less.
 */
export const youngGeneration = 12;
