/** In the name of the folder that the harmless program is tried in, so that what is told of denials can leave it out. */
export const canaryMark = 'caretaker-canary-';
