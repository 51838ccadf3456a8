/** What is said of a request. */
import type { RequestView } from '../../../shared/protocol/api/requests.ts';
import { licenceWords, personalDataWords, scanWords } from '../../../shared/protocol/api/requests.ts';
import type { Request } from '../../../shared/protocol/request.ts';
import { lengthOf } from '../orders/index.ts';

export function titleOf(request: Request): string {
  if (request.kind === 'software') return request.title;
  const verb = request.access === 'read_only' ? 'Read' : 'Read and write';
  return `${verb} a stick for ${lengthOf(request.minutes)}`;
}

/** What makes two requests about one thing. */
export function aboutOf(request: Request): string {
  if (request.kind === 'software') return `software:${request.title.toLowerCase()}`;
  const { vendorId, productId, serialHash } = request.media;
  return `media:${vendorId}:${productId}:${serialHash ?? ''}`;
}

type Fact = RequestView['facts'][number];

/** `registered`: what the register of school media says of that stick. */
export function factsOf(request: Request, registered: { label: string; state: string } | undefined): Fact[] {
  const fact = (name: string, value: string, caution = false): Fact => ({ name, value, caution });
  if (request.kind === 'software')
    return [
      fact('Publisher', request.publisher || 'Not said', request.publisher === ''),
      fact('Licence', licenceWords[request.licence], request.licence === 'paid'),
      fact('Suitable for', request.suitability || 'Not said'),
      fact('Personal data', personalDataWords[request.personalData], request.personalData !== 'no'),
    ];
  const { vendorId, productId, serialHash } = request.media;
  const known = registered && (registered.state === 'lost' ? 'reported lost' : 'the school’s own');
  return [
    fact('Stick', `${vendorId}:${productId}${request.serial ? `, serial ${request.serial}` : ''}`),
    ...(serialHash === null
      ? [fact('Serial number', 'It has none: any of its model would be let in', true)]
      : []),
    fact('Scan', scanWords[request.scan], request.scan === 'infected' || request.scan === 'incomplete'),
    fact(
      'Register',
      registered === undefined ? 'Not the school’s' : `“${registered.label}”, ${known}`,
      registered?.state === 'lost',
    ),
  ];
}
