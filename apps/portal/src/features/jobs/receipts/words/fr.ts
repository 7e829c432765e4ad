import type { Translation } from '../../../../app/i18n/catalogue.ts';
import type en from './en.ts';

export default {
  title: 'Préemptions',
  lostTo: 'Pris par',
  tookFrom: 'Pris à',
  reclaimed: 'Repris par le fournisseur',
  drained: 'Arrêté car son nœud a été vidé',
  why: 'Pourquoi',
  priorities: 'Priorités',
  over: '{taker} contre {victim}',
  nodes: 'Nœuds',
  attempt: 'Tentative',
  shard: 'tranche {unit}, tentative {attempt}',
  lost: 'Travail perdu',
  sinceCheckpoint: '{lost} depuis son point de reprise de {at}',
  sinceStart: '{lost}, tout depuis son départ : il n’avait pas de point de reprise',
  stopped: 'Arrêté après',
  stops: 'il est en cours d’arrêt',
  resumes: 'Reprise',
  fromCheckpoint: 'au point de reprise de {at}',
  fromStart: 'au début',
  resumed: 'depuis {at}, {from}',
  waits: 'attend des nœuds, puis {from}',
  never: 'plus maintenant : il est terminé',
} satisfies Translation<typeof en>;
