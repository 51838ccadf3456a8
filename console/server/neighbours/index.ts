/** Other devices on the school's networks: noted only where a policy names them, decided by a person, forgotten. */
export { forgetting, oursDays } from './forget.ts';
export { heardNeighbours } from './hear.ts';
export { countUndecided } from './list.ts';
export { routes } from './routes.ts';
