/** Parts that passwords are guessed from first. Lower case; digits in place of letters are seen through. */

/** Worth nothing in a password, however many stand together. */
export const worthless = [
  ...[
    'password',
    'passwort',
    'passphrase',
    'passcode',
    'letmein',
    'changeme',
    'changeit',
    'default',
    'secret',
  ],
  ...['login', 'signin', 'logon', 'welcome', 'trustno1', 'iloveyou', 'test', 'temp', 'guest', 'hello'],
  ...[
    'admin',
    'administrator',
    'root',
    'user',
    'technician',
    'caretaker',
    'headteacher',
    'teacher',
    'office',
  ],
  ...['school', 'primary', 'secondary', 'academy', 'college', 'pupil', 'student', 'classroom'],
  ...['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
  ...['january', 'february', 'march', 'april', 'june', 'july', 'august'],
  ...['september', 'october', 'november', 'december', 'spring', 'summer', 'autumn', 'winter'],
  ...['google', 'microsoft', 'windows'],
];

/** Favourites: one or two of them are guessed at once, three together are words like any others. */
export const favourites = [
  ...['dragon', 'monkey', 'football', 'baseball', 'sunshine', 'princess', 'superman', 'batman', 'starwars'],
  ...['pokemon', 'liverpool', 'arsenal', 'chelsea', 'everton', 'rangers', 'celtic', 'shadow', 'master'],
  ...['flower', 'cheese', 'chocolate', 'purple', 'charlie', 'ashley', 'michael', 'jordan', 'freedom'],
  ...['whatever', 'computer', 'internet', 'london', 'england', 'scotland', 'ireland', 'wales'],
];

/** Read in either direction: the rows and columns of keyboards, and the alphabet. */
export const lines = [
  ...['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwertzuiop', 'azertyuiop', '1234567890', '0123456789'],
  ...['abcdefghijklmnopqrstuvwxyz', '1qaz', '2wsx', '3edc', '4rfv', '5tgb', '6yhn', '7ujm', '!@#$%^&*()'],
  ...['!"£$%^&*()', 'qaz', 'wsx', 'edc', 'rfv', 'tgb', 'yhn', 'ujm'],
];
