/** Legal behaviors that are no variation of this server, each with the reason. */
export const notImplemented: readonly { what: string; allowedBy: readonly string[]; reason: string }[] = [
  {
    what: 'Another base path, a tenant in the path',
    allowedBy: ['RFC7644-3.13', 'RFC7644-6'],
    reason: 'It is an option of the server (basePath, tenants), not a behavior.',
  },
  {
    what: 'A tenant in the host name or in a header',
    allowedBy: ['RFC7644-6'],
    reason: 'A client cannot tell it from any other server: it is all in the base URL and the configured headers.',
  },
  {
    what: 'A read-only service, or one for users only by operator declaration',
    allowedBy: ['RFC7644-3.2'],
    reason: 'It is a declaration of the operator to the run; without one a refused POST is a finding.',
  },
  {
    what: 'Duplicate (type, value) pairs merged, projections of a 201, urn comparison without letter case',
    allowedBy: ['RFC7643-2.4', 'RFC7644-3.9', 'RFC7643-10'],
    reason: 'The plain server does so.',
  },
  {
    what: 'A filter that tests a password',
    allowedBy: ['RFC7643-7'],
    reason: 'The server keeps no password that it could compare.',
  },
  {
    what: 'itemsPerPage that repeats the requested count on the last page',
    allowedBy: ['RFC7644-3.4.2.4'],
    reason: 'The section says otherwise, so that it is a mutant of advice grade: list.items-per-page-asked.',
  },
  {
    what: 'The user name of a deleted user stays taken',
    allowedBy: ['RFC7644-3.6'],
    reason: 'The section advises against it, so that it is a mutant of advice grade: delete.blocks-name.',
  },
  {
    what: 'totalResults that moves while others write',
    allowedBy: ['RFC7644-3.4.2'],
    reason: 'It needs other clients; a run with two of them at one server shows it.',
  },
  {
    what: 'TLS 1.3 only',
    allowedBy: ['RFC7644-7.2'],
    reason: 'The server speaks plain HTTP on loopback.',
  },
  {
    what: 'Sorting by the rules of a language beyond ASCII',
    allowedBy: ['RFC7644-3.4.2.3'],
    reason: 'It depends on the locale data of the machine, so that no exchange would repeat.',
  },
  {
    what: 'Security events over a stream',
    allowedBy: ['RFC9967'],
    reason: 'A stream lies outside of a base URL and a token.',
  },
];
