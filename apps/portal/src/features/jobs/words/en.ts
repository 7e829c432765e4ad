/** Words of the jobs pages. */
export default {
  log: {
    title: 'Log',
    of: 'Log of {name}',
    noLine: 'No line yet',
    waits: 'The job has not started.',
    noneYet: 'It has started and has printed nothing so far.',
    never: 'It ended and printed nothing here.',
    attempt: 'Attempt {number}',
    unitAttempt: 'Unit {unit}, attempt {number}',
    allRanks: 'All ranks',
    rank: 'Rank {rank}',
    ofRank: 'rank {rank} on {node}',
    onNode: '{kind} on {node}',
    chooseAttempt: 'Attempt',
    chooseKind: 'What printed it',
    chooseRank: 'Rank',
    chooseFd: 'Output',
    kind: { run: 'run', preparation: 'preparation', agent: 'agent' },
    moreStreams_one: '{n} more stream: choose a rank',
    moreStreams_other: '{n} more streams: choose a rank',
  },
} as const;
