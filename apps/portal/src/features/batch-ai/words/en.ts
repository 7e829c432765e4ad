/** Words of what becomes of a file of Batch AI. */
export default {
  title: 'Taken from a Batch AI file',
  whole: 'A Batch AI file was taken: every field of it is here.',
  changed: 'A Batch AI file was taken; this of it needs a look.',
  close: 'Close',
  noCluster: 'The file names no cluster: choose one.',
  clusterGone: 'This workspace has no cluster {name}: choose one.',
  kept: 'Kept as the file has it, without a question in the form: {fields}.',
  hint: 'A Batch AI file can be pasted or dropped here',
  take: 'Take a Batch AI file…',
  unreadable: 'This is no Batch AI file: one has its fields under “properties”.',
} as const;
