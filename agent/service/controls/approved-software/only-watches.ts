/** Why the system's own mechanism stops nothing where a policy asks it only to watch (`watchEveryStart`). */
export const onlyWatches = 'the policy asks it to write down each start and to stop nothing';
