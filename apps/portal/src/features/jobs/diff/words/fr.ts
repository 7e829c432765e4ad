import type { Translation } from '../../../../app/i18n/catalogue.ts';
import type en from './en.ts';

export default {
  title: 'Comparé à',
  titleOf: 'Ce qui diffère de {name}',
  same: 'Rien ne diffère : les deux demandent la même chose.',
  noOther: 'Il n’y a pas d’autre job dans cette expérience avec lequel le comparer.',
  with: 'Comparer avec',
  origin: '{name}, dont il est la copie',
  previous: '{name}, l’exécution d’avant',
  gone: '{name}, dont il est la copie, est supprimé.',
  field: 'Champ',
  before: 'Là',
  after: 'Ici',
  absent: 'absent',
  secrets: 'Les valeurs des secrets ne sont pas comparées : personne ne peut les lire.',
  changes: 'Changé par rapport à {name}',
  unchanged: 'Comme {name} : rien n’est encore changé.',
} satisfies Translation<typeof en>;
