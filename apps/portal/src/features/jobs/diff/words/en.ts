/** Words on what two jobs ask for differently. */
export default {
  title: 'Against',
  titleOf: 'What differs from {name}',
  same: 'Nothing differs: both ask for the same.',
  noOther: 'There is no other job in this experiment to compare it with.',
  with: 'Compare with',
  origin: '{name}, which it was submitted again from',
  previous: '{name}, the run before',
  gone: '{name}, which it was submitted again from, is deleted.',
  field: 'Field',
  before: 'There',
  after: 'Here',
  absent: 'not there',
  secrets: 'Values of secrets are not compared: nobody can read them.',
  changes: 'Changed from {name}',
  unchanged: 'As {name} was: nothing is changed yet.',
};
