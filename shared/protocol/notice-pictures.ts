/** A line of what the school says that begins with one of these, as `[key]`, stands beside that picture. */
export const noticePictures = [
  ...(['adult', 'key', 'kind', 'lock', 'look', 'no', 'power', 'program'] as const),
  ...(['question', 'stick', 'talk', 'tick', 'wait'] as const),
];
