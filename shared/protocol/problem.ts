/** What somebody reports at a device: the event `problem.reported {about, more, person}`. The console opens an incident. */
export const problemReported = 'problem.reported' as const;
