/** The technician's overview, and the figures that other pages share. */
export { controlCounts, type DeviceFigures, deviceFigures } from './figures.ts';
export { routes } from './routes.ts';
export { agreeing, computersWord, dayName, devicesWord, numberWord, startOfDay } from './words.ts';
