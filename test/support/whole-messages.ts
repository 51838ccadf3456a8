/** What failed is told whole: a list of twelve errors that says only that it has twelve helps nobody who was not there. */
import { config } from 'chai';

config.truncateThreshold = 0;
