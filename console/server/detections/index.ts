/** What a computer’s virus protection found (G-04), and that somebody turned it off or tried to (G-05), begins an incident. */
export { heardDetection } from './found.ts';
export { heardTampering } from './tampered.ts';
