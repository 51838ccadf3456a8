/** Deliveries: what goes out of the console, kept until it has, once, by mail or webhook. */
export { objection } from './addresses.ts';
export { type Attachment, sendMail } from './mail.ts';
export { type Send, sendDue } from './pass.ts';
export { post } from './post.ts';
export { routes } from './routes.ts';
export { type DeliveryRow, enqueue, keptMs, type NewDelivery, type Outcome, takeBack } from './store.ts';
