import { fill, type TextParams } from './texts.ts';

/** What can be wrong with one field of a body, by its stable code: each says what to write instead. */
export const detailWords = {
  UnknownField: 'this field is not known here: remove it or check its spelling',
  Required: 'required: give a value',
  TooShort: 'write at least {minimum} characters',
  TooLong: 'write at most {maximum} characters',
  TooFew: 'give at least {minimum} entries',
  TooMany: 'give at most {maximum} entries',
  OutOfRange: 'write a whole number from {minimum} to {maximum}',
  TooSmall: 'write a number of at least {minimum}',
  TooLarge: 'write a number of at most {maximum}',
  NotOneOf: 'write one of {options}',
  NotText: 'write text',
  NotNumber: 'write a number',
  NotWhole: 'write a whole number',
  NotBoolean: 'write true or false',
  NotList: 'write a list',
  NotObject: 'write an object with named fields',

  NameCharacters: 'use letters, digits, - and _ only',
  GroupCharacters: 'use letters, digits, -, _ and . only',
  VariableCharacters: 'start with a letter or _, then letters, digits and _',
  IdCharacters: 'use letters, digits and _ only',
  NotUid: 'write a uid in lower case',
  NotSha256: 'write a SHA-256 in lower-case hexadecimal',
  TooLittleMemory: 'write at least 4MiB, with its unit: a bare number is a number of bytes',
  NotBytes: 'write a number of bytes, or text such as 512MiB or 16GiB',
  NotDuration: 'write an ISO 8601 duration such as PT1H or P7D',
  NotRelative: 'write a relative path without ..',
  NotPlainPath: 'write a path below its top: without .., backslashes and control characters',
  NotMountPath:
    'write a relative path of plain names, such as data or team/data: without .., backslashes and control characters, and not below .inputs',
  MountPathTaken: '{path} is at, above or below {other} of {field}: give each volume a place of its own',
  NotFileUrl: 'write the address of a share, such as https://ACCOUNT.file.core.windows.net/SHARE',
  OtherAccount: 'azureFileUrl names account {other} and accountName {account}: name the same one',
  NoSharesThere:
    'account {account} has an endpoint for containers and none for shares: give it a host of shares, or mount a container',
  NotContainer: 'write the name of one container, share or bucket: without / and ..',
  OutputUnknown: 'job {job} has no output directory {directory}: its output directories are {directories}',
  OutputOnNode:
    'output directory {directory} of job {job} is only on the disks of its nodes: let it be on a volume, or without a pathPrefix',
  OutputPruned: 'output directory {directory} of job {job} was removed to make room: run that job again',
  OutputTooMany:
    'output directory {directory} of job {job} has more than {most} files, too many to be fetched one by one: let it be on a volume',
  NotEndpoint: 'write an address alone, such as https://storage.example.com: without user, password, ? and #',
  NotHost: 'write the name or address of a host',
  HoldsControl: 'write it without line ends and other control characters',
  NoDirectory: 'there is no such directory on the machine of the server: make it first',
  DirectoryOfServer: "the server's own data is in this directory, or it is in there itself: choose another",
  NotAccountKey: 'write the key of the account as Azure gives it: it is base64',
  OtherKey: 'another key is given for account {account} in the same body: give it one key',
  NotMode: 'write an octal mode such as 0777',
  NotWorkspace: 'write NAME or SUBSCRIPTION:RESOURCE_GROUP:NAME',
  NotImage: 'write an image as NAME, NAME:TAG or NAME@DIGEST in lower case, such as tensorflow/tensorflow:1.8.0',
  NotRegistry: 'write the address of a registry, such as https://registry.example.com',
  ImageElsewhere: 'this image names another registry than serverUrl: name one of them',
  NotShmSize: 'write a number of bytes, or a size such as 64m or 2g',
  HoldsNul: 'write it without a NUL',
  ServiceCharacters: 'use lower-case letters, digits and -, starting with a letter; port0, port1 … belong to toolkits',
  NotAddressRange: 'write an IP address or a range of them such as 10.1.0.0/16, or * for all',
  NotBeside: 'this does not go with {other}: remove one of them',
  UsedTwice: 'id {id} is used twice: give each its own',
  BelowOther: 'write no less than {other}',
  AboveOther: 'write no more than {other}',
  EitherOr: 'give either {first} or {second}',
  ExactlyOne: 'give exactly one of {fields}',
  OnlyOne: 'give exactly one of {fields}; found {found}',
  OnlyWith: 'this goes only with {other}: give that, or remove this',

  TooFewProcesses:
    '{processes} {processes|process|processes} cannot use {nodes} {nodes|node|nodes}: raise it to at least {nodes}, or lower nodeCount',
  TooManyProcesses:
    'a node runs at most {most} processes of a job, and {processes} on {nodes} {nodes|node|nodes} are more: lower it, or raise nodeCount',
  TooManyWorkers:
    '{nodes} {nodes|node|nodes} with {gpus} {gpus|GPU|GPUs} each take at most {maximum} {maximum|worker|workers}: lower it, or raise nodeCount',
  TooManyParameterServers:
    'each of the {nodes} {nodes|node|nodes} takes one parameter server: write at most {nodes}, or raise nodeCount',
  TooManyToName:
    'each process is told the address of all others, which {processes} are too many for: let workers and parameter servers together be at most {maximum}',
  UnclosedQuote: 'a quote {quote} is never closed: close it, or write \\{quote}',

  // Of bodies in Batch AI's dialect and its older versions: what of them had no effect, or is written otherwise now.
  NotResourceId: 'write its id, such as {example}',
  NotInApi: 'left out: API version 2018-05-01 has no such field',
  LocationOfWorkspace: 'left out: it is where its workspace is',
  IdWithoutWorkspace:
    'an id of an older API version, taken as {name} of the same workspace: write it with its workspace',
  ExperimentInAddress:
    'since API version 2018-05-01 the experiment stands in the address of a job: this one goes to experiment {experiment}',
  AlwaysElevated: 'left out: since API version 2018-05-01 the set-up task always runs as root',
  ReplacedBy: 'left out: {field} took its place in API version 2018-05-01',
  TakenAs: 'taken as {field} {value}, which took its place in API version 2018-05-01',
  RenamedTo: 'taken as {field}, its name in API version 2018-05-01',
  ToldApartBy: 'left out: since API version 2018-05-01 they are told apart by their {field} alone',
  AlwaysNew: 'left out: each run gets a directory of its own, in which {field} names one',
  FollowsFrom: 'left out: it follows from {field}',
} as const;

export type DetailCode = keyof typeof detailWords;

/** A rule's words with their values, for schemas: what `refine` and `addIssue` take. */
export function saying(code: DetailCode, params: TextParams): { message: string; params: TextParams } {
  return { message: fill(detailWords[code], params), params: { ...params, code } };
}

const codes = new Map<string, DetailCode>(
  Object.entries(detailWords).map(([code, words]) => [words, code as DetailCode]),
);

/** The code of words without values, as a schema gave them; undefined when they are nobody's. */
export const codeOfWords = (words: string): DetailCode | undefined => codes.get(words);
