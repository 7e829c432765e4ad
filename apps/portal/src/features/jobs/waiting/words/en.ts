/** Words on why a job waits and what would start it: fetched with the panels that say it. */
export default {
  levers: {
    title: 'What would start it now',
    meta: 'each tried with the scheduler on a copy, and enough alone',
    late: 'It could not be asked anew: {why}',
    none: 'No single change would start it in the next pass',
    noneText:
      'Fewer nodes, a smaller share, a higher priority, other queues and clusters were tried. It starts when what is ahead of it gives room.',
    starting: 'The scheduler is about to start it',
    startingText: 'Nothing keeps it waiting any more.',
    asking: 'The scheduler is asked',
    fewerNodes: {
      title_one: 'Ask for {count} node',
      title_other: 'Ask for {count} nodes',
      text: 'It asks for {now}. One like it is submitted that asks for fewer.',
      act: 'Edit and resubmit',
    },
    otherCluster: {
      title: 'Run on cluster {cluster}',
      text: 'There is room there now. One like it is submitted to it.',
      act: 'Edit and resubmit',
    },
    moreNodes: {
      title_one: 'Give cluster {cluster} {count} more node',
      title_other: 'Give cluster {cluster} {count} more nodes',
      text: 'Resized to {target}, it starts as soon as they are there.',
      act: 'Resize to {target}…',
    },
    higherPriority: {
      title: 'Set its priority to {priority}',
      text: 'It goes ahead of those that wait before it.',
      takes_one:
        'It takes the nodes of {count} running job of a lower priority, which starts again from its last checkpoint.',
      takes_other:
        'It takes the nodes of {count} running jobs of a lower priority, which start again from their last checkpoints.',
      act: 'Set to {priority}',
      ask: 'Set the priority of {name} to {priority}?',
    },
    smallerShare: {
      title: 'Take a smaller share of each node',
      text: '{gpus} GPU, {cpus} CPU and {memory} on each node are free. One like it is submitted that asks for that.',
      act: 'Edit and resubmit',
    },
    otherQueue: {
      title: 'Wait in queue {queue}',
      text: 'That queue has room now. One like it is submitted to it.',
      act: 'Edit and resubmit',
    },
    release: { title: 'Release it', text: 'It is held. Released, it starts in the next pass.', act: 'Release' },
  },
  ahead: {
    title: 'Ahead of it',
    more: 'and {count} before these',
    nodes_one: '{count} node',
    nodes_other: '{count} nodes',
    none: 'Nothing is ahead of it.',
  },
  score: {
    title: 'Past forecasts',
    none: 'No start has been forecast yet',
    noneText: 'Each start is held against the forecast that was made for it first; the score stands here.',
    before_one: 'Of the one start that was forecast, {share} came before its p90.',
    before_other: '{share} of the last {count} starts came before their p90.',
    median: 'Median error: {error}.',
    plot: 'Wait that came against the p90 of the wait, for the last {count} starts; {late} came after it.',
    early: 'before p90',
    late: 'after',
    forecast: 'p90 of the wait',
    came: 'wait that came',
  },
  made: 'counted {age} ago',
} as const;
