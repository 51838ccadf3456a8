/** Who looked at a device and why, and for how long what it says is kept: for whoever sits there (D-08). */
export { sendAbout } from './about.ts';
